"""The kinds of markers: kept in the settings, changed in a dialog, put by key or menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMainWindow

from app.gui.annotate_menu import AnnotateMenu
from app.gui.annotations import Annotations
from app.gui.marker_kinds import KindsDialog, MarkerDialog
from app.sessions.annotations import Marker
from app.settings import KINDS, MarkerKind, SettingsStore
from tests.app.gui.test_annotations import Memory


def test_the_dialog_changes_what_the_keys_put(qtbot, settings: SettingsStore) -> None:
    dialog = KindsDialog(KINDS)
    qtbot.addWidget(dialog)
    assert dialog.kinds == list(KINDS)
    dialog.labels[2].clear()
    dialog.labels[9].setText("  Coffee   break ")
    dialog.colours[9].set_colour("#123456")
    assert dialog.kinds == [KINDS[0], *KINDS[2:], MarkerKind(key=9, label="Coffee break", colour="#123456")]
    buttons = dialog.findChild(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert dialog.kinds == list(KINDS)


def test_a_colour_is_chosen_from_those_that_can_be_told_apart(qtbot) -> None:
    dialog = MarkerDialog(Marker(3, 1.5, "Laughs", "#4477aa"))
    qtbot.addWidget(dialog)
    dialog.label.setText(" Laughs\tout loud")
    next(a for a in dialog.colour.menu().actions() if a.text() == "Purple").trigger()
    assert dialog.marker == Marker(3, 1.5, "Laughs out loud", "#aa3377")


def test_the_menu_puts_kinds_and_follows_the_page(qtbot, settings: SettingsStore) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = AnnotateMenu(settings, window)
    settings.listen(lambda *_: menu.show_kinds())
    window.menuBar().addMenu(menu)
    with qtbot.waitActive(window):
        window.show()
    put: list[MarkerKind] = []
    menu.mark_requested.connect(put.append)
    qtbot.keyClick(window, Qt.Key.Key_1)  # there is no page yet
    assert put == []
    annotations = Annotations()
    annotations.open(Memory())
    menu.mark_requested.connect(lambda kind: annotations.add_marker(1.0, kind.label, kind.colour))
    menu.show_page(annotations)
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert put == [KINDS[1]]
    assert [m.label for m in annotations.markers] == ["Highlight"]
    undo = next(a for a in menu.actions() if a.text().startswith("Undo"))
    assert undo.text() == "Undo put marker"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert annotations.markers == []
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert [m.label for m in annotations.markers] == ["Highlight"]

    menu.choose_kinds()
    dialog = window.findChild(KindsDialog)
    dialog.labels[7].setText("Rock & roll")
    with qtbot.waitSignal(menu.kinds_changed):
        dialog.accept()
    qtbot.keyClick(window, Qt.Key.Key_7)
    assert put[-1].label == "Rock & roll" == settings.now.markers.kinds[-1].label
    menu.show_page(None)
    assert not undo.isEnabled()
