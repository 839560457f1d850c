"""Licences of everything the program needs, with their texts."""

from __future__ import annotations

import sys

import pytest

from app.cli import main
from app.licences import CONVEYED, licences, listing, summary


def test_every_library_has_a_licence_and_nearly_every_one_its_text():
    found = {licence.name: licence for licence in licences()}
    assert {"torch", "PySide6_Essentials", "av", "Python", "x265", "numpy"} <= set(found)
    assert all(licence.licence for licence in found.values())
    assert {name for name, licence in found.items() if not licence.text} <= {"US English speech model"}
    assert "Redistribution and use" in found["numpy"].text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text
    assert "GNU GENERAL PUBLIC LICENSE" in found["x265"].text


def test_tools_of_development_are_not_among_them():
    assert not {"pytest", "mypy", "pyinstaller"} & {licence.name for licence in licences()}


def test_only_a_package_is_conveyed_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    assert CONVEYED not in summary()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert CONVEYED in summary()


def test_the_command_line_lists_them(capsys: pytest.CaptureFixture[str]):
    assert main(["--licences"]) == 0
    assert capsys.readouterr().out.strip() == listing()
