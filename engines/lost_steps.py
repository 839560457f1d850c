"""Lost steps: what a network answers when a share of a modality's steps, or a stretch of them, never arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engines.calibrating import Items, encoded
from engines.text import VECTOR, TextEncoder
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.robustness import curves
from ucrn_core.training import Augmented, collate

BATCH = 256
JOINT = "all"  # the three modalities at once

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
# modality, row, validity of its steps, level -> the validity of the steps that are left
Less = Callable[[str, int, Mask, float], Mask]


@dataclass(frozen=True)
class Refined:
    """One modality of many rows after its branch: gated vectors (n, width), and which rows have it at all (n,)."""

    gated: torch.Tensor
    present: NDArray[np.bool_]


def refined(model: UCRN, spec: FeatureSpec, modality: str, items: Items) -> Refined:
    """Items of one modality, passed through its branch once: `answers` puts them together in any way."""
    parts = []
    device = next(model.parameters()).device
    for start in range(0, len(items), BATCH):
        some = items[start : start + BATCH]
        pairs = [
            collate(list(some) if m == modality else [None] * len(some), len(stream.channels), stream.steps)
            for m in MODALITIES
            for stream in [spec.stream(m)]
        ]
        with torch.inference_mode():
            gated = model.refine_all(*[v.to(device) for v, _ in pairs], valid=[ok.to(device) for _, ok in pairs])[2]
        parts.append(gated[modality])
    steps = spec.stream(modality).steps
    present = np.array([item is not None and bool(item[1][-steps:].any()) for item in items])
    return Refined(torch.cat(parts), present)


def answers(model: UCRN, parts: Mapping[str, Refined]) -> Values:
    """Sentiment (n,) from the modalities at hand, the others being absent; 0 for a row of which nothing is there."""
    rows = len(next(iter(parts.values())).present)
    vectors = [parts[m].gated if m in parts else model.absent[m].expand(rows, -1) for m in MODALITIES]
    with torch.inference_mode():
        predicted = model.fuse(torch.cat(vectors, dim=-1))[0].squeeze(-1).double().cpu().numpy()
    return np.where(np.any([p.present for p in parts.values()], axis=0), np.clip(predicted, -3, 3), 0.0)


@dataclass(frozen=True)
class Lines:
    """Text items and the words that they are the vectors of: a word that is lost is lost before the encoder, or the
    vectors of the others, which know their neighbours, would still tell it."""

    encoder: TextEncoder
    items: Sequence[Augmented]
    words: Sequence[Sequence[str]]

    def left(self, masks: Sequence[Mask]) -> Items:
        """The items with only the words that `masks` (words,) keep; their confidence is kept, too."""
        kept = [i for i, mask in enumerate(masks) if mask.any()]
        lines = [[w for w, there in zip(self.words[i], masks[i], strict=True) if there] for i in kept]
        items: list[Augmented | None] = [None] * len(masks)
        for i, (vectors, valid) in zip(kept, encoded(self.encoder, lines, [None] * len(lines)), strict=True):
            told = self.items[i][0][masks[i], VECTOR:]
            items[i] = np.concatenate([vectors[:, :VECTOR].astype(np.float32), told], axis=1), valid
        return items


def loss_curves(
    model: UCRN,
    spec: FeatureSpec,
    columns: Mapping[str, Sequence[Augmented]],
    clean: Mapping[str, Refined],
    lines: Lines,
    labels: Values,
    levels: Sequence[float],
    less: Less,
) -> dict[str, Any]:
    """Curves over the levels of what is lost, of each modality beside the others whole, and of all three at once.

    columns: whole rows per modality; clean: the same, refined; levels: ascending from 0, where nothing is lost.
    """
    predicted: dict[str, list[Values]] = {m: [] for m in (*MODALITIES, JOINT)}
    for level in levels:
        lost = dict(clean)
        for m in MODALITIES if level > 0 else ():
            masks = [less(m, i, valid, level) for i, (_, valid) in enumerate(columns[m])]
            left = [(values, ok) for (values, _), ok in zip(columns[m], masks, strict=True)]
            lost[m] = refined(model, spec, m, lines.left(masks) if m == "text" else left)
        for m in MODALITIES:
            predicted[m].append(answers(model, {**clean, m: lost[m]}))
        predicted[JOINT].append(answers(model, lost))
    return {name: curves(levels, told, labels) for name, told in predicted.items()}
