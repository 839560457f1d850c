"""What is heard and seen at one moment has one time, also in a recording: claps into a microphone, flashes before a
camera."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.sessions.media_recorder import MediaRecorder
from engines.clock import SessionClock
from engines.live_inputs import DeviceChoice, DeviceInputs
from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.media import MediaSource
from engines.sources.microphone import refresh
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
    clock, told = SessionClock(), list[str]()
    with virtual_microphone(tmp_path), virtual_camera(picture) as lamp:
        pactl("load-module", "module-pipe-source", "source_name=claps", f"file={fifo}", f"rate={SAMPLE_RATE}",
              "channels=1", "format=s16le")  # fmt: skip
        pactl("set-default-source", "claps")
        refresh()
        inputs = DeviceInputs(clock, DeviceChoice("pulse", lamp.address))
        with clapping(fifo) as clapped, closing(inputs):
            inputs.open()
            recorder = MediaRecorder(tmp_path / "media.mkv", inputs, clock, lambda kind, message: told.append(message))
            chunks, frames = list[AudioChunk](), list[VideoFrame]()
            while len(seen_flashes(frames)) < COUNT or len(heard_claps(chunks, clock)) < COUNT:
                frame = inputs.take(0.05)
                frames += [frame] if frame else []
                chunks += inputs.read()
                assert clock.now() < FIRST + EVERY * COUNT + 20
            recorder.close()
    late_claps = heard_claps(chunks, clock) - [clock.at(t) for t in clapped]
    late_flashes = seen_flashes(frames) - [clock.at(lamp.emitted[number]) for number in FLASHES]
    assert len(late_claps) == len(late_flashes) == COUNT
    print(f"claps {1000 * np.median(late_claps):.1f} ms late, flashes {1000 * np.median(late_flashes):.1f} ms")
    # The declared latencies have been taken off: the microphone's own, none of the camera.
    assert abs(np.median(late_claps)) < 0.04
    assert abs(np.median(late_flashes)) < 0.04
    assert np.percentile(np.abs(late_claps - late_flashes), 95) < 0.06

    recorded = MediaSource(tmp_path / "media.mkv", grid=None)
    items = [replace(item, t=item.t + recorder.start) for item in iter(recorded.read, None)]
    recorded.close()
    assert (told, recorder.lost, recorded.info.start) == ([], {"pictures": 0, "sound": 0}, 0.0)
    kept = heard_claps([item for item in items if isinstance(item, AudioChunk)], clock)
    np.testing.assert_allclose(kept, heard_claps(chunks, clock), atol=1.5 / SAMPLE_RATE)
    kept = seen_flashes([item for item in items if isinstance(item, VideoFrame)])
    np.testing.assert_allclose(kept, seen_flashes(frames), atol=0.001)
