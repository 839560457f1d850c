"""The yardstick of speed: UCRN as the authors' code lays it out, for measuring `ucrn_core.model` against it.

Steps come before the batch, query, key and value have a projection each, and attention is written out: scores,
mask, softmax, dropout, weighted sum. It takes the state of a `UCRN` and gives the same numbers.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ucrn_core.model import UCRN, Branch, Encoder, QualityGate, Refinement, UCRNConfig, UCRNOutput


class PlainAttention(nn.Module):
    """Multi-head self-attention, step by step."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x (steps, batch, width), mask added to the scores (steps, steps) or (batch * heads, steps, steps)
        -> (steps, batch, width)."""
        steps, batch, width = x.shape
        q, k, v = (
            each.contiguous().view(steps, batch * self.heads, width // self.heads).transpose(0, 1)
            for each in (self.query(x) * (width // self.heads) ** -0.5, self.key(x), self.value(x))
        )  # each (batch * heads, steps, head width)
        score = q @ k.transpose(1, 2)
        if mask is not None:
            score += mask
        # In float32 whatever the input's precision, as the authors' code does.
        weight = F.dropout(torch.softmax(score.float(), dim=-1).to(v.dtype), self.dropout, self.training)
        attended: Tensor = self.out((weight @ v).transpose(0, 1).reshape(steps, batch, width))
        return attended


class MultiheadAttention(nn.Module):
    """torch's nn.MultiheadAttention, as it is called by default, in the place of a PlainAttention."""

    def __init__(self, plain: PlainAttention) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(plain.out.in_features, plain.heads, dropout=plain.dropout)
        parts = (plain.query, plain.key, plain.value)
        state = {f"out_proj.{name}": value for name, value in plain.out.state_dict().items()}
        state["in_proj_weight"] = torch.cat([part.weight for part in parts])
        state["in_proj_bias"] = torch.cat([part.bias for part in parts])
        self.attention.load_state_dict(state)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        attended: Tensor = self.attention(x, x, x, attn_mask=mask)[0]
        return attended


class PlainBlock(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int, config: UCRNConfig, attention_dropout: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = PlainAttention(width, config.heads, attention_dropout)
        self.norm2 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)
        self.dropout, self.feed_forward_dropout = config.dropout, config.feed_forward_dropout

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = x + F.dropout(self.attention(self.norm1(x), mask), self.dropout, self.training)
        hidden = F.dropout(F.relu(self.fc1(self.norm2(x))), self.feed_forward_dropout, self.training)
        return x + F.dropout(self.fc2(hidden), self.dropout, self.training)


