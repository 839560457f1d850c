"""The icons, drawn rather than loaded, so that they are sharp at any scale and in any colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app import colours
from app.gui.theme import DARK

SHARP = 4  # pixels of an icon for each of its own: it is drawn for screens of up to four times the density


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """A small drawn icon: `play`, `pause`, `frame-back`, `frame-on`, `jump-back`, `jump-on`, `sound`, `muted`,
    `search`, `attention` or `close`."""
    pixmap = QPixmap(QSize(size, size) * SHARP)
    pixmap.setDevicePixelRatio(SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 20, size / 20)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    stroke = QPen(QColor(colour), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if name == "play":
        painter.drawPolygon(QPolygonF([QPointF(5, 3), QPointF(17, 10), QPointF(5, 17)]))
    elif name == "pause":
        painter.drawRoundedRect(QRectF(5, 3, 3.6, 14), 1, 1)
        painter.drawRoundedRect(QRectF(11.4, 3, 3.6, 14), 1, 1)
    elif name.startswith(("frame", "jump")):
        if name.endswith("back"):
            painter.translate(20, 0)
            painter.scale(-1, 1)
        if name.startswith("frame"):
            painter.drawRoundedRect(QRectF(4, 4, 2.6, 12), 1, 1)
            painter.drawPolygon(QPolygonF([QPointF(9, 4), QPointF(17, 10), QPointF(9, 16)]))
        else:
            painter.drawPolygon(QPolygonF([QPointF(3, 4), QPointF(11.5, 10), QPointF(3, 16)]))
            painter.drawPolygon(QPolygonF([QPointF(10, 4), QPointF(18.5, 10), QPointF(10, 16)]))
    elif name == "attention":
        painter.drawEllipse(QRectF(1, 1, 18, 18))
        painter.setPen(QPen(QColor(colours.readable_on(colour)), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(10, 5.5), QPointF(10, 10.5))
        painter.drawPoint(QPointF(10, 14.4))
    elif name in ("sound", "muted"):
        speaker = [QPointF(2, 7), QPointF(5.5, 7), QPointF(10, 3), QPointF(10, 17), QPointF(5.5, 13), QPointF(2, 13)]
        painter.drawPolygon(QPolygonF(speaker))
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if name == "sound":
            painter.drawArc(QRectF(8.5, 6.5, 6, 7), -60 * 16, 120 * 16)
            painter.drawArc(QRectF(7.5, 3.5, 10.5, 13), -60 * 16, 120 * 16)
        else:
            painter.drawLine(QPointF(13, 7.5), QPointF(18, 12.5))
            painter.drawLine(QPointF(18, 7.5), QPointF(13, 12.5))
    elif name == "search":
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(4, 4, 9, 9))
        painter.drawLine(QPointF(12, 12), QPointF(16, 16))
    else:
        painter.setPen(stroke)
        painter.drawLine(QPointF(5.5, 5.5), QPointF(14.5, 14.5))
        painter.drawLine(QPointF(14.5, 5.5), QPointF(5.5, 14.5))
    painter.end()
    return QIcon(pixmap)


def window_icon() -> QIcon:
    """The program's mark: a curve that rises through a band."""
    pixmap = QPixmap(QSize(128, 128) * SHARP)
    pixmap.setDevicePixelRatio(SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.surface))
    painter.drawRoundedRect(QRectF(4, 4, 120, 120), 28, 28)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    curve = QPainterPath(QPointF(32, 78))
    curve.cubicTo(QPointF(56, 106), QPointF(62, 26), QPointF(96, 46))
    band = QColor(DARK.sentiment)
    band.setAlpha(80)
    painter.setPen(QPen(band, 30, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(curve)
    painter.setPen(QPen(QColor(DARK.sentiment), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(curve)
    painter.end()
    return QIcon(pixmap)
