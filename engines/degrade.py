"""Degradations of sound, pictures and words, of a named kind and a level: what makes a modality less worth believing.

Level 0 changes nothing. What is random depends on the state of `rng` and not on the level, so that of two calls with
equal generators the one with the higher level holds the damage of the other: the same noise, louder; the same bursts
and errors, and more of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

SOUND_KINDS = ("white", "babble", "music", "reverberation", "clipping", "muting")
PICTURE_KINDS = ("blur", "darkness", "glare", "noise", "occlusion", "low_resolution", "frozen")
WORD_KINDS = ("substitution", "deletion", "insertion", "mixed")

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in 0..1 of the picture

RATE = 16_000  # Hz
SNR_DB = (30.0, -5.0)  # at the lowest level and at level 1
RT60_S = (0.1, 1.5)
DIRECT_TO_REVERBERANT_DB = (20.0, -6.0)
OVERLOAD_DB = 24.0  # of the loudest sample over full scale at level 1
MUTED_S = (0.2, 1.0)
FROZEN_FRAMES = (3, 12)  # as long as the muted bursts at the 12.5 frames a second that the face is read at
FACE_PIXELS = (100, 12)  # height of the face in low resolution
MIXED = (0.6, 0.2, 0.2)  # substitutions, deletions, insertions among a recognizer's errors


def degrade_sound(
    sound: NDArray[np.float32],
    kind: str,
    level: float,
    rng: np.random.Generator,
    babble: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Sound (samples,), 16 kHz, in -1..1, degraded by one of SOUND_KINDS at `level` 0..1.

    white, babble, music: noise at a signal-to-noise ratio of 30 to -5 dB, music being synthesized chords and babble
    the voices of others, (any number of samples,), which that kind needs. reverberation: an exponentially decaying
    tail, RT60 0.1 to 1.5 s, at equal level. clipping: gain until the loudest sample is 0 to 24 dB over full scale.
    muting: a share `level` of the sound, in bursts of 0.2 to 1 s, exactly 0.
    """
    _check(kind, SOUND_KINDS, level)
    if level == 0 or not sound.any():
        return sound.copy()
    if kind == "muting":
        return np.where(_bursts(len(sound), level, MUTED_S[0] * RATE, MUTED_S[1] * RATE, rng), np.float32(0), sound)
    if kind == "clipping":
        changed = sound * (10 ** (OVERLOAD_DB * level / 20) / np.abs(sound).max())
    elif kind == "reverberation":
        changed = _reverberate(sound, level, rng)
    else:
        if kind == "white":
            noise = rng.standard_normal(len(sound))
        elif kind == "music":
            noise = _music(len(sound), rng)
        else:
            assert babble is not None, "babble needs the voices of others"
            noise = np.resize(np.roll(babble, -int(rng.integers(len(babble)))), len(sound)).astype(np.float64)
        noise *= _rms(sound) / (_rms(noise) + 1e-9)
        changed = sound + noise * 10 ** (-_between(SNR_DB, level) / 20)
    return np.asarray(np.clip(changed, -1, 1), np.float32)


def babble_of(voices: Sequence[NDArray[np.float32]], samples: int) -> NDArray[np.float32]:
    """Voices heard at once, (samples,); those that are shorter begin again."""
    return np.asarray(np.sum([np.resize(voice, samples) for voice in voices], axis=0), np.float32)


def degrade_pictures(
    images: Sequence[Picture], kind: str, level: float, rng: np.random.Generator, box: Box = (0.0, 0.0, 1.0, 1.0)
) -> list[Picture]:
    """Frames of one clip, (height, width, 3) or (height, width), degraded by one of PICTURE_KINDS at `level` 0..1.

    box: where the face is, for the whole clip. blur: a Gaussian of up to 8 % of the face's height. darkness: up to
    six stops less light, with sensor noise. glare: a veil with a bright spot beside the face. noise: of a sensor, up
    to 50 of 255. occlusion: an object over a share `level` of the face, from below, above or one side.
    low_resolution: the face 100 pixels high (its own height if that is less) down to 12. frozen: a share `level` of
    the frames, in bursts, show the last one before them.
    """
    _check(kind, PICTURE_KINDS, level)
    if level == 0 or not images:
        return [image.copy() for image in images]
    if kind == "frozen":
        frozen = np.concatenate([[False], _bursts(len(images) - 1, level, *FROZEN_FRAMES, rng)])
        shown = np.maximum.accumulate(np.where(frozen, 0, np.arange(len(images))))
        return [images[i].copy() for i in shown]
    if kind in ("darkness", "noise"):
        gain, spread = (2 ** (-6 * level / 2.2), 6 * level) if kind == "darkness" else (1.0, 50 * level)
        return [_bytes(i * gain + spread * rng.standard_normal(i.shape, np.float32)) for i in images]
    if kind == "glare":
        place = (_between((box[0], box[2]), rng.uniform(-0.3, 1.3)), _between((box[1], box[3]), rng.uniform(-0.3, 0.5)))
        return [_glare(i, level, place, box[3] - box[1]) for i in images]
    if kind == "occlusion":
        side, colour = int(rng.integers(4)), rng.uniform(20, 230, 3)
        return [_occlude(i, level, box, side, colour) for i in images]
    return [(_blur if kind == "blur" else _shrink)(i, level, (box[3] - box[1]) * len(i)) for i in images]


