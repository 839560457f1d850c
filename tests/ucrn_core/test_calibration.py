"""Calibration: intervals that cover, quality that rises with the gate, points that explain themselves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucrn_core.baseline import PersonBaseline
from ucrn_core.calibration import Calibration, conformal_half_width, fit_quality
from ucrn_core.features import BaselineSpec
from ucrn_core.points import SUBSETS, csv_header, make_point, subset_index

CALIBRATION = Calibration((0.5,) * 7, ((2.0, 0.1), (1.0, 0.0), (3.0, -0.2)))
PRESENCE = {"text": 0.5, "voice": 1.0, "face": 0.0}


def test_eighty_percent_of_new_residuals_fall_inside() -> None:
    generator = np.random.default_rng(0)
    half = conformal_half_width(generator.normal(size=4000))
    assert np.mean(np.abs(generator.normal(size=20000)) <= half) == pytest.approx(0.8, abs=0.02)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999), st.integers(0, 2))
def test_quality_rises_strictly_with_the_gate(a: float, b: float, modality: int) -> None:
    low, high = sorted((a, b))
    if high - low > 1e-6:
        assert CALIBRATION.quality_of(modality, low) < CALIBRATION.quality_of(modality, high)
    assert 0 <= CALIBRATION.quality_of(modality, a) <= 1


def test_fitted_quality_tells_clean_from_degraded() -> None:
    generator = np.random.default_rng(0)
    slope, middle = fit_quality(generator.uniform(0.5, 0.8, 300), generator.uniform(0.3, 0.6, 300))
    fitted = Calibration((1.0,) * 7, ((slope, middle),) * 3)
    assert fitted.quality_of(0, 0.75) > 0.8 > 0.5 > 0.2 > fitted.quality_of(0, 0.35)


def test_quality_never_falls_even_when_the_gate_learned_the_opposite() -> None:
    slope, _ = fit_quality(np.array([0.2, 0.3, 0.25]), np.array([0.7, 0.8, 0.75]))
    assert slope > 0


def test_a_point_tells_what_each_modality_did() -> None:
    sentiments = [0.0] * 7
    sentiments[subset_index(["text", "voice"])] = 1.25
    sentiments[subset_index(["voice"])] = 0.25
    sentiments[subset_index(["text"])] = 1.5
    point = make_point(2.0, PRESENCE, ("text", "voice"), sentiments, [0.5, 0.5, 0.0], CALIBRATION, "eager")
    assert (point.sentiment, point.low, point.high) == (1.25, 0.75, 1.75)
    assert point.influence == {"text": 1.0, "voice": -0.25, "face": None}
    assert point.quality["face"] == 0.0
    assert 0 < point.quality["text"] < 1


def test_the_only_modality_has_no_influence() -> None:
    point = make_point(1.0, PRESENCE, ("voice",), [1.0] * 7, [0, 0.5, 0], CALIBRATION, "eager")
    assert point.influence == {"text": None, "voice": None, "face": None}


def test_with_nothing_present_the_point_is_a_gap() -> None:
    point = make_point(1.0, dict.fromkeys(PRESENCE, 0.0), (), [9.0] * 7, [0, 0, 0], CALIBRATION, "eager")
    assert (point.sentiment, point.low, point.high) == (None, None, None)
    assert set(point.quality.values()) == {0.0}


def test_sentiment_and_interval_stay_on_the_scale() -> None:
    point = make_point(1.0, PRESENCE, ("text",), [4.2] * 7, [0.5, 0, 0], CALIBRATION, "eager")
    assert (point.sentiment, point.low, point.high) == (3.0, 2.5, 3.0)


def test_seven_subsets_and_their_columns() -> None:
    assert len(set(SUBSETS)) == 7
    assert csv_header()[:5] == ["t", "sentiment", "low", "high", "presence_text"]
    assert csv_header()[-2:] == ["latency_ms", "engine"]


def test_the_mean_person_stays_where_they_were() -> None:
    baseline = PersonBaseline(BaselineSpec((2.0, -1.0), 10, 100))
    values = np.array([2.0, -1.0, 7.0])
    for _ in range(50):
        np.testing.assert_allclose(baseline.apply(values), values)


def test_a_louder_person_becomes_average_in_time() -> None:
    baseline = PersonBaseline(BaselineSpec((0.0,), 10, 100))
    seen = [baseline.apply(np.array([5.0]))[0] for _ in range(400)]
    assert seen[0] > 4.0
    assert all(a >= b for a, b in pairwise(seen))
    assert seen[-1] < 0.2


def test_an_unknown_channel_does_not_move_the_baseline() -> None:
    baseline = PersonBaseline(BaselineSpec((0.0, 0.0), 10, 100))
    for _ in range(100):
        values = baseline.apply(np.array([3.0, 3.0]), np.array([True, False]))
    assert values[0] < 1.0
    assert values[1] == 3.0
