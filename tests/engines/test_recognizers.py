"""Segments to words: what pocketsphinx and Whisper give, and that no segment leaves a trace on the next."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from faster_whisper.transcribe import Segment as Decoded
from faster_whisper.transcribe import get_compression_ratio

from engines.catalogue import CATALOGUE
from engines.models import ModelStore
from engines.recognizers import PocketSphinx, Segment, Spoken, Whisper, believable
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.speech import recognizer_for
from engines.voice_activity import VoiceActivity
from tests.random_whisper import make_whisper, whisper_entry
from ucrn_core.errors import ModelStoreError

RAVISHMENT = (
    "but with full ravishment the hours of prime singing received they in the midst of leaves that ever bore a burden "
    "to their rhymes"
)


@pytest.fixture(scope="module")
def speech(shared: Path) -> np.ndarray:
    """RAVISHMENT as it was read for LibriSpeech: (samples,) float32, 16 kHz."""
    sound, rate = soundfile.read(shared / "clips" / "librispeech_84-121550-0000.flac", dtype="float32")
    assert rate == SAMPLE_RATE
    return np.asarray(sound)


@pytest.fixture(scope="module")
def pocketsphinx() -> PocketSphinx:
    return PocketSphinx()


def word_errors(spoken: list[str], recognized: list[str]) -> int:
    """Insertions, deletions and substitutions."""
    row = list(range(len(recognized) + 1))
    for i, word in enumerate(spoken, 1):
        above, row = row, [i]
        for k, other in enumerate(recognized, 1):
            row.append(min(above[k - 1] + (word != other), above[k] + 1, row[-1] + 1))
    return row[-1]


def test_pocketsphinx_recognizes_read_speech(pocketsphinx: PocketSphinx, speech: np.ndarray) -> None:
    found = list(pocketsphinx.recognize(speech))
    assert word_errors(RAVISHMENT.split(), [word.text for word in found]) <= 0.35 * len(RAVISHMENT.split())
    assert all(word.text.replace("'", "").isalpha() and word.text == word.text.lower() for word in found)
    assert all(word.start < word.end <= len(speech) / SAMPLE_RATE for word in found)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(found))


def test_pocketsphinx_confidence_tells_right_from_wrong(pocketsphinx: PocketSphinx, speech: np.ndarray) -> None:
    found = list(pocketsphinx.recognize(speech))
    confidence = {True: [0.0], False: [0.0]}
    for word in found:
        assert word.confidence is not None
        assert 0 <= word.confidence <= 1
        confidence[word.text in RAVISHMENT.split()].append(word.confidence)
    assert np.mean(confidence[True]) > np.mean(confidence[False])


def test_pocketsphinx_keeps_nothing_from_one_segment_to_the_next(
    pocketsphinx: PocketSphinx, speech: np.ndarray
) -> None:
    short, loud = speech[: 3 * SAMPLE_RATE], np.clip(8 * speech[4 * SAMPLE_RATE : 7 * SAMPLE_RATE], -1, 1)
    first = list(pocketsphinx.recognize(short))
    assert first
    assert list(pocketsphinx.recognize(loud)) != first
    assert list(pocketsphinx.recognize(short)) == first
    assert list(PocketSphinx().recognize(short)) == first


@pytest.mark.parametrize("length", [1, 300])
def test_pocketsphinx_takes_sound_too_short_for_a_word(
    pocketsphinx: PocketSphinx, speech: np.ndarray, length: int
) -> None:
    assert list(pocketsphinx.recognize(speech[SAMPLE_RATE:][:length])) == []


def test_words_lie_inside_their_segment_and_after_what_was_settled() -> None:
    segment = Segment(start=10.0, heard=10.2, samples=np.zeros(SAMPLE_RATE, np.float32))
    spoken = [
        Spoken(0.3, 0.5, "inside", 0.5),
        Spoken(-0.1, 0.1, "early", None),  # ends before the gate opened
        Spoken(0.9, 1.4, "late", 0.5),
        Spoken(1.2, 1.2, "beyond", 0.5),
    ]
    words = segment.words(iter(spoken))
    assert [word.text for word in words] == ["early", "inside", "late", "beyond"]
    assert all(10.0 <= word.start < word.end <= 11.0 and word.end > segment.heard for word in words)
    assert all(word.available_at == word.end for word in words)
    assert (words[1].start, words[1].end) == pytest.approx((10.3, 10.5))
    assert words[0].confidence is None


def test_the_process_imports_nothing_heavy() -> None:
    code = "import sys, engines.recognizers; print(*(name for name in sys.argv[1:] if name in sys.modules))"
    heavy = ["torch", "PySide6", "mediapipe", "transformers", "faster_whisper", "librosa"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.slow
def test_whisper_gives_words_with_times_and_confidence(tiny_whisper: Path, speech: np.ndarray) -> None:
    whisper = Whisper(tiny_whisper)
    found = list(whisper.recognize(speech))
    assert found
    for word in found:
        assert word.text == word.text.strip() != ""
        assert type(word.start) is type(word.end) is type(word.confidence) is float
        assert 0 <= word.start <= word.end
        assert 0 <= word.confidence <= 1
    assert list(whisper.recognize(speech)) == found


@pytest.mark.slow
def test_a_whisper_that_repeats_itself_and_is_unsure_has_heard_nothing(tmp_path: Path, speech: np.ndarray) -> None:
    whisper = Whisper(make_whisper(tmp_path, sure=False))
    decoded, _ = whisper._model.transcribe(speech, beam_size=5, temperature=0.0, word_timestamps=True)
    first, *_ = decoded  # what faster-whisper itself lets pass
    assert first.compression_ratio > 2.4
    assert first.avg_logprob < -1
    assert first.words
    assert list(whisper.recognize(speech)) == []


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ({}, True),
        ({"avg_logprob": -0.99, "compression_ratio": 2.39, "no_speech_prob": 0.9}, True),  # sure, so it is speech
        ({"avg_logprob": -1.2, "no_speech_prob": 0.8}, False),  # silence
        ({"avg_logprob": -1.2, "no_speech_prob": 0.1}, False),  # noise
        ({"text": " thank you" * 20, "avg_logprob": -0.1}, False),  # a loop, of which the model is sure
    ],
)
def test_a_failed_decode_is_not_believed(measures: dict[str, Any], expected: bool) -> None:
    text = measures.get("text", " And so, my fellow Americans, ask not what your country can do for you.")
    fields = {
        "id": 1, "seek": 0, "start": 0.0, "end": 4.0, "text": text, "tokens": [], "temperature": 0.0, "words": [],
        "avg_logprob": -0.3, "compression_ratio": get_compression_ratio(text), "no_speech_prob": 0.02,
    }  # fmt: skip
    assert believable(Decoded(**(fields | measures))) is expected


@pytest.mark.slow
def test_an_installed_whisper_is_the_recognizer(
    tiny_whisper: Path, speech: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setitem(CATALOGUE, "whisper-tiny.en", whisper_entry("whisper-tiny.en", tiny_whisper))
    store = ModelStore(tmp_path)
    store.install("whisper-tiny.en", lambda _: False, from_folder=tiny_whisper)
    recognizer = recognizer_for(store)
    assert recognizer.name == "whisper tiny.en"
    try:
        words = [
            word for heard in VoiceActivity().push(AudioChunk(5.0, speech)) for word in recognizer.push(heard)
        ] + recognizer.flush()
    finally:
        recognizer.close()
    assert words
    assert recognizer.events == []
    assert all(5.0 <= word.start < word.end <= 5.0 + len(speech) / SAMPLE_RATE for word in words)


def test_without_an_installed_whisper_pocketsphinx_is_the_recognizer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    recognizer = recognizer_for(ModelStore(tmp_path))
    recognizer.close()
    assert recognizer.name == "pocketsphinx"


def test_a_whisper_without_tokenizer_is_refused_rather_than_completed_from_the_network(tmp_path: Path) -> None:
    with pytest.raises(ModelStoreError, match=r"tokenizer\.json"):
        Whisper(tmp_path)
