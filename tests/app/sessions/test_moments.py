"""Peaks, losses and means of stored points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from app.sessions.annotations import Exclusion
from app.sessions.moments import PROMINENCE, drops, next_moment, peaks, previous_moment, span_means
from app.sessions.point_table import PointTable
from engines.observer import Event
from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint

HOP = 0.25


def table(
    sentiment: Callable[[float], float | None], seconds: float, present: Callable[[float], tuple[str, ...]]
) -> PointTable:
    made = PointTable()
    for t in np.arange(HOP, seconds + HOP / 2, HOP).tolist():
        share = {m: 0.5 if m in present(t) else 0.0 for m in MODALITIES}
        value = sentiment(t)
        made.extend([SentimentPoint(t, value, value, value, share, share, dict.fromkeys(MODALITIES), None, "eager")])
    return made


def always(t: float) -> tuple[str, ...]:
    return MODALITIES


def test_peaks_are_the_extremes_up_and_down() -> None:
    found = peaks(table(lambda t: 2 * float(np.sin(2 * np.pi * t / 40)), 80.0, always), HOP)
    assert found == pytest.approx([10.0, 30.0, 50.0, 70.0])


def test_a_ripple_is_no_peak() -> None:
    height = PROMINENCE / 2 * 0.9  # from its highest to its lowest it is less than prominent
    assert peaks(table(lambda t: height * float(np.sin(t)), 80.0, always), HOP) == []


def test_points_without_sentiment_are_no_peak() -> None:
    curve = table(lambda t: None if 9 < t < 11 else 2 * float(np.sin(2 * np.pi * t / 40)), 20.0, always)
    assert [9.0 <= t <= 11.0 for t in peaks(curve, HOP)] == [True]
    assert peaks(table(lambda t: None, 20.0, always), HOP) == []


def test_drops_are_what_events_say_and_where_presence_ends() -> None:
    curve = table(lambda t: 1.0, 30.0, lambda t: ("text", "voice") if 10 <= t < 12 else MODALITIES)
    events = [
        Event(9.5, "missing", "face", "No face was seen."),  # the same moment as the presence that ends
        Event(12.0, "back", "face", "A face is seen again."),
        Event(20.0, "drop", "", "Sound was lost."),
    ]
    assert drops(curve, events) == [9.5, 20.0]
    assert drops(curve, []) == [10.0]
    assert drops(PointTable(), []) == []


def test_the_next_and_the_last_moment() -> None:
    times = [1.0, 5.0, 9.0]
    assert next_moment(times, 1.0) == 5.0
    assert previous_moment(times, 5.0) == 1.0
    assert next_moment(times, 9.0) is None
    assert previous_moment(times, 1.001) is None  # one is there already: positions are rounded


def test_means_of_a_range_leave_out_what_is_missing() -> None:
    curve = table(lambda t: t if t > 1 else None, 4.0, lambda t: ("text",) if t < 3 else MODALITIES)
    sentiment, quality = span_means(curve, 0.0, 2.0)
    assert sentiment == pytest.approx(np.mean([1.25, 1.5, 1.75]))
    assert quality == {"text": 0.5, "voice": None, "face": None}
    assert span_means(curve, 1.25 + 5e-7, 1.75 - 5e-7)[0] == pytest.approx(np.mean([1.25, 1.5]))  # as an export
    assert span_means(curve, 10.0, 20.0) == (None, dict.fromkeys(MODALITIES))


def test_what_is_excluded_does_not_count_in_the_means_of_a_range() -> None:
    curve = table(lambda t: t, 4.0, always)
    sentiment, quality = span_means(curve, 0.0, 2.0, [Exclusion(1, 0.5, 1.5)])
    assert sentiment == pytest.approx(np.mean([0.25, 1.5, 1.75]))
    assert quality == dict.fromkeys(MODALITIES, 0.5)
    assert span_means(curve, 0.0, 2.0, [Exclusion(1, 0.0, 2.0)])[0] is None
