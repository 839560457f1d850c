"""The face of a live picture, in a thread of its own: the newest picture only, nothing waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.face import FaceFeaturizer
from engines.observer import Event, EventQueue
from engines.sources import VideoFrame
from engines.stages import StageTimes
from ucrn_core.features import FeatureSpec, Step

WAIT = 0.1  # s for a picture, before a look at the clock
GIVEN_UP = 0.4  # s after which a grid step that no picture came for is told as missing


class Pictures(Protocol):
    """Where live pictures come from: a camera, or a file at its own pace."""

    def take(self, timeout: float) -> VideoFrame | None: ...


class LiveFace:
    """Steps on the grid, as soon as a picture decides them; without pictures they are invalid. `failure`: what ended
    the thread, None while it runs."""

    def __init__(
        self, spec: FeatureSpec, model: Path, pictures: Pictures, now: Callable[[], float], times: StageTimes
    ) -> None:
        self.failure: Exception | None = None
        self.newest: VideoFrame | None = None  # picture that came
        self.shown: tuple[VideoFrame, NDArray[np.float16] | None] | None = None  # picture read, outline of its face
        self._featurizer = FaceFeaturizer(spec, model)
        self._pictures, self._now, self._times = pictures, now, times
        self._steps: SimpleQueue[Step] = SimpleQueue()
        self._told = EventQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live face", daemon=True)
        self._thread.start()

    def ready(self) -> list[Step]:
        """Steps made since the last call, in order."""
        steps = []
        while not self._steps.empty():  # nobody else takes any
            steps.append(self._steps.get())
        return steps

    def events(self) -> list[Event]:
        """What the person should know since the last call, oldest first."""
        return self._told.all()

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        self._featurizer.close()

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                frame = self._pictures.take(WAIT)
                with self._times.stage("face"):
                    if frame is None:
                        steps = self._featurizer.advance(self._now() - GIVEN_UP)
                    else:
                        steps = self._featurizer.push(frame)
                        if steps and self.newest:
                            self.shown = self.newest, steps[-1].outline
                        self.newest = frame
                for step in steps:
                    self._steps.put(replace(step, available_at=self._now()))
                while self._featurizer.events:
                    self._told.put(self._featurizer.events.pop(0))
        except Exception as error:  # whatever the library raises must not end the session, and is told
            self.failure = error
