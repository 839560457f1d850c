"""Packed windows: every array at its place, whatever was there before, and the network finds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import assets
from engines.fusion.eager import EagerEngine
from engines.fusion.network import INPUTS, OUTPUTS, LiveNetwork, input_arrays, input_shapes
from engines.fusion.packed import Packed
from engines.fusion.parity import parity_windows
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureWindow


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture(scope="module")
def packed(checkpoint: Checkpoint) -> Packed:
    return Packed(checkpoint, "cpu")


@pytest.fixture(scope="module")
def windows(checkpoint: Checkpoint) -> list[FeatureWindow]:
    return [window for window, _ in parity_windows(checkpoint)]


def with_holes(window: FeatureWindow, seed: int, share: float) -> FeatureWindow:
    """That share of its steps is valid; the others hold NaN."""
    rng = np.random.default_rng(seed)
    valid = {m: window.valid[m] & (rng.random(len(window.valid[m])) < share) for m in MODALITIES}
    values = {m: np.where(valid[m][:, None], window.values[m], np.nan).astype(np.float32) for m in MODALITIES}
    return replace(window, values=values, valid=valid)


def test_arrays_have_the_shapes_of_the_network_and_begin_at_aligned_places(
    checkpoint: Checkpoint, packed: Packed
) -> None:
    assert {name: tuple(view.shape) for name, view in packed.inputs.items()} == input_shapes(checkpoint.model)
    assert {name: tuple(view.shape) for name, view in packed.outputs.items()} == {
        "sentiments": (7,),
        "gate_means": (3,),
    }
    for views in (packed.inputs, packed.outputs):
        first = next(iter(views.values())).data_ptr()
        assert all((view.data_ptr() - first) % 256 == 0 for view in views.values())


@settings(max_examples=25)
@given(data=st.data())
def test_what_is_filled_in_arrives_and_the_network_answers_as_ever(
    checkpoint: Checkpoint, packed: Packed, windows: list[FeatureWindow], data: st.DataObject
) -> None:
    window = with_holes(
        data.draw(st.sampled_from(windows)), data.draw(st.integers(0, 999)), data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    )
    places = {name: view.data_ptr() for name, view in packed.inputs.items()}
    packed.fill(window)
    packed.copy_in()
    for name, array in input_arrays(window, checkpoint).items():
        np.testing.assert_array_equal(packed.inputs[name].numpy(), array)
        assert packed.inputs[name].data_ptr() == places[name]
    with torch.inference_mode():
        answers = LiveNetwork(checkpoint.model)(*(packed.inputs[name] for name in INPUTS))
    for name, answer in zip(OUTPUTS, answers, strict=True):
        packed.outputs[name].copy_(answer)
    packed.copy_out()
    expected = EagerEngine(checkpoint)(window)
    np.testing.assert_array_equal(packed.fused().sentiments, expected.sentiments)
    np.testing.assert_array_equal(packed.fused().gate_means, expected.gate_means)


def test_an_answer_stays_when_the_next_one_comes(packed: Packed) -> None:
    packed.outputs["sentiments"].fill_(1.0)
    packed.copy_out()
    first = packed.fused()
    packed.outputs["sentiments"].fill_(2.0)
    packed.copy_out()
    assert set(first.sentiments) == {1.0}
    assert set(packed.fused().sentiments) == {2.0}


def test_a_window_of_other_features_is_refused(packed: Packed, windows: list[FeatureWindow]) -> None:
    with pytest.raises(CheckpointError, match="features"):
        packed.fill(replace(windows[0], spec_digest="another"))
