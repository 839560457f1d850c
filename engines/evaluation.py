"""Evaluation of a checkpoint on labelled text, voice and faces, by the featurizers and the engine that run live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.corpus import read_sound, spread_words, still_faces, voice_steps
from engines.fusion.eager import EagerEngine
from engines.models import ModelStore
from engines.text import TextEncoder
from ucrn_core.baseline import PersonBaseline
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.corpora.faces import FaceRows
from ucrn_core.corpora.text import TextRow
from ucrn_core.corpora.voice import VoiceRow
from ucrn_core.evaluation import emotion_metrics, text_metrics
from ucrn_core.features import FeatureSpec, FeatureWindow, Word
from ucrn_core.points import clip, subset_index
from ucrn_core.windows import single_window

Progress = Callable[[int, int], None]  # rows done, rows in all


def evaluate_text(
    rows: Sequence[TextRow], checkpoint: Checkpoint, store: ModelStore, progress: Progress
) -> dict[str, float]:
    """n, mae, r, acc2, acc7, f1; each text's words spread at 2.5 a second, cut as a live window cuts them."""
    encoder = TextEncoder(store.path("minilm"), checkpoint.adapters)
    spec = checkpoint.spec

    def windows() -> Iterable[FeatureWindow]:
        for row in rows:
            words = [Word(0.0, spec.window, w, None, spec.window) for w in spread_words(row.text, spec)]
            values = encoder.encode(words)
            yield single_window(spec, "text", values, np.ones(len(values), bool))

    predicted = _predict(windows(), len(rows), checkpoint, progress)
    return text_metrics(predicted, np.array([r.label for r in rows]))


def evaluate_voice(rows: Sequence[VoiceRow], checkpoint: Checkpoint, progress: Progress) -> dict[str, float]:
    """n, r, auc; one actor's sentences are heard in order of their names as one person."""

    def windows() -> Iterable[FeatureWindow]:
        baseline, actor = PersonBaseline(checkpoint.spec.voice_baseline), 0
        for row in rows:
            if row.actor != actor:
                baseline, actor = PersonBaseline(checkpoint.spec.voice_baseline), row.actor
            yield single_window(checkpoint.spec, "voice", *voice_steps(read_sound(row.path), checkpoint.spec, baseline))

    predicted = _predict(windows(), len(rows), checkpoint, progress)
    return emotion_metrics(predicted, np.array([r.label for r in rows]), [r.emotion for r in rows])


def evaluate_faces(rows: FaceRows, checkpoint: Checkpoint, store: ModelStore, progress: Progress) -> dict[str, float]:
    """n, r, auc of stills held for a whole window; a face that is not found counts with prediction 0."""
    spec = checkpoint.spec
    total = len(rows.images)
    # Reading the faces is nearly all of the work, so it alone is what progress counts.
    channels = still_faces(rows.images, total, store.path("face-landmarker"), lambda done: progress(done, total))

    def windows() -> Iterable[FeatureWindow]:
        for row in channels:
            yield single_window(spec, "face", *still_steps(row, spec))

    predicted = _predict(windows(), total, checkpoint, lambda *_: None)
    return emotion_metrics(predicted, rows.labels, rows.emotions.tolist())


def still_steps(channels: NDArray[np.float64], spec: FeatureSpec) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """Absolute channels of a still (NaN: no face) -> the steps of a window that shows nothing else, and validity."""
    if np.isnan(channels[0]):
        return np.zeros((0, len(channels)), np.float16), np.zeros(0, bool)
    baseline = PersonBaseline(spec.face_baseline)
    steps = np.stack([baseline.apply(channels) for _ in range(spec.face.steps)]).astype(np.float16)
    return steps, np.ones(len(steps), bool)


def _predict(
    windows: Iterable[FeatureWindow], total: int, checkpoint: Checkpoint, progress: Progress
) -> NDArray[np.float64]:
    """Sentiment of each window; 0 where it holds nothing."""
    engine = EagerEngine(checkpoint)
    predicted = np.zeros(total)
    for i, window in enumerate(windows):
        if window.present:
            predicted[i] = clip(engine(window).sentiments[subset_index(window.present)])
        progress(i + 1, total)
    return predicted
