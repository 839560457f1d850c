"""The Help menu and the list of shortcuts."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QMessageBox

from app import __version__, manual
from app.gui.shortcuts import ShortcutsDialog, shortcuts


def actions(menu: QMenu):
    for action in menu.actions():
        yield from actions(action.menu()) if action.menu() else [action]


@pytest.fixture
def dialog(qtbot, window):
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    return window.findChild(ShortcutsDialog)


def shown(dialog) -> list[str]:
    rows = [row for rows in dialog._rows.values() for row in rows]
    return [row.text(1) for row in rows if not row.isHidden()]


def test_every_key_of_the_menus_is_listed(window):
    listed = {keys for _, keys, _ in shortcuts(window)}
    for top in window.menuBar().actions():
        for action in actions(top.menu()):
            for keys in action.shortcuts():
                assert any(keys.toString() in line for line in listed), action.text()


def test_no_two_entries_of_the_menus_share_a_key(window):
    keys = [key.toString() for top in window.menuBar().actions() for a in actions(top.menu()) for key in a.shortcuts()]
    assert len(keys) == len(set(keys))


def test_f1_opens_the_list_and_a_search_cuts_it(qtbot, dialog):
    assert dialog.isVisible()
    everything = len(shown(dialog))
    dialog.search.setText("zoom the sel")
    assert shown(dialog) == ["Zoom to the selection"]
    dialog.search.setText("")
    assert len(shown(dialog)) == everything


def test_the_logs_folder_is_opened(window, monkeypatch, tmp_path):
    monkeypatch.setenv("UCRN_LIVE_LOGS", str(tmp_path))
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or len(opened) < 2)
    entry(window, "logs").trigger()
    assert opened == [str(tmp_path)]
    assert not window.notices.texts
    entry(window, "logs").trigger()  # nothing opens it
    assert window.notices.texts == [f"Nothing on this machine opened the folder {tmp_path}."]
    monkeypatch.setenv("UCRN_LIVE_LOGS", "/proc/nothere/logs")
    entry(window, "logs").trigger()
    assert "/proc/nothere/logs cannot be made" in window.notices.texts[-1]


def test_about_tells_version_licence_and_weights(window):
    entry(window, "About").trigger()
    box = window.findChild(QMessageBox)
    told = re.sub("<.*?>", " ", box.text() + box.informativeText())
    for part in (__version__, "Apache-2.0", "ucrn-live-v1", "non-commercial"):
        assert part in told


def entry(window, name: str):
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Help")
    return next(a for a in actions(menu) if name in a.text().replace("&", ""))


def test_the_manual_is_opened_where_it_was_built(window, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or len(opened) < 2)
    monkeypatch.setattr(manual, "PAGES", tmp_path)
    entry(window, "Manual").trigger()
    assert len(window.notices.texts) == 1
    assert "make manual" in window.notices.texts[0]
    (tmp_path / "index.html").touch()
    entry(window, "Manual").trigger()
    assert opened == [str(tmp_path / "index.html")]
    assert len(window.notices.texts) == 1
    assert "make manual" in window.notices.texts[0]
    entry(window, "Manual").trigger()  # nothing opens it
    assert str(tmp_path / "index.html") in window.notices.texts[-1]


def test_the_guide_s_last_step_opens_the_manual(window, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    monkeypatch.setattr(manual, "PAGES", tmp_path)
    (tmp_path / "index.html").touch()
    window.show_guide(4)
    window.guide.end.manual.click()
    assert opened == [str(tmp_path / "index.html")]
