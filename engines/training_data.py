"""Corpora -> training pools: every row featurized once by the live featurizers, kept in a cache folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.corpus import encode_lines, read_sound, spread_words, still_faces, voice_steps
from engines.models import ModelStore
from engines.text import VECTOR, TextEncoder
from engines.voice import BASELINE_CHANNELS, relative_to_person
from ucrn_core.baseline import PersonBaseline
from ucrn_core.corpora.faces import FaceRows, read_faces
from ucrn_core.corpora.text import TextRow, read_corpus, read_csv
from ucrn_core.corpora.voice import VoiceRow, read_ravdess
from ucrn_core.degrade import degrade_picture, degrade_sound, degrade_words
from ucrn_core.errors import CorpusError
from ucrn_core.features import BLENDSHAPES, FACE_CHANNELS, MEL_BANDS, TEXT_CHANNELS, VOICE_CHANNELS, FeatureSpec
from ucrn_core.training import Pool

Augmented = tuple[NDArray[np.float32], NDArray[np.bool_]]
Report = Callable[[str], None]
Steps = tuple[NDArray[np.float16], NDArray[np.bool_]]

SEED = 7
CACHE_VERSION = 1  # to be raised when a featurizer or a degradation changes
DEGRADED_FACES = 12_000
VALID_ACTORS = (17, 18, 19, 20)
ORDERS = 3  # orders in which an actor's sentences are heard, besides that of their names
NATURAL_WEIGHT = 0.5  # of a stretch of natural speech beside an acted sentence
CORPUS_WEIGHT = {"mosei": 1.0, "mosi": 3.0, "vader": 0.25}  # of a text row


@dataclass(frozen=True)
class Speech:
    """Up to eight seconds of one speaker's natural or read speech, unlabelled, and its degraded twin."""

    speaker: str
    clean: Steps
    degraded: tuple[float, NDArray[np.float16], NDArray[np.bool_]]


@dataclass
class Corpora:
    """Featurized rows. Text and degraded text hold vectors only; voice and faces are absolute, without a baseline."""

    text_rows: list[TextRow]
    text: list[list[NDArray[np.float16]]]  # variants per row: as written, without punctuation
    # strength, vectors, which words are wrong
    text_degraded: list[tuple[float, NDArray[np.float16], NDArray[np.bool_]]]
    voice_rows: list[VoiceRow]
    voice: list[Steps]
    voice_degraded: list[tuple[float, NDArray[np.float16], NDArray[np.bool_]]]
    speech: list[Speech]
    face_rows: FaceRows
    faces: NDArray[np.float64]  # NaN rows: no face found
    faces_degraded: dict[int, tuple[float, NDArray[np.float64]]]


