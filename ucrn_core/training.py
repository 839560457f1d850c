"""Training: rows of one modality and rows composed across corpora, modality dropout, and the loop.

No corpus here has all three modalities with one label. A composed row takes a text, and a voice and a face that
agree with its label only as often as they do in natural talk, so the fusion learns whom to believe.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ucrn_core.divergence import multimodal_divergence
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.points import SUBSETS

Augmented = tuple[NDArray[np.float32], NDArray[np.bool_]]
# modality, values, valid, whether a whole window is wanted, random numbers -> what the network sees of a row this time
Augment = Callable[[str, NDArray[np.float32], NDArray[np.bool_], bool, np.random.Generator], Augmented]


@dataclass
class Pool:
    """Rows of one modality. Per row one or more variants of (values (n, channels), valid (n,)), and at most one
    degraded twin with its strength in 0..1; label in [-3, 3]; weight: how often a row is drawn."""

    variants: list[list[tuple[NDArray[np.float16], NDArray[np.bool_]]]]
    labels: NDArray[np.float64]
    degraded: list[tuple[float, NDArray[np.float16], NDArray[np.bool_]] | None]
    weights: NDArray[np.float64]

    def __post_init__(self) -> None:
        self.share = self.weights / self.weights.sum()
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


@dataclass
class Recipe:
    """Everything that shapes a training run; kept in the checkpoint's provenance."""

    steps: int = 4500
    batch: int = 64
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    averaging: float = 0.995  # exponential moving average of the weights
    dropout: float = 0.15
    single: tuple[float, float, float] = (0.3, 0.15, 0.15)  # share of rows with text, voice, face alone
    dependence: tuple[float, float] = (0.35, 0.35)  # of a composed row's voice and face on its label
    shrink: float = 0.45  # what a voice or a face alone may claim of its acted label
    knee: float = 1.0  # error from which the loss is linear
    degrade: float = 0.2  # share of inputs taken from their degraded twins
    whole: float = 0.15  # share of batches in which rows fill a window, as they do live; the others are quicker
    ranking: float = 0.15  # weight of each gate's ranking loss
    margin: float = 1.0  # in the logit of the gate mean, per unit of strength
    divergence: float = 0.1  # weight of the multimodal divergence
    seed: int = 7
    validate_every: int = 500


@dataclass
class Batch:
    """Per modality only the rows that have it: values (some, steps, channels), valid (some, steps) of 0/1, and which
    rows of the batch they are (some,). target (rows,)."""

    target: Tensor
    values: dict[str, Tensor] = field(default_factory=dict)
    valid: dict[str, Tensor] = field(default_factory=dict)
    rows: dict[str, Tensor] = field(default_factory=dict)


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

    def item(self, modality: str, row: int, degraded: bool, variant: int | None = None) -> Augmented:
        """A row as the network shall see it: its degraded twin, a variant (the last is most like its twin), or any."""
        pool = self.pools[modality]
        twin = pool.degraded[row]
        if degraded and twin is not None:
            _, values, valid = twin
        else:
            variants = pool.variants[row]
            values, valid = variants[self.rng.integers(len(variants)) if variant is None else variant]
        return self.augment(modality, values.astype(np.float32), valid, self.whole, self.rng)

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
        batch = Batch(torch.from_numpy(target).float())
        for m in self.pools:
            stream, there_rows = self.spec.stream(m), np.flatnonzero(present[m])
            items = [self.item(m, rows[m][i], bool(rng.random() < recipe.degrade)) for i in there_rows]
            batch.values[m], batch.valid[m] = collate(items, len(stream.channels), stream.steps)
            batch.rows[m] = torch.from_numpy(there_rows)
        return batch

    def pairs(self, modality: str, count: int) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor], Tensor]:
        """Values and validity of one modality's clean rows and of their degraded twins, and the strengths (count,)."""
        pool, stream = self.pools[modality], self.spec.stream(modality)
        rows = [r for r in pool.draw(self.rng, 3 * count) if pool.degraded[r] is not None][:count]
        strengths = torch.tensor([pool.degraded[r][0] for r in rows], dtype=torch.float32)
        sides = []
        for degraded in (False, True):
            items = [self.item(modality, r, degraded, variant=-1) for r in rows]
            sides.append(collate(items, len(stream.channels), stream.steps))
        return sides[0], sides[1], strengths

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


