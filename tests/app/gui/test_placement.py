"""Where the window was left: found again, and never where there is no screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter

from app.gui.placement import clamped
from app.gui.window import MainWindow
from app.settings import SettingsStore

MAIN, LEFT = QRect(0, 28, 1920, 1052), QRect(-1280, 0, 1280, 1024)
NUMBER = st.integers(-5000, 5000)
RECTS = st.builds(QRect, NUMBER, NUMBER, st.integers(1, 6000), st.integers(1, 6000))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (QRect(100, 100, 1320, 820), QRect(100, 100, 1320, 820)),  # nothing has changed
        (QRect(-1200, 50, 900, 700), QRect(-1200, 50, 900, 700)),  # nor on the other screen
        (QRect(2500, 300, 1320, 820), QRect(600, 260, 1320, 820)),  # a screen on the right has gone
        (QRect(100, -900, 1320, 820), QRect(100, 28, 1320, 820)),  # one above: the title bar is below the panel
        (QRect(0, 0, 3840, 2160), QRect(0, 28, 1920, 1052)),  # a larger one
        (QRect(-400, 100, 1320, 820), QRect(0, 100, 1320, 820)),  # most of it was on the main one
    ],
)
def test_a_window_lies_on_a_screen_that_is_there(wanted: QRect, found: QRect) -> None:
    assert clamped(wanted, [MAIN, LEFT]) == found


@given(wanted=RECTS, screens=st.lists(RECTS, min_size=1, max_size=3))
def test_all_of_a_window_can_be_reached(wanted: QRect, screens: list[QRect]) -> None:
    found = clamped(wanted, screens)
    assert any(screen.contains(found) for screen in screens)
    if any(screen.contains(wanted) for screen in screens):
        assert found.size() == wanted.size()


def shown(qtbot, settings: SettingsStore) -> MainWindow:
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def test_a_window_comes_back_where_it_was_left(qtbot, settings: SettingsStore) -> None:
    first = shown(qtbot, settings)
    free = QGuiApplication.primaryScreen().availableGeometry()
    width, height = free.width() - 40, first.minimumSizeHint().height()
    first.resize(width, height)
    first.move(free.left() + 30, free.top() + 20)
    size, place = first.size(), first.pos()
    first.close()
    again = shown(qtbot, SettingsStore(settings.path))
    assert (again.size(), again.pos()) == (size, place)
    assert not again.isMaximized()


def test_a_maximized_window_comes_back_so_and_keeps_its_size_below(qtbot, settings: SettingsStore) -> None:
    settings.change("window", x=0, y=0, width=901, height=600)
    first = shown(qtbot, settings)
    first.setWindowState(Qt.WindowState.WindowMaximized)
    first.close()
    assert settings.now.window.maximized
    again = shown(qtbot, SettingsStore(settings.path))
    assert again.isMaximized()


def test_of_a_screen_that_has_gone_the_window_comes_to_one_that_is_there(qtbot, settings: SettingsStore) -> None:
    settings.change("window", x=9000, y=-4000, width=1000, height=600)
    window = shown(qtbot, settings)
    assert QGuiApplication.primaryScreen().geometry().intersects(window.geometry())
    assert window.pos().y() >= QGuiApplication.primaryScreen().availableGeometry().top()


def test_splitters_that_were_moved_are_where_they_were(qtbot, settings: SettingsStore) -> None:
    def columns(window: MainWindow) -> QSplitter:
        splitters = window.live.findChildren(QSplitter)
        return next(splitter for splitter in splitters if splitter.orientation() == Qt.Orientation.Horizontal)

    first = shown(qtbot, settings)
    first._show_page(first.live)
    qtbot.waitUntil(lambda: columns(first).isVisible())
    columns(first).moveSplitter(columns(first).sizes()[0] + 60, 1)
    sizes = columns(first).sizes()
    first.close()
    assert list(settings.now.window.splitters) == ["live columns"]  # those that nobody moved follow the window
    again = shown(qtbot, SettingsStore(settings.path))
    again._show_page(again.live)
    qtbot.waitUntil(lambda: columns(again).isVisible())
    assert columns(again).sizes() == pytest.approx(sizes, abs=2)
