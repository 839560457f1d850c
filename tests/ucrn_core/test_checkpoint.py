"""Checkpoints: what is saved comes back, and what is none is refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from ucrn_core.calibration import PRESENCE_BANDS, Calibration
from ucrn_core.checkpoint import Checkpoint, adapters_digest, live_config, load, save
from ucrn_core.errors import CheckpointError
from ucrn_core.features import BaselineSpec, FeatureSpec, StreamSpec
from ucrn_core.model import UCRN

ADAPTERS = {"layer.0.query.up": np.ones((3, 2), np.float16), "layer.0.query.down": np.zeros((2, 3), np.float16)}
SPEC = FeatureSpec(voice_baseline=BaselineSpec((1.0, 2.5), 10, 20), text_adapters=adapters_digest(ADAPTERS))


def made(spec: FeatureSpec = SPEC) -> Checkpoint:
    torch.manual_seed(1)
    bands = len(PRESENCE_BANDS) + 1
    calibration = Calibration(tuple((0.1 * i,) * bands for i in range(7)), ((1.0, 0.1), (2.0, 0.2), (3.0, 0.3)))
    parity = {"0/sentiments": np.arange(7, dtype=np.float32)}
    provenance = {"recipe": {"seed": 7}}
    return Checkpoint(UCRN(live_config(spec)).eval(), spec, calibration, provenance, "", parity, ADAPTERS)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save(path, made())
    return path


def test_everything_comes_back(saved: Path) -> None:
    before, after = made(), load(saved)
    assert after.spec == before.spec
    assert after.spec.digest == before.spec.digest
    assert after.calibration == before.calibration
    assert after.provenance == before.provenance
    np.testing.assert_array_equal(after.parity["0/sentiments"], before.parity["0/sentiments"])
    assert set(after.adapters) == set(ADAPTERS)
    assert adapters_digest(after.adapters) == after.spec.text_adapters
    for name, value in before.model.state_dict().items():
        assert torch.equal(value, after.model.state_dict()[name]), name
    assert not after.model.training


def test_the_digest_is_that_of_the_file(saved: Path) -> None:
    import hashlib

    assert load(saved).digest == hashlib.sha256(saved.read_bytes()).hexdigest()


def test_no_half_written_file_is_left(saved: Path) -> None:
    save(saved, made())
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "gone.safetensors" in refusal(tmp_path / "gone.safetensors")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff" * 200])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(content)
    assert "other.safetensors" in refusal(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_checkpoint_is_refused(saved: Path, share: float) -> None:
    saved.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * share)])
    refusal(saved)


def test_one_changed_byte_is_found(saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    content[-1] ^= 1
    saved.write_bytes(content)
    assert "another hash" in refusal(saved)


def test_safetensors_of_another_program_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    save_file({"x": np.zeros(3)}, path, metadata={"format": json.dumps("pt")})
    assert "ucrn-live train" in refusal(path)


def test_other_features_are_refused(tmp_path: Path) -> None:
    spec = replace(SPEC, face=StreamSpec(100, ("smile",), 0.08))
    save(tmp_path / "old.safetensors", made(spec))
    assert "other features" in refusal(tmp_path / "old.safetensors")


@pytest.mark.parametrize("change", [{"text_encoder": "0" * 64}, {"window": 4.0}, {"name": "live-v0"}])
def test_a_spec_that_this_version_does_not_compute_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    save(tmp_path / "other.safetensors", made(replace(SPEC, **change)))  # type: ignore[arg-type]
    assert "other features" in refusal(tmp_path / "other.safetensors")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="gone"):
        save(tmp_path / "gone" / "net.safetensors", made())
