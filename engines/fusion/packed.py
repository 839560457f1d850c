"""The arrays of a window at fixed places, so that a GPU engine copies once each way and may be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np
import torch
from torch import Tensor

from engines.fusion import Fused
from engines.fusion.network import OUTPUTS, input_arrays, input_shapes
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.points import SUBSETS

Shape = tuple[int, ...]
ALIGNED = 64  # values: every array begins at a multiple of 256 bytes, as CUDA's own allocations and TensorRT's do


class Packed:
    """One flat buffer for INPUTS and one for OUTPUTS, each on the host (pinned for CUDA) and on `device`; for the
    processor they are the same.

    `inputs` and `outputs` are views of the device's buffers by name, whose addresses never change. For one thread.
    """

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._checkpoint = checkpoint
        answers: tuple[Shape, ...] = (len(SUBSETS),), (len(MODALITIES),)
        shapes = [input_shapes(checkpoint.model), dict(zip(OUTPUTS, answers, strict=True))]
        pinned = torch.device(device).type == "cuda"
        self._host = [torch.zeros(_size(s), pin_memory=pinned) for s in shapes]
        self._device = [flat.to(device) for flat in self._host]
        self.inputs, self.outputs = (_views(flat, s) for flat, s in zip(self._device, shapes, strict=True))
        host_in, host_out = (_views(flat, s) for flat, s in zip(self._host, shapes, strict=True))
        self._arrays = {name: view.numpy() for name, view in host_in.items()}
        self._answers = [host_out[name].numpy() for name in OUTPUTS]

    def fill(self, window: FeatureWindow) -> None:
        """Puts a window into the host's buffer. CheckpointError: its features are not the checkpoint's."""
        for name, array in input_arrays(window, self._checkpoint).items():
            assert array.shape == self._arrays[name].shape
            self._arrays[name][...] = array

    def copy_in(self) -> None:
        """From the host to the device, on the current stream; until that is done the host's buffer is in use."""
        self._device[0].copy_(self._host[0], non_blocking=True)

    def copy_out(self) -> None:
        """From the device to the host, on the current stream."""
        self._host[1].copy_(self._device[1], non_blocking=True)

    def fused(self) -> Fused:
        """What the last copy out has brought."""
        return Fused(*(np.array(answer, np.float64) for answer in self._answers))


def _size(shapes: Mapping[str, Shape]) -> int:
    return sum(-(-prod(shape) // ALIGNED) * ALIGNED for shape in shapes.values())


def _views(flat: Tensor, shapes: Mapping[str, Shape]) -> dict[str, Tensor]:
    views, begin = {}, 0
    for name, shape in shapes.items():
        views[name] = flat[begin : begin + prod(shape)].view(shape)
        begin += -(-prod(shape) // ALIGNED) * ALIGNED
    return views
