"""A sentence that tells what went wrong, with a button that copies what to send with a report of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.gui.details import details
from app.gui.messages import said
from app.gui.translation import tr


class CopyDetails(QPushButton):
    """Shown where there is an error. engine: what runs the network, where that is known."""

    def __init__(self, engine: Callable[[], str] | None = None) -> None:
        super().__init__(tr("Copy details"))
        self.setToolTip(tr("What happened and on which system, to send with a report"))
        self._told, self._engine = "", engine
        self.clicked.connect(self._copy)

    def show_for(self, told: str) -> None:
        """told: sentence of the error as it was raised, empty where there is none."""
        if told != self._told:
            self._told = told
            self.setText(tr("Copy details"))
        self.setVisible(bool(told))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(details(self._told, self._engine() if self._engine else None))
        self.setText(tr("Copied"))


class ErrorLine(QWidget):
    """One sentence of any kind, hidden while there is none: `error`, which can be copied, or another role of a text in
    the style sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.copy = CopyDetails()
        self.copy.setProperty("role", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.tell("")

    def text(self) -> str:
        """What is told, in the language of the window."""
        return self.label.text()

    def tell(self, text: str, kind: str = "error", told: str = "") -> None:
        """text: may be one of app.gui.messages; told: what is copied in its place."""
        if kind != self.label.property("role"):
            self.label.setProperty("role", kind)
            self.label.style().polish(self.label)
        self.label.setText(said(text))
        self.copy.show_for((told or text) if kind == "error" else "")
        self.setVisible(bool(text))
