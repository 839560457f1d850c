"""The note of what the people who are recorded agreed to: where it is written, and a dialog that asks for it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.gui.layout import fit_screen
from app.gui.translation import number, tr
from app.settings import LONGEST_NOTE, SettingsStore

SIZE = QSize(460, 260)  # pixels


class NoteEdit(QPlainTextEdit):
    """Takes no more than can be kept. full: whether something was just cut off."""

    full = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._limit)

    @property
    def note(self) -> str:
        """As it is kept."""
        return self.toPlainText().strip()

    def _limit(self) -> None:
        over = len(self.toPlainText()) - LONGEST_NOTE
        if over > 0:  # what was typed or pasted last gives way
            cursor = self.textCursor()
            if cursor.position() < over:
                cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, over)
            with QSignalBlocker(self):
                cursor.removeSelectedText()
        self.full.emit(over > 0)


def too_long() -> str:
    """What is said where something was cut off."""
    return tr("At most {count} characters can be kept.").format(count=number(LONGEST_NOTE))


class ConsentDialog(QDialog):
    """What is written holds for the recordings that follow."""

    def __init__(self, settings: SettingsStore, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Consent note"))
        asked = QLabel(tr("What the people who are recorded agreed to, kept with each recording from now on:"))
        asked.setWordWrap(True)
        self.edit = NoteEdit()
        self.edit.setPlainText(settings.now.live.consent)
        asked.setBuddy(self.edit)
        self.error = QLabel(too_long())
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.edit.full.connect(self.error.setVisible)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(asked)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.error)
        layout.addWidget(buttons)
        self.accepted.connect(lambda: settings.change("live", consent=self.edit.note))
        self.finished.connect(self.deleteLater)
        fit_screen(self, SIZE)
