"""UCRN as an ONNX graph: what ONNX Runtime runs and TensorRT builds from."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engines.fusion.network import INPUTS, OUTPUTS, LiveNetwork, input_shapes
from ucrn_core.model import UCRN, Attention
from ucrn_core.points import SUBSETS

PREDICTION = "prediction"  # output of the published network
BLOCK = 125  # queries of a block; at the published lengths 63 and 250 are slower
ATTENTION_NODE = 23  # the first opset in which attention is one node


class Published(nn.Module):
    """The as-published network with its prediction alone."""

    def __init__(self, model: UCRN) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: Tensor) -> Tensor:
        return cast(Tensor, self.model(*inputs).prediction)


class BlockedAttention(nn.Module):
    """An `Attention` for one thread of ONNX Runtime: queries come in blocks that see only keys of their past, so that
    nearly half of the scores are never computed."""

    def __init__(self, attention: Attention) -> None:
        super().__init__()
        self.whole = attention

    def forward(self, x: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        batch, steps, width = x.shape
        if steps == 1:
            alone: Tensor = self.whole(x, mask, causal)
            return alone
        heads = self.whole.qkv(x).view(batch, steps, 3, self.whole.heads, width // self.whole.heads)
        q, k, v = heads.permute(2, 0, 3, 1, 4).unbind(0)  # each (batch, heads, steps, head width)
        blocks = []
        for first in range(0, steps, BLOCK):
            end = min(steps, first + BLOCK)
            if mask is None:  # the mask is written out: with is_causal the node would count keys from the block's first
                seen = torch.full((end - first, end), -torch.inf).triu(first + 1)
            else:
                seen = mask[:, :, first:end, :end]
            blocks.append(F.scaled_dot_product_attention(q[:, :, first:end], k[:, :, :end], v[:, :, :end], seen))
        out: Tensor = self.whole.out(torch.cat(blocks, dim=2).transpose(1, 2).reshape(batch, steps, width))
        return out


def live_onnx(model: UCRN, subsets: Sequence[Sequence[int]] = SUBSETS, *, blocks: bool = False) -> bytes:
    """The live network for one window and these subsets, with INPUTS and OUTPUTS, of fixed shapes. blocks: in the form
    that ONNX Runtime answers fastest, and TensorRT does not build."""
    inputs = [torch.zeros(shape) for shape in input_shapes(model).values()]
    return _exported(LiveNetwork(_blocked(model) if blocks else model, subsets), inputs, INPUTS, OUTPUTS, blocks)


def published_onnx(model: UCRN, batch: int = 1, *, blocks: bool = False) -> bytes:
    """The as-published network: inputs by the names of its branches, output PREDICTION (batch, 1)."""
    branches = model.config.branches
    inputs = [torch.zeros(batch, branch.steps, branch.channels) for branch in branches]
    network = Published(_blocked(model) if blocks else model)
    return _exported(network, inputs, [branch.name for branch in branches], [PREDICTION], blocks)


def _blocked(model: UCRN) -> UCRN:
    """A copy whose attention is blocked where it is causal."""
    copied = copy.deepcopy(model)
    if copied.config.causal:
        for refinement in copied.refine.children():
            for block in refinement.encoder.blocks:  # type: ignore[union-attr]
                block.attention = BlockedAttention(block.attention)
    return copied


def _exported(
    network: nn.Module, inputs: Sequence[Tensor], names: Sequence[str], outputs: Sequence[str], blocks: bool
) -> bytes:
    with _quietly(), torch.inference_mode(False), torch.no_grad():
        program = torch.onnx.export(
            network.eval(), tuple(inputs), dynamo=True, input_names=list(names), output_names=list(outputs),
            opset_version=ATTENTION_NODE if blocks else None, verbose=False,
        )  # fmt: skip
    assert program is not None
    return cast(bytes, program.model_proto.SerializeToString())


@contextmanager
def _quietly() -> Iterator[None]:
    """The exporter warns of packages that are not needed and of its own future."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
