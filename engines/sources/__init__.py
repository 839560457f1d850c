"""Where pictures and sound come from. A microphone, a camera, a media file and a recording share one interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz, of every AudioChunk


@dataclass(frozen=True)
class AudioChunk:
    """Sound that began to reach the device at `t` (seconds on the session clock): samples (n,) float32, 16 kHz mono."""

    t: float
    samples: NDArray[np.float32]


@dataclass(frozen=True)
class VideoFrame:
    """A picture whose light reached the device at `t`: image (height, width, 3) uint8 RGB, C-contiguous, upright."""

    t: float
    image: NDArray[np.uint8]


class Tap(Protocol):
    """Is shown all that a live session hears and sees, by the threads that take it in, which must not wait for it."""

    def on_sound(self, chunk: AudioChunk) -> None:
        """As it is analysed."""
        ...

    def on_picture(self, frame: VideoFrame) -> None:
        """Every one, also those that are not analysed. Nobody changes it any more."""
        ...


class Source(Protocol):
    """A stream of sound and pictures in order of time."""

    name: str
    duration: float | None  # seconds; None where it has no end
    has_audio: bool
    has_video: bool

    def read(self) -> AudioChunk | VideoFrame | None:
        """The next chunk or frame; None at the end."""
        ...

    def close(self) -> None: ...
