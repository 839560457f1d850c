"""Recognition while somebody speaks: sound goes in piece by piece, words come out as they may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.commitment import Commitment, Revision
from engines.recognizers import Spoken, Whisper, sphinx_decoder, sphinx_pcm, sphinx_words
from engines.sources import SAMPLE_RATE

PARTIAL = SAMPLE_RATE // 2  # samples between two hypotheses
LISTENED = 3 * SAMPLE_RATE  # samples of the first utterance from which the speaker's cepstral mean is taken
AT_ONCE = SAMPLE_RATE // 4  # samples: pocketsphinx lets no other thread of the process run while it decodes
QUICK = "quick"  # a search for one word instead of all
LEAST_LISTENED = SAMPLE_RATE  # samples, fewer of which tell nothing of it


class StreamRecognizer(Protocol):
    """Recognizes one utterance after the other; times in seconds from the start of the utterance.

    sure: whether its words may be committed before the utterance is over.
    """

    @property
    def sure(self) -> bool: ...

    def begin(self) -> None: ...

    def feed(self, samples: NDArray[np.float32]) -> None:
        """More sound of the utterance, (n,), 16 kHz mono."""
        ...

    def words(self) -> Sequence[Spoken]:
        """The words so far, which may still change."""
        ...

    def end(self) -> Sequence[Spoken]:
        """The words of the whole utterance, which is over."""
        ...


class PocketSphinxStream:
    """Pocketsphinx fed as it hears, in one pass: its two further passes would each wait for the end.

    What a word sounds like is told relative to the mean of the speaker's cepstrum, which a first utterance lacks: it
    is taken from the beginning of that one, which is then heard again. Later utterances go on with what was learned.
    """

    def __init__(self) -> None:
        self._decoder = sphinx_decoder(fwdflat=False, bestpath=False)
        self._open = False
        self._first: bytearray | None = bytearray()  # sound of the first utterance, until it tells the mean

    @property
    def sure(self) -> bool:
        return self._first is None

    def begin(self) -> None:
        if self._open:  # the utterance before was given up
            self._decoder.end_utt()
        self._decoder.start_utt()
        self._open = True

    def feed(self, samples: NDArray[np.float32]) -> None:
        pcm = sphinx_pcm(samples)
        self._decode(pcm)
        if self._first is not None:
            self._first += pcm
            if len(self._first) >= 2 * LISTENED:
                self._listen_again()

    def words(self) -> list[Spoken]:
        return [word._replace(confidence=None) for word in sphinx_words(self._decoder)]  # one pass knows none

    def end(self) -> list[Spoken]:
        if self._first is not None and len(self._first) >= 2 * LEAST_LISTENED:
            self._listen_again()
        elif self._first is not None:
            self._first.clear()
        self._decoder.end_utt()
        self._open = False
        return self.words()

    def _listen_again(self) -> None:
        assert self._first is not None
        pcm, self._first = bytes(self._first), None
        self._decoder.end_utt()
        usual = self._decoder.current_search()
        self._decoder.add_keyphrase(QUICK, "hello")
        self._decoder.activate_search(QUICK)
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, no_search=True, full_utt=True)  # the mean over all of it
        self._decoder.end_utt()  # which searches nevertheless
        self._decoder.activate_search(usual)
        self._decoder.set_cmn(self._decoder.get_cmn(False))
        self._decoder.start_utt()
        self._decode(pcm)

    def _decode(self, pcm: bytes) -> None:
        for first in range(0, len(pcm), 2 * AT_ONCE):
            self._decoder.process_raw(pcm[first : first + 2 * AT_ONCE], no_search=False, full_utt=False)


class WhisperStream:
    """Whisper, which knows no streams: the utterance is decoded again from its start for every hypothesis."""

    sure = True

    def __init__(self, whisper: Whisper) -> None:
        self._whisper = whisper
        self._sound: list[NDArray[np.float32]] = []

    def begin(self) -> None:
        self._sound = []

    def feed(self, samples: NDArray[np.float32]) -> None:
        self._sound.append(samples)

    def words(self) -> list[Spoken]:
        return list(self._whisper.recognize(np.concatenate(self._sound))) if self._sound else []

    def end(self) -> list[Spoken]:
        return self.words()


@dataclass(frozen=True)
class Heard:
    """What an utterance has become: words committed now, words that may still change, what was said otherwise later;
    times in seconds from the start of the utterance. until: how far it was heard; over: whether it has ended."""

    committed: list[Spoken]
    partial: list[Spoken]
    revisions: list[Revision]
    until: float
    over: bool


class Utterance:
    """One utterance on its way through a recognizer; a hypothesis is asked for every PARTIAL samples."""

    def __init__(self, recognizer: StreamRecognizer) -> None:
        self._recognizer = recognizer
        self._said = Commitment()
        self._fed = self._asked = 0  # samples
        recognizer.begin()

    def feed(self, samples: NDArray[np.float32]) -> Heard | None:
        """More sound; None where it is not yet time for a hypothesis."""
        self._recognizer.feed(samples)
        self._fed += len(samples)
        if self._fed - self._asked < PARTIAL:
            return None
        self._asked = self._fed
        heard = self._fed / SAMPLE_RATE if self._recognizer.sure else 0.0
        return self._heard(self._said.hypothesis(self._recognizer.words(), heard), over=False)

    def end(self, samples: NDArray[np.float32] | None = None) -> Heard:
        """With the last of the sound, if there is more."""
        if samples is not None and len(samples):
            self._recognizer.feed(samples)
            self._fed += len(samples)
        return self._heard(self._said.end(self._recognizer.end()), over=True)

    def _heard(self, committed: list[Spoken], *, over: bool) -> Heard:
        revisions, self._said.revisions = self._said.revisions, []
        return Heard(committed, list(self._said.partial), revisions, self._fed / SAMPLE_RATE, over)
