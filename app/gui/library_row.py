"""How a session looks in the library: its picture, name and badges, its curve and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui import theme as themes
from app.gui.messages import said
from app.gui.plots import clock_text
from app.gui.theme import Theme
from app.gui.thumbnails import Thumbnails
from app.gui.translation import date, number, tr
from app.sessions.library import Entry

ROW = 76  # pixels of height
PICTURE = QSize(107, 60)
MARGIN = 10
SCALE = 3.0  # sentiment at the upper edge of a curve
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowPainter(QStyledItemDelegate):
    """Draws the cells of the table of sessions, and lets a name be typed in."""

    def __init__(self, thumbnails: Thumbnails, role: int) -> None:
        """role: by which an index gives its Entry."""
        super().__init__()
        self.theme = themes.LIGHT
        self._thumbnails, self._role = thumbnails, role

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, ROW)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(tr("Name of the session"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = _beside_picture(option.rect)
        height = editor.sizeHint().height()
        editor.setGeometry(area.left() - 6, area.top(), area.width(), height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(self._role)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._background(painter, rect, state)
        column = index.column()
        if column == 0:
            self._session(painter, rect, font, entry)
        elif entry.trouble is None:
            inner = rect.adjusted(MARGIN, 0, -MARGIN, 0)
            if column == 1 and entry.started:
                self._two(painter, inner, font, date(entry.started), f"{entry.started:%H:%M}")
            elif column == 2:
                points = tr("%Ln point(s)", "", entry.points)
                self._two(painter, inner, font, clock_text(entry.duration), points)
            elif column == 3:
                paint_curve(painter, QRectF(inner.adjusted(0, 12, 0, -12)), entry, self.theme)
            elif column == 4:
                self._two(painter, inner, font, sentiment(entry.mean), "", entry.mean)
            elif column in (5, 6):
                peak = entry.lowest if column == 5 else entry.highest
                if peak:
                    self._two(
                        painter,
                        inner,
                        font,
                        sentiment(peak[1]),
                        tr("at {time}").format(time=clock_text(peak[0])),
                        peak[1],
                    )
        painter.restore()

    def _background(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        theme = self.theme
        if state & QStyle.StateFlag.State_Selected:
            colour = QColor(theme.accent)
            colour.setAlpha(70 if theme.dark else 38)
            painter.fillRect(rect, colour)
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _session(self, painter: QPainter, rect: QRect, font: QFont, entry: Entry) -> None:
        place = QRect(rect.left() + MARGIN, rect.top() + (ROW - PICTURE.height()) // 2, *PICTURE.toTuple())
        paint_picture(painter, place, self._thumbnails.of(entry), entry, self.theme)
        area = _beside_picture(rect)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.text))
        upper = QRect(area.left(), area.top() + 3, area.width(), 22)
        name = QFontMetrics(bold).elidedText(entry.name, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(upper, LEFT, name)
        lower = QRect(area.left(), area.top() + 30, area.width(), 22)
        painter.setFont(font)
        if entry.trouble is not None and not entry.writing:
            painter.setPen(QColor(self.theme.error))
            why = QFontMetrics(font).elidedText(said(entry.trouble), Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(lower, LEFT, why)
            return
        for text, level in badges(entry):
            width = self._badge(painter, lower, font, text, level)
            lower.setLeft(lower.left() + width + 6)

    def _badge(self, painter: QPainter, room: QRect, font: QFont, text: str, level: str) -> int:
        """Draws it at the left of `room` if it fits there; returns its width."""
        theme = self.theme
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.86)
        width = QFontMetrics(small).horizontalAdvance(text) + 16
        if width > room.width():
            return width
        shape = QRectF(room.left() + 0.5, room.top() + 2.5, width, 18)
        colours = {"live": theme.modality["face"], "warning": theme.warning}
        painter.setFont(small)
        painter.setPen(QPen(QColor(colours.get(level, theme.border)), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape, 9, 9)
        painter.setPen(QColor(theme.text if level in colours else theme.muted))
        painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(font)
        return width

    def _two(
        self, painter: QPainter, rect: QRect, font: QFont, first: str, second: str, sentiment: float | None = None
    ) -> None:
        """One line over another, the second muted; the first in the colour of a sentiment."""
        theme = self.theme
        painter.setFont(font)
        painter.setPen(QColor(theme.text) if sentiment is None else theme.of_sentiment(sentiment))
        middle = rect.center().y()
        upper = QRect(rect.left(), middle - 20, rect.width(), 20) if second else rect
        painter.drawText(upper, LEFT, first)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRect(rect.left(), middle, rect.width(), 20), LEFT, second)


def badges(entry: Entry) -> list[tuple[str, str]]:
    """Text and level, `live`, `plain` or `warning`, of what a session is."""
    if entry.writing:
        return [(tr("being written"), "live")]
    told = [(tr("live"), "live") if entry.live else (tr("analysed"), "plain")]
    if not entry.complete:
        told.append((tr("incomplete"), "warning"))
    if entry.media is not None and not entry.has_media:
        told.append((tr("media not found"), "warning"))
    elif entry.media is None:
        told.append((tr("no media"), "plain"))
    return told


def sentiment(value: float | None) -> str:
    """With its sign and two decimals."""
    return "" if value is None else number(value, 2, sign=True)


def paint_picture(painter: QPainter, place: QRect, picture: QPixmap | None, entry: Entry, theme: Theme) -> None:
    """With round corners; a session without a picture shows its curve there."""
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(place), 6, 6)
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(place, QColor(theme.background))
    if picture is not None:
        painter.drawPixmap(place, picture)
    else:
        paint_curve(painter, QRectF(place).adjusted(8, 10, -8, -10), entry, theme, marked=False)
    painter.restore()
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)


def paint_curve(painter: QPainter, area: QRectF, entry: Entry, theme: Theme, *, marked: bool = True) -> None:
    """The sentiment from the beginning to the end, filled towards 0, through its lowest and highest point, which may be
    marked by dots."""
    painter.save()
    zero = area.center().y()
    painter.setPen(QPen(QColor(theme.border), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))

    def at(share: float, sentiment: float) -> QPointF:
        height = min(SCALE, max(-SCALE, sentiment)) / SCALE * area.height() / 2
        return QPointF(area.left() + share * area.width(), zero - height)

    colour = QColor(theme.sentiment)
    length = max(entry.duration, 1e-9)
    peaks = [(min(1.0, max(0.0, t / length)), value) for t, value in filter(None, (entry.lowest, entry.highest))]
    for run in runs(entry.curve):
        parts = len(entry.curve)
        means = [((i + 0.5) / parts, value) for i, value in run]
        inside = [peak for peak in peaks if run[0][0] / parts <= peak[0] <= (run[-1][0] + 1) / parts]
        points = [at(share, value) for share, value in sorted({*means, *inside})]
        if len(points) == 1:
            points.append(points[0] + QPointF(1, 0))
        line = QPainterPath(points[0])
        for before, after in pairwise(points):
            middle = (before.x() + after.x()) / 2
            line.cubicTo(QPointF(middle, before.y()), QPointF(middle, after.y()), after)
        filled = QPainterPath(line)
        filled.lineTo(points[-1].x(), zero)
        filled.lineTo(points[0].x(), zero)
        colour.setAlpha(60)
        painter.fillPath(filled, colour)
        colour.setAlpha(255)
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line)
    if marked:
        for peak, dot in zip(peaks, (theme.negative, theme.positive), strict=False):
            painter.setPen(QPen(QColor(theme.surface), 1.5))
            painter.setBrush(QColor(dot))
            painter.drawEllipse(at(*peak), 4, 4)
    painter.restore()


def runs(curve: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The parts of a curve between its gaps: numbers of the parts and their values."""
    found: list[list[tuple[int, float]]] = [[]]
    for i, value in enumerate(curve):
        if value is not None:
            found[-1].append((i, value))
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _beside_picture(rect: QRect) -> QRect:
    left = rect.left() + MARGIN + PICTURE.width() + 14
    top = rect.top() + (ROW - PICTURE.height()) // 2
    return QRect(left, top, rect.right() - left - MARGIN, PICTURE.height())
