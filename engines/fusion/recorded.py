"""One answer of a GPU, copies included, as a CUDA graph: the processor launches it whole, with one call."""

from __future__ import annotations

from collections.abc import Callable

import torch

from engines.fusion.packed import Packed

WARM_UPS = 3  # in the first runs libraries choose kernels and allocate, which cannot be recorded


class Recorded:
    """Called, it copies the inputs in, works, copies the outputs out, and returns when that is done.

    RuntimeError of CUDA: out of memory, the GPU is gone, or, at the making, `work` cannot be recorded.
    """

    def __init__(self, packed: Packed, work: Callable[[], None], graph: bool = True) -> None:
        """work: from the inputs of `packed` to its outputs, on torch's current stream; graph: False launches every part
        of it each time."""
        self._packed, self._work = packed, work
        self._stream = torch.cuda.Stream()
        self._graph: torch.cuda.CUDAGraph | None = None
        with torch.cuda.stream(self._stream):
            for _ in range(WARM_UPS):
                self._once()
        self._stream.synchronize()
        if graph:
            recorded = torch.cuda.CUDAGraph()
            # What other threads do on the GPU meanwhile is not part of it, and no error.
            with torch.cuda.graph(recorded, stream=self._stream, capture_error_mode="thread_local"):
                self._once()
            self._graph = recorded

    def __call__(self) -> None:
        with torch.cuda.stream(self._stream):
            if self._graph is None:
                self._once()
            else:
                self._graph.replay()
        self._stream.synchronize()

    def _once(self) -> None:
        self._packed.copy_in()
        self._work()
        self._packed.copy_out()
