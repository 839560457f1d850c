"""The tracks of a replay: what is in view, what is selected, and what the curves are measured against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import theme as themes
from app.gui.tracks import LANES, TracksView
from app.sessions.exporters.exported import Span
from app.sessions.exporters.selection import baseline
from app.sessions.point_table import PointTable
from app.sessions.replayed import Track, track_of
from app.sessions.session import TimelineInfo
from ucrn_core.errors import SessionError

SECONDS = 600.0
INFO = TimelineInfo("live", datetime.now(UTC), True, "c" * 64, "s" * 64, 0.25, None, "1.0", True)


@pytest.fixture
def track(make_point) -> Track:
    points = PointTable()
    points.extend(make_point(t, sentiment=float(np.sin(t))) for t in np.arange(0.25, SECONDS + 0.1, 0.25).tolist())
    return track_of(INFO, points, [])


@pytest.fixture
def tracks(qtbot: QtBot, track: Track, monkeypatch: pytest.MonkeyPatch) -> TracksView:
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", -1)  # else of moves in quick succession only one counts
    view = TracksView(LANES)
    qtbot.addWidget(view)
    view.resize(800, 700)
    view.set_theme(themes.LIGHT)
    view.show()
    qtbot.waitExposed(view)
    view.start(track, SECONDS)
    return view


def drawn(view: TracksView, lane: str, line: str) -> tuple[np.ndarray, np.ndarray]:
    return view.lanes[lane].lines[line].item.getData()


def drag(qtbot: QtBot, view: TracksView, start: float, end: float, keys: Qt.KeyboardModifier) -> None:
    """From one time to the other in the middle of the sentiment's lane."""
    lane = view.lanes["sentiment"]
    places = [lane.mapFromScene(lane.box.mapViewToScene(QPointF(t, 0.0))) for t in (start, end)]
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    move(lane.viewport(), places[0], none, keys)  # what lies below the mouse learns of it before the press
    qtbot.mousePress(lane.viewport(), left, keys, places[0])
    for share in (0.3, 0.7, 1.0):
        between = QPoint(round(places[0].x() + share * (places[1].x() - places[0].x())), places[0].y())
        move(lane.viewport(), between, left, keys)
    qtbot.mouseRelease(lane.viewport(), Qt.MouseButton.LeftButton, keys, places[1])


