"""The session's clock and the fit of a device's sample count to it, with explicit times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.clock import BUCKETS, ENOUGH, LARGEST_DRIFT, SampleClock, SessionClock

RATE = 16_000


def test_a_session_begins_at_zero_and_stands_still_while_the_machine_sleeps() -> None:
    times = {"monotonic": 50.0, "always": 900.0}
    clock = SessionClock(lambda: times["monotonic"], lambda: times["always"])
    assert clock.now() == 0
    times.update(monotonic=53.0, always=903.0)
    assert clock.now() == 3
    assert clock.at(52.0) == 2
    assert clock.slept() == 0
    times.update(monotonic=54.0, always=964.0)
    assert clock.now() == 4
    assert clock.slept() == pytest.approx(60)
    assert clock.slept() == 0  # told once


@settings(max_examples=60)
@given(
    drift=st.floats(-5e-4, 5e-4),
    late=st.floats(0, 0.03),  # mean lateness of an arrival
    latency=st.floats(0, 0.1),
    block=st.integers(80, 1600),
    began=st.floats(0, 1e4),
    seed=st.integers(0, 2**32 - 1),
)
def test_samples_are_told_the_time_at_which_they_reached_the_device(
    drift: float, late: float, latency: float, block: int, began: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    clock = SampleClock(RATE, latency)
    counts = np.arange(block, 100 * RATE, block)
    reached = began + counts / RATE * (1 + drift)
    for count, t in zip(counts, reached + latency + rng.exponential(late, len(counts)), strict=True):
        clock.arrived(int(count), float(t))
    # Of the arrivals in a second the promptest is later than it should by about a block's share of the mean lateness.
    slack = 1e-3 + late * block / RATE * 12
    newest = int(counts[-1])
    assert clock.time_of(newest) == pytest.approx(reached[-1], abs=slack)
    assert clock.time_of(newest - 5 * RATE) == pytest.approx(reached[-1] - 5 * (1 + drift), abs=slack)
    assert clock.drift == pytest.approx(drift, abs=2e-5 + slack / 30)
    assert clock.count_at(clock.time_of(newest)) == pytest.approx(newest, abs=1e-3)


def test_a_rate_is_not_guessed_from_a_few_seconds() -> None:
    clock = SampleClock(RATE)
    assert not clock.started
    for second in range(1, ENOUGH):
        clock.arrived(second * RATE, second * 1.01)
    assert clock.started
    assert clock.drift == 0


def test_arrivals_that_cannot_be_a_device_s_rate_do_not_become_one() -> None:
    clock = SampleClock(RATE)
    for second in range(1, BUCKETS):
        clock.arrived(second * RATE, second * 1.5)
    assert clock.drift == LARGEST_DRIFT
