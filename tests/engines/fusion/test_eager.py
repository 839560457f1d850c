"""The eager engine: all subsets at once, the answers that the checkpoint carries, no foreign windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import assets
from engines.fusion.eager import EagerEngine
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.points import SUBSETS


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


def parity_window(checkpoint: Checkpoint, number: int) -> FeatureWindow:
    values = {m: checkpoint.parity[f"{number}/{m}/values"].astype(np.float32) for m in MODALITIES}
    valid = {m: checkpoint.parity[f"{number}/{m}/valid"] for m in MODALITIES}
    presence = {m: float(valid[m].mean()) for m in MODALITIES}
    return FeatureWindow(8.0, values, valid, presence, checkpoint.spec.digest)


def test_the_shipped_checkpoint_answers_its_parity_windows(checkpoint: Checkpoint) -> None:
    engine = EagerEngine(checkpoint)
    numbers = {int(k.split("/")[0]) for k in checkpoint.parity}
    assert len(numbers) >= 4
    for number in numbers:
        window = parity_window(checkpoint, number)
        assert window.present == MODALITIES
        fused = engine(window)
        np.testing.assert_allclose(fused.sentiments, checkpoint.parity[f"{number}/sentiments"], atol=1e-4)
        np.testing.assert_allclose(fused.gate_means, checkpoint.parity[f"{number}/gate_means"], atol=1e-4)


def test_a_subset_is_what_remains_when_the_others_are_missing(checkpoint: Checkpoint) -> None:
    engine, window = EagerEngine(checkpoint), parity_window(checkpoint, 0)
    whole = engine(window)
    for i, flags in enumerate(SUBSETS):
        valid = {m: window.valid[m] & bool(flag) for m, flag in zip(MODALITIES, flags, strict=True)}
        alone = engine(replace(window, valid=valid))
        np.testing.assert_allclose(alone.sentiments[i], whole.sentiments[i], atol=1e-4)
        assert [gate > 0 for gate in alone.gate_means] == [bool(flag) for flag in flags]


def test_a_window_of_other_features_is_refused(checkpoint: Checkpoint) -> None:
    window = replace(parity_window(checkpoint, 0), spec_digest="another")
    with pytest.raises(CheckpointError, match="features"):
        EagerEngine(checkpoint)(window)
