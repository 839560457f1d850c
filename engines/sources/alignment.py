"""Sound of a device that keeps its own time -> sound on the session clock, 16 kHz, without gaps."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engines.clock import SampleClock
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.sources.rings import SoundBlock

# Beyond this distance from where it should be, sound is cut or silence put in; within it, it is stretched.
LARGEST_ERROR = 0.1  # s
STRETCH = 5e-3  # of the rate at most, which nobody hears
CORRECTED_IN = 2.0  # s in which an error would be gone
NOWHERE = -1  # in the stream: no sample is kept
BESIDE = 2  # samples on either side of a place that its value needs


class Aligner:
    """Turns blocks of a stream into chunks that follow each other without a gap: sample k of all of them reached the
    device at k / 16000 s on the session clock, as `clock` knows it.

    A device's rate is never quite its nominal one; the sound is stretched by as much, by cubic interpolation, so that
    what counts samples later counts the session's time. Lost samples become silence.
    """

    def __init__(self, clock: SampleClock) -> None:
        """clock: of a stream that holds nothing above 8 kHz, whatever its rate."""
        self._clock = clock
        self._sound = np.zeros(0, np.float32)
        self._first = 0  # number in the stream of the first sample kept
        self._place = 0.0  # number, with a fraction, of the sample that comes next
        self._next: int | None = None  # number of the output sample that comes next
        self.silence = 0  # output samples put in where sound was lost

    @property
    def until(self) -> float | None:
        """Session time up to which chunks were given; None before the first."""
        return None if self._next is None else self._next / SAMPLE_RATE

    @property
    def error(self) -> float:
        """Seconds by which the next sample stands before (-) or after (+) its time."""
        if self._next is None:
            return 0.0
        return self._clock.time_of(self._place) - self._next / SAMPLE_RATE

    def push(self, block: SoundBlock) -> list[AudioChunk]:
        """Chunks that the block completes. Its arrival has been told to the clock."""
        end = self._first + len(self._sound)
        if self._next is None or block.first != end:
            self._begin(block.first)
        self._sound = np.concatenate([self._sound, block.samples])
        chunks = self._resynchronize()
        return chunks + self._stretched()

    def fill(self, until: float) -> list[AudioChunk]:
        """Silence up to a session time, where no sound comes."""
        if self._next is None:
            return []
        self._sound, self._first = np.zeros(0, np.float32), NOWHERE
        return self._silent(math.floor(until * SAMPLE_RATE))

    def restart(self, clock: SampleClock) -> None:
        """The device was opened again: another stream follows, whose samples are counted anew."""
        self._clock = clock
        self._sound, self._first = np.zeros(0, np.float32), NOWHERE

    def _begin(self, first: int) -> None:
        """Sound that does not follow the sound before."""
        self._sound, self._first = np.zeros(0, np.float32), first
        self._place = float(first)
        if self._next is None:
            self._next = max(0, math.ceil(self._clock.time_of(first) * SAMPLE_RATE))

    def _resynchronize(self) -> list[AudioChunk]:
        """Silence up to the place of sound that comes too late; cuts sound that comes too early."""
        if abs(self.error) <= LARGEST_ERROR and self._place != self._first:
            return []
        assert self._next is not None
        should = self._clock.count_at(self._next / SAMPLE_RATE)
        if should >= self._first:
            self._place = should
            return []
        self._place = float(self._first)
        return self._silent(math.ceil(self._clock.time_of(self._first) * SAMPLE_RATE))

    def _silent(self, until: int) -> list[AudioChunk]:
        assert self._next is not None
        count = until - self._next
        if count <= 0:
            return []
        chunk = AudioChunk(self._next / SAMPLE_RATE, np.zeros(count, np.float32))
        self._next = until
        self.silence += count
        return [chunk]

    def _stretched(self) -> list[AudioChunk]:
        assert self._next is not None
        pull = float(np.clip(-self.error / CORRECTED_IN, -STRETCH, STRETCH))
        step = self._clock.rate / SAMPLE_RATE * (1 / (1 + self._clock.drift) + pull)
        last = self._first + len(self._sound) - 1 - BESIDE
        count = math.floor((last - self._place) / step) + 1
        if count <= 0:
            return []
        places: NDArray[np.float64] = self._place - self._first + step * np.arange(count, dtype=np.float64)
        chunk = AudioChunk(self._next / SAMPLE_RATE, interpolated(self._sound, places))
        self._next += count
        self._place += step * count
        unneeded = max(0, math.floor(self._place) - BESIDE - self._first)
        self._sound, self._first = self._sound[unneeded:], self._first + unneeded
        return [chunk]


def interpolated(sound: NDArray[np.float32], places: NDArray[np.float64]) -> NDArray[np.float32]:
    """Values of `sound` (n,) at fractional places (m,), by a cubic through the four samples around each
    (Catmull and Rom 1974); places inside the sound, whose ends are repeated."""
    at = np.floor(places).astype(np.int64)
    x = (places - at).astype(np.float32)
    a, b, c, d = (sound[np.clip(at + k, 0, len(sound) - 1)] for k in (-1, 0, 1, 2))
    return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)))
