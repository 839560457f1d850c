"""Kinds of markers, each on a key from 1 to 9, and the dialogs in which a person names and colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import colours
from app.gui.layout import fit_screen, level, scrolled
from app.gui.translation import tr
from app.sessions.annotations import Marker
from app.settings import KEYS, KINDS, LONGEST, MarkerKind


def colour_names() -> dict[str, str]:
    """Of those that are offered."""
    names = tr("Blue"), tr("Yellow"), tr("Red"), tr("Purple"), tr("Green"), tr("Light blue"), tr("Grey")
    return dict(zip(colours.MARKERS, names, strict=True))


def in_language(kinds: Sequence[MarkerKind]) -> tuple[MarkerKind, ...]:
    """Those that the program offers at first, in the language of the window; what the person wrote stays."""
    names = dict(zip(KINDS, (tr("Note"), tr("Highlight"), tr("Problem"), tr("Question"), tr("Task")), strict=True))
    return tuple(kind.model_copy(update={"label": names.get(kind, kind.label)}) for kind in kinds)


@cache
def swatch(colour: str, size: int = 14) -> QIcon:
    """A dot of this colour."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    return QIcon(pixmap)


class ColourButton(QToolButton):
    """Shows a colour; a press offers those that colour-blind people can tell apart, and any other."""

    chosen = Signal(str)

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName(tr("Colour"))
        menu = QMenu(self)
        for offered, name in colour_names().items():
            menu.addAction(swatch(offered), name).triggered.connect(partial(self._choose, offered))
        menu.addSeparator()
        menu.addAction(tr("Other…")).triggered.connect(self._ask)
        self.setMenu(menu)
        self.set_colour(colour)

    def set_colour(self, colour: str) -> None:
        self.colour = colour
        self.setIcon(swatch(colour))
        self.setToolTip(tr("Colour: {name}").format(name=colour_names().get(colour, colour)))

    def _choose(self, colour: str, _: bool = False) -> None:
        self.set_colour(colour)
        self.chosen.emit(colour)

    def _ask(self) -> None:
        colour = QColorDialog.getColor(QColor(self.colour), self, tr("Colour of the marker"))
        if colour.isValid():
            self._choose(colour.name())


class KindsDialog(QDialog):
    """The nine keys with their labels and colours; a key without a label does nothing."""

    def __init__(self, kinds: Sequence[MarkerKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Marker kinds"))
        self.labels: dict[int, QLineEdit] = {}
        self.colours: dict[int, ColourButton] = {}
        rows = QGridLayout()
        rows.setVerticalSpacing(6)
        for key in KEYS:
            label = self.labels[key] = QLineEdit()
            label.setMaxLength(LONGEST)
            label.setMinimumWidth(260)
            label.setAccessibleName(tr("Label on key {key}").format(key=key))
            label.setPlaceholderText(tr("nothing on this key"))
            colour = self.colours[key] = ColourButton(colours.MARKERS[(key - 1) % len(colours.MARKERS)])
            for column, widget in enumerate((QLabel(str(key)), label, colour)):
                rows.addWidget(widget, key, column)
        self._show(kinds)
        explained = QLabel(tr("A key from 1 to 9 puts its marker at the present moment. Markers that are there stay."))
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(
            lambda: self._show(in_language(KINDS))
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(explained)
        table = QWidget()
        table.setLayout(rows)
        layout.addWidget(scrolled(table), 1)
        layout.addWidget(buttons)
        fit_screen(self)

    @property
    def kinds(self) -> list[MarkerKind]:
        labels = {key: " ".join(edit.text().split()) for key, edit in self.labels.items()}
        return [
            MarkerKind(key=key, label=label, colour=self.colours[key].colour) for key, label in labels.items() if label
        ]

    def _show(self, kinds: Sequence[MarkerKind]) -> None:
        by_key = {kind.key: kind for kind in kinds}
        for key in KEYS:
            kind = by_key.get(key)
            self.labels[key].setText(kind.label if kind else "")
            if kind:
                self.colours[key].set_colour(kind.colour)


class MarkerDialog(QDialog):
    """Label and colour of one marker."""

    def __init__(self, marker: Marker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Marker"))
        self._marker = marker
        self.label = QLineEdit(marker.label)
        self.label.setMaxLength(LONGEST)
        self.label.setMinimumWidth(260)
        self.label.selectAll()
        self.colour = ColourButton(marker.colour)
        form = QFormLayout()
        form.addRow(tr("Label"), self.label)
        form.addRow(tr("Colour"), self.colour)
        level(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(buttons)

    @property
    def marker(self) -> Marker:
        """As it is to be."""
        return replace(self._marker, label=" ".join(self.label.text().split()), colour=self.colour.colour)
