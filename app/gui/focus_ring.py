"""A ring around what has the keyboard, for those who work with the keyboard: the same around every kind of widget."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QMainWindow,
    QMenu,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QWidget,
)

MARGIN = 4  # pixels around the widget, so that there is a gap: the ring may have its colour
WIDTH = 2.0  # pixels
ROUND = 6.0  # pixels: radius of the corners
NEVER = (QMainWindow, QMenuBar, QMenu)  # they show themselves where they are


class Margins(QProxyStyle):
    """How far the ring is from what it is around."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return MARGIN
        return super().pixelMetric(metric, option, widget)


class FocusRing(QFocusFrame):
    """Shown from a key press that moves the focus until the next press of the mouse. One for all windows."""

    def __init__(self) -> None:
        super().__init__()
        application = QGuiApplication.instance()
        assert isinstance(application, QApplication)
        self._keyboard = False
        self._margins = Margins("Fusion")
        self.setStyle(self._margins)
        application.focusChanged.connect(self._follow)
        # Presses are seen at the windows of the system, of which few events come: a filter of the application would be
        # asked about all.
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            keyboard = event.type() == QEvent.Type.KeyPress
            if keyboard != self._keyboard:
                self._keyboard = keyboard
                self._follow(None, QApplication.focusWidget())
        return bool(super().eventFilter(watched, event))

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        shown = self._keyboard and now is not None and not isinstance(now, NEVER) and not _is_popup(now)
        self.setWidget(now if shown else None)  # type: ignore[arg-type]  # None is nothing
        if not shown:
            self.setParent(None)  # not to be deleted with the dialog it was in

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().link().color(), WIDTH))
        inset = WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), ROUND, ROUND)
        painter.end()


def _is_popup(widget: QWidget) -> bool:
    """Whether it is the list of a combo box or the like, which shows by itself where one is."""
    return widget.window().windowType() == Qt.WindowType.Popup
