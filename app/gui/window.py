"""The main window: its pages, menus, notices and status bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

import assets
from app.gui import theme as themes
from app.gui.analysis import Analyze, ClipInfo, Task, analyze_clip, inspect_clip
from app.gui.clip_page import SKIP, ClipPage
from app.gui.layout import GAP, exclusive, menu_action
from app.gui.library_page import LibraryPage
from app.gui.live_page import LivePage
from app.gui.notices import NoticeBar
from app.gui.replay_menu import playback_entries, view_entries
from app.gui.replay_page import ReplayPage
from app.gui.start_page import StartPage
from app.sessions import replayed
from app.sessions.database import DATABASE
from app.sessions.replayed import Replayed
from engines.fusion import ENGINES
from engines.live_inputs import LiveRequest
from engines.sources.media import SUFFIXES
from engines.speech_trial import POCKETSPHINX, whisper_names

TICK = 33  # ms between looks at what is new
PASSING = 4000  # ms that a message in the status bar stays
RECENT = 8  # clips and sessions remembered
SMOOTHINGS = (0.0, 1.0, 3.0)  # s


class MainWindow(QMainWindow):
    """The window. settings: where what the person chose is kept; analyze and inspect: what runs in other threads."""

    def __init__(
        self,
        settings: QSettings,
        analyze: Analyze = analyze_clip,
        inspect: Callable[[Path], ClipInfo] = inspect_clip,
    ) -> None:
        super().__init__()
        self._settings, self._inspect = settings, inspect
        self._opening: Task[ClipInfo] | Task[Replayed] | None = None
        self.notices = NoticeBar()
        self.start_page = StartPage()
        self.clips = ClipPage(analyze)
        self.replay = ReplayPage(settings)
        self.live = LivePage(settings)
        self.library = LibraryPage(settings)
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

    def open_session(self, path: Path) -> None:
        """Read a stored session and, if it can be read, replay it in place of the present one."""
        path = path.absolute()
        self._opening = Task(f"read {path.name}", lambda: replayed.load(path))
        self._progress.setText(f"Opening {path.name}…")

    def open_path(self, path: Path) -> None:
        """Open a session folder or a media file."""
        (self.open_session if path.is_dir() else self.open_file)(path)

    def choose_session(self) -> None:
        """Ask for a session folder and open it."""
        folder = str(self._settings.value("sessions", ""))
        name = QFileDialog.getExistingDirectory(self, "Open a session (a folder NAME.ucrn)", folder)
        if name:
            self._settings.setValue("sessions", str(Path(name).parent))
            self.open_session(Path(name))

    def open_sample(self) -> None:
        """Open the clip that ships with the program."""
        self.open_file(assets.path(assets.SAMPLE))

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        wanted = " ".join(f"*.{s} *.{s.upper()}" for s in SUFFIXES)
        folder = str(self._settings.value("folder", ""))
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a video or sound file", folder, f"Video and sound ({wanted});;All files (*)"
        )
        if name:
            self._settings.setValue("folder", str(Path(name).parent))
            self.open_file(Path(name))

    def show_live(self) -> None:
        """The page of live analysis; what plays is halted."""
        self._halt()
        self.notices.clear()
        self._show_page(self.live)
        self.live.enter()

    def show_library(self) -> None:
        """The page of all sessions."""
        self._leave_others()
        self._show_page(self.library)
        self.library.enter()

    def start_live(self, request: LiveRequest | None = None) -> None:
        """A live run, as asked for."""
        if request is not None and request.file is None:
            self.live.devices.set_choice(request.choice)
        self._show_page(self.live)
        self.live.start(request)

    def _begin(self, clip: ClipInfo) -> None:
        """Show a clip that can be read; a live run is paused."""
        self._leave_others()
        self.clips.begin(clip)
        self._show_page(self.clips)
        self.clips.fit_picture()
        if clip.path != assets.path(assets.SAMPLE):
            self._remember(clip.path)

    def _begin_replay(self, session: Replayed) -> None:
        """Replay a session that was read; a live run is paused."""
        self._leave_others()
        self.replay.begin(session)
        self._show_page(self.replay)
        self.replay.fit_picture()
        self._remember(session.folder)

    def _leave_others(self) -> None:
        """What plays is halted, and a live run is paused."""
        self.notices.clear()
        self._halt()
        self.live.leave()
        if self.live.running:
            self.notices.add("The live run is paused: File > Live analysis goes back to it.")

    def _let_go(self, session: Path) -> None:
        """A session is about to get another name, or to go to the trash: close it where it is open."""
        if self.replay.folder == session:
            self.replay.close_session()

    def _halt(self) -> None:
        for page in (self.clips, self.replay):
            page.player.play(False)

    @property
    def _playing(self) -> ClipPage | ReplayPage:
        """The page whose playback the menu is for."""
        return self.replay if self._pages.currentWidget() is self.replay else self.clips

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        clip = self.clips.clip
        for action in self._clip_actions:
            action.setEnabled(page in (self.clips, self.replay))
        for action in self._replay_actions:
            action.setEnabled(page is self.replay)
        self._show_play()
        name, tip = "", ""
        if page is self.live:
            name = "Live"
        elif page is self.library:
            name, tip = "Library", str(self.library.folder)
        elif page is self.clips and clip is not None:
            name, tip = ("Sample" if clip.path == assets.path(assets.SAMPLE) else clip.path.name), str(clip.path)
        elif page is self.replay and self.replay.folder is not None:
            name, tip = self.replay.folder.name, str(self.replay.folder)
        self.setWindowTitle(f"{name} – UCRN Live" if name else "UCRN Live")
        self._file.setText(name)
        self._file.setToolTip(tip)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self._timer.stop()
        self.hide()
        self.clips.close_clip()
        self.replay.close_session()
        self.live.close_page()
        self.library.close_page()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.open_path(Path(path))

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready and show the present moment."""
        if self._opening is not None and self._opening.done:
            task, self._opening = self._opening, None
            if isinstance(task.result, Replayed):
                self._begin_replay(task.result)
            elif task.result is not None:
                self._begin(task.result)
            elif task.error is not None:
                self.notices.add(task.error, "error")
        self.clips.tick()
        if self._pages.currentWidget() is self.replay:
            self.replay.tick()
        self.live.tick()
        self.library.tick()
        start, *others = self._live_actions
        on_live = self._pages.currentWidget() is self.live
        start.setEnabled(on_live and not self.live.running)
        for action in others:
            action.setEnabled(on_live and self.live.running)
        playing = self._pages.currentWidget() in (self.clips, self.replay)
        engine, recognizer, sound, progress = self._playing.status if playing else ("", "", "", "")
        for label, text in ((self._engine, engine), (self._recognizer, recognizer), (self._sound, sound)):
            label.setText(text)
        if self._opening is None:
            self._progress.setText(progress)

    def status_texts(self) -> list[str]:
        """What the status bar says, from left to right."""
        labels = (self._file, self._engine, self._recognizer, self._sound, self._progress)
        return [label.text() for label in labels if label.text()]

    def _notice(self, text: str, kind: str, modality: str = "") -> None:
        if text:
            self.notices.add(text, kind, modality)

    # --- what the person asks for ------------------------------------------------------------------------------

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
        for view in (self.notices, self.clips, self.replay, self.live, self.library):
            view.set_theme(theme)

    def _smooth(self, seconds: float) -> None:
        for page in (self.clips, self.live):
            page.plots.smooth(seconds)
        self.replay.tracks.smooth(seconds)

    def _outline(self, shown: bool) -> None:
        for page in (self.clips, self.replay, self.live):
            page.picture.show_outline(shown)

    def recent(self) -> list[Path]:
        """The clips and sessions opened last that are still there, newest first."""
        stored = self._settings.value("recent", [])
        # A list of one is read back as its item, an empty one as None.
        names = stored if isinstance(stored, list) else [stored] if isinstance(stored, str) else []
        return [path for path in map(Path, names) if path.is_file() or (path / DATABASE).is_file()]

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
            action.triggered.connect(lambda _=False, p=path: self.open_path(p))

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
        self._pages = QStackedWidget()
        for page in (self.start_page, self.clips, self.replay, self.live, self.library):
            self._pages.addWidget(page)
        centre = QWidget()
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(12, 6, 12, GAP)
        outer.setSpacing(GAP)
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
        menu_action(file, "&Live analysis", self.show_live, QKeySequence("Ctrl+L"))
        menu_action(file, "Li&brary", self.show_library, QKeySequence("Ctrl+B"))
        menu_action(file, "&Open…", self.choose_file, QKeySequence.StandardKey.Open)
        menu_action(file, "Open s&ession…", self.choose_session, QKeySequence("Ctrl+Shift+O"))
        menu_action(file, "Open &sample", self.open_sample)
        self._recent_menu = file.addMenu("Open &recent")
        self._recent_menu.setToolTipsVisible(True)
        file.addSeparator()
        menu_action(file, "&Quit", self.close, QKeySequence("Ctrl+Q"))
        playback = self.menuBar().addMenu("&Playback")
        self._play_action = menu_action(
            playback, "Play", lambda: self._playing.toggle_play(), QKeySequence(Qt.Key.Key_Space)
        )
        self._clip_actions = [self._play_action]
        for text, call, key in (
            ("5 seconds back", lambda: self._playing.skip(-SKIP), Qt.Key.Key_Left),
            ("5 seconds forward", lambda: self._playing.skip(SKIP), Qt.Key.Key_Right),
            ("To the beginning", lambda: self._playing.seek(0.0), Qt.Key.Key_Home),
        ):
            self._clip_actions.append(menu_action(playback, text, call, QKeySequence(key)))
        playback.addSeparator()
        self._replay_actions = playback_entries(playback, self.replay)
        playback.addSeparator()
        menu_action(playback, "Mute", lambda: self._playing.toggle_mute(), QKeySequence(Qt.Key.Key_M))
        live, menu = self.live, self.menuBar().addMenu("&Live")
        self._live_actions = [  # the first begins a run, the others are for one
            menu_action(menu, "Start", lambda: live.start(), QKeySequence("Ctrl+Return")),
            menu_action(menu, "Pause or resume", live.toggle_pause, QKeySequence(Qt.Key.Key_P)),
            menu_action(menu, "Stop", live.stop, QKeySequence("Ctrl+.")),
            menu_action(menu, "Record or end the recording", live.toggle_record, QKeySequence("Ctrl+R")),
        ]
        menu.addSeparator()
        media = menu.addAction("Record pictures and sound")
        media.setCheckable(True)
        media.setChecked(live.media)
        media.toggled.connect(partial(setattr, live, "media"))
        menu.addSeparator()
        for title, attribute, best, names in (
            ("Speech model", "speech", "The best that is fast enough", (POCKETSPHINX, *whisper_names())),
            ("Engine", "engine", "The fastest", ENGINES),
        ):
            submenu = menu.addMenu(f"{title} of the next run")
            choices = {
                name: menu_action(submenu, text, partial(setattr, live, attribute, name))
                for name, text in {"": best, **{name: name for name in names}}.items()
            }
            exclusive(self, list(choices.values()))
            choices.get(getattr(live, attribute), choices[""]).setChecked(True)
        self._build_view_menu()
        for action in (*self._clip_actions, *self._replay_actions, *self._live_actions):
            action.setEnabled(False)

    def _build_view_menu(self) -> None:
        view = self.menuBar().addMenu("&View")
        outline = view.addAction("Face outline")
        outline.setCheckable(True)
        outline.setChecked(True)
        outline.toggled.connect(self._outline)
        view.addSeparator()
        self._replay_actions += view_entries(view, self.replay)
        whole = menu_action(view, "Plot the whole clip", lambda: self.clips.plots.follow(False))
        exclusive(self, [whole, menu_action(view, "Plot 30 seconds of a clip", lambda: self.clips.plots.follow(True))])
        whole.setChecked(True)
        latest = menu_action(view, "Plot the last 30 seconds of a live run", lambda: self.live.plots.follow(True))
        exclusive(self, [latest, menu_action(view, "Plot the whole live run", lambda: self.live.plots.follow(False))])
        latest.setChecked(True)
        smoothing = view.addMenu("Smoothing of the curve")
        names = {seconds: f"Mean of {seconds:g} s" if seconds else "None" for seconds in SMOOTHINGS}
        smoothings = [menu_action(smoothing, name, partial(self._smooth, s)) for s, name in names.items()]
        exclusive(self, smoothings)
        smoothings[0].setChecked(True)
        view.addSeparator()
        appearance = view.addMenu("Appearance")
        looks = {"system": "As the system", "light": "Light", "dark": "Dark"}
        self._appearance_actions = {
            key: menu_action(appearance, looks[key], partial(self.set_appearance, key)) for key in themes.APPEARANCES
        }
        exclusive(self, list(self._appearance_actions.values()))

    def _connect(self) -> None:
        self.start_page.live_requested.connect(self.show_live)
        self.start_page.open_requested.connect(self.choose_file)
        self.start_page.sample_requested.connect(self.open_sample)
        self.start_page.recent_requested.connect(self.open_path)
        self.start_page.library_requested.connect(self.show_library)
        self.library.noticed.connect(self._notice)
        self.library.open_requested.connect(self.open_session)
        self.library.live_requested.connect(self.show_live)
        self.library.leaving.connect(self._let_go)
        self.live.recorded.connect(self.library.refresh)
        for page in (self.clips, self.replay):
            page.noticed.connect(self._notice)
            page.playing_changed.connect(self._show_play)
        self.replay.told.connect(lambda text: self.statusBar().showMessage(text, PASSING))
        self.live.noticed.connect(self._notice)
        self.live.settled.connect(self.notices.settle)
        self.live.started.connect(self.notices.clear)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)

    def _show_play(self) -> None:
        self._play_action.setText("Pause" if self._playing.player.wanted else "Play")
