"""Live analysis behind the window: devices that are only shown, and a run in a thread of its own."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.gui.analysis import Buffer, Task, shipped_checkpoint
from engines.clock import SessionClock
from engines.live_inputs import DeviceChoice, DeviceInputs, LiveRequest
from ucrn_core.errors import DeviceError

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
        self._task = Task("open devices", self._open)

    def _open(self) -> None:
        if self._before is not None:
            self._before.join()
        self._inputs.open()

    @property
    def opening(self) -> bool:
        return not self._task.done

    def troubles(self) -> list[str]:
        """What the person should know since the last call."""
        told = [event.message for event in self._inputs.events() if event.kind == "missing"]
        error, self._task.error = (self._task.error, None) if self._task.done else (None, None)
        return [*told, error] if error else told

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


class LiveSession:
    """One run. `analysis` is None until its models are loaded, and what the run tells comes through `buffer`."""

    def __init__(self, request: LiveRequest, before: Task[None] | None) -> None:
        self.request = request
        self.buffer = Buffer()
        self.analysis: LiveAnalysis | None = None
        self.inputs: Inputs | None = None
        self.recorder: Recorder | None = None
        self._before = before
        self._stop = threading.Event()
        self.task = Task("live analysis", self._run)

    def _run(self) -> LiveReport:
        from engines.live import LiveAnalysis
        from engines.sources.paced_file import PacedFile
        from ucrn_core import checkpoint

        request = self.request
        if self._before is not None:
            self._before.join()
        clock = SessionClock()
        inputs: Inputs
        with ExitStack() as opened:
            inputs = PacedFile(request.file, clock) if request.file else DeviceInputs(clock, request.choice)
            opened.callback(inputs.close)
            loaded = checkpoint.load(request.checkpoint) if request.checkpoint else shipped_checkpoint()
            analysis = LiveAnalysis(loaded, [self.buffer], clock, inputs, drop=request.drop, speech=request.speech)
            opened.callback(analysis.close)
            clock.restart()  # no device is open yet
            self.inputs, self.analysis = inputs, analysis
            if request.record:
                self.record(request.record)
            opened.callback(self.end_recording)
            report = analysis.run(self._stop, request.seconds)
            self.end_recording(report)
        return report

    def stop(self) -> None:
        """Ask the run to end; it does within moments."""
        self._stop.set()

    def change(self, choice: DeviceChoice) -> None:
        """Other devices from now on; opening them is waited for by nobody."""
        inputs, analysis = self.inputs, self.analysis

        def change() -> None:
            assert isinstance(inputs, DeviceInputs)
            try:
                inputs.change(choice)
            except DeviceError as error:
                assert analysis
                analysis.tell("error", str(error))

        if isinstance(inputs, DeviceInputs):
            Task("change devices", change)

    def record(self, folder: Path) -> None:
        """Store what is measured from now on, and what the present window holds. SessionError: it cannot be stored."""
        from app.sessions.recording import Recorder

        assert self.analysis
        self.recorder = Recorder(folder, self.analysis.checkpoint, self.request.settings, self.analysis.tell)
        self.analysis.add(self.recorder)

    def end_recording(self, report: LiveReport | None = None) -> None:
        recorder, self.recorder = self.recorder, None
        if recorder is not None and self.analysis is not None:
            self.analysis.remove(recorder)
            recorder.close(report or self.analysis.report())

    @property
    def state(self) -> LiveState | None:
        return self.analysis.state() if self.analysis else None

    def picture(self) -> tuple[VideoFrame, NDArray[np.float16] | None] | None:
        """The newest picture that was analysed, with the outline of its face."""
        return self.analysis.picture() if self.analysis else None
