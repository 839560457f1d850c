"""UCRN, the Unimodal and Crossmodal Refinement Network (Guo et al., EMNLP 2021), whole, in one file.

Each modality is projected to a common width, refined by a causal pre-norm transformer, reduced to one
vector by a learned weighting over its steps and multiplied by a quality gate. The gated vectors are
concatenated, refined across modalities and read out as one sentiment value.

One class serves two configurations. *As published*: fixed lengths, every step valid. *Live*: validity
masks, step weighting as a softmax over valid steps, a learned vector in place of an absent modality.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Added to the attention score of an invalid step, and to that of a future one. Finite, and small enough for float16
# (-65504) where a step is both.
MASKED = -1e4
# In training without masks narrower heads get channels of zero up to this width, because the CPU's fused attention
# works in vectors of 16: at the published lengths a step (batch 32, one thread) takes 1.42 s, unpadded 1.97 s. With
# masks, or 50 steps, there is no difference.
PADDED_HEAD = 16


@dataclass(frozen=True)
class Branch:
    """One modality's input: its name, its number of steps and the channels of a step.

    In training, shares of its channels (before the projection) and of its attention weights are dropped.
    """

    name: str
    steps: int
    channels: int
    input_dropout: float = 0.0
    attention_dropout: float = 0.0


@dataclass(frozen=True)
class UCRNConfig:
    """Sizes of a network. The defaults are the published ones (CMU-MOSEI shapes, Guo et al. 2021).

    Dropped in training: `dropout` of each residual branch and of the head, `embedding_dropout` of every encoder's
    input, `feed_forward_dropout` of what passes a ReLU, `attention_dropout` of the crossmodal attention weights.
    The head has a share of its own where `output_dropout` is given.
    """

    branches: tuple[Branch, ...] = (Branch("text", 50, 300), Branch("audio", 500, 74), Branch("vision", 500, 35))
    used: tuple[str, ...] = ("text", "audio", "vision")
    width: int = 30
    heads: int = 3
    layers: int = 5
    gate_hidden: int = 1
    live: bool = False
    causal: bool = True
    dropout: float = 0.0
    embedding_dropout: float = 0.0
    feed_forward_dropout: float = 0.0
    attention_dropout: float = 0.0
    output_dropout: float | None = None

    def __post_init__(self) -> None:
        assert self.heads > 0, "there must be heads"
        assert self.width % self.heads == 0, "width must be a multiple of heads"
        assert set(self.used) <= {b.name for b in self.branches}, "used names must be branch names"


class UCRNOutput(NamedTuple):
    """What a network returns; `refined` and `gates` have a key for each of `UCRNConfig.used`.

    prediction (batch, 1); refined and gates: name -> (batch, width); fused (batch, width * modalities).
    """

    prediction: Tensor
    refined: dict[str, Tensor]
    gates: dict[str, Tensor]
    fused: Tensor


def single_precision_softmax_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    """Attention whose softmax is taken in float32, as the authors' code does whatever the input's precision.

    In float32 it equals the fused kernel; in float64 it is what parity to 1e-9 needs (the fused kernel is 2e-8 off).
    """
    score = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)  # (batch, heads, steps, steps)
    if mask is not None:
        score = score + mask
    elif causal:
        score = score + torch.full(score.shape[-2:], -torch.inf, dtype=score.dtype, device=score.device).triu(1)
    return torch.softmax(score.float(), dim=-1).to(v.dtype) @ v


class Attention(nn.Module):
    """Multi-head self-attention with one stacked query-key-value product."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        batch, steps, width = x.shape
        dropout = self.dropout if self.training else 0.0
        if steps == 1 and not dropout:  # attention over one step is that step's value
            alone: Tensor = self.out(F.linear(x, self.qkv.weight[2 * width :], self.qkv.bias[2 * width :]))
            return alone
        narrow = width // self.heads
        wide = narrow
        weight: Tensor = self.qkv.weight
        bias: Tensor = self.qkv.bias
        exact = x.dtype == torch.float64 and not dropout
        if self.training and mask is None and not exact and narrow < PADDED_HEAD:
            wide, pad = PADDED_HEAD, PADDED_HEAD - narrow
            weight = F.pad(weight.view(-1, narrow, width), (0, 0, 0, pad)).flatten(0, 1)  # (3 * heads * wide, width)
            bias = F.pad(bias.view(-1, narrow), (0, pad)).flatten()
        heads = F.linear(x, weight, bias).view(batch, steps, 3, self.heads, wide)
        q, k, v = heads.permute(2, 0, 3, 1, 4).unbind(0)  # each (batch, heads, steps, head width)
        if exact:
            y = single_precision_softmax_attention(q, k, v, mask, causal)
        else:
            is_causal = causal and mask is None
            y = F.scaled_dot_product_attention(q, k, v, mask, dropout, is_causal, scale=narrow**-0.5)
        if wide > narrow:
            y = y[..., :narrow]
        attended: Tensor = self.out(y.transpose(1, 2).reshape(batch, steps, width))
        return attended


