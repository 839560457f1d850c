"""The ways to a TensorRT plan: which there are, and what to install where there is none."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import assets
from engines.fusion.apart import apart
from engines.fusion.gpu import cuda_missing
from engines.fusion.network import INPUTS
from engines.fusion.tensorrt import WAYS, Way, installed, missing, why_no_way
from engines.fusion.tensorrt_plan import RTX, build_plan
from engines.fusion.torch_tensorrt_plan import NamedInputs, compile_live
from ucrn_core.checkpoint import load
from ucrn_core.errors import EngineError


def test_without_packages_both_extras_are_told() -> None:
    why = why_no_way([], (8, 9))
    assert "pip install ucrn-live[tensorrt]" in why
    assert "pip install ucrn-live[tensorrt-rtx]" in why


def test_a_gpu_without_rtx_kernels_needs_the_other_tensorrt() -> None:
    pytest.importorskip(RTX, reason="TensorRT for RTX is not installed")
    rtx = [Way("torch-tensorrt-rtx", RTX), Way("", RTX)]
    assert "no kernels for compute capability 9.0" in why_no_way(rtx, (9, 0))
    assert why_no_way([Way("", "tensorrt"), *rtx], (9, 0)) == ""
    assert why_no_way(rtx, (12, 0)) == ""


def test_a_package_that_does_not_load_is_told() -> None:
    with pytest.raises(EngineError, match=r"^tensorrt_none does not load \(No module named 'tensorrt_none'\)\.$"):
        build_plan(b"", None, "tensorrt_none")


@pytest.mark.skipif(not cuda_missing(), reason="CUDA is here")
def test_without_cuda_nothing_of_tensorrt_is_loaded() -> None:
    assert missing() == cuda_missing()
    assert set(installed()) <= set(WAYS)
    loaded = "import sys; from engines.fusion.tensorrt import missing; missing(); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"tensorrt", RTX, "torch_tensorrt"} & set(answer.stdout.split())


@pytest.mark.skipif(not cuda_missing(), reason="CUDA is here")
def test_what_torch_tensorrt_lacks_comes_back_from_its_process_as_one_sentence() -> None:
    with pytest.raises(EngineError, match=r"^torch-tensorrt cannot compile the network \(.+\)\.$"):
        apart(compile_live, load(assets.path(assets.CHECKPOINT)).model)


def test_arguments_are_named_as_the_inputs_of_the_network() -> None:
    assert tuple(inspect.signature(NamedInputs.forward).parameters)[1:] == INPUTS
