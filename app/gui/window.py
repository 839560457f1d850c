"""The main window: opens clips, keeps playback, analysis and views in step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QLabel,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import assets
from app.gui import theme as themes
from app.gui.analysis import Analysis, Analyze, ClipInfo, Task, analyze_clip, inspect_clip
from app.gui.notices import NoticeBar
from app.gui.picture import PictureView
from app.gui.player import Player
from app.gui.plots import PlotsView
from app.gui.readout import ReadoutView
from app.gui.start_page import StartPage
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from app.gui.transport import TransportBar
from engines.observer import Event

TICK = 33  # ms between looks at what is new
SKIP = 5.0  # s that an arrow key moves
RECENT = 8  # clips remembered
CLOSE_WAIT = 10.0  # s that closing waits for a run that was told to stop
SUFFIXES = "mp4 m4v mov mkv webm avi mpg mpeg ts wmv flv 3gp wav flac mp3 m4a aac ogg oga opus wma"


class MainWindow(QMainWindow):
    """The window. settings: where what the person chose is kept; analyze and inspect: what runs in other threads."""

    def __init__(
        self,
        settings: QSettings,
        analyze: Analyze = analyze_clip,
        inspect: Callable[[Path], ClipInfo] = inspect_clip,
    ) -> None:
        super().__init__()
        self._settings, self._analyze, self._inspect = settings, analyze, inspect
        self.clip: ClipInfo | None = None
        self.analysis: Analysis | None = None
        self._opening: Task[ClipInfo] | None = None
        self._reported = False  # whether the end of the analysis was shown
        self._picture_time: float | None = None
        self.timeline = Timeline()
        self.player = Player()
        self.notices = NoticeBar()
        self.start_page = StartPage()
        self.picture = PictureView()
        self.transcript = TranscriptView(self.timeline)
        self.readout = ReadoutView(self.timeline)
        self.plots = PlotsView(self.timeline)
        self.transport = TransportBar()
        self._build()
        self._build_menus()
        self._connect()
        self.set_appearance(str(settings.value("appearance", "system")))
        self._show_recent()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(TICK)

    # --- opening and closing -----------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Look into a file and, if it can be read, open it in place of the present clip."""
        path = path.absolute()
        self._opening = Task(f"look into {path.name}", lambda: self._inspect(path))
        self._progress.setText(f"Opening {path.name}…")

    def open_sample(self) -> None:
        """Open the clip that ships with the program."""
        self.open_file(assets.path(assets.SAMPLE))

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        wanted = " ".join(f"*.{s} *.{s.upper()}" for s in SUFFIXES.split())
        folder = str(self._settings.value("folder", ""))
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a video or sound file", folder, f"Video and sound ({wanted});;All files (*)"
        )
        if name:
            self._settings.setValue("folder", str(Path(name).parent))
            self.open_file(Path(name))

    def _begin(self, clip: ClipInfo) -> None:
        """Show a clip that can be read, and start its analysis; an earlier one ends first."""
        before = self.analysis
        if before is not None:
            before.stop()
        self.clip = clip
        self._reported, self._picture_time = False, None
        self.notices.clear()
        self.timeline.clear()
        size = QSize(*clip.size) if clip.size else None
        self.picture.clear("Loading the picture…" if size else "No picture in this file", size)
        self.player.open(clip.path, clip.duration)
        self.player.play(True)
        self.plots.start(clip.duration or 0.0)
        self.analysis = Analysis(clip.path, self._analyze, before)
        self._pages.setCurrentWidget(self._clip_page)
        self._fit_picture(size)
        for action in self._clip_actions:
            action.setEnabled(True)
        is_sample = clip.path == assets.path(assets.SAMPLE)
        self.setWindowTitle(f"{'Sample' if is_sample else clip.path.name} – UCRN Live")
        self._file.setText("Sample" if is_sample else clip.path.name)
        self._file.setToolTip(str(clip.path))
        if not is_sample:
            self._remember(clip.path)
        self._show_state()

    def _fit_picture(self, size: QSize | None) -> None:
        """Give the picture the height that its width asks for, and the rest to the transcript."""
        wanted = self._left.width() * size.height() // size.width() if size else 0  # its minimum, without a picture
        height = min(wanted, self._left.height() * 2 // 3)
        self._left.setSizes([height, self._left.height() - height])

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self._timer.stop()
        self.hide()
        self.player.close()
        if self.analysis is not None:
            self.analysis.stop()
            self.analysis.task.join(CLOSE_WAIT)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.open_file(Path(path))

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready and show the present moment."""
        if self._opening is not None and self._opening.done:
            task, self._opening = self._opening, None
            self._progress.setText("")
            if task.result is not None:
                self._begin(task.result)
            elif task.error is not None:
                self.notices.add(task.error, "error")
        if self.clip is None or self.analysis is None:
            return
        finished = self.analysis.task.done  # asked before the buffer is emptied, so that nothing comes after it
        self.analysis.buffer.drain(self.timeline)
        if finished and not self._reported:
            self._report_end()
        self.player.keep_step(self.timeline.analysed, finished)
        self._show_moment(finished)

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
        if not finished and self._opening is None:
            share = f"{min(analysed / duration, 1):.0%}".replace("%", " %") if duration else f"{analysed:.0f} s"
            if not self.timeline.points:
                self._progress.setText("Preparing the analysis…")
            else:
                self._engine.setText(f"Engine: {self.timeline.points[-1].engine}")
                self._progress.setText(f"Analysed {share}, {max(analysed - t, 0):.1f} s ahead of the playback")

    def _report_end(self) -> None:
        """Say how the analysis ended."""
        assert self.analysis is not None
        self._reported = True
        task = self.analysis.task
        if task.error is not None:
            self.notices.add(task.error, "error")
            self._progress.setText("The analysis ended early")
        elif task.result is not None:
            report = task.result
            self.player.duration = report.duration
            self.plots.start(report.duration)
            self._engine.setText(f"Engine: {report.engine}")
            self._recognizer.setText(f"Speech: {report.recognizer or 'no recognizer'}")
            speed = report.duration / max(report.wall_seconds, 1e-3)
            self._progress.setText(f"Analysed in {report.wall_seconds:.1f} s, {speed:.1f} × real time")

    def _show_event(self, event: Event) -> None:
        if event.message:
            self.notices.add(event.message, "error" if event.kind == "error" else "warning")

    def _show_state(self) -> None:
        player = self.player
        self.transport.show_state(player.wanted, player.running, player.muted, player.has_device)
        self._play_action.setText("Pause" if player.wanted else "Play")
        has_sound = self.clip is not None and self.clip.has_audio
        self._sound.setText("" if player.has_device or not has_sound else "No sound device: playing silently")

    def status_texts(self) -> list[str]:
        """What the status bar says, from left to right."""
        labels = (self._file, self._engine, self._recognizer, self._sound, self._progress)
        return [label.text() for label in labels if label.text()]

    # --- what the person asks for ------------------------------------------------------------------------------

    def toggle_play(self) -> None:
        self.player.play(not self.player.wanted)

    def toggle_mute(self) -> None:
        self.player.muted = not self.player.muted
        self._show_state()

    def set_appearance(self, appearance: str) -> None:
        self._appearance = appearance if appearance in themes.APPEARANCES else "system"
        self._settings.setValue("appearance", self._appearance)
        self._appearance_actions[self._appearance].setChecked(True)
        self._apply_theme()

    def _apply_theme(self) -> None:
        theme = themes.resolve(self._appearance)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        themes.apply(app, theme)
        for view in (self.notices, self.picture, self.transcript, self.readout, self.plots, self.transport):
            view.set_theme(theme)
        self._show_state()

    def recent(self) -> list[Path]:
        """The clips opened last that are still there, newest first."""
        stored = self._settings.value("recent", [])
        # A list of one is read back as its item, an empty one as None.
        names = stored if isinstance(stored, list) else [stored] if isinstance(stored, str) else []
        return [path for path in map(Path, names) if path.is_file()]

    def _remember(self, path: Path) -> None:
        paths = [path, *(p for p in self.recent() if p != path)][:RECENT]
        self._settings.setValue("recent", [str(p) for p in paths])
        self._show_recent()

    def _show_recent(self) -> None:
        paths = self.recent()
        self.start_page.set_recent(paths)
        self._recent_menu.clear()
        self._recent_menu.setEnabled(bool(paths))
        for path in paths:
            action = self._recent_menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, p=path: self.open_file(p))

    # --- construction ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("UCRN Live")
        self.setWindowIcon(themes.window_icon())
        self.setAcceptDrops(True)
        self.resize(1320, 820)
        self.setMinimumWidth(900)  # the least height is what the views ask for
        geometry = self._settings.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        left = self._left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(_card(self.picture))
        left.addWidget(_card(self.transcript))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.readout)
        column.addWidget(_card(self.plots), 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setSizes([560, 740])
        for splitter in (left, halves):
            splitter.setHandleWidth(8)
            splitter.setChildrenCollapsible(False)
        self._clip_page = QWidget()
        page = QVBoxLayout(self._clip_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addWidget(halves, 1)
        page.addWidget(self.transport)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self._clip_page)
        centre = QWidget()
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(12, 6, 12, 8)
        outer.setSpacing(8)
        outer.addWidget(self.notices)
        outer.addWidget(self._pages, 1)
        self.setCentralWidget(centre)
        self._file, self._engine, self._recognizer = QLabel(), QLabel(), QLabel()
        self._sound, self._progress = QLabel(), QLabel()
        for label in (self._file, self._engine, self._recognizer):
            self.statusBar().addWidget(label)
        for label in (self._sound, self._progress):
            self.statusBar().addPermanentWidget(label)

    def _build_menus(self) -> None:
        file = self.menuBar().addMenu("&File")
        _action(file, "&Open…", self.choose_file, QKeySequence.StandardKey.Open)
        _action(file, "Open &sample", self.open_sample)
        self._recent_menu = file.addMenu("Open &recent")
        self._recent_menu.setToolTipsVisible(True)
        file.addSeparator()
        _action(file, "&Quit", self.close, QKeySequence("Ctrl+Q"))
        playback = self.menuBar().addMenu("&Playback")
        self._play_action = _action(playback, "Play", self.toggle_play, QKeySequence(Qt.Key.Key_Space))
        self._clip_actions = [
            self._play_action,
            _action(
                playback, "5 seconds back", lambda: self.player.seek(self.player.position - SKIP),
                QKeySequence(Qt.Key.Key_Left),
            ),
            _action(
                playback, "5 seconds forward", lambda: self.player.seek(self.player.position + SKIP),
                QKeySequence(Qt.Key.Key_Right),
            ),
            _action(playback, "To the beginning", lambda: self.player.seek(0.0), QKeySequence(Qt.Key.Key_Home)),
        ]  # fmt: skip
        for action in self._clip_actions:
            action.setEnabled(False)
        playback.addSeparator()
        _action(playback, "Mute", self.toggle_mute, QKeySequence(Qt.Key.Key_M))
        view = self.menuBar().addMenu("&View")
        outline = view.addAction("Face outline")
        outline.setCheckable(True)
        outline.setChecked(True)
        outline.toggled.connect(self.picture.show_outline)
        view.addSeparator()
        whole = _action(view, "Plot the whole clip", lambda: self.plots.follow(False))
        _exclusive(self, [whole, _action(view, "Plot the last 30 seconds", lambda: self.plots.follow(True))])
        whole.setChecked(True)
        view.addSeparator()
        appearance = view.addMenu("Appearance")
        names = {"system": "As the system", "light": "Light", "dark": "Dark"}
        self._appearance_actions = {
            key: _action(appearance, names[key], partial(self.set_appearance, key)) for key in themes.APPEARANCES
        }
        _exclusive(self, list(self._appearance_actions.values()))

    def _connect(self) -> None:
        self.start_page.open_requested.connect(self.choose_file)
        self.start_page.sample_requested.connect(self.open_sample)
        self.start_page.recent_requested.connect(self.open_file)
        self.timeline.event_added.connect(self._show_event)
        self.player.state_changed.connect(self._show_state)
        self.player.failed.connect(
            lambda why: self.notices.add(f"Picture and sound of this clip cannot be played here ({why}).")
        )
        for view in (self.transcript, self.plots, self.transport):
            view.seek_requested.connect(self.player.seek)
        self.transport.play_toggled.connect(self.toggle_play)
        self.transport.mute_toggled.connect(self.toggle_mute)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)


def _card(content: QWidget) -> QFrame:
    """A frame with the look of a card around `content`."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(5, 5, 5, 5)
    layout.addWidget(content)
    return frame


def _action(
    menu: QMenu, text: str, call: Callable[[], object], keys: QKeySequence | QKeySequence.StandardKey | None = None
) -> QAction:
    """A menu entry that calls `call`."""
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: call())
    if keys is not None:
        action.setShortcut(QKeySequence(keys))
    return action


def _exclusive(window: QMainWindow, actions: list[QAction]) -> None:
    """Exactly one of the actions is checked."""
    group = QActionGroup(window)
    for action in actions:
        action.setCheckable(True)
        group.addAction(action)
