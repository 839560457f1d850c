"""Live speech: words of real talk in time, whatever happens to the process that recognizes them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.commitment import Revision
from engines.corpus import read_sound
from engines.live_speech import BEHIND, HANGS, Listening, LiveSpeech
from engines.recognizers import Spoken
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.speech import LEAD, LONGEST
from engines.streaming import Heard
from engines.utterances import Piece, UtteranceCutter, joined
from engines.voice_activity import FRAME, ActivityFrame, HeardChunk, VoiceActivity
from tests.halts import Halts
from ucrn_core.features import Word


def heard_chunks(gate: list[bool], chunk: int) -> list[HeardChunk]:
    """Sound whose samples are their numbers, with the gate as told for each frame, in chunks of any size."""
    sound = np.arange(len(gate) * FRAME, dtype=np.float32)
    chunks = []
    for first in range(0, len(sound), chunk):
        done, until = first // FRAME, min(first + chunk, len(sound)) // FRAME
        frames = tuple(
            ActivityFrame((i + 1) * FRAME / SAMPLE_RATE, float(gate[i]), gate[i]) for i in range(done, until)
        )
        chunks.append(HeardChunk(AudioChunk(first / SAMPLE_RATE, sound[first : first + chunk]), frames))
    return chunks


def cut(gate: list[bool], chunk: int) -> list[tuple[int, int, bool]]:
    """Utterances as first and last sample and whether they ended; looks that their pieces follow each other."""
    cutter, utterances = UtteranceCutter(), list[tuple[int, int, bool]]()
    for heard in heard_chunks(gate, chunk):
        for piece in cutter.push(heard):
            first = round(piece.start * SAMPLE_RATE)
            np.testing.assert_array_equal(piece.samples, np.arange(first, first + len(piece.samples)))
            if piece.first:
                assert not utterances or utterances[-1][2]
                utterances.append((first, first, False))
            begun, until, over = utterances[-1]
            assert (until, over) == (first, False)
            utterances[-1] = begun, first + len(piece.samples), piece.last
    return utterances


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=12), st.integers(100, 5000))
def test_utterances_do_not_depend_on_chunks_and_hold_all_open_frames(runs: list[tuple[bool, int]], chunk: int) -> None:
    gate = [opened for opened, count in runs for _ in range(count)]
    utterances = cut(gate, chunk)
    whole = cut(gate, max(1, len(gate)) * FRAME)
    assert [(a, b) for a, b, _ in utterances] == [(a, b) for a, b, _ in whole]
    wanted = np.zeros(len(gate) * FRAME, bool)
    for begun, until, _ in utterances:
        assert not wanted[begun:until].any()  # none twice
        wanted[begun:until] = True
    assert wanted[np.repeat(np.array(gate, bool), FRAME)].all()
    opens = [i * FRAME for i, (before, now) in enumerate(zip([False, *gate], gate, strict=False)) if now and not before]
    for (begun, _, _), at in zip(utterances, opens, strict=len(gate) * FRAME < LONGEST):
        assert at - LEAD <= begun <= at
        if len(gate) * FRAME >= LONGEST:
            break  # later ones may begin where a long one was ended


def test_an_utterance_without_an_end_is_ended_and_the_next_begins_there() -> None:
    utterances = cut([True] * (3 * LONGEST // FRAME), 1600)
    assert [until - begun for begun, until, _ in utterances][:2] == [pytest.approx(LONGEST, abs=FRAME)] * 2
    assert utterances[0][1] == utterances[1][0]


class Letters:
    """Recognizes one word a second of sound, and refuses sound that is loud."""

    sure = True

    def begin(self) -> None:
        self.fed = 0

    def feed(self, samples: NDArray[np.float32]) -> None:
        if np.abs(samples).max() > 1:
            raise ValueError("too loud")
        self.fed += len(samples)

    def words(self) -> list[Spoken]:
        return [Spoken(float(i), i + 1.0, chr(97 + i), None) for i in range(self.fed // SAMPLE_RATE)]

    def end(self) -> list[Spoken]:
        return self.words()


def piece(start: float, seconds: float, first: bool = False, last: bool = False) -> Piece:
    return Piece(start, np.zeros(round(seconds * SAMPLE_RATE), np.float32), first, last)


def test_a_piece_that_follows_none_ends_the_utterance_before_it() -> None:
    listening = Listening(Letters())
    assert [h.over for _, h in listening.take(piece(10, 2, first=True))] == [False]
    told = listening.take(piece(15, 1.5))  # what lay between was skipped
    assert [(start, h.over, [w.text for w in h.committed]) for start, h in told] == [
        (10, True, ["a", "b"]),
        (15, False, []),
    ]
    told = listening.take(piece(16.5, 0, last=True))
    assert [(start, h.over, [w.text for w in h.committed]) for start, h in told] == [(15, True, ["a"])]


def test_pieces_are_joined_where_they_follow_each_other_in_one_utterance() -> None:
    pieces = [piece(1, 0.5, first=True), piece(1.5, 0.5), piece(2, 0.5, last=True), piece(2.5, 1, first=True)]
    pieces += [piece(5, 1), piece(6, 0, last=True)]  # what lay before was skipped
    told = [(p.start, p.seconds, p.first, p.last) for p in joined(pieces)]
    assert told == [(1, 1.5, True, True), (2.5, 1, True, False), (5, 1, False, True)]


@pytest.fixture
def speech() -> Iterator[LiveSpeech]:
    made = LiveSpeech(None, "pocketsphinx")
    yield made
    made.close()


class Session:
    """Gives sound to live speech as fast as it is taken, on a clock that the sound drives."""

    def __init__(self, speech: LiveSpeech, sound: NDArray[np.float32]) -> None:
        self.speech, self.words = speech, list[Word]()
        self._activity = VoiceActivity()
        self._chunks = [AudioChunk(i / SAMPLE_RATE, sound[i : i + 1600]) for i in range(0, len(sound), 1600)]
        self.now = 0.0
        self._pause = threading.Event()

    def until(self, reached: Callable[[], bool], seconds: float = 60) -> float:
        start = time.monotonic()
        while not reached():
            assert time.monotonic() - start < seconds, self.speech.events
            self.words += self.speech.ready(self.now)
            self._pause.wait(0.01)
        return time.monotonic() - start

    def say(self, seconds: float, *, ahead: float = 1.0) -> None:
        """As long as sound of so many seconds; waits while more than `ahead` seconds are not recognized."""
        end = self.now + seconds
        while self._chunks and self.now < end:
            chunk = self._chunks.pop(0)
            self.now = chunk.t + len(chunk.samples) / SAMPLE_RATE
            for heard in self._activity.push(chunk):
                self.words += self.speech.push(heard, self.now)
            self.until(lambda: self.speech.backlog <= ahead)


@pytest.fixture
def talk(shared: Path) -> NDArray[np.float32]:
    sound = read_sound(shared / "clips" / "talk_ira_contribution.mp4")[: 40 * SAMPLE_RATE]
    return np.concatenate([sound, np.zeros(2 * SAMPLE_RATE, np.float32)])


def test_words_of_a_talk_come_in_order_and_soon(speech: LiveSpeech, talk: NDArray[np.float32]) -> None:
    session = Session(speech, talk)
    session.until(lambda: speech.alive)
    session.say(60, ahead=0)  # the clock waits for the machine, however busy that is
    assert len(session.words) > 50
    times = [t for word in session.words for t in (word.start, word.end)]
    assert times == sorted(times)
    assert np.percentile([word.available_at - word.end for word in session.words], 95) < 3.3
    assert not speech.partial
    assert not speech.events
    assert speech.seconds > 0


def test_a_process_that_is_killed_is_started_again_and_only_its_words_are_lost(
    speech: LiveSpeech, talk: NDArray[np.float32]
) -> None:
    session = Session(speech, talk)
    session.until(lambda: speech.alive)
    session.say(8)
    before, process = len(session.words), speech.process_id
    assert before
    with Halts() as halts:
        speech._child.process.kill()  # type: ignore[union-attr]
        took = session.until(lambda: not speech.alive)
    assert took < 1 + halts.longest
    assert speech.events[0].kind == "missing"
    session.say(4, ahead=BEHIND)
    session.until(lambda: speech.alive)
    assert speech.process_id != process
    assert speech.events[-1].kind == "back"
    session.say(15)
    session.until(lambda: speech.backlog == 0)
    assert len(session.words) > before + 10


def test_revisions_are_kept_on_the_session_clock(speech: LiveSpeech) -> None:
    first = Heard([], [], [Revision(0.5, 1.0, "beach", "speech")], until=2.0, over=False)
    second = Heard([], [], [Revision(1.0, 1.5, "two day", "today")], until=2.5, over=True)
    speech._received(("heard", ([(10.0, first)], 0.1, [])), now=12.25)
    speech._received(("heard", ([(10.0, second)], 0.1, [])), now=12.75)
    assert speech.revisions == [
        Revision(10.5, 11.0, "beach", "speech", available_at=12.25),
        Revision(11.0, 11.5, "two day", "today", available_at=12.75),
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")
def test_a_process_that_is_stopped_is_told_within_a_second_and_may_go_on(
    speech: LiveSpeech, talk: NDArray[np.float32]
) -> None:
    session = Session(speech, talk)
    session.until(lambda: speech.alive)
    session.say(8)
    speech.events.clear()
    process = speech.process_id
    assert process is not None
    with Halts() as halts:
        os.kill(process, signal.SIGSTOP)
        took = session.until(lambda: not speech.alive)
    assert took < 1 + halts.longest
    assert [(event.kind, event.modality) for event in speech.events] == [("missing", "text")]
    began = time.monotonic()
    session.say(4, ahead=BEHIND)
    assert time.monotonic() - began < HANGS / 2  # sound is taken without waiting for the process
    os.kill(process, signal.SIGCONT)
    session.until(lambda: speech.alive)
    assert speech.process_id == process
    assert speech.events[-1].kind == "back"
    session.until(lambda: speech.backlog == 0)
    assert speech.skipped == 0


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")
def test_a_process_that_stays_stopped_is_started_again(
    speech: LiveSpeech, talk: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engines.live_speech.HANGS", 2.0)
    session = Session(speech, talk)
    session.until(lambda: speech.alive)
    process = speech.process_id
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    session.until(lambda: not speech.alive)
    session.until(lambda: speech.alive)
    assert speech.process_id != process
    assert [event.kind for event in speech.events] == ["missing", "missing", "back"]


def test_recognition_that_falls_behind_skips_and_says_so(speech: LiveSpeech, talk: NDArray[np.float32]) -> None:
    session = Session(speech, talk)  # the process is still loading
    speech.alive = False
    session.say(20, ahead=float("inf"))
    assert speech.backlog <= BEHIND + 1
    assert speech.skipped > 0
    assert {event.kind for event in speech.events} == {"gap"}
    session.until(lambda: speech.alive)
    session.say(20)
    session.until(lambda: speech.backlog == 0)
    assert session.words
    assert session.words[0].start > 5


def test_a_model_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    broken = LiveSpeech(tmp_path, "whisper tiny")
    session = Session(broken, np.zeros(0, np.float32))
    session.until(lambda: bool(broken.events))
    assert broken.events[0].kind == "missing"
    assert "whisper tiny cannot be loaded" in broken.events[0].message
    assert not broken.alive
    broken.close()


@pytest.mark.slow
def test_whisper_streams_survives_a_kill_and_closes(tiny_whisper: Path, talk: NDArray[np.float32]) -> None:
    speech = LiveSpeech(tiny_whisper, "whisper tiny.en")
    try:
        session = Session(speech, talk)
        session.until(lambda: speech.alive)
        session.say(15)
        session.until(lambda: speech.backlog == 0)
        before, process = len(session.words), speech.process_id
        assert before
        assert all(word.confidence is not None for word in session.words)
        assert speech.events == []
        assert process is not None
        with Halts() as halts:
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            took = session.until(lambda: not speech.alive)
        assert took < 1 + halts.longest
        session.until(lambda: speech.alive)
        assert [event.kind for event in speech.events] == ["missing", "back"]
        assert speech.process_id != process
        session.say(15)
        session.until(lambda: speech.backlog == 0)
        assert len(session.words) > before
        times = [t for word in session.words for t in (word.start, word.end)]
        assert times == sorted(times)
    finally:
        speech.close()
    assert speech.process_id is None
    assert not [child for child in multiprocessing.active_children() if child.name == "live speech"]
