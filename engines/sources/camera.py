"""A camera as a source: opened by number, path or address, the newest picture stamped as it is grabbed, watched."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.observer import Event
from engines.sources import VideoFrame
from engines.sources.keeper import Keeper
from engines.sources.rings import NewestFrame
from ucrn_core.errors import DeviceError

if TYPE_CHECKING:
    import cv2

OPENING = 10.0  # s until the first picture, after which an attempt has failed
LAST_PICTURE = 1.0  # s that a capture may take to end; one that is in the library when Python ends takes all along
NUMBERS = 4  # of cameras that are tried where the system lists none
GLANCE = 0.1  # s between two looks whether the first picture is still waited for
GONE = 0.7  # s without a picture after which a camera counts as vanished
FROZEN = 0.7  # s of equal pictures, which no sensor gives
DARK, DARK_FOR = 8, 2.0  # mean of 255, s: a covered lens
TIMEOUT_MS = 3000  # of opening and reading a stream, for OpenCV's thread to end at last
SCHEME = re.compile(r"[A-Za-z][\w+.-]*://")  # of an address on the network
# What follows: an @ further on may belong to a password with a slash, or to the path.
PLACE = re.compile(r"(?:[^/?#]*@)?(?P<host>(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d+)?)(?P<path>(?:[/?#][^@]*)?)")
DEVICE = re.compile(r"\d+|/dev/video\d+|/dev/v4l/by-(?:id|path)/[^/]+")
RATE_OVER = 2.0  # s over which pictures a second are counted


def cameras() -> Iterator[str]:
    """Addresses of cameras: a stable path where the system has one, else the number. Elsewhere than on Linux every
    number that may be one."""
    if sys.platform != "linux":
        yield from map(str, range(NUMBERS))
        return
    known = set()
    for path in sorted(Path("/dev/v4l/by-id").glob("*-index0")):
        known.add(path.resolve())
        yield str(path)
    for path in sorted(Path("/dev").glob("video*"), key=lambda p: (len(p.name), p.name)):
        if path not in known:
            yield path.name.removeprefix("video")


def without_password(address: str) -> str:
    """An address as it may be shown and kept: of one on the network scheme and host, without the host too where it
    cannot be told for sure. Names and passwords stand before the host, in the path or behind a question mark."""
    scheme = SCHEME.match(address)
    if scheme is None:
        return address
    parts = PLACE.fullmatch(address, scheme.end())
    if parts is None:
        return f"{scheme[0]}…"
    return scheme[0] + parts["host"] + (parts["path"] if parts["path"] in ("", "/") else "/…")


def camera_name(address: str) -> str:
    """What a person calls the camera."""
    path = Path(address)
    if path.parent.name == "by-id":  # usb-Maker_Model_Number-video-index0
        return path.name.removeprefix("usb-").rsplit("-video-", 1)[0].replace("_", " ")
    name = Path("/sys/class/video4linux") / f"video{address}" / "name"
    try:
        return name.read_text(encoding="utf-8").strip() if address.isdigit() else without_password(address)
    except OSError:  # the system has no such names
        return address


def _logged_name(address: str) -> str:
    """The same for the log, which names no files."""
    if not address or SCHEME.match(address) or DEVICE.fullmatch(address):
        return f"camera {camera_name(address)}"
    return "camera, a file"


class Camera:
    """Pictures of one camera on the session clock, the newest only.

    One that is gone is opened again when it is back; a capture that hangs in the system's driver is left to itself, and
    another takes its place. Black and frozen pictures are told and not given.
    """

    def __init__(
        self,
        clock: SessionClock,
        address: str | None = None,
        delay: float = 0.0,
        *,
        patient: bool = False,
        given_up: threading.Event | None = None,
        show: Callable[[VideoFrame], None] | None = None,
    ) -> None:
        """address: number of a camera, path of a device or file, or http address of a stream; None for the first that
        is there whenever it is opened. delay: seconds by which
        its pictures are late, as measured. Opens it at once. DeviceError: no picture comes; if patient, it is awaited,
        and `failure` says why it is not there. given_up: set where its first picture is not waited for any more. show:
        is shown every picture, by the thread that captures, which must not wait for it."""
        self.name = address or ""
        self._given_up = given_up or threading.Event()
        self._address = address
        self._clock, self._delay = clock, delay
        self._slot = NewestFrame()
        self._show = show
        self._keeper = Keeper(
            clock,
            "face",
            lambda: f"camera {camera_name(self.name)}",
            self._open,
            GONE,
            patient=patient,
            logged=lambda: _logged_name(self.name),
        )

    @property
    def failure(self) -> str:
        """Why it could not be opened at first, in one sentence; empty where it could."""
        return self._keeper.failure

    @property
    def dropped(self) -> int:
        """Pictures that a newer one replaced before they were taken."""
        return self._slot.dropped

    @property
    def rate(self) -> float:
        """Pictures a second, of late."""
        capture = self._keeper.opening
        return capture.rate if capture else 0.0

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height) of its newest picture; None while there is none."""
        capture = self._keeper.opening
        return capture.size if capture else None

    def take(self, timeout: float) -> VideoFrame | None:
        """The newest picture, once; None where none comes within `timeout` seconds."""
        return self._slot.take(timeout)

    def events(self) -> list[Event]:
        """What the person should know of the camera since the last call."""
        return self._keeper.events()

    def close(self) -> None:
        """Gives the camera back; harmless when it has been."""
        capture = self._keeper.opening
        self._keeper.close()
        if capture:
            capture.thread.join(LAST_PICTURE)

    def _put(self, frame: VideoFrame) -> None:
        self._slot.put(frame)
        if self._show is not None:
            self._show(frame)

    def _open(self) -> _Capture:
        """A capture that has given its first picture."""
        address = self._address or next(iter(cameras()), None)
        if address is None:
            raise DeviceError("There is no camera: connect one, or allow this program to use it.")
        self.name = address
        capture = _Capture(self.name, self._clock, self._delay, self._put)
        end = time.monotonic() + OPENING
        while not capture.first.wait(GLANCE) and time.monotonic() < end and not self._given_up.is_set():
            continue
        if capture.first.is_set() and not capture.ended:
            return capture
        capture.close()
        raise DeviceError(
            f"The camera {camera_name(address)} gives no picture: check that it is connected, that no other program"
            " holds it, and that this one may use it."
        )


