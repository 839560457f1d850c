"""Corpora -> features: every sound and picture featurized once by the live featurizers, kept in a cache folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.corpus import FACE_SIDE, read_frames, read_sound, still_faces, talking_face, voice_steps
from engines.degrade import PICTURE_KINDS, SOUND_KINDS, babble_of, degrade_pictures, degrade_sound
from engines.models import ModelStore
from engines.private import make_folder
from ucrn_core.corpora.faces import FaceRows, read_faces
from ucrn_core.corpora.text import Segment, TextRow, read_corpus, read_csv, read_segments
from ucrn_core.corpora.voice import VoiceRow, read_ravdess
from ucrn_core.errors import CorpusError
from ucrn_core.features import FeatureSpec
from ucrn_core.training import Steps, Twin

Report = Callable[[str], None]

SEED = 7
CACHE_VERSION = 3  # to be raised when a featurizer or a degradation changes
VALID_ACTORS = (17, 18, 19, 20)
# What the network must judge without having met it: one kind of noise and one of image damage.
UNSEEN_KINDS = ("music", "low_resolution")
SPEEDS = ((10, 9), (9, 10))  # resampling of acted voices: slower and lower, faster and higher, as another speaker
DEGRADED_FACES = 6000
NATURAL_KINDS = 3  # kinds of damage a natural recording is heard with
TWINS = 2  # levels of each
TALK_TWINS = 5  # of talking faces, of which there are few


@dataclass(frozen=True)
class Recording:
    """Natural talk or reading, unlabelled: its file, speaker and whether it shows a face; steps are absolute."""

    path: Path
    speaker: str
    steps: Steps
    twins: list[Twin]


@dataclass
class Corpora:
    """Text as words; voice and face as steps, absolute, without a person's baseline."""

    text_rows: list[TextRow]
    segments: list[Segment]
    voice_rows: list[VoiceRow]
    voice: list[list[Steps]]  # per row as said, then at each of SPEEDS
    voice_twins: list[list[Twin]]
    speech: list[Recording]
    face_rows: FaceRows
    faces: NDArray[np.float64]  # NaN rows: no face found
    face_twins: dict[int, list[Twin]]
    talks: list[Recording]


def read_corpora(folder: Path, cache: Path, store: ModelStore, report: Report) -> Corpora:
    """Reads and featurizes the corpora below `folder` (text, ravdess, natural, fer2013), once: then from `cache`."""
    make_folder(cache)
    text_rows = read_corpus(folder / "text")
    segments = read_segments(folder / "text" / "mosei_segments.csv")
    voice_rows = read_ravdess(folder / "ravdess")
    face_rows = read_faces(folder / "fer2013" / "fer2013_images.npz")
    sounds, talks = natural_recordings(folder / "natural")
    landmarker = store.path("face-landmarker")

    spoken = [r.path for r in voice_rows]
    talkers = [i for i, r in enumerate(voice_rows) if r.actor not in VALID_ACTORS]
    voice = _cached(cache, "voice", _sizes(spoken), report, lambda: _acted_voices(spoken, talkers))
    others = [i for i, name in enumerate(sounds.values()) if not held_out_speaker(name)]
    speech = _cached(cache, "speech", _sizes(sounds), report, lambda: _natural_voices(list(sounds), others))
    pictures = hashlib.sha256(face_rows.images.tobytes()).hexdigest()
    faces = _cached(cache, "faces", pictures, report, lambda: _still_pictures(face_rows, landmarker))
    shown = _cached(cache, "talks", _sizes(talks), report, lambda: _talking_faces(list(talks), landmarker))
    return Corpora(
        text_rows,
        segments,
        voice_rows,
        [list(row) for row in zip(*(_steps(voice, f"clean{i}") for i in range(len(SPEEDS) + 1)), strict=True)],
        list(_twins(voice, len(spoken)).values()),
        _recordings(sounds, speech),
        face_rows,
        faces["stills"],
        _twins(faces, len(face_rows.images)),
        _recordings(talks, shown),
    )


