"""Voice features: causal, whatever the chunks; relative to the person; telling quality."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.corpus import read_sound
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.voice import BASELINE_CHANNELS, FRAME, VoiceFeaturizer, _mel_filters, raw_channels
from engines.voice_activity import VoiceActivity
from ucrn_core.features import MEL_BANDS, VOICE_CHANNELS, BaselineSpec, FeatureSpec, Step

SPEC = FeatureSpec(voice_baseline=BaselineSpec(tuple([-8.0] * len(BASELINE_CHANNELS)), 100, 1500))


@pytest.fixture(scope="module")
def speech(shared: Path) -> np.ndarray:
    return read_sound(shared / "clips" / "jfk.flac")[: 4 * SAMPLE_RATE]


def steps_of(sound: np.ndarray, sizes: list[int], start: float = 0.0) -> list[Step]:
    activity, featurizer = VoiceActivity(), VoiceFeaturizer(SPEC)
    steps: list[Step] = []
    at = turn = 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        chunk = AudioChunk(start + at / SAMPLE_RATE, sound[at : at + size])
        steps += [s for heard in activity.push(chunk) for s in featurizer.push(heard)]
        at, turn = at + size, turn + 1
    return steps


@settings(max_examples=12)
@given(sizes=st.lists(st.integers(1, 9000), min_size=1, max_size=5))
def test_any_chunking_gives_the_same_steps(speech: np.ndarray, sizes: list[int]) -> None:
    sizes = [max(s, 200) for s in sizes]
    whole, parts = steps_of(speech, [len(speech)]), steps_of(speech, sizes)
    assert len(whole) == len(speech) // 640
    for a, b in zip(whole, parts, strict=True):
        assert (a.t, a.valid) == (b.t, b.valid)
        np.testing.assert_array_equal(a.values, b.values)


def test_the_future_never_changes_the_past(speech: np.ndarray) -> None:
    changed = speech.copy()
    changed[2 * SAMPLE_RATE :] = 0
    for a, b in zip(steps_of(speech, [1600]), steps_of(changed, [1600]), strict=True):
        if a.t <= 2.0:
            assert a.valid == b.valid
            np.testing.assert_array_equal(a.values, b.values)


def test_steps_stand_every_40_ms_on_the_session_clock(speech: np.ndarray) -> None:
    steps = steps_of(speech, [1600], start=12.5)
    assert steps[0].t == pytest.approx(12.54)
    assert steps[-1].t == pytest.approx(16.5)
    assert 0.5 < np.mean([s.valid for s in steps]) <= 1.0


def test_silence_is_missing() -> None:
    assert not any(s.valid for s in steps_of(np.zeros(3 * SAMPLE_RATE, np.float32), [1600]))


@pytest.mark.parametrize("frequency", [90.0, 150.0, 300.0])
def test_pitch_and_voicing_of_a_tone_with_harmonics(frequency: float) -> None:
    t = np.arange(1024) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * frequency * k * t) / k for k in (1, 2, 3, 4)) * 0.2
    values = raw_channels(tone[None])[0]
    pitch = 150 * 2 ** values[VOICE_CHANNELS.index("pitch")]
    assert pitch == pytest.approx(frequency, rel=0.02)
    assert values[VOICE_CHANNELS.index("voicing")] > 0.9


def test_noise_is_unvoiced_flat_and_loud_as_it_is() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (1, 1024))
    values = dict(zip(VOICE_CHANNELS, raw_channels(noise)[0], strict=True))
    assert values["voicing"] < 0.5
    assert values["pitch"] == 0.0
    assert values["level_dbfs"] * 10 == pytest.approx(-20, abs=1)
    assert values["flatness"] > 0.3


def test_clipping_and_noise_floor_tell_quality(speech: np.ndarray) -> None:
    loud = np.clip(speech * 30, -1, 1)
    noisy = speech + np.random.default_rng(0).normal(0, 0.03, len(speech)).astype(np.float32)

    def mean(sound: np.ndarray, channel: str) -> float:
        values = [s.values for s in steps_of(sound, [1600]) if s.valid]
        return float(np.mean(np.array(values, np.float64)[:, VOICE_CHANNELS.index(channel)]))

    assert mean(loud, "clipped") > mean(speech, "clipped") + 0.05
    assert mean(noisy, "noise_dbfs") > mean(speech, "noise_dbfs") + 1


def test_a_quieter_microphone_becomes_the_same_person(speech: np.ndarray) -> None:
    level = VOICE_CHANNELS.index("level")
    long = np.tile(speech, 8)
    ends = [np.mean([s.values[level] for s in steps_of(gain * long, [1600])[-100:] if s.valid]) for gain in (1.0, 0.25)]
    absolute = 1.2  # tens of dB that a gain of 0.25 takes
    assert abs(ends[0] - ends[1]) < 0.3 * absolute


def test_mel_filters_are_those_of_librosa_to_the_last_bit() -> None:
    from librosa.filters import mel

    theirs = mel(sr=SAMPLE_RATE, n_fft=FRAME, n_mels=MEL_BANDS, fmin=50.0, fmax=7600.0)
    np.testing.assert_array_equal(_mel_filters(), theirs.astype(np.float64))
