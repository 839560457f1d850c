"""Calibration: from raw network answers to an interval that holds what it says and a quality that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ucrn_core.points import SUBSETS

COVERAGE = 0.8  # of the interval


@dataclass(frozen=True)
class Calibration:
    """half_width: of the 80 % interval, per subset in the order of SUBSETS. quality: per modality the slope (> 0)
    and midpoint of a logistic curve over the logit of the gate mean: the odds that its input is undegraded."""

    half_width: tuple[float, ...]
    quality: tuple[tuple[float, float], ...]

    def to_json(self) -> dict[str, Any]:
        return {"half_width": list(self.half_width), "quality": [list(q) for q in self.quality]}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Calibration:
        half_width = tuple(float(v) for v in data["half_width"])
        quality = tuple((float(slope), float(middle)) for slope, middle in data["quality"])
        assert len(half_width) == len(SUBSETS), "one half width per subset"
        assert all(slope > 0 for slope, _ in quality), "quality must rise with the gate"
        return Calibration(half_width, quality)

    def interval(self, sentiment: float, subset: int) -> tuple[float, float]:
        """Low and high end, inside [-3, 3]; subset: index into SUBSETS."""
        half = self.half_width[subset]
        return max(-3.0, sentiment - half), min(3.0, sentiment + half)

    def quality_of(self, modality: int, gate_mean: float) -> float:
        """0..1, strictly rising with the gate mean."""
        slope, middle = self.quality[modality]
        return float(1 / (1 + np.exp(-np.clip(slope * (logit(gate_mean) - middle), -30, 30))))


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
    """Logistic curve over the gate's logit that tells clean inputs from degraded ones; its slope is kept above 0.1."""
    from sklearn.linear_model import LogisticRegression

    x = logit(np.concatenate([clean, degraded]))[:, None]
    y = np.concatenate([np.ones(len(clean)), np.zeros(len(degraded))])
    spread = float(x.std()) + 1e-9
    fit = LogisticRegression(class_weight="balanced").fit((x - x.mean()) / spread, y)
    slope = max(float(fit.coef_[0, 0]), 0.1) / spread
    return slope, float(x.mean()) - float(fit.intercept_[0]) / slope
