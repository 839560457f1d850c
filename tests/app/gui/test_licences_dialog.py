"""Help > Licences."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.gui.licences_dialog import LicencesDialog
from app.licences import licences


def test_the_menu_opens_the_list_and_a_choice_shows_its_text(qtbot, window):
    (entry,) = [a for menu in window.menuBar().actions() for a in menu.menu().actions() if a.text() == "Li&cences"]
    entry.trigger()
    dialog = window.findChild(LicencesDialog)
    assert dialog.isVisible()
    assert dialog.list.topLevelItemCount() == 0  # the window does not wait for them
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() > 0, timeout=30_000)
    assert dialog.list.topLevelItemCount() == len(licences())
    (item,) = dialog.list.findItems("x265", Qt.MatchFlag.MatchExactly)
    dialog.list.setCurrentItem(item)
    assert dialog.text.toPlainText().startswith("x265\nGPL-2.0-or-later, here under version 3\nin av; source: https://")
    assert "GNU GENERAL PUBLIC LICENSE" in dialog.text.toPlainText()
