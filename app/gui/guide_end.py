"""Last step of the guide: what works on this machine now, and what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from app.examination import Finding, examine
from app.gui.analysis import Task
from app.gui.findings import told, works
from app.gui.guide_step import GuideStep, clear, paragraph
from app.gui.layout import card
from app.gui.translation import tr

SUBJECTS = ("models", "speech", "engine", "microphone", "camera", "free disk space")


class EndStep(GuideStep):
    """As `ucrn-live doctor` finds it."""

    live_requested = Signal()
    sample_requested = Signal()
    manual_requested = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Ready"))
        self._task: Task[dict[str, Finding]] | None = None
        self.findings: dict[str, Finding] = {}
        self._table = QGridLayout()
        self._table.setContentsMargins(12, 10, 12, 10)
        self._table.setHorizontalSpacing(12)
        self._table.setColumnStretch(1, 1)
        found = QWidget()
        found.setLayout(self._table)
        self.live = QPushButton(tr("Live analysis"))
        self.live.setProperty("role", "primary")
        self.sample = QPushButton(tr("Play the sample"))
        self.manual = QPushButton(tr("Open the manual"))
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for button, signal in (
            (self.live, self.live_requested),
            (self.sample, self.sample_requested),
            (self.manual, self.manual_requested),
        ):
            if button is not self.live:
                button.setProperty("role", "big")
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch()
        self.column.addWidget(paragraph(tr("This is what works on this machine now:"), "reading"))
        self.column.addWidget(card(found))
        self.column.addSpacing(14)
        self.column.addWidget(
            paragraph(tr("Begin with the sample, a clip of 18 seconds, or with yourself."), "reading")
        )
        self.column.addSpacing(4)
        self.column.addLayout(buttons)
        self.column.addSpacing(14)
        self.column.addWidget(paragraph(tr("This guide is found again under Help > First-run guide."), "muted"))
        self.column.addStretch()
        self._show({})

    def showEvent(self, event: QShowEvent) -> None:
        if self._task is None:
            self._task = Task("look at the machine", lambda: examine(SUBJECTS))

    def tick(self) -> None:
        if self._task is not None and self._task.done:
            task, self._task = self._task, None
            self._show(task.result or {})

    def close_step(self, wait: float) -> None:
        if self._task is not None:
            self._task.join(wait)

    def _show(self, findings: dict[str, Finding]) -> None:
        self.findings = findings
        clear(self._table)
        for row, (subject, finding) in enumerate(findings.items()):
            good = works(subject, finding)
            mark = QLabel("✓" if good else "!")
            mark.setProperty("role", "badge")
            mark.setProperty("level", "good" if good else "warning")
            mark.setAccessibleName(tr("works") if good else tr("could be better"))
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._table.addWidget(mark, row, 0)
            self._table.addWidget(paragraph(told(subject, finding)), row, 1)
        if not findings:
            self._table.addWidget(paragraph(tr("Looking…"), "muted"), 0, 1)
