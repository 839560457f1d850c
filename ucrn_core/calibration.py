"""Calibration: from raw network answers to an interval that holds what it says and a quality that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import MODALITIES
from ucrn_core.points import SUBSETS

COVERAGE = 0.8  # of the interval
# Mean presence of the modalities at hand from which a window belongs to the next band.
PRESENCE_BANDS = (0.25, 0.5, 0.75)
CLEAN_QUALITY = 0.9  # of the median clean input, at least


@dataclass(frozen=True)
class Calibration:
    """half_width: of the 80 % interval, per subset in the order of SUBSETS and band of presence. quality: per modality
    the slope (> 0) and midpoint of a logistic curve over the logit of the gate mean."""

    half_width: tuple[tuple[float, ...], ...]
    quality: tuple[tuple[float, float], ...]

    def to_json(self) -> dict[str, Any]:
        return {"half_width": [list(bands) for bands in self.half_width], "quality": [list(q) for q in self.quality]}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Calibration:
        half_width = tuple(tuple(float(v) for v in bands) for bands in data["half_width"])
        quality = tuple((float(slope), float(middle)) for slope, middle in data["quality"])
        assert len(half_width) == len(SUBSETS), "half widths for each subset"
        assert all(len(bands) == len(PRESENCE_BANDS) + 1 for bands in half_width), "one half width per band"
        assert len(quality) == len(MODALITIES), "a curve for each modality"
        assert np.isfinite([*sum(half_width, ()), *sum(quality, ())]).all(), "calibrations are numbers"
        assert all(slope > 0 for slope, _ in quality), "quality must rise with the gate"
        return Calibration(half_width, quality)

    def interval(self, sentiment: float, subset: int, presence: Sequence[float]) -> tuple[float, float]:
        """Low and high end, inside [-3, 3]; subset: index into SUBSETS; presence: of its modalities."""
        half = self.half_width[subset][int(band_of(np.mean(presence)))]
        return max(-3.0, sentiment - half), min(3.0, sentiment + half)

    def quality_of(self, modality: int, gate_mean: float) -> float:
        """0..1, strictly rising with the gate mean."""
        slope, middle = self.quality[modality]
        return float(1 / (1 + np.exp(-np.clip(slope * (logit(gate_mean) - middle), -30, 30))))


@dataclass(frozen=True)
class Windows:
    """Answers to windows whose sentiment is known, each (n,): subset (index into SUBSETS), mean presence of its
    modalities, predicted less true sentiment, and the speaker or video that the window is of."""

    subset: NDArray[np.int64]
    presence: NDArray[np.float64]
    residual: NDArray[np.float64]
    group: NDArray[np.str_]


def band_of(presence: Any) -> Any:
    """The band of a mean presence: its number, 0 for the sparsest."""
    return np.searchsorted(PRESENCE_BANDS, presence, side="right")


def fit_intervals(windows: Windows) -> tuple[tuple[float, ...], ...]:
    """Half widths per subset and band of presence."""
    band = band_of(windows.presence)
    return tuple(
        tuple(
            # A band that no window falls into is as wide as the whole subset.
            conformal_half_width(windows.residual[inside if inside.any() else windows.subset == number])
            for b in range(len(PRESENCE_BANDS) + 1)
            for inside in [(windows.subset == number) & (band == b)]
        )
        for number in range(len(SUBSETS))
    )


def cross_coverage(windows: Windows, folds: int = 10) -> NDArray[np.bool_]:
    """Whether each window is covered (n,) by half widths fitted to the other groups' windows: cross-conformal (Vovk
    2015), with whole speakers or videos left out."""
    names = np.unique(windows.group)
    fold_of = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % folds, strict=True))
    fold = np.array([fold_of[g] for g in windows.group])
    band = band_of(windows.presence)
    covered = np.zeros(len(fold), bool)
    for number in range(folds):
        rest = fold != number
        others = Windows(windows.subset[rest], windows.presence[rest], windows.residual[rest], windows.group[rest])
        half = np.array(fit_intervals(others))[windows.subset, band]
        covered |= ~rest & (np.abs(windows.residual) <= half)
    return covered


def logit(p: float | NDArray[np.float64]) -> Any:
    """log(p / (1 - p)), finite at the ends."""
    clipped = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(clipped / (1 - clipped))


def conformal_half_width(residuals: NDArray[np.float64]) -> float:
    """Half width that covers 80 % of new cases: the split-conformal quantile of |residual| (Lei et al. 2018)."""
    ordered = np.sort(np.abs(residuals))
    rank = int(np.ceil(COVERAGE * (len(ordered) + 1))) - 1
    return float(ordered[min(rank, len(ordered) - 1)])


def fit_quality(clean: NDArray[np.float64], degraded: NDArray[np.float64]) -> tuple[float, float]:
    """Logistic curve over the gate's logit that tells clean inputs from degraded ones; its slope is kept above 0.1.

    Where many clean inputs look degraded, it is moved until the median clean one has CLEAN_QUALITY.
    """
    from sklearn.linear_model import LogisticRegression

    x = logit(np.concatenate([clean, degraded]))[:, None]
    y = np.concatenate([np.ones(len(clean)), np.zeros(len(degraded))])
    spread = float(x.std()) + 1e-9
    fit = LogisticRegression(class_weight="balanced").fit((x - x.mean()) / spread, y)
    slope = max(float(fit.coef_[0, 0]), 0.1) / spread
    middle = float(x.mean()) - float(fit.intercept_[0]) / slope
    return slope, min(middle, float(np.median(logit(clean))) - float(logit(CLEAN_QUALITY)) / slope)