def read_corpora(folder: Path, cache: Path, store: ModelStore, report: Report) -> Corpora:
    """Reads and featurizes the corpora below `folder` (text, ravdess, natural, fer2013), once: then from `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    text_rows = read_corpus(folder / "text")
    voice_rows = read_ravdess(folder / "ravdess")
    face_rows = read_faces(folder / "fer2013" / "fer2013_images.npz")

    text = _cached(cache, "text", text_rows, report, lambda: _featurize_text(text_rows, store))
    natural = _natural_speech(folder / "natural")
    talkers = [i for i, r in enumerate(voice_rows) if r.actor not in VALID_ACTORS]
    speakers = [i for i, name in enumerate(natural.values()) if not held_out_speaker(name)]
    spoken = [r.path for r in voice_rows]
    voice = _cached(cache, "voice", _sizes(spoken), report, lambda: _featurize_voice(spoken, talkers))
    speech = _cached(cache, "speech", _sizes(natural), report, lambda: _featurize_voice(list(natural), speakers))
    pictures = hashlib.sha256(face_rows.images.tobytes()).hexdigest()
    landmarker = store.path("face-landmarker")
    faces = _cached(cache, "faces", pictures, report, lambda: _featurize_faces(face_rows, landmarker))

    written, plain, wrong_words = (_split(text[k], text[f"{k}_n"]) for k in ("written", "plain", "degraded"))
    wrong = _split(text["wrong"], text["degraded_n"])
    heard, noisy = _sound_rows(voice)
    natural_heard, natural_noisy = _sound_rows(speech)
    return Corpora(
        text_rows,
        [[a, b] for a, b in zip(written, plain, strict=True)],
        list(zip(text["strength"].tolist(), wrong_words, wrong, strict=True)),
        voice_rows,
        heard,
        noisy,
        [
            piece
            for speaker, clean, twin in zip(natural.values(), natural_heard, natural_noisy, strict=True)
            for piece in _pieces(speaker, clean, twin)
        ],
        face_rows,
        faces["clean"],
        {int(i): (float(s), v) for i, s, v in zip(faces["index"], faces["strength"], faces["degraded"], strict=True)},
    )


def _sound_rows(data: dict[str, Any]) -> tuple[list[Steps], list[tuple[float, NDArray[np.float16], NDArray[np.bool_]]]]:
    """Clean steps and degraded twins of cached sounds."""
    clean, noisy = (
        (_split(data[name], data[f"{name}_n"]), _split(data[f"{name}_valid"], data[f"{name}_n"]))
        for name in ("clean", "degraded")
    )
    strengths = data["strength"].tolist()
    return list(zip(*clean, strict=True)), list(zip(strengths, *noisy, strict=True))


def _pieces(speaker: str, clean: Steps, twin: tuple[float, NDArray[np.float16], NDArray[np.bool_]]) -> list[Speech]:
    """A recording as consecutive stretches of a window's length."""
    length = FeatureSpec().voice.steps
    return [
        Speech(
            speaker,
            (clean[0][at : at + length], clean[1][at : at + length]),
            (twin[0], twin[1][at : at + length], twin[2][at : at + length]),
        )
        for at in range(0, len(clean[0]), length)
    ]


def plain_words(words: Sequence[str]) -> list[str]:
    """Words as a recognizer without punctuation gives them."""
    return [w for w in (re.sub(r"[^\w']+", "", word.lower()) for word in words) if w]


def person_spec(corpora: Corpora, train_actors: set[int]) -> FeatureSpec:
    """The FeatureSpec whose baselines start at the mean speaker and the mean neutral face of the training rows."""
    spoken = [s.clean[0][s.clean[1]] for s in corpora.speech if not held_out_speaker(s.speaker)]
    spoken += [
        v[ok] for (v, ok), row in zip(corpora.voice, corpora.voice_rows, strict=True) if row.actor in train_actors
    ]
    steps = np.concatenate(spoken).astype(np.float64)
    prior = steps[:, BASELINE_CHANNELS].mean(0)
    pitch = VOICE_CHANNELS.index("pitch")
    prior[BASELINE_CHANNELS.index(pitch)] = steps[steps[:, pitch] != 0, pitch].mean()
    rows = corpora.face_rows
    neutral = corpora.faces[(rows.emotions == "neutral") & ~rows.held_out][:, : len(BLENDSHAPES)]
    resting = np.nanmean(neutral, axis=0)
    spec = FeatureSpec()
    return replace(
        spec,
        voice_baseline=replace(spec.voice_baseline, prior=tuple(prior.round(5).tolist())),
        face_baseline=replace(spec.face_baseline, prior=tuple(resting.round(5).tolist())),
    )


def text_pool(corpora: Corpora, chosen: Sequence[int]) -> Pool:
    """Pool of text rows; the confidence channels hold `unknown` until they are augmented."""
    return Pool(
        [[_with_confidence(v, None) for v in corpora.text[i]] for i in chosen],
        np.array([corpora.text_rows[i].label for i in chosen]),
        [(s, *_with_confidence(v, wrong)) for s, v, wrong in (corpora.text_degraded[i] for i in chosen)],
        np.array([CORPUS_WEIGHT[corpora.text_rows[i].corpus] if len(corpora.text[i][0]) else 0.0 for i in chosen]),
    )


