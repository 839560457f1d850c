"""What the page of the library shows where there are no sessions, what it asks, and how its widgets look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from app.gui.theme import Theme
from app.gui.translation import tr

WIDTH = 520  # pixels of the text


class Hint(QWidget):
    """What to do where there is no session to show."""

    import_requested = Signal()
    live_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.text = QLabel(), QLabel()
        self.title.setProperty("role", "lead")
        self.text.setProperty("role", "muted")
        self.text.setWordWrap(True)
        self.text.setFixedWidth(WIDTH)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._import, self._live = QPushButton(tr("Import files…")), QPushButton(tr("Live analysis"))
        self._import.setProperty("role", "go")
        self._import.clicked.connect(self.import_requested)
        self._live.clicked.connect(self.live_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(self._import)
        buttons.addWidget(self._live)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self.title)
        layout.addWidget(self.text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(10)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def show_empty(self, folder: Path, *, reading: bool) -> None:
        """reading: whether there are none is not known yet."""
        self.title.setText(tr("Reading the library…") if reading else tr("No sessions yet"))
        told = tr(
            "Recordings of live runs and imported media appear here. They lie in {folder}. "
            "Drop video or sound files on this page to import them."
        )
        self.text.setText("" if reading else told.format(folder=folder))
        self._fit()
        self._import.setVisible(not reading)
        self._live.setVisible(not reading)

    def show_nothing_found(self, text: str, *, searching: bool) -> None:
        title = tr("Searching what was said for “{text}”…") if searching else tr("Nothing matches “{text}”")
        self.title.setText(title.format(text=text))
        self.text.setText(
            "" if searching else tr("All words of a search must be in a session's name or in what was said.")
        )
        self._fit()
        self._import.hide()
        self._live.hide()

    def _fit(self) -> None:
        """As high as the text is at its width, which a layout does not ask for."""
        self.text.setFixedHeight(self.text.heightForWidth(WIDTH))

    def set_theme(self, theme: Theme) -> None:
        """The style sheet says it all."""


def trash_question(names: Sequence[str], parent: QWidget) -> QMessageBox:
    """Asks whether the sessions with these names shall go to the trash."""
    asked = tr("Move %n sessions to the trash?", "", len(names))
    if len(names) == 1:
        asked = tr("Move “{name}” to the trash?").format(name=names[0])
    question = QMessageBox(
        QMessageBox.Icon.Question,
        tr("Move to trash"),
        asked,
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setInformativeText(tr("It can be restored from there. Media that lie elsewhere stay where they are."))
    question.setDefaultButton(question.addButton(tr("Move to trash"), QMessageBox.ButtonRole.AcceptRole))
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.button(QMessageBox.StandardButton.Cancel).setIcon(QIcon())
    return question


def style_sheet(t: Theme) -> str:
    """Of the page, on top of that of the application."""
    return f"""
    QLabel[role="page"] {{ font-size: 16pt; font-weight: 600; color: {t.text}; }}
    QTableView {{ background: transparent; color: {t.text}; selection-background-color: transparent; }}
    QTableView QLineEdit {{ border-radius: 5px; padding: 2px 5px; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: transparent; color: {t.muted}; border: none;
                            border-bottom: 1px solid {t.border}; padding: 7px 10px; }}
    QLineEdit {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 8px;
                 padding: 7px 8px; placeholder-text-color: {t.muted};
                 selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QLineEdit:focus {{ border-color: {t.focus}; }}
    QProgressBar {{ background: {t.fill}; border: none; border-radius: 3px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
    QPushButton::menu-indicator {{ width: 0; }}
    QFrame[drop="true"] {{ border: 2px dashed {t.accent}; }}
    """
