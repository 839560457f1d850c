"""All keys of the window in one list: of its menus, and of the views that have keys of their own."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.layout import fit_screen
from app.gui.translation import tr

KEYS_COLUMN = 190  # pixels
SIZE = QSize(560, 620)  # pixels
TOLD = "keys_told"  # property of a view with keys of its own: a list of "keys: what they do"

Shortcut = tuple[str, str, str]  # menu or view, keys, what they do


def tell_keys(view: QWidget, *told: str) -> None:
    """Note what the keys of a view do, each as `keys: what they do`; the view has an accessible name."""
    view.setProperty(TOLD, list(told))


def shortcuts(window: QMainWindow) -> list[Shortcut]:
    """Those of all menus, then those of views, each once."""
    menus = (action.menu() for action in window.menuBar().actions())
    of_menus = [found for menu in menus if isinstance(menu, QMenu) for found in _of_menu(menu, plain(menu.title()))]
    of_views = [found for view in window.findChildren(QWidget) for found in _of_view(view)]
    return list(dict.fromkeys(of_menus + of_views))


def plain(text: str) -> str:
    """A menu's text without the marks of its underlined letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def _of_menu(menu: QMenu, name: str) -> Iterator[Shortcut]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _of_menu(inner, name)
        elif action.shortcuts():
            yield name, _keys(action), plain(action.text())


def _keys(action: QAction) -> str:
    return ", ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())


def _of_view(view: QWidget) -> Iterator[Shortcut]:
    for told in view.property(TOLD) or []:
        keys, what = str(told).split(": ", 1)
        yield view.accessibleName(), keys, what


class ShortcutsDialog(QDialog):
    """The list, cut to what is searched for."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search the shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Keyboard shortcuts"))
        self.list.setHeaderLabels([tr("Keys"), tr("What they do")])
        self.list.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self.list.setColumnWidth(0, KEYS_COLUMN)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self._rows: dict[str, list[QTreeWidgetItem]] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        for group, keys, what in shortcuts(window):
            if group not in self._groups:
                self._add_group(group)
            self._rows[group].append(QTreeWidgetItem(self._groups[group], [keys, what]))
        self.list.expandAll()
        self.search.textChanged.connect(self.show_matching)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        fit_screen(self, SIZE)

    def _add_group(self, name: str) -> None:
        item = QTreeWidgetItem(self.list, [name])
        item.setFirstColumnSpanned(True)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        self._groups[name], self._rows[name] = item, []

    def show_matching(self, text: str) -> None:
        """Only rows that hold all words of `text`, in their keys, their meaning or the name of their group."""
        words = text.casefold().split()
        for name, rows in self._rows.items():
            for row in rows:
                held = " ".join((name, row.text(0), row.text(1))).casefold()
                row.setHidden(not all(word in held for word in words))
            self._groups[name].setHidden(all(row.isHidden() for row in rows))
