"""The live analysis: inputs -> featurizers -> windows -> fusion -> points, on the session clock, waiting for none."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.clock import SessionClock
from engines.fusion.choice import ServingEngine
from engines.live_face import LiveFace
from engines.live_inputs import Inputs
from engines.live_report import LiveReport, LiveState, memory_mb, percentiles, revised
from engines.live_speech import LiveSpeech
from engines.live_voice import LiveVoice
from engines.models import ModelStore
from engines.observer import Event, Observer
from engines.outlet import Outlet
from engines.sources import VideoFrame
from engines.speech_trial import POCKETSPHINX, choose
from engines.stages import StageTimes
from engines.text import LoadingTextEncoder
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import DeviceError, ModelStoreError
from ucrn_core.features import MODALITIES, Step, Word
from ucrn_core.windows import HOP, WindowMaker

TICK = 0.01  # s between two looks at what has come
FIRST = 15.0  # s until the first sound or picture
LATEST = 100_000  # points and words of which the times are kept for the report
BUSY = 1.0  # s without points, beside pauses, that are told
STALE = 1.0  # s: what has given nothing for so long has no part in the latency
AFTER_END = 3.0  # s that a file's last words may take


class LiveAnalysis:
    """One live run. A modality whose stage is missing is absent from the windows, and the run goes on.

    `drop` may be set at any time: the modalities that are left out by hand. `paused`: no device is open. `run` is for
    one thread, which calls the observers; the other methods are for any.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        observers: Sequence[Observer],
        clock: SessionClock,
        inputs: Inputs,
        *,
        drop: frozenset[str] = frozenset(),
        speech: str | None = None,
        engine: str | None = None,
        hop: float = HOP,
    ) -> None:
        """inputs: open, or `run` opens them; the caller's to close. drop: what is never needed. speech: `pocketsphinx`
        or a Whisper model, None for the best that this machine is fast enough for. engine: of fusion, None for the
        fastest; EngineError where there is none of that name, or it cannot be had here."""
        self.drop = drop
        self.paused = self._wanted_paused = False
        self.checkpoint, self._clock, self._inputs, self._hop = checkpoint, clock, inputs, hop
        self._times = StageTimes()
        self._engine = ServingEngine(checkpoint, engine)
        self._out = Outlet(checkpoint, self._engine, observers, self._times)
        self._lateness: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=LATEST))
        self._newest: dict[str, Step] = {}
        self._recent: deque[tuple[float, str, Step | Word]] = deque()  # what windows may still hold, by t and modality
        self._told: dict[str, Event] = {}  # the newest that says how a modality is
        self._troubles: list[tuple[str, str]] = []  # modality and sentence, to be told when the run begins
        self._requests: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._missed = self._words = 0
        self._began: float | None = None  # session time of the first sound or picture
        self._left_out = drop
        self._opening: threading.Thread | None = None
        self._encoder: LoadingTextEncoder | None = None
        self._wordless = False  # it was told that there is no encoder
        self._voice: LiveVoice | None = None
        self._speech: LiveSpeech | None = None
        self._face: LiveFace | None = None
        self._unread: VideoFrame | None = None  # newest picture, where there is no face stage
        store = ModelStore()
        if inputs.has_sound and not {"text", "voice"} <= drop:
            self._voice = LiveVoice(checkpoint.spec, self._times)
            if "text" not in drop:
                self._prepare_text(store, speech)
        if inputs.has_pictures and "face" not in drop:
            self._prepare_face(store)
        self._windows = WindowMaker(checkpoint.spec, self._encode if self._encoder else None)

    def run(self, stop: threading.Event, seconds: float = float("inf")) -> LiveReport:
        """Runs until `stop` is set, for so many seconds from the first sound or picture, or to the end of the inputs.
        DeviceError: nothing comes."""
        if stop.is_set():
            return self.report()
        self._inputs.open()
        self._inputs.read()  # what came while the models were loaded
        opened = self._clock.now()
        self._obey()
        for modality, message in self._troubles:
            self._tell("missing" if modality else "error", modality, message)
        while self._began is None and not self._inputs.ended and not stop.wait(TICK):
            self._obey()
            self._collect()
            if self.paused:
                opened = self._clock.now()
            if self._clock.now() - opened > FIRST:
                raise DeviceError(f"No sound and no picture came within {FIRST:.0f} s: check the devices.")
        began = self._clock.now() if self._began is None else self._began
        following = (int(began / self._hop) + 1) * self._hop
        end = began + seconds
        while not stop.wait(TICK) and (now := self._clock.now()) < end:
            self._obey()
            self._collect()
            if self._inputs.ended:
                end = min(end, now + AFTER_END)
            late = int((now - following) / self._hop)
            if self.paused:
                following += max(0, late + 1) * self._hop
            elif now >= following:
                self._missed += late  # the newest window wins
                if late * self._hop > BUSY and self._out.points:
                    busy = f"The machine was busy with other things: no points for {late * self._hop:.1f} s."
                    self._tell("gap", "", busy)
                following += late * self._hop
                self._emit(following)
                following += self._hop
        self._collect()
        self._obey()
        return self.report()

    def pause(self) -> None:
        """Gives the devices back; the clock runs on. Before `run` too."""
        self._wanted_paused = True

    def resume(self) -> None:
        """Opens the devices again, and goes on when they are."""
        self._wanted_paused = False

    def add(self, observer: Observer) -> None:
        """One more observer, which is first told the steps and words that the present window holds."""
        self._requests.put(lambda: self._add(observer))

    def remove(self, observer: Observer) -> None:
        self._requests.put(lambda: self._out.remove(observer))

    def tell(self, kind: str, message: str) -> None:
        """An event that concerns the whole session."""
        self._requests.put(lambda: self._tell(kind, "", message))

    def state(self) -> LiveState:
        """How the run is at this moment."""
        speech, lateness = self._speech, self._lateness["point"]
        return LiveState(
            self._clock.now(),
            self.paused,
            self._inputs.level_dbfs,
            self._inputs.rate,
            lateness[-1] if lateness else None,
            speech.backlog if speech else 0.0,
            speech.partial if speech and "text" not in self._left_out else [],
            self._drops(),
            self._engine.name,
            self._engine.preparing,
            speech.name if speech else None,
        )

    def about(self) -> dict[str, Any]:
        """What a recording keeps of a run while it goes on, as JSON: metadata of the session."""
        return {
            "devices": self._inputs.devices,
            "clock": self._clock_fit(),
            "engine": self._engine.name,
            "recognizer": self._speech.name if self._speech else None,
        }

    def picture(self) -> tuple[VideoFrame, NDArray[np.float16] | None] | None:
        """The newest picture that was analysed with the outline of its face, None where it shows none; None before the
        first. Where faces cannot be analysed, the newest picture. For one thread."""
        if self._face is None and (frame := self._inputs.take(0.0)) is not None:
            self._unread = frame
        if self._face and "face" in self._left_out and self._face.shown:
            return self._face.shown[0], None
        return self._face.shown if self._face else (self._unread, None) if self._unread else None

    def close(self) -> None:
        """Ends threads and processes; the inputs are their owner's."""
        self._engine.close()
        if self._opening:
            self._opening.join()
        if self._speech:
            self._speech.close()
        if self._face:
            self._face.close()

    def _prepare_text(self, store: ModelStore, speech: str | None) -> None:
        try:
            self._encoder = LoadingTextEncoder(store.path("minilm"), self.checkpoint.adapters)
            name = self._recognizer(store, speech)
            whisper: Path | None = store.path(name) if name else None
            self._speech = LiveSpeech(whisper, name.replace("-", " ", 1) if name else "pocketsphinx")
        except ModelStoreError as error:
            self._troubles.append(("text", str(error)))
        except Exception as error:  # whatever a library raises must not end the rest
            self._troubles.append(("text", f"Words cannot be analysed here ({error}): run `ucrn-live doctor`."))

    def _recognizer(self, store: ModelStore, wanted: str | None) -> str | None:
        try:
            return choose(store, wanted)
        except ModelStoreError as error:  # of a model that was there once
            self._troubles.append(("", f"{error} Pocketsphinx hears the words in its place."))
            return choose(store, POCKETSPHINX)

    def _prepare_face(self, store: ModelStore) -> None:
        try:
            model = store.path("face-landmarker")
            self._face = LiveFace(self.checkpoint.spec, model, self._inputs, self._clock.now, self._times)
        except ModelStoreError as error:
            self._troubles.append(("face", str(error)))
        except Exception as error:
            self._troubles.append(("face", f"Faces cannot be analysed here ({error}): run `ucrn-live doctor`."))

    def _tell(self, kind: str, modality: str, message: str) -> None:
        self._hand_on(Event(self._clock.now(), kind, modality, message))

    def _hand_on(self, event: Event) -> None:
        if event.modality and event.kind in ("missing", "back", "choice"):
            self._told[event.modality] = event
        self._out.tell(event)

    def _obey(self) -> None:
        """Does what was asked for since the last time, and sees what happened to the machine."""
        while not self._requests.empty():  # nobody else takes any
            self._requests.get()()
        if self._wanted_paused != self.paused:
            self._pause() if self._wanted_paused else self._resume()
        drop = self.drop
        for m in MODALITIES:
            if (m in drop) != (m in self._left_out):
                if m in drop:
                    self._tell("choice", m, f"{m.capitalize()} is left out by hand.")
                else:
                    self._tell("back", m, f"{m.capitalize()} is used again.")
        self._left_out = drop
        if slept := self._clock.slept():
            self._tell("gap", "", f"The machine slept for {slept:.0f} s; the analysis goes on.")

    def _pause(self) -> None:
        self.paused = True
        self._inputs.close()
        self._newest.clear()
        if self._speech:
            self._speech.interrupt()
        self._tell("choice", "", "Paused: the devices are closed.")

    def _resume(self) -> None:
        """In a thread, as opening may take seconds; what was wished for meanwhile is done after it."""

        def open_inputs() -> None:
            try:
                self._inputs.open()
            except DeviceError as error:
                self._wanted_paused = True
                self.tell("error", str(error))
            else:
                self._requests.put(self._go_on)

        if self._opening is None:
            self._opening = threading.Thread(target=open_inputs, name="open devices", daemon=True)
            self._opening.start()
        elif not self._opening.is_alive():
            self._opening = None

    def _go_on(self) -> None:
        self.paused, self._opening = False, None
        self._tell("choice", "", "The analysis goes on after the pause.")

    def _add(self, observer: Observer) -> None:
        for _, modality, item in self._recent:
            if isinstance(item, Word):
                observer.on_words([item])
            else:
                observer.on_steps(modality, [item])
        for event in self._told.values():
            observer.on_event(event)
        self._out.observers.append(observer)

    def _encode(self, words: Sequence[Word]) -> NDArray[np.float16]:
        assert self._encoder is not None
        with self._times.stage("text"):
            return self._encoder.encode(words)

    def _collect(self) -> None:
        """Takes what has come from every stage."""
        if self._began is None and (self._face.newest if self._face else self._inputs.rate > 0):
            self._began = self._clock.now()
        for chunk in self._inputs.read():
            if self._began is None:
                self._began = self._clock.now()
            if self._voice is None:
                continue
            if self._speech and not self._voice.follows(chunk):
                self._speech.interrupt()
            steps, heard_chunks = self._voice.push(chunk)
            self._add_steps("voice", [replace(s, available_at=self._clock.now()) for s in steps])
            for heard in heard_chunks if self._speech else ():
                assert self._speech
                self._add_words(self._speech.push(heard, self._clock.now()))
        if self._encoder and not self._wordless and (failure := self._encoder.failure):
            self._wordless = True
            self._tell("missing", "text", failure)
        if self._speech:
            self._add_words(self._speech.ready(self._clock.now()))
            while self._speech.events:
                self._hand_on(self._speech.events.pop(0))
            while self._speech.revisions:
                revision = revised(self._speech.revisions.pop(0))
                if "text" not in self._left_out:
                    self._hand_on(revision)
        if self._face:
            # Windows know a step from now on, not from when the face's thread had it.
            self._add_steps("face", [replace(s, available_at=self._clock.now()) for s in self._face.ready()])
            for event in self._face.events():
                self._hand_on(event)
        for event in self._inputs.events():
            self._hand_on(event)
        while self._engine.told:
            self._tell("engine", "", self._engine.told.pop(0))
        kept_from = self._clock.now() - self.checkpoint.spec.window - self._hop  # windows end at a hop
        while self._recent and self._recent[0][0] < kept_from:
            self._recent.popleft()

    def _emit(self, t: float) -> None:
        began = self._clock.now()
        missing = {"text"} if (self._speech and not self._speech.alive) or self._wordless else set()
        window = self._windows.at(t, now=began, drop=self._left_out | missing)
        made = self._clock.now()
        newest = [step for step in self._newest.values() if t - step.t < STALE]

        def lateness() -> dict[str, float]:
            if not newest:
                return {}
            oldest, done = min(newest, key=lambda step: step.t), self._clock.now()
            known = oldest.available_at
            times = {"featurize": known - oldest.t, "hop": began - known, "window": made - began, "fusion": done - made}
            return {name: 1000 * seconds for name, seconds in times.items()}

        point = self._out.point(window, lateness)
        if point.latency_ms is not None:
            self._lateness["point"].append(point.latency_ms)

    def _add_steps(self, modality: str, steps: Sequence[Step]) -> None:
        if steps and not (modality == "face" and "face" in self._left_out):  # text needs to know where there is voice
            if modality == "voice" or steps[-1].valid:  # without pictures invalid face steps are made
                self._newest[modality] = steps[-1]
            self._windows.steps[modality].extend(steps)
            self._recent.extend((step.t, modality, step) for step in steps)
            self._out.steps(modality, steps)

    def _add_words(self, words: Sequence[Word]) -> None:
        if words and "text" not in self._left_out:
            self._words += len(words)
            self._lateness["word"].extend(1000 * (word.available_at - word.end) for word in words)
            self._windows.words.extend(words)
            self._recent.extend((word.end, "text", word) for word in words)
            self._out.words(words)

    def _clock_fit(self) -> dict[str, float]:
        """How the sound keeps time, in the words of the report."""
        return {"drift_ms": round(1000 * self._inputs.error, 3), "drift_ppm": round(1e6 * self._inputs.drift, 1)}

    def _drops(self) -> dict[str, float]:
        skipped = self._speech.skipped if self._speech else 0.0
        return self._inputs.drops | {"points": float(self._missed), "speech_s": round(skipped, 3)}

    def report(self) -> LiveReport:
        """What the run was so far."""
        seconds = 0.0 if self._began is None else self._clock.now() - self._began
        if self._speech:
            self._times.seconds["speech"] = self._speech.seconds
        return LiveReport(
            points=self._out.points,
            seconds=round(seconds, 3),
            capture_to_point_ms=percentiles(list(self._lateness["point"])),
            word_commit_ms=percentiles(list(self._lateness["word"])),
            words=self._words,
            stages={name: round(value, 3) for name, value in sorted(self._times.seconds.items())},
            drops=self._drops(),
            **self._clock_fit(),
            rss_mb=round(memory_mb(), 1),
            presence=self._out.presence,
            engine=self._engine.name,
            recognizer=self._speech.name if self._speech else None,
            events=list(self._out.events),
        )
