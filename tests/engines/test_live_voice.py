"""Live sound: voice steps in their places, also after the sound broke off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.corpus import read_sound
from engines.live_voice import LiveVoice
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.stages import StageTimes
from engines.voice import BASELINE_CHANNELS
from ucrn_core.features import BaselineSpec, FeatureSpec, Step

SPEC = FeatureSpec(voice_baseline=BaselineSpec(tuple([-8.0] * len(BASELINE_CHANNELS)), 100, 1500))
BLOCK = 320


@pytest.fixture(scope="module")
def speech(shared: Path) -> np.ndarray:
    return read_sound(shared / "clips" / "jfk.flac")[: 6 * SAMPLE_RATE]


def steps_of(voice: LiveVoice, sound: np.ndarray, start: float) -> list[Step]:
    steps = []
    for at in range(0, len(sound), BLOCK):
        steps += voice.push(AudioChunk(start + at / SAMPLE_RATE, sound[at : at + BLOCK]))[0]
    return steps


def test_after_a_gap_steps_go_on_in_their_places_with_the_same_person(speech: np.ndarray) -> None:
    half, later = len(speech) // 2, 100.0
    voice, new = LiveVoice(SPEC, StageTimes()), LiveVoice(SPEC, StageTimes())
    before = steps_of(voice, speech[:half], 0.0)
    assert not voice.follows(AudioChunk(later, speech[half:]))
    after = steps_of(voice, speech[half:], later)
    unknown = steps_of(new, speech[half:], later)
    assert before[-1].t < half / SAMPLE_RATE + 1e-6 < later < after[0].t
    assert [s.t for s in after] == [s.t for s in unknown]
    assert [s.valid for s in after] == [s.valid for s in unknown]
    valid = next(i for i, s in enumerate(after) if s.valid)
    # The person was heard before the gap, so that the first step is told relative to what is known of them.
    assert np.abs(after[valid].values - unknown[valid].values).max() > 0.1


def test_sound_that_follows_is_not_begun_anew(speech: np.ndarray) -> None:
    voice, whole = LiveVoice(SPEC, StageTimes()), LiveVoice(SPEC, StageTimes())
    half = len(speech) // 2 // BLOCK * BLOCK
    steps = steps_of(voice, speech[:half], 0.0) + steps_of(voice, speech[half:], half / SAMPLE_RATE)
    for ours, theirs in zip(steps, steps_of(whole, speech, 0.0), strict=True):
        assert ours.t == theirs.t
        np.testing.assert_array_equal(ours.values, theirs.values)
