"""The scale of the sentiment: found back where it is known, over rows as often as they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.calibrating import Aside, predict, set_scale
from ucrn_core.checkpoint import live_config
from ucrn_core.features import TEXT_CHANNELS, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import Pool, Steps

SPEC = FeatureSpec()


def line(rng: np.random.Generator) -> Steps:
    count = int(rng.integers(1, 6))
    return rng.standard_normal((count, len(TEXT_CHANNELS))).astype(np.float16), np.ones(count, bool)


def test_a_sentiment_that_claims_twice_what_is_true_is_halved() -> None:
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    model = UCRN(live_config(SPEC, dropout=0.0)).eval()
    lines = [line(rng) for _ in range(60)]
    before = predict(model, SPEC, "text", lines)
    assert np.ptp(before) > 0
    # Of a corpus that is never weighed the sentiment is the opposite.
    weighed = np.arange(60) < 40
    labels = np.where(weighed, 0.5, -1) * before + np.where(weighed, 0.01, 0) * rng.standard_normal(60)
    pool = Pool([[steps, line(rng)] for steps in lines], labels, [[]] * 60, weighed * 1.0, np.full(60, -1))
    none = np.zeros(0)
    factor = set_scale(model, Aside({"text": pool}, none.astype(str), [], none, [], none), SPEC)
    assert factor == pytest.approx(0.5, abs=0.05)
    assert predict(model, SPEC, "text", lines) == pytest.approx(factor * before, abs=1e-5)
