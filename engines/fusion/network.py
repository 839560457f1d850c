"""What every fusion engine runs: one live window in, sentiments of the seven subsets and three gate means out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.model import UCRN
from ucrn_core.points import SUBSETS

INPUTS = (*MODALITIES, *(f"{m}_valid" for m in MODALITIES))
OUTPUTS = ("sentiments", "gate_means")


class LiveNetwork(nn.Module):
    """The live network with its arguments and answers in the order of INPUTS and OUTPUTS, of fixed shapes."""

    subsets: Tensor

    def __init__(self, model: UCRN, subsets: Sequence[Sequence[int]] = SUBSETS) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("subsets", torch.tensor(subsets, dtype=torch.float32))

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """inputs: (1, steps, channels) of each modality, then (1, steps) of 0/1 of each -> (7,) and (3,)."""
        count = len(MODALITIES)
        sentiments, gates = self.model.every_subset(*inputs[:count], valid=inputs[count:], subsets=self.subsets)
        return sentiments, gates.mean(dim=-1)


def input_shapes(model: UCRN) -> dict[str, tuple[int, ...]]:
    """Shapes of INPUTS."""
    branches = model.config.branches
    values = [(1, branch.steps, branch.channels) for branch in branches]
    return dict(zip(INPUTS, [*values, *((1, branch.steps) for branch in branches)], strict=True))


def input_arrays(window: FeatureWindow, checkpoint: Checkpoint) -> dict[str, NDArray[np.float32]]:
    """INPUTS of a window. CheckpointError: its features are not the checkpoint's."""
    if window.spec_digest != checkpoint.spec.digest:
        raise CheckpointError("The window's features are not those of the checkpoint; analyse the media again with it.")
    values = [window.values[m][None] for m in MODALITIES]
    valid = [window.valid[m][None].astype(np.float32) for m in MODALITIES]
    return dict(zip(INPUTS, [*values, *valid], strict=True))
