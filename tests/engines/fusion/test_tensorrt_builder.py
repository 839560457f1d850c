"""TensorRT for RTX builds both networks whole for every target that it has, on a machine with no GPU."""

from __future__ import annotations

import onnx
import pytest
import torch
from onnx import TensorProto, helper

import assets
from engines.fusion.apart import apart
from engines.fusion.gpu import cuda_missing
from engines.fusion.onnx_export import live_onnx, published_onnx
from engines.fusion.tensorrt import Way, installed, plan_and_kernels
from engines.fusion.tensorrt_plan import RTX, TensorRTPlanEngine, build_plan
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import EngineError
from ucrn_core.model import UCRN, UCRNConfig, parameter_count

pytest.importorskip(RTX, reason="TensorRT for RTX is not installed")

TARGETS = ((8, 0), (8, 6), (8, 9), (12, 0))


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture(scope="module", params=["live", "published"])
def network(request: pytest.FixtureRequest, checkpoint: Checkpoint) -> tuple[UCRN, bytes]:
    """A network and its graph."""
    if request.param == "live":
        return checkpoint.model, live_onnx(checkpoint.model)
    torch.manual_seed(0)
    model = UCRN(UCRNConfig()).eval()
    return model, published_onnx(model)


@pytest.mark.parametrize("target", TARGETS)
def test_a_graph_is_built_whole(network: tuple[UCRN, bytes], target: tuple[int, int]) -> None:
    """TensorRT leaves no part of a graph out: it builds all of it, with the weights, or nothing."""
    model, graph = network
    assert len(build_plan(graph, target)) > 4 * parameter_count(model)


@pytest.mark.skipif(not cuda_missing(), reason="CUDA is here")
def test_without_a_gpu_a_process_of_its_own_builds_the_plan_but_cannot_run_it(checkpoint: Checkpoint) -> None:
    assert Way("", RTX) in installed()
    with pytest.raises(EngineError, match=r"^tensorrt_rtx cannot load the plan \(.*Cuda Runtime.*\)\.$"):
        apart(plan_and_kernels, checkpoint, Way("", RTX), (8, 9))


def unknown_operator() -> bytes:
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Refine", ["x"], ["y"])], "graph", [x], [y])
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("graph", [b"no graph", unknown_operator()])
def test_a_graph_that_is_none_or_has_unknown_parts_is_told_in_one_sentence(graph: bytes) -> None:
    with pytest.raises(EngineError) as told:
        build_plan(graph, (8, 9))
    assert str(told.value).startswith("tensorrt_rtx cannot read the network's graph (")
    assert str(told.value).endswith(").")
    assert "\n" not in str(told.value)


def test_a_gpu_that_it_has_no_kernels_for_is_told() -> None:
    with pytest.raises(EngineError, match=r"no kernels for compute capability 9\.0"):
        build_plan(b"", (9, 0))


def test_what_is_no_plan_is_refused_in_one_sentence(checkpoint: Checkpoint) -> None:
    with pytest.raises(EngineError, match=r"^tensorrt_rtx cannot load the plan \(.+\)\.$"):
        TensorRTPlanEngine(checkpoint, b"no plan")
