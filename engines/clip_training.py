"""Fine-tuning on one's own labelled clips: how words, voice and face are weighed against each other, and the intervals.

A few hours of clips cannot teach anew what a word or a smile means, so what refines and judges each modality stays as
it is, and with it the calibration of quality. Only what fuses the three is trained, and held near where it began.
What that is worth is cross-validated: of every speaker it is told what a network says that has never met them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from engines.calibrating import parity_answers
from engines.clip_evaluation import Progress, Report, measure_clips
from engines.models import ModelStore
from ucrn_core.calibration import PRESENCE_BANDS, Calibration, band_of, conformal_half_width
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.corpora.clips import Clip
from ucrn_core.errors import CorpusError
from ucrn_core.evaluation import correlation
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.model import UCRN
from ucrn_core.points import SENTIMENT_RANGE, SUBSETS
from ucrn_core.training import Count, NotNegative, Positive, Seed, Share
from ucrn_core.training_loop import train

EVERY = 4  # of the windows of a segment one is trained on, the last among them: neighbours are nearly the same
FOLDS = 5
FEWEST_SPEAKERS, FEWEST_SEGMENTS = 3, 20
ENOUGH = 50  # windows for an interval of their own
WHOLE = SUBSETS.index((1, 1, 1))
FUSION = ("crossmodal", "fc1", "fc2", "out")  # parts of the network


@dataclass
class Tuning:
    """Everything that shapes a fine-tuning; kept in the checkpoint's provenance."""

    steps: Count = 300
    batch: Count = 64
    learning_rate: Positive = 5e-4
    weight_decay: NotNegative = 0.0
    averaging: Share = 0.98
    knee: Positive = 0.25  # error from which the loss is linear
    anchor: NotNegative = 0.02  # weight of the squared distance from where it began (L2-SP, Li et al. 2018)
    whole: Share = 0.4  # share of windows with all their modalities; of the others some are hidden
    seed: Seed = 7
    validate_every: Count = 100


@dataclass(frozen=True)
class Rows:
    """Windows as the fusion takes them: gated vectors (n, modalities, width), which modalities are there (n,
    modalities), their presence (n, modalities), label (n,), number of the segment (n,) and speaker (n,)."""

    gated: NDArray[np.float32]
    present: NDArray[np.bool_]
    presence: NDArray[np.float64]
    labels: NDArray[np.float64]
    segments: NDArray[np.int64]
    speakers: NDArray[np.str_]

    def of(self, chosen: NDArray[Any]) -> Rows:
        return Rows(*(array[chosen] for array in vars(self).values()))


@dataclass
class Batch:
    """Gated vectors (rows, modalities, width), which of them are shown (rows, modalities) of 0/1, target (rows,)."""

    gated: Tensor
    shown: Tensor
    target: Tensor


def fine_tune(
    clips: Sequence[Clip],
    checkpoint: Checkpoint,
    store: ModelStore,
    tuning: Tuning,
    report: Report,
    progress: Progress,
) -> tuple[Checkpoint, dict[str, Any]]:
    """A checkpoint fine-tuned on the clips, and what it is worth on speakers that it has not met.

    The numbers: `segments`, `speakers`; `before`, `after` and `mean_label` (always the mean of the other speakers'
    labels) with mae and r over segments, after and mean_label cross-validated. CorpusError: too little to learn from.
    """
    rows = measure(clips, checkpoint, store, report, progress)
    model = checkpoint.model
    folds = _folds(rows.speakers, tuning.seed)
    left_out, constant = np.zeros((len(rows.labels), len(SUBSETS))), np.zeros(len(rows.labels))
    for number in range(folds.max() + 1):
        report(f"cross-validation, part {number + 1} of {folds.max() + 1}")
        others, own = folds != number, folds == number
        left_out[own] = answers(tuned(model, rows.of(others), tuning, lambda *_: None), rows.of(own))
        constant[own] = rows.labels[others].mean()
    before = answers(model, rows)
    numbers = {
        "segments": len(np.unique(rows.segments)),
        "speakers": len(np.unique(rows.speakers)),
        "before": segment_metrics(rows, before[:, WHOLE]),
        "after": segment_metrics(rows, left_out[:, WHOLE]),
        "mean_label": segment_metrics(rows, constant),
    }
    report("training on all of it")
    after = tuned(model, rows, tuning, partial(_tell, report))
    provenance = {
        "fine_tuned_from": checkpoint.digest,
        "before": checkpoint.provenance,
        "tuning": asdict(tuning),
        "cross_validation": numbers,
    }
    calibration = Calibration(intervals(rows, left_out, checkpoint.calibration), checkpoint.calibration.quality)
    parity = parity_answers(after, checkpoint.parity)
    return replace(
        checkpoint, model=after, calibration=calibration, provenance=provenance, parity=parity, digest="", path=None
    ), numbers


