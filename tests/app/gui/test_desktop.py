"""What other programs of the desktop open gets the desktop's environment, not that of the frozen program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from app.gui.desktop import open_outside

NAMES = "LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"


@pytest.mark.parametrize(
    ("frozen", "kept", "theirs"), [(True, "/usr/mine", "/usr/mine"), (True, None, None), (False, None, "/opt/ours")]
)
def test_libraries_of_the_program_are_not_for_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, frozen: bool, kept: str | None, theirs: str | None
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    for name, value in zip(NAMES, ("/opt/ours", kept), strict=True):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    def opened(url) -> bool:
        seen.extend((url.toLocalFile(), os.environ.get("LD_LIBRARY_PATH")))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", opened)
    assert open_outside(tmp_path)
    assert seen == [str(tmp_path), theirs]
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/ours"


def test_all_that_is_opened_goes_this_way() -> None:
    gui = Path(sys.modules["app.gui"].__path__[0])
    assert [file.name for file in gui.glob("*.py") if "openUrl" in file.read_text()] == ["desktop.py"]
