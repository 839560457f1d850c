"""What an error notice lets a person copy."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from app import __version__
from app.batch.imports import Import, State
from app.gui.analysis import Task
from app.gui.details import details
from app.gui.error_line import ErrorLine
from app.gui.first_run import MODELS
from app.gui.import_panel import ImportPanel


def test_an_error_that_was_foreseen_is_told_with_version_system_and_engine(window):
    window.clips.engine = "Engine: onnxruntime-cpu"
    window.notices.add("There is no file a.mp4.", "error")
    notice = window.notices.notices[0]
    assert notice.copy.isVisible()
    notice.copy.click()
    copied = QGuiApplication.clipboard().text()
    for part in (
        "There is no file a.mp4.",
        f"UCRN Live {__version__}",
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        "onnxruntime-cpu",
    ):
        assert part in copied
    assert "Traceback" not in copied
    assert notice.copy.text() == "Copied"
    assert window.notices.notices == [notice]


def test_one_that_was_not_has_its_way_through_the_code_without_what_was_said():
    def work() -> None:
        raise KeyError("what a person said")

    task = Task("fail", work)
    assert task.join(10)
    copied = details(task.error)
    assert "test_details.py" in copied
    assert "in work" in copied
    assert "builtins.KeyError" in copied
    assert "person said" not in copied


@pytest.mark.parametrize("kind", ["info", "warning"])
def test_what_is_no_error_has_no_details(window, kind):
    window.notices.add("All is well.", kind)
    assert not window.notices.notices[0].copy.isVisible()


def test_every_line_with_an_error_can_be_copied(qtbot):
    line = ErrorLine()
    qtbot.addWidget(line)
    line.tell("Writing…", "muted")
    assert not line.isHidden()
    assert line.copy.isHidden()
    line.tell("Der Ordner fehlt.", told="There is no folder.")
    line.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("There is no folder.\n\nUCRN Live")
    assert "Engine" not in copied  # which one is in use is not known here
    assert line.copy.text() == "Copied"
    line.tell("")
    assert line.isHidden()


def test_files_that_could_not_be_imported_can_be_copied(qtbot):
    panel = ImportPanel()
    qtbot.addWidget(panel)
    files = [Import(0, Path("a.mp4"), State.FAILED, error="a.mp4 is empty."), Import(1, Path("b.mp4"), State.DONE)]
    panel.show_imports(files[1:], busy=False)
    assert panel.error.copy.isHidden()
    panel.show_imports(files, busy=False)
    panel.error.copy.click()
    assert QGuiApplication.clipboard().text().startswith("a.mp4 is empty.\n")


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            "The model face-landmarker (finds the face) is not installed: run `ucrn-live models install "
            "face-landmarker`.",
            "The model face-landmarker is not installed; it finds the face and its expression.",
        ),
        (
            "The model whisper-base.en (English speech to words) is not installed and not in the mirror /a (b): run "
            "`ucrn-live models install whisper-base.en`.",
            "The model whisper-base.en is not installed; it hears English words.",
        ),
    ],
)
def test_a_model_that_is_missing_leads_to_where_it_is_installed(window, message, shown):
    window.notices.add(message)
    assert window.notices.texts == [shown]
    assert [button.text() for button in window.notices.notices[0].buttons] == ["Install models…"]
    window.notices.clear()
    assert window.notices.texts == []  # it does not stay for its button
    window.notices.add(message)
    window.notices.notices[0].buttons[0].click()
    assert window.guide.isVisible()
    assert window.guide.number == MODELS
