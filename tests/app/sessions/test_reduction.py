"""What is drawn of a curve: no more than its pixels hold, and no extreme of it lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sessions.reduction import FINEST, Pyramid, curve

HOP = 0.25


def wander(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    values = np.random.default_rng(seed).standard_normal(count)
    return np.arange(1, count + 1) * HOP, values


def test_few_points_are_drawn_as_they_are() -> None:
    t, values = wander(100)
    x, y = curve(Pyramid(t, values, HOP), 0.0, 25.0, pixels=100)
    np.testing.assert_array_equal(x, t)
    np.testing.assert_array_equal(y, values)


def test_a_closer_look_goes_one_point_beyond_each_side() -> None:
    t, values = wander(1000)
    x, _ = curve(Pyramid(t, values, HOP), 10.0, 20.0, pixels=700)
    assert (x[0], x[-1]) == (9.75, 20.0)
    assert len(x) == 42


@given(st.integers(2000, 20_000), st.integers(0, 5), st.floats(0, 0.6), st.floats(0.3, 0.4))
def test_hours_take_two_values_a_pixel_and_keep_their_extremes(count: int, seed: int, at: float, share: float) -> None:
    t, values = wander(count, seed)
    end = count * HOP
    start, stop = at * end, (at + share) * end
    pyramid = Pyramid(t, values, HOP)
    pixels = 150
    middles, low, high = pyramid.low_high(start, stop, pixels)
    assert len(middles) <= pixels + 2
    inside = values[(t >= start) & (t < stop)]
    assert low.min() <= inside.min()
    assert high.max() >= inside.max()
    x, y = curve(pyramid, start, stop, pixels)
    assert len(x) == 2 * len(middles)
    assert np.all(np.diff(x) > 0)
    assert (y.min(), y.max()) == (low.min(), high.max())


def test_bins_stay_in_place_when_the_view_moves() -> None:
    pyramid = Pyramid(*wander(10_000), HOP)
    first, _, _ = pyramid.low_high(100.0, 1100.0, 200)
    second, _, _ = pyramid.low_high(130.0, 1130.0, 200)
    assert set(second[:-20].tolist()) <= set(np.append(first, second[-40:]).tolist())
    assert len(set(first.tolist()) & set(second.tolist())) > 100


def test_a_pause_is_a_gap_at_every_zoom() -> None:
    t = np.concatenate([np.arange(4000), np.arange(8000, 12_000)]) * HOP
    x, low, high = Pyramid(t, np.ones(len(t)), HOP).low_high(0.0, 3000.0, 100)
    inside = (x > 1100) & (x < 1900)
    assert inside.any()
    assert np.isnan(low[inside]).all()
    assert np.isnan(high[inside]).all()
    assert not np.isnan(low[(x < 900) | ((x > 2100) & (x < 2900))]).any()


def test_missing_values_do_not_hide_those_beside_them() -> None:
    t, values = wander(4096)
    values[::2] = np.nan
    _, low, high = Pyramid(t, values, HOP).low_high(0.0, 1024.0, 100)
    assert low.min() == np.nanmin(values)
    assert high.max() == np.nanmax(values)


def test_a_point_that_is_far_away_takes_no_more_memory() -> None:
    t, values = wander(1000)
    t[-1] = 1e9
    pyramid = Pyramid(t, values, HOP)
    assert max(len(low) for _, low, _ in pyramid._levels) <= FINEST
    middles, low, high = pyramid.low_high(0.0, 1e9, 100)
    assert len(middles) <= 102
    assert (np.nanmin(low), np.nanmax(high)) == (values.min(), values.max())


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_anything_is_drawn_as_well(count: int) -> None:
    t, values = wander(count)
    x, y = curve(Pyramid(t, values, HOP), 0.0, 10.0, 700)
    assert x.tolist() == t.tolist()
    assert y.tolist() == values.tolist()
