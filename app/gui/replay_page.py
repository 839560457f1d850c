"""The page of a replay: keeps playback, the stored timelines and the views of a session in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.gui.analysis import Task
from app.gui.annotation_layer import AnnotationLayer
from app.gui.annotation_list import AnnotationPanel, beside_transcript
from app.gui.annotations import Annotations
from app.gui.layout import GAP, card, halves, scrolled
from app.gui.messages import said
from app.gui.picture import PictureView
from app.gui.player import Player, frame_target
from app.gui.readout import ReadoutView
from app.gui.replay_controls import SPEEDS, ReplayTransport, SessionBar, described, nothing_there
from app.gui.replay_transcript import ReplayTranscript
from app.gui.theme import Theme
from app.gui.timeline import OUTLINE_AGE, Timeline
from app.gui.tracks import LANES, TracksView, lanes_with_room
from app.gui.translation import tr
from app.sessions import moments
from app.sessions.exporters.exported import Span
from app.sessions.recalled import RecalledEditor
from app.sessions.replayed import Replayed, Track, load_track
from app.sessions.session import Session
from app.settings import MarkerKind, SettingsStore
from ucrn_core.errors import SessionError

ALL = float("inf")  # s: everything is analysed


class ReplayPage(QWidget):
    """One session at a time, of which `replayed` is what was read. Times in seconds from the beginning of its media."""

    noticed = Signal(str, str)  # a sentence for the person and its kind: `info`, `warning` or `error`
    playing_changed = Signal()
    told = Signal(str)  # in passing, to be shown for some seconds
    opened = Signal()  # another session

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self._settings = settings
        self.replayed: Replayed | None = None
        self.annotations = Annotations()
        self._editor: RecalledEditor | None = None
        self._loading: Task[Track] | None = None  # a timeline to show
        self._comparing: Task[Track] | None = None  # one to lay over it
        self._peaks: Task[list[float]] | None = None  # of the timeline that is shown
        self._shown: float | None = None  # time of which the face outline is on screen
        self._picture_time: float | None = None
        self.timeline = Timeline(outlines=False)
        self.player = Player()
        self.picture = PictureView(tr("Picture of the session"))
        self.transcript = ReplayTranscript(self.timeline)
        self.readout = ReadoutView(self.timeline)
        self.bar = SessionBar()
        self.tracks = TracksView(self._lanes())
        self.transport = ReplayTransport()
        self.panel = AnnotationPanel(
            self.annotations,
            tr("The keys 1 to 9 put markers at the moment that is shown; X excludes the selected range."),
        )
        self.layer = AnnotationLayer(self.annotations, [lane.plot for lane in self.tracks.lanes.values()])
        self._left = QSplitter(Qt.Orientation.Vertical)
        self._left.addWidget(card(self.picture))
        self._left.addWidget(card(beside_transcript(self.transcript, self.panel, self.annotations)))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GAP)
        page.addWidget(scrolled(halves(self._left, self.readout, self.bar, card(self.tracks))), 1)
        page.addWidget(self.transport)
        self._connect()

    # --- a session comes and goes ------------------------------------------------------------------------------

    def begin(self, replayed: Replayed) -> None:
        """Show a session that was read, at its beginning; the one before is closed."""
        self.close_session()
        self.replayed = replayed
        self._shown = self._picture_time = None
        info, track = replayed.media_info, replayed.track
        size = QSize(info.width, info.height) if info and info.width and info.height else None
        self.picture.clear(said(replayed.why_no_picture) if size is None else tr("Loading the picture…"), size)
        self.player.open(replayed.media, replayed.duration)
        self.bar.show_session(replayed.recalled.session.info, replayed.timelines)
        self.tracks.start(track, replayed.duration)
        self._editor = RecalledEditor(replayed.recalled)
        self.annotations.open(self._editor, [*replayed.markers, *replayed.exclusions])
        self._take(track)
        if replayed.trouble:
            self.noticed.emit(replayed.trouble, "warning")
        self.show_state()
        self.opened.emit()

    def close_session(self) -> None:
        """Ends playback and lets go of the files."""
        self.player.close()
        self._loading = self._comparing = None
        if self.replayed is not None:
            self.annotations.clear()
            if self._editor is not None:
                self._editor.close()
            self.replayed.recalled.session.close()
            self.replayed = None

    @property
    def folder(self) -> Path | None:
        """Of the open session."""
        return self.replayed.folder if self.replayed else None

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready and show the present moment."""
        if self.replayed is None:
            return
        self._see_tracks()
        self.player.keep_step(ALL, True)
        t = self.player.position
        fresh = self.player.take_picture()
        if fresh is not None:
            image, self._picture_time = fresh
            self.picture.set_picture(image)
        # The face belongs to the picture on screen, which may be a little older than the position.
        self._show_outline(t if self._picture_time is None else self._picture_time)
        self.transcript.show_time(t)
        self.tracks.show_time(t)
        self.readout.show_time(t)
        self.transport.show_time(t, 0.0, self.player.duration)

    def show_state(self) -> None:
        player = self.player
        self.transport.show_state(player.wanted, player.wanted, player.muted, player.has_device)
        self.transport.show_speed(player.speed)
        info = self.replayed.media_info if self.replayed else None
        self.bar.show_sound(player.has_device or info is None or info.audio_codec is None)
        self.playing_changed.emit()

    @property
    def status(self) -> list[str]:
        """What the status bar says, from left to right."""
        if self.replayed is None:
            return [""] * 4
        track = self.tracks.track or self.replayed.track
        about = described(self.replayed.recalled.session.info, track.info, len(track.points), len(self.timeline.words))
        return [*about, tr("Reading a timeline…") if self._loading or self._comparing else ""]

    # --- what the person asks for ------------------------------------------------------------------------------

    def toggle_play(self) -> None:
        self.player.play(not self.player.wanted)

    def toggle_mute(self) -> None:
        self.player.muted = not self.player.muted
        self.show_state()

    def seek(self, t: float) -> None:
        self.player.seek(t)
        self.tracks.reveal(t)

    def skip(self, seconds: float) -> None:
        self.seek(self.player.position + seconds)

    def step(self, frames: int) -> None:
        """Halt, and go by so many frames of the picture; by points where there is none."""
        self.player.play(False)
        info = self.replayed.media_info if self.replayed else None
        if self.replayed and info and info.width and info.frame_rate:
            self.seek(frame_target(self.player.position, info.frame_rate, frames, self.replayed.pictures))
        elif self.tracks.track is not None:
            self.seek(self.player.position + frames * self.tracks.track.info.hop)

    def jump(self, kind: str, forward: bool) -> None:
        """To the next or the last of what `kind`, one of MOMENTS, names."""
        track = self.tracks.track
        if track is None:
            return
        if kind == "peaks" and self._peaks is not None and not self._peaks.done:
            self.told.emit(tr("Looking for the peaks…"))
            return
        times = {"peaks": self.peaks, "drops": track.drops, "markers": [m.t for m in self.annotations.markers]}[kind]
        find = moments.next_moment if forward else moments.previous_moment
        t = find(times, self.player.position)
        if t is not None:
            self.seek(t)
        else:
            self.told.emit(nothing_there(kind, forward))

    def mark(self, kind: MarkerKind) -> None:
        """Put a marker at the moment that is shown."""
        self.annotations.add_marker(round(self.player.position, 3), kind.label, kind.colour)

    def exclude_selection(self) -> None:
        """Leave the selected range out of what counts."""
        if (span := self.tracks.selection) is not None:
            self.annotations.exclude(round(span.start, 3), round(span.end, 3))
            self.tracks.select(None)
        else:
            self.noticed.emit(
                tr("Select what to exclude first: hold Shift and drag in the tracks, or press I and O at its ends."),
                "warning",
            )

    @property
    def peaks(self) -> Sequence[float]:
        """Times of the extremes of the sentiment that is shown, once they are found."""
        if self._peaks is None:
            return []
        self._peaks.join()
        return self._peaks.result or []

    def set_speed(self, speed: float) -> None:
        self.player.speed = speed

    def change_speed(self, by: int) -> None:
        """To the next slower or faster one."""
        i = SPEEDS.index(self.player.speed) + by
        self.set_speed(SPEEDS[min(max(i, 0), len(SPEEDS) - 1)])

    def show_timeline(self, name: str) -> None:
        """Show another timeline of the session, once it is read."""
        if self.replayed is not None:
            folder = self.replayed.folder
            self._loading = Task(f"read the timeline {name}", lambda: load_track(folder, name))

    def see_timelines(self, folder: Path) -> None:
        """A session has one more timeline: offer it, if it is the one that is shown."""
        if self.replayed is not None and self.replayed.folder == folder:
            try:
                with Session.open(folder) as session:  # the one that is open may be a copy of what it was
                    self.replayed = replace(self.replayed, timelines=session.timelines())
            except SessionError as error:  # as of a disk that was pulled out
                self.noticed.emit(str(error), "error")
            self.bar.show_session(self.replayed.recalled.session.info, self.replayed.timelines)
            self._show_display()

    def compare_with(self, name: str) -> None:
        """Lay another timeline over the one that is shown; empty: none."""
        self._comparing = None
        if not name:
            self.tracks.compare(None)
        elif self.replayed is not None:
            folder = self.replayed.folder
            self._comparing = Task(f"read the timeline {name}", lambda: load_track(folder, name))

    def use_baseline(self) -> None:
        """Show the sentiment against the selected range."""
        if self.tracks.selection is None:
            return
        try:
            self.tracks.set_baseline(self.tracks.selection)
        except SessionError as error:
            self.noticed.emit(str(error), "warning")
        else:
            self.tracks.select(None)

    def clear_baseline(self) -> None:
        """Show what was measured."""
        self.tracks.set_baseline(None)

    def zoom_to_selection(self) -> None:
        if (span := self.tracks.selection) is not None:
            self.tracks.view(span.start, span.end)

    def show_lane(self, name: str, shown: bool) -> None:
        """Show or hide one of the tracks, from now on."""
        self.tracks.show_lane(name, shown)
        self._settings.change("replay", tracks=[name for name in LANES if name in self.tracks.wanted])

    def _lanes(self) -> Sequence[str]:
        """Those that the person chose; at first all, or those that a low screen has room for."""
        chosen = self._settings.now.replay.tracks
        return lanes_with_room() if chosen is None else chosen

    def fit_picture(self) -> None:
        """Give the picture the height that its width asks for, and the rest to the transcript."""
        info = self.replayed.media_info if self.replayed else None
        wanted = self._left.width() * info.height // info.width if info and info.width and info.height else 0
        height = min(wanted, self._left.height() * 2 // 3)
        self._left.setSizes([height, self._left.height() - height])

    def set_theme(self, theme: Theme) -> None:
        for view in (self.picture, self.transcript, self.readout, self.tracks, self.transport, self.layer):
            view.set_theme(theme)
        self.show_state()

    # --- inside ------------------------------------------------------------------------------------------------

    def _take(self, track: Track) -> None:
        """Show the points of this timeline in all views."""
        assert self.replayed is not None
        self.timeline.recall(track.points, self.replayed.words, self.replayed.events)
        points, hop = track.points, track.info.hop
        self._peaks = Task("find the peaks", lambda: moments.peaks(points, hop))  # loading what finds them takes longer
        self._show_selection(self.tracks.selection)

    def _see_tracks(self) -> None:
        """Whether a timeline has been read since the last look."""
        if self._loading is not None and self._loading.done:
            task, self._loading = self._loading, None
            if task.result is not None:
                if self.tracks.other is not None and self.tracks.other.info.name == task.result.info.name:
                    self.tracks.compare(None)
                self._change(task.result)
            self._complain(task)
        if self._comparing is not None and self._comparing.done:
            task, self._comparing = self._comparing, None
            if task.result is not None:
                self.tracks.compare(task.result)
            self._complain(task)

    def _change(self, track: Track) -> None:
        try:
            self.tracks.show_track(track)
        except SessionError as error:  # the baseline does not hold for this one
            self.noticed.emit(str(error), "warning")
        self._take(track)

    def _complain(self, task: Task[Track]) -> None:
        if task.error is not None:
            self.noticed.emit(task.error, "error")

    def _show_display(self) -> None:
        """Say in the bar what the tracks display."""
        track, other = self.tracks.track, self.tracks.other
        if self.replayed is None or track is None:
            return
        engine = track.points[-1].engine if track.points else track.info.engine or tr("no engine")
        self.bar.show_timelines(track.info, self.replayed.timelines, other.info.name if other else "", engine)
        self.bar.show_baseline(self.tracks.baseline)

    def _show_outline(self, t: float) -> None:
        if t == self._shown or self.replayed is None:
            return
        self._shown = t
        try:
            self.picture.set_outline(self.replayed.recalled.outline(t, t - OUTLINE_AGE))
        except SessionError as error:  # as of a disk that was pulled out
            self.noticed.emit(str(error), "error")

    def _show_selection(self, span: Span | None) -> None:
        if span is None or self.tracks.track is None:
            self.bar.show_selection(None, None, {})
        else:
            means = moments.span_means(self.tracks.track.points, span.start, span.end, self.annotations.exclusions)
            self.bar.show_selection(span, *means)

    def _see_annotations(self) -> None:
        """They have changed: what does not count any more, and what does again."""
        self.transport.slider.set_marks((m.t, m.colour) for m in self.annotations.markers)
        before, self.tracks.exclusions = self.tracks.exclusions, self.annotations.exclusions
        if before == self.tracks.exclusions:
            return
        self._show_selection(self.tracks.selection)
        if self.tracks.baseline is not None:
            try:
                self.tracks.set_baseline(self.tracks.baseline.span)
            except SessionError as error:  # too little of it counts
                self.noticed.emit(str(error), "warning")

    def _connect(self) -> None:
        player, bar, transport = self.player, self.bar, self.transport
        player.state_changed.connect(self.show_state)
        player.failed.connect(
            lambda why: self.noticed.emit(
                tr("Picture and sound of this session cannot be played ({why}).").format(why=why), "warning"
            )
        )
        for view in (self.transcript, self.tracks, transport):
            view.seek_requested.connect(self.seek)
        transport.play_toggled.connect(self.toggle_play)
        transport.mute_toggled.connect(self.toggle_mute)
        transport.step_requested.connect(self.step)
        transport.jump_requested.connect(self.jump)
        transport.speed_requested.connect(self.set_speed)
        bar.timeline_chosen.connect(self.show_timeline)
        bar.other_chosen.connect(self.compare_with)
        bar.baseline_requested.connect(self.use_baseline)
        bar.as_measured_requested.connect(self.clear_baseline)
        bar.zoom_requested.connect(self.zoom_to_selection)
        bar.clear_requested.connect(lambda: self.tracks.select(None))
        self.tracks.selected.connect(self._show_selection)
        bar.exclude_requested.connect(self.exclude_selection)
        self.annotations.changed.connect(self._see_annotations)
        self.annotations.failed.connect(lambda why: self.noticed.emit(why, "error"))
        self.panel.kind_requested.connect(self.mark)
        self.panel.seek_requested.connect(self.seek)
        self.layer.picked.connect(lambda marker: self.seek(marker.t))
        self.layer.edit_requested.connect(self.panel.edit)
        self.tracks.shown_changed.connect(self._show_display)
