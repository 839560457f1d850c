"""What is selected: ranges, the regular grid, excluded ranges, the baseline."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters.exported import Exported, Span
from app.sessions.exporters.selection import Selection, parse_span, select
from tests.made_sessions import HOP, exported, point, sessions, word
from ucrn_core.errors import SessionError


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("90:120", 90, 120),
        ("0.5:1.25", 0.5, 1.25),
        ("1:30:2:00", 90, 120),
        ("0:59:50:1:00:00.5", 3590, 3600.5),
        (":20", -math.inf, 20),
        (":1:20", -math.inf, 80),
        ("20:", 20, math.inf),
        ("1:00:00:", 3600, math.inf),
    ],
)
def test_ranges(text: str, start: float, end: float) -> None:
    assert parse_span(text) == Span(start, end)


@pytest.mark.parametrize("text", ["", "5", "1:30:95", "a:b", "1:60:2:00", "-5:5", "nan:5", "1e1:20", "1:2:3:4:5"])
def test_what_is_no_range_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(SessionError, match="is no range; write START:END"):
        parse_span(text)


@pytest.mark.parametrize("text", ["5:5", "2:00:1:30"])
def test_an_empty_range_is_refused(text: str) -> None:
    with pytest.raises(SessionError, match="is empty"):
        parse_span(text)


def test_a_range_holds_its_start_and_not_its_end() -> None:
    whole = exported(
        [point(i * HOP) for i in range(1, 9)],
        [word(0.1, 0.4, "before"), word(0.4, 0.7, "at"), word(0.9, 1.2, "after")],
        [Marker(1, 0.5, "in", "#000000"), Marker(2, 1.0, "out", "#000000")],
    )
    chosen = select(whole, Selection(Span(0.5, 1.0)))
    assert [p.t for p in chosen.points] == [row.t for row in chosen.rows] == [0.5, 0.75]
    assert [w.text for w in chosen.words] == ["at"]  # whose middle is inside
    assert [m.label for m in chosen.markers] == ["in"]
    assert chosen.provenance["range"] == "0.5:1 s"


@given(sessions(), st.floats(0, 40))
def test_neighbouring_ranges_share_nothing_and_lose_nothing(whole: Exported, cut: float) -> None:
    first, second = (select(whole, Selection(span)) for span in (Span(end=cut), Span(start=cut)))
    assert [*first.points, *second.points] == whole.points
    assert sorted(map(str, [*first.words, *second.words])) == sorted(map(str, whole.words))
    assert [*first.markers, *second.markers] == whole.markers


@given(sessions())
def test_nothing_of_an_excluded_range_is_left(whole: Exported) -> None:
    chosen = select(whole, Selection(exclude_marked=True, rate=10))
    for e in whole.exclusions:
        for t in [p.t for p in chosen.points] + [m.t for m in chosen.markers] + [row.t for row in chosen.rows]:
            assert not e.start <= t < e.end - 1e-3
        for w in chosen.words:
            assert w.end <= e.start or w.start >= e.end - 1e-3
    assert all(row.point is None or row.point in chosen.points for row in chosen.rows)
    assert select(whole, Selection()) == whole


@given(sessions(), st.sampled_from([1, 3, 4, 10, 12.5, 40]))
def test_a_row_of_the_grid_holds_the_newest_fresh_point(whole: Exported, rate: float) -> None:
    rows = select(whole, Selection(rate=rate)).rows
    if not whole.points:
        assert rows == []
        return
    first, last = whole.points[0].t, whole.points[-1].t
    assert [round(row.t * rate) for row in rows] == [
        k for k in range(int(last * rate) + 2) if first - 5e-4 <= k / rate <= last + 5e-4
    ]
    for row in rows:
        before = [p for p in whole.points if p.t <= row.t + 5e-4 and row.t - p.t <= max(1 / rate, HOP) + 5e-4]
        assert row.point == (before[-1] if before else None)


def test_the_grid_leaves_holes_empty() -> None:
    whole = exported([point(0.25, 0.1), point(0.5, 0.2), point(2.0, 0.3)])
    rows = select(whole, Selection(rate=4)).rows
    assert [(row.t, row.point and row.point.sentiment) for row in rows] == [
        (0.25, 0.1), (0.5, 0.2), (0.75, 0.2), (1.0, None), (1.25, None), (1.5, None), (1.75, None), (2.0, 0.3),
    ]  # fmt: skip


@pytest.mark.parametrize("rate", [0.0, -1.0, 101.0, math.nan, math.inf])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(SessionError, match="cannot be exported"):
        select(exported([point(1)]), Selection(rate=rate))


@pytest.mark.parametrize("exclude_marked", [False, True])
def test_the_baseline_is_of_its_own_range_without_what_is_excluded(exclude_marked: bool) -> None:
    values = [0.5, 1.0, 2.5, -3.0, None, 0.0]
    whole = exported([point(i, v) for i, v in enumerate(values)], exclusions=[Exclusion(1, 2.9, 3.1)])
    chosen = select(whole, Selection(Span(5, 6), exclude_marked=exclude_marked, baseline=Span(0, 5)))
    assert chosen.baseline is not None
    assert (chosen.baseline.mean, chosen.baseline.count) == (pytest.approx(4 / 3), 3)
    assert chosen.baseline.deviation == pytest.approx(statistics.stdev([0.5, 1.0, 2.5]))
    assert chosen.baseline.z(0.0) == pytest.approx(-(4 / 3) / statistics.stdev([0.5, 1.0, 2.5]))
    assert chosen.baseline.z(None) is None


@pytest.mark.parametrize(
    ("values", "why"),
    [([], "holds 0 scored points"), ([1.0, None], "holds 1 scored point;"), ([0.7] * 5, "never changes")],
)
def test_a_baseline_that_says_nothing_is_refused(values: list[float | None], why: str) -> None:
    with pytest.raises(SessionError, match=why):
        select(exported([point(i, v) for i, v in enumerate(values)]), Selection(baseline=Span(0, 60)))


def test_a_grid_that_nobody_could_hold_is_refused() -> None:
    with pytest.raises(SessionError, match="more than 10000000 rows, from 1 to 5e\\+08 s: choose a lower rate"):
        select(exported([point(1), point(5e8)]), Selection(rate=1))
