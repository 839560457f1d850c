"""Fixtures that every test may use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

import engines  # noqa: F401  # keeps libraries from reporting home, also those that a test imports itself
from tests.random_whisper import make_whisper

# A loaded machine is slow, not wrong: no test fails on time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests run side by side, one a core; more threads than cores wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Engines that tests build are not the person's own, nor are settings.
_CACHE = tempfile.TemporaryDirectory(prefix="ucrn-live-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name
os.environ["UCRN_LIVE_LOGS"] = os.path.join(_CACHE.name, "logs")
os.environ["UCRN_LIVE_SETTINGS"] = f"{_CACHE.name}/settings.json"

# The folder of shared test material lies beside the checkout, or where UCRN_LIVE_SHARED says.
SHARED = Path(os.environ.get("UCRN_LIVE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Shared test material: reference fixtures, clips, corpora, models. Skips where it is not there."""
    if not (SHARED / "reference").is_dir():
        pytest.skip(f"shared test material not found at {SHARED}; set UCRN_LIVE_SHARED to its folder")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Five minutes of real time, in which little is computed: side by side, the others are done meanwhile.
    items.sort(key=lambda item: item.name != "test_five_minutes_on_stand_ins_meet_every_bar")


@pytest.fixture(scope="session")
def tiny_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Whisper model in CTranslate2's format that is sure of its words."""
    return make_whisper(tmp_path_factory.mktemp("whisper"), sure=True)
