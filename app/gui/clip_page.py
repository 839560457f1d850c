"""The page of an open clip: keeps its playback, its analysis and the views in step."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from app.gui.analysis import Analysis, Analyze, ClipInfo
from app.gui.layout import card, halves, scrolled
from app.gui.picture import PictureView
from app.gui.player import Player
from app.gui.plots import PlotsView
from app.gui.readout import ReadoutView
from app.gui.theme import Theme
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from app.gui.translation import number, percent, tr
from app.gui.transport import TransportBar

SKIP = 5.0  # s that an arrow key moves
CLOSE_WAIT = 10.0  # s that closing waits for a run that was told to stop


class ClipPage(QWidget):
    """One clip at a time. `progress`, `engine`, `recognizer`, `sound`: what the status bar says of it."""

    noticed = Signal(str, str)  # a sentence for the person and its kind, `warning` or `error`
    playing_changed = Signal()
    keep_requested = Signal()

    def __init__(self, analyze: Analyze) -> None:
        super().__init__()
        self._analyze = analyze
        self.clip: ClipInfo | None = None
        self.analysis: Analysis | None = None
        self.progress = self.engine = self.recognizer = ""
        self._reported = False  # whether the end of the analysis was shown
        self._picture_time: float | None = None
        self.timeline = Timeline()
        self.player = Player()
        self.picture = PictureView(tr("Picture of the clip"))
        self.transcript = TranscriptView(self.timeline)
        self.readout = ReadoutView(self.timeline)
        self.plots = PlotsView(self.timeline)
        self.transport = TransportBar()
        keep = QPushButton(tr("Keep in the library"))
        keep.setToolTip(tr("Analyse this file into a session in the library, to be replayed, marked and exported"))
        keep.clicked.connect(self.keep_requested)
        controls = self.transport.layout()
        assert controls is not None
        controls.addWidget(keep)
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._left.addWidget(card(self.picture))
        self._left.addWidget(card(self.transcript))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addWidget(scrolled(halves(self._left, self.readout, card(self.plots))), 1)
        page.addWidget(self.transport)
        self.timeline.event_added.connect(
            lambda event: self.noticed.emit(event.message, "error" if event.kind == "error" else "warning")
        )
        self.player.state_changed.connect(self.show_state)
        self.player.failed.connect(
            lambda why: self.noticed.emit(
                tr("Picture and sound of this clip cannot be played here ({why}).").format(why=why), "warning"
            )
        )
        for view in (self.transcript, self.plots, self.transport):
            view.seek_requested.connect(self.player.seek)
        self.transport.play_toggled.connect(self.toggle_play)
        self.transport.mute_toggled.connect(self.toggle_mute)

    def begin(self, clip: ClipInfo) -> None:
        """Show a clip that can be read, and start its analysis; an earlier one ends first."""
        before = self.analysis
        if before is not None:
            before.stop()
        self.clip = clip
        self._reported, self._picture_time = False, None
        self.progress = self.engine = self.recognizer = ""
        self.timeline.clear()
        size = QSize(*clip.size) if clip.size else None
        self.picture.clear(tr("Loading the picture…") if size else tr("No picture in this file"), size)
        self.player.open(clip.path, clip.duration)
        self.player.play(True)
        self.plots.start(clip.duration or 0.0)
        self.analysis = Analysis(clip.path, self._analyze, before)
        self.show_state()

    def fit_picture(self) -> None:
        """Give the picture the height that its width asks for, and the rest to the transcript."""
        size = self.clip.size if self.clip else None
        wanted = self._left.width() * size[1] // size[0] if size else 0  # its minimum, without a picture
        height = min(wanted, self._left.height() * 2 // 3)
        self._left.setSizes([height, self._left.height() - height])

    def tick(self) -> None:
        """Take what other threads have ready and show the present moment."""
        if self.clip is None or self.analysis is None:
            return
        finished = self.analysis.task.done  # asked before the buffer is emptied, so that nothing comes after it
        self.analysis.buffer.drain(self.timeline)
        if finished and not self._reported:
            self._report_end()
        self.player.keep_step(self.timeline.analysed, finished)
        self._show_moment(finished)

    def close_clip(self) -> None:
        """Ends playback and analysis."""
        self.player.close()
        if self.analysis is not None:
            self.analysis.stop()
            self.analysis.task.join(CLOSE_WAIT)

    def toggle_play(self) -> None:
        self.player.play(not self.player.wanted)

    def toggle_mute(self) -> None:
        self.player.muted = not self.player.muted
        self.show_state()

    def seek(self, t: float) -> None:
        self.player.seek(t)

    def skip(self, seconds: float) -> None:
        self.seek(self.player.position + seconds)

    def set_theme(self, theme: Theme) -> None:
        for view in (self.picture, self.transcript, self.readout, self.plots, self.transport):
            view.set_theme(theme)
        self.show_state()

    def show_state(self) -> None:
        player = self.player
        self.transport.show_state(player.wanted, player.running, player.muted, player.has_device)
        self.playing_changed.emit()

    @property
    def status(self) -> list[str]:
        """What the status bar says, from left to right."""
        silent = self.clip is not None and self.clip.has_audio and not self.player.has_device
        return [self.engine, self.recognizer, tr("No sound device: playing silently") if silent else "", self.progress]

    def _show_moment(self, finished: bool) -> None:
        t, duration = self.player.position, self.player.duration
        analysed = duration if finished else self.timeline.analysed
        fresh = self.player.take_picture()
        if fresh is not None:
            image, self._picture_time = fresh
            self.picture.set_picture(image)
        # The face belongs to the picture on screen, which may be a little older than the position.
        self.picture.set_outline(self.timeline.outline_at(t if self._picture_time is None else self._picture_time))
        self.transcript.show_time(t)
        self.plots.show_time(t)
        self.readout.show_time(t)
        self.transport.show_time(t, analysed, duration)
        if not finished:
            share = percent(min(analysed / duration, 1)) if duration else f"{number(analysed, 0)} s"
            if not self.timeline.points:
                self.progress = tr("Preparing the analysis…")
            else:
                self.engine = tr("Engine: {name}").format(name=self.timeline.points[-1].engine)
                self.progress = tr("Analysed {share}, {seconds} s ahead of the playback").format(
                    share=share, seconds=number(max(analysed - t, 0), 1)
                )

    def _report_end(self) -> None:
        """Say how the analysis ended."""
        assert self.analysis is not None
        self._reported = True
        task = self.analysis.task
        if task.error is not None:
            self.noticed.emit(task.error, "error")
            self.progress = tr("The analysis ended early")
        elif task.result is not None:
            report = task.result
            self.player.duration = report.duration
            self.plots.start(report.duration)
            self.engine = tr("Engine: {name}").format(name=report.engine)
            self.recognizer = tr("Speech: {name}").format(name=report.recognizer or tr("no recognizer"))
            speed = report.duration / max(report.wall_seconds, 1e-3)
            self.progress = tr("Analysed in {seconds} s, {speed} × real time").format(
                seconds=number(report.wall_seconds, 1), speed=number(speed, 1)
            )
