"""Where the window was left: kept in the settings, and put onto a screen that is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter, QStyle, QWidget

from app.settings import SettingsStore, Window


def clamped(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """`wanted` moved, and made smaller if need be, so that it lies on the screen that shows most of it, or on the first
    where none does. screens: what of each is free for windows, the main one first; in pixels."""
    area = max(screens, key=lambda free: _size(free.intersected(wanted)))
    size = wanted.size().boundedTo(area.size())
    left = min(max(wanted.left(), area.left()), area.left() + area.width() - size.width())
    top = min(max(wanted.top(), area.top()), area.top() + area.height() - size.height())
    return QRect(left, top, size.width(), size.height())


class Placement:
    """Of a window and of the splitters in its pages, which are named."""

    def __init__(self, window: QMainWindow, pages: Mapping[str, QWidget], settings: SettingsStore) -> None:
        """Puts all where it was."""
        self._window, self._settings = window, settings
        self._moved: dict[str, list[int]] = {}  # sizes by name
        self._place(settings.now.window)
        for page, widget in pages.items():
            for splitter in widget.findChildren(QSplitter):
                columns = splitter.orientation() == Qt.Orientation.Horizontal
                self._follow(f"{page} {'columns' if columns else 'rows'}", splitter)

    def keep(self) -> None:
        """Remember how things are now."""
        if SettingsStore(self._settings.path).told:
            return  # for this alone a damaged file is not put aside
        window = self._window
        normal = window.normalGeometry() if window.isMaximized() else window.geometry()
        # The person did not choose what a small screen made of the size.
        size = self._wanted if normal.size() == self._fitted else normal.size()
        self._settings.change(
            "window",
            x=normal.x(),
            y=normal.y(),
            width=size.width(),
            height=size.height(),
            maximized=window.isMaximized(),
            splitters={**self._settings.now.window.splitters, **self._moved},
        )

    def _place(self, left: Window) -> None:
        screens = [QGuiApplication.primaryScreen(), *QGuiApplication.screens()]
        title = self._window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        free = [screen.availableGeometry().adjusted(0, title, 0, 0) for screen in screens]
        self._wanted = QSize(left.width, left.height)
        if left.x is None or left.y is None:
            self._fitted = clamped(QRect(QPoint(), self._wanted), free[:1]).size()
            self._window.resize(self._fitted)
        else:
            fitted = clamped(QRect(QPoint(left.x, left.y), self._wanted), free)
            self._fitted = fitted.size()
            self._window.setGeometry(fitted)
        if left.maximized:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)

    def _follow(self, name: str, splitter: QSplitter) -> None:
        sizes = self._settings.now.window.splitters.get(name, [])
        if len(sizes) == splitter.count() and any(sizes):
            splitter.setSizes(sizes)
        orientation = splitter.orientation()

        def moved() -> None:
            if splitter.orientation() == orientation:  # columns stand one below the other where it is narrow
                self._moved[name] = splitter.sizes()

        splitter.splitterMoved.connect(moved)


def _size(rect: QRect) -> int:
    return rect.width() * rect.height() if rect.isValid() else 0
