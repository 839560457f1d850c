"""How a checkpoint holds up on rows set aside: subsets, lost steps and bursts, damaged input, intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.calibrating import Aside, composed_rows, interval_windows, predict, set_aside
from engines.corpus import spread_words
from engines.damage import picture_kinds, sound_kinds, word_kinds
from engines.held_out import read_held_out
from engines.lost_steps import Lines, Refined, answers, loss_curves, refined
from engines.models import ModelStore
from engines.text import TextEncoder
from engines.text_training import unpunctuated
from engines.training_data import Augment, person, relative, trajectories
from engines.training_features import Corpora, Recording, held_out_speaker
from ucrn_core.calibration import COVERAGE, cross_coverage
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.corpora.text import WORDS_PER_SECOND
from ucrn_core.evaluation import emotion_metrics, text_metrics
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.points import SUBSETS
from ucrn_core.robustness import BURSTS, RATES, bootstrap_interval, without_burst, without_steps
from ucrn_core.training import Augmented, Recipe

Report = Callable[[str], None]
Values = NDArray[np.float64]

ROWS, CLIPS = 800, 40  # of each corpus; of each modality
EVERY = 1.0  # s between the windows of a natural recording


def measure(
    checkpoint: Checkpoint, folder: Path, store: ModelStore, rows: int = ROWS, clips: int = CLIPS, *, report: Report
) -> dict[str, Any]:
    """Everything that is measured, as plain numbers (nan: cannot be told).

    folder: of the corpora, of which at most `rows` rows set aside are used; clips: per modality that are damaged.
    CorpusError where a corpus is missing or holds nothing that is set aside.
    """
    corpora = read_held_out(folder, rows, store, report)
    spec, model, recipe = checkpoint.spec, checkpoint.model, Recipe(composed=rows)
    encoder = TextEncoder(store.path("minilm"), checkpoint.adapters)
    report(f"encoding {len(corpora.text_rows)} lines")
    aside = set_aside(corpora, spec, encoder, recipe.seed)
    augment = Augment(spec, trajectories(corpora.talks))
    composed, labels, videos = composed_rows(aside, spec, recipe, augment)
    columns = {m: [item for item in items if item is not None] for m, items in composed.items()}  # none is absent
    clean = {m: refined(model, spec, m, columns[m]) for m in MODALITIES}
    lines = Lines(encoder, columns["text"], _words_of(columns["text"], aside, corpora, spec))
    report("dropping steps")
    rng = np.random.default_rng(recipe.seed)
    drawn = {m: [rng.random(len(ok)) for _, ok in items] for m, items in columns.items()}
    dropping = loss_curves(
        model, spec, columns, clean, lines, labels, RATES, lambda m, i, ok, rate: without_steps(ok, rate, drawn[m][i])
    )
    report("losing bursts")
    place = rng.random(len(labels))
    period = {m: spec.stream(m).period or 1 / WORDS_PER_SECOND for m in MODALITIES}
    bursts = loss_curves(
        model,
        spec,
        columns,
        clean,
        lines,
        labels,
        BURSTS,
        lambda m, i, ok, seconds: without_burst(ok, seconds, place[i], period[m], spec.window),
    )
    result: dict[str, Any] = {
        "checkpoint": checkpoint.digest,
        "composed": {"rows": rows, "videos": len(np.unique(videos)), **_subsets(model, clean, labels, videos)},
        "dropping": dropping,
        "bursts": bursts,
        "alone": _alone(model, spec, aside, corpora),
        "natural": {
            "voice": _natural(model, spec, "voice", corpora.speech),
            "face": _natural(model, spec, "face", corpora.talks),
        },
    }
    report("testing the interval")
    result["coverage"] = _coverage(model, aside, spec, recipe, augment)
    result["damage"] = {m: {} for m in MODALITIES}
    for m, kinds in (
        ("text", word_kinds(corpora, checkpoint, clips, encoder)),
        ("voice", sound_kinds(corpora, checkpoint, clips)),
        ("face", picture_kinds(corpora, checkpoint, clips, store.path("face-landmarker"))),
    ):
        report(f"damaging {m}")
        for kind, told in kinds:
            result["damage"][m][kind] = told
            report(f"damaging {m}: {kind}")
    return result


def _words_of(items: Sequence[Augmented], aside: Aside, corpora: Corpora, spec: FeatureSpec) -> list[list[str]]:
    """The words of composed text items, which are the clean variants of the lines set aside, by their vectors."""
    words: dict[bytes, list[str]] = {}
    for row, (written, plain) in zip(corpora.text_rows, aside.pools["text"].variants, strict=True):
        said = spread_words(row.text, spec)
        words[written[0].tobytes()] = said
        words[plain[0].tobytes()] = unpunctuated(said)
    return [words[values.astype(np.float16).tobytes()] for values, _ in items]


def subset_name(flags: Sequence[int]) -> str:
    return "+".join(m for m, flag in zip(MODALITIES, flags, strict=True) if flag)


def _subsets(model: UCRN, clean: Mapping[str, Refined], labels: Values, videos: NDArray[np.str_]) -> dict[str, Any]:
    """Metrics of the seven subsets, and the error of all three less that of words alone, on the same rows."""
    predicted = {
        subset_name(flags): answers(model, {m: clean[m] for m, flag in zip(MODALITIES, flags, strict=True) if flag})
        for flags in SUBSETS
    }
    more = np.abs(predicted["+".join(MODALITIES)] - labels) - np.abs(predicted["text"] - labels)
    return {
        "subsets": {name: text_metrics(p, labels) for name, p in predicted.items()},
        "all_less_text_mae": _with_interval(lambda rows: {"mae": float(more[rows].mean())}, videos)["mae"],
    }


def _with_interval(
    metrics: Callable[[NDArray[np.int64]], dict[str, float]], groups: NDArray[Any]
) -> dict[str, dict[str, float]]:
    """Metrics of all rows, each with its 95 % bootstrap interval over groups."""
    values = metrics(np.arange(len(groups)))
    low, high = bootstrap_interval(lambda rows: list(metrics(rows).values()), groups)
    return {
        name: {"value": value, "low": float(lo), "high": float(hi)}
        for (name, value), lo, hi in zip(values.items(), low, high, strict=True)
    }


def _alone(model: UCRN, spec: FeatureSpec, aside: Aside, corpora: Corpora) -> dict[str, Any]:
    """Each modality alone on its own corpus, with intervals by video, actor and picture."""
    lines = [variants[0] for variants in aside.pools["text"].variants]
    words, words_labels = predict(model, spec, "text", lines), aside.pools["text"].labels
    voice, face = predict(model, spec, "voice", aside.voices), predict(model, spec, "face", aside.stills)
    acted = np.array([r.emotion for r in corpora.voice_rows])
    posed = corpora.face_rows.emotions
    sides: dict[str, tuple[Callable[[NDArray[np.int64]], dict[str, float]], NDArray[Any]]] = {
        "text": (lambda rows: text_metrics(words[rows], words_labels[rows]), aside.videos),
        "voice": (
            lambda rows: emotion_metrics(voice[rows], aside.voice_labels[rows], acted[rows].tolist()),
            np.array([r.actor for r in corpora.voice_rows]),
        ),
        "face": (
            lambda rows: emotion_metrics(face[rows], aside.still_labels[rows], posed[rows].tolist()),
            np.arange(len(face)),
        ),
    }
    result: dict[str, Any] = {}
    for m, (metrics, groups) in sides.items():
        told = _with_interval(metrics, groups)
        rows = int(told.pop("n")["value"])
        result[m] = {"rows": rows, "groups": len(np.unique(groups)), **told}
    return result


def _natural(model: UCRN, spec: FeatureSpec, modality: str, recordings: Sequence[Recording]) -> dict[str, float]:
    """What held-out speakers' natural recordings claim alone: the mean and the 95th percentile over speakers of the
    mean |sentiment| over a speaker's windows, one every second."""
    stream = spec.stream(modality)
    assert stream.period is not None
    windows, speakers = [], []
    for recording in recordings:
        if held_out_speaker(recording.speaker):
            values, valid = relative(modality, person(spec, modality), recording.steps)
            ends = range(min(stream.steps, len(valid)), len(valid) + 1, round(EVERY / stream.period))
            seen = [(values[:end][-stream.steps :], valid[:end][-stream.steps :]) for end in ends]
            windows += [w for w in seen if w[1].any()]
            speakers += [recording.speaker for w in seen if w[1].any()]
    claimed = np.abs(predict(model, spec, modality, windows)) if windows else np.zeros(0)
    of = np.array(speakers)
    means = [float(claimed[of == speaker].mean()) for speaker in np.unique(of)]
    return {
        "speakers": len(means),
        "windows": len(windows),
        "mean": float(np.mean(means)) if means else float("nan"),
        "percentile95": float(np.percentile(means, 95)) if means else float("nan"),
    }


def _coverage(model: UCRN, aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment) -> dict[str, Any]:
    """Share of windows inside a cross-conformal 80 % interval, with intervals by video: overall and by subset."""
    windows = interval_windows(model, aside, spec, recipe, augment)
    covered = cross_coverage(windows)
    chosen = {"overall": np.ones(len(covered), bool)}
    chosen |= {subset_name(flags): windows.subset == number for number, flags in enumerate(SUBSETS)}
    result: dict[str, Any] = {"nominal": COVERAGE}
    for name, inside in chosen.items():
        hits = covered[inside]
        result[name] = _with_interval(partial(_share, hits), windows.group[inside])["share"]
    return result


def _share(hits: NDArray[np.bool_], rows: NDArray[np.int64]) -> dict[str, float]:
    return {"share": float(hits[rows].mean())}
