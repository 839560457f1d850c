"""Robustness: what is left of an input whose steps are lost, and what the answers to it are worth.

The field drops random steps at rates of 0.0 to 1.0 and reports every metric's area under the line over the rates,
AUILC: the area under indicators line chart (Yuan et al. 2021, TFR-Net; so Sun et al. 2023, EMT-DLFR). Zhang et al.
2024 (LNLN) report the metric's mean over the rates 0.0 to 0.9 instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ucrn_core.evaluation import text_metrics

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

RATES = tuple(i / 10 for i in range(11))
BURSTS = tuple(float(k) for k in range(9))  # s
METRICS = ("mae", "r", "acc2", "acc7", "f1")
CONFIDENCE = 0.95
DRAWS = 1000  # of a bootstrap


def without_steps(valid: Mask, rate: float, drawn: Values) -> Mask:
    """valid (steps,) without the steps whose number of `drawn` (steps,), uniform in 0..1, is below `rate`.

    With the same `drawn`, a higher rate loses the steps of a lower one, and more.
    """
    return valid & (drawn >= rate)


def without_burst(valid: Mask, seconds: float, place: float, period: float, window: float) -> Mask:
    """valid (steps,) without the steps that end inside one burst of `seconds`, somewhere in the `window` (s).

    period: seconds between steps, the last of which ends the window; place: 0..1 from the earliest burst to the latest.
    """
    age = period * np.arange(len(valid))[::-1]  # s from a step's end to that of the window
    newest = place * (window - seconds)
    return valid & ~((age >= newest - 1e-9) & (age < newest + seconds - 1e-9))


def auilc(levels: Sequence[float], values: Sequence[float]) -> float:
    """Area under the line of a metric x over ascending levels p: sum of (x[i] + x[i+1]) / 2 * (p[i+1] - p[i])."""
    return float(np.trapezoid(values, levels))


def curves(levels: Sequence[float], predicted: Sequence[Values], labels: Values) -> dict[str, Any]:
    """Every metric of METRICS over the levels, its AUILC, and its mean over all levels but the last.

    predicted: per level (n,) against labels (n,). Predictions that do not vary have r 0: they tell nothing.
    """
    told = [text_metrics(p, labels) for p in predicted]
    lines = {m: [float(np.nan_to_num(t[m])) if m == "r" else t[m] for t in told] for m in METRICS}
    return {
        "levels": list(levels),
        "metrics": lines,
        "auilc": {m: auilc(levels, line) for m, line in lines.items()},
        "mean": {m: float(np.mean(line[:-1])) for m, line in lines.items()},
    }


def rank_correlations(levels: Values, quality: Values) -> dict[str, float]:
    """Spearman's rho of quality (clips, levels) against levels (levels,), -1 where quality falls at every step: median
    and quartiles over the clips (`upper_quartile` is the weaker end), and all clips pooled.

    A clip whose quality never changes has rho 0; nan without clips.
    """
    if len(quality) == 0:
        return dict.fromkeys(("median", "lower_quartile", "upper_quartile", "pooled"), float("nan"))
    lower, median, upper = np.percentile([_rho(levels, line) for line in quality], [25, 50, 75])
    pooled = _rho(np.tile(levels, len(quality)), quality.ravel())
    return {
        "median": float(median),
        "lower_quartile": float(lower),
        "upper_quartile": float(upper),
        "pooled": pooled,
    }


def _rho(a: Values, b: Values) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(a, b).statistic) if np.ptp(a) and np.ptp(b) else 0.0


def bootstrap_interval(
    metric: Callable[[NDArray[np.int64]], ArrayLike], groups: NDArray[Any], draws: int = DRAWS, seed: int = 0
) -> tuple[Any, Any]:
    """Low and high end of the 95 % percentile interval of `metric` under the cluster bootstrap (Field and Welsh 2007).

    metric: row numbers -> a number or (k,) of them; groups (n,): the video, actor or picture of each row, drawn as a
    whole with replacement. Draws that cannot tell a number (nan) are left out of it; all of them: nan.
    """
    rng = np.random.default_rng(seed)
    names, group_of = np.unique(groups, return_inverse=True)
    rows = np.split(np.argsort(group_of, kind="stable"), np.cumsum(np.bincount(group_of))[:-1])
    values = np.array(
        [metric(np.concatenate([rows[g] for g in rng.integers(len(names), size=len(names))])) for _ in range(draws)],
        np.float64,
    )
    told = [v[~np.isnan(v)] for v in values.reshape(draws, -1).T]
    tail = 100 * (1 - CONFIDENCE) / 2
    ends = np.array([np.percentile(v, [tail, 100 - tail]) if len(v) else [np.nan, np.nan] for v in told])
    low, high = ends.T.reshape(2, *values.shape[1:])
    return low, high
