"""What is opened: a clip, a session or the sample is chosen, read in another thread, and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

import assets
from app.gui.analysis import ClipInfo, Task
from app.gui.folders import begin_in, whole
from app.gui.layout import media_filter
from app.gui.translation import tr
from app.sessions import library, replayed
from app.sessions.database import DATABASE
from app.sessions.replayed import Replayed
from app.settings import RECENT, SettingsStore


class Opening(QObject):
    """One thing at a time: what is asked for last. inspect: looks into a file in another thread."""

    clip_ready = Signal(object)  # ClipInfo
    session_ready = Signal(object)  # Replayed
    failed = Signal(str)  # in one sentence

    def __init__(self, window: QWidget, settings: SettingsStore, inspect: Callable[[Path], ClipInfo]) -> None:
        super().__init__(window)
        self._window, self._settings, self._inspect = window, settings, inspect
        self._task: Task[ClipInfo] | Task[Replayed] | None = None
        self._name = ""

    @property
    def status(self) -> str:
        """What the status bar says; empty when nothing is being read."""
        return tr("Opening {name}…").format(name=self._name) if self._task is not None else ""

    def tick(self) -> None:
        """Tell what has been read."""
        if self._task is None or not self._task.done:
            return
        task, self._task = self._task, None
        if isinstance(task.result, Replayed):
            self.session_ready.emit(task.result)
        elif task.result is not None:
            self.clip_ready.emit(task.result)
        elif task.error is not None:
            self.failed.emit(task.error)

    def open_file(self, path: Path) -> None:
        """Look into a file and, if it can be read, open it in place of the present clip."""
        path = whole(path)
        self._task, self._name = Task(f"look into {path.name}", lambda: self._inspect(path)), path.name

    def open_session(self, path: Path, timeline: str | None = None) -> None:
        """Read a stored session and, if it can be read, replay it: the timeline of that name, for None the first."""
        path = whole(path)
        self._task, self._name = Task(f"read {path.name}", lambda: replayed.load(path, timeline)), path.name

    def open_path(self, path: Path) -> None:
        """Open a session folder or a media file."""
        (self.open_session if path.is_dir() else self.open_file)(path)

    def open_sample(self) -> None:
        """Open the clip that ships with the program."""
        self.open_file(assets.path(assets.SAMPLE))

    def choose_session(self) -> None:
        """Ask for a session folder and open it."""
        usual = library.home(self._settings.now.library)
        folder = begin_in(self._settings.now.window.sessions or (str(usual) if usual.is_dir() else ""))
        name = QFileDialog.getExistingDirectory(self._window, tr("Open a session (a folder NAME.ucrn)"), folder)
        if name:
            self._settings.change("window", sessions=str(Path(name).parent))
            self.open_session(Path(name))

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        folder = begin_in(self._settings.now.window.media)
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open a video or sound file"), folder, media_filter())
        if name:
            self._settings.change("window", media=str(Path(name).parent))
            self.open_file(Path(name))

    def recent(self) -> list[Path]:
        """The clips and sessions opened last that are still there, newest first."""
        kept = map(Path, self._settings.now.window.recent)
        return [path for path in kept if path.is_file() or (path / DATABASE).is_file()]

    def remember(self, path: Path) -> None:
        """This one was opened."""
        paths = [path, *(p for p in self.recent() if p != path)][:RECENT]
        self._settings.change("window", recent=[str(p) for p in paths])
