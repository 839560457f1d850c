"""The line below the window: what is open, what analyses it, and what goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStatusBar, QWidget

import assets
from app.gui.layout import ShortLabel, plain_tip
from app.gui.translation import tr

if TYPE_CHECKING:
    from app.gui.window import MainWindow

if TYPE_CHECKING:
    from app.gui.clip_page import ClipPage
    from app.gui.library_page import LibraryPage
    from app.gui.reanalysis import Reanalyses

PASSING = 4000  # ms that a message stays


def what_is_open(window: MainWindow, page: QWidget) -> tuple[str, str]:
    """Name of what a page of the window shows, and where it lies; empty where there is none."""
    clip, session = window.clips.clip, window.replay.folder
    if page is window.live:
        return tr("Live"), ""
    if page is window.guide:
        return tr("First-run guide"), ""
    if page is window.library:
        return tr("Library"), str(window.library.folder)
    if page is window.clips and clip is not None:
        return tr("Sample") if clip.path == assets.path(assets.SAMPLE) else clip.path.name, str(clip.path)
    if page is window.replay and session is not None:
        return session.name, str(session)
    return "", ""


class StatusBar(QStatusBar):
    """From left to right: the file, engine, recognizer; sound output, and how far what goes on has come."""

    def __init__(self) -> None:
        super().__init__()
        self._file, self._engine, self._recognizer = ShortLabel(), ShortLabel(), ShortLabel()
        self._sound, self._progress = ShortLabel(), ShortLabel()
        self._labels = (self._file, self._engine, self._recognizer, self._sound, self._progress)
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._file, self._engine, self._recognizer):
            self.addWidget(label)
        for label in (self._sound, self._progress):
            self.addPermanentWidget(label)

    def show_file(self, name: str, tip: str) -> None:
        """tip: where it lies."""
        self._file.setText(name)
        self._file.setToolTip(plain_tip(tip))

    def show_run(self, engine: str, recognizer: str, sound: str, progress: str) -> None:
        """Texts of this moment, empty where there is nothing to say."""
        for label, text in zip(self._labels[1:], (engine, recognizer, sound, progress), strict=True):
            label.setText(text)

    def pass_by(self, text: str) -> None:
        """Say something for some seconds."""
        self.showMessage(text, PASSING)

    def texts(self) -> list[str]:
        """What is said, from left to right."""
        return [label.text() for label in self._labels if label.text()]


def work_of(clips: ClipPage, reanalyses: Reanalyses, library: LibraryPage) -> str:
    """What computes behind the page that is shown; empty: nothing. A live run is paused there."""
    analysis = clips.analysis
    work = (
        tr("Analysing {clip}").format(clip=analysis.path.name) if analysis and not analysis.task.done else "",
        reanalyses.status,
        tr("Importing files") if library.imports.busy else "",
    )
    return ", ".join(filter(None, work))
