"""The tracks of a replay: sentiment, difference, quality, presence and influence over one axis of time."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.gui.lane import LEAST_HEIGHT, Lane
from app.gui.plots import PLOT_KEYS, SHORTEST, ZOOM_KEYS, point_in_words, smoothed, stepped
from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme, legend
from app.gui.translation import number, tr
from app.sessions.annotations import Exclusion, counted
from app.sessions.comparison import difference, mean_absolute
from app.sessions.exporters.exported import Baseline, Span
from app.sessions.exporters.selection import baseline
from app.sessions.point_table import KINDS
from app.sessions.reduction import Pyramid
from app.sessions.replayed import Track
from ucrn_core.features import MODALITIES
from ucrn_core.points import SENTIMENT_RANGE

SHARE = (0, 0.5, 1)  # ticks
LANES = ("sentiment", "difference", "quality", "presence", "influence")
FIRST_LANES = ("sentiment", "difference", "quality")  # where not all have room
ROOMY = 720  # pixels of a screen on which they have
HEIGHTS = {"sentiment": 5, "difference": 2, "quality": 3, "presence": 2, "influence": 3}
LEAST_HEIGHTS = {"sentiment": 54}  # pixels
TIMES = 36  # pixels more, that the times below the lowest one take
INFLUENCE = 2.0  # of sentiment: more is beyond the edge of the lane
DIFFERENCE = 1.0  # of sentiment at least, at the edges of the lane
LEFT = 0.1  # of the span in view, before the cursor when it has run out at the right


def sign(value: float) -> str:
    """A tick of a signed scale, a whole number."""
    return number(value, 0, sign=True)


SENTIMENT_TICKS = [(float(v), sign(v)) for v in range(-3, 4)]


def lane_names() -> dict[str, str]:
    """As menus call LANES."""
    names = tr("Sentiment"), tr("Difference"), tr("Quality"), tr("Presence"), tr("Influence")
    return dict(zip(LANES, names, strict=True))


def lanes_with_room() -> Sequence[str]:
    """Those of LANES that the screen has room for."""
    return LANES if QGuiApplication.primaryScreen().availableGeometry().height() >= ROOMY else FIRST_LANES


class TracksView(QWidget):
    """Lanes that share the axis, the cursor and the selected range. Times in seconds.

    The wheel zooms, a drag pans, Shift and drag selects; a click goes there.
    """

    seek_requested = Signal(float)
    selected = Signal(object)  # Span, or None
    own_keys = PLOT_KEYS
    shown_changed = Signal()  # what is displayed: another timeline, comparison or baseline

    def __init__(self, shown: Sequence[str]) -> None:
        """shown: names of the lanes that are."""
        super().__init__()
        self.setAccessibleName(tr("Tracks"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tell_keys(
            self,
            tr("Left, Right: Go a quarter of a second back or forward"),
            tr("Shift+Left, Shift+Right: Select, from the moment that is shown"),
            tr("Home, End: Go to the beginning or the end"),
            tr("+, −, 0: Zoom in, out, or to the whole session"),
        )
        self._anchor: float | None = None  # where a selection by keys began
        self.track: Track | None = None
        self.other: Track | None = None
        self.baseline: Baseline | None = None
        self.selection: Span | None = None
        self.exclusions: Sequence[Exclusion] = ()  # which do not count in the baseline
        self.mean_difference: float | None = None  # mean absolute one
        self._duration = SHORTEST
        self._view = 0.0, SHORTEST
        self._time = 0.0
        self._smoothing = 0.0
        self._moving = False
        self.wanted = set(shown)
        self._theme: Theme | None = None
        self._headings: dict[str, QLabel] = {}
        shares = [(v, number(v, None)) for v in SHARE]
        self.lanes = {
            "sentiment": Lane(tr("Sentiment over time"), tr("−3 to +3"), *SENTIMENT_RANGE, SENTIMENT_TICKS),
            "difference": Lane(tr("Difference of two timelines over time"), tr("Difference"), -1, 1, []),
            "quality": Lane(tr("Quality over time"), tr("0 to 1"), 0, 1, shares),
            "presence": Lane(tr("Presence over time"), tr("0 to 1"), 0, 1, shares),
            "influence": Lane(
                tr("Influence over time"),
                tr("−2 to +2"),
                -INFLUENCE,
                INFLUENCE,
                [(float(v), sign(v)) for v in (-2, 0, 2)],
            ),
        }
        self.lanes["sentiment"].add_line("other")
        for name in ("sentiment", "difference"):
            self.lanes[name].add_line(name)
        for kind in KINDS:
            for m in MODALITIES:
                self.lanes[kind].add_line(m)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 6)
        layout.setSpacing(1)
        for name, lane in self.lanes.items():
            heading = self._headings[name] = QLabel()
            layout.addWidget(heading)
            layout.addWidget(lane, HEIGHTS[name])
            lane.seek_requested.connect(self.seek_requested)
            lane.spanned.connect(lambda a, b: self.select(Span(min(a, b), max(a, b))))
            lane.box.sigXRangeChanged.connect(lambda _, view: self.view(*view))
            lane.box.sigResized.connect(lambda *_: self.redraw())
            lane.region.sigRegionChanged.connect(lambda region: self.select(Span(*region.getRegion())))
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.lanes["sentiment"].set_colours(
            theme, {"sentiment": theme.sentiment, "other": theme.muted}, band=theme.interval
        )
        self.lanes["difference"].set_colours(theme, {"difference": theme.text})
        for kind in KINDS:
            self.lanes[kind].set_colours(theme, theme.modality, theme.lines)
        self._show_headings()
        self.redraw()

    # --- what is shown -----------------------------------------------------------------------------------------

    def start(self, track: Track, duration: float) -> None:
        """Another session."""
        self._duration = max(duration, SHORTEST)
        self.other, self.baseline = None, None
        self.select(None)
        for lane in self.lanes.values():
            lane.plot.setLimits(xMin=0, xMax=self._duration, minXRange=min(SHORTEST, self._duration))
        self.show_track(track)
        self.whole()

    def show_track(self, track: Track) -> None:
        self.track = track
        if self.baseline is not None:
            self.set_baseline(self.baseline.span)
        else:
            self._take()

    def compare(self, other: Track | None) -> None:
        """Lay another timeline over the one that is shown."""
        self.other = other
        self._take()

    def set_baseline(self, span: Span | None) -> None:
        """Show the sentiment as z-scores against the points in `span`, None as measured. SessionError: too few."""
        assert self.track is not None
        points = self.track.points
        self.baseline = None
        try:
            if span is not None:
                t, sentiment = points.column("t"), points.column("sentiment")
                counts = counted(t, self.exclusions)
                self.baseline = baseline(t[counts], sentiment[counts], span)
        finally:
            self._take()

    def smooth(self, seconds: float) -> None:
        """Draw sentiment and interval as their means over the last seconds; 0 draws them as they are."""
        self._smoothing = seconds
        self._take()

    def show_lane(self, name: str, shown: bool) -> None:
        (self.wanted.add if shown else self.wanted.discard)(name)
        self._arrange()
        self.redraw()

    # --- where -------------------------------------------------------------------------------------------------

    def show_time(self, t: float) -> None:
        """Move the cursor; the view goes along where the cursor runs out of it."""
        start, end = self._view
        ran_out = start <= self._time <= end < t
        self._time = t
        for lane in self.lanes.values():
            lane.cursor_line.setValue(t)
        if ran_out and end < self._duration:
            self.view(t - LEFT * (end - start), t + (1 - LEFT) * (end - start))

    def reveal(self, t: float) -> None:
        """Move the view so that `t` is in it."""
        start, end = self._view
        if not start <= t <= end:
            self.view(t - (end - start) / 2, t + (end - start) / 2)

    def whole(self) -> None:
        """All of it in view."""
        self.view(0.0, self._duration)

    def zoom(self, factor: float) -> None:
        """Show `factor` times as long a time around the cursor, or the middle where that is not in view."""
        start, end = self._view
        around = self._time if start <= self._time <= end else (start + end) / 2
        self.view(around - (around - start) * factor, around + (end - around) * factor)

    def view(self, start: float, end: float) -> None:
        """Show what lies between two times, moved or cut to what there is."""
        if self._moving:
            return
        length = min(max(end - start, min(SHORTEST, self._duration)), self._duration)
        start = min(max(start, 0.0), self._duration - length)
        self._moving = True
        self._view = start, start + length
        for lane in self.lanes.values():
            lane.plot.setXRange(*self._view, padding=0)
        self._moving = False
        self.redraw()

    @property
    def viewed(self) -> tuple[float, float]:
        """From when to when."""
        return self._view

    def select(self, span: Span | None) -> None:
        """Select a range, cut to what there is; None for nothing."""
        if self._moving:
            return
        if span is not None:
            span = Span(max(span.start, 0.0), min(span.end, self._duration))
            span = span if span.start < span.end else None
        if span == self.selection:
            return
        self.selection = span
        self._moving = True
        for lane in self.lanes.values():
            lane.region.setVisible(span is not None)
            if span is not None:
                lane.region.setRegion((span.start, span.end))
        self._moving = False
        self.selected.emit(span)

    def begin_selection(self) -> None:
        """It begins at the cursor, and ends where it did, or with the session."""
        end = self.selection.end if self.selection else self._duration
        self.select(Span(self._time, end if end > self._time else self._duration))

    def end_selection(self) -> None:
        """It ends at the cursor, and begins where it did, or with the session."""
        start = self.selection.start if self.selection else 0.0
        self.select(Span(start if start < self._time else 0.0, self._time))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        t = stepped(event.key(), self._time, self._duration)
        if (factor := ZOOM_KEYS.get(Qt.Key(event.key()))) is not None:
            self.zoom(factor)
        elif event.key() == Qt.Key.Key_0:
            self.whole()
        elif t is not None:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                if self._anchor is None or self.selection is None:
                    self._anchor = self._time
                self.select(Span(min(self._anchor, t), max(self._anchor, t)))
            else:
                self._anchor = None
            self.show_time(t)
            self.seek_requested.emit(t)
            self.setAccessibleDescription(self._in_words(t))
        else:
            super().keyPressEvent(event)

    def _in_words(self, t: float) -> str:
        points = self.track.points if self.track else None
        i = int(np.searchsorted(points.column("t"), t, side="right")) - 1 if points else -1
        return point_in_words(points[i] if points and i >= 0 else None, t)

    def redraw(self) -> None:
        """The lanes that can be seen."""
        for lane in self.lanes.values():
            if lane.isVisibleTo(self):
                lane.draw(*self._view)

    # --- inside ------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Make the curves anew from the points."""
        if self.track is None:
            return
        lane = self.lanes["sentiment"]
        sentiment, low, high = (self._scaled(self.track, name) for name in ("sentiment", "low", "high"))
        lane.set_line("sentiment", sentiment)
        lane.set_band(low, high)
        if self.baseline is None:
            lane.scale(tr("−3 to +3"), *SENTIMENT_RANGE, SENTIMENT_TICKS)
        else:
            drawn = [sentiment, low, high, *([self._scaled(self.other, "sentiment")] if self.other else [])]
            values = np.concatenate([curve.values for curve in drawn])
            most = float(np.ceil(max(np.nanmax(np.abs(values), initial=0.0), 3.0)))
            step = float(np.ceil(most / 3))
            lane.scale(tr("z-score"), -most, most, [(k * step, sign(k * step)) for k in range(-3, 4)])
        for kind in KINDS:
            for m in MODALITIES:
                self.lanes[kind].set_line(m, self.track.curves[f"{kind}_{m}"])
        self._take_other()
        self._arrange()
        self._show_headings()
        self.redraw()
        self.shown_changed.emit()

    def _take_other(self) -> None:
        if self.track is None or self.other is None:
            self.mean_difference = None
            self.lanes["sentiment"].set_line("other", None)
            self.lanes["difference"].set_line("difference", None)
            return
        self.lanes["sentiment"].set_line("other", self._scaled(self.other, "sentiment"))
        points, hop = self.track.points, self.track.info.hop
        gap = difference(points, self.other.points, max(hop, self.other.info.hop))
        self.mean_difference = mean_absolute(gap)
        self.lanes["difference"].set_line("difference", Pyramid(points.column("t"), gap, hop))
        most = float(np.ceil(max(np.nanmax(np.abs(gap), initial=0.0), DIFFERENCE)))
        self.lanes["difference"].scale(
            tr("{low} to {high}").format(low=sign(-most), high=sign(most)),
            -most,
            most,
            [(v, sign(v)) for v in (-most, 0.0, most)],
        )

    def _scaled(self, track: Track, name: str) -> Pyramid:
        """A curve in the scale of sentiment as it is displayed: smoothed, against the baseline."""
        if not self._smoothing and self.baseline is None:
            return track.curves[name]
        t = track.points.column("t")
        values = smoothed(t, track.points.column(name), self._smoothing)
        return Pyramid(t, values if self.baseline is None else self.baseline.z(values), track.info.hop)

    def _arrange(self) -> None:
        """Only the lanes that are wanted and hold something; the lowest one has the times."""
        shown = [name for name in LANES if name in self.wanted and (name != "difference" or self.other is not None)]
        for name, lane in self.lanes.items():
            lane.setVisible(name in shown)
            times = TIMES if shown and name == shown[-1] else 0
            lane.setMinimumHeight(LEAST_HEIGHTS.get(name, LEAST_HEIGHT) + times)
            self._headings[name].setVisible(name in shown)
            lane.plot.getAxis("bottom").setStyle(showValues=name == shown[-1] if shown else False)
            lane.plot.setLabel("bottom", tr("Time (h:min:s)") if self._duration >= 3600 else tr("Time (min:s)"))
            lane.plot.getAxis("bottom").showLabel(bool(shown) and name == shown[-1])

    def _show_headings(self) -> None:
        theme = self._theme
        if theme is None:
            return

        def heading(name: str, title: str, entries: Sequence[str]) -> None:
            self._headings[name].setText(("&nbsp;" * 4).join((f"<b>{html.escape(title)}</b>", *entries)))

        name = self.track.info.name if self.track else ""
        estimate = name
        if self._smoothing:
            estimate = tr("{name}, mean of the last {seconds} s").format(
                name=name, seconds=number(self._smoothing, None)
            )
        entries = [
            legend(theme.sentiment, estimate, theme.muted),
            legend(theme.interval, tr("80 % interval"), theme.muted, "██"),
        ]
        if self.other is not None:
            entries.append(legend(theme.muted, self.other.info.name, theme.muted))
            mean = ""
            if self.mean_difference is not None:
                mean = tr("mean absolute difference {value}").format(value=number(self.mean_difference, 3))
            minus = tr("{name} minus {other}").format(name=name, other=self.other.info.name)
            heading("difference", minus, [legend(theme.text, mean, theme.muted, "")])
        title = tr("Sentiment") if self.baseline is None else tr("Sentiment against the baseline")
        heading("sentiment", title, entries)
        modalities = [theme.entry(m) for m in MODALITIES]
        heading("quality", tr("Quality"), modalities)
        heading("presence", tr("Presence"), modalities)
        heading("influence", tr("Influence on the sentiment"), modalities)
