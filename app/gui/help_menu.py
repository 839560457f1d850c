"""The Help menu: guides, what helps when something is wrong, and what the program is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox

import assets
from app import __version__, manual
from app.gui.desktop import open_outside
from app.gui.folders import open_logs
from app.gui.layout import menu_action
from app.gui.licences_dialog import LicencesDialog
from app.gui.shortcuts import ShortcutsDialog
from app.gui.translation import tr

if TYPE_CHECKING:
    from app.gui.window import MainWindow

MARK = QSize(64, 64)  # pixels


def fill_help_menu(menu: QMenu, window: MainWindow) -> None:
    """Guides, then trouble, then what the program is."""
    menu_action(menu, tr("&Manual"), lambda: open_manual(window))
    menu_action(menu, tr("&First-run guide"), window.show_guide)
    shortcuts = menu_action(menu, tr("&Keyboard shortcuts"), lambda: show(ShortcutsDialog(window)))
    shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("Ctrl+?")])
    menu.addSeparator()
    menu_action(menu, tr("Open the &logs folder"), lambda: _tell(window, open_logs()))
    menu.addSeparator()
    menu_action(menu, tr("Li&cences"), lambda: show(LicencesDialog(window)))
    menu_action(menu, tr("&About UCRN Live"), lambda: show(about(window)))


def show(dialog: QDialog) -> None:
    """Over the window, until it is closed; then it is gone."""
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _tell(window: MainWindow, trouble: str) -> None:
    if trouble:
        window.notices.add(trouble, "error")


def open_manual(window: MainWindow, name: str = "index") -> None:
    """A page of the manual, in the browser; a notice where it is not there."""
    page = manual.page(name)
    if page is None:
        window.notices.add(
            tr("The manual was not built here: run “make manual” in the folder of the source, then open it again.")
        )
    elif not open_outside(page):
        window.notices.add(tr("No browser opened the manual; its first page is {page}.").format(page=page))


def about(window: MainWindow) -> QMessageBox:
    """Version, licence, and which weights."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("About UCRN Live"), f"<b>UCRN Live {__version__}</b>", parent=window)
    box.setIconPixmap(window.windowIcon().pixmap(MARK))
    box.setInformativeText(
        tr(
            "Sentiment of a speaker from words, voice and face, on your own machine.<br><br>"
            "The source is licensed under Apache-2.0.<br>"
            "The weights, {weights}, are for non-commercial research use.<br><br>"
            "It tells what words, voice and face look like to raters, not what a person feels. Inferring emotions at "
            "work or in education is prohibited or restricted in the EU (AI Act, Article 5)."
        ).format(weights=Path(assets.CHECKPOINT).stem)
    )
    return box
