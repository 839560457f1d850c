"""Training data: rows of one modality and rows composed across corpora, modality dropout, and the loss.

No corpus here has all three modalities with one label. A composed row takes a text, and a voice and a face that
agree with its label only as often as they do in natural talk, so the fusion learns whom to believe.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
import torch
import torch.nn.functional as F
from annotated_types import Ge, Gt, Le, Lt
from numpy.typing import NDArray
from torch import Tensor, nn

from ucrn_core.divergence import multimodal_divergence
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.points import SUBSETS

Augmented = tuple[NDArray[np.float32], NDArray[np.bool_]]
# Values and validity of the less and of the more damaged inputs, and how far their levels are apart.
Pairs = tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], Tensor]
Count = Annotated[int, Ge(1)]
Positive = Annotated[float, Gt(0), Lt(math.inf)]
NotNegative = Annotated[float, Ge(0), Lt(math.inf)]
Share = Annotated[float, Ge(0), Le(1)]
Seed = Annotated[int, Ge(0)]
# modality, values, valid, whether a whole window is wanted, random numbers -> what the network sees of a row this time
Augment = Callable[[str, NDArray[np.float32], NDArray[np.bool_], bool, np.random.Generator], Augmented]
Steps = tuple[NDArray[np.float16], NDArray[np.bool_]]  # values (n, channels) and validity (n,)


@dataclass(frozen=True)
class Twin:
    """A row's input once more, degraded by one kind of damage at `level` in 0..1: values (n, channels), valid (n,)."""

    kind: str
    level: float
    values: NDArray[np.float16]
    valid: NDArray[np.bool_]


@dataclass
class Pool:
    """Rows of one modality: per row one or more clean variants and any degraded twins, whose clean partner is the last
    variant. labels (rows,) in [-3, 3]; weights (rows,): how often a row is drawn; classes (rows,): the number of its
    acted emotion, -1 for none. refined: the variants are not steps of channels but one refined vector (1, width) each,
    of a branch that is trained already."""

    variants: list[list[Steps]]
    labels: NDArray[np.float64]
    twins: list[list[Twin]]
    weights: NDArray[np.float64]
    classes: NDArray[np.int64]
    refined: bool = False

    def __post_init__(self) -> None:
        self.share = self.weights / self.weights.sum()
        self.paired = np.flatnonzero([bool(twins) for twins in self.twins])
        self._by_sign = {
            s: np.flatnonzero((np.sign(self.labels.round()) == s) & (self.weights > 0)) for s in (-1, 0, 1)
        }

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        return rng.choice(len(self.labels), count, p=self.share)

    def agreeing(self, rng: np.random.Generator, labels: NDArray[np.float64], dependence: float) -> NDArray[np.int64]:
        """A row for each label: of the same sign with probability `dependence`, else any."""
        rows = self.draw(rng, len(labels))
        agree = rng.random(len(labels)) < dependence
        for sign, same in self._by_sign.items():
            wanted = np.flatnonzero(agree & (np.sign(labels.round()) == sign))
            if len(same) and len(wanted):
                rows[wanted] = rng.choice(same, len(wanted), p=self.share[same] / self.share[same].sum())
        return rows

    def pair(self, row: int, rng: np.random.Generator) -> tuple[Steps, Steps, float]:
        """Two inputs of a row, the second more damaged by one kind, and the distance of their levels."""
        kinds = sorted({t.kind for t in self.twins[row]})
        kind = kinds[rng.integers(len(kinds))]
        ladder = [(0.0, *self.variants[row][-1])]
        ladder += [(t.level, t.values, t.valid) for t in self.twins[row] if t.kind == kind]
        low, high = np.sort(rng.choice(len(ladder), 2, replace=False))
        return ladder[low][1:], ladder[high][1:], ladder[high][0] - ladder[low][0]


