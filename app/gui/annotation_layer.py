"""Markers and excluded ranges in the charts: lines with flags that can be dragged, and hatched bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionGraphicsItem, QWidget

from app.colours import readable_on
from app.gui.annotations import Annotations
from app.gui.layout import plain_tip
from app.gui.theme import Theme
from app.gui.translation import tr
from app.sessions.annotations import Exclusion, Marker

REACH = 5.0  # pixels beside a line where it can be taken hold of
ROWS = 3  # of flags, one below the other
ROW_HEIGHT = 18.0  # pixels
FLAG_PADDING = 5.0  # pixels on either side of a label
LONGEST_FLAG = 180.0  # pixels; a longer label is cut
ABOVE = 100  # curves, veil and cursor
DRAWN = 400  # lines at most in one chart: more are no picture any more


@dataclass(frozen=True)
class Flag:
    """Where a marker's label is drawn, in pixels of the chart; the text may be cut."""

    marker: Marker
    rect: QRectF
    text: str


def placed(markers: Sequence[Marker], x: Sequence[float], width: float, metrics: QFontMetricsF) -> list[Flag]:
    """Flags of all markers of a page at x pixels, ascending, that are in view, none over another.

    Earlier markers get room first, in view or not, so that flags keep their rows while the chart is panned; what finds
    no room has none.
    """
    ends = [-math.inf] * ROWS
    flags = []
    for marker, left in zip(markers, x, strict=True):
        row = next((row for row, end in enumerate(ends) if end <= left), None)
        if row is None or not marker.label or left > width:
            continue
        text = metrics.elidedText(marker.label, Qt.TextElideMode.ElideRight, LONGEST_FLAG)
        needed = metrics.horizontalAdvance(text) + 2 * FLAG_PADDING
        if left <= width < left + needed:  # at the right edge it hangs to the left of its line, if there is room
            left = max(width - needed, ends[row])
        ends[row] = left + needed + 1
        if left + needed > 0 and left <= width:
            flags.append(Flag(marker, QRectF(left, row * ROW_HEIGHT, needed, ROW_HEIGHT - 2), text))
    return flags