class PlainEncoder(nn.Module):
    """Transformer over (steps, batch, width)."""

    def __init__(self, width: int, config: UCRNConfig, attention_dropout: float) -> None:
        super().__init__()
        self.scale, self.dropout, self.causal = math.sqrt(width), config.embedding_dropout, config.causal
        self.blocks = nn.ModuleList(PlainBlock(width, config, attention_dropout) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """mask as PlainAttention takes it, by default that of the future."""
        if mask is None and self.causal:
            mask = torch.full((len(x), len(x)), -torch.inf, dtype=x.dtype, device=x.device).triu(1)
        x = F.dropout(self.scale * x, self.dropout, self.training)
        for block in self.blocks:
            x = block(x, mask)
        normed: Tensor = self.norm(x)
        return normed


class StepFirst(nn.Module):
    """A plain encoder in the place of an `Encoder`, whose tensors have the batch first."""

    def __init__(self, encoder: Encoder, width: int, heads: int, config: UCRNConfig) -> None:
        super().__init__()
        self.heads, self.encoder = heads, PlainEncoder(width, config, 0.0)
        self.encoder.load_state_dict(plain_state(encoder.state_dict()))

    def forward(self, x: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """As `Encoder.forward`."""
        mask = None if mask is None else mask.squeeze(1).repeat_interleave(self.heads, 0)
        return cast(Tensor, self.encoder(x.transpose(0, 1), mask).transpose(0, 1))


def take_multihead_attention(plain: nn.Module) -> None:
    """Puts torch's attention with the same weights in the place of the plain one."""
    for module in plain.modules():
        if isinstance(module, PlainBlock):
            module.attention = cast(PlainAttention, MultiheadAttention(module.attention).train(module.training))


def plain_live(model: UCRN) -> UCRN:
    """A copy of a live network whose encoders are plain."""
    plain = copy.deepcopy(model)
    config = model.config
    for refinement in cast(Iterable[Refinement], plain.refine.children()):
        refinement.encoder = cast(Encoder, StepFirst(refinement.encoder, config.width, config.heads, config))
    joint = config.width * len(config.used)
    plain.crossmodal = cast(Encoder, StepFirst(plain.crossmodal, joint, config.heads, config))
    return plain.eval()


def plain_state(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a `UCRN` or an `Encoder` by the names that the plain layout has for them."""
    own: dict[str, Tensor] = {}
    for name, value in state.items():
        if ".qkv." in name:
            for part, each in zip(("query", "key", "value"), value.chunk(3), strict=True):
                own[name.replace("qkv", part)] = each
        else:
            own[name] = value
    return own


class PlainRefinement(nn.Module):
    """One modality's way: projection of each step, refinement encoder, weighting over steps to one vector."""

    def __init__(self, branch: Branch, config: UCRNConfig) -> None:
        super().__init__()
        self.input_dropout = branch.input_dropout
        self.project = nn.Linear(branch.channels, config.width, bias=False)
        self.encoder = PlainEncoder(config.width, config, branch.attention_dropout)
        self.weighting = nn.Linear(branch.steps, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x (batch, steps, channels) -> (batch, width)."""
        x = F.dropout(x, self.input_dropout, self.training).transpose(0, 1)
        y = self.encoder(self.project(x))  # (steps, batch, width)
        vector: Tensor = self.weighting(y.permute(1, 2, 0)).squeeze(-1)
        return vector


class PlainUCRN(nn.Module):
    """The as-published network; called and answering as `UCRN` does."""

    def __init__(self, config: UCRNConfig) -> None:
        super().__init__()
        assert not config.live, "the yardstick is the published network"
        self.config = config
        used = [b for b in config.branches if b.name in config.used]
        joint = config.width * len(used)
        self.refine = nn.ModuleDict({b.name: PlainRefinement(b, config) for b in used})
        self.gate = nn.ModuleDict({b.name: QualityGate(config.width, config.gate_hidden, bias=False) for b in used})
        self.crossmodal = PlainEncoder(joint, config, config.attention_dropout)
        self.fc1 = nn.Linear(joint, joint)
        self.fc2 = nn.Linear(joint, joint)
        self.out = nn.Linear(joint, 1)

    def load_ucrn_state(self, state: Mapping[str, Tensor]) -> None:
        """Takes the weights of an as-published `UCRN` of the same configuration."""
        self.load_state_dict(plain_state(state))

    def forward(self, *inputs: Tensor) -> UCRNOutput:
        """inputs: (batch, steps, channels) per branch of the configuration, in its order."""
        refined = {
            b.name: self.refine[b.name](x)
            for b, x in zip(self.config.branches, inputs, strict=True)
            if b.name in self.config.used
        }
        gates = {name: self.gate[name](vector) for name, vector in refined.items()}
        gated = torch.cat([vector * gates[name] for name, vector in refined.items()], dim=-1)
        fused = self.crossmodal(gated.unsqueeze(0))[-1]
        dropout = self.config.dropout if self.config.output_dropout is None else self.config.output_dropout
        hidden = F.dropout(F.relu(self.fc1(fused)), dropout, self.training)
        return UCRNOutput(self.out(fused + self.fc2(hidden)), refined, gates, fused)
