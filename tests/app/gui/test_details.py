"""What an error notice lets a person copy."""

from __future__ import annotations

import platform

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from app import __version__
from app.gui.analysis import Task
from app.gui.details import details


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
