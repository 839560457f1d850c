"""A model that can be installed: what it is, how far its installation is, and a button."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton

from app.gui.analysis import Task
from app.gui.error_line import ErrorLine
from app.gui.guide_step import paragraph
from app.gui.layout import NamedLabel
from app.gui.messages import model_purpose, said
from app.gui.translation import number, tr
from engines.models import ModelEntry, ModelStore, State, Status
from ucrn_core.errors import InstallError, ModelStoreError


class Installation:
    """One, in a thread of its own. from_folder: where its files are taken from; None: the mirror, or the network, to
    which the person agreed. done, total: bytes; stopped: the person wanted so."""

    def __init__(self, entry: ModelEntry, from_folder: Path | None = None) -> None:
        self.total = entry.bytes
        self.done = 0
        self._entry, self._from = entry, from_folder
        self._first: tuple[float, int] | None = None  # time and bytes of the first report
        self._stop = threading.Event()
        self.task = Task(f"install {entry.name}", self._run)

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    @property
    def speed(self) -> float:
        """Bytes a second so far; 0 while that cannot be told."""
        if self._first is None:
            return 0.0
        began, there = self._first
        return (self.done - there) / max(time.monotonic() - began, 0.5)

    def stop(self) -> None:
        """What came is kept, and the next installation goes on from there."""
        self._stop.set()

    def _run(self) -> Path:
        try:
            return ModelStore().install(self._entry.name, lambda _: True, self._from, self._report, self._stop)
        except InstallError as error:  # its remedy is for the command line
            raise ModelStoreError(f"{error.trouble}.") from error

    def _report(self, done: int, total: int) -> None:
        self._first = self._first or (time.monotonic(), done)
        self.done = done


class ModelRow(QFrame):
    """entry: of the catalogue. advised: whether a person who is in doubt should install it."""

    ended = Signal()  # an installation, well or not

    def __init__(self, entry: ModelEntry, advised: bool) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.entry = entry
        self.installation: Installation | None = None
        self._status: Status | None = None
        self._there = 0  # bytes that an interrupted installation left
        self._error = ""  # of the newest installation
        self.name = QLabel(entry.name)
        self.name.setProperty("role", "heading")
        self.about = paragraph(_about(entry), "muted")
        self.state = NamedLabel(tr("State of {name}").format(name=entry.name))
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.trouble = ErrorLine()
        self.trouble.copy.setAccessibleName(tr("Copy details: {name}").format(name=entry.name))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress of {name}").format(name=entry.name))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.button = QPushButton()
        self.button.clicked.connect(self._clicked)
        for widget in (self.bar, self.button):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.hide()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name)
        if advised:
            advice = QLabel(tr("recommended"))
            advice.setProperty("role", "badge")
            head.addWidget(advice)
        head.addWidget(self.state, 1)
        layout = QGridLayout(self)
        layout.setContentsMargins(14, 8, 12, 6)
        layout.setVerticalSpacing(3)
        layout.addLayout(head, 0, 0)
        layout.addWidget(self.about, 1, 0)
        layout.addWidget(self.bar, 2, 0)
        layout.addWidget(self.trouble, 3, 0)
        layout.addWidget(self.button, 0, 1, 4, 1)
        layout.setColumnStretch(0, 1)
        layout.setColumnMinimumWidth(1, 120)
        layout.setHorizontalSpacing(16)
        self._show()

    @property
    def usable(self) -> bool:
        return self._status is not None and self._status.usable

    def show_status(self, status: Status, there: int) -> None:
        """What is on the disk. there: bytes that an interrupted installation left."""
        self._status, self._there = status, there
        if status.usable:
            self._error = ""
        self._show()

    def install(self, from_folder: Path | None = None) -> None:
        if self.installation is None:
            self._error = ""
            self.installation = Installation(self.entry, from_folder)
            self._show()

    def tick(self) -> None:
        run = self.installation
        if run is not None and run.task.done:
            self.installation = None
            self._error = "" if run.stopped else run.task.error or ""
            self.ended.emit()
        if run is not None:
            self._show()

    def _show(self) -> None:
        run, status = self.installation, self._status
        self.bar.setVisible(run is not None)
        self.button.setVisible(run is not None or (status is not None and not status.usable))
        self.button.setEnabled(run is None or not run.stopped)
        failed = tr("{error}. Try again, or install it from a folder.").format(error=said(self._error.rstrip(".")))
        self.trouble.tell(failed if self._error else "", told=self._error)
        if run is not None:
            self.bar.setValue(round(1000 * run.done / run.total))
            told, does = _progress(run), tr("Cancel")
        elif status is None:
            told, does = tr("Looking…"), ""
        else:
            told = _told(status, self._there, self.entry)
            does = tr("Try again") if self._error else tr("Go on") if self._there else tr("Install")
        self.state.setText(told)
        self.button.setText(does)
        self.button.setAccessibleName(f"{does}: {self.entry.name}")

    def _clicked(self) -> None:
        if self.installation is not None:
            self.installation.stop()
        else:
            self.install()


def _about(entry: ModelEntry) -> str:
    size = number(entry.bytes / 1e6, 1 if entry.bytes < 10e6 else 0)  # 3.8 as the manual says, not 4
    return tr("{purpose}; {size} MB, licence {licence}, from {host}").format(
        purpose=model_purpose(entry.name), size=size, licence=entry.licence, host=urlsplit(entry.address).hostname
    )


def _told(status: Status, there: int, entry: ModelEntry) -> str:
    if status.state is State.INSTALLED:
        return tr("Installed")
    if status.state is State.CARRIED:
        return tr("Comes with the program")
    if status.state is State.MIRRORED:
        return tr("Used from {folder}").format(folder=status.path)
    if status.state is State.DAMAGED:
        return tr("Damaged: install it again")
    if there:
        return tr("{part} of {size} MB are here").format(part=number(there / 1e6, 0), size=number(entry.bytes / 1e6, 0))
    return tr("Not installed")


def _progress(run: Installation) -> str:
    if run.stopped:
        return tr("Stopping…")
    if run.done >= run.total:
        return tr("Checking…")
    if not run.speed:
        return tr("Connecting…")
    return tr("{part} of {size} MB, {speed} MB/s").format(
        part=number(run.done / 1e6, 0), size=number(run.total / 1e6, 0), speed=number(run.speed / 1e6, 1)
    )
