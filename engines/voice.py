"""Voice features: log-mel, pitch, voicing and level at 25 steps a second, and what tells the sound's quality."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engines.sources import SAMPLE_RATE, AudioChunk
from engines.voice_activity import FRAME as ACTIVITY_SAMPLES
from engines.voice_activity import HeardChunk
from ucrn_core.baseline import PersonBaseline
from ucrn_core.features import MEL_BANDS, VOICE_CHANNELS, FeatureSpec, Step

HOP = 640  # samples: 40 ms
FRAME = 1024  # samples: 64 ms, two periods of the lowest pitch
MEL_LOW, MEL_HIGH = 50.0, 7600.0  # Hz
PITCH_LOW, PITCH_HIGH = 70.0, 420.0  # Hz, adult speech
YIN_THRESHOLD = 0.1  # of the normalized difference, as the paper has it
PITCH_ORIGIN = 150.0  # Hz, the 0 of the octave scale
VOICED_FROM = 0.5  # normalized autocorrelation from which a frame counts as voiced
NOISE_RISE = 0.01  # of the way to a louder level per step: the floor follows a new room in about 4 s
SILENCE_DB = -100.0
ACTIVITY_FRAME = ACTIVITY_SAMPLES / SAMPLE_RATE  # s

_DELTA, _PITCH, _LEVEL = MEL_BANDS, 2 * MEL_BANDS, 2 * MEL_BANDS + 2
BASELINE_CHANNELS = (*range(MEL_BANDS), _PITCH, _LEVEL)  # the channels of BaselineSpec.prior, in its order


class VoiceFeaturizer:
    """Featurizer from HeardChunk to Step. A step is valid while the voice gate is open.

    A step at t describes the 64 ms that end at t; nothing later is looked at.
    """

    def __init__(self, spec: FeatureSpec, baseline: PersonBaseline | None = None) -> None:
        """baseline: of a person heard before; a new person's by default."""
        self._baseline = baseline or PersonBaseline(spec.voice_baseline)
        self._sound = np.zeros(FRAME - HOP, np.float32)  # silence before the start
        self._start: float | None = None
        self._made = 0
        self._gates: list[tuple[float, bool]] = []
        self._waiting: list[tuple[float, NDArray[np.float64]]] = []
        self._mels: list[NDArray[np.float64]] = []
        self._floor = 0.0

    def push(self, chunk: HeardChunk) -> Sequence[Step]:
        if self._start is None:
            self._start = chunk.chunk.t
        self._sound = np.concatenate([self._sound, chunk.chunk.samples])
        self._gates += [(f.t, f.open) for f in chunk.activity]
        count = (len(self._sound) - FRAME) // HOP + 1
        if count > 0:
            frames = np.lib.stride_tricks.sliding_window_view(self._sound, FRAME)[: count * HOP : HOP]
            self._measure(frames.astype(np.float64))
            self._sound = self._sound[count * HOP :]
        return self._judge(chunk.chunk)

    def flush(self) -> Sequence[Step]:
        """A step needs its whole 64 ms, so nothing remains."""
        return []

    def _measure(self, frames: NDArray[np.float64]) -> None:
        """frames (n, FRAME) -> absolute channel values, waiting for the voice gate to be known."""
        values = raw_channels(frames)
        assert self._start is not None
        for row in values:
            level = row[_LEVEL]
            self._floor = (
                level if self._made == 0 or level < self._floor else self._floor + NOISE_RISE * (level - self._floor)
            )
            self._mels = [*self._mels[-2:], row[:MEL_BANDS].copy()]
            row[_DELTA : _DELTA + MEL_BANDS] = self._mels[-1] - self._mels[0]
            row[VOICE_CHANNELS.index("noise_dbfs")] = self._floor
            self._made += 1
            self._waiting.append((self._start + self._made * HOP / SAMPLE_RATE, row))

    def _judge(self, chunk: AudioChunk) -> list[Step]:
        """Steps whose voice gate is known: that of the newest activity frame that ends at or before them."""
        steps = []
        known_until = self._gates[-1][0] if self._gates else -np.inf
        available_at = chunk.t + len(chunk.samples) / SAMPLE_RATE
        while self._waiting and self._waiting[0][0] - ACTIVITY_FRAME < known_until:
            t, row = self._waiting.pop(0)
            while len(self._gates) > 1 and self._gates[1][0] <= t + 1e-6:
                self._gates.pop(0)
            valid = self._gates[0][1] and self._gates[0][0] <= t + 1e-6
            values = relative_to_person(self._baseline, row) if valid else row
            steps.append(Step(t, values.astype(np.float16), valid, available_at))
        return steps


