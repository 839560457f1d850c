"""The table of the library: its rows, their order and what is shown of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.gui.layout import plain_tip
from app.gui.library_row import ROW, RowPainter, sentiment
from app.gui.messages import said
from app.gui.plots import clock_text
from app.gui.shortcuts import tell_keys
from app.gui.theme import Theme
from app.gui.thumbnails import Thumbnails
from app.gui.translation import date_time, tr
from app.sessions.library import Entry

Index = QModelIndex | QPersistentModelIndex
NAME, STARTED, LENGTH, CURVE, MEAN, LOWEST, HIGHEST = COLUMNS = range(7)
WIDTHS = {STARTED: 116, LENGTH: 100, CURVE: 250, MEAN: 84, LOWEST: 96, HIGHEST: 96}
LEAST_NAME = 330  # pixels, with the picture, before other columns give way
GIVE_WAY = {CURVE: 110, LOWEST: 0, HIGHEST: 0}  # pixels that they keep, in this order; without any they are hidden
ENTRY = Qt.ItemDataRole.UserRole
ORDER = Qt.ItemDataRole.UserRole + 1
EARLIEST = datetime.min.replace(tzinfo=UTC)


class EntryModel(QAbstractTableModel):
    """A row for each session. Another name that is typed in is for others to give: `rename_requested`."""

    rename_requested = Signal(object, str)  # Entry and its new name

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def changed(self, folder: Path) -> None:
        """What is shown of a session is another picture now."""
        for row, entry in enumerate(self.entries):
            if entry.folder == folder:
                self.dataChanged.emit(self.index(row, NAME), self.index(row, NAME))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _headings()[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == ORDER:
            return _order(entry, index.column())
        if role == Qt.ItemDataRole.EditRole and index.column() == NAME:
            return entry.name
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(entry, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{entry.folder}\n{said(entry.trouble)}" if entry.trouble else str(entry.folder))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self.entries[index.row()]
        if str(value).strip() != entry.name:
            self.rename_requested.emit(entry, str(value))
        return False  # shown once it is done


class Shown(QSortFilterProxyModel):
    """The sessions that a search leaves, in the order that the person chose; None of `only`: all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._only: Collection[Path] | None = None

    def show_only(self, only: Collection[Path] | None) -> None:
        self.beginFilterChange()
        self._only = only
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        model = self.sourceModel()
        assert isinstance(model, EntryModel)
        return self._only is None or model.entries[row].folder in self._only

    def lessThan(self, left: Index, right: Index) -> bool:
        return bool(left.data(ORDER) < right.data(ORDER))


class LibraryTable(QTableView):
    """The newest session is at the top until a click on a heading orders them otherwise."""

    opened = Signal(object)  # Entry
    trash_requested = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.entries = EntryModel()
        self.shown = Shown()
        self.shown.setSourceModel(self.entries)
        self.setModel(self.shown)
        self.painter = RowPainter(thumbnails, ENTRY)
        self.setItemDelegate(self.painter)
        self.setAccessibleName(tr("Sessions"))
        self.setTabKeyNavigation(False)  # Tab leaves the table
        tell_keys(self, tr("Enter: Open the session"), tr("F2: Rename it"), tr("Del: Move it to the trash"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSortingEnabled(True)
        self.sortByColumn(STARTED, Qt.SortOrder.DescendingOrder)
        self.setFrameShape(QTableView.Shape.NoFrame)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(60)
        columns.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ENTRY)))
        thumbnails.changed.connect(self.entries.changed)

    def set_theme(self, theme: Theme) -> None:
        self.painter.theme = theme
        self.viewport().update()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Selected and visible stays what was."""
        if list(entries) == list(self.entries.entries):
            self.viewport().update()  # its media may be there again
            return
        chosen, scrolled = {e.folder for e in self.selected()}, self.verticalScrollBar().value()
        self.entries.set_entries(entries)
        self.select(chosen)
        self.verticalScrollBar().setValue(scrolled)

    def select(self, folders: Collection[Path]) -> None:
        """Exactly these, as far as they are shown; the first becomes the current one."""
        model, picked = self.selectionModel(), self.selectionModel().SelectionFlag
        model.clear()
        for row in range(self.shown.rowCount()):
            index = self.shown.index(row, NAME)
            if index.data(ENTRY).folder in folders:
                if not model.hasSelection():
                    model.setCurrentIndex(index, picked.NoUpdate)
                model.select(index, picked.Select | picked.Rows)

    def selected(self) -> list[Entry]:
        """In the order in which they are shown."""
        rows = sorted(self.selectionModel().selectedRows(NAME), key=lambda index: index.row())
        return [index.data(ENTRY) for index in rows]

    def names(self) -> list[str]:
        """Of the sessions that are shown, from the top."""
        return [self.shown.index(row, NAME).data(ENTRY).name for row in range(self.shown.rowCount())]

    def edit_name(self) -> None:
        """Lets the person type another name for the selected session."""
        rows = self.selectionModel().selectedRows(NAME)
        if len(rows) == 1:
            self.setCurrentIndex(rows[0])
            self.edit(rows[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lacking = LEAST_NAME + sum(WIDTHS.values()) - self.viewport().width()
        for column, least in GIVE_WAY.items():
            width = max(WIDTHS[column] - max(lacking, 0), least) if least else WIDTHS[column] * (lacking <= 0)
            lacking -= WIDTHS[column] - width
            self.setColumnHidden(column, not width)
            if width:
                self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            for entry in self.selected()[:1]:
                self.opened.emit(entry)
        elif event.key() == Qt.Key.Key_F2:
            self.edit_name()  # whichever column is current
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.trash_requested.emit()
        else:
            super().keyPressEvent(event)


def _order(entry: Entry, column: int) -> Any:
    """By what a column orders the sessions; those without are the least."""
    none = float("-inf")
    match column:
        case 0:  # NAME
            return entry.name.casefold()
        case 1:  # STARTED
            return entry.started or EARLIEST
        case 2:  # LENGTH
            return entry.duration
        case 5:  # LOWEST
            return none if entry.lowest is None else entry.lowest[1]
        case 6:  # HIGHEST
            return none if entry.highest is None else entry.highest[1]
        case _:
            return none if entry.mean is None else entry.mean


def _headings() -> tuple[str, ...]:
    """Of the columns."""
    return (
        tr("Session"), tr("Recorded"), tr("Length"), tr("Sentiment"), tr("Mean"), tr("Lowest"), tr("Highest"),
    )  # fmt: skip


def _text(entry: Entry, column: int) -> str:
    """What a column says to those who do not see it; RowPainter draws it."""
    match column:
        case 0:
            return entry.name
        case 1:
            return date_time(entry.started) if entry.started else ""
        case 2:
            return clock_text(entry.duration)
        case 5 | 6:
            peak = entry.lowest if column == LOWEST else entry.highest
            told = tr("{sentiment} at {time}")
            return told.format(sentiment=sentiment(peak[1]), time=clock_text(peak[0])) if peak else ""
        case _:
            return sentiment(entry.mean)
