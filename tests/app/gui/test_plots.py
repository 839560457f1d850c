"""The plots of a timeline."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter

from app.gui.plots import FOLLOW_SPAN, PlotsView, clock_text
from app.gui.timeline import Timeline
from tests.app.gui.shown import shown


class TestPlots:
    @pytest.fixture
    def timeline(self) -> Timeline:
        return Timeline()

    @pytest.fixture
    def plots(self, qtbot, timeline) -> PlotsView:
        view = shown(qtbot, PlotsView(timeline), 700, 500)
        view.start(10.0)
        return view

    def test_points_appear_with_a_gap_where_nothing_was_present(self, plots, timeline, make_point, qtbot):
        timeline.on_points([make_point(t, 0.5) for t in (1.0, 1.5)])
        timeline.on_points([make_point(2.0, present=()), *(make_point(t, -1.0, ("text",)) for t in (2.5, 3.0))])
        qtbot.waitUntil(lambda: plots.curve.getOriginalDataset()[0] is not None)
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[0], [1, 1.5, 2, 2.5, 3])
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[1], [0.5, 0.5, np.nan, -1, -1])
        np.testing.assert_array_equal(plots.high.getOriginalDataset()[1], [1, 1, np.nan, -0.5, -0.5])
        np.testing.assert_array_equal(plots.weights["text"].getOriginalDataset()[1], [0.5, 0.5, np.nan, 0.5, 0.5])
        np.testing.assert_array_equal(plots.weights["face"].getOriginalDataset()[1], [0.5, 0.5, np.nan, np.nan, np.nan])

    def test_the_band_has_one_part_per_stretch_without_gap(self, plots, timeline, make_point):
        times = np.arange(1, 21) * 0.25
        timeline.on_points([make_point(t, present=() if 2 < t < 3 else ("voice",)) for t in times])
        plots.redraw()
        parts = plots.band.path().toSubpathPolygons()
        assert [(round(p.boundingRect().left(), 2), round(p.boundingRect().right(), 2)) for p in parts] == [
            (0.25, 2.0),
            (3.0, 5.0),
        ]
        assert parts[0].boundingRect().top() == pytest.approx(0.5)
        assert parts[0].boundingRect().bottom() == pytest.approx(1.5)

    def test_where_points_are_missing_the_curve_breaks_and_a_lone_one_is_a_bar(
        self, plots, timeline, make_point, qtbot
    ):
        timeline.on_points([make_point(t) for t in (0.25, 0.5, 5.0, 9.0, 9.25)])
        plots.redraw()
        t, values = plots.curve.getOriginalDataset()
        np.testing.assert_allclose(t, [0.25, 0.5, 2.75, 5.0, 5.1, 7.0, 9.0, 9.25])
        np.testing.assert_array_equal(np.isnan(values), [0, 0, 1, 0, 0, 1, 0, 0])
        plots.band.updatePath()
        band = [p.boundingRect() for p in plots.band.path().toSubpathPolygons()]
        assert [(round(b.left(), 2), round(b.right(), 2)) for b in band] == [(0.25, 0.5), (5.0, 5.1), (9.0, 9.25)]

    def test_smoothing_changes_what_is_drawn_and_nothing_else(self, plots, timeline, make_point):
        timeline.on_points([make_point(0.25 * i, sentiment=float(i % 2)) for i in range(1, 9)])
        plots.smooth(1.0)
        drawn = plots.curve.getOriginalDataset()[1]
        np.testing.assert_allclose(drawn, [1, 0.5, 2 / 3, 0.5, 0.5, 0.5, 0.5, 0.5])
        assert [p.sentiment for p in timeline.points] == [1.0, 0.0] * 4
        plots.smooth(0.0)
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[1], [1.0, 0.0] * 4)

    def test_what_lies_ahead_is_dimmed(self, plots):
        plots.show_time(4.0)
        for chart in (plots.sentiment, plots.quality):
            assert chart.cursor_line.value() == 4.0
            assert chart.future.getRegion()[0] == 4.0

    def test_the_axis_shows_the_whole_clip_or_follows(self, plots):
        def view() -> list[float]:
            return plots.quality.plot.getViewBox().viewRange()[0]  # linked to the sentiment's

        assert view() == pytest.approx([0, 10])
        plots.start(300.0)
        plots.follow(True)
        plots.show_time(100.0)
        assert view()[1] - view()[0] == pytest.approx(FOLLOW_SPAN)
        assert view()[0] < 100.0 < view()[1]
        plots.follow(False)
        assert view() == pytest.approx([0, 300])

    def test_a_click_goes_to_its_time(self, plots, qtbot):
        chart = plots.sentiment
        place = chart.mapFromScene(chart.plot.getViewBox().mapViewToScene(QPoint(5, 0)))
        with qtbot.waitSignal(plots.seek_requested) as clicked:
            qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert clicked.args[0] == pytest.approx(5.0, abs=0.1)

    @pytest.mark.parametrize("duration", [0.3, 1.5, 10.0, 300.0])
    def test_the_axis_ends_with_the_clip(self, plots, duration):
        plots.start(10.0)
        plots.start(duration)
        for chart in (plots.sentiment, plots.quality):
            assert chart.plot.getViewBox().viewRange()[0] == pytest.approx([0, duration])
        assert plots.quality.plot.getAxis("bottom").label.toPlainText().strip() == "Time (min:s)"

    def test_at_the_least_height_titles_and_ticks_have_room(self, plots):
        plots.resize(plots.minimumSizeHint())
        canvas = QImage(plots.size(), QImage.Format.Format_RGB32)
        for chart in (plots.sentiment, plots.quality):
            axis = chart.plot.getAxis("left")
            title = axis.label.mapRectToParent(axis.label.boundingRect())
            assert axis.boundingRect().top() <= title.top()
            assert title.bottom() <= axis.boundingRect().bottom()
            painter = QPainter(canvas)
            labels = [text for _, _, text in axis.generateDrawSpecs(painter)[2]]
            painter.end()
            assert labels == [text for _, text in chart.ticks]

    def test_clock(self):
        assert [clock_text(t) for t in (0, 65.9, 3599, 3600)] == ["0:00", "1:05", "59:59", "1:00:00"]
        assert [clock_text(t, 1) for t in (0.3, 0.7, 9.99, 61.25)] == ["0:00.3", "0:00.7", "0:09.9", "1:01.2"]

    @pytest.mark.parametrize(("spacing", "texts"), [(5, ["0:00", "0:05"]), (0.5, ["0:00.0", "0:00.5"])])
    def test_ticks_have_the_decimals_they_need(self, plots, spacing, texts):
        axis = plots.quality.plot.getAxis("bottom")
        assert axis.tickStrings([0, spacing], 1, spacing) == texts
        assert axis.tickStrings([0, 0.05, 0.29], 1, 0.01) == ["0:00.00", "0:00.05", "0:00.29"]
