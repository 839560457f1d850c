"""Sound that keeps time with its stamps, and which pictures a grid keeps; on frames made in memory."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.sources.conversion import CHUNK, in_chunks, on_grid, resampled
from tests.media_files import clicks, flat, number_of

RATE = 48_000


def sound_frames(samples: NDArray[np.float32], stamps: dict[int, float]) -> list[tuple[Fraction, av.AudioFrame]]:
    """Frames of 1024 samples; `stamps` says by how many seconds the stamps deviate from that frame number on."""
    frames, shift = [], 0.0
    for i in range(samples.shape[1] // 1024):
        shift = stamps.get(i, shift)
        block = np.ascontiguousarray(samples[:, i * 1024 : (i + 1) * 1024])
        frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
        frame.sample_rate = RATE
        frames.append((Fraction(i * 1024, RATE) + Fraction(shift).limit_denominator(1000), frame))
    return frames


def peaks(samples: NDArray[np.float32]) -> list[float]:
    """Centres of the clicks in 16 kHz samples, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > 0.2)
    return [float(group.mean()) / 16_000 for group in np.split(loud, np.flatnonzero(np.diff(loud) > 100) + 1)]


@pytest.mark.parametrize(
    ("deviation", "heard"),
    [
        (0.5, [0.2, 0.9, 2.0]),  # a gap is filled
        (-0.3, [0.2, 0.9, 1.2]),  # an overlap is cut off
        (0.03, [0.2, 0.9, 1.5]),  # less than 40 ms is jitter
        (-0.03, [0.2, 0.9, 1.5]),
    ],
)
def test_sound_keeps_time_with_its_stamps(deviation: float, heard: list[float]) -> None:
    samples = clicks([0.2, 0.9, 1.5], 2.048)
    out = np.concatenate(list(resampled(sound_frames(samples, {48: deviation}))))  # from 1.024 s on
    assert peaks(out) == pytest.approx(heard, abs=0.002)
    kept = deviation if abs(deviation) > 0.04 else 0.0
    assert len(out) == round((2.048 + kept) * 16_000)


def test_a_gap_is_silent_and_an_overlap_keeps_what_came_first() -> None:
    samples = np.full((2, 96 * 1024), 0.5, np.float32)
    gap = np.concatenate(list(resampled(sound_frames(samples, {48: 0.5}))))
    assert np.abs(gap[round(1.05 * 16_000) : round(1.5 * 16_000)]).max() == 0.0
    samples[:, 48 * 1024 :] = -0.5
    overlap = np.concatenate(list(resampled(sound_frames(samples, {48: -0.3}))))
    assert overlap[round(1.0 * 16_000)] > 0.4
    assert overlap[round(1.05 * 16_000)] < -0.4


def test_stamps_that_creep_away_never_get_far() -> None:
    """A recorder whose clock is 1 % fast: the click at the end still comes out where its stamp is."""
    samples = clicks([9.9], 10.0)
    frames = [(at * Fraction(101, 100), frame) for at, frame in sound_frames(samples, {})]
    out = np.concatenate(list(resampled(frames)))
    assert peaks(out) == pytest.approx([9.9 * 1.01], abs=0.041)


def test_a_change_of_format_goes_on_without_a_seam() -> None:
    first = sound_frames(np.full((2, 10_240), 0.5, np.float32), {})
    second = []
    for i in range(10):
        frame = av.AudioFrame.from_ndarray(np.full((1, 441), 16_384, np.int16), "s16", "mono")
        frame.sample_rate = 44_100
        second.append((Fraction(10_240, RATE) + Fraction(i, 100), frame))
    out = np.concatenate(list(resampled(first + second)))
    assert len(out) == round((10_240 / RATE + 0.1) * 16_000)
    assert out[200:-200] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("codec_format", ["fltp", "s16p"])
def test_mono_is_the_mean_of_the_channels_in_every_sample_format(codec_format: str) -> None:
    left = np.full(4800, 0.6, np.float32)
    both = np.stack([left, left / 3])
    values = both if codec_format == "fltp" else (both * 32_768).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(values, codec_format, "stereo")
    frame.sample_rate = RATE
    out = np.concatenate(list(resampled([(Fraction(0), frame)])))
    assert out[200:-200] == pytest.approx(0.4, abs=0.001)


def test_chunks_hold_40_ms_and_lose_nothing() -> None:
    samples = np.arange(2000, dtype=np.float32)
    parts = [samples[:3], samples[3:900], samples[900:]]
    chunks = list(in_chunks(parts, 1.5))
    assert [len(c.samples) for c in chunks] == [CHUNK, CHUNK, CHUNK, 2000 - 3 * CHUNK]
    assert [c.t for c in chunks] == pytest.approx([1.5, 1.54, 1.58, 1.62])
    assert np.array_equal(np.concatenate([c.samples for c in chunks]), samples)


def kept(times: list[float], grid: float | None = 0.08) -> list[int]:
    """Numbers of the pictures at `times` that the grid keeps."""
    frames = [
        (Fraction(t).limit_denominator(90_000), av.VideoFrame.from_ndarray(flat(4 * i), "rgb24"))
        for i, t in enumerate(times)
    ]
    return [number_of(frame.image) for frame in on_grid(frames, Fraction(0), grid, None)]


def test_the_grid_keeps_the_newest_picture_at_each_grid_time() -> None:
    thirty = [i / 30 for i in range(13)]  # grid times 0, 0.08, 0.16, 0.24, 0.32, 0.40; the last picture is at 0.4
    assert kept(thirty) == [0, 2, 4, 7, 9, 12]
    assert kept([i / 25 for i in range(7)]) == [0, 2, 4, 6]
    assert kept([i / 10 for i in range(4)]) == [0, 1, 2, 3]
    assert kept(thirty, None) == list(range(13))


def test_the_grid_allows_for_stamps_that_are_rounded_to_milliseconds() -> None:
    assert kept([0.0, 0.0404, 0.0804, 0.1204, 0.1604]) == [0, 2, 4]


def test_the_last_picture_is_always_kept_and_time_never_stands_still() -> None:
    assert kept([0.0, 0.01, 0.02, 0.03]) == [0, 3]
    assert kept([0.0, 0.04, 0.04, 0.03, 0.08], None) == [0, 1, 4]
