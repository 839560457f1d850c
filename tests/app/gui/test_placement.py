"""Where the window was left: found again, and never where there is no screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from app.gui.placement import Placement, clamped
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


def placed(qtbot, settings: SettingsStore) -> tuple[QMainWindow, Placement]:
    """A small window with two columns, as it is found again."""
    window, columns = QMainWindow(), QSplitter()
    columns.addWidget(QWidget())
    columns.addWidget(QWidget())
    window.setCentralWidget(columns)
    qtbot.addWidget(window)
    placement = Placement(window, {"page": window}, SettingsStore(settings.path))
    window.show()
    qtbot.waitExposed(window)
    return window, placement


def test_a_window_comes_back_where_it_was_left(qtbot, settings: SettingsStore) -> None:
    settings.change("window", width=400, height=300)
    first, placement = placed(qtbot, settings)
    assert first.size() == QSize(400, 300)
    first.setGeometry(35, 45, 420, 310)
    placement.keep()
    again, _ = placed(qtbot, settings)
    assert again.geometry() == QRect(35, 45, 420, 310)
    assert not again.isMaximized()


def test_a_maximized_window_comes_back_so_and_keeps_its_place_below(qtbot, settings: SettingsStore) -> None:
    settings.change("window", x=35, y=45, width=420, height=310)
    first, placement = placed(qtbot, settings)
    first.setWindowState(Qt.WindowState.WindowMaximized)
    qtbot.waitUntil(lambda: first.width() > 420)
    placement.keep()
    again, _ = placed(qtbot, settings)
    qtbot.waitUntil(again.isMaximized)
    again.showNormal()
    qtbot.waitUntil(lambda: again.geometry() == QRect(35, 45, 420, 310))


def test_of_a_screen_that_has_gone_the_window_comes_to_one_that_is_there(qtbot, settings: SettingsStore) -> None:
    settings.change("window", x=9000, y=-4000, width=420, height=310)
    window, _ = placed(qtbot, settings)
    assert window.size() == QSize(420, 310)
    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())


def test_a_size_that_a_small_screen_did_not_allow_comes_back(qtbot, settings: SettingsStore) -> None:
    settings.change("window", width=9000, height=7000)
    window, placement = placed(qtbot, settings)
    assert window.width() < 9000
    placement.keep()
    kept = SettingsStore(settings.path).now.window
    assert (kept.width, kept.height) == (9000, 7000)
    window.resize(400, 300)
    placement.keep()
    kept = SettingsStore(settings.path).now.window
    assert (kept.width, kept.height) == (400, 300)


def test_opening_and_closing_leaves_a_damaged_file_as_it_is(qtbot, settings: SettingsStore) -> None:
    settings.path.write_text("{damaged")
    window, placement = placed(qtbot, settings)
    window.resize(400, 300)
    placement.keep()
    assert settings.path.read_text() == "{damaged"


def test_a_splitter_that_was_moved_is_where_it_was(qtbot, settings: SettingsStore) -> None:
    settings.change("window", width=400, height=300)
    first, placement = placed(qtbot, settings)
    placement.keep()
    assert SettingsStore(settings.path).now.window.splitters == {}  # one that nobody moved follows the window
    columns = first.findChild(QSplitter)
    columns.moveSplitter(90, 1)
    sizes = columns.sizes()
    assert sizes[0] == 90
    placement.keep()
    again, _ = placed(qtbot, settings)
    assert again.findChild(QSplitter).sizes() == sizes


def test_the_window_is_kept_when_it_closes(qtbot, window: MainWindow, settings: SettingsStore) -> None:
    rows = next(s for s in window.live.findChildren(QSplitter) if s.orientation() == Qt.Orientation.Vertical)
    window.show_live()
    qtbot.waitUntil(rows.isVisible)
    rows.moveSplitter(rows.sizes()[0] - 10, 1)
    window.resize(window.width(), window.height() - 20)
    window.close()
    kept = SettingsStore(settings.path).now.window
    assert (kept.width, kept.height) == (window.width(), window.height())
    assert list(kept.splitters) == ["live rows"]
