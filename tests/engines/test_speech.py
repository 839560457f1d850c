"""Segments from the voice gate, and words from a process that may be slow, refuse, or die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

import engines
from engines.observer import Event
from engines.recognizers import Segment
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.speech import LEAD, LONGEST, Segmenter, Speech
from engines.speech_process import RESTARTS, SpeechProcess
from engines.voice_activity import FRAME, ActivityFrame, HeardChunk, VoiceActivity
from ucrn_core.features import Word

PATIENCE = 60.0  # s after which a test gives up


def gated(probabilities: list[float], sizes: list[int], rest: int = 0, start: float = 0.0) -> list[HeardChunk]:
    """Sound whose samples count 0, 1, 2, ..., `rest` more than whole frames, in chunks of `sizes` and a last one;
    the gate is open where the probability is at least one half."""
    sound = np.arange(len(probabilities) * FRAME + rest, dtype=np.float32)
    frames = [ActivityFrame(start + (i + 1) * FRAME / SAMPLE_RATE, p, p >= 0.5) for i, p in enumerate(probabilities)]
    chunks, done = [], 0
    for size in [*sizes, len(sound)]:
        end = min(done + size, len(sound))
        chunk = AudioChunk(start + done / SAMPLE_RATE, sound[done:end])
        chunks.append(HeardChunk(chunk, tuple(frames[done // FRAME : end // FRAME])))
        done = end
    return chunks


def segments(heard: list[HeardChunk]) -> list[Segment]:
    segmenter = Segmenter()
    return [segment for chunk in heard for segment in segmenter.push(chunk)] + segmenter.flush()


@pytest.fixture(scope="module")
def speech(shared: Path) -> list[HeardChunk]:
    """ "And so, my fellow Americans ...": four phrases with pauses between them, in chunks of 0.1 s, from 2 s on."""
    sound, rate = soundfile.read(shared / "clips" / "jfk.flac", dtype="float32")
    mono = resample_poly(sound.mean(axis=1), SAMPLE_RATE // 100, rate // 100).astype(np.float32)
    activity = VoiceActivity()
    chunks = (AudioChunk(2.0 + i / SAMPLE_RATE, mono[i : i + 1600]) for i in range(0, len(mono), 1600))
    return [heard for chunk in chunks for heard in activity.push(chunk)]


@pytest.fixture(scope="module")
def words(speech: list[HeardChunk]) -> list[Word]:
    return recognized(speech)


def recognized(heard: list[HeardChunk]) -> list[Word]:
    """The words of the embedded recognizer, none of which may end where the sound was settled before it came."""
    recognizer = Speech(None, "pocketsphinx")
    found: list[Word] = []
    settled = [recognizer.settled]

    def take(new: list[Word]) -> None:
        assert all(word.end > settled[-1] for word in new)
        found.extend(new)
        settled.append(recognizer.settled)
        assert settled[-1] >= settled[-2]

    try:
        for chunk in heard:
            take(recognizer.push(chunk))
        take(recognizer.flush())
    finally:
        recognizer.close()
    assert recognizer.events == []
    assert settled[-1] == heard[-1].activity[-1].t
    return found


def process() -> BaseProcess:
    """The recognizer's process that runs now."""
    (child,) = [child for child in multiprocessing.active_children() if child.name == "speech"]
    return child


# Segments


def test_a_segment_begins_before_the_gate_opens_and_ends_when_it_closes() -> None:
    (segment,) = segments(gated([0.1] * 20 + [0.9] * 30 + [0.1] * 20, [], start=3.0))
    assert segment.samples[0] == 20 * FRAME - LEAD
    assert segment.start == pytest.approx(3.0 + (20 * FRAME - LEAD) / SAMPLE_RATE)
    assert segment.heard == pytest.approx(3.0 + 20 * FRAME / SAMPLE_RATE)
    assert segment.samples[-1] == 51 * FRAME - 1


def test_a_segment_that_is_open_at_the_end_holds_the_last_sample() -> None:
    (segment,) = segments(gated([0.1] * 3 + [0.9] * 3, [], rest=100))
    assert segment.samples.tolist() == list(range(6 * FRAME + 100))


