"""The markers and excluded ranges that a page shows, and what a person does with them: each act is stored at once and
can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.gui.translation import tr
from app.sessions.annotations import Annotation, Exclusion, Marker
from ucrn_core.errors import SessionError

Key = tuple[type, int]  # ids are for markers and for exclusions


class Store(Protocol):
    """Where annotations are kept. SessionError: that is not possible."""

    def put(self, annotation: Annotation) -> None: ...
    def remove(self, annotation: Annotation) -> None: ...


class Annotations(QObject):
    """Times are those of the page. Without a store nothing can be changed."""

    changed = Signal()
    failed = Signal(str)  # a sentence for the person: the act was not done

    def __init__(self) -> None:
        super().__init__()
        self._store: Store | None = None
        self.earliest = 0.0  # where a marker can be moved to
        self._there: dict[Key, Annotation] = {}
        self.markers: Sequence[Marker] = ()  # in order of time
        self.exclusions: Sequence[Exclusion] = ()  # in order of their start
        self.undo_stack = QUndoStack(self)

    def open(self, store: Store, there: Iterable[Annotation] = (), earliest: float = 0.0) -> None:
        """Show what is there and keep changes in `store`; what was shown before is forgotten. earliest: beginning of
        what is annotated."""
        self.clear()
        self._store, self.earliest = store, earliest
        self._there = {_key(annotation): annotation for annotation in there}
        self._tell()

    def close(self) -> None:
        """From now on nothing can be changed; it is shown still."""
        self._store = None
        self.undo_stack.clear()
        self._tell()

    def clear(self) -> None:
        """Forget everything."""
        self._there = {}
        self.close()

    @property
    def editable(self) -> bool:
        return self._store is not None

    def add_marker(self, t: float, label: str, colour: str) -> None:
        """A marker at `t` seconds; colour as `#rrggbb`."""
        self._act(tr("put marker"), None, Marker(self._unused(Marker), t, label, colour))

    def exclude(self, start: float, end: float) -> None:
        """Leave the range of seconds out, start < end."""
        self._act(tr("exclude range"), None, Exclusion(self._unused(Exclusion), start, end))

    def change(self, annotation: Annotation) -> None:
        """In place of the one with its id, which is there."""
        before = self._there[_key(annotation)]
        if before == annotation:
            return
        moved = isinstance(before, Marker) and isinstance(annotation, Marker) and replace(before, t=annotation.t)
        self._act(tr("move marker") if moved == annotation else tr("change marker"), before, annotation)

    def remove(self, annotation: Annotation) -> None:
        """Harmless where it is not there."""
        before = self._there.get(_key(annotation))
        if before is not None:
            self._act(tr("remove marker") if isinstance(before, Marker) else tr("count range again"), before, None)

    def _act(self, name: str, before: Annotation | None, after: Annotation | None) -> None:
        if self._store is not None:
            self.undo_stack.push(_Change(self, name, before, after))

    def turn(self, before: Annotation | None, after: Annotation | None) -> bool:
        """Make `after` of `before`, None being nothing, in the store and here; False where it could not be stored."""
        try:
            if self._store is None:
                return False
            if after is not None:
                self._store.put(after)
            elif before is not None:
                self._store.remove(before)
        except SessionError as error:
            self.failed.emit(str(error))
            return False
        if before is not None:
            self._there.pop(_key(before), None)
        if after is not None:
            self._there[_key(after)] = after
        self._tell()
        return True

    def _tell(self) -> None:
        there = self._there.values()
        self.markers = sorted((a for a in there if isinstance(a, Marker)), key=lambda m: (m.t, m.id))
        self.exclusions = sorted((a for a in there if isinstance(a, Exclusion)), key=lambda e: (e.start, e.id))
        self.changed.emit()

    def _unused(self, kind: type) -> int:
        return 1 + max((id for of, id in self._there if of is kind), default=0)


class _Change(QUndoCommand):
    """One act; what could not be stored is taken off the stack."""

    def __init__(
        self, annotations: Annotations, name: str, before: Annotation | None, after: Annotation | None
    ) -> None:
        super().__init__(name)
        self._annotations, self._before, self._after = annotations, before, after

    def redo(self) -> None:
        self.setObsolete(not self._annotations.turn(self._before, self._after))

    def undo(self) -> None:
        self.setObsolete(not self._annotations.turn(self._after, self._before))


def _key(annotation: Annotation) -> Key:
    return type(annotation), annotation.id