class Vocabulary:
    """Words by how often they are said, and which of them sound alike.

    Words share a sound when the classes of their consonants agree (as in Soundex: b p, d t, m n, ...; vowels and
    doubled sounds count only at the start). Every beginning of that code lists its most frequent words, so those alike
    are found in one look-up, without a walk over the vocabulary; among them the spelling decides.
    """

    LISTED = 40  # words of one sound that are compared
    ALIKE = 6  # words that one may be taken for
    FREQUENT = 60

    def __init__(self, words: Iterable[str]) -> None:
        """words: as they occur, repeated; at least two different ones."""
        ordered = [word for word, _ in Counter(words).most_common()]
        assert len(ordered) > 1, "one word cannot be taken for another"
        self.frequent = ordered[: self.FREQUENT]
        self._alike: dict[str, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        for word in ordered:
            code = _sound_code(word)
            for end in range(len(code) + 1):
                listed = self._by_sound.setdefault(code[:end], [])
                if len(listed) < self.LISTED:
                    listed.append(word)

    def alike(self, word: str) -> list[str]:
        """Up to ALIKE other words, the likest first; at least one."""
        if word not in self._alike:
            code, others = _sound_code(word), list[str]()
            for end in range(len(code), -1, -1):
                more = [w for w in self._by_sound.get(code[:end], ()) if w != word and w not in others]
                others += sorted(more, key=lambda w: -SequenceMatcher(None, word, w, False).ratio())
                if len(others) >= self.ALIKE:
                    break
            self._alike[word] = others[: self.ALIKE]
        return self._alike[word]


def degrade_words(
    words: Sequence[str], kind: str, level: float, rng: np.random.Generator, vocabulary: Vocabulary
) -> tuple[list[str], NDArray[np.bool_]]:
    """Words with a recognizer's errors, one of WORD_KINDS, and which of the words returned are wrong (words,).

    level: word error rate 0..1, met on average over lines. substitution: a word that sounds alike; deletion: nothing,
    so at level 1 no word is left; insertion: a frequent word after the right one; mixed: 60, 20 and 20 % of them.
    """
    _check(kind, WORD_KINDS, level)
    order, rounding = rng.permutation(len(words)), rng.random()
    errors = rng.choice(3, len(words), p=MIXED) if kind == "mixed" else np.full(len(words), WORD_KINDS.index(kind))
    drawn = rng.random(len(words))
    hit = np.zeros(len(words), bool)
    hit[order[: int(level * len(words) + rounding)]] = True
    result: list[tuple[str, bool]] = []
    for word, is_hit, error, draw in zip(words, hit, errors, drawn, strict=True):
        if not is_hit or error == 2:
            result.append((word, False))
        if is_hit and error != 1:
            others = vocabulary.alike(word) if error == 0 else vocabulary.frequent
            result.append((others[int(draw**2 * len(others))], True))  # rather one of the first
    return [word for word, _ in result], np.array([wrong for _, wrong in result], bool)


SOUNDS = str.maketrans("pvzcgqxjdm" + "aeiouyhw'", "bfskkkkstn" + "........" + ".")


def _sound_code(word: str) -> str:
    """The classes of a word's consonants, a vowel at its start as a dot: "made" is "nt" and "idea" is ".t"."""
    code = ""
    for sound in word.lower().translate(SOUNDS):
        if not code or (sound != code[-1] and sound != "."):
            code += sound
    return code


def _check(kind: str, kinds: Sequence[str], level: float) -> None:
    assert kind in kinds, f"{kind} is none of {', '.join(kinds)}"
    assert 0 <= level <= 1, f"level {level} is not in 0..1"


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


def _rms(sound: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


def _bursts(count: int, share: float, shortest: float, longest: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A share of `count` places, in bursts of shortest..longest; a higher share adds to the bursts of a lower one."""
    lengths = rng.integers(int(shortest), int(longest) + 1, size=count // int(shortest) + 1)
    piece = np.repeat(np.arange(len(lengths)), lengths)[:count]
    place = rng.permutation(len(lengths))[piece]  # the turn of each piece
    chosen = np.zeros(count, bool)
    chosen[np.argsort(place, kind="stable")[: round(share * count)]] = True
    return chosen


def _reverberate(sound: NDArray[np.float32], level: float, rng: np.random.Generator) -> NDArray[np.float64]:
    from scipy.signal import fftconvolve

    response = rng.standard_normal(int(RT60_S[1] * RATE))
    response *= 10 ** (-3 * np.arange(len(response)) / RATE / _between(RT60_S, level))  # -60 dB after RT60
    response[:32] = 0  # the first reflection comes 2 ms after the direct sound
    response *= 10 ** (-_between(DIRECT_TO_REVERBERANT_DB, level) / 20) / np.sqrt(np.sum(response**2))
    response[0] = 1
    wet = fftconvolve(sound.astype(np.float64), response)[: len(sound)]
    return np.asarray(wet * (_rms(sound) / (_rms(wet) + 1e-9)), np.float64)


def _music(samples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Chords of a key, each 0.4 to 1.5 s, three notes of six harmonics under a slow envelope."""
    key = 110 * 2 ** (rng.integers(24) / 12)
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17])
    sound = np.zeros(samples)
    start = 0
    while start < samples:
        length = int(rng.uniform(0.4, 1.5) * RATE)
        root = rng.integers(7)
        t = np.arange(min(length, samples - start)) / RATE
        harmonics = np.arange(1, 7)[:, None]
        for note in scale[[root, root + 2, root + 4]]:
            tones = np.sin(2 * np.pi * key * 2 ** (note / 12) * harmonics * t + rng.uniform(0, 2 * np.pi, (6, 1)))
            sound[start : start + len(t)] += (tones / harmonics**1.3).sum(0)
        sound[start : start + len(t)] *= np.minimum(t / 0.03, 1) * (0.3 + 0.7 * np.exp(-3 * t)) * rng.uniform(0.6, 1)
        start += length
    return sound


def _bytes(values: NDArray[np.floating]) -> Picture:
    return values.round().clip(0, 255).astype(np.uint8)


def _blur(image: Picture, level: float, face: float) -> Picture:
    import cv2

    sigma = max(0.08 * level * face, 1e-3)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.uint8)


