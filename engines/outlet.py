"""Where a running analysis hands on what it makes: windows through fusion to points, and all of it to its observers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.fusion import FusionEngine
from engines.fusion.eager import EagerEngine
from engines.observer import Event, Observer
from engines.stages import StageTimes
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import MODALITIES, FeatureWindow, Step, Word
from ucrn_core.points import SentimentPoint, make_point


class Outlet:
    """For one thread, the pipeline's own. `points`: how many were made; `events`: all that were told."""

    def __init__(self, checkpoint: Checkpoint, observers: Sequence[Observer], times: StageTimes) -> None:
        self.engine: FusionEngine = EagerEngine(checkpoint)
        self.events: list[Event] = []
        self.points = 0
        self._calibration, self._observers, self._times = checkpoint.calibration, observers, times
        self._presence: NDArray[np.float64] = np.zeros(len(MODALITIES))

    @property
    def presence(self) -> dict[str, float]:
        """Mean over the points."""
        mean = self._presence / max(1, self.points)
        return {m: round(float(p), 4) for m, p in zip(MODALITIES, mean, strict=True)}

    def point(self, window: FeatureWindow, latency_ms: Callable[[], float | None] = lambda: None) -> SentimentPoint:
        """The point of a window; latency_ms is asked when fusion is done."""
        with self._times.stage("fusion"):
            fused = self.engine(window)
        point = make_point(
            window.t, window.presence, window.present, fused.sentiments.tolist(), fused.gate_means.tolist(),
            self._calibration, self.engine.name, latency_ms(),
        )  # fmt: skip
        self.points += 1
        self._presence += [window.presence[m] for m in MODALITIES]
        with self._times.stage("record"):
            for observer in self._observers:
                observer.on_point(point)
        return point

    def steps(self, modality: str, steps: Sequence[Step]) -> None:
        with self._times.stage("record"):
            for observer in self._observers:
                observer.on_steps(modality, steps)

    def words(self, words: Sequence[Word]) -> None:
        with self._times.stage("record"):
            for observer in self._observers:
                observer.on_words(words)

    def tell(self, event: Event) -> None:
        self.events.append(event)
        for observer in self._observers:
            observer.on_event(event)