class AnnotationItem(pg.GraphicsObject):
    """What one chart shows of them, in pixels over its view box."""

    picked = Signal(object)  # Marker that was clicked
    edit_requested = Signal(object)  # Marker

    def __init__(self, annotations: Annotations, plot: pg.PlotItem, above: Sequence[AnnotationItem]) -> None:
        """above: items of the charts above this one; labels are drawn in the highest that is shown."""
        super().__init__()
        self._annotations, self._box, self._above = annotations, plot.getViewBox(), above
        self._theme: Theme | None = None
        self._dragged: Marker | None = None
        self._flags: list[Flag] = []
        self._lines: list[tuple[float, Marker]] = []
        self._bands: list[tuple[float, float, Exclusion]] = []
        self._rect = QRectF()
        self._metrics = QFontMetricsF(_font())
        self.setZValue(ABOVE)
        self.setParentItem(self._box)
        self._box.sigXRangeChanged.connect(lambda *_: self.lay_out())
        self._box.sigResized.connect(lambda *_: self.lay_out())
        annotations.changed.connect(self.lay_out)
        self.lay_out()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def lay_out(self) -> None:
        """Find the places of everything that is in view."""
        box: QRectF = self._box.rect()
        if box != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(box)
        (first, last), _ = self._box.viewRange()
        by = box.width() / max(last - first, 1e-9)
        markers = self._annotations.markers
        if self._dragged is not None:
            dragged = self._dragged
            markers = sorted([dragged, *(m for m in markers if m.id != dragged.id)], key=lambda m: (m.t, m.id))
        x = [(m.t - first) * by for m in markers]
        seen = [(place, m) for place, m in zip(x, markers, strict=True) if 0 <= place <= box.width()]
        self._lines = seen[:: math.ceil(len(seen) / DRAWN) or 1]
        bands = (((e.start - first) * by, (e.end - first) * by, e) for e in self._annotations.exclusions)
        self._bands = [(max(a, 0.0), min(b, box.width()), e) for a, b, e in bands if b > 0 and a < box.width()]
        flagged = all(item.hidden for item in self._above)
        self._flags = placed(markers, x, box.width(), self._metrics) if flagged else []
        self.update()

    @property
    def hidden(self) -> bool:
        """Whether the person chose not to see its chart; what is below takes its room then, and is laid out anew."""
        chart = self._box.getViewWidget()
        return chart is not None and bool(chart.isHidden())

    def boundingRect(self) -> QRectF:
        return self._rect

    def shape(self) -> QPainterPath:
        """Where it takes clicks and drags: the rest of the chart is the chart's."""
        path = QPainterPath()
        for x, _ in self._lines:
            path.addRect(QRectF(x - REACH, 0, 2 * REACH, self._rect.height()))
        for flag in self._flags:
            path.addRect(flag.rect)
        for start, end, _ in self._bands:
            path.addRect(QRectF(start, 0, end - start, self._rect.height()))
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._theme is None:
            return
        painter.setClipRect(self._rect)
        height = self._rect.height()
        shade, hatch = QColor(self._theme.muted), QColor(self._theme.muted)
        shade.setAlpha(45)
        hatch.setAlpha(110)
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, _ in self._bands:
            for brush in (QBrush(shade), QBrush(hatch, Qt.BrushStyle.BDiagPattern)):
                painter.setBrush(brush)
                painter.drawRect(QRectF(start, 0, max(end - start, 1.0), height))
        for x, marker in self._lines:
            painter.setPen(QPen(QColor(marker.colour), 2.0))
            painter.drawLine(QPointF(round(x), 0), QPointF(round(x), height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font())
        for flag in self._flags:
            colour = QColor(flag.marker.colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(flag.rect, 3, 3)
            painter.setPen(QColor(readable_on(flag.marker.colour)))
            painter.drawText(flag.rect, Qt.AlignmentFlag.AlignCenter, flag.text)

    # --- mouse -------------------------------------------------------------------------------------------------

    def marker_at(self, place: QPointF) -> Marker | None:
        """The marker whose flag or line is there, in pixels of the chart."""
        for flag in self._flags:
            if flag.rect.contains(place):
                return flag.marker
        near = min(self._lines, key=lambda line: abs(line[0] - place.x()), default=None)
        return near[1] if near and abs(near[0] - place.x()) <= REACH else None

    def exclusion_at(self, place: QPointF) -> Exclusion | None:
        return next((e for start, end, e in self._bands if start <= place.x() <= end), None)

    def hoverEvent(self, ev: pg.GraphicsScene.mouseEvents.HoverEvent) -> None:
        """Says what is under the pointer."""
        if ev.isExit():
            self.unsetCursor()
            self.setToolTip("")
            return
        marker, band = self.marker_at(ev.pos()), self.exclusion_at(ev.pos())
        if marker and self._annotations.editable:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()
        self.setToolTip(plain_tip(marker.label) if marker else tr("Excluded: does not count") if band else "")

    def mouseDragEvent(self, ev: pg.GraphicsScene.mouseEvents.MouseDragEvent) -> None:
        if ev.button() != Qt.MouseButton.LeftButton or ev.modifiers() != Qt.KeyboardModifier.NoModifier:
            ev.ignore()
            return
        if ev.isStart():
            self._dragged = self.marker_at(ev.buttonDownPos()) if self._annotations.editable else None
        if self._dragged is None:
            ev.ignore()
            return
        ev.accept()
        t = max(round(self._t(ev.pos().x()), 3), self._annotations.earliest)
        self._dragged = replace(self._dragged, t=t)
        if ev.isFinish():
            moved, self._dragged = self._dragged, None
            if any(m.id == moved.id for m in self._annotations.markers):  # it may have been undone meanwhile
                self._annotations.change(moved)
        self.lay_out()

    def mouseClickEvent(self, ev: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        marker = self.marker_at(ev.pos())
        if ev.button() == Qt.MouseButton.RightButton:
            menu = self.menu_for(marker or self.exclusion_at(ev.pos()))
            if menu is not None:
                ev.accept()
                menu.popup(ev.screenPos().toPoint())
        elif ev.button() == Qt.MouseButton.LeftButton and marker is not None:
            ev.accept()
            (self.edit_requested if ev.double() else self.picked).emit(marker)

    def menu_for(self, annotation: Marker | Exclusion | None) -> QMenu | None:
        """What can be done with it; None where that is nothing."""
        if annotation is None or not self._annotations.editable:
            return None
        menu = QMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(annotation, Marker):
            menu.addAction(tr("Edit marker…"), lambda: self.edit_requested.emit(annotation))
            menu.addAction(tr("Remove marker"), lambda: self._annotations.remove(annotation))
        else:
            menu.addAction(tr("Count this range again"), lambda: self._annotations.remove(annotation))
        self._menu = menu  # as long as it is shown
        return menu

    def _t(self, x: float) -> float:
        (first, last), _ = self._box.viewRange()
        return float(first + x / max(self._box.rect().width(), 1.0) * (last - first))


class AnnotationLayer(QObject):
    """All charts of a page, from the highest to the lowest."""

    picked = Signal(object)  # Marker that was clicked
    edit_requested = Signal(object)  # Marker

    def __init__(self, annotations: Annotations, plots: Sequence[pg.PlotItem]) -> None:
        super().__init__()
        self.items: list[AnnotationItem] = []
        for plot in plots:
            self.items.append(AnnotationItem(annotations, plot, tuple(self.items)))
        for item in self.items:
            item.picked.connect(self.picked)
            item.edit_requested.connect(self.edit_requested)

    def set_theme(self, theme: Theme) -> None:
        for item in self.items:
            item.set_theme(theme)


def _font() -> QFont:
    font = QApplication.font()
    font.setPointSizeF(0.9 * font.pointSizeF())
    return font
