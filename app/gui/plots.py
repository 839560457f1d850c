"""The sentiment curve with its interval and the quality weights, on one time axis."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainterPath
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme, legend
from app.gui.timeline import Timeline
from app.gui.translation import modality, number, tr
from ucrn_core.features import MODALITIES
from ucrn_core.points import SENTIMENT_RANGE, SentimentPoint

FOLLOW_SPAN = 30.0  # s shown when the axis follows the play position
REDRAW = 80  # ms between looks at new points, however many come
BREAK = 1.0  # s between two points, above which their curve has a gap
ALONE = 0.1  # s that a point without neighbours is drawn long
GROWS_BY = 1.1  # the axis of a whole live run, each time it is full
FAR = 1e5  # s: as good as the end of time; much more does not fit into a painter's pixels
SHORTEST = 2.0  # s: no closer look than this, except at a clip that is shorter
LEAST_HEIGHT = 150  # pixels of a chart, so that its title and all ticks have room
SPACINGS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000)  # s between two ticks
TICK_WIDTH = 75  # pixels that the time at a tick takes, with room
AXIS_WIDTH = 58  # pixels, so that both plots begin at the same place

STEP = 0.25  # s that an arrow key goes
ZOOM_KEYS = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Equal: 0.5, Qt.Key.Key_Minus: 2.0}  # times as long as before
STEP_KEYS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
PLOT_KEYS = {*ZOOM_KEYS, *STEP_KEYS, Qt.Key.Key_0}


def clock_text(t: float, decimals: int = 0) -> str:
    """Seconds as minutes and seconds, rounded down, `1:05` or `1:05.9`; from an hour on `1:00:05`."""
    whole, part = divmod(int(t * 10**decimals + 1e-6), 10**decimals)
    minutes = f"{whole // 3600}:{whole // 60 % 60:02d}" if whole >= 3600 else f"{whole // 60}"
    point = QLocale().decimalPoint()
    return f"{minutes}:{whole % 60:02d}" + (f"{point}{part:0{decimals}d}" if decimals else "")


def smoothed(t: NDArray[np.float64], values: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """Means of values (n,) over the `seconds` up to each time t (n,), ascending; NaN stays NaN and counts for none."""
    if seconds <= 0 or len(t) == 0:
        return values
    known = ~np.isnan(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    first = np.searchsorted(t, t - seconds, side="right")
    last = np.arange(1, len(t) + 1)
    means = (sums[last] - sums[first]) / np.maximum(counts[last] - counts[first], 1)
    return np.where(known, means, np.nan)


def drawable(t: NDArray[np.float64], values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and values (n,) as a curve that breaks where points are missing, as after a pause, and in which a value
    that stands alone is a short bar."""
    gaps = np.flatnonzero(np.diff(t) > BREAK) + 1
    t, values = np.insert(t, gaps, (t[gaps] + t[gaps - 1]) / 2), np.insert(values, gaps, np.nan)
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    alone = np.flatnonzero(known[1:-1] & ~known[:-2] & ~known[2:])
    return np.insert(t, alone + 1, t[alone] + ALONE), np.insert(values, alone + 1, values[alone])


def stepped(key: int, t: float, end: float) -> float | None:
    """Where a key goes from `t`, up to `end` seconds; None for a key that goes nowhere."""
    steps = {Qt.Key.Key_Left: t - STEP, Qt.Key.Key_Right: t + STEP, Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: end}
    wanted = steps.get(Qt.Key(key))
    return None if wanted is None else min(max(wanted, 0.0), end)


def point_in_words(point: SentimentPoint | None, t: float) -> str:
    """What a chart shows at `t` seconds, for those who do not see it."""
    if point is None or point.sentiment is None or point.low is None or point.high is None:
        return tr("At {time}: no estimate").format(time=clock_text(t, 1))
    qualities = ", ".join(f"{modality(m)} {number(point.quality[m], 2)}" for m in MODALITIES if point.presence[m])
    told = tr("At {time}: sentiment {sentiment}, 80 % interval {low} to {high}, quality: {qualities}")
    sentiment, low, high = (number(value, 1, sign=True) for value in (point.sentiment, point.low, point.high))
    return told.format(
        time=clock_text(t, 1), sentiment=sentiment, low=low, high=high, qualities=qualities or tr("nothing")
    )


