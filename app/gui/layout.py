"""How the pages and menus of the window are put together."""

from __future__ import annotations

import html
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.translation import tr
from engines.sources.media import SUFFIXES

GAP = 8  # pixels between cards
NARROW = 830  # pixels, that two columns of a page need
TITLE = 40  # pixels of the frame that the system draws around a dialog
SHORT = 90  # pixels that a text keeps that ends in dots


def plain_tip(text: str) -> str:
    """A tool tip of `text` as it is: what looks like HTML, as a name may, Qt would show as such, and open what it
    names."""
    return f'<span style="white-space:pre-wrap">{html.escape(text)}</span>' if "<" in text else text


def card(content: QWidget) -> QFrame:
    """A frame with the look of a card around `content`."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(5, 5, 5, 5)
    layout.addWidget(content)
    return frame


class Halves(QSplitter):
    """Two columns beside each other; where a page is narrow, one below the other."""

    _beside: list[int]  # their widths, when they last were

    def fit(self, room: int) -> None:
        """room: pixels of width that there are."""
        wanted = Qt.Orientation.Vertical if room < NARROW else Qt.Orientation.Horizontal
        if wanted == self.orientation():
            return
        sizes = self.sizes()
        self.setOrientation(wanted)
        if wanted == Qt.Orientation.Horizontal:
            self.setSizes(self._beside)
        else:
            self._beside = sizes


def halves(left: QSplitter, *right: QWidget) -> Halves:
    """Two columns; the last widget of the right one takes the room that is left."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    for widget in right:
        layout.addWidget(widget)
    layout.setStretch(len(right) - 1, 1)
    both = Halves(Qt.Orientation.Horizontal)
    both.addWidget(left)
    both.addWidget(column)
    both.setSizes([560, 740])
    for splitter in (left, both):
        splitter.setHandleWidth(GAP)
        splitter.setChildrenCollapsible(False)
    return both


class Pages(QStackedWidget):
    """Of several pages one is shown, and it alone asks for room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page else super().minimumSizeHint()


class ShortLabel(QLabel):
    """A line that ends in dots where it has no room, and is whole in its tip."""

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(QSize(SHORT, self.fontMetrics().height() + SHORT))

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(plain_tip(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class NamedLabel(QLabel):
    """A text that tells little by itself: it is read out with its name before it, `Engine: eager`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.setAccessibleName(f"{self._name}: {text}" if text else "")


class Scrolled(QScrollArea):
    """It would show all of its content. name: what text that is to be read is called; where it does not fit, the Tab
    key goes to it, and the keys that move scroll it."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if name:
            self.setAccessibleName(name)
            self.verticalScrollBar().rangeChanged.connect(self._fits)

    def _fits(self, least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most > least else Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in ends:
            bar.setValue(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        content = self.widget()
        return content.sizeHint() if content else super().sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        focused = self._focused_within(event.oldSize())
        if isinstance(content := self.widget(), Halves):
            content.fit(event.size().width())
        super().resizeEvent(event)
        if focused is not None:  # a notice that takes room does not push it out of sight
            self.ensureWidgetVisible(focused)

    def _focused_within(self, size: QSize) -> QWidget | None:
        """What has the focus, if it is of the content and was in sight when so much of it was shown."""
        content, focused = self.widget(), QApplication.focusWidget()
        if content is None or focused is None or not content.isAncestorOf(focused):
            return None
        place = QRect(focused.mapTo(self.viewport(), QPoint()), focused.size())
        return focused if place.intersects(QRect(QPoint(), size)) else None


def scrolled(content: QWidget, name: str = "") -> QScrollArea:
    """`content` as large as there is room, and no smaller than it needs: then it is scrolled. name: as of Scrolled."""
    area = Scrolled(name)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


def fit_screen(dialog: QDialog, wanted: QSize | None = None) -> None:
    """Give it the size that it asks for, or that is wanted, as far as the screen has room."""
    dialog.resize((wanted or dialog.sizeHint()).boundedTo(dialog.screen().availableSize() - QSize(0, TITLE)))


def level(form: QFormLayout) -> None:
    """Each label at the height of its field: where that is much higher, Qt puts the label at its top."""
    roles = QFormLayout.ItemRole
    for row in range(form.rowCount()):
        label, field = form.itemAt(row, roles.LabelRole), form.itemAt(row, roles.FieldRole)
        if label is not None and field is not None and (widget := label.widget()) is not None:
            widget.setMinimumHeight(field.sizeHint().height())


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