class Block(nn.Module):
    """Pre-norm transformer block: attention, then a ReLU feed-forward of four times the width."""

    def __init__(self, width: int, config: UCRNConfig, attention_dropout: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, config.heads, attention_dropout)
        self.norm2 = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)
        self.dropout, self.feed_forward_dropout = config.dropout, config.feed_forward_dropout

    def forward(self, x: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
        x = x + F.dropout(self.attention(self.norm1(x), mask, causal), self.dropout, self.training)
        hidden = F.dropout(F.relu(self.fc1(self.norm2(x))), self.feed_forward_dropout, self.training)
        return x + F.dropout(self.fc2(hidden), self.dropout, self.training)


class Encoder(nn.Module):
    """Transformer without positional encoding; its input is scaled by sqrt(width), its output normalized."""

    def __init__(self, width: int, config: UCRNConfig, attention_dropout: float) -> None:
        super().__init__()
        self.scale, self.dropout = math.sqrt(width), config.embedding_dropout
        self.blocks = nn.ModuleList(Block(width, config, attention_dropout) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """x (batch, steps, width); mask added to scores (batch, 1, steps, steps)."""
        x = F.dropout(self.scale * x, self.dropout, self.training)
        for block in self.blocks:
            x = block(x, mask, causal)
        normed: Tensor = self.norm(x)
        return normed


class QualityGate(nn.Module):
    """Self-quality improvement layer: a squeeze-and-excite gate in (0, 1) for every channel of a vector."""

    def __init__(self, width: int, hidden: int, bias: bool) -> None:
        super().__init__()
        self.squeeze = nn.Linear(width, hidden, bias=bias)
        self.excite = nn.Linear(hidden, width, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.excite(F.relu(self.squeeze(x))))


class StepWeighting(nn.Module):
    """Live weighting of steps: a softmax over the valid ones of a learned score of place and content."""

    def __init__(self, steps: int, width: int) -> None:
        super().__init__()
        self.place = nn.Parameter(torch.zeros(steps))
        self.content = nn.Linear(width, 1, bias=False)

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        """x (batch, steps, width), valid (batch, steps) of 0/1 -> (batch, width)."""
        score = self.content(x).squeeze(-1) + self.place[-x.shape[1] :] + (1 - valid) * MASKED
        weight = torch.softmax(score, dim=-1) * valid
        return (weight.unsqueeze(1) @ x).squeeze(1)


class Refinement(nn.Module):
    """One modality's way: projection of each step, refinement encoder, weighting over steps to one vector."""

    mean: Tensor
    scale: Tensor
    future: Tensor

    def __init__(self, branch: Branch, config: UCRNConfig) -> None:
        super().__init__()
        self.live, self.causal, self.input_dropout = config.live, config.causal, branch.input_dropout
        self.project = nn.Linear(branch.channels, config.width, bias=config.live)
        self.encoder = Encoder(config.width, config, branch.attention_dropout)
        if config.live:
            self.weighting: nn.Module = StepWeighting(branch.steps, config.width)
            # Standardization of the input channels, measured on the training data.
            self.register_buffer("mean", torch.zeros(branch.channels))
            self.register_buffer("scale", torch.ones(branch.channels))
            future = torch.full((branch.steps, branch.steps), MASKED if config.causal else 0.0).triu(1)
            self.register_buffer("future", future, persistent=False)
        else:
            self.weighting = nn.Linear(branch.steps, 1, bias=False)

    def forward(self, x: Tensor, valid: Tensor | None) -> Tensor:
        if not self.live:
            x = F.dropout(x, self.input_dropout, self.training)
            y = self.encoder(self.project(x), causal=self.causal)  # (batch, steps, width)
            vector: Tensor = self.weighting(y.transpose(1, 2)).squeeze(-1)
            return vector
        assert valid is not None
        # where, not a product: an invalid step may hold NaN.
        x = torch.where(valid.unsqueeze(-1) > 0, (x - self.mean) * self.scale, torch.zeros_like(x))
        x = F.dropout(x, self.input_dropout, self.training)
        # A query sees valid steps that are not in its future. An invalid one may have none to see, and then sees the
        # invalid as well; what comes of it no valid query sees, and the weighting over steps leaves it out.
        # Fewer steps than configured are the newest ones: steps that all windows lack need no arithmetic.
        steps = x.shape[1]
        mask = self.future[-steps:, -steps:] + ((1 - valid) * MASKED).unsqueeze(1)
        y = self.encoder(self.project(x), mask.unsqueeze(1))
        weighted: Tensor = self.weighting(y, valid)
        return weighted


class UCRN(nn.Module):
    """The network. `forward(*inputs, valid=...)` takes one array per branch of the configuration, in its order."""

    def __init__(self, config: UCRNConfig) -> None:
        super().__init__()
        self.config = config
        used = [b for b in config.branches if b.name in config.used]
        joint = config.width * len(used)
        self.refine = nn.ModuleDict({b.name: Refinement(b, config) for b in used})
        self.gate = nn.ModuleDict({b.name: QualityGate(config.width, config.gate_hidden, config.live) for b in used})
        if config.live:
            self.absent = nn.ParameterDict({b.name: nn.Parameter(torch.zeros(config.width)) for b in used})
        self.crossmodal = Encoder(joint, config, config.attention_dropout)
        self.fc1 = nn.Linear(joint, joint)
        self.fc2 = nn.Linear(joint, joint)
        self.out = nn.Linear(joint, 1)

    def forward(self, *inputs: Tensor, valid: Sequence[Tensor] | None = None) -> UCRNOutput:
        """inputs: (batch, steps, channels) per branch; valid (live only): (batch, steps) of 0/1 per branch.

        A branch with no valid step is absent: its gated vector is the learned one and its gate is 0.
        """
        refined, gates, gated = self.refine_all(*inputs, valid=valid)
        prediction, fused = self.fuse(torch.cat(list(gated.values()), dim=-1))
        return UCRNOutput(prediction, refined, gates, fused)

    def every_subset(self, *inputs: Tensor, valid: Sequence[Tensor], subsets: Tensor) -> tuple[Tensor, Tensor]:
        """Predictions of one live window for many subsets of its modalities, each branch refined only once.

        inputs (1, steps, channels) and valid (1, steps) per branch; subsets (n, modalities) of 0/1.
        Returns predictions (n,) and gates (modalities, width), which do not depend on the subset.
        """
        _, gates, gated = self.refine_all(*inputs, valid=valid)
        rows = [
            g * flag + self.absent[name] * (1 - flag)
            for (name, g), flag in zip(gated.items(), subsets.T.unsqueeze(-1), strict=True)
        ]
        return self.fuse(torch.cat(rows, dim=-1))[0].squeeze(-1), torch.cat(list(gates.values()))

    def refine_all(
        self, *inputs: Tensor, valid: Sequence[Tensor] | None = None
    ) -> tuple[dict[str, Tensor], dict[str, Tensor], dict[str, Tensor]]:
        """Refined vectors, gates and gated vectors by branch name, each (batch, width)."""
        config = self.config
        assert len(inputs) == len(config.branches), f"expected {len(config.branches)} inputs, got {len(inputs)}"
        assert config.live == (valid is not None), "validity masks go with the live configuration, and only with it"
        refined: dict[str, Tensor] = {}
        gates: dict[str, Tensor] = {}
        gated: dict[str, Tensor] = {}
        for i, branch in enumerate(config.branches):
            if branch.name not in config.used:
                continue
            mask = valid[i].to(inputs[i].dtype) if valid is not None else None
            vector = self.refine[branch.name](inputs[i], mask)
            gate = self.gate[branch.name](vector)
            product = vector * gate
            if mask is not None:
                present = mask.amax(dim=1, keepdim=True)  # (batch, 1)
                gate = gate * present
                product = product * present + self.absent[branch.name] * (1 - present)
            refined[branch.name], gates[branch.name], gated[branch.name] = vector, gate, product
        return refined, gates, gated

    def fuse(self, gated: Tensor) -> tuple[Tensor, Tensor]:
        """gated (batch, width * modalities) -> prediction (batch, 1) and fused (batch, width * modalities)."""
        fused = self.crossmodal(gated.unsqueeze(1)).squeeze(1)
        dropout = self.config.dropout if self.config.output_dropout is None else self.config.output_dropout
        hidden = F.dropout(F.relu(self.fc1(fused)), dropout, self.training)
        return self.out(fused + self.fc2(hidden)), fused


def parameter_count(model: nn.Module) -> int:
    """Number of trainable values."""
    return sum(p.numel() for p in model.parameters())
