"""Licences of everything the program needs, with their texts."""

from __future__ import annotations

import sys

import pytest

from app.cli import main
from app.licence_parts import PARTS, holder
from app.licences import CONVEYED, licences, listing, summary


def test_every_library_and_every_part_of_one_has_a_licence_and_its_text():
    found = {licence.name: licence for licence in licences()}
    assert {"torch", "PySide6_Essentials", "av", "Python", "x265", "numpy"} <= set(found)
    assert all(licence.licence for licence in found.values())
    assert not [name for name, licence in found.items() if not licence.text]
    assert "Redistribution and use" in found["numpy"].text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text
    assert "GNU GENERAL PUBLIC LICENSE" in found["x265"].text
    assert "Intel Simplified Software License" in found["Intel oneMKL"].text
    assert "OpenSSL License" in found["OpenSSL 1.1"].text


def test_where_the_source_of_parts_under_the_gpl_and_the_lgpl_is_stands_beside_each():
    bound = [part for part in PARTS if "GPL" in part.licence]
    assert len(bound) > 10
    assert not [part.name for part in bound if "source: https://" not in part.about]


def test_a_library_is_claimed_by_one_part():
    for file, name in {
        "libavcodec-5e6b81c2.so.62.28.102": "FFmpeg of PyAV",
        "libavcodec.so.61": "FFmpeg of Qt Multimedia",
        "libcrypto.so.3": "OpenSSL",
        "libcrypto-5409cd36.so.1.1.1k": "OpenSSL 1.1",
    }.items():
        part = holder(file)
        assert part
        assert part.name == name
    assert holder("libsomething.so.1") is None


def test_tools_of_development_are_not_among_them():
    assert not {"pytest", "mypy", "pyinstaller"} & {licence.name for licence in licences()}


def test_only_a_package_is_conveyed_as_a_whole(monkeypatch: pytest.MonkeyPatch):
    assert CONVEYED not in summary()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert CONVEYED in summary()


def test_the_command_line_lists_them(capsys: pytest.CaptureFixture[str]):
    assert main(["--licences"]) == 0
    assert capsys.readouterr().out.strip() == listing()
