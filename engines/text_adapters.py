"""Low-rank adapters of the text encoder: small deltas of its weights that travel in the checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

# The linear layers of a BertModel that are adapted: attention's four and the feed-forward's two, in every block.
ADAPTED = ("query", "key", "value", "dense")


class LowRank(nn.Module):
    """A frozen linear layer with a trained product of two thin matrices beside it (Hu et al. 2021, LoRA)."""

    def __init__(self, linear: nn.Linear, rank: int, dropout: float) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) * linear.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))  # begins as the encoder it adapts
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.linear(x) + self.dropout(x) @ self.down.T @ self.up.T
        return y


def add_adapters(network: nn.Module, rank: int, dropout: float = 0.0) -> None:
    """Freezes `network` (a BertModel) and puts an adapter beside every linear layer of its blocks, in place."""
    network.requires_grad_(False)
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if name in ADAPTED and isinstance(child, nn.Linear):
                setattr(module, name, LowRank(child, rank, dropout))


def adapter_arrays(network: nn.Module) -> dict[str, NDArray[np.float16]]:
    """The adapters of `network` as `<layer>.down` (rank, in) and `<layer>.up` (out, rank) in half precision."""
    return {
        f"{name}.{side}": getattr(module, side).detach().numpy().astype(np.float16)
        for name, module in network.named_modules()
        if isinstance(module, LowRank)
        for side in ("down", "up")
    }


def merge_adapters(network: nn.Module, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Adds the adapters' products to the weights of a plain `network`: from then on they cost nothing. ValueError: one
    is of another size than its weights."""
    with torch.no_grad():
        for name in sorted({key.rpartition(".")[0] for key in arrays}):
            up, down = (torch.from_numpy(arrays[f"{name}.{side}"].astype(np.float32)) for side in ("up", "down"))
            weight = network.get_parameter(f"{name}.weight")
            if (*up.shape[:1], *down.shape[1:]) != weight.shape:  # before the product, which may be of any size
                raise ValueError(f"the adapter of {name} has another size")
            weight.add_(up @ down)