def voice_pool(corpora: Corpora, spec: FeatureSpec, actors: set[int], *, held_out: bool) -> Pool:
    """Pool of acted sentences, each heard after others of its actor in several orders, and of near-neutral natural
    speech by the speakers who are held out for validation, or by the others."""
    chosen = [i for i, r in enumerate(corpora.voice_rows) if r.actor in actors]
    variants: dict[int, list[Steps]] = {i: [] for i in chosen}
    rng = np.random.default_rng(SEED)
    for order in range(ORDERS + 1):
        for actor in sorted(actors):
            own = [i for i in chosen if corpora.voice_rows[i].actor == actor]
            baseline = PersonBaseline(spec.voice_baseline)
            for i in rng.permutation(own) if order else own:
                variants[int(i)].append(_relative(baseline, *corpora.voice[i]))

    def fresh(values: NDArray[np.float16], valid: NDArray[np.bool_]) -> Steps:
        return _relative(PersonBaseline(spec.voice_baseline), values, valid)

    natural = [s for s in corpora.speech if held_out_speaker(s.speaker) == held_out]
    twins = [corpora.voice_degraded[i] for i in chosen] + [s.degraded for s in natural]
    return Pool(
        [variants[i] for i in chosen] + [[fresh(*s.clean)] for s in natural],
        np.array([corpora.voice_rows[i].label for i in chosen] + [0.0] * len(natural)),
        [(strength, *fresh(values, valid)) for strength, values, valid in twins],
        np.array([1.0] * len(chosen) + [NATURAL_WEIGHT] * len(natural)),
    )


def heard_in_order(corpora: Corpora, spec: FeatureSpec, actors: set[int]) -> tuple[list[Steps], NDArray[np.float64]]:
    """Sentences of `actors` for validation, each actor's heard in name order as one person, and their labels."""
    steps, labels = [], []
    baseline, actor = PersonBaseline(spec.voice_baseline), 0
    for row, sound in zip(corpora.voice_rows, corpora.voice, strict=True):
        if row.actor in actors:
            if row.actor != actor:
                baseline, actor = PersonBaseline(spec.voice_baseline), row.actor
            steps.append(_relative(baseline, *sound))
            labels.append(row.label)
    return steps, np.array(labels)


def face_pool(corpora: Corpora, spec: FeatureSpec, chosen: NDArray[np.bool_]) -> Pool:
    """Pool of stills in which a face was found, one step each; held for a while when they are augmented."""
    found = [int(i) for i in np.flatnonzero(chosen & ~np.isnan(corpora.faces[:, 0]))]
    twins: list[tuple[float, NDArray[np.float16], NDArray[np.bool_]] | None] = []
    for i in found:
        twin = corpora.faces_degraded.get(i)
        usable = twin is not None and not np.isnan(twin[1][0])
        twins.append((twin[0], *_still(twin[1])) if twin and usable else None)
    return Pool(
        [[_still(corpora.faces[i])] for i in found], corpora.face_rows.labels[found], twins, np.ones(len(found))
    )


def augment(
    modality: str, values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
) -> Augmented:
    """What live rows have and the corpora lack: known confidences, level and pose of any kind, talking mouths."""
    if modality == "text":
        return _augment_text(values, rng), valid
    if modality == "voice":
        return _augment_voice(values, valid, whole, rng)
    steps = _augment_face(values, whole, rng)
    return steps, np.ones(len(steps), bool)


MOUTH = [i for i, name in enumerate(BLENDSHAPES) if name.startswith(("jaw", "mouth"))]
POSE = [FACE_CHANNELS.index(n) for n in ("head_pitch", "head_yaw", "head_roll", "head_x", "head_y", "head_z")]
TALKING_STEPS = 24  # of a still, about two seconds
SPOKEN_STEPS = 80  # of a sentence at most, about three seconds: longer ones cost more than they teach


