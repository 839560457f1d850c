"""How the pages and menus of the window are put together."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QVBoxLayout, QWidget

from app.gui.translation import tr
from engines.sources.media import SUFFIXES

GAP = 8  # pixels between cards


def card(content: QWidget) -> QFrame:
    """A frame with the look of a card around `content`."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(5, 5, 5, 5)
    layout.addWidget(content)
    return frame


def halves(left: QSplitter, *right: QWidget) -> QSplitter:
    """Two columns; the last widget of the right one takes the room that is left."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    for widget in right:
        layout.addWidget(widget)
    layout.setStretch(len(right) - 1, 1)
    both = QSplitter(Qt.Orientation.Horizontal)
    both.addWidget(left)
    both.addWidget(column)
    both.setSizes([560, 740])
    for splitter in (left, both):
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
    return both


def in_order(*widgets: QWidget) -> None:
    """The Tab key goes from each to the next; else it would in the order in which they were made."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def menu_action(
    menu: QMenu, text: str, call: Callable[[], object], keys: QKeySequence | QKeySequence.StandardKey | None = None
) -> QAction:
    """A menu entry that calls `call`."""
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: call())
    if keys is not None:
        action.setShortcut(QKeySequence(keys))
    return action


def media_filter() -> str:
    """The files that a dialog offers where it asks for media."""
    patterns = " ".join(f"*.{s} *.{s.upper()}" for s in SUFFIXES)
    return tr("Video and sound ({patterns});;All files (*)").format(patterns=patterns)


def exclusive(parent: QObject, actions: list[QAction]) -> None:
    """Exactly one of the actions is checked."""
    group = QActionGroup(parent)
    for action in actions:
        action.setCheckable(True)
        group.addAction(action)
