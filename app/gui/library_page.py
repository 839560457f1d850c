"""The page of the library: all sessions at a glance, found by what was said, kept in order, and new ones imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.batch.imports import Imports, State
from app.gui import icons
from app.gui.analysis import Task
from app.gui.focus_ring import MARGIN
from app.gui.folders import begin_in, open_folder
from app.gui.import_panel import ImportPanel
from app.gui.layout import GAP, ShortLabel, card, media_filter, menu_action
from app.gui.library_look import Hint, style_sheet, trash_question
from app.gui.library_table import LibraryTable
from app.gui.plots import clock_text
from app.gui.theme import Theme
from app.gui.thumbnails import Thumbnails
from app.gui.translation import tr
from app.sessions import keeping, library
from app.sessions.library import Entry, Transcripts
from app.settings import Library, SettingsStore
from ucrn_core.errors import UCRNLiveError

SEARCH, LEAST_SEARCH = 340, 170  # pixels
CLOSE_WAIT = 30.0  # s that closing waits for an import that was told to stop


class LibraryPage(QWidget):
    """Reads the library when it is shown, and whenever it may have changed."""

    open_requested = Signal(Path)
    live_requested = Signal()
    export_requested = Signal()  # of the sessions that are selected
    noticed = Signal(str, str)  # a sentence for the person and its kind, `warning` or `error`
    leaving = Signal(Path)  # a session is about to be renamed or moved to the trash: nothing may hold it open

    def __init__(self, settings: SettingsStore, folder: Path | None = None) -> None:
        """folder: of the library; None for the person's own."""
        super().__init__()
        self._settings = settings
        self.folder = folder or library.home(settings.now.library)
        self.imports = Imports(self.folder)
        self._transcripts = Transcripts()
        self._listing: Task[list[Entry]] | None = None
        self._again = False  # the library may have changed since the listing began
        self._reading: Task[None] | None = None  # of transcripts
        self._read: Sequence[Entry] = ()  # whose transcripts were read
        self._moving: Task[Path | None] | None = None  # a search for media
        self._stop_moving = Event()
        self._new: set[Path] = set()  # sessions of imports that are listed
        self.thumbnails = Thumbnails()
        self.table = LibraryTable(self.thumbnails)
        self.panel = ImportPanel()
        self.search = QLineEdit()
        self.summary = ShortLabel()
        self.hint = Hint()
        self._build()
        self._connect()
        self._show_state()

    # --- what the person asks for ------------------------------------------------------------------------------

    def enter(self) -> None:
        """The page is shown."""
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Look into the library anew; what is shown stays until it is read."""
        if self._listing is None:
            self._listing = Task("list the library", lambda: library.entries(self.folder))
        else:
            self._again = True

    def open_selected(self) -> None:
        for entry in self.table.selected()[:1]:
            self._open(entry)

    def add(self, paths: Sequence[Path]) -> None:
        """Import media files, and those in folders."""
        self.imports.add(paths, copy_media=self.copy_action.isChecked())
        self._show_imports()

    def follow(self, settings: Library) -> None:
        """The settings have changed."""
        self.copy_action.setChecked(settings.copy_media)
        folder = library.home(settings)
        if folder != self.folder:
            self.folder = self.imports.library = folder
            self.refresh()

    def rename(self, entry: Entry, name: str) -> None:
        folder = self._try(lambda: keeping.rename(entry.folder, name, lambda: self.leaving.emit(entry.folder)))
        if folder is not None:
            self.refresh()

    def ask_trash(self) -> None:
        """Ask whether the selected sessions shall go to the trash, and move them there."""
        chosen = self.table.selected()
        if not chosen:
            return
        question = trash_question([entry.name for entry in chosen], self)
        question.accepted.connect(lambda: self.trash(chosen))
        question.open()

    def trash(self, chosen: Sequence[Entry]) -> None:
        for entry in chosen:
            self.leaving.emit(entry.folder)
            self._try(lambda folder=entry.folder: keeping.trash(folder))  # type: ignore[misc]
        self.refresh()

    def relocate(self, entry: Entry, place: Path) -> None:
        """Tell a session that its media file is `place`, or lies somewhere below it."""
        if self._moving is not None:
            return
        self._stop_moving = stop = Event()

        def find() -> Path | None:
            if place.is_dir():
                return keeping.relocate_by_search(entry.folder, place, stop.is_set)
            keeping.relocate(entry.folder, place)
            return place

        self._moving = Task(f"find the media of {entry.name}", find)
        self._show_state()

    def set_theme(self, theme: Theme) -> None:
        self.setStyleSheet(style_sheet(theme))
        for view in (self.table, self.panel, self.hint):
            view.set_theme(theme)
        self._search_mark.setIcon(icons.icon("search", theme.muted))

    # --- keeping step ------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Take what other threads have ready."""
        if self._listing is not None and self._listing.done:
            task, self._listing = self._listing, None
            if task.error is not None:
                self.noticed.emit(task.error, "error")
            elif task.result is not None:
                self._show(task.result)
            if self._again:
                self._again = False
                self.refresh()
        if self._reading is not None and self._reading.done:
            self._reading = None
            self._find()
        if self._moving is not None and self._moving.done:
            moved, self._moving = self._moving, None
            if moved.error is not None:
                self.noticed.emit(moved.error, "error")
            self.refresh()
            self._show_state()
        self.thumbnails.tick()
        self._show_imports()

    def close_page(self) -> None:
        """Ends what is at work, imports in order."""
        self._stop_moving.set()
        self.thumbnails.close()
        self.imports.close(CLOSE_WAIT)

    def _show(self, entries: list[Entry]) -> None:
        self.table.set_entries(entries)
        self.thumbnails.refresh(entries)
        if self.search.text().strip():
            self._find()
        self._show_state()

    def _show_imports(self) -> None:
        imports = self.imports.imports
        self._panel_card.setVisible(bool(imports))
        self.panel.show_imports(imports, self.imports.busy)
        made = {item.session for item in imports if item.state is State.DONE and item.session is not None}
        if made - self._new:
            self._new |= made
            self.refresh()

    def _find(self) -> None:
        """Show what matches by what was read so far; transcripts that were not are read in a thread."""
        text, entries = self.search.text(), self.table.entries.entries
        if text.strip():
            found = library.search(entries, text, self._transcripts)
            self.table.shown.show_only({entry.folder for entry in found})
            if self._reading is None and self._read is not entries:
                self._read = entries
                self._reading = Task("read transcripts", lambda: self._transcripts.read(entries))
        else:
            self.table.shown.show_only(None)
        self._show_state()

    def _show_state(self) -> None:
        """Which buttons may be pressed, how many sessions there are, and what is shown where there are none."""
        chosen, entries = self.table.selected(), self.table.entries.entries
        one = chosen[0] if len(chosen) == 1 else None
        self.open_action.setEnabled(one is not None)
        self.rename_action.setEnabled(one is not None)
        self.find_action.setEnabled(one is not None and one.media is not None and not one.has_media)
        self.show_action.setEnabled(one is not None)
        self.export_action.setEnabled(any(entry.trouble is None for entry in chosen))
        self.trash_action.setEnabled(bool(chosen))
        self.stop_button.setVisible(self._moving is not None)
        for action, button in self._buttons.items():
            button.setEnabled(action.isEnabled())
        # One of the two, as a small window has no room for both; the menu has both.
        self._buttons[self.find_action].setVisible(self.find_action.isEnabled())
        self._buttons[self.show_action].setVisible(not self.find_action.isEnabled())
        shown = self.table.shown.rowCount()
        count = tr("%Ln session(s), {total} in all", "", len(entries))
        if shown != len(entries):
            count = tr("{shown} of %Ln session(s), {total} in all", "", len(entries))
        total = clock_text(sum(entry.duration for entry in entries))
        self.summary.setText(count.format(shown=shown, total=total) if entries else "")
        self._views.setCurrentWidget(self.table if shown else self.hint)
        if not entries:
            self.hint.show_empty(self.folder, reading=self._listing is not None)
        elif not shown:
            self.hint.show_nothing_found(self.search.text(), searching=self._reading is not None)

    def _open(self, entry: Entry) -> None:
        if entry.trouble is not None:
            self.noticed.emit(entry.trouble, "error")
        else:
            self.open_requested.emit(entry.folder)

    def _try(self, act: Callable[[], Path | None]) -> Path | None:
        try:
            return act()
        except UCRNLiveError as error:
            self.noticed.emit(str(error), "error")
            return None

    # --- dialogs and drops -------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("Import media"), self._last_folder, media_filter())
        if names:
            self._settings.change("window", media=str(Path(names[0]).parent))
            self.add([Path(name) for name in names])

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Import all media of a folder"), self._last_folder)
        if name:
            self.add([Path(name)])

    def choose_moved(self) -> None:
        """Ask in which folder to look for the media of the selected session."""
        for entry in self.table.selected()[:1]:
            title = tr("Where is {file} now? It is looked for in this folder").format(
                file=entry.media.name if entry.media else tr("the file")
            )
            name = QFileDialog.getExistingDirectory(self, title, self._last_folder)
            if name:
                self.relocate(entry, Path(name))

    def show_in_folder(self) -> None:
        for entry in self.table.selected()[:1]:
            if trouble := open_folder(entry.folder.parent):
                self.noticed.emit(trouble, "error")

    @property
    def _last_folder(self) -> str:
        return begin_in(self._settings.now.window.media)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _media_of(event):
            event.acceptProposedAction()
            self._mark_drop(True)
        else:
            event.ignore()  # the window may want it

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(False)
        event.acceptProposedAction()
        self.add(_media_of(event))

    def _mark_drop(self, over: bool) -> None:
        self._card.setProperty("drop", over)
        self._card.style().unpolish(self._card)
        self._card.style().polish(self._card)

    # --- construction ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAcceptDrops(True)
        title = QLabel(tr("Library"))
        title.setProperty("role", "page")
        self.summary.setProperty("role", "muted")
        self.search.setPlaceholderText(tr("Search names and what was said"))
        self.search.setAccessibleName(tr("Search names and transcripts"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(LEAST_SEARCH)
        self.search.setMaximumWidth(SEARCH)
        self._search_mark = QAction(tr("Search"), self)
        self.search.addAction(self._search_mark, QLineEdit.ActionPosition.LeadingPosition)
        self.import_button = QPushButton(tr("Import…"))
        self.import_button.setProperty("role", "go")
        menu = QMenu(self.import_button)
        menu_action(menu, tr("Files…"), self.choose_files)
        menu_action(menu, tr("Folder…"), self.choose_folder)
        menu.addSeparator()
        self.copy_action = menu.addAction(tr("Copy media into the sessions"))
        self.copy_action.setCheckable(True)
        self.copy_action.setChecked(self._settings.now.library.copy_media)
        self.copy_action.triggered.connect(lambda copy: self._settings.change("library", copy_media=copy))
        self.import_button.setMenu(menu)
        head = QHBoxLayout()
        head.setContentsMargins(4, MARGIN, MARGIN, 2)  # with room for the ring of the focus
        head.setSpacing(14)
        head.addWidget(title)
        head.addWidget(self.summary)
        head.addStretch(1)
        head.addWidget(self.search, 2)
        head.addWidget(self.import_button)
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self.hint)
        self._card = card(self._views)
        self._panel_card = card(self.panel)
        self._menu = QMenu(self)
        self.open_action = menu_action(self._menu, tr("Open"), self.open_selected)
        self.export_action = menu_action(self._menu, tr("Export…"), self.export_requested.emit)
        self.rename_action = menu_action(self._menu, tr("Rename"), self.table.edit_name)
        self.find_action = menu_action(self._menu, tr("Find moved media…"), self.choose_moved)
        self.show_action = menu_action(self._menu, tr("Show in folder"), self.show_in_folder)
        self._menu.addSeparator()
        self.trash_action = menu_action(self._menu, tr("Move to trash…"), self.ask_trash)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GAP)
        self._buttons: dict[QAction, QPushButton] = {}
        actions = (self.open_action, self.export_action, self.rename_action, self.find_action, self.show_action)
        for action in actions:
            foot.addWidget(self._button(action))
        self.stop_button = QPushButton(tr("Stop looking for the media"))
        foot.addWidget(self.stop_button)
        foot.addStretch()
        foot.addWidget(self._button(self.trash_action))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GAP)
        page.addLayout(head)
        page.addWidget(self._card, 1)
        page.addWidget(self._panel_card)
        page.addLayout(foot)

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text())
        button.clicked.connect(lambda: action.trigger())
        self._buttons[action] = button
        return button

    def _connect(self) -> None:
        self.table.opened.connect(self._open)
        self.table.trash_requested.connect(self.ask_trash)
        self.table.entries.rename_requested.connect(self.rename)
        self.table.selectionModel().selectionChanged.connect(self._show_state)
        self.table.customContextMenuRequested.connect(self._show_menu)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        self.search.textChanged.connect(self._find)
        self.stop_button.clicked.connect(lambda: self._stop_moving.set())
        self.hint.import_requested.connect(self.choose_files)
        self.hint.live_requested.connect(self.live_requested)
        self.panel.cancel_requested.connect(self.imports.cancel)
        self.panel.cancel_all_requested.connect(self.imports.cancel_all)
        self.panel.clear_requested.connect(self.imports.forget)

    def _show_menu(self, place: QPoint) -> None:
        if self.table.selected():
            self._menu.popup(self.table.viewport().mapToGlobal(place))


def _media_of(event: QDropEvent | QDragEnterEvent) -> list[Path]:
    """The files and folders that are dragged; none where a session is among them, which is to be opened."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [] if any(path.suffix == ".ucrn" for path in paths) else paths
