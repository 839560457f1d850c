"""The list of markers and excluded ranges beside the transcript, and the buttons that put markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.annotations import Annotations
from app.gui.layout import in_order, plain_tip
from app.gui.marker_kinds import MarkerDialog, swatch
from app.gui.plots import clock_text
from app.gui.shortcuts import tell_keys
from app.gui.translation import tr
from app.sessions.annotations import Annotation, Exclusion, Marker
from app.settings import KINDS, MarkerKind

TIME_COLUMN = 110  # pixels
LEAST_BUTTON = 40  # pixels, with the key; its label has room where there is some
LABEL = 70  # pixels of a label on a button
IN_A_ROW = 3  # buttons
STEPS = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1}  # s that a key moves a marker by


class AnnotationList(QTreeWidget):
    """A row each, in order of time. A click goes there, a double click edits a marker, Delete removes, and Alt with
    an arrow key moves a marker."""

    seek_requested = Signal(float)
    edit_requested = Signal(object)  # Marker

    def __init__(self, annotations: Annotations) -> None:
        super().__init__()
        self._annotations = annotations
        self.setAccessibleName(tr("Markers and excluded ranges"))
        self.setHeaderLabels([tr("Time"), tr("Label")])
        self.setColumnWidth(0, TIME_COLUMN)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        tell_keys(
            self,
            tr("Space: Go there"),
            tr("Enter: Edit the marker"),
            tr("Alt+Left, Alt+Right: Move the marker by a tenth of a second"),
            tr("Del: Remove"),
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.viewport().setAcceptDrops(False)  # files are dropped on the window
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemClicked.connect(lambda item: self.seek_requested.emit(_start(self.annotation(item))))
        self.itemDoubleClicked.connect(self._edit)
        self.customContextMenuRequested.connect(self._open_menu)
        annotations.changed.connect(self.refill)
        self.refill()

    def refill(self) -> None:
        """Show what there is; what was chosen stays so."""
        chosen = {(type(a), a.id) for a in self.chosen}
        current = self.annotation(item) if (item := self.currentItem()) is not None else None
        place = self.verticalScrollBar().value()
        self.clear()
        there: list[Annotation] = [*self._annotations.markers, *self._annotations.exclusions]
        for annotation in sorted(there, key=_start):
            item = QTreeWidgetItem()
            if isinstance(annotation, Marker):
                item.setText(0, clock_text(annotation.t, 1))
                item.setText(1, annotation.label)
                item.setIcon(1, swatch(annotation.colour))
            else:
                item.setText(0, f"{clock_text(annotation.start, 1)} – {clock_text(annotation.end, 1)}")
                item.setText(1, tr("Excluded"))
            item.setData(0, Qt.ItemDataRole.UserRole, annotation)
            self.addTopLevelItem(item)
            if current is not None and (type(annotation), annotation.id) == (type(current), current.id):
                self.setCurrentItem(item)  # that keys go on from
            item.setSelected((type(annotation), annotation.id) in chosen)
        self.verticalScrollBar().setValue(place)

    @staticmethod
    def annotation(item: QTreeWidgetItem) -> Annotation:
        """What a row is about."""
        annotation: Annotation = item.data(0, Qt.ItemDataRole.UserRole)
        return annotation

    @property
    def chosen(self) -> list[Annotation]:
        return [self.annotation(item) for item in self.selectedItems()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_chosen()
        elif event.key() == Qt.Key.Key_Space and (item := self.currentItem()) is not None:
            self.seek_requested.emit(_start(self.annotation(item)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self.selectedItems()) == 1:
            self._edit(self.selectedItems()[0])
        elif event.key() in STEPS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_chosen(STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def move_chosen(self, seconds: float) -> None:
        """Put the chosen marker earlier or later; one, as with several it would be unclear what is undone."""
        if len(self.chosen) == 1 and isinstance(marker := self.chosen[0], Marker):
            t = max(round(marker.t + seconds, 3), self._annotations.earliest)
            self._annotations.change(replace(marker, t=t))

    def remove_chosen(self) -> None:
        for annotation in self.chosen:
            self._annotations.remove(annotation)

    def _edit(self, item: QTreeWidgetItem) -> None:
        annotation = self.annotation(item)
        if isinstance(annotation, Marker) and self._annotations.editable:
            self.edit_requested.emit(annotation)

    def _open_menu(self, place: object) -> None:
        item = self.itemAt(place)  # type: ignore[call-overload]
        if item is None or not self._annotations.editable:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(self.annotation(item), Marker):
            menu.addAction(tr("Edit marker…"), lambda: self._edit(item))
        menu.addAction(tr("Remove"), self.remove_chosen)
        menu.popup(self.viewport().mapToGlobal(place))  # type: ignore[call-overload]


class AnnotationPanel(QWidget):
    """The list below a button for each kind of marker."""

    kind_requested = Signal(object)  # MarkerKind
    seek_requested = Signal(float)

    def __init__(self, annotations: Annotations, without: str) -> None:
        """without: what to say while nothing is there."""
        super().__init__()
        self._annotations = annotations
        self.list = AnnotationList(annotations)
        self.list.seek_requested.connect(self.seek_requested)
        self.list.edit_requested.connect(self.edit)
        self.buttons: list[QToolButton] = []
        self._row = QGridLayout()
        self._row.setSpacing(2)
        keys = tr("Keys 1 to {last} have a kind of marker at first; Annotate > Marker kinds… gives one to others.")
        hint = QLabel(f"{without} {keys.format(last=len(KINDS))}")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown = QStackedLayout()
        self._shown.addWidget(hint)
        self._shown.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(self._row)
        layout.addLayout(self._shown, 1)
        annotations.changed.connect(self._show)
        self._show()

    def set_kinds(self, kinds: Sequence[MarkerKind]) -> None:
        """Offer these kinds."""
        while self._row.count():
            taken = self._row.takeAt(0)
            if taken is not None and (widget := taken.widget()) is not None:
                widget.deleteLater()
        self.buttons = []
        for i, kind in enumerate(kinds):
            button = QToolButton()
            button.setIcon(swatch(kind.colour))
            label = button.fontMetrics().elidedText(kind.label, Qt.TextElideMode.ElideRight, LABEL)
            button.setText(f"{kind.key} {label.replace('&', '&&')}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(
                plain_tip(tr("Marker “{label}” at this moment ({key})").format(label=kind.label, key=kind.key))
            )
            button.setAccessibleName(tr("Marker {label}").format(label=kind.label))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumWidth(LEAST_BUTTON)
            button.clicked.connect(lambda _=False, kind=kind: self.kind_requested.emit(kind))
            self.buttons.append(button)
            self._row.addWidget(button, i // IN_A_ROW, i % IN_A_ROW, Qt.AlignmentFlag.AlignLeft)
        in_order(self.list, *self.buttons, self.list)  # to the place of the list, and the list behind them

    def edit(self, marker: Marker) -> None:
        """Ask for another label or colour."""
        dialog = MarkerDialog(marker, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._annotations.change(dialog.marker))
        dialog.open()

    def _show(self) -> None:
        self._shown.setCurrentIndex(int(bool(self._annotations.markers or self._annotations.exclusions)))


def beside_transcript(transcript: QWidget, panel: AnnotationPanel, annotations: Annotations) -> QTabWidget:
    """Transcript and markers as tabs; that of the markers tells how many there are."""
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    tabs.setAccessibleName(tr("Transcript and markers"))
    tabs.tabBar().setAccessibleName(tr("Transcript and markers"))
    tabs.addTab(transcript, tr("Transcript"))
    tabs.addTab(panel, tr("Markers"))
    tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def count() -> None:
        there = len(annotations.markers) + len(annotations.exclusions)
        tabs.setTabText(1, tr("Markers ({count})").format(count=there) if there else tr("Markers"))

    annotations.changed.connect(count)
    return tabs


def _start(annotation: Annotation) -> float:
    return annotation.start if isinstance(annotation, Exclusion) else annotation.t
