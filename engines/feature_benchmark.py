"""How long each featurizer of a live run works on real media on this machine: all in one run, taking turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np

from engines.face import FaceFeaturizer
from engines.live_report import memory_mb
from engines.live_speech import Listening
from engines.live_voice import LiveVoice
from engines.models import ModelStore
from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.conversion import CHUNK, GRID
from engines.sources.media import MediaSource
from engines.stages import StageTimes
from engines.streaming import PocketSphinxStream
from engines.text import TextEncoder
from engines.utterances import Piece, UtteranceCutter
from engines.voice_activity import VoiceActivity
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import MediaError, ModelStoreError
from ucrn_core.features import FeatureSpec, Word, WordStream
from ucrn_core.windows import HOP

SOUND = 30.0  # s of the clip that are heard, again and again
PICTURES = 100  # of the clip that are looked at, again and again: those of one window
SECOND = SAMPLE_RATE // CHUNK  # chunks

Work = Callable[[Any], object]
Timed = TypeVar("Timed", AudioChunk, VideoFrame)


@dataclass(frozen=True)
class Row:
    """One featurizer. unit: of its work. Milliseconds: percentiles of a unit; first_ms: from nothing to the first one
    done, with the libraries that those before it have not loaded. memory_mb: that the process grew by until then.
    real_time_factor: seconds of work for a second of the clip as it is analysed live, the share of one core."""

    featurizer: str
    unit: str
    median_ms: float
    p95_ms: float
    p99_ms: float
    first_ms: float
    memory_mb: float
    real_time_factor: float


def feature_times(
    path: Path,
    checkpoint: Checkpoint,
    repeats: int,
    report: Callable[[int, int], None],
    missing: Callable[[ModelStoreError], None],
) -> list[Row]:
    """Times `repeats` units of each featurizer on the beginning of a video in which somebody speaks.

    report: turns done and turns in all; missing: gets the reason where the face's model is not installed, whose row is
    left out. MediaError: no sound, no pictures or no words.
    """
    import torch

    chunks = _beginning(MediaSource(path, video=False), round(SOUND * SECOND))
    frames = _beginning(MediaSource(path, audio=False), PICTURES)
    heard, seen = chunks[-1].t + len(chunks[-1].samples) / SAMPLE_RATE, frames[-1].t + GRID  # s
    spec, store = checkpoint.spec, ModelStore()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as live
    with ExitStack() as opened:
        opened.callback(torch.set_num_threads, threads)
        # In this order: what the voice loads cuts the utterances, and their words fill the windows.
        meters = [_Meter("voice", "1 s of sound", 1.0, _seconds_of_sound(chunks, heard), lambda: _voice(spec))]
        pieces = _pieces(chunks)
        if not pieces:
            raise _silent(path)
        rate = sum(piece.seconds for piece in pieces) / heard
        meters.append(_Meter("speech", "1 s of speech", rate, _seconds_of_speech(cycle(pieces)), _speech))
        lines = _lines(spec, _words(pieces), heard)
        if not lines:
            raise _silent(path)
        unit = f"window of {median(map(len, lines)):.0f} words"
        meters.append(_Meter("text", unit, len(lines) / heard, cycle(lines), lambda: _text(checkpoint, store)))
        try:
            model = store.path("face-landmarker")
        except ModelStoreError as error:
            missing(error)
        else:
            height, width, _ = frames[0].image.shape
            pictures = _endless(frames, seen)

            def face() -> Work:
                featurizer = opened.enter_context(closing(FaceFeaturizer(spec, model)))
                featurizer.push(next(pictures))  # a picture is read when the next one comes
                return featurizer.push

            meters.append(_Meter("face", f"picture of {width}x{height}", len(frames) / seen, pictures, face))
        for turn in range(repeats):
            for meter in meters:
                meter.turn()
            report(turn + 1, repeats)
    return [meter.row() for meter in meters]


class _Meter:
    """Times one featurizer; the first unit is done at once. rate: units in a second of the clip."""

    def __init__(self, featurizer: str, unit: str, rate: float, units: Iterator[Any], make: Callable[[], Work]) -> None:
        first = next(units)
        before, began = memory_mb(), time.perf_counter()
        self._work = make()
        self._work(first)
        first_ms = 1000 * (time.perf_counter() - began)
        self._row = Row(featurizer, unit, 0, 0, 0, first_ms, max(0.0, memory_mb() - before), 0)
        self._rate, self._units = rate, units
        self._times: list[float] = []  # ms

    def turn(self) -> None:
        unit = next(self._units)
        began = time.perf_counter()
        self._work(unit)
        self._times.append(1000 * (time.perf_counter() - began))

    def row(self) -> Row:
        p50, p95, p99 = (float(p) for p in np.percentile(self._times, [50, 95, 99]))
        factor = self._rate * float(np.mean(self._times)) / 1000
        return replace(self._row, median_ms=p50, p95_ms=p95, p99_ms=p99, real_time_factor=factor)


def _voice(spec: FeatureSpec) -> Work:
    voice = LiveVoice(spec, StageTimes())
    return lambda chunks: [voice.push(chunk) for chunk in chunks]


def _speech() -> Work:
    listening = Listening(PocketSphinxStream())
    return lambda pieces: [listening.take(piece) for piece in pieces]


def _text(checkpoint: Checkpoint, store: ModelStore) -> Work:
    encoder = TextEncoder(store.path("minilm"), checkpoint.adapters)
    return lambda line: encoder.word_vectors([line])  # which remembers no line from before


def _beginning(source: MediaSource, most: int) -> list[Any]:
    """The first items of a source, which is then closed."""
    with closing(source):
        return list(islice(iter(source.read, None), most))


def _endless(items: Sequence[Timed], seconds: float) -> Iterator[Timed]:
    """The items, which last so many seconds, again and again while time goes on."""
    for turn in count():
        for item in items:
            yield replace(item, t=item.t + turn * seconds)


def _seconds_of_sound(chunks: Sequence[AudioChunk], seconds: float) -> Iterator[list[AudioChunk]]:
    sound = _endless(chunks, seconds)
    while True:
        yield list(islice(sound, SECOND))


def _seconds_of_speech(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    unit, seconds = list[Piece](), 0.0
    for piece in pieces:
        unit.append(piece)
        seconds += piece.seconds
        if seconds >= 1:
            yield unit
            unit, seconds = [], seconds - 1


def _pieces(chunks: Sequence[AudioChunk]) -> list[Piece]:
    """The utterances in the sound, piece by piece as they are heard live."""
    activity, cutter = VoiceActivity(), UtteranceCutter()
    pieces = [piece for chunk in chunks for heard in activity.push(chunk) for piece in cutter.push(heard)]
    return pieces + cutter.end()


def _words(pieces: Sequence[Piece]) -> list[Word]:
    """What was committed of the utterances, and when."""
    listening = Listening(PocketSphinxStream())
    told = [answer for piece in pieces for answer in listening.take(piece)]
    return [
        Word(start + word.start, start + word.end, word.text, word.confidence, start + heard.until)
        for start, heard in told
        for word in heard.committed
    ]


def _lines(spec: FeatureSpec, words: Sequence[Word], seconds: float) -> list[list[str]]:
    """The words of each live window that holds others than the one before it."""
    stream = WordStream()
    stream.extend(words)
    lines: list[list[str]] = [[]]
    for number in range(1, int(seconds / HOP) + 1):
        t = number * HOP
        line = [word.text for word in stream.between(t - spec.window, t, t)[-spec.text.steps :]]
        if line and line != lines[-1]:
            lines.append(line)
    return lines[1:]


def _silent(path: Path) -> MediaError:
    return MediaError(f"No words are heard in the first {SOUND:.0f} s of {path}; choose one in which somebody speaks.")