def training_loss(model: UCRN, composer: Composer) -> Tensor:
    """Smooth L1 + divergence of present pairs + ranking of the gate over a degraded pair per modality."""
    recipe, batch = composer.recipe, composer.batch()
    rows = len(batch.target)
    present = torch.zeros(rows, len(MODALITIES))
    refined, gated = [], []
    for i, m in enumerate(MODALITIES):
        vector = torch.zeros(rows, model.config.width)
        product = model.absent[m].expand(rows, -1)
        if m in batch.rows and len(batch.rows[m]):
            # Only the rows that have the modality pass its encoder: most of the work is there.
            some, where = model.refine[m](batch.values[m], batch.valid[m]), batch.rows[m]
            heard = batch.valid[m].amax(dim=1)
            present[where, i] = heard
            vector = vector.index_copy(0, where, some)
            product = product.index_copy(
                0, where, torch.where(heard[:, None] > 0, some * model.gate[m](some), model.absent[m])
            )
        refined.append(vector)
        gated.append(product)
    prediction, _ = model.fuse(torch.cat(gated, dim=-1))
    # L1 as published, but quadratic for small errors: the median of acted labels is one of them, their mean is not.
    loss = F.smooth_l1_loss(prediction.squeeze(-1), batch.target, beta=recipe.knee)
    loss = loss + recipe.divergence * multimodal_divergence(refined, present)
    for m in composer.pools:
        clean, degraded, strength = composer.pairs(m, recipe.batch // 6)
        if len(strength):
            gap = gate_logit(model, m, *clean) - gate_logit(model, m, *degraded)
            loss = loss + recipe.ranking * F.relu(recipe.margin * strength - gap).mean()
    return loss


def gate_logit(model: UCRN, modality: str, values: Tensor, valid: Tensor) -> Tensor:
    """Logit of the gate mean (rows,) of one modality's inputs (rows, steps, channels) and their validity."""
    refined = model.refine[modality](values, valid)
    return torch.logit(model.gate[modality](refined).mean(dim=-1), eps=1e-6)


def set_input_scale(model: UCRN, pools: dict[str, Pool]) -> None:
    """Standardization of every channel over the valid steps of the rows' first variants."""
    for m, pool in pools.items():
        chosen = np.random.default_rng(0).permutation(len(pool.variants))[:4000]
        steps = np.concatenate([values[valid] for values, valid in (pool.variants[i][0] for i in chosen)]).astype(
            np.float64
        )
        branch: Any = model.refine[m]
        branch.mean.copy_(torch.from_numpy(steps.mean(0)))
        # A channel that hardly moves in training must not shout when it moves live.
        branch.scale.copy_(torch.from_numpy(1 / np.maximum(steps.std(0), 0.02)))


def train(
    model: UCRN,
    composer: Composer,
    validate: Callable[[UCRN], dict[str, float]],
    report: Callable[[int, float, dict[str, float]], None],
) -> dict[str, float]:
    """Trains `model` in place and leaves it with the averaged weights; returns their validation numbers.

    The last weights, not the best: what is set aside then serves calibration unspent.
    """
    recipe = composer.recipe
    torch.manual_seed(recipe.seed)
    set_input_scale(model, composer.pools)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=recipe.steps, pct_start=0.1
    )
    average = torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.averaging)  # type: ignore[no-untyped-call]
    averaged = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=average)
    numbers: dict[str, float] = {}
    losses: list[float] = []
    started = time.monotonic()
    for step in range(1, recipe.steps + 1):
        model.train()
        optimizer.zero_grad()
        loss = training_loss(model, composer)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(model)
        losses.append(loss.item())
        if step % recipe.validate_every == 0 or step == recipe.steps:
            numbers = validate(cast(UCRN, averaged.module.eval()))
            numbers["seconds"] = time.monotonic() - started
            report(step, float(np.mean(losses[-recipe.validate_every :])), numbers)
    model.load_state_dict(averaged.module.state_dict())
    model.eval()
    return numbers
