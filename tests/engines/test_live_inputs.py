"""Devices of a live session: changed while they are open, left closed in a pause, awaited where one is missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.live_inputs import DeviceChoice, DeviceInputs
from engines.sources import AudioChunk, VideoFrame
from tests.virtual_camera import VirtualCamera, virtual_camera
from ucrn_core.errors import DeviceError

RNG = np.random.default_rng(0)
RED, BLUE = (200, 0, 0), (0, 0, 200)


def coloured(colour: tuple[int, int, int]) -> Callable[[int], NDArray[np.uint8]]:
    """Noisy pictures, as a camera gives, of one colour."""
    return lambda number: (np.array(colour) + RNG.integers(0, 40, (120, 160, 3))).astype(np.uint8)


@pytest.fixture
def cameras() -> Iterator[tuple[VirtualCamera, VirtualCamera]]:
    with virtual_camera(coloured(RED)) as red, virtual_camera(coloured(BLUE)) as blue:
        yield red, blue


def choice(camera: VirtualCamera | str, delay: float = 0.0) -> DeviceChoice:
    address = camera if isinstance(camera, str) else camera.address
    return DeviceChoice(camera=address, use_microphone=False, camera_delay=delay)


def taken(inputs: DeviceInputs) -> VideoFrame:
    end = time.monotonic() + 30
    while (frame := inputs.take(0.2)) is None:
        assert time.monotonic() < end
    return frame


def is_red(frame: VideoFrame) -> bool:
    return bool(frame.image[..., 0].mean() > frame.image[..., 2].mean())


def test_another_camera_is_chosen_while_one_is_open(cameras: tuple[VirtualCamera, VirtualCamera]) -> None:
    red, blue = cameras
    inputs = DeviceInputs(SessionClock(), choice(red))
    inputs.open()
    assert is_red(taken(inputs))
    assert inputs.rate >= 0
    inputs.change(choice(blue))
    assert not is_red(taken(inputs))
    inputs.close()
    assert inputs.take(0.0) is None
    assert inputs.drops["camera"] >= 0


class Seen:
    """A tap that keeps the pictures."""

    def __init__(self) -> None:
        self.frames: list[VideoFrame] = []

    def on_sound(self, chunk: AudioChunk) -> None:
        raise AssertionError("there is no microphone")

    def on_picture(self, frame: VideoFrame) -> None:
        self.frames.append(frame)


def test_a_tap_is_shown_every_picture_of_every_camera_until_it_is_taken_away(
    cameras: tuple[VirtualCamera, VirtualCamera],
) -> None:
    red, blue = cameras
    seen = Seen()
    inputs = DeviceInputs(SessionClock(), choice(red))
    inputs.tap = seen
    inputs.open()
    end = time.monotonic() + 30
    while len(seen.frames) < 5:  # which nobody takes
        assert time.monotonic() < end
        time.sleep(0.01)
    newest = taken(inputs)
    assert newest in seen.frames
    inputs.change(choice(blue))
    assert not is_red(taken(inputs))
    inputs.tap = None
    assert [is_red(frame) for frame in seen.frames] == sorted(map(is_red, seen.frames), reverse=True)
    assert not is_red(seen.frames[-1])
    shown = len(seen.frames)
    taken(inputs)
    inputs.close()
    assert len(seen.frames) == shown


def test_what_is_chosen_in_a_pause_is_opened_after_it(cameras: tuple[VirtualCamera, VirtualCamera]) -> None:
    red, blue = cameras
    inputs = DeviceInputs(SessionClock(), choice(red))
    inputs.open()
    inputs.close()
    inputs.change(choice(blue))
    assert inputs.take(0.3) is None
    inputs.open()
    assert not is_red(taken(inputs))
    inputs.close()


def test_a_measured_delay_is_taken_off_the_stamp(cameras: tuple[VirtualCamera, VirtualCamera]) -> None:
    clock = SessionClock()
    inputs = DeviceInputs(clock, choice(cameras[0]))
    inputs.open()
    assert clock.now() - taken(inputs).t < 2
    inputs.change(choice(cameras[0], delay=50.0))
    assert clock.now() - taken(inputs).t > 49
    inputs.close()


def test_with_nothing_to_see_and_nothing_to_hear_the_person_is_told() -> None:
    with pytest.raises(DeviceError, match="choose a microphone or a camera"):
        DeviceInputs(SessionClock(), DeviceChoice(use_microphone=False, use_camera=False)).open()
    with pytest.raises(DeviceError, match="/dev/no-such-camera gives no picture"):
        DeviceInputs(SessionClock(), choice("/dev/no-such-camera")).open()
