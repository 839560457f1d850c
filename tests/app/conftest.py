"""A session that is the analysis of the bundled sample, made once."""

from __future__ import annotations

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
