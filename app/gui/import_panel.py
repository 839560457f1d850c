"""The media files that are being imported: how far each is, and all of them, and a way to cancel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.batch.imports import Import, State
from app.gui import theme as themes
from app.gui.error_line import ErrorLine
from app.gui.layout import plain_tip
from app.gui.messages import said
from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme
from app.gui.translation import percent, tr

Index = QModelIndex | QPersistentModelIndex
ROW = 30  # pixels of height
SHOWN = 4  # rows at most before one has to scroll
FILE, STATE, CANCEL = range(3)
ITEM = Qt.ItemDataRole.UserRole


class ImportModel(QAbstractTableModel):
    """A row for each file."""

    def __init__(self) -> None:
        super().__init__()
        self.imports: Sequence[Import] = ()

    def show(self, imports: Sequence[Import]) -> None:
        if len(imports) != len(self.imports):
            self.beginResetModel()
            self.imports = imports
            self.endResetModel()
        elif imports != self.imports:
            before, self.imports = self.imports, imports
            for row, (old, new) in enumerate(zip(before, imports, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, CANCEL))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.imports)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.imports[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return (item.file.name, told(item), "" if item.over else "✕")[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == CANCEL and not item.over:
                return tr("Cancel this file")
            return plain_tip("\n".join([str(item.file), *map(said, filter(None, (item.error, *item.notes)))]))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == CANCEL:
            return Qt.AlignmentFlag.AlignCenter
        return None


class StatePainter(QStyledItemDelegate):
    """A bar while a file is at work, else a word or why it failed."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = themes.LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Import = index.data(ITEM)
        area = QRectF(option.rect).adjusted(6, 0, -10, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.state is State.RUNNING:
            bar = QRectF(area.left(), area.center().y() - 3, area.width() - 60, 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.fill))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(QColor(self.theme.accent))
            done = QRectF(bar)
            done.setWidth(bar.width() * item.share)
            painter.drawRoundedRect(done, 3, 3)
            area.setLeft(bar.right() + 12)
        colours = {State.FAILED: self.theme.error, State.DONE: self.theme.text}
        painter.setPen(QColor(colours.get(item.state, self.theme.muted)))
        text = painter.fontMetrics().elidedText(told(item), Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


class ImportPanel(QWidget):
    """Hidden while there is nothing to tell."""

    cancel_requested = Signal(int)  # number of the file
    cancel_all_requested = Signal()
    clear_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = ImportModel()
        self._busy: bool | None = None  # what the button says; None: nothing yet
        self._painter = StatePainter()
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress of all imports"))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.error = ErrorLine()  # of the first that failed, whole; the copy holds them all
        self.button = QPushButton()
        self.button.clicked.connect(self._clicked)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Imports"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(STATE, self._painter)
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.clicked.connect(self._cell_clicked)
        cancel = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        cancel.setContext(Qt.ShortcutContext.WidgetShortcut)
        cancel.activated.connect(self._cancel_current)
        tell_keys(self.table, tr("Del: Cancel the import of this file"))
        rows, columns = self.table.verticalHeader(), self.table.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(ROW)
        columns.hide()
        columns.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(CANCEL, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(CANCEL, 34)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 4, 0)
        head.setSpacing(14)
        head.addWidget(self.heading)
        head.addWidget(self.bar, 1)
        head.addStretch()  # where the bar is hidden
        head.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.table)
        layout.addWidget(self.error)

    def set_theme(self, theme: Theme) -> None:
        self._painter.theme = theme
        self.table.viewport().update()

    def show_imports(self, imports: Sequence[Import], busy: bool) -> None:
        before = self.model.imports
        if imports == before and busy == self._busy:
            return
        self._busy = busy
        self.model.show(imports)
        if len(imports) != len(before):
            self.table.setFixedHeight(ROW * min(SHOWN, len(imports)) + 4)
        over = sum(item.over for item in imports)
        at_work = next((item.number for item in imports if item.state is State.RUNNING), None)
        if at_work is not None:
            self.table.scrollTo(self.model.index(at_work, FILE))
        errors = [item.error or "" for item in imports if item.state is State.FAILED]
        failed = len(errors)
        self.error.tell(errors[0] if errors else "", told="\n".join(errors))
        self.bar.setVisible(busy)
        if busy:
            heading = tr("Importing: {over} of %n file(s) done", "", len(imports)).format(over=over)
        else:
            heading = tr("Imported: %n file(s)", "", sum(item.state in (State.DONE, State.KEPT) for item in imports))
        self.heading.setText(", ".join([heading, *([tr("%n failed", "", failed)] if failed else [])]))
        share = sum(1.0 if item.over else item.share for item in imports) / max(len(imports), 1)
        self.bar.setValue(round(share * 1000))
        self.button.setText(tr("Cancel all") if busy else tr("Clear", "a list"))

    def _clicked(self) -> None:
        (self.cancel_all_requested if self._busy else self.clear_requested).emit()

    def _cancel_current(self) -> None:
        if (index := self.table.currentIndex()).isValid():
            self.cancel_requested.emit(index.data(ITEM).number)

    def _cell_clicked(self, index: QModelIndex) -> None:
        if index.column() == CANCEL:
            self.cancel_requested.emit(index.data(ITEM).number)


def told(item: Import) -> str:
    """What became of a file, or how far it is."""
    if item.state is State.RUNNING:
        return percent(item.share) if item.share else tr("starting")
    if item.state is State.FAILED:
        return said(item.error) if item.error else tr("failed")
    state = {
        State.WAITING: tr("waiting"),
        State.DONE: tr("done"),
        State.KEPT: tr("was there already"),
        State.CANCELLED: tr("cancelled"),
    }[item.state]
    return f"{state}: {' '.join(map(said, item.notes))}" if item.notes else state
