"""The voice gate: the same frames however the sound was chunked; closed in silence, open in speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

from engines.sources import SAMPLE_RATE, AudioChunk
from engines.voice_activity import FRAME, HANGOVER, OPEN_AT, ActivityFrame, VoiceActivity

Sound = NDArray[np.float32]


def frames(sound: Sound, sizes: list[int] | None = None, start: float = 0.0) -> list[ActivityFrame]:
    """Frames of the sound, pushed in chunks of these sizes and a last one with the rest."""
    activity = VoiceActivity()
    found: list[ActivityFrame] = []
    done = 0
    for size in [*(sizes or []), len(sound)]:
        chunk = AudioChunk(start + done / SAMPLE_RATE, sound[done : done + size])
        done += len(chunk.samples)
        for heard in activity.push(chunk):
            assert heard.chunk is chunk
            found += heard.activity
    assert activity.flush() == []
    return found


@pytest.fixture(scope="module")
def speech(shared: Path) -> Sound:
    """ "But with full ravishment": the first 2.5 s, 16 kHz."""
    sound, rate = soundfile.read(shared / "clips" / "librispeech_84-121550-0000.flac", dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(sound[: 5 * SAMPLE_RATE // 2])


def bursts() -> Sound:
    """A second of noise that swells three times."""
    envelope = np.abs(np.sin(np.linspace(0, 3 * np.pi, SAMPLE_RATE)))
    return (0.3 * envelope * np.random.default_rng(0).standard_normal(SAMPLE_RATE)).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 4000), max_size=12))
def test_any_chunking_gives_the_same_frames(sizes: list[int]) -> None:
    assert frames(bursts(), sizes) == frames(bursts())


@settings(max_examples=10, deadline=None)
@given(sizes=st.lists(st.integers(0, 9000), max_size=8))
def test_any_chunking_of_speech_gives_the_same_frames(speech: Sound, sizes: list[int]) -> None:
    assert frames(speech, sizes) == frames(speech)


def test_a_frame_ends_at_its_time() -> None:
    times = [frame.t for frame in frames(np.zeros(10 * FRAME + 100, np.float32), start=2.0)]
    assert times == [2.0 + (i + 1) * FRAME / SAMPLE_RATE for i in range(10)]


@pytest.mark.parametrize("level", [0.0, 1e-4, 0.05])
def test_silence_and_steady_noise_never_open_the_gate(level: float) -> None:
    noise = level * np.random.default_rng(1).standard_normal(5 * SAMPLE_RATE)
    assert not any(frame.open for frame in frames(noise.astype(np.float32)))


def test_speech_opens_the_gate_and_the_silence_after_it_closes_it(speech: Sound) -> None:
    found = frames(np.concatenate([speech, np.zeros(SAMPLE_RATE, np.float32)]))
    first = next(i for i, frame in enumerate(found) if frame.open)
    assert found[first].probability >= OPEN_AT
    assert not any(frame.probability >= OPEN_AT for frame in found[:first])
    last = max(i for i, frame in enumerate(found) if frame.open)
    closed_by = len(speech) / SAMPLE_RATE + HANGOVER + 0.2  # the network takes a moment to forget the speech
    assert found[last].t < closed_by


def test_the_gate_bridges_a_short_pause_and_not_a_long_one(speech: Sound) -> None:
    spoken = speech[SAMPLE_RATE : 2 * SAMPLE_RATE]

    def openings(pause: float) -> int:
        silence = np.zeros(round(pause * SAMPLE_RATE), np.float32)
        gate = [f.open for f in frames(np.concatenate([spoken, silence, spoken]))]
        return sum(b and not a for a, b in zip([False, *gate], gate, strict=False))

    assert openings(0.1) == 1
    assert openings(1.0) == 2


def test_shared_recordings_open_the_gate(shared: Path) -> None:
    sound, rate = soundfile.read(shared / "clips" / "jfk.flac", dtype="float32")
    mono = resample_poly(sound.mean(axis=1), SAMPLE_RATE // 100, rate // 100)
    found = frames(mono.astype(np.float32))
    assert np.mean([frame.open for frame in found]) > 0.6
