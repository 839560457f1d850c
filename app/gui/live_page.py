"""The page of live analysis: devices that are seen and heard, a run that is started, paused, stopped and recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.gui.analysis import Task
from app.gui.annotation_layer import AnnotationLayer
from app.gui.annotation_list import AnnotationPanel, beside_transcript
from app.gui.annotations import Annotations
from app.gui.badges import Badges
from app.gui.device_bar import DeviceBar
from app.gui.layout import GAP, card, halves, scrolled
from app.gui.live_controls import LiveControls
from app.gui.live_session import LiveSession, Preview, Stored, new_session_folder
from app.gui.picture import PictureView
from app.gui.plots import PlotsView, clock_text
from app.gui.readout import ReadoutView
from app.gui.theme import Theme
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from app.gui.translation import tr
from app.sessions.recording import Recorder
from app.settings import Live, MarkerKind, SettingsStore
from engines.live_inputs import DeviceChoice, LiveRequest
from engines.live_report import LiveReport
from engines.observer import Event
from engines.sources import VideoFrame
from engines.sources.microphone import FLOOR_DBFS

CLOSE_WAIT = 15.0  # s that closing waits for a run that was told to stop, and for its devices
PLOTTED_EVERY = 0.06  # s: a curve that moves every other tick is as smooth
STALE = 1.0  # s after which the picture on screen is not of now
HEARD = 4.0  # s after a word within which the points may not know it yet
MARKERS = "markers"  # what a notice is about that no modality is
SILENT_KINDS = ("back", "choice", "revision")  # events that are no notices


class LivePage(QWidget):
    """While there is no run the chosen devices are shown; a run takes them over."""

    noticed = Signal(str, str, str)  # a sentence for the person, `warning` or `error`, modality it is about or MARKERS
    settled = Signal(str)  # modality or MARKERS, of which all notices are out of date
    started = Signal()
    ended = Signal(object)  # LiveReport, or None where the run failed
    recorded = Signal()  # a recording has begun or ended
    settings_changed = Signal()
    stored = Signal(Path, bool)  # a session that is whole now, and whether it holds feature steps

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self._settings = settings
        self.session: LiveSession | None = None
        self.preview: Preview | None = None
        self.closing: Task[None] | None = None  # of a preview, here or elsewhere, that holds devices yet
        self._file: Path | None = None  # that the runs are of, in place of devices
        self._shown: VideoFrame | None = None
        self._recording: Task[None] | Task[Stored] | Task[Stored | None] | None = None  # beginning or ending
        self._plotted = -1.0  # session time that the plots show
        self._began = 0.0  # session time of the first point
        self.timeline = Timeline(outlines=False)  # a run may last for hours
        self.picture = PictureView(tr("Picture of the camera"))
        self.devices = DeviceBar(settings)
        self.transcript = TranscriptView(self.timeline)
        self.badges = Badges()
        self.readout = ReadoutView(self.timeline)
        self.plots = PlotsView(self.timeline)
        self.annotations = Annotations()  # of the recording, on the session clock
        self._annotated: Recorder | None = None
        self._unsaved: LiveSession | None = None  # the run that ended, of which nothing was recorded
        self.panel = AnnotationPanel(self.annotations, tr("While it records, the keys 1 to 9 put markers."))
        self.layer = AnnotationLayer(self.annotations, [self.plots.sentiment.plot, self.plots.quality.plot])
        self.controls = LiveControls()
        self.controls.show_media(settings.now.live.media)
        self._build()
        self.timeline.event_added.connect(self._tell)
        self.devices.chosen.connect(self._choose)
        self.devices.plugged.connect(self._retry)
        self.controls.start_requested.connect(self.start)
        self.controls.pause_requested.connect(self.toggle_pause)
        self.controls.stop_requested.connect(self.stop)
        self.controls.record_requested.connect(self.toggle_record)
        self.controls.dropped.connect(self._drop)
        self.controls.save_requested.connect(self.save)
        self.panel.kind_requested.connect(self.mark)
        self.layer.edit_requested.connect(self.panel.edit)
        self.plots.follow(True)
        self._show_state()

    # --- what the person asks for ------------------------------------------------------------------------------

    def enter(self) -> None:
        """The page is shown: open the devices, if no run has them."""
        if self.session is None and self.preview is None:
            self._shown = None
            self._show_source(None)
            self.preview = Preview(self.devices.choice, self.closing)
            self.picture.clear(tr("Opening the camera…") if self.devices.choice.use_camera else tr("No camera"))

    def leave(self) -> None:
        """Another page is shown: give the devices back; a run is paused."""
        if self.session is not None:
            self.session.pause()
        self._close_preview()

    def start(self, request: LiveRequest | None = None) -> None:
        """Begin a run, with the devices and modalities that are chosen or what was asked for."""
        if self.session is not None:
            return
        wanted = self._settings.now.live
        request = request or LiveRequest(
            self.devices.choice,
            self._file,
            self.controls.drop,
            speech=wanted.speech or None,
            engine=wanted.engine or None,
        )
        self.controls.set_drop(request.drop)
        self._close_preview()
        self.started.emit()
        self.timeline.clear()
        self.annotations.clear()
        self.plots.start(0.0)
        self.picture.clear(tr("Opening the camera…") if request.file is None else tr("Opening the file…"))
        self._show_source(request.file)
        self._shown, self._began, self._plotted = None, 0.0, -1.0
        self._annotated = self._unsaved = None
        self.session = LiveSession(request, self.closing)
        self.controls.say(tr("Loading the models…"))
        self._show_state()

    def toggle_pause(self) -> None:
        if self.session is not None and self.session.analysis is not None:
            self.session.pause(not self.session.analysis.paused)

    def stop(self) -> None:
        if self.session is not None:
            self.annotations.close()
            self.session.stop()
            self.controls.say(tr("Stopping…"))
            self._show_state()

    def toggle_record(self) -> None:
        """Begin or end a recording in a new session folder."""
        session = self.session
        if session is None or session.stopping or self._recording is not None:
            return
        if session.recorder is not None:
            self.annotations.close()  # what is put from now on would come too late
            self._recording = session.end_recording()
        elif self.timeline.points:
            wanted = self._settings.now.live
            self._recording = session.record(self._new_folder(), wanted.media, wanted.consent or None)
        self._show_state()

    def save(self) -> None:
        """Store the run that ended, which was not recorded."""
        if self._unsaved is not None and self._recording is None:
            self._recording = self._unsaved.save(self._new_folder(), self.timeline)
            self.controls.say(tr("Saving…"))
            self._show_state()

    def mark(self, kind: MarkerKind) -> None:
        """Put a marker at this moment into the recording."""
        state = self.session.state if self.session is not None else None
        if state is None or not self.annotations.editable:
            self.noticed.emit(tr("Markers are stored with a recording: press Record first."), "warning", MARKERS)
        else:
            self.annotations.add_marker(round(state.t, 3), kind.label, kind.colour)

    def close_page(self) -> None:
        """Ends the run and gives every device back."""
        self.devices.stop()
        self._close_preview()
        if self.session is not None:
            self.session.stop()
            self.session.task.join(CLOSE_WAIT)
        for task in (self._recording, self.closing):
            if task is not None:
                task.join(CLOSE_WAIT)

    def follow(self, before: Live, now: Live) -> None:
        """The settings have changed."""
        self.controls.show_media(now.media)
        self.devices.follow(before, now)
        self.settings_changed.emit()

    @property
    def running(self) -> bool:
        return self.session is not None

    @property
    def busy(self) -> bool:
        """Whether a run needs the processor at this moment."""
        return self.session is not None and not (self.session.analysis and self.session.analysis.paused)

    def set_theme(self, theme: Theme) -> None:
        views = (self.picture, self.devices, self.transcript, self.readout, self.plots, self.controls, self.layer)
        for view in views:
            view.set_theme(theme)

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready and show it."""
        if self.session is not None:
            self._follow(self.session)
            return
        self._see_recording()
        if self.preview is not None:
            frame, level = self.preview.look()
            self.devices.meter.show_level(level)
            if frame is not None:
                self._show_picture(frame, None)
            for event in self.preview.events():
                self._tell(event)
                if self._shown is None and event.kind != "back":
                    self.picture.clear(tr("No picture"))
            opening, failed = self.preview.opening, self.preview.failed
            self.badges.show_idle(
                tr("opening the devices…") if opening else tr("no devices") if failed else tr("ready")
            )

    def _follow(self, session: LiveSession) -> None:
        done = session.task.done  # asked before the buffer is emptied, so that nothing comes after it
        session.buffer.drain(self.timeline)
        state = session.state
        if state is not None and not done:
            shown = session.picture()
            if state.paused:
                self.picture.clear(tr("Paused: the camera is closed"))
                self._shown = None
            elif shown is not None and state.t - shown[0].t < STALE:
                self._show_picture(*shown)
            elif self._shown is not None or self.timeline.points:
                self.picture.clear(self.timeline.why_missing("face", state.t) or tr("No picture"))
                self._shown = None
            self.devices.meter.show_level(FLOOR_DBFS if state.paused else state.level_dbfs)
            recorder = session.recorder
            if recorder is not None and recorder is not self._annotated and not session.stopping:
                self._annotated = recorder
                self.annotations.open(recorder, earliest=recorder.origin)
                self.settled.emit(MARKERS)
            if recorder is not None and recorder.over and self._recording is None:
                self.annotations.close()
                self._recording = session.end_recording()
            if self.timeline.points or state.paused:
                media = recorder.media.recorded if recorder and recorder.media else ()
                self.badges.show_run(state, recorder.folder.name if recorder else None, media)
            else:
                self.badges.show_idle(tr("starting…"))
            self.transcript.show_time(state.t)
            self.transcript.show_partial(" ".join(word.text for word in state.partial))
            if state.t - self._plotted > PLOTTED_EVERY:
                self._plotted = state.t
                self.plots.show_time(state.t)
            words = self.timeline.words
            heard = bool(state.partial) or (bool(words) and words[-1].end > state.t - HEARD)
            self.readout.show_time(state.t, hearing=heard)
            if self.timeline.points:
                if not self._began:
                    self._began = self.timeline.points[0].t
                    self.controls.say("")
                self.controls.show_time(max(0.0, state.t - self._began))
        elif not done:
            self.badges.show_idle(tr("starting…"))
        self._see_recording()
        self._show_state()
        if done and self._recording is None:
            self._finish(session)

    def _finish(self, session: LiveSession) -> None:
        self.session = None
        self.annotations.close()
        report: LiveReport | None = session.task.result
        recorded = session.recorded.said if session.recorded else ""
        if session.task.error is not None:
            self.noticed.emit(session.task.error, "error", "")
            self.controls.say(recorded)
        elif report is not None:
            stopped = tr("Stopped after {time}: %Ln point(s)", "", report.points) if report.points else tr("Cancelled")
            stopped = stopped.format(time=clock_text(report.seconds))
            if report.points and self._annotated is None:
                self._unsaved = session
            self.controls.say(f"{stopped}. {recorded}" if recorded else stopped)
        if session.recorded is not None:
            self.stored.emit(session.recorded.folder, session.recorded.steps)
        self.transcript.show_partial("")
        self.controls.show_time(None)
        self._show_state()
        self.ended.emit(report)  # which may close the window
        if self._file is not None:
            self.badges.show_idle(tr("ready"))
            if self._shown is None:
                self.picture.clear(tr("No picture"))
        elif self.isVisible():
            self.enter()

    def _see_recording(self) -> None:
        """Whether a recording has begun or ended since the last look."""
        if self._recording is not None and self._recording.done:
            task, self._recording = self._recording, None
            self.recorded.emit()
            if task.error is not None:
                self.noticed.emit(task.error, "error", "")
            elif task.result is not None:
                self.controls.say(task.result.said)
                self.stored.emit(task.result.folder, task.result.steps)
                self._unsaved = None
            self._show_state()

    def _show_picture(self, frame: VideoFrame, outline: NDArray[np.float16] | None) -> None:
        if frame is not self._shown:
            self._shown = frame
            height, width = frame.image.shape[:2]
            # The image shares the frame's memory, which the frame keeps.
            image = QImage(frame.image.data, width, height, 3 * width, QImage.Format.Format_RGB888)
            self.picture.set_camera_picture(image)
            self.picture.set_outline(outline)

    def _show_state(self) -> None:
        session = self.session
        analysis = session.analysis if session else None
        self.controls.show_state(
            running=session is not None,
            ready=analysis is not None and (bool(self.timeline.points) or analysis.paused),
            recordable=bool(self.timeline.points) and self._recording is None,
            stopping=session is not None and session.stopping,
            paused=analysis is not None and analysis.paused,
            recording=session is not None and session.recorder is not None,
            savable=self._unsaved is not None and self._recording is None,
        )

    def _tell(self, event: Event) -> None:
        if event.kind == "back":
            self.settled.emit(event.modality)
        if event.kind not in SILENT_KINDS:
            kind = "error" if event.kind == "error" else "warning"
            self.noticed.emit(event.message, kind, event.modality)

    def _new_folder(self) -> Callable[[], Path]:
        return partial(new_session_folder, self._settings.now.library)

    def _choose(self, choice: DeviceChoice) -> None:
        """Other devices: shown at once, in a run as well."""
        if self.session is not None:
            self.session.change(choice)
        elif self.isVisible():
            self._close_preview()
            self.enter()

    def _retry(self) -> None:
        """Other devices are plugged in than before: one that was not there may be."""
        if self.preview is not None and self.preview.failed:
            self._close_preview()
            self.enter()

    def _drop(self, drop: frozenset[str]) -> None:
        if self.session is not None:
            self.session.leave_out(drop)

    def _show_source(self, file: Path | None) -> None:
        """A camera shows a person as a mirror does; a file has neither devices nor a mirror. Until the page is shown
        anew, runs are of the same."""
        self._file = file
        self.picture.mirrored = file is None
        self._device_card.setVisible(file is None)

    def _close_preview(self) -> None:
        if self.preview is not None:
            self.closing, self.preview = self.preview.close(), None
            self._shown = None

    def _build(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(card(self.picture))
        self._device_card = card(self.devices)
        left.addWidget(self._device_card)
        left.addWidget(card(beside_transcript(self.transcript, self.panel, self.annotations)))
        left.setSizes([400, 80, 240])
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 0)
        left.setStretchFactor(2, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GAP)
        page.addWidget(scrolled(halves(left, self.badges, self.readout, card(self.plots))), 1)
        page.addWidget(self.controls)
