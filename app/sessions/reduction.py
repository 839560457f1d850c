"""A curve of hours in about two numbers for each pixel that shows it: what is drawn of it does not depend on length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FACTOR = 2  # of the width of a bin from level to level
COARSEST = 64  # bins: no level needs fewer
FINEST = 2**18  # bins: no level has more, which is 36 hours at a hop of 0.25 s

Numbers = NDArray[np.float64]


class Pyramid:
    """Least and greatest values of a curve in bins of time, each level with bins twice as wide as the one before.

    t (n,) seconds, ascending; values (n,), NaN where there are none; step: usual seconds between two of them. Bins
    begin at multiples of their width, so that nothing flickers when the view moves.
    """

    def __init__(self, t: Numbers, values: Numbers, step: float) -> None:
        self.t, self.values = t, values
        self._levels: list[tuple[float, Numbers, Numbers]] = []  # width of a bin, low, high
        if len(t) == 0:
            return
        width = FACTOR * step
        while t[-1] - t[0] > width * (FINEST - 1):
            width *= FACTOR
        self._first = np.floor(t[0] / width) * width
        bins = ((t - self._first) / width).astype(np.int64)
        starts = np.flatnonzero(np.diff(bins, prepend=-1))
        low = np.full(bins[-1] + 1, np.nan)
        high = low.copy()
        low[bins[starts]] = np.fmin.reduceat(values, starts)
        high[bins[starts]] = np.fmax.reduceat(values, starts)
        self._levels.append((width, low, high))
        while len(low) > COARSEST:
            # Bins are counted from `_first`: pairs from there keep their place at every level.
            pad = -len(low) % FACTOR
            low, high = (np.append(v, [np.nan] * pad).reshape(-1, FACTOR) for v in (low, high))
            low, high = np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1)
            width *= FACTOR
            self._levels.append((width, low, high))

    def exact(self, start: float, end: float, pixels: int) -> bool:
        """Whether what lies between two times fits into so many pixels as it is."""
        return int(np.searchsorted(self.t, end) - np.searchsorted(self.t, start)) <= pixels

    def low_high(self, start: float, end: float, pixels: int) -> tuple[Numbers, Numbers, Numbers]:
        """Middles of at most `pixels` bins (m,) between two times, with the least and greatest value of each (m,)."""
        if not self._levels:
            empty = np.empty(0)
            return empty, empty, empty
        width, low, high = next((level for level in self._levels if end - start <= level[0] * pixels), self._levels[-1])
        i = max(int((start - self._first) // width), 0)
        k = max(min(int((end - self._first) // width) + 2, len(low)), i)
        return self._first + (np.arange(i, k) + 0.5) * width, low[i:k], high[i:k]

    def within(self, start: float, end: float) -> slice:
        """Where the points between two times stand, with one more on each side."""
        i, k = np.searchsorted(self.t, (start, end))
        return slice(max(int(i) - 1, 0), int(k) + 1)


def curve(pyramid: Pyramid, start: float, end: float, pixels: int) -> tuple[Numbers, Numbers]:
    """What to draw between two times on so many pixels: the points as they are, or two values for each bin."""
    if pyramid.exact(start, end, pixels):
        part = pyramid.within(start, end)
        return pyramid.t[part], pyramid.values[part]
    middles, low, high = pyramid.low_high(start, end, pixels)
    quarter = (middles[1] - middles[0]) / 4 if len(middles) > 1 else 0.0
    return np.column_stack([middles - quarter, middles + quarter]).ravel(), np.column_stack([low, high]).ravel()
