"""Two timelines of one session against each other."""

from __future__ import annotations

import numpy as np
import pytest

from app.sessions.comparison import difference, mean_absolute
from app.sessions.point_table import PointTable
from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint


def table(*points: tuple[float, float | None]) -> PointTable:
    share, none = dict.fromkeys(MODALITIES, 0.5), dict.fromkeys(MODALITIES)
    made = PointTable()
    made.extend(SentimentPoint(t, s, s, s, share, share, dict(none), None, "eager") for t, s in points)
    return made


def test_points_are_compared_with_those_nearest_in_time() -> None:
    live = table((0.26, 1.0), (0.51, 2.0), (0.76, None), (1.01, 0.5))
    settled = table((0.25, 0.5), (0.5, 3.0), (0.75, 1.0), (5.0, 1.0))
    gap = difference(live, settled, 0.25)
    np.testing.assert_array_equal(gap, [0.5, -1.0, np.nan, np.nan])
    assert mean_absolute(gap) == pytest.approx(0.75)


def test_a_timeline_is_no_different_from_itself() -> None:
    some = table(*((0.25 * i, float(np.sin(i))) for i in range(100)))
    assert difference(some, some, 0.25).tolist() == [0.0] * 100


def test_against_nothing_there_is_no_difference() -> None:
    gap = difference(table((0.25, 1.0)), table(), 0.25)
    assert np.isnan(gap).all()
    assert mean_absolute(gap) is None
    assert len(difference(table(), table((0.25, 1.0)), 0.25)) == 0


def test_points_half_a_hop_apart_are_near_also_where_their_times_are_rounded() -> None:
    some = table(*((0.1 * i, 1.0) for i in range(1, 200)))
    other = table(*((0.1 * i + 0.05, 0.5) for i in range(1, 200)))
    np.testing.assert_array_equal(difference(some, other, 0.1), np.full(199, 0.5))