class TimeAxis(pg.AxisItem):
    """Ticks as minutes and seconds, with as many decimals as their spacing asks for; where seconds are many, at times
    that people count in."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        spacing = next((s for s in SPACINGS if (maxVal - minVal) / s <= size / TICK_WIDTH), SPACINGS[-1])
        if spacing == SPACINGS[0]:
            return list(super().tickSpacing(minVal, maxVal, size))
        return [(spacing, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decimals = max(0, math.ceil(-math.log10(spacing) - 1e-6))
        return [clock_text(v, decimals) if v >= 0 else "" for v in values]


class Chart(pg.PlotWidget):
    """One plot over time with a cursor; what lies after the cursor is dimmed. A click asks to go to its time."""

    seek_requested = Signal(float)
    zoomed = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        low: float,
        high: float,
        ticks: list[tuple[float, str]],
        view: pg.ViewBox | None = None,
    ) -> None:
        super().__init__(axisItems={"bottom": TimeAxis(orientation="bottom")}, viewBox=view)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAcceptDrops(False)  # files are dropped on the window
        self.plot = self.getPlotItem()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.setYRange(low, high, padding=0.06)
        self.plot.setDownsampling(auto=True, mode="peak")
        self.plot.setClipToView(True)
        self.plot.getAxis("left").setWidth(AXIS_WIDTH)
        self.ticks = ticks
        self.plot.getAxis("left").setTicks([ticks])
        self.plot.getAxis("left").setStyle(hideOverlappingLabels=False)
        self.plot.setLabel("left", label)
        self.plot.getAxis("bottom").enableAutoSIPrefix(False)  # else a short clip would be shown in thousandths
        self.plot.showGrid(y=True, alpha=0.12)
        self.future = pg.LinearRegionItem((0, FAR), movable=False, pen=pg.mkPen(None))
        self.future.setZValue(50)
        self.cursor_line = pg.InfiniteLine(0.0)
        self.cursor_line.setZValue(60)
        self.plot.addItem(self.future, ignoreBounds=True)
        self.plot.addItem(self.cursor_line, ignoreBounds=True)
        self.scene().sigMouseClicked.connect(self._clicked)
        self.plot.getViewBox().sigRangeChangedManually.connect(lambda *_: self.zoomed.emit())

    def add_curve(self) -> pg.PlotDataItem:
        return self.plot.plot([], [], connect="finite", antialias=True)

    def set_theme(self, theme: Theme) -> None:
        self.setBackground(theme.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.future.setBrush(theme.veil())
        self.cursor_line.setPen(pg.mkPen(theme.text, width=1.5))

    def show_time(self, t: float) -> None:
        self.cursor_line.setValue(t)
        self.future.setRegion((t, t + FAR))

    def _clicked(self, event: object) -> None:
        box = self.plot.getViewBox()
        if event.isAccepted():  # type: ignore[attr-defined]  # a marker took it
            return
        if event.button() == Qt.MouseButton.LeftButton and box.sceneBoundingRect().contains(event.scenePos()):  # type: ignore[attr-defined]
            self.seek_requested.emit(max(box.mapSceneToView(event.scenePos()).x(), 0.0))  # type: ignore[attr-defined]


class PlotsView(QWidget):
    """Both charts. The time axis shows the whole clip, or follows; a person who zooms keeps what was chosen."""

    seek_requested = Signal(float)
    own_keys = PLOT_KEYS

    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self.setAccessibleName(tr("Plots"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tell_keys(
            self,
            tr("Left, Right: Go a quarter of a second back or forward"),
            tr("Home, End: Go to the beginning or the end"),
            tr("+, −, 0: Zoom in, out, or back to where it was"),
        )
        self._timeline = timeline
        self._duration = SHORTEST
        self._follow = self._zoomed = False
        self._smoothing = 0.0
        self._theme: Theme | None = None
        self._time = 0.0
        self.sentiment = Chart(
            tr("Sentiment over time"),
            tr("Sentiment (−3 to +3)"),
            *SENTIMENT_RANGE,
            [(v, number(v, 0, sign=True)) for v in range(-3, 4)],
        )
        self.quality = Chart(
            tr("Quality over time"),
            tr("Quality (0 to 1)"),
            0,
            1,
            [(0, "0"), (0.5, number(0.5, None)), (1, "1")],
        )
        self.quality.plot.setLabel("bottom", tr("Time (min:s)"))
        self.sentiment.plot.getAxis("bottom").setStyle(showValues=False)
        self.quality.plot.setXLink(self.sentiment.plot)
        self.zero = pg.InfiniteLine(0.0, angle=0)
        self.sentiment.plot.addItem(self.zero, ignoreBounds=True)
        no_line = pg.mkPen(None)
        self.low, self.high = self.sentiment.add_curve(), self.sentiment.add_curve()
        self.low.setPen(no_line)
        self.high.setPen(no_line)
        self.band = pg.FillBetweenItem(self.low, self.high)
        self.sentiment.plot.addItem(self.band, ignoreBounds=True)
        # Curves are cut to the view, so the band between them must be made anew when the view moves.
        self.sentiment.plot.getViewBox().sigXRangeChanged.connect(lambda *_: self.band.updatePath())
        self.curve = self.sentiment.add_curve()
        self.weights = {m: self.quality.add_curve() for m in MODALITIES}
        self._headings = QLabel(), QLabel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.setSpacing(2)
        for heading, chart, stretch in zip(self._headings, (self.sentiment, self.quality), (5, 3), strict=True):
            layout.addWidget(heading)
            layout.addWidget(chart, stretch)
            layout.addSpacing(6)
            chart.seek_requested.connect(self.seek_requested)
            chart.zoomed.connect(self._keep_zoom)
        self._redraw_soon = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw_soon.timeout.connect(self.redraw)
        timeline.cleared.connect(self.redraw)
        timeline.points_added.connect(self._mark_stale)

    def set_theme(self, theme: Theme) -> None:
        for chart in (self.sentiment, self.quality):
            chart.set_theme(theme)
        self.zero.setPen(pg.mkPen(theme.muted, style=Qt.PenStyle.DashLine))
        self.curve.setPen(pg.mkPen(theme.sentiment, width=2.5))
        self.band.setBrush(QColor(theme.interval))
        for m, curve in self.weights.items():
            curve.setPen(theme.pen(m, 2.2))
        self._theme = theme
        self._show_headings()

    def _show_headings(self) -> None:
        theme = self._theme
        if theme is None:
            return
        gap = "&nbsp;" * 4
        estimate = tr("estimate")
        if self._smoothing:
            estimate = tr("mean of the last {seconds} s").format(seconds=number(self._smoothing, None))
        self._headings[0].setText(
            gap.join(
                (
                    _bold(tr("Sentiment")),
                    legend(theme.sentiment, estimate, theme.muted),
                    legend(theme.interval, tr("80 % interval"), theme.muted, "██"),
                )
            )
        )
        self._headings[1].setText(gap.join((_bold(tr("Quality")), *(theme.entry(m) for m in MODALITIES))))

    def start(self, duration: float) -> None:
        """Show a new clip of `duration` seconds, 0 where it is not known yet."""
        self._duration, self._zoomed = duration or SHORTEST, False
        for chart in (self.sentiment, self.quality):
            chart.plot.setLimits(xMin=0, minXRange=min(self._duration, SHORTEST))
        self._place(0.0)

    def follow(self, follow: bool) -> None:
        """Show the last FOLLOW_SPAN seconds, or the whole clip."""
        self._follow, self._zoomed = follow, False
        if self._time > self._duration:  # of a live run, which was followed until now
            self._duration = GROWS_BY * self._time
        self._place(self._time)

    def show_time(self, t: float) -> None:
        """Move the cursor to `t` seconds."""
        if t == self._time:
            return
        self._time = t
        for chart in (self.sentiment, self.quality):
            chart.show_time(t)
        if t > self._duration and not self._follow:
            self._duration = GROWS_BY * t  # in steps, as every change of the axis draws all anew
            self._place(t)
        elif self._follow:
            self._place(t)

    def smooth(self, seconds: float) -> None:
        """Draw sentiment and interval as their means over the last seconds; 0 draws them as they are."""
        self._smoothing = seconds
        self._show_headings()
        self.redraw()

    def redraw(self) -> None:
        """Take the timeline's points anew."""
        points = self._timeline.points
        t = points.column("t")
        for curve, name in ((self.low, "low"), (self.high, "high"), (self.curve, "sentiment")):
            curve.setData(*drawable(t, smoothed(t, points.column(name), self._smoothing)))
        if not points:
            self.band.setPath(QPainterPath())  # it would keep that of the run before
        for m, curve in self.weights.items():
            curve.setData(*drawable(t, points.column(f"quality_{m}")))

    def zoom(self, factor: float) -> None:
        """Show `factor` times as long a time around the cursor, or the middle where that is not in view."""
        (start, end), _ = self.sentiment.plot.viewRange()
        around = self._time if start <= self._time <= end else (start + end) / 2
        self._zoomed = True
        self.sentiment.plot.setXRange(
            max(around - (around - start) * factor, 0.0), around + (end - around) * factor, padding=0
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (factor := ZOOM_KEYS.get(Qt.Key(event.key()))) is not None:
            self.zoom(factor)
        elif event.key() == Qt.Key.Key_0:
            self.follow(self._follow)
        elif (t := stepped(event.key(), self._time, self._timeline.analysed)) is not None:
            self.seek_requested.emit(t)
            self.setAccessibleDescription(point_in_words(self._timeline.point_at(t), t))
        else:
            super().keyPressEvent(event)

    def _mark_stale(self) -> None:
        if not self._redraw_soon.isActive():  # a timer that is started anew each time might never fire
            self._redraw_soon.start()

    def _keep_zoom(self) -> None:
        self._zoomed = True

    def _place(self, t: float) -> None:
        if self._zoomed:
            return
        if self._follow:
            end = max(t + FOLLOW_SPAN * 0.1, FOLLOW_SPAN)
            self.sentiment.plot.setXRange(end - FOLLOW_SPAN, end, padding=0)
        else:
            self.sentiment.plot.setXRange(0, self._duration, padding=0)


def _bold(text: str) -> str:
    return f"<b>{text}</b>"
