"""Calibration: intervals that cover, quality that rises with the gate, points that explain themselves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucrn_core.baseline import PersonBaseline
from ucrn_core.calibration import (
    PRESENCE_BANDS,
    Calibration,
    Windows,
    conformal_half_width,
    cross_coverage,
    fit_intervals,
    fit_quality,
)
from ucrn_core.features import BaselineSpec
from ucrn_core.points import SUBSETS, csv_header, make_point, subset_index

CALIBRATION = Calibration(((0.7, 0.6, 0.5, 0.4),) * 7, ((2.0, 0.1), (1.0, 0.0), (3.0, -0.2)))
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
    fitted = Calibration(((1.0,) * 4,) * 7, ((slope, middle),) * 3)
    assert fitted.quality_of(0, 0.75) > 0.8 > 0.5 > 0.2 > fitted.quality_of(0, 0.35)


def test_a_sparse_window_has_the_interval_of_its_band() -> None:
    widths = [CALIBRATION.interval(0.0, 0, [presence])[1] for presence in (0.0, 0.24, 0.25, 0.6, 0.75, 1.0)]
    assert widths == [0.7, 0.7, 0.6, 0.5, 0.4, 0.4]


def windows(count: int, seed: int) -> Windows:
    """Answers whose error grows where little is present, and with a part that a group shares."""
    rng = np.random.default_rng(seed)
    presence, group = rng.random(count), rng.integers(60, size=count)
    shared = rng.normal(0, 0.3, 60)[group]
    residual = rng.normal(0, 1.5 - presence, count) + shared
    return Windows(rng.integers(7, size=count), presence, residual, group.astype(str))


def test_intervals_cover_groups_that_they_were_not_fitted_to() -> None:
    covered = cross_coverage(windows(6000, 0))
    assert covered.mean() == pytest.approx(0.8, abs=0.03)
    widths = np.array(fit_intervals(windows(6000, 0)))
    assert widths.shape == (7, len(PRESENCE_BANDS) + 1)
    assert (widths[:, 0] > widths[:, -1]).all()


def test_a_band_without_windows_is_as_wide_as_its_subset() -> None:
    full = windows(700, 1)
    sparse = Windows(full.subset, np.ones(700), full.residual, full.group)
    for number, widths in enumerate(fit_intervals(sparse)):
        assert set(widths) == {conformal_half_width(full.residual[full.subset == number])}


def test_clean_inputs_that_look_degraded_still_read_as_clean() -> None:
    generator = np.random.default_rng(0)
    slope, middle = fit_quality(generator.uniform(0.4, 0.6, 400), generator.uniform(0.39, 0.59, 400))
    fitted = Calibration(((1.0,) * 4,) * 7, ((slope, middle),) * 3)
    assert fitted.quality_of(0, 0.5) >= 0.89


def test_quality_never_falls_even_when_the_gate_learned_the_opposite() -> None:
    slope, _ = fit_quality(np.array([0.2, 0.3, 0.25]), np.array([0.7, 0.8, 0.75]))
    assert slope > 0


def test_a_point_tells_what_each_modality_did() -> None:
    sentiments = [0.0] * 7
    sentiments[subset_index(["text", "voice"])] = 1.25
    sentiments[subset_index(["voice"])] = 0.25
    sentiments[subset_index(["text"])] = 1.5
    point = make_point(2.0, PRESENCE, ("text", "voice"), sentiments, [0.5, 0.5, 0.0], CALIBRATION, "eager")
    assert point.sentiment == 1.25
    assert (point.low, point.high) == (pytest.approx(0.85), pytest.approx(1.65))  # as present as 0.75
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
