"""A camera as a source: opened by number, path or address, the newest picture stamped as it is grabbed, watched."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.observer import Event, EventQueue
from engines.sources import VideoFrame
from engines.sources.rings import NewestFrame
from ucrn_core.errors import DeviceError

if TYPE_CHECKING:
    import cv2

WATCHED_EVERY = 0.1  # s
OPENING = 10.0  # s until the first picture, after which an attempt has failed
GONE = 0.7  # s without a picture after which a camera counts as vanished
FROZEN = 0.7  # s of equal pictures, which no sensor gives
DARK, DARK_FOR = 8, 2.0  # mean of 255, s: a covered lens
RETRY = (0.5, 4.0)  # s between attempts to open, doubled from the first to the last
TIMEOUT_MS = 3000  # of opening and reading a stream, for OpenCV's thread to end at last
RATE_OVER = 2.0  # s over which pictures a second are counted


class Camera:
    """Pictures of one camera on the session clock, the newest only.

    A thread of its own opens it, watches it and opens it again. A capture that hangs in the system's driver is left to
    itself, and another takes its place. Black and frozen pictures are told and not given.
    """

    def __init__(self, clock: SessionClock, address: str = "0", delay: float = 0.0) -> None:
        """address: number of a camera, path of a device or file, or http address of a stream. delay: seconds by which
        its pictures are late, as measured. Opens it at once; DeviceError: no picture comes."""
        self.name = address
        self._clock, self._address, self._delay = clock, address, delay
        self._slot = NewestFrame()
        self._told = EventQueue()
        self._closing = threading.Event()
        self._capture: _Capture | None = self._open()
        if self._capture is None:
            raise DeviceError(
                f"The camera {self.name} gives no picture: check that it is connected, that no other program holds it,"
                " and that this one may use it."
            )
        self._keeper = threading.Thread(target=self._keep, name="camera", daemon=True)
        self._keeper.start()

    @property
    def dropped(self) -> int:
        """Pictures that a newer one replaced before they were taken."""
        return self._slot.dropped

    @property
    def rate(self) -> float:
        """Pictures a second, of late."""
        capture = self._capture
        return capture.rate if capture else 0.0

    def take(self, timeout: float) -> VideoFrame | None:
        """The newest picture, once; None where none comes within `timeout` seconds."""
        return self._slot.take(timeout)

    def events(self) -> list[Event]:
        """What the person should know of the camera since the last call."""
        return self._told.all()

    def close(self) -> None:
        """Gives the camera back; harmless when it has been."""
        self._closing.set()
        self._keeper.join()

    def _open(self) -> _Capture | None:
        """A capture that has given its first picture, or None."""
        capture = _Capture(self._address, self._clock, self._delay, self._slot)
        if capture.first.wait(OPENING) and not capture.ended:
            return capture
        capture.leave()
        return None

    def _tell(self, kind: str, message: str) -> None:
        self._told.put(Event(self._clock.now(), kind, "face", message))

    def _keep(self) -> None:
        pause, trouble = RETRY[0], ""
        while not self._closing.wait(WATCHED_EVERY if self._capture else pause):
            capture = self._capture
            if capture is None:
                self._capture = self._open()
                pause = min(2 * pause, RETRY[1])
                if self._capture:
                    self._tell("back", f"The camera {self.name} is back.")
            elif capture.ended or time.monotonic() - capture.newest > GONE:
                self._tell("missing", f"The camera {self.name} gives no picture any more: check its plug.")
                self._capture, pause, trouble = None, RETRY[0], ""
                capture.leave()
            elif capture.trouble != trouble:
                trouble = capture.trouble
                if trouble:
                    self._tell("missing", f"The camera {self.name} {trouble}.")
                else:
                    self._tell("back", f"The camera {self.name} shows something again.")
        if self._capture:
            self._capture.leave()


class _Capture:
    """One opening of a camera, in a thread that ends when it is left and the driver lets it."""

    def __init__(self, address: str, clock: SessionClock, delay: float, slot: NewestFrame) -> None:
        self.first = threading.Event()  # a picture came, or none will
        self.ended = False
        self.newest = 0.0  # monotonic time of the newest picture
        self.trouble = ""  # what is wrong with the pictures
        self._address, self._clock, self._delay, self._slot = address, clock, delay, slot
        self._left = threading.Event()
        self._before: NDArray[np.uint8] | None = None  # a few points of the picture before
        self._changed = self._bright = 0.0  # monotonic times of the newest picture that was new, and was not dark
        self._times: deque[float] = deque(maxlen=200)
        threading.Thread(target=self._run, name="capture", daemon=True).start()

    @property
    def rate(self) -> float:
        now = time.monotonic()
        return sum(now - t < RATE_OVER for t in list(self._times)) / RATE_OVER

    def leave(self) -> None:
        """No more pictures; does not wait for the driver."""
        self._left.set()

    def _run(self) -> None:
        import cv2

        try:
            capture = _opened(self._address)
            try:
                while not self._left.is_set() and capture.grab():
                    t = time.monotonic()
                    found, image = capture.retrieve()
                    if found:
                        self._take(t, np.asarray(image, np.uint8))
            finally:
                capture.release()
        except cv2.error:
            return  # no more pictures, which the keeper tells
        finally:
            self.ended = True
            self.first.set()

    def _take(self, t: float, image: NDArray[np.uint8]) -> None:
        import cv2

        points = image[::16, ::16].copy()
        if self._before is None:
            self._changed = self._bright = t
        elif points.shape != self._before.shape or (points != self._before).any():
            self._changed = t
        if points.mean() >= DARK:
            self._bright = t
        self._before = points
        if t - self._bright > DARK_FOR:
            self.trouble = "shows only black: is its lens covered?"
        elif t - self._changed > FROZEN:
            self.trouble = "shows the same picture again and again: connect it anew"
        else:
            self.trouble = ""
        self._times.append(t)
        if not self.trouble and not self._left.is_set():
            rgb = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
            self._slot.put(VideoFrame(self._clock.at(t) - self._delay, rgb))
        self.newest = t
        self.first.set()


def _opened(address: str) -> cv2.VideoCapture:
    import cv2
    import cv2.utils.logging

    os.environ["OPENCV_FFMPEG_LOGLEVEL"] = "-8"  # quiet; read when the first stream is opened
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # it warns of what the person is told
    if address.isdigit():
        return cv2.VideoCapture(int(address))
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, TIMEOUT_MS]
    return cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits) if "://" in address else cv2.VideoCapture(address)
