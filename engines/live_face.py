"""The face of a live picture, in a thread of its own: the newest picture only, nothing waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
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
RESTART = (0.5, 8.0)  # s before a failed analysis begins anew, doubled from the first to the last
GIVEN_UP = 0.4  # s after which a grid step that no picture came for is told as missing
logger = logging.getLogger(__name__)


class Pictures(Protocol):
    """Where live pictures come from: a camera, or a file at its own pace."""

    def take(self, timeout: float) -> VideoFrame | None: ...


class LiveFace:
    """Steps on the grid, as soon as a picture decides them; without pictures they are invalid. Begins anew where the
    library fails."""

    def __init__(
        self, spec: FeatureSpec, model: Path, pictures: Pictures, now: Callable[[], float], times: StageTimes
    ) -> None:
        self.newest: VideoFrame | None = None  # picture that came
        self.shown: tuple[VideoFrame, NDArray[np.float16] | None] | None = None  # picture read, outline of its face
        self._spec, self._model = spec, model
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
        pause, stopped = RESTART[0], False
        while not self._closing.is_set():
            try:
                if stopped:
                    failed, self._featurizer = self._featurizer, FaceFeaturizer(self._spec, self._model)
                    self.newest = None  # its grid begins with its first picture
                    failed.close()
                while not self._closing.is_set():
                    if self._step():
                        pause = RESTART[0]
                        if stopped:
                            stopped = False
                            self._tell("back", "Face analysis is back.")
            except Exception as error:  # whatever the library raises must not end the session, and is told
                logger.warning("face analysis stopped", exc_info=error)
                if not stopped:
                    self._tell("missing", f"Face analysis stopped ({error}) and is started again.")
                stopped = True
                self._closing.wait(pause)
                pause = min(2 * pause, RESTART[1])

    def _step(self) -> bool:
        """Whether a picture was read."""
        frame = self._pictures.take(WAIT)
        with self._times.stage("face"):
            if frame is None:
                steps = self._featurizer.advance(self._now() - GIVEN_UP) if self.newest else []
            else:
                steps = self._featurizer.push(frame)
                if steps and self.newest:
                    self.shown = self.newest, steps[-1].outline
                self.newest = frame
        for step in steps:
            self._steps.put(step)
        while self._featurizer.events:
            self._told.put(self._featurizer.events.pop(0))
        return frame is not None and bool(steps)

    def _tell(self, kind: str, message: str) -> None:
        self._told.put(Event(self._now(), kind, "face", message))
