"""The pipeline: source -> featurizers -> windows -> fusion -> points. Runs with no window on screen."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines import voice
from engines.featurizer import Featurizer
from engines.loaded import LoadedModels
from engines.models import ModelStore
from engines.observer import Event, Observer
from engines.outlet import Outlet
from engines.sources import AudioChunk, VideoFrame
from engines.sources.media import MediaSource
from engines.speech import Speech
from engines.stages import FaceStage, StageTimes
from engines.text import LoadingTextEncoder
from engines.voice_activity import HeardChunk, VoiceActivity
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import ModelStoreError
from ucrn_core.features import Step, Word
from ucrn_core.windows import HOP, KEPT_SECONDS, WindowMaker

# How far reading may run ahead of the windows: less than the streams keep beyond one window.
AHEAD = KEPT_SECONDS / 2
ENDED = 2.0  # s: a source is in order of time, so sound that lags a picture by this much has ended


@dataclass(frozen=True)
class RunReport:
    """What a finished run was: seconds of media, points, mean presence per modality, seconds of work per stage."""

    duration: float
    points: int
    presence: dict[str, float]
    stage_seconds: dict[str, float]
    wall_seconds: float
    engine: str
    recognizer: str | None
    events: list[Event] = field(default_factory=list)


def analyze_media(
    path: Path,
    checkpoint: Checkpoint,
    observers: Sequence[Observer],
    *,
    drop: frozenset[str] = frozenset(),
    hop: float = HOP,
    paced: bool = False,
    engine: str | None = None,
    stop: threading.Event | None = None,
    models: LoadedModels | None = None,
) -> RunReport:
    """Analyses a media file to its end, or until `stop` is set; observers are called from this thread.

    drop: modalities left out by hand. paced: no faster than real time. engine: of fusion, None for the fastest here.
    models: of an earlier run with the same checkpoint and engine, which stay loaded.
    Points stand at every multiple of `hop` seconds of media time and do not depend on the machine's speed.
    MediaError when the file cannot be read, EngineError when the engine cannot be had.
    """
    run = MediaAnalysis(path, checkpoint, observers, drop=drop, hop=hop, paced=paced, engine=engine, models=models)
    try:
        return run.run(stop or threading.Event())
    finally:
        run.close()


class MediaAnalysis:
    """One run over one media file."""

    def __init__(
        self,
        path: Path,
        checkpoint: Checkpoint,
        observers: Sequence[Observer],
        *,
        drop: frozenset[str],
        hop: float,
        paced: bool,
        engine: str | None,
        models: LoadedModels | None,
    ) -> None:
        self._checkpoint = checkpoint
        self._drop, self._hop = drop, hop
        self._times = StageTimes()
        self._source = MediaSource(path, paced=paced)
        self._models = models or LoadedModels(checkpoint, engine)
        self._owns_models = models is None
        self._engine = self._models.engine
        self._out = Outlet(checkpoint, self._engine, observers, self._times)
        self._speech: Speech | None = None
        self._face: FaceStage | None = None
        self._activity: Featurizer[AudioChunk, HeardChunk] | None = None
        self._voice: Featurizer[HeardChunk, Step] | None = None
        self._encoder: LoadingTextEncoder | None = None
        self._encoded = False  # any words yet
        self._stop = threading.Event()
        self._read_until = 0.0  # media time of the newest item
        self._heard_until = 0.0  # media time of the newest sound
        self._silent = True  # no sound now: none yet, or it has ended
        self._voice_settled = -1.0
        try:
            self._prepare(ModelStore())
        except BaseException:
            self.close()
            raise
        self._windows = WindowMaker(checkpoint.spec, self._encode if self._speech else None)

    def run(self, stop: threading.Event) -> RunReport:
        started = time.perf_counter()
        self._stop = stop
        while not stop.is_set() and not self._engine.wait(0.1):  # one engine for all points
            self._hear_engine()
        if not stop.is_set():
            self._engine.require()
        while not stop.is_set():
            with self._times.stage("decode"):
                item = self._source.read()
            if item is None:
                break
            self._read_until = item.t
            self._take(item)
            self._collect()
            self._emit(self._frontier())
            while not stop.is_set() and self._read_until - self._out.points * self._hop > AHEAD:
                self._wait()
        duration = self._source.duration or self._read_until
        self._finish(duration)
        self._times.seconds["decode"] -= self._source.waited
        if self._speech:
            self._times.seconds["speech"] = self._speech.seconds
        return RunReport(
            duration,
            self._out.points,
            self._out.presence,
            {name: round(seconds, 3) for name, seconds in sorted(self._times.seconds.items())},
            time.perf_counter() - started,
            self._engine.name,
            self._speech.name if self._speech else None,
            list(self._out.events),
        )

    def close(self) -> None:
        """Ends threads and processes; harmless when they have ended."""
        if self._owns_models:
            self._models.close()
        if self._face:
            self._face.close()
        self._source.close()

    def _prepare(self, store: ModelStore) -> None:
        """Starts the stages that the media and the installed models allow; tells what is missing."""
        name = self._source.name
        if self._source.has_audio:
            if "text" not in self._drop:
                self._prepare_text(store)
            with self._times.stage("load"):
                voice.load()
            self._activity = VoiceActivity()
            self._voice = voice.VoiceFeaturizer(self._checkpoint.spec)
        else:
            for modality in [m for m in ("text", "voice") if m not in self._drop]:
                self._out.tell(Event(0.0, "missing", modality, f"{name} has no sound: {modality} is missing."))
        if "face" in self._drop:
            return
        if not self._source.has_video:
            self._out.tell(Event(0.0, "missing", "face", f"{name} has no picture: face is missing."))
            return
        try:
            self._face = FaceStage(self._checkpoint.spec, store.path("face-landmarker"), self._times)
        except ModelStoreError as error:
            self._out.tell(Event(0.0, "missing", "face", str(error)))
        except Exception as error:  # whatever the library raises makes one modality missing, no more
            self._out.tell(Event(0.0, "missing", "face", f"Face analysis cannot start: {error}."))

    def _prepare_text(self, store: ModelStore) -> None:
        try:
            folder = store.path("minilm")
            self._speech = self._models.speech(store)
        except ModelStoreError as error:
            self._out.tell(Event(0.0, "missing", "text", str(error)))
            return
        self._encoder = self._models.encoder(folder)

    def _encode(self, words: Sequence[Word]) -> NDArray[np.float16]:
        assert self._encoder is not None
        if not self._encoded:
            with self._times.stage("load"):
                self._encoder.wait()
            if failure := self._encoder.failure:
                self._out.tell(Event(self._out.points * self._hop, "missing", "text", failure))
        self._encoded = True
        with self._times.stage("text"):
            return self._encoder.encode(words)

    def _take(self, item: AudioChunk | VideoFrame) -> None:
        if isinstance(item, VideoFrame):
            if self._face:
                self._face.push(item)
            if not self._silent and item.t - self._heard_until > ENDED:
                self._end_sound()
            return
        if self._activity is None or self._voice is None:
            return
        if self._face:
            self._face.push(item.t)  # the source is in order of time: no earlier frame comes
        self._heard_until, self._silent = item.t, False
        with self._times.stage("voice activity"):
            heard_chunks = self._activity.push(item)
        for heard in heard_chunks:
            with self._times.stage("voice"):
                steps = self._voice.push(heard)
            if steps:
                self._voice_settled = steps[-1].t
                self._add_steps("voice", steps)
            if self._speech:
                self._add_words(self._speech.push(heard))

    def _collect(self) -> None:
        self._hear_engine()
        if self._speech:
            self._add_words(self._speech.ready())
            while self._speech.events:
                self._out.tell(self._speech.events.pop(0))
        if self._face:
            self._add_steps("face", self._face.ready())
            for event in self._face.events():
                self._out.tell(event)
            if self._face.failure is not None:
                failure, self._face.failure = self._face.failure, None
                self._out.tell(
                    Event(self._out.points * self._hop, "error", "face", f"Face analysis stopped: {failure}.")
                )

    def _hear_engine(self) -> None:
        while self._engine.told:
            self._out.tell(Event(self._out.points * self._hop, "engine", "", self._engine.told.pop(0)))

    def _wait(self) -> None:
        """Waits for the slowest stage, then collects what it made and emits the points that it allows."""
        if self._speech and not self._silent and (not self._face or self._speech.settled < self._face.settled):
            self._speech.wait(0.1)
        elif self._face:
            self._face.progress.wait(0.1)
        self._collect()
        self._emit(self._frontier())

    def _end_sound(self) -> None:
        """No more sound, or none for a while: its last words are waited for, and windows no longer wait for it."""
        self._silent = True
        if self._speech:
            self._speech.end_segment()
            while self._speech.waiting and not self._stop.is_set():
                self._speech.wait(0.1)
                self._collect()

    def _finish(self, duration: float) -> None:
        if self._stop.is_set():
            return
        if self._face:
            self._face.end(duration)
        self._end_sound()
        self._collect()
        if self._source.truncated:
            self._out.tell(Event(duration, "gap", "", self._source.truncated))
        self._read_until = duration
        self._emit(self._frontier())
        self._hear_engine()

    def _frontier(self) -> float:
        """Media time up to which every stage has said what it has to say."""
        until = [self._read_until]
        if self._face:
            until.append(self._face.settled)
        if self._voice and not self._silent:
            until.append(self._voice_settled)
            if self._speech:
                until.append(self._speech.settled)
        return min(until)

    def _emit(self, until: float) -> None:
        while not self._stop.is_set() and (t := (self._out.points + 1) * self._hop) <= until + 1e-9:
            self._out.point(self._windows.at(t, drop=self._drop))

    def _add_steps(self, modality: str, steps: Sequence[Step]) -> None:
        if steps:
            self._windows.steps[modality].extend(steps)
            self._out.steps(modality, steps)

    def _add_words(self, words: Sequence[Word]) -> None:
        if words:
            self._windows.words.extend(words)
            self._out.words(words)
