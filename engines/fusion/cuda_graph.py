"""The cuda-graph engine: torch on an NVIDIA GPU, recorded once, so that no launch waits for Python."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from engines.fusion import Fused, FusionEngine
from engines.fusion.cache import EngineCache
from engines.fusion.gpu import cuda_missing
from engines.fusion.network import INPUTS, OUTPUTS, LiveNetwork
from engines.fusion.packed import Packed
from engines.fusion.recorded import Recorded
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import FeatureWindow


class CudaGraphEngine:
    """FusionEngine on the first GPU, in float32 without TF32. Errors of CUDA pass through."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.name = f"cuda-graph ({torch.cuda.get_device_name()})"
        self._packed = Packed(checkpoint, "cuda")
        self._network = LiveNetwork(copy.deepcopy(checkpoint.model)).eval().to("cuda")
        with _without_tf32(), torch.inference_mode():
            self._recorded = Recorded(self._packed, self._work)

    def __call__(self, window: FeatureWindow) -> Fused:
        self._packed.fill(window)
        self._recorded()
        return self._packed.fused()

    def _work(self) -> None:
        answers = self._network(*(self._packed.inputs[name] for name in INPUTS))
        for name, answer in zip(OUTPUTS, answers, strict=True):
            self._packed.outputs[name].copy_(answer)


def missing() -> str:
    """Why the engine cannot be had here; empty where it can."""
    return cuda_missing()


def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool = False) -> FusionEngine:
    """Recording takes under a second: there is nothing to keep."""
    return CudaGraphEngine(checkpoint)


@contextmanager
def _without_tf32() -> Iterator[None]:
    """Kernels are chosen while they are recorded, so the setting, which is the whole process's, is put back at once. It
    is that of matrix products; cuDNN, whose convolutions have one of their own, takes no part in this network."""
    matmul = torch.backends.cuda.matmul
    before = matmul.fp32_precision
    matmul.fp32_precision = "ieee"
    try:
        yield
    finally:
        matmul.fp32_precision = before
