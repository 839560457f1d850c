"""The kinds of markers: kept in the settings, changed in a dialog, put by key or menu."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialogButtonBox, QMainWindow

from app.gui.annotate_menu import AnnotateMenu
from app.gui.annotations import Annotations
from app.gui.marker_kinds import DEFAULTS, KEYS, KindsDialog, MarkerDialog, MarkerKind, load_kinds, save_kinds
from app.sessions.annotations import Marker
from tests.app.gui.test_annotations import Memory

labels = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1).filter(str.strip)
kinds = st.lists(st.sampled_from(KEYS), unique=True).flatmap(
    lambda keys: st.tuples(
        *(st.builds(MarkerKind, st.just(k), labels, st.sampled_from(["#4477aa", "#123456"])) for k in sorted(keys))
    )
)


@given(chosen=kinds)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_kinds_are_kept(settings: QSettings, chosen: tuple[MarkerKind, ...]) -> None:
    save_kinds(settings, chosen)
    settings.sync()
    again = QSettings(settings.fileName(), QSettings.Format.IniFormat)
    assert load_kinds(again) == list(chosen)


@pytest.mark.parametrize("stored", ["nonsense", ["0 #4477aa zero"], ["1 bluish Note"], ["1 #4477aa "]])
def test_settings_that_cannot_be_read_give_the_kinds_of_a_fresh_program(settings: QSettings, stored: object) -> None:
    assert load_kinds(settings) == DEFAULTS
    settings.setValue("markers/kinds", stored)
    assert load_kinds(settings) == DEFAULTS


def test_the_dialog_changes_what_the_keys_put(qtbot, settings: QSettings) -> None:
    dialog = KindsDialog(DEFAULTS)
    qtbot.addWidget(dialog)
    assert dialog.kinds == DEFAULTS
    dialog.labels[2].clear()
    dialog.labels[9].setText("  Coffee   break ")
    dialog.colours[9].set_colour("#123456")
    assert dialog.kinds == [DEFAULTS[0], *DEFAULTS[2:], MarkerKind(9, "Coffee break", "#123456")]
    buttons = dialog.findChild(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert dialog.kinds == DEFAULTS


def test_a_colour_is_chosen_from_those_that_can_be_told_apart(qtbot) -> None:
    dialog = MarkerDialog(Marker(3, 1.5, "Laughs", "#4477aa"))
    qtbot.addWidget(dialog)
    dialog.label.setText(" Laughs\tout loud")
    next(a for a in dialog.colour.menu().actions() if a.text() == "Purple").trigger()
    assert dialog.marker == Marker(3, 1.5, "Laughs out loud", "#aa3377")


def test_the_menu_puts_kinds_and_follows_the_page(qtbot, settings: QSettings) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = AnnotateMenu(settings, window)
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
    assert put == [DEFAULTS[1]]
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
    assert put[-1].label == "Rock & roll" == load_kinds(settings)[-1].label
    menu.show_page(None)
    assert not undo.isEnabled()
