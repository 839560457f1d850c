"""Live analysis behind the window: devices that are only shown, and a run in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app import logs
from app.gui.analysis import Buffer, Task, shipped_checkpoint
from app.gui.timeline import Timeline
from app.gui.translation import tr
from app.sessions.library import home
from app.sessions.recording import new_session
from app.settings import Library
from engines.clock import SessionClock
from engines.live_inputs import DeviceChoice, DeviceInputs, LiveRequest
from engines.observer import Event
from ucrn_core.errors import DeviceError
from ucrn_core.features import Word
from ucrn_core.points import SentimentPoint

if TYPE_CHECKING:
    from app.sessions.recording import Recorder
    from engines.live import LiveAnalysis
    from engines.live_inputs import Inputs
    from engines.live_report import LiveReport, LiveState
    from engines.sources import VideoFrame


class Preview:
    """Devices that are open so that the person sees and hears what they give; nothing is analysed."""

    def __init__(self, choice: DeviceChoice, before: Task[None] | None) -> None:
        """before: what must end first, as it may hold a device."""
        self._inputs = DeviceInputs(SessionClock(), choice)
        self._before = before
        self.failed = False  # there is nothing to see and nothing to hear
        self._task = Task("open devices", self._open)

    def _open(self) -> None:
        if self._before is not None:
            self._before.join()
        self._inputs.open()

    @property
    def opening(self) -> bool:
        return not self._task.done

    def events(self) -> list[Event]:
        """What the person should know since the last call, once the devices are open or cannot be."""
        if self.opening:
            return []  # the first of them that is missing may not be the only one
        told = self._inputs.events()
        error, self._task.error = self._task.error, None
        self.failed = self.failed or error is not None
        return [Event(0.0, "error", "", error)] if error else told  # it says the same of all devices

    def look(self) -> tuple[VideoFrame | None, float]:
        """The newest picture, once, and the level of the newest sound in dB of full scale."""
        self._inputs.read()
        return self._inputs.take(0.0), self._inputs.level_dbfs

    def close(self) -> Task[None]:
        """Gives the devices back; the task ends when they are."""

        def close() -> None:
            self._task.join()
            self._inputs.close()

        return Task("close devices", close)


@dataclass(frozen=True)
class Stored:
    """A session that is whole now, and what to say of it. steps: whether it holds feature steps, so that it can be
    analysed again."""

    folder: Path
    said: str
    steps: bool


class LiveSession:
    """One run. `analysis` is None until its models are loaded, and what the run tells comes through `buffer`.

    Recordings begin and end in tasks, as the disk may be slow; the result of one that ended is what was stored.
    """

    def __init__(self, request: LiveRequest, before: Task[None] | None) -> None:
        """before: what must end first, as it may hold a device."""
        self.request = request
        self.buffer = Buffer()
        self.analysis: LiveAnalysis | None = None
        self.recorder: Recorder | None = None
        self.recorded: Stored | None = None  # the recording that ended with the run
        self._clock = SessionClock()
        self._devices = DeviceInputs(self._clock, request.choice)
        self._inputs: Inputs = self._devices
        self._before = before
        self.drop = request.drop  # modalities that are left out
        self._wanted_paused = False
        self._over = False  # no recording may begin any more
        self._choice: DeviceChoice | None = None  # that is still to be made true
        self._changing: Task[None] | None = None
        self._lock = threading.Lock()  # of the choice
        self._recording = threading.Lock()
        self._stop = threading.Event()
        self.task = Task("live analysis", self._run)

    def _run(self) -> LiveReport:
        from engines.live import LiveAnalysis
        from engines.sources.paced_file import PacedFile
        from ucrn_core import checkpoint

        request = self.request
        if self._before is not None:
            self._before.join()
        with ExitStack() as opened:
            if request.file:
                self._inputs = PacedFile(request.file, self._clock)
            inputs = self._inputs
            opened.callback(inputs.close)
            loaded = checkpoint.load(request.checkpoint) if request.checkpoint else shipped_checkpoint()
            analysis = LiveAnalysis(
                loaded,
                [self.buffer, logs.EventLog()],
                self._clock,
                inputs,
                speech=request.speech,
                engine=request.engine,
            )
            opened.callback(analysis.close)
            self._clock.restart()  # no device is open yet
            self.analysis = analysis  # from now on wishes reach it; those of before are repeated
            self.leave_out(self.drop)
            self.pause(self._wanted_paused)
            opened.callback(self._end_recording)
            if request.record:
                self._record(request.record, request.media, request.consent)
            report = analysis.run(self._stop, request.seconds)
            self._end_recording(report, last=True)
        return report

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the run to end; it does within moments."""
        self._stop.set()

    def pause(self, wanted: bool = True) -> None:
        """Give the devices back, or take them again; also before the run has begun."""
        self._wanted_paused = wanted
        if self.analysis is not None:
            if wanted:
                self.analysis.pause()
            else:
                self.analysis.resume()

    def leave_out(self, drop: frozenset[str]) -> None:
        """By hand, and only until they are used again; also before the run has begun."""
        self.drop = drop
        if self.analysis is not None:
            self.analysis.drop = drop

    def change(self, choice: DeviceChoice) -> None:
        """Other devices from now on; nobody waits for them, and of several choices the newest is made true."""
        with self._lock:
            self._choice = choice
            if self._changing is None:
                self._changing = Task("change devices", self._change)

    def _change(self) -> None:
        while True:
            with self._lock:
                choice, self._choice = self._choice, None
                if choice is None:
                    self._changing = None
                    return
            try:
                self._devices.change(choice)
            except DeviceError as error:
                if self.analysis is not None:
                    self.analysis.tell("error", str(error))
                else:
                    self.buffer.on_event(Event(self._clock.now(), "error", "", str(error)))

    def record(self, folder: Callable[[], Path], media: bool, consent: str | None) -> Task[None]:
        """Store what is measured from now on, and what the present window holds. folder: makes the place for it; media:
        with pictures and sound."""
        return Task("begin recording", lambda: self._record(folder(), media, consent))

    def end_recording(self) -> Task[Stored | None]:
        report = self.analysis.report if self.analysis else None
        return Task("end recording", lambda: self._end_recording(report() if report else None, last=False))

    def _record(self, folder: Path, media: bool, consent: str | None) -> None:
        from app.sessions.recording import record

        analysis = self.analysis
        with self._recording:
            if analysis is None or self.recorder is not None or self.stopping or self._over:
                return
            self.recorder = record(
                *(folder, analysis, self._inputs, self._clock, self._settings(analysis)), media=media, consent=consent
            )

    def _end_recording(self, report: LiveReport | None = None, *, last: bool = True) -> Stored | None:
        """report: of the run; None where it failed. last: the run is over."""
        with self._recording:
            self._over = self._over or last
            recorder, self.recorder = self.recorder, None
            if recorder is None or self.analysis is None:
                return None
            self.analysis.remove(recorder)
            recorder.close(report)
            told = tr("Recorded in part: {folder}") if recorder.partial else tr("Recorded: {folder}")
            stored = Stored(recorder.folder, told.format(folder=recorder.folder), steps=True)
            if last:
                self.recorded = stored
            return stored

    def save(self, folder: Callable[[], Path], shown: Timeline) -> Task[Stored]:
        """Store what is shown of this run, which has ended and was not recorded."""
        points, words, events = shown.points, shown.words, shown.events  # a new run has new ones
        return Task("save the run", lambda: self._save(folder(), points, words, events))

    def _save(
        self, folder: Path, points: Sequence[SentimentPoint], words: Sequence[Word], events: Sequence[Event]
    ) -> Stored:
        from app.sessions.recording import store_run

        assert self.analysis is not None
        assert self.task.result is not None
        analysis, report = self.analysis, self.task.result
        started = datetime.now().astimezone() - timedelta(seconds=self._clock.now())
        store_run(folder, analysis.checkpoint, self._settings(analysis), started, points, words, events, report)
        return Stored(folder, tr("Saved: {folder}").format(folder=folder), steps=False)

    def _settings(self, analysis: LiveAnalysis) -> dict[str, Any]:
        """What the person chose, as a session keeps it."""
        devices = {} if self.request.file else self._devices.choice.settings
        return {**self.request.settings, **devices, "drop": sorted(analysis.drop)}

    @property
    def state(self) -> LiveState | None:
        return self.analysis.state() if self.analysis else None

    def picture(self) -> tuple[VideoFrame, NDArray[np.float16] | None] | None:
        """The newest picture that was analysed, with the outline of its face."""
        return self.analysis.picture() if self.analysis else None


def new_session_folder(library: Library) -> Path:
    """Where the next recording goes: named by the moment, in the library. SessionError as `new_session`."""
    return new_session(home(library) / f"{datetime.now():%Y-%m-%d %H.%M.%S}.ucrn")