@dataclass
class Recipe:
    """Everything that shapes a training run; kept in the checkpoint's provenance."""

    steps: Count = 3500
    batch: Annotated[int, Ge(6)] = 64  # a quarter as many pairs are ranked of each modality
    learning_rate: Positive = 1.5e-3
    weight_decay: NotNegative = 0.01
    averaging: Share = 0.995  # exponential moving average of the weights
    dropout: Share = 0.15
    single: tuple[Share, Share, Share] = (0.1, 0.3, 0.2)  # share of rows with text, voice, face alone
    dependence: tuple[Share, Share] = (0.35, 0.35)  # of a composed row's voice and face on its label
    shrink: Share = 0.45  # what a voice or a face alone may claim of its acted label
    knee: Positive = 1.0  # error from which the loss is linear
    degrade: Share = 0.2  # share of inputs taken from their degraded twins
    emotion: NotNegative = 0.3  # weight of telling the acted emotion
    whole: Share = 0.15  # share of batches in which rows fill a window, as they do live; the others are quicker
    ranking: NotNegative = 0.15  # weight of each gate's ranking loss
    margin: NotNegative = 2.5  # in the logit of the gate mean, per unit of strength
    divergence: NotNegative = 0.1  # weight of the multimodal divergence
    lines: Count = 40_000  # drawn as live windows hold them and refined once, by the text branch of the first stage
    composed: Count = 4000  # validation rows composed for calibration
    seed: Seed = 7
    validate_every: Count = 500

    def __post_init__(self) -> None:
        if sum(self.single) > 1:
            raise ValueError("the shares in single add up to more than 1")


@dataclass
class Batch:
    """Per modality only the rows that have it: values (some, steps, channels), or of refined vectors (some, 1, width),
    valid (some, steps) of 0/1, which rows of the batch they are (some,), and the emotions that they act (some,), -1
    for none. target (rows,). pairs: for the ranking of each gate, see `Composer.pairs`. refined: modalities whose
    values are refined vectors."""

    target: Tensor
    values: dict[str, Tensor] = field(default_factory=dict)
    valid: dict[str, Tensor] = field(default_factory=dict)
    rows: dict[str, Tensor] = field(default_factory=dict)
    classes: dict[str, Tensor] = field(default_factory=dict)
    pairs: dict[str, Pairs] = field(default_factory=dict)
    refined: tuple[str, ...] = ()


def collate(items: Sequence[Augmented | None], channels: int, steps: int) -> tuple[Tensor, Tensor]:
    """Rows of different lengths (None: absent) -> values (rows, longest, channels) and valid, the newest step last."""
    longest = max([1, *(min(len(v[0]), steps) for v in items if v is not None)])
    values = np.zeros((len(items), longest, channels), np.float32)
    valid = np.zeros((len(items), longest), np.float32)
    for i, item in enumerate(items):
        if item is not None and (n := min(len(item[0]), steps)):
            valid[i, -n:] = item[1][-n:]
            values[i, -n:] = item[0][-n:] * item[1][-n:, None]
    return torch.from_numpy(values), torch.from_numpy(valid)


