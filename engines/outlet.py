"""Where a running analysis hands on what it makes: windows through fusion to points, and all of it to its observers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.fusion import Fused, FusionEngine
from engines.observer import Event, Observer
from engines.stages import StageTimes
from ucrn_core.calibration import Calibration
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import MODALITIES, FeatureWindow, Step, Word
from ucrn_core.points import SentimentPoint, make_point

EVENTS = 1000  # kept for the report


class Outlet:
    """For one thread, the pipeline's own. `points`: how many were made; `events`: the newest that were told."""

    def __init__(
        self, checkpoint: Checkpoint, engine: FusionEngine, observers: Sequence[Observer], times: StageTimes
    ) -> None:
        self._engine = engine
        self.events: deque[Event] = deque(maxlen=EVENTS)
        self.observers = list(observers)
        self.points = 0
        self._calibration, self._times = checkpoint.calibration, times
        self._presence: NDArray[np.float64] = np.zeros(len(MODALITIES))

    @property
    def presence(self) -> dict[str, float]:
        """Mean over the points."""
        mean = self._presence / max(1, self.points)
        return {m: round(float(p), 4) for m, p in zip(MODALITIES, mean, strict=True)}

    def point(self, window: FeatureWindow, lateness: Callable[[], dict[str, float]] = dict) -> SentimentPoint:
        """The point of a window. lateness: asked when fusion is done for the stages between the newest captured sample
        and now, in milliseconds; offline there are none."""
        with self._times.stage("fusion"):
            fused = self._engine(window)
        point = point_of(window, fused, self._calibration, self._engine.name, lateness())
        self.points += 1
        self._presence += [window.presence[m] for m in MODALITIES]
        with self._times.stage("record"):
            for observer in self.observers:
                observer.on_point(point)
        return point

    def steps(self, modality: str, steps: Sequence[Step]) -> None:
        with self._times.stage("record"):
            for observer in self.observers:
                observer.on_steps(modality, steps)

    def words(self, words: Sequence[Word]) -> None:
        with self._times.stage("record"):
            for observer in self.observers:
                observer.on_words(words)

    def remove(self, observer: Observer) -> None:
        """From now on it receives nothing."""
        if observer in self.observers:
            self.observers.remove(observer)

    def tell(self, event: Event) -> None:
        self.events.append(event)
        for observer in self.observers:
            observer.on_event(event)


def point_of(
    window: FeatureWindow,
    fused: Fused,
    calibration: Calibration,
    engine: str,
    stages_ms: dict[str, float] | None = None,
) -> SentimentPoint:
    """What the engine of that name answered to a window, as a point. stages_ms: the parts of its latency."""
    point = make_point(
        window.t, window.presence, window.present, fused.sentiments.tolist(), fused.gate_means.tolist(),
        calibration, engine, stages_ms,
    )  # fmt: skip
    return replace(point, known_at=window.known_at, left_out=window.left_out)
