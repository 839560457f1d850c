"""A timeline as labelled intervals in milliseconds, which is how Praat and ELAN hold it.

| tier | intervals |
| --- | --- |
| words | each word from its start to its end; where two overlap the later one begins where the other ends |
| sentiment | `negative`, `neutral` or `positive`: the sign of the sentiment, neutral from -0.5 to 0.5, that is \
where it rounds to 0 on MOSI's scale of seven; none in a gap |
| quality_text, quality_voice, quality_face | `low`, `medium` or `high`: the quality weight by thirds; none where the \
modality is absent |
| excluded | ranges that the person marked as excluded |
| markers | the person's markers, which are moments |

A point stands for the time since the one before it, at most a hop and a half, else for the hop that ends at it.
Neighbours with one label are one interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.sessions.exporters.exported import Exported, milliseconds, printable
from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint

NEUTRAL = 0.5  # of the scale from -3 to 3
THIRDS = (1 / 3, 2 / 3)

Interval = tuple[int, int, str]  # start and end in ms, start < end; label


def tiers(exported: Exported) -> dict[str, list[Interval]]:
    """The tiers of intervals by name: in order of time, without overlap."""

    def runs(label: Callable[[SentimentPoint], str]) -> list[Interval]:
        return _runs(exported.points, exported.hop, label)

    return {
        "words": words(exported),
        "sentiment": runs(sentiment_class),
        **{f"quality_{m}": runs(lambda point, m=m: quality_class(point, m)) for m in MODALITIES},  # type: ignore[misc]
        "excluded": _merged([(milliseconds(e.start), milliseconds(e.end), "excluded") for e in exported.exclusions]),
    }


def words(exported: Exported) -> list[Interval]:
    """The words without overlap, each at least a millisecond long."""
    apart: list[Interval] = []
    free = 0
    for word in sorted(exported.words, key=lambda w: (w.start, w.end)):
        start = max(free, milliseconds(word.start))
        free = max(start + 1, milliseconds(word.end))
        apart.append((start, free, printable(word.text)))
    return apart


def moments(exported: Exported) -> list[tuple[int, str]]:
    """The markers, no two at one time: the later one is put a millisecond on."""
    apart: list[tuple[int, str]] = []
    free = 0
    for marker in exported.markers:
        t = max(free, milliseconds(marker.t))
        free = t + 1
        apart.append((t, printable(marker.label)))
    return apart


def sentiment_class(point: SentimentPoint) -> str:
    """The class of its sentiment; "" where there is none."""
    if point.sentiment is None:
        return ""
    if abs(point.sentiment) <= NEUTRAL:
        return "neutral"
    return "positive" if point.sentiment > 0 else "negative"


def quality_class(point: SentimentPoint, modality: str) -> str:
    """The class of its quality; "" where the modality is absent."""
    if not point.presence[modality]:
        return ""
    return ("low", "medium", "high")[sum(point.quality[modality] >= third for third in THIRDS)]


def _runs(points: Sequence[SentimentPoint], hop: float, label: Callable[[SentimentPoint], str]) -> list[Interval]:
    intervals: list[Interval] = []
    before = float("-inf")
    for point in points:
        start, end = before if point.t - before <= 1.5 * hop else point.t - hop, point.t
        before = end
        if label(point):
            intervals.append((milliseconds(start), milliseconds(end), label(point)))
    return _merged(intervals)


def _merged(intervals: Sequence[Interval]) -> list[Interval]:
    """Neighbours with one label as one; empty ones are left out."""
    merged: list[Interval] = []
    for start, end, label in sorted(intervals):
        if merged and start <= merged[-1][1] and label == merged[-1][2]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), label)
        elif start < end:
            merged.append((start, end, label))
    return merged
