"""A stored session analysed again behind the window, and the dialog that asks how."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.gui.analysis import Task, shipped_checkpoint
from app.gui.folders import begin_in
from app.gui.layout import level, plain_tip
from app.gui.translation import percent, tr
from app.sessions.schema import SETTLED
from engines.fusion import ENGINES
from ucrn_core.windows import HOP

if TYPE_CHECKING:
    from app.sessions.session import TimelineInfo

SHORTEST_HOP, LONGEST_HOP = 0.05, 8.0  # s


@dataclass(frozen=True)
class Wanted:
    """A further timeline: its name, hop in seconds, checkpoint (None: the shipped), engine (None: the fastest)."""

    name: str
    hop: float = HOP
    checkpoint: Path | None = None
    engine: str | None = None


class Reanalysis:
    """One, in a thread of its own. share: how much is done, 0 to 1; the task's result is None where it was stopped."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self.folder, self.wanted = folder, wanted
        self.share = 0.0
        self._stop = threading.Event()
        self.task = Task(f"analyse {folder.name} again", self._run)

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> TimelineInfo | None:
        from app.sessions.reanalysis import reanalyze
        from ucrn_core.checkpoint import load

        wanted = self.wanted
        checkpoint = load(wanted.checkpoint) if wanted.checkpoint else shipped_checkpoint()
        return reanalyze(
            *(self.folder, checkpoint, wanted.name),
            hop=wanted.hop,
            engine=wanted.engine,
            stop=self._stop,
            show=self._show,
        )

    def _show(self, done: float, whole: float) -> None:
        self.share = done / max(whole, 1)


class Reanalyses(QObject):
    """One after the other, in the order in which they were asked for. done: a session and the name of its timeline."""

    done = Signal(Path, str)
    failed = Signal(str)  # why, in one sentence

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[Path, Wanted]] = []
        self._run: Reanalysis | None = None

    def start(self, folder: Path, wanted: Wanted) -> None:
        """Now, or when those before it are done."""
        self._waiting.append((folder, wanted))

    def ask(self, folder: Path, there: Collection[str], parent: QWidget) -> None:
        """How to analyse a session again, and start that. there: names of its timelines."""
        dialog = ReanalysisDialog([*there, *self.asked(folder)], parent)
        if dialog.exec() == ReanalysisDialog.DialogCode.Accepted:
            self.start(folder, dialog.wanted)

    def tick(self, begin: bool = True) -> None:
        """See what has become of the present one, and begin the next. begin: whether one may begin now."""
        run = self._run
        if run is not None and run.task.done:
            self._run = None
            if run.task.error is not None:
                self.failed.emit(run.task.error)
            elif run.task.result is not None:
                self.done.emit(run.folder, run.wanted.name)
        if begin and self._run is None and self._waiting:
            self._run = Reanalysis(*self._waiting.pop(0))

    @property
    def status(self) -> str:
        """What goes on, for the status bar."""
        run = self._run
        if run is None:
            waiting = tr("{session} is analysed again after the live run")
            return waiting.format(session=self._waiting[0][0].stem) if self._waiting else ""
        done = percent(run.share) if run.share else tr("loading the models…")
        return tr("Analysing {session} again: {done}").format(session=run.folder.stem, done=done)

    def asked(self, folder: Path) -> list[str]:
        """Names of the timelines of a session that are not there yet."""
        run = [(self._run.folder, self._run.wanted)] if self._run is not None else []
        return [wanted.name for session, wanted in run + self._waiting if session == folder]

    def stop(self, wait: float | None = None, folder: Path | None = None) -> None:
        """Ends the present one, which leaves nothing, and forgets the others. wait: seconds for its end. folder: only
        those of this session."""
        self._waiting = [(session, wanted) for session, wanted in self._waiting if folder not in (None, session)]
        if self._run is not None and folder in (None, self._run.folder):
            self._run.stop()
            if wait is not None:
                self._run.task.join(wait)


class ReanalysisDialog(QDialog):
    """Asks how to analyse a session again. `wanted` is what was chosen."""

    def __init__(self, taken: Collection[str], parent: QWidget | None = None) -> None:
        """taken: names of the timelines that are there."""
        super().__init__(parent)
        self.setWindowTitle(tr("Analyse again"))
        self._taken = taken
        self._checkpoint: Path | None = None
        self.name = QLineEdit(free_name(taken))
        self.hop = QDoubleSpinBox()
        self.hop.setRange(SHORTEST_HOP, LONGEST_HOP)
        self.hop.setSingleStep(0.05)
        self.hop.setSuffix(" s")
        self.hop.setMinimumHeight(self.name.sizeHint().height())
        self.hop.setValue(HOP)
        self.engine = QComboBox()
        self.engine.addItem(tr("The fastest"), None)
        for name in ENGINES:
            self.engine.addItem(name, name)
        self.checkpoint = QLabel(tr("The one that comes with the program"))
        choose = QPushButton(tr("Choose…"))
        choose.clicked.connect(self._choose)
        self.checkpoint.setTextFormat(Qt.TextFormat.PlainText)
        self.why = QLabel()
        self.why.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.start.setText(tr("Analyse"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        about = QLabel(
            tr(
                "Makes another timeline from what is stored, beside those that are there: every word is known from the "
                "moment it was spoken, not when it was recognized."
            )
        )
        about.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.checkpoint, 1)
        row.addWidget(choose)
        form = QFormLayout(self)
        form.addRow(about)
        form.addRow(tr("&Name"), self.name)
        form.addRow(tr("&Seconds between points"), self.hop)
        form.addRow(tr("Checkpoint"), row)
        form.addRow(tr("&Engine"), self.engine)
        form.addRow(self.why)
        form.addRow(buttons)
        level(form)
        self.setMinimumWidth(520)
        self.name.textChanged.connect(self._check)
        self._check()

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.name.text().strip(), self.hop.value(), self._checkpoint, self.engine.currentData())

    def set_checkpoint(self, path: Path) -> None:
        self._checkpoint = path
        self.checkpoint.setText(path.name)
        self.checkpoint.setToolTip(plain_tip(str(path)))

    def _choose(self) -> None:
        kinds = tr("Checkpoints (*.safetensors)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a checkpoint"), begin_in(""), kinds)
        if path:
            self.set_checkpoint(Path(path))

    def _check(self) -> None:
        name = self.name.text().strip()
        taken = name in self._taken
        self.why.setText(tr("There is a timeline of this name.") if taken else "" if name else tr("It needs a name."))
        self.start.setEnabled(bool(name) and not taken)


def free_name(taken: Collection[str]) -> str:
    """A name for a timeline that no other has: `settled`, unless there is one."""
    if SETTLED not in taken:
        return SETTLED
    number = 2
    while f"again {number}" in taken:
        number += 1
    return f"again {number}"
