"""UCRN as an ONNX graph: what ONNX Runtime runs and TensorRT builds from."""

from __future__ import annotations

import copy
import logging
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tqdm import tqdm

from engines.fusion.network import INPUTS, OUTPUTS, LiveNetwork, input_shapes
from ucrn_core.model import UCRN, Block, Encoder, Refinement
from ucrn_core.points import SUBSETS

PREDICTION = "prediction"  # output of the published network
BLOCK = 100  # queries of a block; 72 to 125 are as fast at the published lengths, 50 and 167 slower
ATTENTION_NODE = 23  # the first opset in which attention is one node


class Published(nn.Module):
    """The as-published network with its prediction alone."""

    def __init__(self, model: UCRN) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: Tensor) -> Tensor:
        return cast(Tensor, self.model(*inputs).prediction)


class FlatEncoder(nn.Module):
    """A causal `Encoder` in the form that one thread of ONNX Runtime answers fastest.

    All steps stand in one matrix, so that product, bias and ReLU become one node. Queries come in blocks that see only
    keys of their past, so that nearly half of the scores are never computed.
    """

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, x: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """As `Encoder.forward`."""
        batch, steps, width = x.shape
        flat = (self.encoder.scale * x).reshape(batch * steps, width)
        for block in cast(Iterable[Block], self.encoder.blocks):
            qkv, out = block.attention.qkv, block.attention.out
            if steps > 1:
                q, k, v = qkv(block.norm1(flat)).view(batch, steps, 3 * width).split(width, dim=-1)
                attended = _attended(q, k, v, mask, block.attention.heads).reshape(batch * steps, width)
                flat = flat + out(attended)
            else:  # attention over one step is that step's value: two products that are one
                weight, bias = out.weight @ qkv.weight[2 * width :], out.weight @ qkv.bias[2 * width :] + out.bias
                flat = flat + F.linear(block.norm1(flat), weight, bias)
            flat = flat + block.fc2(torch.relu(block.fc1(block.norm2(flat))))
        normed: Tensor = self.encoder.norm(flat).view(batch, steps, width)
        return normed


def _attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    """q, k and v (batch, steps, width), mask as `Encoder.forward` takes it -> (batch, steps, width)."""
    blocks = []
    for first in range(0, q.shape[1], BLOCK):
        end = min(q.shape[1], first + BLOCK)
        if mask is None:  # it is written out: with is_causal the node would count keys from the block's first
            seen = torch.full((end - first, end), -torch.inf).triu(first + 1)
        else:
            seen = mask[:, :, first:end, :end]
        # torch's scaled_dot_product_attention becomes the same node with transpositions around it.
        attended, *_ = torch.onnx.ops.attention(
            q[:, first:end], k[:, :end], v[:, :end], seen, q_num_heads=heads, kv_num_heads=heads
        )
        blocks.append(attended)
    return torch.cat(blocks, dim=1)


def live_onnx(model: UCRN, subsets: Sequence[Sequence[int]] = SUBSETS, *, flat: bool = False) -> bytes:
    """The live network for one window and these subsets, with INPUTS and OUTPUTS, of fixed shapes. flat: in the form
    that ONNX Runtime answers fastest, and TensorRT does not build."""
    inputs = [torch.zeros(shape) for shape in input_shapes(model).values()]
    return _exported(LiveNetwork(model, subsets), inputs, INPUTS, OUTPUTS, flat)


def published_onnx(model: UCRN, batch: int = 1, *, flat: bool = False) -> bytes:
    """The as-published network: inputs by the names of its branches, output PREDICTION (batch, 1)."""
    branches = model.config.branches
    inputs = [torch.zeros(batch, branch.steps, branch.channels) for branch in branches]
    return _exported(Published(model), inputs, [branch.name for branch in branches], [PREDICTION], flat)


def _exported(
    network: LiveNetwork | Published,
    inputs: Sequence[Tensor],
    names: Sequence[str],
    outputs: Sequence[str],
    flat: bool,
) -> bytes:
    with _quietly(), torch.inference_mode(False), torch.no_grad():
        exported = _flat(network) if flat and network.model.config.causal else network
        program = torch.onnx.export(
            exported.eval(), tuple(inputs), dynamo=True, input_names=list(names), output_names=list(outputs),
            opset_version=ATTENTION_NODE if flat else None, verbose=False,
        )  # fmt: skip
    assert program is not None
    model = program.model_proto
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        part.ClearField("metadata_props")  # where in whose source each came from
    return cast(bytes, model.SerializeToString())


def _flat(network: LiveNetwork | Published) -> LiveNetwork | Published:
    copied = copy.deepcopy(network)
    for refinement in cast(Iterable[Refinement], copied.model.refine.children()):
        refinement.encoder = cast(Encoder, FlatEncoder(refinement.encoder))
        if refinement.live:  # standardization goes into the projection
            project = refinement.project
            project.weight.mul_(refinement.scale)
            project.bias.sub_(project.weight @ refinement.mean)
            refinement.mean.zero_()
            refinement.scale.fill_(1.0)
    copied.model.crossmodal = cast(Encoder, FlatEncoder(copied.model.crossmodal))
    return copied


@contextmanager
def _quietly() -> Iterator[None]:
    """The exporter warns of packages that are not needed and of its own future. Its progress bars, which nobody sees,
    get a lock of this process: tqdm's own is a semaphore of the system, and outlives a process that is killed."""
    tqdm.set_lock(threading.RLock())
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
