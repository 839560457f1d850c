"""Fourth step of the guide: what runs the network on this machine and which speech model keeps up, both tried."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.examination import Finding, examine
from app.gui.analysis import Task, shipped_checkpoint
from app.gui.error_line import ErrorLine
from app.gui.findings import told
from app.gui.guide_step import GuideStep, clear, paragraph
from app.gui.layout import card
from app.gui.messages import said
from app.gui.translation import number, tr
from app.machine_trial import try_machine
from engines.fusion import ENGINES

SUBJECTS = ("engine", "speech")


class TrialStep(GuideStep):
    """What is remembered of an earlier trial is shown at once."""

    def __init__(self) -> None:
        super().__init__(tr("A trial of this machine"))
        self.findings: dict[str, Finding] = {}
        self._task: Task[dict[str, Finding]] | None = None
        self._stop = threading.Event()
        self._doing = ""
        self.busy = ""  # what else goes on, for the person; nothing is tried meanwhile
        self.trying = False
        self.button = QPushButton()
        self.button.setProperty("role", "go")
        self.button.clicked.connect(self._clicked)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("The trial is running"))
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.said = ErrorLine()
        self.outcome = paragraph("", "lead")
        self._table = QGridLayout()
        self._table.setContentsMargins(12, 10, 12, 10)
        self._table.setHorizontalSpacing(24)
        self._table.setColumnStretch(2, 1)
        measured = QWidget()
        measured.setLayout(self._table)
        self._card = card(measured)
        self.column.addWidget(
            paragraph(
                tr(
                    "The program can run its network in several ways, and hear words with several models. This tries "
                    "all that are installed here, and live analysis uses the fastest way and the most accurate model "
                    "that keeps up. It takes from seconds to some minutes; without it, the first run does the same."
                ),
                "reading",
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.said, 1)
        self.column.addSpacing(6)
        self.column.addLayout(row)
        self.column.addWidget(self.bar)
        self.column.addSpacing(6)
        self.column.addWidget(self.outcome)
        self.column.addWidget(self._card)
        self.column.addStretch()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        if self._task is None:
            self._task = Task("look at the trial", lambda: examine(SUBJECTS))

    def tick(self) -> None:
        if self._task is not None and self._task.done:
            task, self._task = self._task, None
            self.trying = False
            self.findings = task.result or self.findings
            self._show()
            if task.error:
                self.said.tell(task.error)
            else:
                self.said.tell(tr("Stopped") if self._stop.is_set() else "", "muted")
        elif self.trying:
            self.said.tell(tr("Stopping…") if self._stop.is_set() else _trying(self._doing), "muted")

    def show_busy(self, busy: str) -> None:
        """busy: what else goes on and would make the times wrong; a trial that runs ends. Empty: nothing."""
        before, self.busy = self.busy, busy
        self.button.setEnabled(not busy)
        if busy:
            self.stop()
        if (busy or before) and not self.trying:
            wait = tr("It can start when this is done, which would make the times wrong: {work}.")
            self.said.tell(wait.format(work=busy) if busy else "", "muted")

    def stop(self) -> None:
        """Ends a trial; what it measured before is kept."""
        if self.trying:
            self._stop.set()

    def close_step(self, wait: float) -> None:
        self.stop()
        if self._task is not None:
            self._task.join(wait)

    def start(self) -> None:
        """Try all that is installed; what was remembered is measured again."""
        if self.trying or self.busy:
            return
        self._stop = threading.Event()
        self._doing, self.trying = "", True
        self._task = Task("trial of the machine", self._try)
        self._show()

    def _try(self) -> dict[str, Finding]:
        try_machine(shipped_checkpoint(), self._stop, self._say)
        return examine(SUBJECTS)

    def _say(self, name: str) -> None:
        self._doing = name

    def _clicked(self) -> None:
        if self.trying:
            self.stop()
        else:
            self.start()

    def _show(self) -> None:
        details = {subject: finding.details for subject, finding in self.findings.items()}
        engines = details.get("engine", {}).get("engines", [])
        trials = details.get("speech", {}).get("trials", [])
        tried = bool(engines or trials)
        self.bar.setVisible(self.trying)
        self.button.setText(tr("Cancel") if self.trying else tr("Try again") if tried else tr("Start the trial"))
        self.outcome.setVisible(tried and not self.trying)
        self.outcome.setText("\n".join(told(subject, finding) for subject, finding in self.findings.items()))
        self._card.setVisible(tried and not self.trying)
        clear(self._table)
        for candidate in engines:
            speed = candidate["median_ms"]
            took = said(candidate["why"]) if speed is None else tr("{time} ms").format(time=number(speed, 1))
            self._add(tr("Network"), candidate["name"], took or tr("not timed: the only one that works here"))
        for trial in trials:
            seconds = trial["seconds"]
            took = tr("does not run here")
            if seconds is not None:
                fits = tr("keeps up") if trial["fits"] else tr("too slow for live speech")
                took = tr("15 s of speech in {time} s: {verdict}").format(time=number(seconds, 2), verdict=fits)
            self._add(tr("Speech"), trial["name"], took)

    def _add(self, *texts: str) -> None:
        row = self._table.rowCount()
        for column, text in enumerate(texts):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(column == len(texts) - 1)
            label.setProperty("role", "" if column == 1 else "muted")
            self._table.addWidget(label, row, column)


def _trying(name: str) -> str:
    if not name:
        return tr("Loading…")
    kind = tr("Trying the engine {name}…") if name in ENGINES else tr("Timing the speech model {name}…")
    return kind.format(name=name)
