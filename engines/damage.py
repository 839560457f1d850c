"""How a checkpoint's quality weights and sentiment follow damage to raw sound, pictures and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.calibrating import Items, encoded, forward
from engines.corpus import read_frames, read_sound, spread_words, talking_face, voice_steps
from engines.degrade import (
    PICTURE_KINDS,
    SOUND_KINDS,
    WORD_KINDS,
    Vocabulary,
    babble_of,
    degrade_pictures,
    degrade_sound,
    degrade_words,
)
from engines.sources import SAMPLE_RATE
from engines.sources.conversion import GRID
from engines.text import TextEncoder
from engines.text_training import RIGHT, WRONG, plain_words
from engines.training_data import person, relative
from engines.training_features import UNSEEN_KINDS, Corpora, held_out_speaker
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import MODALITIES
from ucrn_core.points import SUBSETS, make_point
from ucrn_core.robustness import rank_correlations
from ucrn_core.training import Steps

SEED = 13
LEVELS = np.linspace(0, 1, 7)
WORD_ERROR_RATES = np.linspace(0, 0.6, 7)
BABBLERS = 4
LONG = 10  # words of a line from which seven word error rates can differ
CONFIDENT = "_with_confidence"  # of a kind of word errors, where the recognizer tells its confidence

Ladder = list[Steps]  # one clip at ascending levels, the first of them clean


def sound_kinds(corpora: Corpora, checkpoint: Checkpoint, clips: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Response to each kind of damage to natural held-out recordings, and to acted sentences, a quarter of the clips;
    a window's length of each."""
    rng = np.random.default_rng(SEED)
    samples = round(checkpoint.spec.window * SAMPLE_RATE)
    natural = [r.path for r in corpora.speech if held_out_speaker(r.speaker)]
    acted = [r.path for r in corpora.voice_rows]
    chosen = [natural[i] for i in rng.permutation(len(natural))[: clips - clips // 4]]
    chosen += [acted[i] for i in rng.permutation(len(acted))[: clips // 4]]
    sounds = [read_sound(path)[:samples] for path in chosen]
    babbles = [
        babble_of([read_sound(natural[i]) for i in rng.permutation(others)[:BABBLERS]], samples)
        for path in chosen
        for others in [[i for i, other in enumerate(natural) if other != path] or [0]]
    ]
    for kind in SOUND_KINDS:
        ladders = []
        for number, (sound, babble) in enumerate(zip(sounds, babbles, strict=True)):
            damaged = (
                degrade_sound(sound, kind, level, np.random.default_rng((SEED, number)), babble) for level in LEVELS
            )
            ladders.append([voice_steps(d, checkpoint.spec) for d in damaged])
        yield kind, response(checkpoint, "voice", LEVELS, ladders, held_out=kind in UNSEEN_KINDS)


def picture_kinds(
    corpora: Corpora, checkpoint: Checkpoint, clips: int, landmarker: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Response to each kind of damage to the talking faces of held-out speakers, a window's length of each."""
    spec = checkpoint.spec
    films = [
        read_frames(talk.path)[: round(spec.window / GRID)] for talk in corpora.talks if held_out_speaker(talk.speaker)
    ][:clips]
    clean = [talking_face(frames, landmarker) for frames in films]
    for kind in PICTURE_KINDS:
        ladders = []
        for number, (frames, (values, valid, box)) in enumerate(zip(films, clean, strict=True)):
            ladder = [(values, valid)]
            for level in LEVELS[1:]:
                shown = degrade_pictures(
                    [f.image for f in frames], kind, level, np.random.default_rng((SEED, number)), box
                )
                ladder.append(talking_face(frames, landmarker, shown)[:2])
            ladders.append([relative("face", person(spec, "face"), steps) for steps in ladder])
        yield kind, response(checkpoint, "face", LEVELS, ladders, held_out=kind in UNSEEN_KINDS)


def word_kinds(
    corpora: Corpora, checkpoint: Checkpoint, clips: int, encoder: TextEncoder
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Response to each kind of word errors in validation lines of LONG words or more, from a recognizer that does not
    tell its confidence and from one that does, whose confidence is simulated as in training."""
    spec = checkpoint.spec
    vocabulary = Vocabulary(w for r in corpora.text_rows for w in plain_words(r.text))
    lines = [plain_words(" ".join(spread_words(r.text, spec))) for r in corpora.text_rows]
    lines = [line for line in lines if len(line) >= LONG]
    lines = [lines[i] for i in np.random.default_rng(SEED).permutation(len(lines))[:clips]]
    for kind in WORD_KINDS:
        heard: list[list[str]] = []
        told: list[NDArray[np.float64]] = []
        for number, line in enumerate(lines):
            for level in WORD_ERROR_RATES:
                rng = np.random.default_rng((SEED, number))
                words, wrong = degrade_words(line, kind, level, rng, vocabulary)
                words, wrong = words[-spec.text.steps :], wrong[-spec.text.steps :]
                rng = np.random.default_rng((SEED, number, 1))  # the same luck at every level
                right, unsure = rng.beta(*RIGHT, spec.text.steps), rng.beta(*WRONG, spec.text.steps)
                heard.append(words)
                told.append(np.where(wrong, unsure[: len(words)], right[: len(words)]))
        for name, confidences in ((kind, [None] * len(heard)), (kind + CONFIDENT, told)):
            steps = encoded(encoder, heard, confidences)
            ladders = [steps[i : i + len(WORD_ERROR_RATES)] for i in range(0, len(steps), len(WORD_ERROR_RATES))]
            yield name, response(checkpoint, "text", WORD_ERROR_RATES, ladders, held_out=False)


def response(
    checkpoint: Checkpoint, modality: str, levels: NDArray[np.float64], ladders: Sequence[Ladder], *, held_out: bool
) -> dict[str, Any]:
    """How quality and sentiment of one modality alone follow the level of damage, as a person would see them.

    quality: median and quartiles over the clips, per level. clean, absent: median quality of whole clips, and that of
    none. present: share of clips of which something is left. change: mean distance of the sentiment from the clean
    clip's, over those; nan where nothing is left. rho: see `rank_correlations`. Clips of which nothing is seen even
    clean do not count. held_out: whether the kind was kept from training.
    """
    quality, sentiment = shown(checkpoint, modality, [steps for ladder in ladders for steps in ladder])
    quality, sentiment = quality.reshape(-1, len(levels)), sentiment.reshape(-1, len(levels))
    there = ~np.isnan(sentiment[:, 0])
    quality, sentiment = quality[there], sentiment[there]
    changes = np.abs(sentiment - sentiment[:, :1])
    lower, median, upper = (
        np.percentile(quality, [25, 50, 75], axis=0) if there.any() else np.full((3, len(levels)), np.nan)
    )
    return {
        "held_out": held_out,
        "clips": int(there.sum()),
        "levels": levels.round(3).tolist(),
        "quality": {"median": median.tolist(), "lower": lower.tolist(), "upper": upper.tolist()},
        "clean": float(median[0]),
        "absent": float(shown(checkpoint, modality, [None])[0][0]),
        "present": (~np.isnan(sentiment)).mean(axis=0).tolist() if there.any() else [],
        "change": [float(c[~np.isnan(c)].mean()) if not np.isnan(c).all() else float("nan") for c in changes.T],
        "rho": rank_correlations(levels, quality),
    }


def shown(checkpoint: Checkpoint, modality: str, items: Items) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Quality (n,) and sentiment (n,), nan where empty, of the points that windows with this modality alone give."""
    spec = checkpoint.spec
    steps = spec.stream(modality).steps
    columns: dict[str, Items] = {m: items if m == modality else [None] * len(items) for m in MODALITIES}
    predictions, gates = forward(checkpoint.model, spec, columns)
    quality, sentiment = np.zeros(len(items)), np.full(len(items), np.nan)
    for i, item in enumerate(items):
        count = 0 if item is None else int(item[1][-steps:].sum())
        presence = dict.fromkeys(MODALITIES, 0.0) | {modality: count / steps}
        present = [modality] if count else []
        answers = [predictions[i]] * len(SUBSETS)
        point = make_point(spec.window, presence, present, answers, gates[i], checkpoint.calibration, "eager")
        quality[i] = point.quality[modality]
        sentiment[i] = np.nan if point.sentiment is None else point.sentiment
    return quality, sentiment
