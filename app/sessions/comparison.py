"""Two timelines of one session against each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.sessions.point_table import PointTable
from ucrn_core.features import AT_ONCE


def difference(points: PointTable, other: PointTable, hop: float) -> NDArray[np.float64]:
    """Sentiment of each of `points` minus that of the point of `other` nearest in time (n,), NaN where there is none
    within half a `hop` or one of both has no sentiment."""
    t, times = points.column("t"), other.column("t")
    if len(times) == 0:
        return np.full(len(t), np.nan)
    after = np.clip(np.searchsorted(times, t), 1, max(len(times) - 1, 1))
    after = np.minimum(after, len(times) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(t - times[before] <= times[after] - t, before, after)
    near = np.abs(times[nearest] - t) <= hop / 2 + AT_ONCE
    return np.where(near, points.column("sentiment") - other.column("sentiment")[nearest], np.nan)


def mean_absolute(values: NDArray[np.float64]) -> float | None:
    """Mean of the sizes of values (n,), None where none is known."""
    known = values[~np.isnan(values)]
    return float(np.abs(known).mean()) if len(known) else None
