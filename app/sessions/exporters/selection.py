"""What of a session is exported: a range, a regular grid, without what is marked as excluded, against a baseline."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.sessions.annotations import Exclusion
from app.sessions.exporters.exported import Baseline, Exported, Row, Span
from ucrn_core.errors import SessionError
from ucrn_core.features import AT_ONCE
from ucrn_core.points import SentimentPoint

MOST_ROWS = 10_000_000  # a day at 100 Hz
HIGHEST_RATE = 100.0  # Hz; faces come at 12.5, points at 4
TIME = re.compile(r"(?:(?:(?P<h>\d+):)?(?P<m>\d+):)?(?P<s>\d+(?:\.\d*)?)")


@dataclass(frozen=True)
class Selection:
    """What to export. rate: rows a second of a regular grid. exclude_marked: leave excluded ranges out.
    baseline: adds the z-score of the sentiment against this span, of which excluded ranges never are a part."""

    span: Span = field(default_factory=Span)
    rate: float | None = None
    exclude_marked: bool = False
    baseline: Span | None = None


def parse_span(text: str) -> Span:
    """`A:B` in seconds, m:ss or h:mm:ss, both written alike; a side may be empty, which leaves it open.

    Raises SessionError where it is no such range.
    """
    parts = text.strip().split(":")
    if len(parts) > 1 and not parts[0]:
        start, end = "", ":".join(parts[1:])
    elif len(parts) > 1 and not parts[-1]:
        start, end = ":".join(parts[:-1]), ""
    elif len(parts) % 2 == 0:  # the same number of parts on both sides
        half = len(parts) // 2
        start, end = ":".join(parts[:half]), ":".join(parts[half:])
    else:
        raise _no_span(text)
    span = Span(_seconds(start, text) if start else -math.inf, _seconds(end, text) if end else math.inf)
    if span.start >= span.end:
        raise SessionError(f"The range {text} is empty: its end must be later than its start.")
    return span


def select(whole: Exported, selection: Selection) -> Exported:
    """What `selection` leaves of a whole timeline. Measured values are never averaged or interpolated.

    Points and markers count by their time, words by their middle; with `exclude_marked` a word that so much as
    touches an excluded range is left out. SessionError: no grid of that rate, no such baseline.
    """
    excluded = [Span(e.start, e.end) for e in whole.exclusions]
    out = excluded if selection.exclude_marked else []

    def kept(t: float) -> bool:
        return selection.span.holds(t) and not any(span.holds(t) for span in out)

    allowed = [p for p in whole.points if not any(span.holds(p.t) for span in out)]
    counted = [p for p in whole.points if not any(span.holds(p.t) for span in excluded)]
    points = [p for p in allowed if selection.span.holds(p.t)]
    rows = [Row(p.t, p) for p in points]
    if selection.rate is not None:
        rows = grid(allowed, selection.rate, whole.hop, _extent(whole.points), kept)
    return replace(
        whole,
        points=points,
        rows=rows,
        words=[
            word
            for word in whole.words
            if selection.span.holds((word.start + word.end) / 2)
            and not any(span.touches(word.start, word.end) for span in out)
        ],
        markers=[marker for marker in whole.markers if kept(marker.t)],
        exclusions=_clipped(whole.exclusions, selection.span),
        span=selection.span,
        rate=selection.rate,
        left_out=selection.exclude_marked,
        baseline=_baseline(counted, selection.baseline) if selection.baseline else None,
    )


def grid(
    points: Sequence[SentimentPoint], rate: float, hop: float, extent: Span, kept: Callable[[float], bool]
) -> list[Row]:
    """Rows at the multiples of 1 / rate inside `extent` that are `kept`.

    Each holds the newest of `points` that is not later than it nor older than the greater of 1 / rate and `hop`.
    SessionError: the rate is none, or so many rows are no table.
    """
    if not 0 < rate <= HIGHEST_RATE:
        raise SessionError(f"A rate of {rate:g} Hz cannot be exported; choose one up to {HIGHEST_RATE:g}.")
    if not points:
        return []
    times = [p.t for p in points]
    oldest = max(1 / rate, hop) + AT_ONCE
    rows = []
    first, last = math.ceil((extent.start - AT_ONCE) * rate), math.floor((extent.end + AT_ONCE) * rate)
    if last - first > MOST_ROWS:
        raise SessionError(
            f"At {rate:g} Hz this timeline has more than {MOST_ROWS} rows, from {extent.start:g} to {extent.end:g} s:"
            " choose a lower rate."
        )
    for t in filter(kept, (number / rate for number in range(first, last + 1))):
        newest = bisect.bisect_right(times, t + AT_ONCE) - 1
        fresh = newest >= 0 and t - times[newest] <= oldest
        rows.append(Row(t, points[newest] if fresh else None))
    return rows


def baseline(t: NDArray[np.float64], sentiment: NDArray[np.float64], span: Span) -> Baseline:
    """Mean and spread of the sentiment (points,), NaN where there is none, whose times t (points,) are in `span`.
    SessionError: there are fewer than two, or they are all alike."""
    scored = sentiment[(t >= span.start - AT_ONCE) & (t < span.end - AT_ONCE) & ~np.isnan(sentiment)]
    if len(scored) < 2:
        raise SessionError(
            f"The baseline {span} s holds {len(scored)} scored point{'' if len(scored) == 1 else 's'}; "
            "choose a range with two or more."
        )
    mean = math.fsum(scored.tolist()) / len(scored)  # the same to the last bit on every machine
    deviation = math.sqrt(math.fsum(((scored - mean) ** 2).tolist()) / (len(scored) - 1))
    if deviation < 1e-9:
        raise SessionError(f"The sentiment in the baseline {span} s never changes; choose a longer range.")
    return Baseline(span, mean, deviation, len(scored))


def _baseline(points: Sequence[SentimentPoint], span: Span) -> Baseline:
    t, sentiment = (np.array([getattr(p, name) for p in points], np.float64) for name in ("t", "sentiment"))
    return baseline(t, sentiment, span)


def _extent(points: Sequence[SentimentPoint]) -> Span:
    return Span(points[0].t, points[-1].t) if points else Span()


def _clipped(exclusions: Sequence[Exclusion], span: Span) -> list[Exclusion]:
    clipped = (replace(e, start=max(e.start, span.start), end=min(e.end, span.end)) for e in exclusions)
    return [e for e in clipped if e.start < e.end]


def _seconds(time: str, text: str) -> float:
    match = TIME.fullmatch(time)
    if match is None or (match["m"] and float(match["s"]) >= 60) or (match["h"] and int(match["m"]) >= 60):
        raise _no_span(text)
    return int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + float(match["s"])


def _no_span(text: str) -> SessionError:
    return SessionError(
        f"{text!r} is no range; write START:END, both in seconds (90:120), both as m:ss (1:30:2:00), or both as "
        "h:mm:ss."
    )
