"""The tensorrt engine: the live network compiled for this machine's GPU, kept from one start to the next.

Compiled by torch-tensorrt(-rtx) where that is installed and can, else built from the exported graph by TensorRT alone.
"""

from __future__ import annotations

import copy
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
    why = cuda_missing()
    if why:
        return why
    try:
        return why_no_way(installed(), torch.cuda.get_device_capability())
    except EngineError as error:  # a package that is there does not load
        return str(error)


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
    if not any(knows(way.package, compute_capability) for way in ways):
        dotted = ".".join(map(str, compute_capability))
        return (
            f"TensorRT for RTX has no kernels for compute capability {dotted}; install the other TensorRT with "
            "`pip install ucrn-live[tensorrt]`."
        )
    return ""


def build(checkpoint: Checkpoint, cache: EngineCache) -> FusionEngine:
    """By the first way that leads there. EngineError: none does; the last one's reason."""
    capability = torch.cuda.get_device_capability()
    why = EngineError("TensorRT is not installed.")
    for way in installed():
        try:
            if knows(way.package, capability):
                return _engine(checkpoint, cache, way, capability)
        except EngineError as error:
            why = error
    raise why


def export_and_build(model: UCRN, compute_capability: Capability, package: str) -> bytes:
    """`build_plan` of the live network for this machine's GPU; for a process of its own."""
    from engines.fusion.onnx_export import live_onnx

    return build_plan(live_onnx(model), compute_capability if package == RTX else None, package)


def _engine(checkpoint: Checkpoint, cache: EngineCache, way: Way, capability: Capability) -> FusionEngine:
    by = f"{way.compiler or way.package} {_version(way.compiler or way.package)}"
    made_for = gpu() | {
        "engine": "tensorrt",
        "by": by,
        "tensorrt": f"{way.package} {_version(way.package)}",
        "torch": version("torch"),
        "checkpoint": checkpoint.digest,
        "shapes": str(list(input_shapes(checkpoint.model).values())),
        "precision": "fp32",
    }
    made_for_kernels = made_for | {"engine": "tensorrt kernels"}
    kept = cache.get(made_for) if checkpoint.digest else None
    engine = None
    if kept is not None:
        with suppress(EngineError):  # then it is built anew
            known = cache.get(made_for_kernels) or b""
            engine = TensorRTPlanEngine(checkpoint, kept, way.package, f"tensorrt ({by})", known)
    if engine is None:
        # Handing a tensor to another process moves it into shared memory, and the live run may be reading it.
        model = copy.deepcopy(checkpoint.model)
        plan = apart(compile_live, model) if way.compiler else apart(export_and_build, model, capability, way.package)
        engine = TensorRTPlanEngine(checkpoint, plan, way.package, f"tensorrt ({by})")
        if checkpoint.digest:
            cache.put(made_for, plan)
            if kernels := engine.kernels():
                cache.put(made_for_kernels, kernels)
    return engine


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
