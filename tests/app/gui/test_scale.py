"""The window drawn larger: on a screen of 1440 x 900 at 200 % there are 720 x 450 pixels for everything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.gui.consent_note import ConsentDialog
from app.gui.focus_ring import MARGIN
from app.gui.layout import Halves
from app.gui.licences_dialog import LicencesDialog
from app.gui.marker_kinds import KindsDialog
from app.gui.settings_dialog import SettingsDialog
from app.gui.shortcuts import ShortcutsDialog
from app.gui.translation import install
from app.gui.window import MainWindow
from app.settings import KINDS
from tests.app.gui.shown import show_live

ROOM = 720, 420  # pixels, without the frame of the window


@pytest.mark.parametrize(("scale", "desktops", "ratio"), [(100, None, 1.0), (150, None, 1.5), (200, "1.5", 3.0)])
def test_the_scale_comes_on_top_of_the_desktops(scale, desktops, ratio):
    code = (
        "import os; from app.gui.application import make_application; "
        f"print(make_application('en', {scale}).primaryScreen().devicePixelRatio(), os.environ.get('QT_SCALE_FACTOR'))"
    )
    inherited = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    given = {"QT_SCALE_FACTOR": desktops} if desktops else {}
    said = subprocess.run(
        [sys.executable, "-c", code], env=inherited | given, capture_output=True, text=True, check=True
    )
    found, inherits = said.stdout.split()[-2:]
    assert float(found) == pytest.approx(ratio)
    assert inherits == str(desktops)  # what is started from here has the desktop's, once


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_or_scrolled_sideways(qtbot, qapp, settings, sample_session, language):
    install(qapp, language)
    try:
        window = MainWindow(settings)
    finally:
        install(qapp, "en")
    qtbot.addWidget(window)
    window.resize(*ROOM)
    window.show()
    window.show_library()
    qtbot.waitUntil(window.library.search.isVisible)
    assert window.library.width() >= window.library.minimumSizeHint().width()
    for button in window.library.findChildren(QPushButton):
        assert not button.isVisible() or button.width() >= button.minimumSizeHint().width()
    assert window.library.search.y() >= MARGIN  # room for the ring of the focus
    window.show_live()
    qtbot.waitUntil(window.live.controls.start.isVisible)
    assert not sideways(window.live)
    window.opening.open_session(sample_session)
    qtbot.waitUntil(window.replay.isVisible, timeout=20_000)
    assert not sideways(window.replay)
    window.show_guide(1)
    qtbot.waitUntil(window.guide.devices.devices.cameras.isVisible)
    assert not sideways(window.guide)
    lists = window.guide.devices.devices
    assert lists.visibleRegion().boundingRect().height() == lists.height()  # without any scrolling
    window.close()


def sideways(page: QWidget) -> int:
    """Pixels by which something in the page scrolls to the side."""
    return max(area.horizontalScrollBar().maximum() for area in page.findChildren(QScrollArea) if area.isVisible())


def test_columns_are_as_they_were_when_there_is_room_again(qtbot, window):
    window.resize(1200, 700)
    window.show_live()
    (columns,) = window.live.findChildren(Halves)
    columns.setSizes([500, 600])
    sizes = columns.sizes()
    window.resize(*ROOM)
    qtbot.waitUntil(lambda: columns.orientation() == Qt.Orientation.Vertical)
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: columns.orientation() == Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: columns.sizes() == sizes)


def all_come_into_sight(window, first) -> None:
    """Wherever the Tab key goes is in sight then."""
    first.setFocus()
    found = []
    while (focused := QApplication.focusWidget()) not in found:
        assert not focused.visibleRegion().isEmpty(), focused
        found.append(focused)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert len(found) > 3


def test_pages_fit_and_what_does_not_comes_into_sight(qtbot, window):
    window.resize(*ROOM)
    qtbot.waitUntil(window.isActiveWindow)
    assert window.size().toTuple() == ROOM
    all_come_into_sight(window, window.start_page.live_button)
    show_live(qtbot, window)
    qtbot.waitUntil(window.live.controls.start.isVisible)
    assert window.size().toTuple() == ROOM
    assert not window.live.controls.start.visibleRegion().isEmpty()  # without any scrolling
    all_come_into_sight(window, window.live.devices.microphones)
    window.show_library()
    qtbot.waitUntil(window.library.search.isVisible)
    assert window.size().toTuple() == ROOM
    all_come_into_sight(window, window.library.search)


def test_what_has_the_focus_stays_in_sight_when_a_notice_comes(qtbot, window):
    window.resize(*ROOM)
    qtbot.waitUntil(window.isActiveWindow)
    show_live(qtbot, window)
    cameras = window.live.devices.cameras
    cameras.setFocus()
    qtbot.waitUntil(cameras.hasFocus)
    room = window.live.height()
    window.notices.add("There is no such file. " * 9, "error")
    qtbot.waitUntil(lambda: window.live.height() < room)
    assert not cameras.visibleRegion().isEmpty()


def test_a_notice_takes_its_room_and_no_more(qtbot, window):
    window.show_live()
    room = window.live.height()
    window.notices.add("There is no such file. " * 3, "error")
    notice = window.notices.notices[0]
    qtbot.waitUntil(lambda: notice.isVisible() and window.live.height() < room)
    assert room - window.live.height() <= notice.height() + 20
    assert not window.live.controls.start.visibleRegion().isEmpty()


@pytest.mark.parametrize("number", range(5))
def test_the_guide_can_be_read_with_the_keyboard(qtbot, window, number):
    window.resize(*ROOM)
    window.show_guide(number)
    guide = window.guide
    qtbot.waitUntil(lambda: guide.isAncestorOf(QApplication.focusWidget()))
    area = guide.steps[number].parentWidget().parentWidget()
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0 or number != 0  # the terms do not fit
    if bar.maximum() > 0:
        assert area.hasFocus()
        for key, place in ((Qt.Key.Key_End, bar.maximum()), (Qt.Key.Key_Home, 0)):
            QTest.keyClick(window.windowHandle(), key)
            assert bar.value() == place
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_PageDown)
        assert bar.value() > 0
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        assert not area.hasFocus()  # it goes on
    else:
        assert not area.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    "make",
    [
        lambda window: KindsDialog(KINDS, window),
        ShortcutsDialog,
        LicencesDialog,
        lambda window: SettingsDialog(window.settings, window.settings.now, window),
        lambda window: ConsentDialog(window.settings, window),
    ],
)
def test_dialogs_fit(qtbot, window, make):
    dialog = make(window)
    dialog.show()
    screen = dialog.screen().availableSize()
    assert dialog.height() <= screen.height()
    assert dialog.width() <= screen.width()
    dialog.resize(dialog.width(), ROOM[1])
    assert dialog.height() == ROOM[1]  # it can be as low
    dialog.close()
