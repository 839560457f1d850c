"""Voice activity: which 32 ms of sound hold speech. Silero VAD, run chunk by chunk with its state kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.onnx_session import one_thread_session
from engines.sources import SAMPLE_RATE, AudioChunk

FRAME = 512  # samples: what Silero VAD takes at 16 kHz
CONTEXT = 64  # samples of the frame before that it also sees
OPEN_AT, CLOSE_BELOW = 0.5, 0.35  # Silero's published hysteresis
HANGOVER = 0.3  # s below CLOSE_BELOW before the gate closes, so that a pause between words does not


@dataclass(frozen=True)
class ActivityFrame:
    """The 32 ms that end at `t`: probability of speech, and whether the voice gate is open."""

    t: float
    probability: float
    open: bool


@dataclass(frozen=True)
class HeardChunk:
    """A chunk of sound with the activity frames that it completed."""

    chunk: AudioChunk
    activity: tuple[ActivityFrame, ...]


class VoiceActivity:
    """Featurizer from AudioChunk to HeardChunk. The sound must be without gaps; its first chunk sets the time."""

    def __init__(self) -> None:
        self._session = _silero()
        self._state = [np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32)]
        self._context = np.zeros(CONTEXT, np.float32)
        self._rest = np.zeros(0, np.float32)
        self._start: float | None = None
        self._frames = 0
        self._open = False
        self._silent = 0

    def push(self, chunk: AudioChunk) -> Sequence[HeardChunk]:
        if self._start is None:
            self._start = chunk.t
        sound = np.concatenate([self._rest, chunk.samples])
        count = len(sound) // FRAME
        self._rest = sound[count * FRAME :]
        frames = [self._frame(sound[i * FRAME : (i + 1) * FRAME]) for i in range(count)]
        return [HeardChunk(chunk, tuple(frames))]

    def flush(self) -> Sequence[HeardChunk]:
        """The last incomplete frame is too short to judge and holds no step."""
        return []

    def _frame(self, samples: NDArray[np.float32]) -> ActivityFrame:
        # One frame a call: the network's state then never depends on how the sound was chunked.
        batch = np.concatenate([self._context, samples])[None]
        output, *self._state = self._session.run(None, {"input": batch, "h": self._state[0], "c": self._state[1]})
        self._context = samples[-CONTEXT:]
        probability = float(np.ravel(output)[0])
        self._silent = 0 if probability >= CLOSE_BELOW else self._silent + 1
        if probability >= OPEN_AT:
            self._open = True
        elif self._silent * FRAME >= HANGOVER * SAMPLE_RATE:
            self._open = False
        self._frames += 1
        assert self._start is not None
        return ActivityFrame(self._start + self._frames * FRAME / SAMPLE_RATE, probability, self._open)


def _silero() -> Any:
    """The Silero VAD network that faster-whisper carries."""
    from faster_whisper.utils import get_assets_path

    return one_thread_session(f"{get_assets_path()}/silero_vad_v6.onnx")
