"""The live analysis: devices -> featurizers -> windows -> fusion -> points, on the session clock, waiting for none."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines import voice
from engines.clock import SessionClock
from engines.live_face import LiveFace, Pictures
from engines.live_speech import LiveSpeech
from engines.models import ModelStore
from engines.observer import Event, Observer
from engines.outlet import Outlet
from engines.pipeline import HOP
from engines.sources import AudioChunk
from engines.stages import StageTimes
from engines.text import TextEncoder
from engines.voice_activity import VoiceActivity
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import DeviceError, ModelStoreError
from ucrn_core.features import Step, Word
from ucrn_core.windows import WindowMaker

TICK = 0.01  # s between two looks at what has come
FIRST = 15.0  # s until the first sound or picture


class Sound(Protocol):
    """Where live sound comes from: a microphone, or a file at its own pace."""

    @property
    def error(self) -> float: ...

    def read(self) -> list[AudioChunk]: ...


class Told(Protocol):
    """A device that tells what the person should know of it, and counts what it dropped."""

    @property
    def dropped(self) -> int: ...

    def events(self) -> list[Event]: ...


@dataclass(frozen=True)
class LiveReport:
    """What a live run was. Percentiles (p50, p95, p99) in milliseconds: from the newest captured sound and picture of a
    point, the older of the two, to the point; from the end of a word to its commitment. stages: seconds of work.
    drops: samples, pictures and points that were lost. drift_ms: by how much the sound stands off the session clock."""

    points: int
    seconds: float
    capture_to_point_ms: dict[str, float]
    word_commit_ms: dict[str, float]
    words: int
    stages: dict[str, float]
    drops: dict[str, float]
    drift_ms: float
    rss_mb: float
    presence: dict[str, float]
    engine: str
    recognizer: str | None
    events: list[Event]


class LiveAnalysis:
    """One live run. A modality whose stage is missing is absent from the windows, and the run goes on."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        observers: Sequence[Observer],
        clock: SessionClock,
        sound: Sound | None,
        pictures: Pictures | None,
        devices: Sequence[Told],
        *,
        drop: frozenset[str] = frozenset(),
        hop: float = HOP,
    ) -> None:
        """sound, pictures: None where there is none, or they are left out. devices: what events come from."""
        import torch

        torch.set_num_threads(1)  # recognition and the face run beside fusion
        self._checkpoint, self._clock = checkpoint, clock
        self._sound, self._devices, self._drop, self._hop = sound, devices, drop, hop
        self._times = StageTimes()
        self._out = Outlet(checkpoint, observers, self._times)
        self._lateness: dict[str, list[float]] = defaultdict(list)
        self._newest = dict.fromkeys(("voice", "face"), -1.0)  # session time of the newest step of each
        self._missed = self._words = 0
        self._began: float | None = None  # session time of the first sound or picture
        store = ModelStore()
        self._encoder: TextEncoder | None = None
        self._speech: LiveSpeech | None = None
        self._face: LiveFace | None = None
        if sound is not None:
            self._prepare_sound(store)
        if pictures is not None and "face" not in drop:
            self._prepare_face(store, pictures)
        self._windows = WindowMaker(checkpoint.spec, self._encode if self._encoder else None)

    def run(self, stop: threading.Event, seconds: float = float("inf")) -> LiveReport:
        """Runs until `stop` is set, or for so many seconds from the first sound or picture; observers are called from
        this thread. DeviceError: none comes."""
        if self._sound:
            self._sound.read()  # what came while the models were loaded
        opened = self._clock.now()
        while self._began is None and not stop.wait(TICK):
            self._collect()
            if self._clock.now() - opened > FIRST:
                raise DeviceError(f"No sound and no picture came within {FIRST:.0f} s: check the devices.")
        began = self._clock.now() if self._began is None else self._began
        following = (int(began / self._hop) + 1) * self._hop
        while not stop.wait(TICK) and self._clock.now() < began + seconds:
            self._collect()
            now = self._clock.now()
            if now >= following:
                late = int((now - following) / self._hop)  # the newest window wins
                self._missed += late
                following += late * self._hop
                self._emit(following)
                following += self._hop
        self._collect()
        return self._report(self._clock.now() - began)

    def close(self) -> None:
        """Ends threads and processes; the devices are their owner's."""
        if self._speech:
            self._speech.close()
        if self._face:
            self._face.close()

    def _prepare_sound(self, store: ModelStore) -> None:
        voice.load()
        self._activity = VoiceActivity()
        self._voice = voice.VoiceFeaturizer(self._checkpoint.spec)
        if "text" in self._drop:
            return
        try:
            self._encoder = TextEncoder(store.path("minilm"), self._checkpoint.adapters)
            name = store.installed_whisper()
            whisper: Path | None = store.path(name) if name else None
            self._speech = LiveSpeech(whisper, name.replace("-", " ", 1) if name else "pocketsphinx")
        except ModelStoreError as error:
            self._out.tell(Event(self._clock.now(), "missing", "text", str(error)))

    def _prepare_face(self, store: ModelStore, pictures: Pictures) -> None:
        try:
            model = store.path("face-landmarker")
            self._face = LiveFace(self._checkpoint.spec, model, pictures, self._clock.now, self._times)
        except ModelStoreError as error:
            self._out.tell(Event(self._clock.now(), "missing", "face", str(error)))

    def _encode(self, words: Sequence[Word]) -> NDArray[np.float16]:
        assert self._encoder is not None
        with self._times.stage("text"):
            return self._encoder.encode(words)

    def _collect(self) -> None:
        """Takes what has come from every stage."""
        if self._began is None and self._face and self._face.newest:
            self._began = self._clock.now()
        for chunk in self._sound.read() if self._sound else ():
            if self._began is None:
                self._began = self._clock.now()
            with self._times.stage("voice activity"):
                heard_chunks = self._activity.push(chunk)
            for heard in heard_chunks:
                with self._times.stage("voice"):
                    steps = self._voice.push(heard)
                self._add_steps("voice", [replace(s, available_at=self._clock.now()) for s in steps])
                if self._speech:
                    self._add_words(self._speech.push(heard, self._clock.now()))
        if self._speech:
            self._add_words(self._speech.ready(self._clock.now()))
            while self._speech.events:
                self._out.tell(self._speech.events.pop(0))
        if self._face:
            self._add_steps("face", self._face.ready())
            if self._face.failure is not None:
                failure, self._face.failure = self._face.failure, None
                self._out.tell(Event(self._clock.now(), "error", "face", f"Face analysis stopped: {failure}."))
        for device in self._devices:
            for event in device.events():
                self._out.tell(event)

    def _emit(self, t: float) -> None:
        missing = {"text"} if self._speech and not self._speech.alive else set()
        window = self._windows.at(t, now=self._clock.now(), drop=self._drop | missing)

        def latency_ms() -> float | None:
            captured = [self._newest[m] for m in ("voice", "face") if window.presence[m] > 0]
            return 1000 * (self._clock.now() - min(captured)) if captured else None

        point = self._out.point(window, latency_ms)
        if point.latency_ms is not None:
            self._lateness["point"].append(point.latency_ms)

    def _add_steps(self, modality: str, steps: Sequence[Step]) -> None:
        if steps:
            self._newest[modality] = steps[-1].t
            self._windows.steps[modality].extend(steps)
            self._out.steps(modality, steps)

    def _add_words(self, words: Sequence[Word]) -> None:
        if words:
            self._words += len(words)
            self._lateness["word"] += [1000 * (word.available_at - word.end) for word in words]
            self._windows.words.extend(words)
            self._out.words(words)

    def _report(self, seconds: float) -> LiveReport:
        if self._speech:
            self._times.seconds["speech"] = self._speech.seconds
        drops = {type(device).__name__.lower(): float(device.dropped) for device in self._devices}
        drops |= {"points": float(self._missed), "speech_s": self._speech.skipped if self._speech else 0.0}
        return LiveReport(
            self._out.points,
            round(seconds, 3),
            percentiles(self._lateness["point"]),
            percentiles(self._lateness["word"]),
            self._words,
            {name: round(value, 3) for name, value in sorted(self._times.seconds.items())},
            drops,
            round(1000 * self._sound.error, 3) if self._sound else 0.0,
            round(memory_mb(), 1),
            self._out.presence,
            self._out.engine.name,
            self._speech.name if self._speech else None,
            self._out.events,
        )


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99; empty where there are no values."""
    return {f"p{p}": round(float(np.percentile(values, p)), 1) for p in (50, 95, 99)} if values else {}


def memory_mb() -> float:
    """Resident memory of this process and those that it started, in MiB."""
    import psutil

    own = psutil.Process()
    return sum(process.memory_info().rss for process in (own, *own.children(recursive=True))) / 2**20