def held_out_speaker(speaker: str) -> bool:
    """A quarter of the natural speakers, by the hash of their name; for validation."""
    return hashlib.sha256(speaker.encode()).digest()[0] < 64


def natural_recordings(folder: Path) -> tuple[dict[Path, str], dict[Path, str]]:
    """Files with sound, and files with a face, of a `natural` folder: file -> speaker."""
    rows = read_csv(folder / "index.csv", ("file", "speaker", "has_sound", "has_face"))
    sounds = {folder / r["file"]: r["speaker"] for r in rows if r["has_sound"] == "1"}
    faces = {folder / r["file"]: r["speaker"] for r in rows if float(r["has_face"] or 0) > 0}
    return sounds, faces


def _acted_voices(paths: Sequence[Path], talkers: Sequence[int]) -> dict[str, Any]:
    """Acted sentences as said and at other speeds, and twins of one kind each; talkers: whose voices may be babble."""
    rng = np.random.default_rng(SEED)
    sounds = [read_sound(p) for p in paths]
    twins = _Twins()
    for i, sound in enumerate(sounds):
        _degrade_voice(twins, i, sound, [sounds[j] for j in rng.choice(talkers, 4)], 1, rng)
    result = twins.arrays()
    for number, column in enumerate(zip(*map(at_every_speed, sounds), strict=True)):
        result |= _packed(f"clean{number}", column)
    return result


def at_every_speed(sound: NDArray[np.float32]) -> list[Steps]:
    """Absolute steps of a sentence as said, then at each of SPEEDS."""
    from scipy.signal import resample_poly

    resampled = [np.asarray(resample_poly(sound, up, down), np.float32).clip(-1, 1) for up, down in SPEEDS]
    return [voice_steps(s, FeatureSpec()) for s in (sound, *resampled)]


def _natural_voices(paths: Sequence[Path], talkers: Sequence[int]) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    sounds = [read_sound(p) for p in paths]
    twins = _Twins()
    for i, sound in enumerate(sounds):
        _degrade_voice(twins, i, sound, [sounds[j] for j in rng.choice(talkers, 4)], NATURAL_KINDS, rng)
    return _packed("clean", (voice_steps(s, FeatureSpec()) for s in sounds)) | twins.arrays()


def _degrade_voice(
    twins: _Twins,
    row: int,
    sound: NDArray[np.float32],
    others: list[NDArray[np.float32]],
    kinds: int,
    rng: np.random.Generator,
) -> None:
    babble = babble_of(others, len(sound))
    for kind, levels, seed in _plans(SOUND_KINDS, kinds, TWINS, rng):
        for level in levels:
            noisy = degrade_sound(sound, kind, level, np.random.default_rng(seed), babble)
            twins.add(row, kind, level, *voice_steps(noisy, FeatureSpec()))


def _still_pictures(rows: FaceRows, model: Path) -> dict[str, Any]:
    import cv2

    rng = np.random.default_rng(SEED)
    chosen = np.sort(rng.choice(len(rows.images), min(DEGRADED_FACES, len(rows.images)), replace=False))
    # A frozen still is a still: only a recording can freeze.
    kinds = [k for k in PICTURE_KINDS if k != "frozen"]
    plans = [(int(i), *plan) for i in chosen for plan in _plans(kinds, 1, TWINS, rng)]
    places = [(i, kind, level) for i, kind, levels, _ in plans for level in levels]

    def damaged() -> Iterator[NDArray[np.uint8]]:
        for i, kind, levels, seed in plans:
            large = cv2.resize(rows.images[i], (FACE_SIDE, FACE_SIDE), interpolation=cv2.INTER_CUBIC)
            for level in levels:
                yield degrade_pictures([large], kind, level, np.random.default_rng(seed))[0]

    twins = _Twins()
    for (i, kind, level), channels in zip(places, still_faces(damaged(), len(places), model), strict=True):
        if not np.isnan(channels[0]):
            twins.add(i, kind, level, channels[None].astype(np.float16), np.ones(1, bool))
    return {"stills": still_faces(rows.images, len(rows.images), model)} | twins.arrays()