def test_a_long_segment_is_cut_where_speech_is_least_likely() -> None:
    dip = LONGEST // FRAME - 40
    probabilities = [0.9] * (2 * LONGEST // FRAME - 30)
    probabilities[dip] = 0.55
    first, *rest = segments(gated(probabilities, []))
    assert first.samples[-1] == dip * FRAME + FRAME // 2 - 1
    assert rest[0].samples[0] == first.samples[-1] + 1
    assert rest[0].start == rest[0].heard == first.end


def test_the_silence_after_a_cut_is_no_segment() -> None:
    spoken = LONGEST // FRAME - 5
    hangover = [ActivityFrame((spoken + i + 1) * FRAME / SAMPLE_RATE, 0.1, i < 9) for i in range(20)]
    (chunk,) = gated([0.9] * spoken + [0.0] * 20, [])[:1]
    (segment,) = segments([HeardChunk(chunk.chunk, (*chunk.activity[:spoken], *hangover))])
    assert spoken * FRAME < len(segment.samples) < LONGEST


@settings(max_examples=30, deadline=None)
@given(
    runs=st.lists(st.tuples(st.integers(1, 40), st.integers(1, 600)), min_size=1, max_size=4),
    sizes=st.lists(st.integers(0, 60_000), max_size=12),
    rest=st.integers(0, FRAME - 1),
    seed=st.integers(0, 100),
)
def test_segments_keep_the_sound_and_do_not_depend_on_its_chunks(
    runs: list[tuple[int, int]], sizes: list[int], rest: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    probabilities: list[float] = []
    for silent, spoken in runs:
        probabilities += [*random.uniform(0, 0.3, silent), *random.uniform(0.5, 1, spoken)]
    found = segments(gated(probabilities, sizes, rest, start=1.5))
    whole = segments(gated(probabilities, [], rest, start=1.5))
    assert [(s.start, s.heard, s.samples.tolist()) for s in found] == [
        (s.start, s.heard, s.samples.tolist()) for s in whole
    ]
    heard = np.concatenate([segment.samples for segment in found])
    assert (np.diff(heard) >= 1).all()  # in order, nothing twice
    spoken_samples = np.flatnonzero(np.repeat(np.array(probabilities) >= 0.5, FRAME))
    assert np.isin(spoken_samples, heard).all()
    for segment in found:
        assert len(segment.samples) <= LONGEST + FRAME
        assert (np.diff(segment.samples) == 1).all()
        assert segment.start == pytest.approx(1.5 + segment.samples[0] / SAMPLE_RATE)
        assert segment.start <= segment.heard < segment.end


# Words


def test_real_speech_becomes_words(words: list[Word]) -> None:
    texts = [word.text for word in words]
    # A recording of 1961: the embedded recognizer gets about a third of it right.
    assert {"and", "my", "fellow", "not", "what", "you"} <= set(texts)
    assert 15 <= len(words) <= 30
    assert all(2.0 <= word.start < word.end <= 13.1 for word in words)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(words))
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in words)
    assert all(word.available_at == word.end for word in words)


def test_words_do_not_depend_on_chunks_or_on_the_run(speech: list[HeardChunk], words: list[Word]) -> None:
    sound = np.concatenate([heard.chunk.samples for heard in speech])
    activity = VoiceActivity()
    pieces = np.split(sound, np.sort(np.random.default_rng(0).integers(0, len(sound), 7)))
    starts = 2.0 + np.cumsum([0, *map(len, pieces)]) / SAMPLE_RATE
    chunks = [AudioChunk(float(t), piece) for t, piece in zip(starts, pieces, strict=False)]
    assert recognized([heard for chunk in chunks for heard in activity.push(chunk)]) == words


def test_silence_gives_no_words_and_is_settled_at_once() -> None:
    recognizer = Speech(None, "pocketsphinx")
    try:
        for heard in gated([0.05] * 100, [4000] * 12, start=7.0):
            assert recognizer.push(heard) == []
            if heard.activity:
                assert recognizer.settled == pytest.approx(heard.activity[-1].t)
        assert recognizer.flush() == []
        recognizer.wait(PATIENCE)  # nothing can come: returns
    finally:
        recognizer.close()


def test_wait_returns_with_the_first_result(speech: list[HeardChunk], words: list[Word]) -> None:
    recognizer = Speech(None, "pocketsphinx")
    try:
        for heard in speech[:60]:  # two phrases
            assert recognizer.push(heard) == []  # the recognizer is still loading
        before = recognizer.settled
        recognizer.wait(PATIENCE)
        assert recognizer.settled == before  # not returned yet
        found = recognizer.ready()
        assert found
        assert found == words[: len(found)]
        assert recognizer.settled > before
    finally:
        recognizer.close()


