"""TensorRT plans: built from the exported graph, and run.

`tensorrt_rtx` and `tensorrt` have the same interface. The first builds for any GPU that it knows, also on a machine
with none, and finishes the kernels when a plan is first run; the second tries kernels out on this machine's GPU.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from functools import cache
from typing import Any

import torch

from engines.fusion import Fused
from engines.fusion.network import INPUTS, OUTPUTS
from engines.fusion.packed import Packed
from engines.fusion.recorded import Recorded
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import EngineError, first_line
from ucrn_core.features import FeatureWindow

RTX = "tensorrt_rtx"
Capability = tuple[int, int]
# Names of bindings in a plan of torch-tensorrt, which numbers the outputs.
NUMBERED = {f"output{i}": name for i, name in enumerate(OUTPUTS)}


def build_plan(graph: bytes, compute_capability: Capability | None, package: str = RTX) -> bytes:
    """The plan of an ONNX graph in float32 without TF32; takes seconds, better spent in a process of its own.

    compute_capability: of the GPU to build for, which only `tensorrt_rtx` can choose; None is this machine's.
    EngineError: the package is not there, or cannot build it.
    """
    trt = library(package)
    if compute_capability is not None and not knows(package, compute_capability):
        raise EngineError(f"{package} has no kernels for compute capability {'.'.join(map(str, compute_capability))}.")
    log = _log(package)
    log.errors.clear()
    builder = trt.Builder(log)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    parser = trt.OnnxParser(network, log)
    if not parser.parse(graph):
        what = "; ".join(parser.get_error(i).desc() for i in range(parser.num_errors))
        raise EngineError(f"{package} cannot read the network's graph ({what.rstrip('.')}).")
    config = builder.create_builder_config()
    config.clear_flag(trt.BuilderFlag.TF32)
    if package == RTX:
        config.set_flag(trt.BuilderFlag.REQUIRE_USER_ALLOCATION)  # what allocates while it runs cannot be recorded
    if compute_capability is not None:
        config.num_compute_capabilities = 1
        config.set_compute_capability(trt.ComputeCapability.__members__[_target(compute_capability)], 0)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise EngineError(f"{package} cannot build the network ({_told(log)}).")
    return bytes(plan)


def library(package: str) -> Any:
    """EngineError: it is not installed or does not load."""
    try:
        return importlib.import_module(package)
    except (ImportError, OSError) as error:
        raise EngineError(f"{package} does not load ({first_line(error)}).") from error


def knows(package: str, compute_capability: Capability) -> bool:
    """Whether the package has kernels for such a GPU."""
    return package != RTX or _target(compute_capability) in library(package).ComputeCapability.__members__


class TensorRTPlanEngine:
    """FusionEngine that runs a plan on the first GPU, recorded as a CUDA graph where the plan lets it be."""

    def __init__(
        self, checkpoint: Checkpoint, plan: bytes, package: str = RTX, name: str = "tensorrt", kernels: bytes = b""
    ) -> None:
        """name: to be shown; kernels: as `kernels` of an engine of the same plan gave them, spares finishing them
        again. EngineError: the plan is damaged, or for another TensorRT, GPU or network."""
        trt = library(package)
        self.name, self._package, self._log = name, package, _log(package)
        self._log.errors.clear()
        self._runtime = trt.Runtime(self._log)
        self._engine = self._runtime.deserialize_cuda_engine(plan)
        if self._engine is None:
            raise EngineError(f"{package} cannot load the plan ({_told(self._log)}).")
        bindings = [self._engine.get_tensor_name(i) for i in range(self._engine.num_io_tensors)]
        if sorted(NUMBERED.get(binding, binding) for binding in bindings) != sorted(INPUTS + OUTPUTS):
            raise EngineError(f"The plan is for another network: it has {', '.join(bindings)}.")
        self._kernels: Any = None
        self._context = self._new_context(kernels)
        if self._context is None:
            raise EngineError(f"{package} cannot run the plan ({_told(self._log)}).")
        self._packed = Packed(checkpoint, "cuda")
        places = self._packed.inputs | self._packed.outputs
        for binding in bindings:
            place = places[NUMBERED.get(binding, binding)]
            shape, kind = tuple(self._engine.get_tensor_shape(binding)), self._engine.get_tensor_dtype(binding)
            if shape != tuple(place.shape) or kind != trt.float32:
                raise EngineError(f"The plan is for another network: its {binding} has the shape {shape}.")
            if not self._context.set_tensor_address(binding, place.data_ptr()):
                raise EngineError(f"{package} cannot run the plan ({_told(self._log)}).")
        self._recorded = self._record()

    def __call__(self, window: FeatureWindow) -> Fused:
        self._packed.fill(window)
        self._recorded()
        return self._packed.fused()

    def kernels(self) -> bytes:
        """What was finished for this GPU; empty where the package finishes kernels as it builds."""
        made = self._kernels.serialize() if self._kernels is not None else None
        return bytes(made) if made is not None else b""

    def _new_context(self, kernels: bytes) -> Any:
        if self._package != RTX:
            return self._engine.create_execution_context()
        config = self._engine.create_runtime_config()
        self._kernels = config.create_runtime_cache()
        if kernels:
            self._kernels.deserialize(kernels)  # what does not fit is left out and finished anew
        config.set_runtime_cache(self._kernels)
        return self._engine.create_execution_context(config)

    def _record(self) -> Recorded:
        """As a CUDA graph; launch by launch, and named so, where TensorRT or CUDA refuses."""
        if self._package != RTX or self._context.is_stream_capturable(torch.cuda.Stream().cuda_stream):
            with suppress(RuntimeError):
                return Recorded(self._packed, self._work)
        self.name += ", no CUDA graph"
        return Recorded(self._packed, self._work, graph=False)

    def _work(self) -> None:
        if not self._context.execute_async_v3(torch.cuda.current_stream().cuda_stream):
            raise RuntimeError(_told(self._log))


def _target(compute_capability: Capability) -> str:
    return "SM{}{}".format(*compute_capability)


@cache  # TensorRT has one log for a process, the first it is given
def _log(package: str) -> Any:
    """Keeps errors, whose text no call returns."""
    trt = library(package)

    class Log(trt.ILogger):  # type: ignore[name-defined]
        def __init__(self) -> None:
            trt.ILogger.__init__(self)
            self.errors: list[str] = []

        def log(self, severity: Any, message: str) -> None:
            if severity in (trt.ILogger.ERROR, trt.ILogger.INTERNAL_ERROR):
                self.errors.append(message)

    return Log()


def _told(log: Any) -> str:
    return first_line(RuntimeError(log.errors[0])) if log.errors else "it does not say why"