def _talking_faces(paths: Sequence[Path], model: Path) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    clean, twins = [], _Twins()
    for i, path in enumerate(paths):
        frames = read_frames(path)
        values, valid, box = talking_face(frames, model)
        clean.append((values, valid))
        for kind, levels, seed in _plans(PICTURE_KINDS, len(PICTURE_KINDS), TALK_TWINS, rng):
            for level in levels:
                shown = degrade_pictures([f.image for f in frames], kind, level, np.random.default_rng(seed), box)
                twins.add(i, kind, level, *talking_face(frames, model, shown)[:2])
    return _packed("clean", clean) | twins.arrays()


def _plans(
    kinds: Sequence[str], count: int, levels: int, rng: np.random.Generator
) -> Iterator[tuple[str, NDArray[np.float64], int]]:
    """At most `count` kinds of damage, not the unseen, each with ascending levels and the seed that they share."""
    seen = [k for k in kinds if k not in UNSEEN_KINDS]
    for kind in rng.permutation(seen)[:count]:
        yield str(kind), np.sort(rng.random(levels)), int(rng.integers(2**31))


class _Twins:
    """Degraded twins on their way into the cache."""

    def __init__(self) -> None:
        self.index: list[tuple[int, str, float]] = []
        self.steps: list[Steps] = []

    def add(self, row: int, kind: str, level: float, values: NDArray[np.float16], valid: NDArray[np.bool_]) -> None:
        self.index.append((row, kind, level))
        self.steps.append((values, valid))

    def arrays(self) -> dict[str, Any]:
        rows, kinds, levels = zip(*self.index, strict=True) if self.index else ((), (), ())
        return _packed("twin", self.steps) | {
            "twin_row": np.array(rows, np.int64),
            "twin_kind": np.array(kinds, str),
            "twin_level": np.array(levels, np.float64),
        }


def _twins(data: dict[str, Any], count: int) -> dict[int, list[Twin]]:
    """Degraded twins by row, for rows 0 to count - 1."""
    result: dict[int, list[Twin]] = {i: [] for i in range(count)}
    parts = zip(data["twin_row"], data["twin_kind"], data["twin_level"], _steps(data, "twin"), strict=True)
    for row, kind, level, (values, valid) in parts:
        result[int(row)].append(Twin(str(kind), float(level), values, valid))
    return result


def _recordings(files: dict[Path, str], data: dict[str, Any]) -> list[Recording]:
    twins = _twins(data, len(files))
    return [
        Recording(path, speaker, steps, twins[i])
        for i, ((path, speaker), steps) in enumerate(zip(files.items(), _steps(data, "clean"), strict=True))
    ]


def _packed(name: str, rows: Iterable[Steps]) -> dict[str, Any]:
    """Rows of different lengths as arrays of one."""
    kept = list(rows) or [(np.zeros((0, 0), np.float16), np.zeros(0, bool))]
    return {
        name: np.concatenate([values for values, _ in kept]),
        f"{name}_valid": np.concatenate([valid for _, valid in kept]),
        f"{name}_n": np.array([len(valid) for _, valid in kept]),
    }


def _steps(data: dict[str, Any], name: str) -> list[Steps]:
    ends = np.cumsum(data[f"{name}_n"])[:-1]
    return list(zip(np.split(data[name], ends), np.split(data[f"{name}_valid"], ends), strict=True))


def _cached(cache: Path, name: str, rows: Any, report: Report, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Features of `rows` from the cache, or made and kept; other rows, features or ways to make them, another file."""
    key = f"{CACHE_VERSION} {FeatureSpec().digest} {SEED} {rows!r}"
    path = cache / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        report(f"featurizing {name} (minutes, once)")
        partial = path.with_name(f"{path.stem}.part.npz")
        np.savez(partial, **make())
        partial.replace(path)
    with np.load(path, allow_pickle=False) as data:
        return dict(data)


def _sizes(paths: Iterable[Path]) -> list[tuple[str, int]]:
    try:
        return [(p.name, p.stat().st_size) for p in paths]
    except OSError as error:
        raise CorpusError(f"{error.filename} is named by the corpus but cannot be read: {error.strerror}.") from error
