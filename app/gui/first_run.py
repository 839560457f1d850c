"""The guide of the first run: five steps in the window, each of which can be skipped, and none of which blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.guide_devices import DevicesStep
from app.gui.guide_end import EndStep
from app.gui.guide_models import ModelsStep
from app.gui.guide_step import GuideStep
from app.gui.guide_terms import TermsStep
from app.gui.guide_trial import TrialStep
from app.gui.help_menu import open_manual
from app.gui.layout import scrolled
from app.gui.theme import Theme
from app.gui.translation import tr
from app.settings import SettingsStore

if TYPE_CHECKING:
    from app.gui.window import MainWindow

MODELS = 2  # number of the step that installs models
WIDTH = 860  # pixels of the column at most: longer lines are hard to read


def make_guide(window: MainWindow) -> FirstRunGuide:
    """What it asks for, the window does."""
    guide = FirstRunGuide(window.settings)
    guide.left.connect(window.leave_guide)
    guide.end.live_requested.connect(lambda: window.leave_guide(window.show_live))
    guide.end.sample_requested.connect(lambda: window.leave_guide(window.opening.open_sample))
    guide.end.manual_requested.connect(lambda: open_manual(window))
    guide.devices.released.connect(lambda closing: setattr(window.live, "closing", closing))
    return guide


class FirstRunGuide(QWidget):
    """`left` when it was skipped or gone through; where the window is closed before, it comes again."""

    left = Signal()

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self.terms = TermsStep(settings)
        self.devices = DevicesStep(settings)
        self.models = ModelsStep()
        self.trial = TrialStep()
        self.end = EndStep()
        self.steps: tuple[GuideStep, ...] = (self.terms, self.devices, self.models, self.trial, self.end)
        self.place = QLabel()
        self.place.setProperty("role", "muted")
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self._pages = QStackedWidget()
        for step in self.steps:
            self._pages.addWidget(scrolled(step, step.title))
            step.changed.connect(self._show)
        self.skip = QPushButton(tr("Skip the guide"))
        self.back = QPushButton(tr("&Back"))
        self.next = QPushButton(tr("&Next"))
        self.next.setProperty("role", "go")
        self.skip.clicked.connect(self.left)
        self.back.clicked.connect(lambda: self.go_to(self.number - 1))
        self.next.clicked.connect(self._go_on)
        buttons = QHBoxLayout()
        buttons.addWidget(self.skip)
        buttons.addStretch()
        buttons.addWidget(self.terms.understood)
        buttons.addSpacing(12)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        content = QWidget()
        content.setMaximumWidth(WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 12, 0, 8)
        column.addWidget(self.place)
        column.addWidget(self.title)
        column.addSpacing(10)
        column.addWidget(self._pages, 1)
        column.addSpacing(6)
        column.addLayout(buttons)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 0, 12, 0)
        outer.addStretch(1)
        outer.addWidget(content, 20)
        outer.addStretch(1)
        self.go_to(0)

    @property
    def number(self) -> int:
        """Of the step that is shown, from 0."""
        return self._pages.currentIndex()

    @property
    def status(self) -> str:
        """What goes on behind the window, for the status bar."""
        return self.models.status

    def go_to(self, number: int) -> None:
        """Show the step with this number, from 0."""
        self._pages.setCurrentIndex(number)
        self._show()
        QTimer.singleShot(0, self, self._focus)  # when it is known whether all of it is in sight

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # another page is shown, whose work would spoil what a trial measures
            self.trial.stop()

    def set_theme(self, theme: Theme) -> None:
        for step in self.steps:
            step.set_theme(theme)

    def tick(self, busy: str = "") -> None:
        """busy: what goes on elsewhere in the window."""
        for step in self.steps:
            step.tick()
        self.trial.show_busy(", ".join(filter(None, (self.models.status, busy))))

    def close_guide(self, wait: float) -> None:
        """Ends what goes on; what was downloaded of a model is kept for the next time."""
        for step in self.steps:
            step.close_step(wait)

    def _focus(self) -> None:
        """What is not all in sight is read first."""
        page = self._pages.currentWidget()
        assert page is not None
        if page.focusPolicy() & Qt.FocusPolicy.TabFocus:
            page.setFocus()
        else:
            (self.next if self.steps[self.number].ready else self.terms.understood).setFocus()

    def _go_on(self) -> None:
        if self.number + 1 < len(self.steps):
            self.go_to(self.number + 1)
        else:
            self.left.emit()

    def _show(self) -> None:
        step, last = self.steps[self.number], len(self.steps)
        self.place.setText(tr("Step {number} of {count}").format(number=self.number + 1, count=last))
        self.title.setText(step.title)
        self.terms.understood.setVisible(step is self.terms)
        self.back.setVisible(self.number > 0)
        self.skip.setVisible(self.number + 1 < last)
        self.next.setText(tr("&Next") if self.number + 1 < last else tr("&Done"))
        self.next.setEnabled(step.ready)
