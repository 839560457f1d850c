"""What is heard and seen at one moment has one time: claps into a microphone, flashes before a camera."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.camera import Camera
from engines.sources.microphone import Microphone, refresh
from tests.virtual_camera import RATE, virtual_camera
from tests.virtual_microphone import pactl, virtual_microphone

COUNT = 10
FIRST, EVERY = 2.5, 1.2  # s; no multiple of a picture's, a block's or a buffer's time
LENGTH = 0.005  # s of a clap
BLOCK = 0.01  # s of sound that the stand-in writes at once
FLASHES = [round((FIRST + EVERY * i) * RATE) for i in range(COUNT)]  # numbers of the bright pictures
RNG = np.random.default_rng(0)


def picture(number: int) -> NDArray[np.uint8]:
    """Dim and noisy; bright where it is a flash."""
    return RNG.integers(0, 20, (120, 160, 3), np.uint8) + np.uint8(200 if number in FLASHES else 30)


@contextmanager
def clapping(fifo: Path) -> Iterator[list[float]]:
    """Claps into the microphone that PulseAudio reads from `fifo`; yields the monotonic times at which they began.

    Nothing is between the writing and the device: a block is written when its last sample's time has come, and so a
    sample has the time that its number tells. (What a player plays through a sound server is late by an amount that
    only the server could tell.)
    """
    sound = RNG.normal(0, 0.003, round((FIRST + EVERY * COUNT + 2) * SAMPLE_RATE))
    starts = [round((FIRST + EVERY * i) * SAMPLE_RATE) for i in range(COUNT)]
    for start in starts:
        sound[start : start + round(LENGTH * SAMPLE_RATE)] = RNG.uniform(-0.9, 0.9, round(LENGTH * SAMPLE_RATE))
    size = round(BLOCK * SAMPLE_RATE)
    blocks = np.split((sound * 32767).astype(np.int16), range(size, len(sound), size))
    over, began = threading.Event(), time.monotonic()

    def write() -> None:
        with fifo.open("wb", buffering=0) as pipe:
            for number, block in enumerate(blocks):
                if over.wait(max(0.0, began + (number + 1) * BLOCK - time.monotonic())):
                    return
                pipe.write(block.tobytes())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield [began + start / SAMPLE_RATE for start in starts]
    finally:
        over.set()
        writer.join()


def heard_claps(chunks: list[AudioChunk], clock: SessionClock) -> NDArray[np.float64]:
    """Session times at which the sound becomes loud."""
    times = np.concatenate([chunk.t + np.arange(len(chunk.samples)) / SAMPLE_RATE for chunk in chunks])
    loud = times[np.abs(np.concatenate([chunk.samples for chunk in chunks])) > 0.3]
    return loud[np.diff(loud, prepend=-1.0) > EVERY / 2]


def seen_flashes(frames: list[VideoFrame]) -> NDArray[np.float64]:
    return np.array([frame.t for frame in frames if frame.image.mean() > 150])


def test_ten_claps_and_flashes_have_the_times_at_which_they_were_made(tmp_path: Path) -> None:
    fifo = tmp_path / "claps"
    clock = SessionClock()
    with virtual_microphone(tmp_path), virtual_camera(picture) as lamp:
        pactl("load-module", "module-pipe-source", "source_name=claps", f"file={fifo}", f"rate={SAMPLE_RATE}",
              "channels=1", "format=s16le")  # fmt: skip
        pactl("set-default-source", "claps")
        refresh()
        with clapping(fifo) as clapped:
            microphone, camera = Microphone(clock, "pulse"), Camera(clock, lamp.address)
            chunks, frames = list[AudioChunk](), list[VideoFrame]()
            while len(seen_flashes(frames)) < COUNT or len(heard_claps(chunks, clock)) < COUNT:
                frame = camera.take(0.05)
                frames += [frame] if frame else []
                chunks += microphone.read()
                assert clock.now() < FIRST + EVERY * COUNT + 20
            microphone.close()
            camera.close()
    late_claps = heard_claps(chunks, clock) - [clock.at(t) for t in clapped]
    late_flashes = seen_flashes(frames) - [clock.at(lamp.emitted[number]) for number in FLASHES]
    assert len(late_claps) == len(late_flashes) == COUNT
    print(f"claps {1000 * np.median(late_claps):.1f} ms late, flashes {1000 * np.median(late_flashes):.1f} ms")
    # The declared latencies have been taken off: the microphone's own, none of the camera.
    assert abs(np.median(late_claps)) < 0.04
    assert abs(np.median(late_flashes)) < 0.04
    assert np.percentile(np.abs(late_claps - late_flashes), 95) < 0.06
