"""SentimentPoint: what one window says, with everything that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from ucrn_core.features import MODALITIES

if TYPE_CHECKING:
    from ucrn_core.calibration import Calibration

# Every non-empty subset of the modalities as (text, voice, face) flags; the order of a batch of seven.
SUBSETS: tuple[tuple[int, int, int], ...] = tuple(s for s in product((0, 1), (0, 1), (0, 1)) if any(s))
SENTIMENT_RANGE = (-3.0, 3.0)  # the MOSI and MOSEI scale


@dataclass(frozen=True)
class SentimentPoint:
    """Sentiment at time t (seconds). Empty (None) sentiment means that no modality was present.

    low, high: 80 % interval. presence and quality 0..1 (quality 0 when absent); influence: sentiment with all
    present modalities minus sentiment without this one, None when it is absent or the only one. latency_ms:
    newest captured sample to point, None offline. engine: which fusion engine answered. stages_ms: the parts of the
    latency, by stage, empty offline. known_at: when the window of a live point was cut, which holds what was available
    then; None offline. left_out: modalities that the window was kept free of.
    """

    t: float
    sentiment: float | None
    low: float | None
    high: float | None
    presence: dict[str, float]
    quality: dict[str, float]
    influence: dict[str, float | None]
    latency_ms: float | None
    engine: str
    stages_ms: dict[str, float] = field(default_factory=dict)
    known_at: float | None = None
    left_out: tuple[str, ...] = ()


def csv_header() -> list[str]:
    """Column names of a timeline, in order."""
    groups = [f"{kind}_{m}" for kind in ("presence", "quality", "influence") for m in MODALITIES]
    return ["t", "sentiment", "low", "high", *groups, "latency_ms", "engine"]


def subset_index(present: Sequence[str]) -> int:
    """Where the subset of these modalities stands in SUBSETS."""
    text, voice, face = (int(m in present) for m in MODALITIES)
    return SUBSETS.index((text, voice, face))


def make_point(
    t: float,
    presence: dict[str, float],
    present: Sequence[str],
    sentiments: Sequence[float],
    gate_means: Sequence[float],
    calibration: Calibration,
    engine: str,
    stages_ms: dict[str, float] | None = None,
) -> SentimentPoint:
    """A point from the network's answers: sentiments per subset (order of SUBSETS), gate means per modality."""
    stages = stages_ms or {}
    ending = sum(stages.values()) if stages else None, engine, stages
    if not present:
        absent = dict.fromkeys(MODALITIES, 0.0)
        return SentimentPoint(t, None, None, None, presence, absent, dict.fromkeys(MODALITIES), *ending)
    index = subset_index(present)
    sentiment = clip(sentiments[index])
    low, high = calibration.interval(sentiment, index, [presence[m] for m in present])
    quality = {m: calibration.quality_of(i, gate_means[i]) if m in present else 0.0 for i, m in enumerate(MODALITIES)}
    influence: dict[str, float | None] = dict.fromkeys(MODALITIES)
    if len(present) > 1:
        for m in present:
            rest = [p for p in present if p != m]
            influence[m] = sentiment - clip(sentiments[subset_index(rest)])
    return SentimentPoint(t, sentiment, low, high, presence, quality, influence, *ending)


def clip(sentiment: float) -> float:
    """Into the range of the scale."""
    return max(SENTIMENT_RANGE[0], min(SENTIMENT_RANGE[1], float(sentiment)))
