"""The window drawn larger: on a screen of 1440 x 900 at 200 % there are 720 x 450 pixels for everything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.gui.marker_kinds import KindsDialog
from app.gui.shortcuts import ShortcutsDialog
from app.settings import KINDS

ROOM = 720, 420  # pixels, without the frame of the window


@pytest.mark.parametrize(("scale", "desktops", "ratio"), [(100, None, 1.0), (150, None, 1.5), (200, "1.5", 3.0)])
def test_the_scale_comes_on_top_of_the_desktops(scale, desktops, ratio):
    code = (
        "from app.gui.application import make_application; "
        f"print(make_application('en', {scale}).primaryScreen().devicePixelRatio())"
    )
    inherited = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    given = {"QT_SCALE_FACTOR": desktops} if desktops else {}
    said = subprocess.run(
        [sys.executable, "-c", code], env=inherited | given, capture_output=True, text=True, check=True
    )
    assert float(said.stdout.split()[-1]) == pytest.approx(ratio)


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
    window.show_live()
    qtbot.waitUntil(window.live.controls.start.isVisible)
    assert window.size().toTuple() == ROOM
    assert not window.live.controls.start.visibleRegion().isEmpty()  # without any scrolling
    all_come_into_sight(window, window.live.devices.microphones)
    window.show_library()
    qtbot.waitUntil(window.library.search.isVisible)
    assert window.size().toTuple() == ROOM
    all_come_into_sight(window, window.library.search)


def test_a_notice_takes_its_room_and_no_more(qtbot, window):
    window.show_live()
    room = window.live.height()
    window.notices.add("There is no such file. " * 3, "error")
    notice = window.notices.notices[0]
    qtbot.waitUntil(lambda: notice.isVisible() and window.live.height() < room)
    assert room - window.live.height() <= notice.height() + 20
    assert not window.live.controls.start.visibleRegion().isEmpty()


@pytest.mark.parametrize("make", [lambda window: KindsDialog(KINDS, window), ShortcutsDialog])
def test_dialogs_fit(qtbot, window, make):
    dialog = make(window)
    dialog.show()
    screen = dialog.screen().availableSize()
    assert dialog.height() <= screen.height()
    dialog.resize(dialog.width(), ROOM[1])
    assert dialog.height() == ROOM[1]  # it can be as low
    dialog.close()
