"""Between a device's own thread and the session: preallocated, bounded, never waiting, every loss counted."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.sources import VideoFrame

BLOCKS = 4096  # that may wait: 20 s of blocks of 5 ms


@dataclass(frozen=True)
class SoundBlock:
    """Samples (n,) float32 of which the first has number `first` in the stream; all had arrived at `arrived`."""

    first: int
    samples: NDArray[np.float32]
    arrived: float


class SoundRing:
    """Sound from one writing thread to one reading thread, without a lock: each moves only its own counter.

    A block that finds no room is dropped and counted; the numbers of the samples after it tell where it was.
    """

    def __init__(self, capacity: int) -> None:
        """capacity: samples."""
        self.dropped = 0  # samples
        self._sound = np.zeros(capacity, np.float32)
        self._first = np.zeros(BLOCKS, np.int64)
        self._size = np.zeros(BLOCKS, np.int64)
        self._arrived = np.zeros(BLOCKS)
        self._seen = 0  # samples that the device gave
        self._kept = self._taken = 0  # samples ever written and read
        self._written = self._read = 0  # blocks

    def write(self, samples: NDArray[np.float32], arrived: float) -> None:
        """Copies a block (n,); never waits. For the writing thread."""
        n = len(samples)
        first, self._seen = self._seen, self._seen + n
        if self._kept - self._taken + n > len(self._sound) or self._written - self._read >= BLOCKS:
            self.dropped += n
            return
        place = self._kept % len(self._sound)
        head = min(n, len(self._sound) - place)
        self._sound[place : place + head] = samples[:head]
        self._sound[: n - head] = samples[head:]
        block = self._written % BLOCKS
        self._first[block], self._size[block], self._arrived[block] = first, n, arrived
        self._kept += n
        self._written += 1  # last: the block is whole now

    def read(self) -> list[SoundBlock]:
        """The blocks written since the last call. For the reading thread."""
        blocks = []
        for number in range(self._read, self._written):
            block = number % BLOCKS
            n, place = int(self._size[block]), self._taken % len(self._sound)
            head = min(n, len(self._sound) - place)
            samples = np.concatenate([self._sound[place : place + head], self._sound[: n - head]])
            blocks.append(SoundBlock(int(self._first[block]), samples, float(self._arrived[block])))
            self._taken += n
            self._read = number + 1
        return blocks


class NewestFrame:
    """The camera's slot: a new frame takes the place of one that nobody took, which is counted."""

    def __init__(self) -> None:
        self.dropped = 0  # frames
        self._changed = threading.Condition()
        self._frame: VideoFrame | None = None

    def put(self, frame: VideoFrame) -> None:
        with self._changed:
            self.dropped += self._frame is not None
            self._frame = frame
            self._changed.notify()

    def take(self, timeout: float) -> VideoFrame | None:
        """The newest frame, once; None where none comes within `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None, timeout)
            frame, self._frame = self._frame, None
            return frame