class Composer:
    """Draws batches from the pools of the three modalities."""

    def __init__(self, pools: dict[str, Pool], spec: FeatureSpec, recipe: Recipe, augment: Augment) -> None:
        self.pools, self.spec, self.recipe, self.augment = pools, spec, recipe, augment
        self.rng = np.random.default_rng(recipe.seed)
        # Without text there is no label to compose around: single rows only.
        self.composes = set(pools) == set(MODALITIES)
        self.whole = False

    def item(self, modality: str, row: int) -> Augmented:
        """A row as the network shall see it: sometimes a degraded twin, else one of its variants."""
        pool, rng = self.pools[modality], self.rng
        if pool.refined:
            values, valid = pool.variants[row][rng.integers(len(pool.variants[row]))]
            return values.astype(np.float32), valid
        if pool.twins[row] and rng.random() < self.recipe.degrade:
            twin = pool.twins[row][rng.integers(len(pool.twins[row]))]
            values, valid = twin.values, twin.valid
        else:
            values, valid = pool.variants[row][rng.integers(len(pool.variants[row]))]
        return self.augment(modality, values.astype(np.float32), valid, self.whole, rng)

    def batch(self) -> Batch:
        """A batch of single and composed rows, some inputs degraded, some modalities dropped."""
        rng, recipe, n = self.rng, self.recipe, self.recipe.batch
        self.whole = bool(rng.random() < recipe.whole)
        kinds = self._kinds(n)
        rows, present = self._rows(kinds)
        labels = {m: self.pools[m].labels[rows[m]] for m in self.pools}
        target = np.zeros(n)
        for i in range(n):
            there = [m for m in self.pools if present[m][i]]
            if "text" in there:
                target[i] = labels["text"][i]
            else:
                target[i] = recipe.shrink * np.mean([labels[m][i] for m in there])
        batch = Batch(torch.from_numpy(target).float(), refined=tuple(m for m, p in self.pools.items() if p.refined))
        for m, pool in self.pools.items():
            there_rows = np.flatnonzero(present[m])
            items = [self.item(m, rows[m][i]) for i in there_rows]
            batch.values[m], batch.valid[m] = self._collated(m, items)
            batch.rows[m] = torch.from_numpy(there_rows)
            batch.classes[m] = torch.from_numpy(pool.classes[rows[m][there_rows]])
        batch.pairs = {m: self.pairs(m, n // 4) for m, p in self.pools.items() if len(p.paired)}
        return batch

    def pairs(self, modality: str, count: int) -> Pairs:
        """Values and validity of one modality's less and more damaged inputs, and how far apart they are (count,)."""
        pool, rng = self.pools[modality], self.rng
        sides: tuple[list[Augmented], list[Augmented]] = ([], [])
        distances = []
        share = pool.share[pool.paired]  # as often as they are drawn: the few natural recordings more often
        for row in rng.choice(pool.paired, count, p=share / share.sum()):
            *pair, distance = pool.pair(int(row), rng)
            distances.append(distance)
            seed = rng.integers(2**63)  # both sides are cut and moved alike: only the damage differs
            for side, (values, valid) in zip(sides, pair, strict=True):
                alike = np.random.default_rng(seed)
                side.append(self.augment(modality, values.astype(np.float32), valid, self.whole, alike))
        less, more = (self._collated(modality, side) for side in sides)
        return less, more, torch.tensor(distances, dtype=torch.float32)

    def _collated(self, modality: str, items: Sequence[Augmented]) -> tuple[Tensor, Tensor]:
        stream = self.spec.stream(modality)
        channels = items[0][0].shape[1] if items else len(stream.channels)
        return collate(items, channels, stream.steps)

    def _kinds(self, n: int) -> NDArray[np.int64]:
        """Per row 0, 1, 2 for a modality alone, 3 for composed."""
        shares = np.array([self.recipe.single[i] if m in self.pools else 0.0 for i, m in enumerate(MODALITIES)])
        composed = 1 - shares.sum() if self.composes else 0.0
        weights = np.array([*shares, composed])
        return self.rng.choice(4, n, p=weights / weights.sum())

    def _rows(self, kinds: NDArray[np.int64]) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.bool_]]]:
        n = len(kinds)
        rows = {m: pool.draw(self.rng, n) for m, pool in self.pools.items()}
        if self.composes:
            labels = self.pools["text"].labels[rows["text"]]
            for m, dependence in zip(("voice", "face"), self.recipe.dependence, strict=True):
                rows[m] = self.pools[m].agreeing(self.rng, labels, dependence)
        kept = np.array(SUBSETS)[self.rng.integers(len(SUBSETS), size=n)]
        whole = self.rng.random(n) < 0.4
        present = {}
        for i, m in enumerate(MODALITIES):
            if m in self.pools:
                present[m] = np.where(kinds == 3, whole | (kept[:, i] == 1), kinds == i)
        return rows, present


