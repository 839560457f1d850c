"""The camera, on a real stream: pictures in time, the newest only, told when they stop, taken up again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.live_inputs import DeviceChoice, LiveRequest
from engines.observer import Event
from engines.sources import VideoFrame
from engines.sources.camera import Camera, camera_name
from tests.virtual_camera import VirtualCamera, virtual_camera
from ucrn_core.errors import DeviceError

BITS, WIDTH = 12, 26
RNG = np.random.default_rng(0)


def numbered(number: int) -> NDArray[np.uint8]:
    """A noisy picture with its number in white and black fields at its top, and red at its bottom."""
    image = 60 + RNG.integers(0, 20, (240, BITS * WIDTH, 3), np.uint8)
    for bit in range(BITS):
        image[:40, bit * WIDTH : (bit + 1) * WIDTH] = 255 if number >> bit & 1 else 0
    image[200:] = (200, 0, 0)
    return image


def number_of(frame: VideoFrame) -> int:
    return sum(1 << bit for bit in range(BITS) if frame.image[20, bit * WIDTH + WIDTH // 2, 0] > 128)


@pytest.fixture
def server() -> Iterator[VirtualCamera]:
    with virtual_camera(numbered) as made:
        yield made


@pytest.fixture
def camera(server: VirtualCamera) -> Iterator[Camera]:
    made = Camera(SessionClock(), server.address)
    yield made
    made.close()


class Viewer:
    """Takes pictures as a session does."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.frames: list[VideoFrame] = []
        self.events: list[Event] = []

    def until(self, reached: Callable[[], bool], seconds: float = 30) -> float:
        """Looks until something is so, which must come within `seconds`; returns how long it took."""
        start = time.monotonic()
        while not reached():
            assert time.monotonic() - start < seconds, self.events
            frame = self.camera.take(0.05)
            self.frames += [frame] if frame else []
            self.events += self.camera.events()
        return time.monotonic() - start

    def told(self, kind: str, what: str = "") -> bool:
        return bool(self.events) and self.events[-1].kind == kind and what in self.events[-1].message


def test_pictures_have_their_colours_and_the_time_at_which_they_were_sent(server: VirtualCamera) -> None:
    clock = SessionClock()
    began = time.monotonic() - clock.now()
    camera = Camera(clock, server.address, delay=0.25)
    viewer = Viewer(camera)
    viewer.until(lambda: len(viewer.frames) >= 25)
    camera.close()
    assert viewer.frames[0].image[220, 100].tolist() == pytest.approx([200, 0, 0], abs=12)
    assert viewer.frames[0].image.flags["C_CONTIGUOUS"]
    numbers = [number_of(frame) for frame in viewer.frames]
    assert numbers == sorted(set(numbers))
    late = [began + f.t + 0.25 - server.emitted[n] for f, n in zip(viewer.frames, numbers, strict=True)]
    assert np.median(late) < 0.04
    assert min(late) >= 0
    assert not viewer.events


def test_only_the_newest_picture_is_given_and_the_others_are_counted(camera: Camera, server: VirtualCamera) -> None:
    first = camera.take(10)
    assert first is not None
    before = camera.dropped
    pause = threading.Event()
    while camera.dropped < before + 5:
        pause.wait(0.01)
    newest = camera.take(0)
    assert newest is not None
    assert number_of(newest) >= number_of(first) + 5
    assert camera.rate > 0


