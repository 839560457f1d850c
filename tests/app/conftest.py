"""A session that is the analysis of the bundled sample, made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import assets
from app.cli import main


@pytest.fixture(scope="session")
def sample_session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`sample.ucrn`, with words and voice, beside `sample.timeline.csv`; not to be changed."""
    folder = tmp_path_factory.mktemp("analysed")
    assert main(["analyze", str(assets.path(assets.SAMPLE)), "-o", str(folder)]) == 0
    return folder / "sample.ucrn"


@pytest.fixture
def trash_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The trash of this test alone, which need not be there."""
    if sys.platform != "linux":
        pytest.skip("the trash of this system is the person's own")
    for name in [name for name in sys.modules if name.split(".")[0] == "send2trash"]:
        monkeypatch.delitem(sys.modules, name)  # it reads where the trash is when it is imported
    monkeypatch.setitem(sys.modules, "send2trash.plat_gio", None)  # GLib asks the desktop instead
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"
