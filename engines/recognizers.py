"""Speech to words, one segment at a time: pocketsphinx and Whisper, and the loop of the process that they run in.

What a process spawned for this module imports is kept light: neither torch nor Qt nor MediaPipe.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.sources import SAMPLE_RATE
from ucrn_core.errors import ModelStoreError
from ucrn_core.features import Word

if TYPE_CHECKING:
    from faster_whisper.transcribe import Segment as Decoded

SHORTEST_WORD = 0.01  # s
SPHINX_FRAMES = 100  # a second
# Where Whisper's authors take a decode for failed or for silence (Radford et al. 2022, "Robust Speech Recognition via
# Large-Scale Weak Supervision", section 4.5).
COMPRESSION_RATIO = 2.4
LOG_PROBABILITY = -1.0  # mean over the tokens
NO_SPEECH = 0.6
TOKENS = 25  # a second of sound at most: fast talk has about 8 in English, several times as many in other scripts
MOST_TOKENS = 440  # of a decode: 448 with those that Whisper puts before


@dataclass(frozen=True)
class Segment:
    """Sound (n,) float32, 16 kHz mono, that begins at `start` and is recognized as a whole, apart from all other.

    heard: no word of it ends at or before this time (it begins a little before the voice gate opened).
    """

    start: float
    heard: float
    samples: NDArray[np.float32]

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / SAMPLE_RATE

    def words(self, spoken: Iterator[Spoken]) -> list[Word]:
        """The recognized words on the session clock, inside the segment, in order of their end."""
        words = []
        for start, end, text, confidence in spoken:
            start = min(max(self.start + start, self.start), self.end - SHORTEST_WORD)
            end = min(max(self.start + end, start + SHORTEST_WORD, self.heard + SHORTEST_WORD), self.end)
            words.append(Word(start, end, text, confidence, available_at=end))
        return sorted(words, key=lambda word: word.end)


class Spoken(NamedTuple):
    """A word as a recognizer gives it: start and end in seconds from the start of the segment."""

    start: float
    end: float
    text: str
    confidence: float | None


class Recognizer(Protocol):
    """Recognizes each segment by itself: what was recognized before changes nothing."""

    def recognize(self, samples: NDArray[np.float32]) -> Iterator[Spoken]: ...


class PocketSphinx:
    """The embedded recognizer: US English, a real-time factor near 0.1, about every third word wrong."""

    def __init__(self) -> None:
        self._decoder = sphinx_decoder()

    def recognize(self, samples: NDArray[np.float32]) -> Iterator[Spoken]:
        decoder = self._decoder
        # Features carry state (noise, cepstral mean) from utterance to utterance, and the words would depend on it.
        decoder.reinit_feat()
        decoder.start_utt()
        try:
            decoder.process_raw(sphinx_pcm(samples), no_search=False, full_utt=True)
        finally:
            decoder.end_utt()
        return sphinx_words(decoder)


def sphinx_decoder(**options: bool) -> Any:
    """Pocketsphinx's decoder with its own US English model."""
    from pocketsphinx import Decoder

    # Less than half the time of the defaults, with nearly the same words.
    return Decoder(topn=2, maxhmmpf=3000, maxwpf=5, loglevel="FATAL", **options)


def sphinx_pcm(samples: NDArray[np.float32]) -> bytes:
    """Samples (n,) in -1..1 as the 16-bit sound that pocketsphinx takes."""
    return (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16).tobytes()


def sphinx_words(decoder: Any) -> Iterator[Spoken]:
    """The words that a decoder has found so far, without silence and noise."""
    for segment in decoder.seg() or ():
        if segment.word.startswith(("<", "[", "+")):
            continue
        yield Spoken(
            segment.start_frame / SPHINX_FRAMES,
            (segment.end_frame + 1) / SPHINX_FRAMES,  # end_frame is the last of the word
            re.sub(r"\(\d+\)$", "", segment.word).lower(),  # "the(2)" is another pronunciation of "the"
            min(segment.prob, 1.0),  # the word's posterior in the lattice; rounding can exceed 1
        )


class Whisper:
    """A Whisper model in CTranslate2's format, in float16 on a CUDA device or in int8 on the CPU."""

    def __init__(self, folder: Path, cpu_only: bool = False) -> None:

        import ctranslate2
        from faster_whisper import WhisperModel

        if not (folder / "tokenizer.json").is_file():  # faster_whisper would fetch one from the network
            raise ModelStoreError(f"{folder} holds no tokenizer.json: install the model again.")
        if not cpu_only and ctranslate2.get_cuda_device_count():
            self._model = WhisperModel(str(folder), device="cuda", compute_type="float16")
            try:
                # CUDA's libraries are loaded with the first sound.
                list(self.recognize(np.zeros(SAMPLE_RATE, np.float32)))
                return
            except RuntimeError:
                del self._model  # cuBLAS or cuDNN is not there, or memory is short: the CPU serves
        threads = max(1, min(8, (os.cpu_count() or 1) - 1))  # one core is left to the session
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    def recognize(self, samples: NDArray[np.float32]) -> Iterator[Spoken]:
        # One temperature: at others Whisper draws its words by chance. Language: that of an English model is
        # English, other models find it out. A decode that loops ends when nobody could have said so much.
        segments, _ = self._model.transcribe(
            samples,
            beam_size=5,
            temperature=0.0,
            compression_ratio_threshold=COMPRESSION_RATIO,
            log_prob_threshold=LOG_PROBABILITY,
            no_speech_threshold=NO_SPEECH,
            condition_on_previous_text=False,
            word_timestamps=True,
            max_new_tokens=min(MOST_TOKENS, TOKENS + TOKENS * len(samples) // SAMPLE_RATE),
        )
        for segment in filter(believable, segments):
            for word in segment.words or ():
                if text := word.word.strip():
                    confidence = min(max(float(word.probability), 0.0), 1.0)
                    yield Spoken(float(word.start), float(word.end), text, confidence)


def believable(decoded: Decoded) -> bool:
    """Whether a segment of faster-whisper may be taken for what was said.

    A failed decode (words over and over, or tokens that the model itself finds unlikely) is one to try again at a
    higher temperature; with one temperature faster-whisper keeps it, and only leaves out what is silence by
    no_speech_prob and avg_logprob together. Here it is given up: missing words are better than invented ones.
    """
    repeats = decoded.compression_ratio > COMPRESSION_RATIO
    unlikely = decoded.avg_logprob < LOG_PROBABILITY
    return not repeats and not unlikely


def serve(connection: Connection, whisper: Path | None, cpu_only: bool) -> None:
    """Body of the process: takes a Segment, answers ("words", (list of Word, seconds of work)), until the other end
    closes or dies.

    Says ("ready", None) when the model is loaded, ("failed", reason) when it cannot be, and ("error", reason)
    in place of the words of a segment that the recognizer refused.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the session, which then closes the connection
    try:
        try:
            recognizer: Recognizer = Whisper(whisper, cpu_only) if whisper else PocketSphinx()
        except Exception as error:  # whatever a library raises is told
            connection.send(("failed", str(error) or type(error).__name__))
            return
        connection.send(("ready", None))
        while True:
            segment: Segment = connection.recv()
            started = time.perf_counter()
            try:
                words = segment.words(recognizer.recognize(segment.samples))
                answer: tuple[str, object] = ("words", (words, time.perf_counter() - started))
            except Exception as error:
                answer = ("error", str(error) or type(error).__name__)
            connection.send(answer)
    except (EOFError, OSError):
        return  # the session is gone
