"""Moments of a session that are worth a look: where the sentiment peaks, and where a modality was lost.

Times in seconds, ascending. A peak is a local extreme of the sentiment, up or down, whose prominence (how far one has
to come back from it before the curve goes further out; scipy.signal.find_peaks) is at least PROMINENCE; of several
within APART the most extreme counts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.sessions.annotations import Exclusion, counted, held
from app.sessions.point_table import PointTable
from engines.observer import Event
from ucrn_core.features import MODALITIES

PROMINENCE = 0.5  # of sentiment: half a step of the scale
APART = 2.0  # s between two peaks: they are further apart than words of one breath
LOST = ("missing", "gap", "drop", "error")  # kinds of events that say that something was lost
SAME = 1.0  # s: what was lost within one is one moment
PASSED = 0.05  # s: a moment that is so near is where one is


def peaks(points: PointTable, hop: float) -> list[float]:
    """Times of the extremes of the sentiment, high and low."""
    from scipy.signal import find_peaks

    sentiment, t = points.column("sentiment"), points.column("t")
    known = ~np.isnan(sentiment)
    sentiment, t = sentiment[known], t[known]
    if len(t) < 3:
        return []
    distance = max(round(APART / hop), 1)
    found = [find_peaks(side, prominence=PROMINENCE, distance=distance)[0] for side in (sentiment, -sentiment)]
    return [float(x) for x in t[np.sort(np.concatenate(found))]]


def drops(points: PointTable, events: Iterable[Event]) -> list[float]:
    """Times at which a modality was lost: as an event says, or as the presence in a window comes to nothing."""
    t = points.column("t")
    lost = [np.array([e.t for e in events if e.kind in LOST])]
    for modality in MODALITIES:
        present = points.column(f"presence_{modality}") > 0
        lost.append(t[np.flatnonzero(present[:-1] & ~present[1:]) + 1])
    times = np.sort(np.concatenate(lost))
    return [float(x) for x in times[np.diff(times, prepend=-np.inf) > SAME]]


def next_moment(times: Iterable[float], t: float) -> float | None:
    """The first of `times` after `t`."""
    return min((x for x in times if x > t + PASSED), default=None)


def previous_moment(times: Iterable[float], t: float) -> float | None:
    """The last of `times` before `t`."""
    return max((x for x in times if x < t - PASSED), default=None)


def span_means(
    points: PointTable, start: float, end: float, exclusions: Iterable[Exclusion] = ()
) -> tuple[float | None, dict[str, float | None]]:
    """Mean sentiment, and mean quality of each modality where it was present, of the points in [start, end) that lie in
    no excluded range."""
    t = points.column("t")
    part = held(t, start, end) & counted(t, exclusions)
    return _mean(points.column("sentiment")[part]), {m: _mean(points.column(f"quality_{m}")[part]) for m in MODALITIES}


def _mean(values: NDArray[np.float64]) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
