"""Evaluation on natural talk: what each modality alone, and all three, make of clips with labelled segments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from engines.fusion.eager import EagerEngine
from engines.loaded import LoadedModels
from engines.models import ModelStore
from engines.observer import Event
from engines.pipeline import analyze_media
from engines.text import TextEncoder
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.corpora.clips import Clip
from ucrn_core.corpora.text import Segment
from ucrn_core.errors import CorpusError, ModelStoreError
from ucrn_core.evaluation import correlation
from ucrn_core.features import AT_ONCE, MODALITIES, FeatureSpec, FeatureWindow, Step, Word
from ucrn_core.points import SentimentPoint, clip, subset_index
from ucrn_core.windows import Encode, WindowMaker

SYSTEMS = {"text": ("text",), "voice": ("voice",), "face": ("face",), "all": MODALITIES}
SETTLE = 1.0  # s after a segment's start from which its points count: before, the window shows what went before it
Report = Callable[[str], None]
Progress = Callable[[int, int], None]
Measured = tuple[Clip, list[tuple[Segment, list[FeatureWindow]]]]


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


def measure_clips(
    clips: Sequence[Clip], checkpoint: Checkpoint, store: ModelStore, report: Report, progress: Progress
) -> Iterator[Measured]:
    """Each clip with the windows of its segments, one for each of their points.

    report: is told where no face can be seen at all; progress: clips done, and all of them. CorpusError: a segment lies
    beyond the end of its file.
    """
    try:
        store.path("face-landmarker")
    except ModelStoreError as error:
        report(str(error))
    encode = TextEncoder(store.path("minilm"), checkpoint.adapters).encode
    with closing(LoadedModels(checkpoint, "eager")) as models:
        for done, each in enumerate(clips, 1):
            kept = _Kept()
            drop = frozenset({"text"} if each.worded else ())
            analyze_media(each.path, checkpoint, [kept], drop=drop, models=models)
            words = [w for s in each.segments for w in said(s)] if each.worded else kept.words
            measured = []
            for segment in each.segments:
                windows = list(_windows(kept, words, segment, checkpoint.spec, encode))
                if not windows:
                    raise CorpusError(f"{each.path.name} ends before its segment from {segment.start:g} s has a point.")
                measured.append((segment, windows))
            progress(done, len(clips))
            yield each, measured


def _windows(
    kept: _Kept, words: Sequence[Word], segment: Segment, spec: FeatureSpec, encode: Encode
) -> Iterator[FeatureWindow]:
    maker = WindowMaker(spec, encode)
    maker.words.extend(w for w in words if w.end > segment.start - spec.window)
    waiting = {m: deque(s for s in steps if s.t > segment.start - spec.window - 1) for m, steps in kept.steps.items()}
    for t in kept.times:
        if min(segment.start + SETTLE, segment.end) <= t <= segment.end + 1e-9:
            for m, steps in waiting.items():  # a stream keeps two minutes
                while steps and steps[0].t <= t + AT_ONCE:
                    maker.steps[m].extend([steps.popleft()])
            yield maker.at(t)


def evaluate_clips(
    clips: Sequence[Clip], checkpoint: Checkpoint, store: ModelStore, report: Report, progress: Progress
) -> dict[str, dict[str, float]]:
    """n, mae, r and the mean sentiment of each modality alone and of all, over the segments of all clips.

    A segment's sentiment is the mean of its points from SETTLE after its start.
    """
    engine = EagerEngine(checkpoint)
    told: dict[str, list[float]] = {name: [] for name in SYSTEMS}
    labels: dict[str, list[float]] = {name: [] for name in SYSTEMS}
    for _, measured in measure_clips(clips, checkpoint, store, report, progress):
        for segment, windows in measured:
            answers: dict[str, list[float]] = {name: [] for name in SYSTEMS}
            for window in windows:
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


def evaluate_clip(
    media: Path, segments: Sequence[Segment], checkpoint: Checkpoint, store: ModelStore, *, true_words: bool
) -> dict[str, dict[str, float]]:
    """`evaluate_clips` of one clip. true_words: the segments' own words, spread evenly, in place of recognized ones,
    in their segments alone; what is missing shows in the numbers."""
    whole = Clip(media, media.stem, tuple(segments), true_words)
    return evaluate_clips([whole], checkpoint, store, lambda missing: None, lambda done, total: None)


def said(segment: Segment) -> list[Word]:
    """A segment's words, spread evenly over it."""
    words = segment.text.split()
    ends = np.linspace(segment.start, segment.end, len(words) + 1)
    return [Word(float(a), float(b), word, None, float(b)) for a, b, word in zip(ends, ends[1:], words, strict=False)]