def measure(
    clips: Sequence[Clip],
    checkpoint: Checkpoint,
    store: ModelStore,
    report: Report,
    progress: Progress,
) -> Rows:
    """The windows of all segments in which any modality is present."""
    segments, speakers = sum(len(c.segments) for c in clips), {c.speaker for c in clips}
    if segments < FEWEST_SEGMENTS or len(speakers) < FEWEST_SPEAKERS:
        raise CorpusError(
            f"{segments} segments of {len(speakers)} speakers are too few to learn from and to try it on others: label "
            f"at least {FEWEST_SEGMENTS} of {FEWEST_SPEAKERS} (a clip without a speaker counts as one)."
        )
    parts: list[tuple[Any, ...]] = []
    count = 0
    for each, measured in measure_clips(clips, checkpoint, store, report, progress):
        for segment, windows in measured:
            count += 1
            for window in windows[::-1][::EVERY]:
                if window.present:
                    there = [m in window.present for m in MODALITIES]
                    shares = [window.presence[m] for m in MODALITIES]
                    parts.append((_gated(checkpoint, window), there, shares, segment.label, count, each.speaker))
    if len({part[4] for part in parts}) < FEWEST_SEGMENTS:
        raise CorpusError("Hardly any segment has something to hear or see: `ucrn-live doctor` says what is missing.")
    gated, present, presence, labels, numbers, names = zip(*parts, strict=True)
    return Rows(
        np.stack(gated), np.array(present), np.array(presence), np.array(labels), np.array(numbers), np.array(names)
    )


def tuned(model: UCRN, rows: Rows, tuning: Tuning, report: Callable[[int, float, dict[str, float]], None]) -> UCRN:
    """A copy of the network whose fusion is trained on the rows."""
    copied = copy.deepcopy(model)
    copied.requires_grad_(False)
    for part in FUSION:
        getattr(copied, part).requires_grad_(True)
    start = {name: p.detach().clone() for name, p in copied.named_parameters() if p.requires_grad}
    loss = partial(_loss, start=start, tuning=tuning)
    train(copied, loss, _Source(rows, tuning), lambda averaged: {}, tuning, report)
    return copied.requires_grad_(True)


def answers(model: UCRN, rows: Rows) -> NDArray[np.float64]:
    """Sentiment of each row and subset of the modalities (n, subsets), clipped to the scale; where a subset needs a
    modality that is not there it stands for those of it that are."""
    predicted = []
    with torch.inference_mode():
        for subset in SUBSETS:
            shown = torch.from_numpy(rows.present & np.array(subset, bool)).float()
            predicted.append(_fused(model.eval(), torch.from_numpy(rows.gated), shown).double().numpy())
    return np.clip(np.stack(predicted, axis=1), *SENTIMENT_RANGE)


def segment_metrics(rows: Rows, predicted: NDArray[np.float64]) -> dict[str, float]:
    """mae and r of segments, whose sentiment is the mean of its rows (n,)."""
    numbers = np.unique(rows.segments)
    told = np.array([predicted[rows.segments == n].mean() for n in numbers])
    labels = np.array([rows.labels[rows.segments == n][0] for n in numbers])
    return {"mae": float(np.abs(told - labels).mean()), "r": correlation(told, labels)}