class _Capture:
    """One opening of a camera, in a thread that ends when it is left and the driver lets it."""

    def __init__(self, address: str, clock: SessionClock, delay: float, put: Callable[[VideoFrame], None]) -> None:
        self.first = threading.Event()  # a picture came, or none will
        self.ended = False
        self.newest = 0.0  # monotonic time of the newest picture
        self.trouble = ""  # what is wrong with the pictures
        self.size: tuple[int, int] | None = None  # (width, height) of the newest picture
        self._address, self._clock, self._delay, self._put = address, clock, delay, put
        self._left = threading.Event()
        self._before: NDArray[np.uint8] | None = None  # a few points of the picture before
        self._changed = self._bright = 0.0  # monotonic times of the newest picture that was new, and was not dark
        self._times: deque[float] = deque(maxlen=200)
        self.thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self.thread.start()

    @property
    def rate(self) -> float:
        now = time.monotonic()
        return sum(now - t < RATE_OVER for t in list(self._times)) / RATE_OVER

    def close(self) -> None:
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

        self.size = (image.shape[1], image.shape[0])
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
            self.trouble = "shows the same picture again and again: connect it anew."
        else:
            self.trouble = ""
        self._times.append(t)
        if not self.trouble and not self._left.is_set():
            rgb = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
            self._put(VideoFrame(self._clock.at(t) - self._delay, rgb))
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
