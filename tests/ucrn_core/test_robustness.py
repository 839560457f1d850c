"""Robustness numerics: what is lost is nested and as much as said; areas, ranks and intervals by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucrn_core.robustness import (
    METRICS,
    RATES,
    auilc,
    bootstrap_interval,
    curves,
    rank_correlations,
    without_burst,
    without_steps,
)

LEVELS = np.linspace(0, 1, 7)


@given(st.integers(0, 2**32), st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_higher_rate_drops_the_steps_of_a_lower_one(seed: int, rates: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    valid, drawn = rng.random(60) < 0.8, rng.random(60)
    less, more = (without_steps(valid, rate, drawn) for rate in sorted(rates))
    assert not (more & ~less).any()
    np.testing.assert_array_equal(without_steps(valid, 0.0, drawn), valid)
    assert not without_steps(valid, 1.0, drawn).any()


def test_the_rate_is_met() -> None:
    drawn = np.random.default_rng(0).random(20_000)
    assert without_steps(np.ones(20_000, bool), 0.3, drawn).mean() == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize(("period", "steps"), [(0.04, 200), (0.08, 100), (0.4, 20)])
@pytest.mark.parametrize("seconds", [0.0, 2.0, 6.0, 8.0])
def test_a_burst_takes_its_seconds_in_one_piece(period: float, steps: int, seconds: float) -> None:
    for place in (0.0, 0.37, 1.0):
        lost = ~without_burst(np.ones(steps, bool), seconds, place, period, 8.0)
        assert lost.sum() == pytest.approx(seconds / period, abs=1)
        assert np.abs(np.diff(np.pad(lost, 1).astype(int))).sum() == (2 if seconds else 0)
    assert without_burst(np.ones(steps, bool), seconds, 0.0, period, 8.0)[-1] == (seconds == 0)  # the latest burst


def test_a_burst_of_the_whole_window_leaves_nothing_of_longer_steps() -> None:
    kept = without_burst(np.ones(220, bool), 8.0, 0.5, 0.04, 8.0)
    assert kept[:20].all()  # before the window
    assert not kept[20:].any()


def test_auilc_is_the_sum_of_trapezia() -> None:
    assert auilc([0.0, 0.5, 1.0], [1.0, 0.6, 0.0]) == pytest.approx(0.5 * 0.8 + 0.5 * 0.3)
    assert auilc(RATES, [0.7] * len(RATES)) == pytest.approx(0.7)


def test_curves_hold_every_metric_and_predictions_that_do_not_vary_have_r_0() -> None:
    labels = np.array([-2.0, -1.0, 1.0, 3.0])
    told = curves((0.0, 0.5, 1.0), [labels, labels / 2, np.zeros(4)], labels)
    assert set(told["metrics"]) == set(told["auilc"]) == set(told["mean"]) == set(METRICS)
    assert told["metrics"]["mae"] == pytest.approx([0.0, 0.875, 1.75])
    assert told["metrics"]["r"] == pytest.approx([1.0, 1.0, 0.0])
    assert told["auilc"]["r"] == pytest.approx(0.75)
    assert told["mean"]["mae"] == pytest.approx(0.4375)


def test_ranks_of_clips_and_of_all_pooled() -> None:
    falling = np.linspace(0.9, 0.1, 7)
    told = rank_correlations(LEVELS, np.array([falling, 0.5 * falling, np.full(7, 0.3), falling[::-1]]))
    assert told["median"] == pytest.approx(-0.5)
    assert (told["lower_quartile"], told["upper_quartile"]) == pytest.approx((-1.0, 0.25))
    assert -1 < told["pooled"] < 0
    assert all(np.isnan(value) for value in rank_correlations(LEVELS, np.zeros((0, 7))).values())


def test_the_interval_is_as_wide_as_groups_are_few() -> None:
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(40), 25)
    values = rng.normal(size=40)[group] + 0.1 * rng.normal(size=1000)
    low, high = bootstrap_interval(lambda rows: float(values[rows].mean()), group)
    # The mean of 40 groups, not of 1000 rows: its standard error is near 1 / sqrt(40).
    assert high - low == pytest.approx(2 * 1.96 / np.sqrt(40), rel=0.25)
    assert low < values.mean() < high
    alone = bootstrap_interval(lambda rows: float(values[rows].mean()), np.arange(1000))
    assert alone[1] - alone[0] < (high - low) / 3


def test_several_metrics_share_the_draws_and_what_cannot_be_told_is_nan() -> None:
    values = np.arange(30.0)
    low, high = bootstrap_interval(
        lambda rows: [values[rows].mean(), 2 * values[rows].mean(), np.nan], np.arange(30) // 3, draws=200
    )
    assert low[1] == pytest.approx(2 * low[0])
    assert high[0] > low[0]
    assert np.isnan(low[2])
    assert np.isnan(high[2])
