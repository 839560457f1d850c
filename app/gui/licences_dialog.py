"""Whose work is in the program: a list of libraries, and the licence of the selected one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.analysis import Task
from app.gui.layout import fit_screen
from app.gui.messages import said
from app.gui.translation import tr
from app.licences import Licence, licences, summary

SIZE = QSize(940, 640)  # pixels
LIST = 380  # pixels
LOOK = 50  # ms between looks at whether it was read
TEXT = Qt.ItemDataRole.UserRole


class LicencesDialog(QDialog):
    """Summary, list and text; the list comes once it was read, of more than a hundred libraries."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Licences"))
        told = QLabel(said(summary()))
        told.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Libraries"))
        self.list.setHeaderLabels([tr("Library", "of a program"), tr("Licence")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Text of the licence"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setPlaceholderText(tr("Reading…"))
        self.list.currentItemChanged.connect(lambda item: self.text.setPlainText(item.data(0, TEXT) if item else ""))
        self._reading = Task("read the licences", licences)
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        both = QSplitter()
        both.addWidget(self.list)
        both.addWidget(self.text)
        both.setSizes([LIST, SIZE.width() - LIST])
        both.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(told)
        layout.addWidget(both, 1)
        layout.addWidget(buttons)
        fit_screen(self, SIZE)

    def _look(self) -> None:
        """Show the list once it is read."""
        if not self._reading.done:
            return
        self._timer.stop()
        self.text.setPlaceholderText(said(self._reading.error or ""))
        for licence in self._reading.result or ():
            item = QTreeWidgetItem([f"{licence.name} {licence.version}".strip(), licence.licence])
            item.setToolTip(1, licence.licence)
            item.setData(0, TEXT, _text(licence))
            self.list.addTopLevelItem(item)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)


def _text(licence: Licence) -> str:
    head = [f"{licence.name} {licence.version}".strip(), licence.licence, licence.about]
    return (
        "\n".join(part for part in head if part)
        + "\n\n"
        + (licence.text or tr("It comes without a text of its licence."))
    )
