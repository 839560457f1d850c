"""The eager engine: all subsets at once, the answers that the checkpoint carries, no foreign windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import assets
from engines.fusion.eager import EagerEngine
from engines.fusion.parity import parity_windows
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES
from ucrn_core.points import SUBSETS


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


def test_the_shipped_checkpoint_answers_its_parity_windows(checkpoint: Checkpoint) -> None:
    engine = EagerEngine(checkpoint)
    carried = list(parity_windows(checkpoint))
    assert len(carried) >= 4
    for window, expected in carried:
        assert window.present == MODALITIES
        fused = engine(window)
        np.testing.assert_allclose(fused.sentiments, expected.sentiments, atol=1e-4)
        np.testing.assert_allclose(fused.gate_means, expected.gate_means, atol=1e-4)


def test_a_subset_is_what_remains_when_the_others_are_missing(checkpoint: Checkpoint) -> None:
    engine, (window, _) = EagerEngine(checkpoint), next(parity_windows(checkpoint))
    whole = engine(window)
    for i, flags in enumerate(SUBSETS):
        valid = {m: window.valid[m] & bool(flag) for m, flag in zip(MODALITIES, flags, strict=True)}
        alone = engine(replace(window, valid=valid))
        np.testing.assert_allclose(alone.sentiments[i], whole.sentiments[i], atol=1e-4)
        assert [gate > 0 for gate in alone.gate_means] == [bool(flag) for flag in flags]


def test_a_window_of_other_features_is_refused(checkpoint: Checkpoint) -> None:
    window = replace(next(parity_windows(checkpoint))[0], spec_digest="another")
    with pytest.raises(CheckpointError, match="features"):
        EagerEngine(checkpoint)(window)