def _shrink(image: Picture, level: float, face: float) -> Picture:
    import cv2

    first = min(FACE_PIXELS[0], face)
    scale = first * min(FACE_PIXELS[1] / first, 1) ** level / face
    height, width = image.shape[:2]
    small = cv2.resize(image, (max(1, round(width * scale)), max(1, round(height * scale))), None, 0, 0, cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), None, 0, 0, cv2.INTER_LINEAR), np.uint8)


def _glare(image: Picture, level: float, place: tuple[float, float], size: float) -> Picture:
    """A veil over the picture that is densest around `place`, in 0..1 of it; size: of the face."""
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = ((x - place[0] * width) ** 2 + (y - place[1] * height) ** 2) / (size * height) ** 2
    veil = 0.9 * level * (0.5 + 0.5 * np.exp(-2 * distance))
    return _bytes(255 - (255 - image.astype(np.float32)) * (1 - (veil if image.ndim == 2 else veil[..., None])))


def _occlude(image: Picture, level: float, box: Box, side: int, colour: NDArray[np.float64]) -> Picture:
    """The share `level` of the face's box hidden from below (0), above (1), left (2) or right (3)."""
    height, width = image.shape[:2]
    x0, x1 = box[0] * width, box[2] * width
    y0, y1 = box[1] * height, box[3] * height
    across, down = level * (x1 - x0), level * (y1 - y0)
    left, top, right, bottom = (
        (x0, y1 - down, x1, y1),
        (x0, y0, x1, y0 + down),
        (x0, y0, x0 + across, y1),
        (x1 - across, y0, x1, y1),
    )[side]
    result = image.copy()
    hidden = result[max(0, round(top)) : max(0, round(bottom)), max(0, round(left)) : max(0, round(right))]
    hidden[...] = (colour if image.ndim == 3 else colour[:1]).round()
    return result