def relative_to_person(baseline: PersonBaseline, row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Absolute channels of one valid step -> those relative to the person; an unvoiced step tells no pitch."""
    voiced = row[_PITCH + 1] >= VOICED_FROM
    known = np.ones(len(BASELINE_CHANNELS), bool)
    known[BASELINE_CHANNELS.index(_PITCH)] = voiced
    relative = row.copy()
    relative[list(BASELINE_CHANNELS)] = baseline.apply(row[list(BASELINE_CHANNELS)], known)
    if not voiced:
        relative[_PITCH] = 0.0
    return relative


def load() -> None:
    """Imports what the first step needs: seconds, which a caller may spend beforehand and book as loading."""
    _mel_filters()


def raw_channels(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """Channels of `VOICE_CHANNELS` from frames (n, 1024) at 16 kHz, before deltas, noise floor and baseline."""
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1)) ** 2 / FRAME
    mel = np.log(power @ _mel_filters().T + 1e-8)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 10 ** (SILENCE_DB / 10))
    pitch, voicing = _pitch(frames)
    flatness = np.exp(np.mean(np.log(power + 1e-10), axis=1)) / (np.mean(power, axis=1) + 1e-10)
    values = np.zeros((len(frames), len(VOICE_CHANNELS)))
    values[:, :MEL_BANDS] = mel
    rest = {
        "pitch": np.where(voicing >= VOICED_FROM, np.log2(pitch / PITCH_ORIGIN), 0.0),
        "voicing": voicing,
        "level": level / 10,
        "level_dbfs": level / 10,
        "clipped": np.mean(np.abs(frames) >= 0.985, axis=1),
        "flatness": flatness,
    }
    for name, column in rest.items():
        values[:, VOICE_CHANNELS.index(name)] = column
    return values


def _pitch(frames: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fundamental frequency in Hz by YIN (de Cheveigné and Kawahara 2002) and voicing 0..1, each (n,).

    Gives librosa.yin's numbers without its compiled helpers, which cost seconds at the first call and whose cache
    on disk crashes when two processes first fill it at once.
    """
    lags = np.arange(int(SAMPLE_RATE / PITCH_HIGH), math.ceil(SAMPLE_RATE / PITCH_LOW) + 1)
    longest = lags[-1]
    correlation = np.fft.irfft(np.abs(np.fft.rfft(frames, 2 * FRAME, axis=1)) ** 2, axis=1)[:, : longest + 1]
    energy = np.cumsum(frames**2, axis=1)[:, :longest]
    difference = 2 * (correlation[:, :1] - correlation[:, 1:]) - energy  # at lags 1 to longest
    mean = np.cumsum(difference, axis=1) / np.arange(1, longest + 1)
    d = (difference / (mean + np.finfo(float).tiny))[:, lags[0] - 1 :]  # cumulative mean normalized, (n, lags)

    trough = np.zeros(d.shape, bool)
    trough[:, 0] = d[:, 0] < d[:, 1]
    trough[:, 1:-1] = (d[:, 1:-1] < d[:, :-2]) & (d[:, 1:-1] <= d[:, 2:])
    deep = trough & (d < YIN_THRESHOLD)
    chosen = np.where(deep.any(axis=1), deep.argmax(axis=1), d.argmin(axis=1))
    # The minimum of a parabola through the chosen lag and its neighbours, where it lies between them.
    inner = np.clip(chosen, 1, len(lags) - 2)
    left, here, right = (np.take_along_axis(d, (inner + i)[:, None], axis=1)[:, 0] for i in (-1, 0, 1))
    curve, slope = left + right - 2 * here, (right - left) / 2
    between = (inner == chosen) & (np.abs(slope) < np.abs(curve))
    shift = np.where(between, -slope / np.where(between, curve, 1.0), 0.0)
    pitch = SAMPLE_RATE / (lags[0] + chosen + shift)

    lag = np.clip(np.round(SAMPLE_RATE / pitch).astype(int), 1, FRAME // 2)
    length = FRAME - int(SAMPLE_RATE / PITCH_LOW) - 1
    late = np.take_along_axis(frames, lag[:, None] + np.arange(length), axis=1)
    early = frames[:, :length]
    loudness = np.sqrt(np.sum(early**2, axis=1) * np.sum(late**2, axis=1))
    return pitch, np.clip(np.sum(early * late, axis=1) / (loudness + 1e-9), 0.0, 1.0)


@cache
def _mel_filters() -> NDArray[np.float64]:
    """(bands, bins): triangles of equal area, their corners evenly spaced on the mel scale of Slaney's Auditory Toolbox
    (1998), which is linear up to 1 kHz and logarithmic above.

    Gives librosa.filters.mel's numbers, single precision included, without the compiler that comes with librosa.
    """
    hertz, knee, step = 200 / 3, 15.0, math.log(6.4) / 27  # of a mel below the knee; the knee in mel; above it
    lowest, highest = MEL_LOW / hertz, knee + math.log(MEL_HIGH / 1000) / step
    mels = np.linspace(lowest, highest, MEL_BANDS + 2)
    corners = np.where(mels < knee, hertz * mels, 1000 * np.exp(step * (mels - knee)))
    bins, widths = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE), np.diff(corners)[:, None]
    rising, falling = (bins - corners[:-2, None]) / widths[:-1], (corners[2:, None] - bins) / widths[1:]
    triangles = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return (triangles * (2 / (corners[2:] - corners[:-2]))[:, None]).astype(np.float32).astype(np.float64)
