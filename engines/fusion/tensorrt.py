"""The tensorrt engine: the live network compiled for this machine's GPU, kept from one start to the next.

Compiled by torch-tensorrt(-rtx) where that is installed and can, else built from the exported graph by TensorRT alone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import torch

from engines.fusion import FusionEngine
from engines.fusion.apart import apart
from engines.fusion.cache import EngineCache
from engines.fusion.gpu import cuda_missing, gpu
from engines.fusion.network import input_shapes
from engines.fusion.tensorrt_plan import RTX, Capability, TensorRTPlanEngine, build_plan, knows
from engines.fusion.torch_tensorrt_plan import compile_live
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import EngineError
from ucrn_core.model import UCRN

PLAN, KERNELS = "tensorrt plan", "tensorrt kernels"  # what is kept


@dataclass(frozen=True)
class Way:
    """How a plan is had: by which compiler (empty: from the exported graph), for which package that runs it."""

    compiler: str
    package: str


WAYS = (
    Way("torch-tensorrt", "tensorrt"),
    Way("torch-tensorrt-rtx", RTX),
    Way("", "tensorrt"),
    Way("", RTX),
)  # in the order they are tried


def missing() -> str:
    """Why the engine cannot be had here; empty where it can. Loads no package before CUDA is there."""
    return cuda_missing() or why_no_way(installed(), torch.cuda.get_device_capability())


def installed() -> list[Way]:
    """The ways whose packages are installed."""
    return [way for way in WAYS if all(map(_version, filter(None, (way.compiler, way.package))))]


def why_no_way(ways: list[Way], compute_capability: Capability) -> str:
    """Why none of these ways leads to a GPU of this compute capability; empty where one does."""
    if not ways:
        return (
            "TensorRT is not installed; install it with `pip install ucrn-live[tensorrt]`, or for RTX cards "
            "`pip install ucrn-live[tensorrt-rtx]`."
        )
    dotted = ".".join(map(str, compute_capability))
    why = (
        f"TensorRT for RTX has no kernels for compute capability {dotted}; install the other TensorRT with "
        "`pip install ucrn-live[tensorrt]`."
    )
    for way in ways:
        try:
            if knows(way.package, compute_capability):
                return ""
        except EngineError as error:  # what is there does not load
            why = str(error)
    return why


def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool = False) -> FusionEngine:
    """From a plan that is kept, else, or anew, by the first way that leads there. EngineError: why the last one does
    not."""
    capability = torch.cuda.get_device_capability()
    ways = [way for way in installed() if not why_no_way([way], capability)]
    for way in () if anew else ways:
        if (engine := _kept(checkpoint, cache, way)) is not None:
            return engine
    why = EngineError(why_no_way(installed(), capability))
    for way in ways:
        try:
            return _built(checkpoint, cache, way, capability)
        except EngineError as error:
            why = error
    raise why


def plan_and_kernels(checkpoint: Checkpoint, way: Way, compute_capability: Capability) -> tuple[bytes, bytes]:
    """The plan for this machine's GPU, and what is finished when it runs; for a process of its own, which a plan that
    crashes takes down in place of the live run."""
    if way.compiler:
        plan = compile_live(checkpoint.model)
    else:
        plan = export_and_build(checkpoint.model, compute_capability, way.package)
    return plan, TensorRTPlanEngine(checkpoint, plan, way.package).kernels()


def export_and_build(model: UCRN, compute_capability: Capability, package: str) -> bytes:
    """`build_plan` of the live network."""
    from engines.fusion.onnx_export import live_onnx

    return build_plan(live_onnx(model), compute_capability if package == RTX else None, package)


def _kept(checkpoint: Checkpoint, cache: EngineCache, way: Way) -> FusionEngine | None:
    plan = cache.get(_made_for(checkpoint, way)) if checkpoint.digest else None
    if plan is None:
        return None
    kernels = cache.get(_made_for(checkpoint, way, KERNELS)) or b""
    with suppress(EngineError):  # then it is built anew
        return TensorRTPlanEngine(checkpoint, plan, way.package, _name(way), kernels)
    return None


def _built(checkpoint: Checkpoint, cache: EngineCache, way: Way, compute_capability: Capability) -> FusionEngine:
    plan, kernels = apart(plan_and_kernels, checkpoint, way, compute_capability)
    engine = TensorRTPlanEngine(checkpoint, plan, way.package, _name(way), kernels)
    if checkpoint.digest:
        cache.put(_made_for(checkpoint, way), plan)
        cache.put(_made_for(checkpoint, way, KERNELS), kernels)
    return engine


def _made_for(checkpoint: Checkpoint, way: Way, what: str = PLAN) -> dict[str, str]:
    return gpu() | {
        "engine": what,
        "compiler": f"{way.compiler} {_version(way.compiler)}" if way.compiler else "",
        "tensorrt": f"{way.package} {_version(way.package)}",
        "torch": version("torch"),
        "ucrn-live": version("ucrn-live"),
        "checkpoint": checkpoint.digest,
        "shapes": str(list(input_shapes(checkpoint.model).values())),
        "precision": "fp32",
    }


def _name(way: Way) -> str:
    by = way.compiler or way.package
    return f"tensorrt ({by} {_version(by)})"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