class Trainee(nn.Module):
    """A network with what only its training needs: heads that tell the acted emotion from a refined vector, since
    eight emotions teach a small corpus more than their five sentiments do."""

    def __init__(self, ucrn: UCRN, pools: dict[str, Pool]) -> None:
        super().__init__()
        self.ucrn = ucrn
        counts = {m: int(p.classes.max(initial=-1)) + 1 for m, p in pools.items()}
        self.emotion = nn.ModuleDict({m: nn.Linear(ucrn.config.width, n) for m, n in counts.items() if n})


def training_loss(trainee: Trainee, batch: Batch, recipe: Recipe) -> dict[str, Tensor]:
    """The parts of the loss, to be added: smooth L1, divergence of present pairs, cross-entropy of acted emotions,
    ranking of the gate over a pair of damaged inputs per modality."""
    model, rows = trainee.ucrn, len(batch.target)
    zero = batch.target.new_zeros(())
    present = batch.target.new_zeros(rows, len(MODALITIES))
    refined, gated = [], []
    emotion = zero
    for i, m in enumerate(MODALITIES):
        vector = batch.target.new_zeros(rows, model.config.width)
        product = model.absent[m].expand(rows, -1)
        if m in batch.rows and len(batch.rows[m]):
            # Only the rows that have the modality pass its encoder: most of the work is there.
            values, where = batch.values[m], batch.rows[m]
            some = values[:, 0] if m in batch.refined else model.refine[m](values, batch.valid[m])
            heard = batch.valid[m].amax(dim=1)
            present[where, i] = heard
            vector = vector.index_copy(0, where, some)
            product = product.index_copy(
                0, where, torch.where(heard[:, None] > 0, some * model.gate[m](some), model.absent[m])
            )
            acted = (batch.classes[m] >= 0) & (heard > 0)
            if m in trainee.emotion and acted.any():
                told = trainee.emotion[m](some[acted])
                emotion = emotion + F.cross_entropy(told, batch.classes[m][acted], label_smoothing=0.1)
        refined.append(vector)
        gated.append(product)
    prediction, _ = model.fuse(torch.cat(gated, dim=-1))
    ranking = zero
    for m, (less, more, distance) in batch.pairs.items():
        gap = gate_logit(model, m, *less) - gate_logit(model, m, *more)
        ranking = ranking + ranking_loss(gap, distance, recipe.margin)
    return {
        # L1 as published, but quadratic for small errors: acted labels' median is one of them, their mean is not.
        "sentiment": F.smooth_l1_loss(prediction.squeeze(-1), batch.target, beta=recipe.knee),
        "divergence": recipe.divergence * multimodal_divergence(refined, present),
        "emotion": recipe.emotion * emotion,
        "ranking": recipe.ranking * ranking,
    }


def ranking_loss(gap: Tensor, distance: Tensor, margin: float) -> Tensor:
    """Mean logistic loss of gate logits that shall fall by `margin` per unit of damage: gap (n,) between the less and
    the more damaged input, distance (n,) of their levels."""
    return F.softplus(2 * (margin * distance - gap)).mean() / 2


def gate_logit(model: UCRN, modality: str, values: Tensor, valid: Tensor) -> Tensor:
    """Logit of the gate mean (rows,) of one modality's inputs (rows, steps, channels) and their validity."""
    refined = model.refine[modality](values, valid)
    return torch.logit(model.gate[modality](refined).mean(dim=-1), eps=1e-6)


def set_input_scale(model: UCRN, pools: dict[str, Pool]) -> None:
    """Standardization of every channel over the valid steps of the rows' first variants."""
    for m, pool in pools.items():
        if pool.refined:
            continue
        chosen = np.random.default_rng(0).permutation(len(pool.variants))[:4000]
        steps = np.concatenate([values[valid] for values, valid in (pool.variants[i][0] for i in chosen)])
        wide = steps.astype(np.float64)
        branch: Any = model.refine[m]
        branch.mean.copy_(torch.from_numpy(wide.mean(0)))
        # A channel that hardly moves in training must not shout when it moves live.
        branch.scale.copy_(torch.from_numpy(1 / np.maximum(wide.std(0), 0.02)))
