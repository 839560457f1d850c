"""What the steps of the first-run guide have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from app.gui.layout import GAP
from app.gui.theme import Theme


class GuideStep(QWidget):
    """A page of the guide. It opens what it needs when it is shown, and gives it back when it is hidden.

    title: what it is about; ready: whether one may go on to the next step.
    """

    changed = Signal()  # `ready` is another than before

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.ready = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)

    def set_theme(self, theme: Theme) -> None:
        """Colours of what the style sheet does not reach."""

    def tick(self) -> None:
        """Take what other threads have ready and show it."""

    def close_step(self, wait: float) -> None:
        """Ends what goes on, for which closing waits so many seconds at most."""


def clear(layout: QLayout) -> None:
    """Takes every widget out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()


def paragraph(text: str, role: str = "") -> QLabel:
    """Text that wraps. role: of the style sheet."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
