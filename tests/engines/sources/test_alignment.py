"""Sound on the session clock: without gaps, each sample at its time, whatever the device's rate and losses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.clock import SampleClock
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.sources.alignment import Aligner, interpolated
from engines.sources.rings import SoundBlock

SCALE = 1000.0  # a sample's value is the time at which it reached the device, in thousands of seconds


class Device:
    """Gives blocks of a stream whose samples last longer by `drift` than they should, and begin at `began`."""

    def __init__(self, aligner: Aligner, clock: SampleClock, began: float, drift: float, late: float = 0.0) -> None:
        self.rate = clock.rate
        self.aligner, self.clock, self.began, self.drift, self.late = aligner, clock, began, drift, late
        self.count = 0
        self.rng = np.random.default_rng(3)

    def times(self, first: int, n: int) -> NDArray[np.float64]:
        return self.began + np.arange(first, first + n) / self.rate * (1 + self.drift)

    def send(self, n: int, *, lost: bool = False, late: float = 0.0) -> list[AudioChunk]:
        first, self.count = self.count, self.count + n
        if lost:
            return []
        arrived = float(self.times(self.count, 1)[0] + late + self.rng.exponential(self.late))
        block = SoundBlock(first, (self.times(first, n) / SCALE).astype(np.float32), arrived)
        self.clock.arrived(self.count, arrived)
        return self.aligner.push(block)


def device(began: float = 0.3, drift: float = 0.0, late: float = 0.0, rate: int = SAMPLE_RATE) -> Device:
    clock = SampleClock(rate)
    return Device(Aligner(clock), clock, began, drift, late)


def without_gap(chunks: list[AudioChunk]) -> NDArray[np.float32]:
    """All samples, after a look at their times."""
    following = chunks[0].t
    for chunk in chunks:
        assert chunk.t == pytest.approx(following, abs=1e-9)
        following += len(chunk.samples) / SAMPLE_RATE
    return np.concatenate([chunk.samples for chunk in chunks])


def errors(chunks: list[AudioChunk]) -> NDArray[np.float64]:
    """Seconds by which each sample that is no silence reached the device after the time that it is told."""
    samples = without_gap(chunks)
    times = chunks[0].t + np.arange(len(samples)) / SAMPLE_RATE
    return (samples.astype(np.float64) * SCALE - times)[samples != 0]


@settings(max_examples=25)
@given(
    drift=st.floats(-3e-4, 3e-4),
    began=st.floats(0.01, 100),
    block=st.integers(60, 2000),
    late=st.floats(0, 0.01),
    rate=st.sampled_from([8_000, 16_000, 44_100, 48_000]),
)
def test_every_sample_has_the_time_at_which_it_reached_the_device(
    drift: float, began: float, block: int, late: float, rate: int
) -> None:
    stream = device(began, drift, late, rate)
    chunks = [chunk for _ in range(0, 60 * rate, block) for chunk in stream.send(block)]
    assert stream.aligner.silence == 0
    settled = errors(chunks)[30 * SAMPLE_RATE :]
    assert np.abs(settled).max() < 2e-3 + 12 * late * block / rate
    assert np.abs(np.diff(settled)).max() < 1e-4  # no jump: float32 holds a time to 4 microseconds


@settings(max_examples=25)
@given(lost=st.integers(1, 40), before=st.integers(5, 100), drift=st.floats(-2e-4, 2e-4))
def test_lost_blocks_become_silence_and_the_sound_after_them_is_in_time(lost: int, before: int, drift: float) -> None:
    stream = device(drift=drift)
    chunks = [chunk for _ in range(before) for chunk in stream.send(400)]
    for _ in range(lost):
        stream.send(400, lost=True)
    chunks += [chunk for _ in range(200) for chunk in stream.send(400)]
    assert stream.aligner.silence == pytest.approx(400 * lost, abs=10)
    assert np.count_nonzero(without_gap(chunks) == 0) == stream.aligner.silence
    assert np.abs(errors(chunks)).max() < 3e-3


def test_a_device_that_is_gone_gives_silence_and_comes_back_in_time() -> None:
    stream = device()
    chunks = [chunk for _ in range(50) for chunk in stream.send(320)]
    assert stream.aligner.until == pytest.approx(0.3 + 1.0, abs=1e-3)
    chunks += stream.aligner.fill(5.0)
    assert stream.aligner.until == 5.0
    assert stream.aligner.fill(4.0) == []
    clock = SampleClock(SAMPLE_RATE)
    stream.aligner.restart(clock)
    again = Device(stream.aligner, clock, 7.25, 0.0)
    chunks += [chunk for _ in range(50) for chunk in again.send(320)]
    assert stream.aligner.until == pytest.approx(8.25, abs=1e-3)
    assert stream.aligner.silence == pytest.approx((7.25 - 1.3) * SAMPLE_RATE, abs=20)
    assert np.abs(errors(chunks)).max() < 1e-3


def test_a_fit_that_moves_far_moves_the_sound_and_one_that_moves_little_stretches_it() -> None:
    for late, cut in ((0.04, False), (0.5, True)):
        stream = device()
        chunks = [chunk for _ in range(10) for chunk in stream.send(160, late=late)]
        chunks += [chunk for _ in range(2000) for chunk in stream.send(160)]
        assert np.abs(errors(chunks)[-SAMPLE_RATE:]).max() < 1e-3
        jump = np.abs(np.diff(without_gap(chunks).astype(np.float64))).max() * SCALE
        assert jump == pytest.approx(late, abs=2e-3) if cut else jump < 1e-3


def test_nothing_is_filled_before_the_first_sound() -> None:
    aligner = device().aligner
    assert aligner.until is None
    assert aligner.fill(3.0) == []


def test_a_tone_is_interpolated_to_what_it_would_have_been() -> None:
    places = np.arange(100, 3900, 1.0003)
    for hertz, most in ((200, 1e-4), (1000, 3e-3), (3000, 0.1)):
        tone = np.sin(2 * np.pi * hertz / SAMPLE_RATE * np.arange(4000)).astype(np.float32)
        wanted = np.sin(2 * np.pi * hertz / SAMPLE_RATE * places)
        assert np.abs(interpolated(tone, places) - wanted).max() < most
