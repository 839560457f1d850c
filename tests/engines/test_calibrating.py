"""The scale of the sentiment: found back where it is known, over rows as often as they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.calibrating import Aside, predict, set_scale
from engines.recipes import TextRecipe
from ucrn_core.checkpoint import live_config
from ucrn_core.features import TEXT_CHANNELS, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import Pool, Steps

SPEC = FeatureSpec()


def line(rng: np.random.Generator) -> Steps:
    count = int(rng.integers(1, 6))
    return rng.standard_normal((count, len(TEXT_CHANNELS))).astype(np.float16), np.ones(count, bool)


def model_and_lines() -> tuple[UCRN, list[Steps], np.ndarray]:
    """A network, lines, and what it says of them."""
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    model = UCRN(live_config(SPEC, dropout=0.0)).eval()
    lines = [line(rng) for _ in range(60)]
    before = predict(model, SPEC, "text", lines)
    assert np.ptp(before) > 0
    return model, lines, before


def aside(lines: list[Steps], labels: np.ndarray, corpora: list[str]) -> Aside:
    other = line(np.random.default_rng(1))
    pool = Pool([[steps, other] for steps in lines], labels, [[]] * 60, np.ones(60), np.full(60, -1))
    none = np.zeros(0)
    return Aside({"text": pool}, none.astype(str), np.array(corpora), [], none, [], none)


def test_a_sentiment_that_claims_twice_what_is_true_is_halved() -> None:
    model, lines, before = model_and_lines()
    # Of a corpus that is never drawn the sentiment is the opposite.
    drawn = np.arange(60) < 40
    noise = 0.01 * np.random.default_rng(0).standard_normal(60)
    labels = np.where(drawn, 0.5 * before + noise, -before)
    factor = set_scale(
        model, aside(lines, labels, ["mosei"] * 40 + ["mosi"] * 20), SPEC, TextRecipe(corpora={"mosei": 1.0})
    )
    assert factor == pytest.approx(0.5, abs=0.05)
    assert predict(model, SPEC, "text", lines) == pytest.approx(factor * before, abs=1e-5)


@pytest.mark.parametrize(("corpus", "factor"), [("mosei", 0.5), ("tweets", 1.0)])
def test_no_network_falls_silent_and_none_is_scaled_by_what_it_never_draws(corpus: str, factor: float) -> None:
    model, lines, before = model_and_lines()
    assert set_scale(model, aside(lines, -before, [corpus] * 60), SPEC, TextRecipe()) == factor
    assert predict(model, SPEC, "text", lines) == pytest.approx(factor * before, abs=1e-5)
