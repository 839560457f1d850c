"""The response to damage is what a person would see: calibrated quality, 0 and no sentiment where nothing is left."""

from __future__ import annotations

import numpy as np
import pytest

import assets
from engines.damage import LEVELS, Ladder, response, shown
from engines.fusion.eager import EagerEngine
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.points import make_point, subset_index
from ucrn_core.training import Steps
from ucrn_core.windows import single_window


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


def voice(checkpoint: Checkpoint, seed: int, kept: float = 1.0) -> Steps:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(90, len(checkpoint.spec.voice.channels))).astype(np.float16)
    return values, rng.random(90) < kept


def test_quality_and_sentiment_are_those_of_the_live_point(checkpoint: Checkpoint) -> None:
    steps = voice(checkpoint, 0, 0.6)
    window = single_window(checkpoint.spec, "voice", *steps)
    answer = EagerEngine(checkpoint)(window)
    assert subset_index(["voice"]) == 1
    point = make_point(
        8.0, window.presence, ["voice"], answer.sentiments, answer.gate_means, checkpoint.calibration, "eager"
    )
    quality, sentiment = shown(checkpoint, "voice", [steps])
    assert quality[0] == pytest.approx(point.quality["voice"], abs=1e-5)
    assert sentiment[0] == pytest.approx(point.sentiment, abs=1e-5)


def test_what_is_absent_has_quality_0_and_no_sentiment(checkpoint: Checkpoint) -> None:
    values, valid = voice(checkpoint, 0)
    quality, sentiment = shown(checkpoint, "voice", [None, (values, valid & False)])
    assert quality.tolist() == [0.0, 0.0]
    assert np.isnan(sentiment).all()


def test_clips_that_are_absent_when_clean_do_not_count(checkpoint: Checkpoint) -> None:
    def ladder(seed: int, first: float) -> Ladder:
        return [voice(checkpoint, seed, first if level == 0 else 1 - level) for level in LEVELS]

    told = response(checkpoint, "voice", LEVELS, [ladder(1, 1.0), ladder(2, 0.0), ladder(3, 1.0)], held_out=True)
    assert told["clips"] == 2
    assert told["held_out"]
    assert told["present"] == [1.0] * 6 + [0.0]
    assert told["change"][0] == 0
    assert told["change"][1] > 0
    assert np.isnan(told["change"][-1])
    none = response(checkpoint, "voice", LEVELS, [ladder(2, 0.0)], held_out=False)
    assert none["clips"] == 0
    assert np.isnan(none["clean"])
    assert np.isnan(none["rho"]["median"])
