"""Evaluation on natural talk: what each modality alone, and all three, make of a clip with labelled segments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engines.fusion.eager import EagerEngine
from engines.models import ModelStore
from engines.observer import Event
from engines.pipeline import analyze_media
from engines.text import TextEncoder
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.corpora.text import Segment
from ucrn_core.evaluation import correlation
from ucrn_core.features import MODALITIES, Step, Word
from ucrn_core.points import SentimentPoint, clip, subset_index
from ucrn_core.windows import WindowMaker

SYSTEMS = {"text": ("text",), "voice": ("voice",), "face": ("face",), "all": MODALITIES}
SETTLE = 1.0  # s after a segment's start from which its points count: before, the window shows what went before it


class _Kept:
    """What an analysis measured; its points are not needed."""

    def __init__(self) -> None:
        self.steps: dict[str, list[Step]] = {"voice": [], "face": []}
        self.words: list[Word] = []
        self.times: list[float] = []

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        self.steps[modality] += steps

    def on_words(self, words: Sequence[Word]) -> None:
        self.words += words

    def on_point(self, point: SentimentPoint) -> None:
        self.times.append(point.t)

    def on_event(self, event: Event) -> None:
        """A modality that is missing shows in the numbers."""


def evaluate_clip(
    media: Path, segments: Sequence[Segment], checkpoint: Checkpoint, store: ModelStore, *, true_words: bool
) -> dict[str, dict[str, float]]:
    """n, mae, r and the mean sentiment of each modality alone and of all, over the segments of one clip.

    A segment's sentiment is the mean of its points from SETTLE after its start. true_words: the segments' own words,
    spread evenly, in place of recognized ones, in their segments alone.
    """
    kept = _Kept()
    analyze_media(media, checkpoint, [kept], drop=frozenset({"text"} if true_words else ()))
    words = [w for s in segments for w in said(s)] if true_words else kept.words
    encoder, engine = TextEncoder(store.path("minilm"), checkpoint.adapters), EagerEngine(checkpoint)
    told: dict[str, list[float]] = {name: [] for name in SYSTEMS}
    labels: dict[str, list[float]] = {name: [] for name in SYSTEMS}
    for segment in segments:
        times = [t for t in kept.times if min(segment.start + SETTLE, segment.end) <= t <= segment.end + 1e-9]
        windows = WindowMaker(checkpoint.spec, encoder.encode)
        for m, stream in windows.steps.items():
            stream.extend(s for s in kept.steps[m] if s.t > segment.start - checkpoint.spec.window - 1)
        windows.words.extend(w for w in words if w.end > segment.start - checkpoint.spec.window)
        answers: dict[str, list[float]] = {name: [] for name in SYSTEMS}
        for t in times:
            window = windows.at(t)
            sentiments = engine(window).sentiments
            for name, used in SYSTEMS.items():
                if present := [m for m in used if m in window.present]:
                    answers[name].append(clip(sentiments[subset_index(present)]))
        for name, each in answers.items():
            if each:
                told[name].append(float(np.mean(each)))
                labels[name].append(segment.label)
    return {
        name: {
            "n": len(told[name]),
            "mae": float(np.abs(np.subtract(told[name], labels[name])).mean()) if told[name] else float("nan"),
            "r": correlation(np.array(told[name]), np.array(labels[name])),
            "mean": float(np.mean(told[name])) if told[name] else float("nan"),
        }
        for name in SYSTEMS
    }


def said(segment: Segment) -> list[Word]:
    """A segment's words, spread evenly over it."""
    words = segment.text.split()
    ends = np.linspace(segment.start, segment.end, len(words) + 1)
    return [Word(float(a), float(b), word, None, float(b)) for a, b, word in zip(ends, ends[1:], words, strict=False)]
