"""Multimodal Jensen-Shannon divergence between refined vectors (Guo et al. 2021, with the softmax kept)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import torch
from torch import Tensor


def pair_divergence(a: Tensor, b: Tensor) -> Tensor:
    """Jensen-Shannon divergence of softmax(a) and softmax(b) over the last axis, in nats: 0 to ln 2.

    a, b (..., width) -> (...). Computed from log-probabilities, so its gradient is finite everywhere.
    """
    log_p, log_q = torch.log_softmax(a, dim=-1), torch.log_softmax(b, dim=-1)
    log_m = torch.logaddexp(log_p, log_q) - torch.log(torch.tensor(2.0, dtype=a.dtype, device=a.device))
    kl_p = (log_p.exp() * (log_p - log_m)).sum(-1)
    kl_q = (log_q.exp() * (log_q - log_m)).sum(-1)
    return 0.5 * (kl_p + kl_q)


def multimodal_divergence(vectors: Sequence[Tensor], present: Tensor | None = None) -> Tensor:
    """Mean pair divergence over all pairs of modalities, averaged over the batch; 0 with fewer than two.

    vectors: one (batch, width) per modality. present: (batch, modalities) of 0/1; where given, only pairs of
    present modalities count, and rows with fewer than two contribute 0.
    """
    pairs = list(combinations(range(len(vectors)), 2))
    if not pairs:
        return vectors[0].sum() * 0.0
    each = torch.stack([pair_divergence(vectors[i], vectors[j]) for i, j in pairs], dim=-1)  # (batch, pairs)
    if present is None:
        return each.mean()
    both = torch.stack([present[:, i] * present[:, j] for i, j in pairs], dim=-1).to(each.dtype)
    return ((each * both).sum(-1) / both.sum(-1).clamp(min=1)).mean()
