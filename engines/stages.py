"""Stages of a running analysis: the clockwork that times them, and the face stage in a thread of its own."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from engines.face import FaceFeaturizer
from engines.observer import Event, EventQueue
from engines.sources import VideoFrame
from ucrn_core.features import FeatureSpec, Step

logger = logging.getLogger(__name__)


class StageTimes:
    """Seconds of work per stage; stages in different threads may be timed at once."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - start


class FaceStage:
    """Runs the face featurizer in a thread, so that it works beside decoding and fusion. Bounded: `push` waits.

    `settled`: every grid step at or before this time has been returned by `ready`. If the thread fails, `failure`
    holds the exception and nothing more comes.
    """

    QUEUED = 16  # frames

    def __init__(self, spec: FeatureSpec, model: Path, times: StageTimes) -> None:
        self.failure: Exception | None = None
        self._featurizer = FaceFeaturizer(spec, model)
        self._times = times
        self._inbox: queue.Queue[VideoFrame | float | None] = queue.Queue(self.QUEUED)
        self._results: queue.SimpleQueue[Step] = queue.SimpleQueue()
        self._told = EventQueue()
        self._done = -1.0  # grid steps before this time have been made
        self.settled = -1.0
        self.progress = threading.Event()  # set whenever something new is ready
        self._thread = threading.Thread(target=self._run, name="face", daemon=True)
        self._thread.start()

    def push(self, item: VideoFrame | float) -> None:
        """Hands over a frame, or a time before which no more frames come; waits while too many are queued."""
        self._put(item)

    def end(self, until: float) -> None:
        """No more frames: makes the grid steps before `until`, waits for all of them."""
        self._put(until)
        self._put(None)
        self._thread.join()

    def ready(self) -> list[Step]:
        """Steps made since the last call, in order."""
        self.progress.clear()
        done = self._done
        steps = []
        while not self._results.empty():
            steps.append(self._results.get())
        self.settled = done
        return steps

    def events(self) -> list[Event]:
        """What the person should know since the last call, oldest first."""
        return self._told.all()

    def close(self) -> None:
        """Ends the thread without waiting for queued frames."""
        while self._thread.is_alive():
            try:
                self._inbox.get_nowait()
            except queue.Empty:
                self._put(None)
                self._thread.join()
        self._featurizer.close()

    def _put(self, item: VideoFrame | float | None) -> None:
        while self._thread.is_alive():
            try:
                self._inbox.put(item, timeout=0.2)
                return
            except queue.Full:
                continue  # still working; a dead thread ends the loop

    def _run(self) -> None:
        try:
            while (item := self._inbox.get()) is not None:
                with self._times.stage("face"):
                    if isinstance(item, VideoFrame):
                        self._publish(self._featurizer.push(item), item.t)
                    else:
                        self._publish(self._featurizer.advance(item), item)
        except Exception as error:  # whatever the library raises must not end the session, and is told
            self.failure = error
            logger.warning("face analysis stopped", exc_info=error)
        finally:
            self._done = float("inf")
            self.progress.set()

    def _publish(self, steps: Sequence[Step], before: float) -> None:
        for step in steps:
            self._results.put(step)
        while self._featurizer.events:
            self._told.put(self._featurizer.events.pop(0))
        self._done = before - 1e-3  # steps at `before` itself are not decided yet
        self.progress.set()
