"""The main window: its pages, menus, notices and status bar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

import assets
from app.gui import icons, style_sheet
from app.gui import theme as themes
from app.gui.analysis import Analyze, ClipInfo, analyze_clip, inspect_clip
from app.gui.annotate_menu import AnnotateMenu
from app.gui.clip_page import ClipPage
from app.gui.export_dialog import ExportDialog
from app.gui.exporting import export_shown, keep_clip
from app.gui.first_run import MODELS, FirstRunGuide, make_guide
from app.gui.focus_ring import FocusRing
from app.gui.help_menu import fill_help_menu
from app.gui.keys import OwnKeys
from app.gui.layout import GAP, Pages, scrolled
from app.gui.library_page import LibraryPage
from app.gui.live_menu import enable_entries, live_entries
from app.gui.live_page import LivePage
from app.gui.menus import fill_file_menu, fill_playback_menu, fill_recent_menu, fill_view_menu
from app.gui.notices import Action, NoticeBar
from app.gui.opening import Opening
from app.gui.placement import Placement
from app.gui.reanalysis import Reanalyses, Wanted
from app.gui.replay_menu import playback_entries, show_timeline
from app.gui.replay_page import ReplayPage
from app.gui.settings_dialog import SettingsDialog
from app.gui.start_page import StartPage
from app.gui.status_bar import StatusBar, what_is_open, work_of
from app.gui.translation import tr
from app.sessions.replayed import Replayed
from app.sessions.schema import SETTLED
from app.settings import MarkerKind, Settings, SettingsStore
from engines.live_inputs import LiveRequest

LEAST = 480, 320  # pixels of the window
TICK = 33  # ms between looks at what is new
CLOSE_WAIT = 5.0  # s that closing waits for an analysis that was told to stop
EXPORT_WAIT = 60.0  # s that it waits for files that are being written


class MainWindow(QMainWindow):
    """The window. settings: where what the person chose is kept; analyze and inspect: what runs in other threads."""

    view_changed = Signal(object, object)  # View before and now

    def __init__(
        self,
        settings: SettingsStore,
        analyze: Analyze = analyze_clip,
        inspect: Callable[[Path], ClipInfo] = inspect_clip,
    ) -> None:
        super().__init__()
        self.settings = settings
        self._began = settings.now
        self.opening, self.status = Opening(self, settings, inspect), StatusBar()
        self.notices = NoticeBar()
        self.start_page = StartPage()
        self.clips = ClipPage(analyze)
        self.replay = ReplayPage(settings)
        self.live = LivePage(settings)
        self.library = LibraryPage(settings)
        self.reanalyses = Reanalyses()
        self.guide: FirstRunGuide | None = None  # made when it is asked for
        self._before_guide: QWidget  # page that was shown then
        self._ring, self._own_keys = FocusRing(), OwnKeys(self)
        self.installEventFilter(self._own_keys)
        self._build()
        self._build_menus()
        self._connect()
        self._placement = Placement(self, {"clip": self.clips, "replay": self.replay, "live": self.live}, settings)
        self._end_listening = settings.listen(self._follow)
        self._apply_theme()
        self._show_recent()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(TICK)

    # --- opening and closing -----------------------------------------------------------------------------------

    def show_live(self) -> None:
        """The page of live analysis; what plays is halted."""
        self._halt()
        self.notices.clear()
        self._show_page(self.live)
        self.live.enter()
        self.live.controls.start.setFocus()

    def show_library(self) -> None:
        """The page of all sessions."""
        self._leave_others()
        self._show_page(self.library)
        self.library.enter()

    def show_guide(self, number: int = 0) -> None:
        """The guide of the first run, at the step with this number."""
        self._leave_others()
        if self._pages.currentWidget() is not self.guide:
            self._before_guide = self._pages.currentWidget() or self._start
        if self.guide is None:
            self.guide = make_guide(self)
            self._pages.addWidget(self.guide)
            self.guide.set_theme(themes.resolve(self.settings.now.appearance, self.settings.now.palette))
        self.guide.devices.before = self.live.closing
        self.guide.go_to(number)
        self._show_page(self.guide)

    def show_models(self) -> None:
        """Where models are installed."""
        self.show_guide(MODELS)

    def leave_guide(self, go_on: Callable[[], object] | None = None) -> None:
        """It was skipped or gone through; by default what was shown before is shown again."""
        self.settings.change(guide_seen=True)
        before = self._before_guide
        if go_on is not None:
            self._show_page(self._start)
            go_on()
        elif before is self.live:
            self.show_live()
        elif before is self.library:
            self.show_library()
        else:
            self._show_page(before)

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
        self.clips.transport.play.setFocus()
        if clip.path != assets.path(assets.SAMPLE):
            self.opening.remember(clip.path)

    def _begin_replay(self, session: Replayed) -> None:
        """Replay a session that was read; a live run is paused."""
        self._leave_others()
        self.replay.begin(session)
        self._show_page(self.replay)
        self.replay.fit_picture()
        self.replay.transport.play.setFocus()
        self.opening.remember(session.folder)

    def analyse_again(self) -> None:
        """Ask how to make another timeline of the open session, and make it."""
        if (shown := self.replay.replayed) is not None:
            self.reanalyses.ask(shown.folder, [timeline.name for timeline in shown.timelines], self)

    def _offer(self, folder: Path, steps: bool) -> None:
        """What may be done with a recording that has ended, or a run that was saved."""
        self.library.refresh()
        replay: Action = (tr("Replay"), lambda: self.opening.open_session(folder))
        settle: Action = (tr("Make the settled timeline"), lambda: self.reanalyses.start(folder, Wanted(SETTLED)))
        stored = tr("{name} is stored.").format(name=folder.name)
        self.notices.add(stored, "info", actions=[replay, settle] if steps else [replay])

    def _offer_timeline(self, folder: Path, name: str) -> None:
        self.replay.see_timelines(folder)
        show = (tr("Show"), lambda: show_timeline(self.replay, self.opening, folder, name))
        there = tr("The timeline {timeline} of {session} is there.").format(timeline=name, session=folder.name)
        self.notices.add(there, "info", actions=[show])

    def _leave_others(self) -> None:
        """What plays is halted, and a live run is paused."""
        self.notices.clear()
        self._halt()
        self.live.leave()
        if self.live.running:
            self.notices.add(tr("The live run is paused: File > Live analysis goes back to it."))

    def _let_go(self, session: Path) -> None:
        """A session is about to get another name, or to go to the trash: close it where it is open."""
        if self.replay.folder == session:
            self.replay.close_session()
        self.reanalyses.stop(CLOSE_WAIT, session)

    def _halt(self) -> None:
        for page in (self.clips, self.replay):
            page.player.play(False)

    @property
    def playing(self) -> ClipPage | ReplayPage:
        """The page whose playback the menu is for."""
        return self.replay if self._pages.currentWidget() is self.replay else self.clips

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        for action in self._clip_actions:
            action.setEnabled(page in (self.clips, self.replay))
        self._export_action.setEnabled(page in (self.clips, self.replay, self.library))
        for action in self._replay_actions:
            action.setEnabled(page is self.replay)
        self._show_play()
        annotated = self._annotated
        self.annotate.show_page(annotated.annotations if annotated else None, can_exclude=page is self.replay)
        name, tip = what_is_open(self, page)
        self.setWindowTitle(f"{name} – UCRN Live" if name else "UCRN Live")
        self.status.show_file(name, tip)

    def closeEvent(self, event: QCloseEvent) -> None:
        for settings_dialog in self.findChildren(SettingsDialog):
            settings_dialog.close()
        self._placement.keep()
        self._end_listening()
        self._timer.stop()
        self.hide()
        self.clips.close_clip()
        self.replay.close_session()
        self.live.close_page()
        self.library.close_page()
        if self.guide is not None:
            self.guide.close_guide(CLOSE_WAIT)
        self.reanalyses.stop(CLOSE_WAIT)
        for dialog in self.findChildren(ExportDialog):
            dialog.join(EXPORT_WAIT)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.opening.open_path(Path(path))

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready and show the present moment."""
        self.opening.tick()
        while self.settings.told:
            self.notices.add(self.settings.told.pop(0), "warning", stays=True)
        self.clips.tick()
        if self._pages.currentWidget() is self.replay:
            self.replay.tick()
        self.live.tick()
        self.library.tick()
        if self.guide is not None:
            self.guide.tick(work_of(self.clips, self.reanalyses, self.library))
        self.reanalyses.tick(begin=not self.live.busy)  # it would take the processor from the run
        enable_entries(self._live_actions, self.live, shown=self._pages.currentWidget() is self.live)
        playing = self._pages.currentWidget() in (self.clips, self.replay)
        engine, recognizer, sound, progress = self.playing.status if playing else ("", "", "", "")
        installing = self.guide.status if self.guide is not None else ""
        busy = self.opening.status or self.reanalyses.status or installing
        self.status.show_run(engine, recognizer, sound, busy or progress)

    def _notice(self, text: str, kind: str, modality: str = "") -> None:
        if text:
            self.notices.add(text, kind, modality)

    # --- what the person asks for ------------------------------------------------------------------------------

    def show_settings(self) -> None:
        """The dialog of the settings, over whatever is shown."""
        dialog = self.findChild(SettingsDialog) or SettingsDialog(self.settings, self._began, self, self.show_models)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _follow(self, before: Settings, now: Settings) -> None:
        """Settings have changed: show what follows from them."""
        if (now.appearance, now.palette) != (before.appearance, before.palette):
            self._apply_theme()
        if now.markers != before.markers:
            self.annotate.show_kinds()
        if now.window.recent != before.window.recent:
            self._show_recent()
        if now.view != before.view:
            self.view_changed.emit(before.view, now.view)
        if now.live != before.live:
            self.live.follow(before.live, now.live)
            if self.guide is not None:
                self.guide.devices.devices.follow(before.live, now.live)
        if now.library != before.library:
            self.library.follow(now.library)

    def _apply_theme(self) -> None:
        now = self.settings.now
        for choice in (now.appearance, now.palette):
            self._appearance_actions[choice].setChecked(True)
        theme = themes.resolve(now.appearance, now.palette)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style_sheet.apply(app, theme)
        for view in (self.notices, self.clips, self.replay, self.live, self.library):
            view.set_theme(theme)
        if self.guide is not None:
            self.guide.set_theme(theme)

    @property
    def _annotated(self) -> LivePage | ReplayPage | None:
        """The page that markers are put on, if it is shown."""
        return next((page for page in (self.live, self.replay) if page is self._pages.currentWidget()), None)

    def _mark(self, kind: MarkerKind) -> None:
        if (page := self._annotated) is not None:
            page.mark(kind)

    def _show_kinds(self) -> None:
        for page in (self.live, self.replay):
            page.panel.set_kinds(self.annotate.kinds)

    def _show_recent(self) -> None:
        paths = self.opening.recent()
        self.start_page.set_recent(paths)
        fill_recent_menu(self._recent_menu, paths, self.opening.open_path)

    # --- construction ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("UCRN Live")
        self.setWindowIcon(icons.window_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST)
        self._pages = Pages()
        self._start = scrolled(self.start_page)
        for page in (self._start, self.clips, self.replay, self.live, self.library):
            self._pages.addWidget(page)
        centre = QWidget()
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(12, 6, 12, GAP)
        outer.setSpacing(GAP)
        outer.addWidget(self.notices)
        outer.addWidget(self._pages, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    def _build_menus(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu(tr("&File"))
        self._export_action, self._replay_actions, self._recent_menu = fill_file_menu(file, self)
        playback = bar.addMenu(tr("&Playback"))
        self._clip_actions = fill_playback_menu(playback, self)
        self._play_action = self._clip_actions[0]
        self._replay_actions += playback_entries(playback, self.replay)
        self._live_actions = live_entries(bar.addMenu(tr("&Live")), self.live, self.settings)
        self.annotate = AnnotateMenu(self.settings, self)
        bar.addMenu(self.annotate)
        shown, self._appearance_actions = fill_view_menu(bar.addMenu(tr("&View")), self)
        self._replay_actions += shown
        fill_help_menu(bar.addMenu(tr("&Help")), self)
        for action in (*self._clip_actions, self._export_action, *self._replay_actions, *self._live_actions):
            action.setEnabled(False)

    def _connect(self) -> None:
        self.start_page.live_requested.connect(self.show_live)
        self.start_page.open_requested.connect(self.opening.choose_file)
        self.start_page.session_requested.connect(self.opening.choose_session)
        self.start_page.sample_requested.connect(self.opening.open_sample)
        self.start_page.recent_requested.connect(self.opening.open_path)
        self.start_page.library_requested.connect(self.show_library)
        self.opening.clip_ready.connect(self._begin)
        self.opening.session_ready.connect(self._begin_replay)
        for failed in (self.opening.failed, self.reanalyses.failed, self.live.annotations.failed):
            failed.connect(lambda why: self.notices.add(why, "error"))
        self.clips.keep_requested.connect(lambda: keep_clip(self))
        self.library.noticed.connect(self._notice)
        self.library.open_requested.connect(self.opening.open_session)
        self.library.live_requested.connect(self.show_live)
        self.library.leaving.connect(self._let_go)
        self.library.export_requested.connect(lambda: export_shown(self))
        self.live.recorded.connect(self.library.refresh)
        self.live.stored.connect(self._offer)
        self.reanalyses.done.connect(self._offer_timeline)
        for page in (self.clips, self.replay):
            page.noticed.connect(self._notice)
            page.playing_changed.connect(self._show_play)
        self.replay.told.connect(self.status.pass_by)
        self.live.noticed.connect(self._notice)
        self.notices.install = self.show_models
        self.notices.engine = lambda: self.clips.engine or self.live.badges.engine.text()
        self.annotate.mark_requested.connect(self._mark)
        self.annotate.exclude_requested.connect(self.replay.exclude_selection)
        self.annotate.kinds_changed.connect(self._show_kinds)
        self._show_kinds()
        self.live.settled.connect(self.notices.settle)
        self.live.started.connect(self.notices.clear)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_theme)

    def _show_play(self) -> None:
        self._play_action.setText(tr("Pause") if self.playing.player.wanted else tr("Play"))