# A process that refuses, or dies


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")
def test_a_killed_process_costs_the_segment_that_it_was_at(speech: list[HeardChunk], words: list[Word]) -> None:
    first, second, *others = segments(speech)
    events: list[Event] = []
    recognizer = SpeechProcess(None, "pocketsphinx", events.append)
    try:
        recognizer.put(first)
        found = recognizer.results(PATIENCE)
        stopped = process()
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGSTOP)  # it takes the next segment, and never answers
        recognizer.put(second)
        assert recognizer.results(0.0) == []
        stopped.kill()
        for segment in others:
            recognizer.put(segment)
        while recognizer.waiting:
            found += recognizer.results(PATIENCE)
    finally:
        recognizer.close()
    assert [segment for segment, _ in found] == [first, second, *others]
    kept = [word for word in words if not second.start <= word.start < second.end]
    assert kept != words
    assert [word for _, answer in found for word in answer] == kept
    assert recognizer.lost == second.end - second.start
    assert [(event.kind, event.modality) for event in events] == [("gap", "text")]
    assert f"{second.start:.1f} to {second.end:.1f} s are lost" in events[0].message


def test_a_process_that_dies_again_and_again_is_given_up() -> None:
    events: list[Event] = []
    recognizer = SpeechProcess(None, "pocketsphinx", events.append)
    segment = Segment(1.0, 1.2, np.zeros(SAMPLE_RATE, np.float32))
    recognizer.put(segment)
    for _ in range(RESTARTS):
        child = process()
        child.kill()
        child.join()
        assert recognizer.results(0.0) == []  # it was not at the segment yet: nothing is lost
    process().kill()
    assert recognizer.results(PATIENCE) == [(segment, [])]
    recognizer.put(segment)
    assert recognizer.results(PATIENCE) == [(segment, [])]
    assert recognizer.lost == 2.0
    assert [(event.kind, event.modality) for event in events] == [("missing", "text")]
    assert f"stopped {RESTARTS + 1} times" in events[0].message
    assert multiprocessing.active_children() == []


def test_a_process_without_answer_counts_as_dead(speech: list[HeardChunk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engines.speech_process.PATIENCE", 0.0)
    recognizer = Speech(None, "pocketsphinx")
    try:
        for heard in speech:
            recognizer.push(heard)
        assert recognizer.flush() == []
    finally:
        recognizer.close()
    assert "stays off" in recognizer.events[-1].message


def test_a_model_that_cannot_be_loaded_is_told_once(speech: list[HeardChunk], tmp_path: Path) -> None:
    recognizer = Speech(tmp_path, "whisper tiny.en")
    try:
        for heard in speech:
            assert recognizer.push(heard) == []
        assert recognizer.flush() == []
    finally:
        recognizer.close()
    (event,) = recognizer.events
    assert (event.kind, event.modality) == ("missing", "text")
    assert event.message.startswith("The speech recognizer whisper tiny.en cannot be loaded")
    assert "tokenizer.json" in event.message


def test_a_refused_segment_is_told_and_the_next_is_recognized(speech: list[HeardChunk], words: list[Word]) -> None:
    segment = segments(speech)[0]
    events: list[Event] = []
    recognizer = SpeechProcess(None, "pocketsphinx", events.append)
    try:
        recognizer.put(Segment(0.0, 0.0, np.array(["no sound"])))  # type: ignore[arg-type]
        recognizer.put(segment)
        found = []
        while recognizer.waiting:
            found += recognizer.results(PATIENCE)
    finally:
        recognizer.close()
    answers = [answer for _, answer in found]
    assert answers == [[], [word for word in words if word.start < segment.end]]
    assert [event.kind for event in events] == ["gap"]


def test_close_ends_the_process_at_once_and_twice() -> None:
    recognizer = Speech(None, "pocketsphinx")
    child = process()
    recognizer.close()
    assert not child.is_alive()
    recognizer.close()


SESSION = """
import os, signal
import numpy as np
from engines.recognizers import Segment
from engines.speech_process import SpeechProcess

if __name__ == "__main__":
    recognizer = SpeechProcess(None, "pocketsphinx", print)
    first = recognizer.process.pid
    recognizer.put(Segment(0.0, 0.0, np.zeros(16000, np.float32)))
    while recognizer.waiting:  # Ctrl-C reaches it at every moment, from its very start
        os.kill(recognizer.process.pid, signal.SIGINT)
        recognizer.results(0.01)
    print(recognizer.process.pid == first, recognizer.lost, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_the_process_ignores_ctrl_c_and_ends_with_the_session(tmp_path: Path) -> None:
    script = tmp_path / "session.py"
    script.write_text(SESSION)
    # Both share their output: it ends when the last of them does.
    environment = os.environ | {"PYTHONPATH": str(Path(engines.__file__).parents[1])}
    session = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=PATIENCE, env=environment
    )
    assert session.returncode == -signal.SIGKILL
    assert session.stdout == "True 0.0\n"
    assert session.stderr == ""
