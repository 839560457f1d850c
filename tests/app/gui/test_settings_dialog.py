"""The dialog of the settings: what it changes, what it follows, and what it says where that cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme as themes
from app.gui.settings_dialog import SettingsDialog
from app.gui.window import MainWindow
from app.sessions import library
from app.settings import Live, Settings, SettingsStore


@pytest.fixture
def dialog(qtbot: QtBot, documents: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> SettingsDialog:
    monkeypatch.delenv("UCRN_LIVE_SESSIONS", raising=False)
    window.show_settings()
    opened = window.findChild(SettingsDialog)
    assert opened is not None
    qtbot.waitExposed(opened)
    return opened


def choose(box, text: str) -> None:
    """As a person does."""
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())


def test_the_menu_opens_one_dialog(qtbot, window, dialog) -> None:
    action = next(a for a in window.menuBar().actions()[0].menu().actions() if a.text() == "Se&ttings…")
    assert action.shortcut().toString() == "Ctrl+,"
    action.trigger()
    assert window.findChildren(SettingsDialog) == [dialog]


def test_the_theme_changes_at_once(dialog, settings) -> None:
    choose(dialog.appearance, "Dark")
    assert settings.now.appearance == "dark"
    assert QApplication.palette().window().color().name() == themes.DARK.background
    choose(dialog.appearance, "Light")
    assert QApplication.palette().window().color().name() == themes.LIGHT.background


def test_what_waits_for_the_next_start_is_told(dialog, settings) -> None:
    assert not dialog.restart.isVisible()
    choose(dialog.scale, "150 %")
    assert settings.now.scale == 150
    assert dialog.restart.isVisible()
    choose(dialog.scale, "100 %")
    assert not dialog.restart.isVisible()
    choose(dialog.language, "Deutsch")
    assert settings.now.language == "de"
    assert dialog.restart.isVisible()


def test_choices_are_kept_in_the_words_of_the_file(dialog, settings) -> None:
    choose(dialog.palette_box, "High contrast")
    choose(dialog.speech, "whisper-base.en")
    choose(dialog.engine, "onnxruntime")
    dialog.media.click()
    dialog.copy_media.click()
    now = SettingsStore(settings.path).now
    assert (now.palette, now.library.copy_media) == ("high-contrast", True)
    assert now.live == Live(speech="whisper-base.en", engine="onnxruntime", media=False)


def test_menus_and_dialog_follow_each_other(dialog, window, settings) -> None:
    def checked(text: str) -> bool:
        return next(action.isChecked() for action in window.findChildren(QAction) if action.text() == text)

    choose(dialog.engine, "onnxruntime")
    assert checked("onnxruntime")
    dialog.media.click()
    assert not checked("Record pictures and sound")
    settings.change("live", engine="eager")
    assert dialog.engine.currentText() == "eager"
    window.library.copy_action.trigger()
    assert dialog.copy_media.isChecked()
    settings.change("live", microphone="none")
    for bar in (dialog.devices, window.live.devices):
        assert bar.microphones.currentText() == "No microphone"


def test_the_consent_note_is_taken_when_it_is_written(qtbot, dialog, window, settings) -> None:
    dialog.consent.setPlainText("  All agreed in writing.\n")
    qtbot.waitUntil(lambda: settings.now.live.consent == "All agreed in writing.")
    dialog.consent.setPlainText("a" * 9_999 + "bc")
    assert "characters can be kept" in dialog.consent_error.text()
    dialog.close()
    assert settings.now.live.consent == "a" * 9_999 + "b"
    window.show_settings()
    dialog = window.findChild(SettingsDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
    dialog.consent.setPlainText("Short.")
    window.close()  # at once, and the dialog with it
    assert settings.now.live.consent == "Short."


def test_the_library_moves(qtbot, dialog, window, settings, tmp_path, documents) -> None:
    assert dialog.folder.placeholderText() == str(documents / "UCRN Live") == str(window.library.folder)
    dialog.folder.setText(str(tmp_path / "shelf"))
    qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
    assert settings.now.library.folder == str(tmp_path / "shelf")
    assert window.library.folder == window.library.imports.library == tmp_path / "shelf"
    assert dialog.places["Sessions"].text() == str(tmp_path / "shelf")
    dialog.folder.clear()
    qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
    assert window.library.folder == documents / "UCRN Live"


@pytest.mark.parametrize(
    ("written", "why"), [("shelf", "is no whole path"), ("~nouser/x", "is no whole path"), ("{}", "is a file")]
)
def test_what_is_no_folder_is_told_beside_it(qtbot, dialog, settings, tmp_path, written, why) -> None:
    file = tmp_path / "file"
    file.touch()
    dialog.tabs.setCurrentIndex(2)
    dialog.folder.setText(written.format(file))
    qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
    assert dialog.folder_error.isVisible()
    assert why in dialog.folder_error.text()
    assert settings.now.library.folder == ""


def test_a_folder_of_the_environment_is_shown_and_fixed(qtbot, settings, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "named"))
    dialog = SettingsDialog(settings, settings.now)
    qtbot.addWidget(dialog)
    assert not dialog.folder.isEnabled()
    assert any(str(tmp_path / "named") in label.text() for label in dialog.findChildren(QLabel))


def test_where_data_lies_is_shown_and_opened(dialog, settings, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or len(opened) < 2)
    settings.change(guide_seen=True)  # makes the file
    assert dialog.places["Settings"].text() == str(settings.path)
    dialog.open_buttons["Settings"].click()
    assert opened == [str(settings.path.parent)]
    assert dialog.open_error.isHidden()
    dialog.open_buttons["Settings"].click()  # nothing opens it
    assert str(settings.path.parent) in dialog.open_error.text()
    assert not library.home().exists()
    assert not dialog.open_buttons["Sessions"].isEnabled()


def test_what_was_opened_lately_is_forgotten(dialog, window, settings, tmp_path) -> None:
    (tmp_path / "talk.mp4").touch()
    settings.change("window", recent=[str(tmp_path / "talk.mp4")])
    assert [button.text() for button in window.start_page.recent_buttons] == ["talk.mp4"]
    dialog.forget.click()
    assert window.start_page.recent_buttons == []
    assert not dialog.forget.isEnabled()
    settings.change("window", media=str(tmp_path))  # as an import does, which opens nothing
    assert dialog.forget.isEnabled()
    dialog.forget.click()
    assert settings.now.window.media == ""


def test_reset_asks_first(qtbot, dialog, settings) -> None:
    settings.change(scale=200, guide_seen=True)
    settings.change("live", camera="none", consent="Yes.")
    settings.change("view", smoothing=3.0)
    dialog.reset_button.click()
    question = dialog.findChild(QMessageBox)
    assert settings.now.scale == 200
    next(b for b in question.findChildren(QPushButton) if b.text() == "Reset").click()
    assert settings.now == Settings(guide_seen=True, view=settings.now.view)
    assert settings.now.view.smoothing == 3.0
    assert dialog.consent.toPlainText() == ""


def test_every_control_has_a_name_that_is_read_out(dialog) -> None:
    for tab in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(tab)
        for control in dialog.tabs.currentWidget().findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
                interface = QAccessible.queryAccessibleInterface(control)
                assert interface.text(QAccessible.Text.Name), control


def test_devices_are_reached_by_a_letter_of_their_own(dialog) -> None:
    dialog.tabs.setCurrentIndex(1)
    page = dialog.tabs.currentWidget()
    shown = [w.text() for w in (*page.findChildren(QLabel), *page.findChildren(QAbstractButton))]
    names = [dialog.tabs.tabText(i) for i in range(dialog.tabs.count())] + shown
    letters = [found[1].lower() for name in names if (found := re.search(r"&(\w)", name))]
    assert len(letters) == len(set(letters))
    assert [label.text() for label in dialog.devices.labels] == ["Micr&ophone", "Ca&mera"]
    assert dialog.devices.labels[0].buddy() is dialog.devices.microphones


def test_trouble_with_the_file_is_told_in_the_window(qtbot, tmp_path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"scale": 3}')
    window = MainWindow(SettingsStore(path))
    qtbot.addWidget(window)
    window.tick()
    assert any("scale must be 100, 125, 150, 175 or 200, not 3" in text for text in window.notices.texts)
    window.close()
    assert path.read_text() == '{"scale": 3}'  # opening and closing write nothing
    assert not list(tmp_path.glob("*.damaged*"))


def test_a_file_that_cannot_be_written_is_told_in_the_dialog_and_on_every_page(qtbot, tmp_path) -> None:
    (tmp_path / "config").write_text("no folder")
    settings = SettingsStore(tmp_path / "config" / "settings.json")
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.unwritable.text() == ""
    choose(dialog.appearance, "Dark")
    assert "cannot be written" in dialog.unwritable.text()
    window.tick()
    window.show_library()
    assert any("cannot be written" in text for text in window.notices.texts)
    (tmp_path / "config").unlink()
    choose(dialog.appearance, "Light")
    assert dialog.unwritable.text() == ""
    window.close()


def test_a_folder_of_logs_that_cannot_be_is_shown(qtbot, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_LOGS", "/proc/nothere/logs")
    settings = SettingsStore(tmp_path / "settings.conf")
    settings.change(guide_seen=True)
    dialog = SettingsDialog(settings, settings.now)
    qtbot.addWidget(dialog)
    assert dialog.places["Logs"].text() == "/proc/nothere/logs"
    assert not dialog.open_buttons["Logs"].isEnabled()
    assert dialog.open_buttons["Settings"].isEnabled()  # whatever the file is called
