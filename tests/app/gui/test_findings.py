"""What an examination found, in the words of the guide."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.examination import Finding, examine
from app.gui.findings import told, works
from app.gui.translation import install


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install(qapp, "de")
    yield
    install(qapp, "en")


def test_where_cameras_are_not_listed_the_guide_says_so_without_a_command(
    german: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    finding = examine(["camera"])["camera"]
    assert works("camera", finding)
    assert told("camera", finding).startswith("Welche Kameras es gibt, zeigt sich erst beim Öffnen")


def test_what_is_broken_is_told_in_the_language_of_the_window(german: None) -> None:
    broken = Finding("missing", "There is no microphone: connect one, or allow this program to use it.")
    assert told("microphone", broken).startswith("Es gibt kein Mikrofon")


def test_without_the_model_of_the_face_something_is_left_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path))
    finding = examine(["models"])["models"]
    assert told("models", finding) == "The face stays missing: its model is not installed. Words and voice count."
    assert not works("models", finding)
    assert finding.state == "ok"  # for doctor, whose own check of the face tells it


def test_only_the_disks_where_something_is_kept_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "sessions"))
    details = examine(["free disk space"])["free disk space"].details
    assert set(details) == {str(tmp_path / "models"), str(tmp_path / "sessions")}