def test_a_camera_that_freezes_falls_silent_or_goes_is_told_and_taken_up_again(
    server: VirtualCamera, camera: Camera
) -> None:
    viewer = Viewer(camera)
    viewer.until(lambda: len(viewer.frames) > 3)

    server.mode = "frozen"
    viewer.until(lambda: viewer.told("missing", "the same picture"), seconds=5)
    count = len(viewer.frames)
    server.mode = "sends"
    viewer.until(lambda: viewer.told("back"))
    viewer.until(lambda: len(viewer.frames) > count)

    server.mode = "silent"
    viewer.until(lambda: viewer.told("missing", "nothing any more"), seconds=5)
    server.mode = "sends"
    viewer.until(lambda: viewer.told("back"))

    server.close()
    viewer.until(lambda: viewer.told("missing", "nothing any more"), seconds=5)
    count = len(viewer.frames)
    with virtual_camera(numbered, server.port):
        viewer.until(lambda: viewer.told("back"))
        viewer.until(lambda: len(viewer.frames) > count)
    assert all(camera.name in event.message for event in viewer.events)
    times = [frame.t for frame in viewer.frames]
    assert times == sorted(times)


def test_a_covered_lens_is_told() -> None:
    dark = [False]

    def picture(number: int) -> NDArray[np.uint8]:
        return RNG.integers(0, 3, (120, 160, 3), np.uint8) if dark[0] else numbered(number)

    with virtual_camera(picture) as server:
        camera = Camera(SessionClock(), server.address)
        viewer = Viewer(camera)
        viewer.until(lambda: len(viewer.frames) > 3)
        dark[0] = True
        viewer.until(lambda: viewer.told("missing", "only black"))
        dark[0] = False
        viewer.until(lambda: viewer.told("back"))
        camera.close()


def test_a_camera_that_is_not_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    for wanted in (address, "/dev/video-that-is-not-there", "63"):
        with pytest.raises(DeviceError, match=f"^The camera {wanted} gives no picture: check "):
            Camera(SessionClock(), wanted)


def test_a_camera_that_is_closed_grabs_nothing_more(server: VirtualCamera) -> None:
    camera = Camera(SessionClock(), server.address)
    assert camera.take(10)
    camera.close()
    # A thread that is inside the library when the program ends aborts it.
    assert "capture" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("rtsp://anna:secret@10.0.0.2:554/a", "rtsp://10.0.0.2:554/…"),
        ("http://10.0.0.2/a?user=anna&password=secret", "http://10.0.0.2/…"),
        ("http://10.0.0.2?password=secret", "http://10.0.0.2/…"),
        ("http://cam.local:8080/", "http://cam.local:8080/"),
        ("rtsp://anna:s@cret@[fe80::1]:554", "rtsp://[fe80::1]:554"),
        ("rtsp://10.0.0.2/user=anna_password=secret_channel=1", "rtsp://10.0.0.2/…"),
        # Which @ is before the host cannot be told.
        ("rtsp://anna:se/cret@10.0.0.2/user=anna_password=secret", "rtsp://…"),
        ("rtsp://10.0.0.2/user=anna_password=very@secret", "rtsp://…"),
        ("rtsp://anna:secret", "rtsp://…"),
    ],
)
def test_the_password_of_a_camera_is_neither_shown_nor_kept_nor_logged(
    address: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert camera_name(address) == LiveRequest(DeviceChoice(camera=address)).settings["camera"] == told
    assert _logged(address, caplog) == f"camera {told}"


@pytest.mark.parametrize("address", ["clips/what?.mp4", "/home/anna/by-id/secret.mp4", "/dev/shm/secret", "a/http://b"])
def test_the_log_names_no_file_that_is_played_as_a_camera(address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert _logged(address, caplog) == "camera, a file"


@pytest.mark.parametrize("address", ["63", "/dev/video63"])
def test_the_log_names_devices(address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert camera_name(address) == address
    assert _logged(address, caplog) == f"camera {address}"


def _logged(address: str, caplog: pytest.LogCaptureFixture) -> str:
    """What the log calls a camera that is not there."""
    given_up = threading.Event()
    given_up.set()
    with caplog.at_level("INFO", "engines.sources.keeper"):
        Camera(SessionClock(), address, patient=True, given_up=given_up).close()
    (name,) = {record.getMessage().partition(": ")[2] for record in caplog.records}
    return name
