"""The menu that puts markers and excludes ranges, with undo and redo: the same for live and replay."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.annotations import Annotations
from app.gui.layout import menu_action
from app.gui.marker_kinds import KindsDialog, in_language, swatch
from app.gui.translation import tr
from app.settings import MarkerKind, SettingsStore


class AnnotateMenu(QMenu):
    """Asks for what the page of the moment then does. `kinds`: what the keys 1 to 9 put."""

    mark_requested = Signal(object)  # MarkerKind
    exclude_requested = Signal()
    kinds_changed = Signal()

    def __init__(self, settings: SettingsStore, parent: QWidget) -> None:
        super().__init__(tr("&Annotate"), parent)
        self._settings = settings
        self._marks: list[QAction] = []
        self._undo_group = QUndoGroup(self)
        undo = self._undo_group.createUndoAction(self, tr("Undo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo = self._undo_group.createRedoAction(self, tr("Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._first = self.addSeparator()
        self._exclude = menu_action(self, tr("E&xclude selection"), self.exclude_requested.emit, QKeySequence("X"))
        self.addSeparator()
        self.addActions([undo, redo])
        self.addSeparator()
        menu_action(self, tr("Marker &kinds…"), self.choose_kinds)
        self._list_kinds()
        self.show_page(None)

    @property
    def kinds(self) -> tuple[MarkerKind, ...]:
        return in_language(self._settings.now.markers.kinds)

    def show_page(self, annotations: Annotations | None, can_exclude: bool = False) -> None:
        """What the present page annotates; None where it does not. can_exclude: ranges can be selected there."""
        if annotations is not None and annotations.undo_stack not in self._undo_group.stacks():
            self._undo_group.addStack(annotations.undo_stack)
        self._undo_group.setActiveStack(annotations.undo_stack if annotations else None)  # type: ignore[arg-type]
        for action in self._marks:
            action.setEnabled(annotations is not None)
        self._exclude.setEnabled(can_exclude)

    def choose_kinds(self) -> None:
        """Ask which marker each key puts."""
        dialog = KindsDialog(self.kinds, self.window())
        dialog.accepted.connect(lambda: self._settings.change("markers", kinds=dialog.kinds))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_kinds(self) -> None:
        """They have changed."""
        self._list_kinds()
        self.kinds_changed.emit()

    def _list_kinds(self) -> None:
        enabled = not self._marks or self._marks[0].isEnabled()
        for action in self._marks:
            self.removeAction(action)
            action.deleteLater()
        self._marks = []
        for kind in self.kinds:
            action = QAction(swatch(kind.colour), kind.label.replace("&", "&&"), self)
            action.setShortcut(QKeySequence(str(kind.key)))
            action.setEnabled(enabled)
            action.triggered.connect(partial(self._mark, kind))
            self.insertAction(self._first, action)
            self._marks.append(action)

    def _mark(self, kind: MarkerKind, _: bool = False) -> None:
        self.mark_requested.emit(kind)
