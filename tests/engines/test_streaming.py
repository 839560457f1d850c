"""Recognition while somebody speaks: real speech, mostly the words of a whole decode, known soon after they end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.corpus import read_sound
from engines.recognizers import PocketSphinx, Spoken, Whisper
from engines.sources import SAMPLE_RATE
from engines.streaming import PARTIAL, Heard, PocketSphinxStream, Utterance, WhisperStream

TALKS = ["jfk.flac", "librispeech_84-121550-0000.flac"]


@pytest.fixture(scope="module", params=TALKS)
def talk(request: pytest.FixtureRequest, shared: Path) -> NDArray[np.float32]:
    return read_sound(shared / "clips" / request.param)


def live(utterance: Utterance, sound: NDArray[np.float32], chunk: int = 1600) -> list[Heard]:
    heard = [utterance.feed(sound[i : i + chunk]) for i in range(0, len(sound), chunk)]
    return [h for h in heard if h] + [utterance.end()]


def alike(ours: Sequence[str], others: Sequence[str]) -> float:
    return SequenceMatcher(None, ours, others, autojunk=False).ratio()


def test_live_words_are_mostly_those_of_a_whole_decode_and_come_soon(talk: NDArray[np.float32]) -> None:
    whole = [word.text for word in PocketSphinx().recognize(talk)]
    heard = live(Utterance(PocketSphinxStream()), talk)
    words = [word for h in heard for word in h.committed]
    assert alike([word.text for word in words], whole) > 0.4
    times = [t for word in words for t in (word.start, word.end)]
    assert times == sorted(times)
    assert words[-1].end <= len(talk) / SAMPLE_RATE
    assert all(word.confidence is None for word in words)
    late = [h.until - word.end for h in heard for word in h.committed]
    assert np.percentile(late, 95) < 3.3
    assert heard[-1].over
    assert heard[-1].partial == []
    assert any(h.partial for h in heard[:-1])


def test_a_speaker_heard_before_is_understood_at_once(talk: NDArray[np.float32]) -> None:
    recognizer = PocketSphinxStream()
    live(Utterance(recognizer), talk)
    again = [word.text for h in live(Utterance(recognizer), talk) for word in h.committed]
    whole = [word.text for word in PocketSphinx().recognize(talk)]
    assert alike(again, whole) > 0.5


def test_a_short_first_utterance_ends_in_order(talk: NDArray[np.float32]) -> None:
    recognizer = PocketSphinxStream()
    for length in (100, SAMPLE_RATE // 2, 2 * SAMPLE_RATE, 4 * SAMPLE_RATE):
        (*_, last) = live(Utterance(recognizer), talk[:length])
        assert last.over
        assert last.until == pytest.approx(length / SAMPLE_RATE)


class Scripted:
    """Gives the hypotheses that it is told, for tests of what is made of them."""

    sure = True

    def __init__(self, *hypotheses: str) -> None:
        self._hypotheses = list(hypotheses)

    def begin(self) -> None:
        self.fed = 0

    def feed(self, samples: NDArray[np.float32]) -> None:
        self.fed += len(samples)

    def words(self) -> list[Spoken]:
        texts = self._hypotheses.pop(0).split()
        return [Spoken(0.1 * i, 0.1 * (i + 1), text, 0.5) for i, text in enumerate(texts)]

    def end(self) -> list[Spoken]:
        return self.words()


def test_a_hypothesis_is_asked_for_every_half_second_however_the_sound_is_chunked() -> None:
    for chunk in (800, PARTIAL, 3 * PARTIAL // 4):
        recognizer = Scripted(*["so it is"] * 20)
        heard = live(Utterance(recognizer), np.zeros(4 * PARTIAL, np.float32), chunk)
        assert recognizer.fed == 4 * PARTIAL
        untils = [h.until for h in heard[:-1]]
        assert all(b - a >= 0.5 for a, b in zip([0.0, *untils], untils, strict=False))
        assert len(untils) == (4 if chunk != 3 * PARTIAL // 4 else 3)
        assert [w.text for h in heard for w in h.committed] == ["so", "it", "is"]


def test_revisions_are_told_once() -> None:
    utterance = Utterance(Scripted("by the", "by the sea", "buy the sea", "buy the sea"))
    heard = live(utterance, np.zeros(3 * PARTIAL, np.float32), PARTIAL)
    assert [w.text for h in heard for w in h.committed] == ["by", "the", "sea"]
    assert [[r.heard for r in h.revisions] for h in heard] == [[], [], ["buy"], []]


class Decodes:
    """Stands for Whisper: says a word for each half second of the sound, and keeps how long each decode's sound was."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def recognize(self, samples: NDArray[np.float32]) -> Iterator[Spoken]:
        self.lengths.append(len(samples))
        return (Spoken(i / 2, (i + 1) / 2, f"word{i}", 0.5) for i in range(len(samples) // PARTIAL))


def test_whisper_hears_the_whole_utterance_for_every_hypothesis_and_once_at_its_end() -> None:
    whisper = Decodes()
    recognizer = WhisperStream(cast(Whisper, whisper))
    utterance = Utterance(recognizer)
    first = utterance.feed(np.zeros(2 * PARTIAL, np.float32))
    assert utterance.feed(np.zeros(PARTIAL - 1, np.float32)) is None
    last = utterance.end(np.zeros(PARTIAL + 1, np.float32))
    assert whisper.lengths == [2 * PARTIAL, 4 * PARTIAL]
    assert first is not None
    assert [w.text for w in first.partial] == ["word0", "word1"]
    assert [w.text for w in last.committed] == ["word0", "word1", "word2", "word3"]
    Utterance(recognizer).feed(np.zeros(PARTIAL, np.float32))  # the next one begins anew
    assert whisper.lengths[2:] == [PARTIAL]
