"""Checkpoints: what is saved comes back, and what is none is refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from ucrn_core.calibration import PRESENCE_BANDS, Calibration
from ucrn_core.checkpoint import Checkpoint, _content_digest, adapters_digest, live_config, load, save
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


def crafted(saved: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Path:
    """The checkpoint as somebody makes it who knows its format: header and arrays changed, the hash right again."""
    with safe_open(saved, framework="numpy") as file:
        header = {key: json.loads(value) for key, value in file.metadata().items() if key != "sha256"}
        arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # no dictionary
    change(header, arrays)
    header["sha256"] = _content_digest(arrays, header)
    save_file(arrays, saved, metadata={key: json.dumps(value) for key, value in header.items()})
    return saved


CRAFTED: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "a network that fills the memory": lambda header, _: header["config"].update(width=40_000),
    "a network without end": lambda header, _: header["config"].update(layers=10**9),
    "no heads": lambda header, _: header["config"].update(heads=0),
    "heads below 0": lambda header, _: header["config"].update(heads=-4),
    "other steps": lambda header, _: header["config"]["branches"][0].update(steps=10**6),
    "no configuration": lambda header, _: header.update(config=None),
    "a spec that is text": lambda header, _: header.update(spec="live"),
    "a provenance that is a list": lambda header, _: header.update(provenance=[]),
    "a half width that is text": lambda header, _: header["calibration"].update(half_width="wide"),
    "a half width that is no number": lambda header, _: header["calibration"]["half_width"][0].__setitem__(0, np.nan),
    "no quality": lambda header, _: header["calibration"].update(quality=[]),
    "weights that are no numbers": lambda _, arrays: arrays.update({"model.out.bias": np.full(1, np.nan, np.float32)}),
    "other adapters than it states": lambda _, arrays: arrays.update({"adapter.x.up": np.zeros((2, 2), np.float16)}),
}


@pytest.mark.parametrize("change", CRAFTED.values(), ids=CRAFTED)
def test_a_crafted_checkpoint_is_refused(saved: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    assert "is damaged or was made by another version" in refusal(crafted(saved, change))


def test_a_header_nested_without_end_is_refused(tmp_path: Path) -> None:
    save_file({"x": np.zeros(3)}, tmp_path / "deep.safetensors", metadata={"format": "[" * 200_000})
    refusal(tmp_path / "deep.safetensors")


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