def intervals(rows: Rows, predicted: NDArray[np.float64], before: Calibration) -> tuple[tuple[float, ...], ...]:
    """Half widths per subset and band of presence, of answers (n, subsets) to speakers not met: of a band where it has
    ENOUGH rows, else of its subset, else as they were before."""
    fitted = []
    for number, subset in enumerate(SUBSETS):
        there = rows.present[:, np.array(subset, bool)].all(axis=1)
        presence = rows.presence[:, np.array(subset, bool)].mean(axis=1)
        residual = predicted[:, number] - rows.labels
        inside = [there & (band_of(presence) == band) for band in range(len(PRESENCE_BANDS) + 1)]
        fitted.append(
            tuple(
                conformal_half_width(residual[chosen if chosen.sum() >= ENOUGH else there])
                if there.sum() >= ENOUGH
                else before.half_width[number][band]
                for band, chosen in enumerate(inside)
            )
        )
    return tuple(fitted)


class _Source:
    """Draws segments alike, of each any of its rows, and hides some of their modalities."""

    def __init__(self, rows: Rows, tuning: Tuning) -> None:
        self.rng = np.random.default_rng(tuning.seed)
        self._rows, self._tuning = rows, tuning
        self._of = [np.flatnonzero(rows.segments == n) for n in np.unique(rows.segments)]

    def batch(self) -> Batch:
        rng = self.rng
        chosen = np.array([rng.choice(self._of[i]) for i in rng.integers(len(self._of), size=self._tuning.batch)])
        present = self._rows.present[chosen]
        kept = present & np.array(SUBSETS, bool)[rng.integers(len(SUBSETS), size=len(chosen))]
        whole = (rng.random(len(chosen)) < self._tuning.whole) | ~kept.any(axis=1)
        shown = np.where(whole[:, None], present, kept)
        return Batch(
            torch.from_numpy(self._rows.gated[chosen]),
            torch.from_numpy(shown).float(),
            torch.from_numpy(self._rows.labels[chosen]).float(),
        )


def _loss(model: UCRN, batch: Batch, start: dict[str, Tensor], tuning: Tuning) -> dict[str, Tensor]:
    moved = [(p - start[name].to(p.device)).square().sum() for name, p in model.named_parameters() if name in start]
    predicted = _fused(model, batch.gated, batch.shown)
    return {
        "sentiment": F.smooth_l1_loss(predicted, batch.target, beta=tuning.knee),
        "anchor": tuning.anchor * torch.stack(moved).sum(),
    }


def _fused(model: UCRN, gated: Tensor, shown: Tensor) -> Tensor:
    """Sentiment (rows,) of gated vectors (rows, modalities, width) of which `shown` (rows, modalities) are there."""
    absent = torch.stack([model.absent[m] for m in MODALITIES])
    return model.fuse(torch.where(shown[..., None] > 0, gated, absent).flatten(1))[0].squeeze(-1)


def _gated(checkpoint: Checkpoint, window: FeatureWindow) -> NDArray[np.float32]:
    """A window's gated vectors (modalities, width)."""
    values = [torch.from_numpy(window.values[m])[None] for m in MODALITIES]
    valid = [torch.from_numpy(window.valid[m])[None] for m in MODALITIES]
    with torch.inference_mode():
        gated = checkpoint.model.refine_all(*values, valid=valid)[2]
    return torch.cat([gated[m] for m in MODALITIES]).numpy()


def _folds(speakers: NDArray[np.str_], seed: int) -> NDArray[np.int64]:
    """The part of each row (n,); a speaker is in one."""
    names, numbers = np.unique(speakers, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(names))
    return order[numbers] % min(FOLDS, len(names))


def _tell(report: Report, step: int, loss: float, numbers: dict[str, float]) -> None:
    report(f"step {step}: loss {loss:.3f}")
