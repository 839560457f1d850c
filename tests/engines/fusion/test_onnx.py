"""The exported graphs in ONNX Runtime: the numbers of torch, whatever is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import assets
from engines.fusion import network, onnx_runtime
from engines.fusion.cache import EngineCache
from engines.fusion.eager import EagerEngine
from engines.fusion.network import INPUTS, input_shapes
from engines.fusion.onnx_export import PREDICTION, live_onnx, published_onnx
from engines.fusion.onnx_runtime import SUFFIX, OnnxRuntimeEngine, build
from engines.fusion.parity import check_parity, parity_windows
from engines.onnx_session import one_thread_session
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES
from ucrn_core.model import UCRN, UCRNConfig

AGREES = 1e-5


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path / "engines")


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "flat"])
def graph(checkpoint: Checkpoint, request: pytest.FixtureRequest) -> bytes:
    return live_onnx(checkpoint.model, flat=request.param)


@pytest.fixture(scope="module")
def engine(checkpoint: Checkpoint, graph: bytes) -> OnnxRuntimeEngine:
    return OnnxRuntimeEngine(checkpoint, one_thread_session(graph))


def test_the_graph_has_the_names_and_shapes_of_the_network(checkpoint: Checkpoint, graph: bytes) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert {i.name: tuple(i.shape) for i in session.get_inputs()} == input_shapes(checkpoint.model)
    assert [(o.name, o.shape) for o in session.get_outputs()] == [("sentiments", [7]), ("gate_means", [3])]


def test_it_gives_the_answers_that_the_checkpoint_carries(checkpoint: Checkpoint, engine: OnnxRuntimeEngine) -> None:
    check_parity(engine, checkpoint)
    eager = EagerEngine(checkpoint)
    for window, _ in parity_windows(checkpoint):
        np.testing.assert_allclose(engine(window).sentiments, eager(window).sentiments, atol=AGREES)
        np.testing.assert_allclose(engine(window).gate_means, eager(window).gate_means, atol=AGREES)


@settings(max_examples=25)
@given(data=st.data())
def test_whatever_is_missing_it_gives_what_torch_gives(
    checkpoint: Checkpoint, engine: OnnxRuntimeEngine, data: st.DataObject
) -> None:
    """Holes anywhere, single steps, absent modalities; what stands in invalid steps changes nothing."""
    window, _ = next(parity_windows(checkpoint))
    shares = {m: data.draw(st.sampled_from([0.0, 0.02, 0.5, 1.0])) for m in MODALITIES}
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    valid = {m: window.valid[m] & (rng.random(len(window.valid[m])) < shares[m]) for m in MODALITIES}
    clean = replace(window, valid=valid)
    garbage = {m: np.where(valid[m][:, None], window.values[m], np.nan).astype(np.float32) for m in MODALITIES}
    for given_window in (clean, replace(clean, values=garbage)):
        ours, theirs = engine(given_window), EagerEngine(checkpoint)(clean)
        np.testing.assert_allclose(ours.sentiments, theirs.sentiments, atol=AGREES)
        np.testing.assert_allclose(ours.gate_means, theirs.gate_means, atol=AGREES)


def test_a_graph_does_not_tell_where_it_was_made(graph: bytes) -> None:
    folder = str(Path(network.__file__).parent).encode()
    shipped = assets.path(assets.CHECKPOINT).with_suffix(SUFFIX).read_bytes()
    for content in (graph, shipped):
        assert folder not in content
        assert b"stack_trace" not in content


def test_the_shipped_graph_is_that_of_the_shipped_checkpoint(checkpoint: Checkpoint, cache: EngineCache) -> None:
    """Else `ucrn-live engine export` makes it anew."""
    shipped = build(checkpoint, cache)
    assert cache.entries() == []  # it was not exported now
    check_parity(shipped, checkpoint)
    eager = EagerEngine(checkpoint)
    for window, _ in parity_windows(checkpoint):
        np.testing.assert_allclose(shipped(window).sentiments, eager(window).sentiments, atol=AGREES)


@pytest.mark.parametrize("beside", ["nothing", "damaged", "of another checkpoint"])
def test_a_graph_is_exported_once_where_none_fits(
    checkpoint: Checkpoint, cache: EngineCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    moved = replace(checkpoint, path=tmp_path / "mine.safetensors", digest="mine")
    shipped = assets.path(assets.CHECKPOINT).with_suffix(SUFFIX).read_bytes()
    if beside != "nothing":
        content = shipped[:-1000] if beside == "damaged" else shipped
        (tmp_path / "mine.onnx").write_bytes(content)
    check_parity(build(moved, cache), checkpoint)
    assert len(cache.entries()) == 1
    monkeypatch.setattr(onnx_runtime, "apart", lambda *_: pytest.fail("it was kept"))
    check_parity(build(moved, cache), checkpoint)


def test_a_window_of_other_features_is_refused(checkpoint: Checkpoint, engine: OnnxRuntimeEngine) -> None:
    window, _ = next(parity_windows(checkpoint))
    with pytest.raises(CheckpointError, match="features"):
        engine(replace(window, spec_digest="another"))


@settings(max_examples=5)
@given(seed=st.integers(0, 1000), values=arrays(np.float32, (3,), elements=st.floats(-2, 2, width=32)))
def test_the_published_network_gives_what_torch_gives(
    published: tuple[UCRN, bytes], seed: int, values: np.ndarray
) -> None:
    import onnxruntime

    model, exported = published
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(seed)
    inputs = {
        b.name: (v + rng.normal(size=(1, b.steps, b.channels))).astype(np.float32)
        for b, v in zip(model.config.branches, values, strict=True)
    }
    with torch.inference_mode():
        expected = model(*(torch.from_numpy(x) for x in inputs.values())).prediction.numpy()
    np.testing.assert_allclose(session.run([PREDICTION], inputs)[0], expected, atol=AGREES)


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "flat"])
def published(request: pytest.FixtureRequest) -> tuple[UCRN, bytes]:
    """Of the published sizes, with random weights."""
    torch.manual_seed(0)
    model = UCRN(UCRNConfig()).eval()
    return model, published_onnx(model, flat=request.param)


def test_inputs_are_named_by_modality() -> None:
    assert INPUTS == ("text", "voice", "face", "text_valid", "voice_valid", "face_valid")