def _augment_voice(
    values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
) -> Augmented:
    heard = np.flatnonzero(valid)
    if len(heard) == 0:
        return values[-1:], valid[-1:]
    first, last = int(heard[0]), int(heard[-1]) + 1
    longest = FeatureSpec().voice.steps if whole else SPOKEN_STEPS
    if whole:  # a sentence is said again until the window is full
        values, valid = values[first:last], valid[first:last]
        times = -(-longest // len(valid))
        values, valid = np.tile(values, (times, 1)), np.tile(valid, times)
        first, last = 0, len(valid)
    if last - first > longest:
        first = int(rng.integers(first, last - longest + 1))
        last = first + longest
    silence = int(rng.integers(0, 20))  # after the sentence
    steps = np.zeros((last - first + silence, values.shape[1]), np.float32)
    steps[: last - first] = values[first:last]
    steps[:, VOICE_CHANNELS.index("level_dbfs")] += rng.normal(0, 0.5)
    steps[:, :MEL_BANDS] += rng.normal(0, 0.15, MEL_BANDS)  # another microphone
    if rng.random() < 0.3:  # masked bands
        low = rng.integers(MEL_BANDS - 8)
        high = low + rng.integers(1, 8)
        steps[:, low:high] = values[valid][:, low:high].mean(axis=0)
        steps[:, MEL_BANDS + low : MEL_BANDS + high] = 0  # their change
    return steps, np.concatenate([valid[first:last], np.zeros(silence, bool)])


def _augment_text(values: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    wrong = values[:, VECTOR] > 0  # set by _with_confidence
    values[:, VECTOR:] = 0
    if rng.random() < 0.5:
        values[:, VECTOR + 1] = 1
    else:
        values[:, VECTOR] = np.where(wrong, rng.beta(2, 2, len(wrong)), rng.beta(6, 1.5, len(wrong)))
    return values


def _augment_face(values: NDArray[np.float32], whole: bool, rng: np.random.Generator) -> NDArray[np.float32]:
    count = FeatureSpec().face.steps if whole else TALKING_STEPS
    steps = np.repeat(values[:1], count, axis=0)
    # Articulation: the mouth's channels wander with the memory of syllables, as they do in a talking face.
    wander = rng.normal(0, 1, (count, len(MOUTH)))
    for i in range(1, count):
        wander[i] += 0.6 * wander[i - 1]
    steps[:, MOUTH] = np.clip(steps[:, MOUTH] + wander * rng.uniform(0, 0.08), -1, 1)
    steps[:, POSE] += np.concatenate([rng.normal(0, 0.6, 3), rng.normal(0, 0.4, 2), rng.normal(-2, 1.2, 1)])
    steps[:, POSE] += rng.normal(0, 0.05, (count, len(POSE)))
    steps[:, FACE_CHANNELS.index("size")] = rng.uniform(0.12, 0.9)
    # A person whose resting face is not the mean one, partly learned by the baseline.
    steps[:, : len(BLENDSHAPES)] *= rng.uniform(0.7, 1.0)
    return steps


def _with_confidence(vectors: NDArray[np.float16], wrong: NDArray[np.bool_] | None) -> Steps:
    """Vectors -> text channels; the confidence channel marks wrong words for `augment` to turn into confidences."""
    values = np.zeros((len(vectors), len(TEXT_CHANNELS)), np.float16)
    values[:, :VECTOR] = vectors
    if wrong is not None:
        values[:, VECTOR] = wrong
    else:
        values[:, VECTOR + 1] = 1
    return values, np.ones(len(vectors), bool)


def _still(channels: NDArray[np.float64]) -> Steps:
    return channels[None].astype(np.float16), np.ones(1, bool)


def _relative(baseline: PersonBaseline, values: NDArray[np.float16], valid: NDArray[np.bool_]) -> Steps:
    rows = values.astype(np.float64)
    for i in np.flatnonzero(valid):
        rows[i] = relative_to_person(baseline, rows[i])
    return rows.astype(np.float16), valid


def _cached(cache: Path, name: str, rows: Any, report: Report, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Features of `rows` from the cache, or made and kept; other rows, features or ways to make them, another file."""
    key = f"{CACHE_VERSION} {FeatureSpec().digest} {SEED} {rows!r}"
    path = cache / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        report(f"featurizing {name} (minutes, once)")
        partial = path.with_name(f"{path.stem}.part.npz")
        np.savez(partial, **make())
        partial.replace(path)
    with np.load(path) as data:
        return dict(data)


def _sizes(paths: Iterable[Path]) -> list[tuple[str, int]]:
    try:
        return [(p.name, p.stat().st_size) for p in paths]
    except OSError as error:
        raise CorpusError(f"{error.filename} is named by the corpus but cannot be read: {error.strerror}.") from error


def _split(rows: NDArray[Any], lengths: NDArray[np.int64]) -> list[NDArray[Any]]:
    return np.split(rows, np.cumsum(lengths)[:-1])


def _featurize_text(rows: Sequence[TextRow], store: ModelStore) -> dict[str, Any]:
    rng, spec, encoder = np.random.default_rng(SEED), FeatureSpec(), TextEncoder(store.path("minilm"))
    written = [spread_words(r.text, spec) for r in rows]
    plain = [plain_words(words) for words in written]
    vocabulary = [w for words in plain for w in words]
    strength = rng.random(len(rows))
    pairs = [degrade_words(words, s, rng, vocabulary) for words, s in zip(plain, strength, strict=True)]
    result: dict[str, Any] = {"strength": strength, "wrong": np.concatenate([wrong for _, wrong in pairs])}
    for name, lines in (("written", written), ("plain", plain), ("degraded", [words for words, _ in pairs])):
        vectors = list(encode_lines(encoder, lines))
        result |= {name: np.concatenate(vectors), f"{name}_n": np.array([len(v) for v in vectors])}
    return result


def _featurize_voice(paths: Sequence[Path], talkers: Sequence[int]) -> dict[str, Any]:
    """Clean sounds and their twins; talkers: which of them may be heard as babble, none of those held out."""
    rng = np.random.default_rng(SEED)
    strength = rng.random(len(paths))
    clean = [read_sound(p) for p in paths]
    degraded = []
    for sound, s in zip(clean, strength, strict=True):
        babble = np.sum([np.resize(clean[i], len(sound)) for i in rng.choice(talkers, 4)], axis=0)
        degraded.append(degrade_sound(sound, s, rng, babble))
    result: dict[str, Any] = {"strength": strength}
    for name, sounds in (("clean", clean), ("degraded", degraded)):
        # A spec without priors: the baseline of a person is applied when the rows are pooled.
        steps = [voice_steps(sound, FeatureSpec()) for sound in sounds]
        result[name] = np.concatenate([v for v, _ in steps])
        result[f"{name}_valid"] = np.concatenate([ok for _, ok in steps])
        result[f"{name}_n"] = np.array([len(v) for v, _ in steps])
    return result


def _featurize_faces(rows: FaceRows, model: Path) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    index = np.sort(rng.choice(len(rows.images), min(DEGRADED_FACES, len(rows.images)), replace=False))
    strength = rng.random(len(index))
    twins = [degrade_picture(rows.images[i], s, rng) for i, s in zip(index, strength, strict=True)]
    return {
        "clean": still_faces(rows.images, len(rows.images), model),
        "index": index,
        "strength": strength,
        "degraded": still_faces(twins, len(twins), model),
    }


def _natural_speech(folder: Path) -> dict[Path, str]:
    """Natural and read speech and talks with sound: file -> speaker."""
    rows = read_csv(folder / "index.csv", ("file", "speaker", "has_sound"))
    return {folder / r["file"]: r["speaker"] for r in rows if r["has_sound"] == "1"}


def held_out_speaker(speaker: str) -> bool:
    """A tenth of the speakers, by the hash of their name."""
    return hashlib.sha256(speaker.encode()).digest()[0] * 10 < 256
