"""One chart of a replay: curves of hours, drawn as what the pixels in view can show, and a range that is selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.gui.plots import Chart, drawable
from app.gui.theme import Theme
from app.sessions.reduction import Pyramid, curve

LEAST_HEIGHT = 34  # pixels of a lane: several stand on top of each other
WIDE, THIN = 2.0, 1.0  # pixels of a line
HALF_TEXT = 9  # pixels
LABELLED = 56  # pixels of height, in which the name of a scale has room
FEW = 320  # points in view, up to which a line is wide: what is wider than a pixel takes five times as long to draw


class SpanBox(pg.ViewBox):
    """Drag pans, the wheel zooms, Shift and drag spans a range."""

    spanned = Signal(float, float)  # from where to where, in the order of the drag

    def mouseDragEvent(self, event: object, axis: int | None = None) -> None:
        left = event.button() == Qt.MouseButton.LeftButton  # type: ignore[attr-defined]
        if not (left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier):  # type: ignore[attr-defined]
            super().mouseDragEvent(event, axis)
            return
        event.accept()  # type: ignore[attr-defined]
        start, end = (self.mapToView(p).x() for p in (event.buttonDownPos(), event.pos()))  # type: ignore[attr-defined]
        self.spanned.emit(start, end)


class Range(pg.LinearRegionItem):
    """The selected range: its sides can be moved, a drag between them pans as it does elsewhere."""

    def mouseDragEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]

    def hoverEvent(self, event: object) -> None:
        """It does not offer itself to be dragged."""


class Band(pg.GraphicsObject):
    """The area between two curves, with the gaps that they have; or a bar for each bin of time, as the outline of
    hundreds of ups and downs takes long to fill."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._bars = pg.Qt.internals.PrimitiveArray(QRectF, 4)
        self._bounds = QRectF()
        self._brush = pg.mkBrush(None)

    def set_brush(self, colour: str) -> None:
        self._brush = pg.mkBrush(colour)
        self.update()

    def set_data(self, x: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """x, low, high (n,); NaN is a gap."""
        known = ~(np.isnan(low) | np.isnan(high))
        runs = np.cumsum(~known)[known]  # the number of the run without a gap that each belongs to
        x, low, high = x[known], low[known], high[known]
        n = len(x)
        # Each run forward along its low side and back along its high one: all outlines in one path.
        order = np.lexsort([np.concatenate([np.arange(n), -np.arange(n)]), np.repeat([0, 1], n), np.tile(runs, 2)])
        along = np.tile(runs, 2)[order]
        connect = np.append(along[1:] == along[:-1], False)
        path = pg.arrayToQPath(np.tile(x, 2)[order], np.concatenate([low, high])[order], connect) if n else None
        self._path = path or QPainterPath()
        self._bars.resize(0)
        self._resized(x, low, high)

    def set_bars(self, middles: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """middles of the bins, low, high (n,); NaN is a gap."""
        width = middles[1] - middles[0] if len(middles) > 1 else 0.0
        known = ~(np.isnan(low) | np.isnan(high))
        x, low, high = middles[known] - width / 2, low[known], high[known]
        self._path = QPainterPath()
        self._bars.resize(len(x))
        self._bars.ndarray()[:] = np.column_stack([x, low, np.full(len(x), width), high - low])
        self._resized(x, low, high)

    def _resized(self, x: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        self.prepareGeometryChange()
        self._bounds = QRectF()
        if len(x):
            self._bounds = QRectF(
                x[0], low.min(), x[-1] - x[0] + (x[1] - x[0] if len(x) > 1 else 0), high.max() - low.min()
            )
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush)
        painter.fillPath(self._path, self._brush)
        painter.drawRects(*self._bars.drawargs())


@dataclass
class Line:
    """A curve of a lane."""

    item: pg.PlotCurveItem
    data: Pyramid | None = None
    colour: str = "#000000"
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


class Lane(Chart):
    """A chart whose curves are drawn anew for what is in view."""

    spanned = Signal(float, float)

    def __init__(self, name: str, label: str, low: float, high: float, ticks: list[tuple[float, str]]) -> None:
        self.box = SpanBox()
        super().__init__(name, label, low, high, ticks, self.box)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.box.spanned.connect(self.spanned)
        self.plot.removeItem(self.future)  # all of it is measured
        self.plot.enableAutoRange(False)
        self._range = low, high
        self.box.sigResized.connect(self._fit)
        self.lines: dict[str, Line] = {}
        self.band = Band()
        self._bounds: tuple[Pyramid, Pyramid] | None = None
        self.region = Range((0, 0), swapMode="sort")
        self.region.setZValue(-10)  # below the curves, whose colours it would change
        self.region.hide()
        self.plot.addItem(self.band, ignoreBounds=True)
        self.plot.addItem(self.region, ignoreBounds=True)

    def add_line(self, name: str) -> None:
        item = pg.PlotCurveItem(connect="finite", antialias=True)
        item.setSegmentedLineMode("on")  # stretch by stretch, which is faster than one long outline
        self.plot.addItem(item, ignoreBounds=True)
        self.lines[name] = Line(item)

    def set_line(self, name: str, data: Pyramid | None) -> None:
        self.lines[name].data = data

    def set_band(self, low: Pyramid | None, high: Pyramid | None) -> None:
        self._bounds = None if low is None or high is None else (low, high)

    def set_colours(
        self,
        theme: Theme,
        colours: Mapping[str, str],
        styles: Mapping[str, Qt.PenStyle] = MappingProxyType({}),
        band: str = "",
    ) -> None:
        self.set_theme(theme)
        for name, colour in colours.items():
            self.lines[name].colour = colour
            self.lines[name].style = styles.get(name, Qt.PenStyle.SolidLine)
        if band:
            self.band.set_brush(band)
        accent = QColor(theme.accent)
        for line in self.region.lines:
            line.setPen(pg.mkPen(accent, width=1))
            line.setHoverPen(pg.mkPen(accent, width=3))
        accent.setAlpha(34)
        self.region.setBrush(accent)
        self.cursor_line.setPen(pg.mkPen(theme.text, width=1))

    def scale(self, label: str, low: float, high: float, ticks: list[tuple[float, str]]) -> None:
        """Another range of values."""
        self.plot.setLabel("left", label)
        self.ticks = ticks
        self._range = low, high
        self._fit()

    def _fit(self) -> None:
        """Room above and below for half a tick's text; no more ticks than have room."""
        room = max(self.box.height() - 2 * HALF_TEXT, 1.0)
        crowded = len(self.ticks) > 1 and room / (len(self.ticks) - 1) < HALF_TEXT * 1.6
        few = (0, len(self.ticks) // 2, -1) if room > HALF_TEXT * 3 else (0, -1)
        ticks = [self.ticks[i] for i in few] if crowded else self.ticks
        self.plot.getAxis("left").label.setVisible(self.box.height() >= LABELLED)  # else it would be cut
        self.plot.getAxis("left").setTicks([ticks])
        self.plot.setYRange(*self._range, padding=min(HALF_TEXT / room, 0.3))

    def draw(self, start: float, end: float) -> None:
        """What lies between two times."""
        pixels = max(int(self.box.width()), 100)
        for line in self.lines.values():
            if line.data is None:
                line.item.clear()
                continue
            x, y = curve(line.data, start, end, pixels)
            few = len(x) <= FEW
            if line.data.exact(start, end, pixels):
                x, y = drawable(x, y)
            line.item.setData(x, y, pen=_pen(line, few))
        if self._bounds is None:
            self.band.set_data(*(np.empty(0),) * 3)
            return
        low, high = self._bounds
        if low.exact(start, end, pixels):
            part = low.within(start, end)
            x, lower = drawable(low.t[part], low.values[part])
            _, upper = drawable(high.t[part], high.values[part])
            self.band.set_data(x, lower, upper)
        else:
            x, lower, _ = low.low_high(start, end, pixels)
            _, _, upper = high.low_high(start, end, pixels)
            self.band.set_bars(x, lower, upper)


def _pen(line: Line, few: bool) -> QPen:
    """Dashes show among few points only: in ups and downs of every pixel they would be dust."""
    style = line.style if few else Qt.PenStyle.SolidLine
    pen = QPen(pg.mkPen(line.colour, width=WIDE if few else THIN, style=style))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # stretches that overlap would look like beads
    return pen