def move(widget, place: QPoint, held: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
    """With a button held down, which the test library cannot say."""
    where = QPointF(place)
    event = QMouseEvent(QEvent.Type.MouseMove, where, widget.mapToGlobal(where), Qt.MouseButton.NoButton, held, keys)
    QApplication.sendEvent(widget, event)


def wheel(widget, place: QPointF, by: int) -> None:
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    where, phase = widget.mapToGlobal(place), Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(widget, QWheelEvent(place, where, QPoint(), QPoint(0, by), none, keys, phase, False))


def test_all_lanes_show_the_whole_at_first(tracks):
    assert tracks.viewed == (0.0, SECONDS)
    for name in ("sentiment", "quality", "presence", "influence"):
        assert tracks.lanes[name].isVisible()
        np.testing.assert_allclose(tracks.lanes[name].box.viewRange()[0], (0.0, SECONDS))
    assert not tracks.lanes["difference"].isVisible()  # nothing is compared


def test_what_is_zoomed_in_one_lane_moves_all(tracks):
    tracks.lanes["quality"].box.setXRange(100.0, 200.0, padding=0)
    assert tracks.viewed == (100.0, 200.0)
    for lane in tracks.lanes.values():
        np.testing.assert_allclose(lane.box.viewRange()[0], (100.0, 200.0))
    x, y = drawn(tracks, "sentiment", "sentiment")
    assert (x[0], x[-1]) == (99.75, 200.0)
    np.testing.assert_allclose(y, np.sin(x))


def test_the_view_stays_inside_the_session(tracks):
    tracks.view(-50.0, 50.0)
    assert tracks.viewed == (0.0, 100.0)
    tracks.view(550.0, 700.0)
    assert tracks.viewed == (450.0, 600.0)
    tracks.view(-1000.0, 3000.0)
    assert tracks.viewed == (0.0, SECONDS)


def test_zoom_keeps_the_cursor_in_its_place(tracks):
    tracks.show_time(150.0)
    tracks.zoom(0.5)
    assert tracks.viewed == (75.0, 375.0)


def test_the_view_goes_along_when_the_cursor_runs_out_and_only_then(tracks):
    tracks.view(100.0, 200.0)
    tracks.show_time(199.0)
    assert tracks.viewed == (100.0, 200.0)
    tracks.show_time(201.0)
    assert tracks.viewed == (191.0, 291.0)
    tracks.view(400.0, 500.0)  # someone looks elsewhere
    tracks.show_time(292.0)
    assert tracks.viewed == (400.0, 500.0)
    tracks.reveal(300.0)
    assert tracks.viewed == (250.0, 350.0)


def test_shift_and_drag_selects_the_same_range_in_all_lanes(qtbot, tracks):
    with qtbot.waitSignal(tracks.selected):
        drag(qtbot, tracks, 300.0, 200.0, Qt.KeyboardModifier.ShiftModifier)
    assert tracks.selection.start == pytest.approx(200.0, abs=2)
    assert tracks.selection.end == pytest.approx(300.0, abs=2)
    assert tracks.viewed == (0.0, SECONDS)
    for lane in tracks.lanes.values():
        assert lane.region.getRegion() == (tracks.selection.start, tracks.selection.end)
    drag(qtbot, tracks, tracks.selection.end, 350.0, Qt.KeyboardModifier.NoModifier)  # one of its sides
    assert tracks.selection.end == pytest.approx(350.0, abs=2)
    assert tracks.viewed == (0.0, SECONDS)
    tracks.lanes["quality"].region.setRegion((10.0, 20.0))
    assert tracks.selection == Span(10.0, 20.0)
    tracks.select(None)
    assert not any(lane.region.isVisible() for lane in tracks.lanes.values())


def test_a_drag_pans(qtbot, tracks):
    tracks.view(200.0, 300.0)
    drag(qtbot, tracks, 250.0, 230.0, Qt.KeyboardModifier.NoModifier)
    assert tracks.viewed == (pytest.approx(220.0, abs=1), pytest.approx(320.0, abs=1))
    assert tracks.selection is None
    tracks.select(Span(200.0, 350.0))  # also where all that is seen is selected
    drag(qtbot, tracks, 250.0, 270.0, Qt.KeyboardModifier.NoModifier)
    assert tracks.viewed == (pytest.approx(200.0, abs=2), pytest.approx(300.0, abs=2))
    assert tracks.selection == Span(200.0, 350.0)


def test_the_wheel_zooms_around_the_mouse(tracks):
    lane = tracks.lanes["quality"]
    place = QPointF(lane.mapFromScene(lane.box.mapViewToScene(QPointF(150.0, 0.5))))
    for _ in range(5):
        wheel(lane.viewport(), place, 120)
    start, end = tracks.viewed
    assert end - start < SECONDS / 2
    assert (150.0 - start) / (end - start) == pytest.approx(0.25, abs=0.01)
    for _ in range(30):
        wheel(lane.viewport(), place, -120)
    assert tracks.viewed == (0.0, pytest.approx(SECONDS))


def test_against_a_baseline_sentiment_is_the_z_score_of_the_export(tracks, track):
    span = Span(10.0, 60.0)
    tracks.set_baseline(span)
    expected = baseline(track.points.column("t"), track.points.column("sentiment"), span)
    assert tracks.baseline == expected
    tracks.view(0.0, 30.0)
    x, y = drawn(tracks, "sentiment", "sentiment")
    np.testing.assert_allclose(y, [expected.z(float(np.sin(t))) for t in x])
    assert tracks.lanes["sentiment"].plot.getAxis("left").labelText == "z-score"
    tracks.set_baseline(None)
    np.testing.assert_allclose(drawn(tracks, "sentiment", "sentiment")[1], np.sin(x))
    assert tracks.lanes["sentiment"].plot.getAxis("left").labelText == "−3 to +3"


def test_the_axis_of_z_scores_holds_the_interval(tracks):
    tracks.set_baseline(Span(100.0, 110.0))
    low, high = tracks.lanes["sentiment"].plot.getAxis("left").range
    points = tracks.track.points
    assert low <= tracks.baseline.z(points.column("low")).min()
    assert high >= tracks.baseline.z(points.column("high")).max()


def test_a_range_that_is_no_baseline_leaves_what_was_measured(tracks):
    with pytest.raises(SessionError, match="two or more"):
        tracks.set_baseline(Span(0.0, 0.3))
    assert tracks.baseline is None
    assert tracks.lanes["sentiment"].plot.getAxis("left").labelText == "−3 to +3"


def test_two_timelines_lie_over_each_other_with_their_difference(tracks, track, make_point):
    points = PointTable()
    points.extend(make_point(p.t, sentiment=p.sentiment - 0.25) for p in track.points)
    tracks.compare(track_of(replace(INFO, name="settled"), points, []))
    tracks.view(0.0, 30.0)
    assert tracks.lanes["difference"].isVisible()
    assert tracks.mean_difference == pytest.approx(0.25)
    tracks.smooth(2.0)
    assert "<b>live minus settled</b>" in tracks._headings["difference"].text()  # which is of what was measured
    tracks.smooth(0.0)
    x, y = drawn(tracks, "sentiment", "other")
    np.testing.assert_allclose(y, np.sin(x) - 0.25)
    np.testing.assert_allclose(drawn(tracks, "difference", "difference")[1], 0.25)
    tracks.compare(None)
    assert not tracks.lanes["difference"].isVisible()
    assert drawn(tracks, "sentiment", "other")[0] is None


def test_hours_in_view_are_two_values_a_pixel(tracks, make_point):
    points = PointTable()
    points.extend(make_point(t, sentiment=float(np.sin(t))) for t in np.arange(0.25, 4 * 3600, 0.25).tolist())
    tracks.start(track_of(INFO, points, []), 4 * 3600.0)
    pixels = tracks.lanes["sentiment"].box.width()
    for lane, line in (("sentiment", "sentiment"), ("quality", "text"), ("influence", "face")):
        assert 100 < len(drawn(tracks, lane, line)[0]) <= 2 * pixels + 4
    band = tracks.lanes["sentiment"].band.boundingRect()
    assert (band.top(), band.bottom()) == (pytest.approx(-1.5, abs=0.01), pytest.approx(1.5, abs=0.01))


def test_the_band_is_broken_where_points_are(tracks, make_point):
    points = PointTable()
    points.extend(make_point(t, present=() if 10 <= t < 20 else ("text",)) for t in np.arange(0.25, 30, 0.25).tolist())
    tracks.start(track_of(INFO, points, []), 30.0)
    lane = tracks.lanes["sentiment"]
    picture: QImage = lane.grab().toImage()

    def colour(t: float) -> str:
        place = lane.mapFromScene(lane.box.mapViewToScene(QPointF(t, 0.75)))
        ratio = picture.devicePixelRatio()
        return picture.pixelColor(round(place.x() * ratio), round(place.y() * ratio)).name()

    assert colour(5.0) == colour(25.0) == themes.LIGHT.interval
    assert colour(15.0) != themes.LIGHT.interval


def test_lanes_can_be_hidden_and_the_lowest_has_the_times(tracks):
    tracks.show_lane("influence", False)
    assert not tracks.lanes["influence"].isVisible()
    assert tracks.lanes["presence"].plot.getAxis("bottom").style["showValues"]
    tracks.show_lane("presence", False)
    assert tracks.lanes["quality"].plot.getAxis("bottom").style["showValues"]
    tracks.view(10.0, 20.0)
    tracks.show_lane("presence", True)
    assert drawn(tracks, "presence", "text")[0][0] == 9.75  # what was hidden is drawn where the others are


def test_no_point_at_all(tracks):
    tracks.start(track_of(INFO, PointTable(), []), 0.0)
    assert tracks.viewed == (0.0, 2.0)
