"""What the tests of `ucrn-live analyze` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from app.cli import main
from tests.media_files import flat, write_media
from ucrn_core.calibration import Calibration
from ucrn_core.checkpoint import Checkpoint, live_config, save
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN

Run = Callable[..., int]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A live network that was not trained: its numbers mean nothing, its way is the same."""
    torch.manual_seed(0)
    spec = FeatureSpec()
    path = tmp_path_factory.mktemp("checkpoint") / "untrained.safetensors"
    save(path, Checkpoint(UCRN(live_config(spec)), spec, Calibration(((1.0,) * 4,) * 7, ((1.0, 0.0),) * 3), {}))
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 2 s without sound, in which there is nothing to see."""
    return write_media(tmp_path_factory.mktemp("media") / "talk.mp4", [flat(90)] * 10, fps=5)


@pytest.fixture
def run(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Analyses in an empty folder on a machine where no model is installed; returns the exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path.with_name(f"{tmp_path.name}-models")))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    return lambda *arguments: main(["analyze", "--checkpoint", str(checkpoint), *map(str, arguments)])
