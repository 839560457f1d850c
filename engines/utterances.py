"""Sound cut into utterances while it is heard: where each begins, its sound as it comes, where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.sources import SAMPLE_RATE
from engines.speech import LEAD, LONGEST
from engines.voice_activity import FRAME, HeardChunk

SAME = 1e-3  # s by which two times of the same sample may differ


@dataclass(frozen=True)
class Piece:
    """Sound (n,) of an utterance from `start` on, seconds on the session clock. first: the utterance begins with it;
    last: it ends with it, which may hold no sound."""

    start: float
    samples: NDArray[np.float32]
    first: bool
    last: bool

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    @property
    def end(self) -> float:
        return self.start + self.seconds

    def follows(self, other: Piece) -> bool:
        """Whether it goes on with the utterance where `other` ends."""
        return not self.first and not other.last and abs(self.start - other.end) <= SAME


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The same sound, each utterance's in one piece where it follows without a gap."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        if runs and piece.follows(runs[-1][-1]):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [
        Piece(run[0].start, np.concatenate([piece.samples for piece in run]), run[0].first, run[-1].last)
        for run in runs
    ]


class UtteranceCutter:
    """Pieces of utterances as the voice gate opens and closes; one that grows too long is ended where it is, and the
    next begins there. The pieces do not depend on how the sound was chunked but in where they part."""

    def __init__(self) -> None:
        self._origin: float | None = None  # time of the first sample
        self._sound = np.zeros(0, np.float32)  # from sample `_first` on
        self._first = 0
        self._frames = 0  # judged so far
        self._begun: int | None = None  # first sample of the open utterance
        self._given = 0  # samples before which all were given or are not wanted

    def push(self, heard: HeardChunk) -> list[Piece]:
        if self._origin is None:
            self._origin = heard.chunk.t
        self._sound = np.concatenate([self._sound, heard.chunk.samples])
        pieces = [piece for frame in heard.activity for piece in self._step(frame.open)]
        if self._begun is not None and self._frames * FRAME > self._given:
            pieces.append(self._piece(self._frames * FRAME, last=False))
        keep = self._given if self._begun is not None else max(self._given, self._frames * FRAME - LEAD)
        self._sound, self._first = self._sound[keep - self._first :], keep
        return pieces

    def end(self) -> list[Piece]:
        """The rest of an utterance that has begun; nothing may be pushed after."""
        return [] if self._begun is None else [self._piece(self._first + len(self._sound), last=True)]

    def _step(self, opened: bool) -> Iterator[Piece]:
        before, self._frames = self._frames * FRAME, self._frames + 1
        after = self._frames * FRAME
        if self._begun is None:
            if opened:
                self._given = self._begun = max(self._given, before - LEAD, 0)
        elif not opened:
            yield self._piece(after, last=True)
            self._begun = None
        elif after - self._begun >= LONGEST:
            yield self._piece(after, last=True)
            self._begun = after

    def _piece(self, end: int, *, last: bool) -> Piece:
        assert self._origin is not None
        start, first, self._given = self._given, self._given == self._begun, end
        samples = self._sound[start - self._first : end - self._first]
        return Piece(self._origin + start / SAMPLE_RATE, samples, first, last)
