"""Which keys belong to what has the focus, before the menus of the window get them."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QApplication, QComboBox, QTabBar

Key = Qt.Key
SIDEWAYS = {Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End}
ALONG = SIDEWAYS | {Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown}
# Views with keys of their own say so themselves, in `own_keys`.
OF_WIDGETS: tuple[tuple[type, set[Key]], ...] = (
    (QAbstractButton, {Key.Key_Space}),
    (QTabBar, SIDEWAYS),
    (QComboBox, ALONG | {Key.Key_Space}),
    (QAbstractSlider, ALONG),
    (QAbstractItemView, ALONG | {Key.Key_Space, Key.Key_Delete}),
)


class OwnKeys(QObject):
    """Filter of a window's events: a key without Ctrl or Alt that what has the focus uses is not taken for a menu."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if not held and Key(event.key()) in _used(QApplication.focusWidget()):
                event.accept()
                return True
        return False


def _used(focused: object) -> Set[Key]:
    own: Set[Key] | None = getattr(focused, "own_keys", None)
    if own is not None:
        return own
    return next((keys for kind, keys in OF_WIDGETS if isinstance(focused, kind)), set())
