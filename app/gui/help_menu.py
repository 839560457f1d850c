"""The Help menu: guides, what helps when something is wrong, and what the program is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox

import assets
from app import __version__
from app.gui.layout import menu_action
from app.gui.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from app.gui.window import MainWindow

MARK = QSize(64, 64)  # pixels


def fill_help_menu(menu: QMenu, window: MainWindow) -> None:
    """Guides, then trouble, then what the program is."""
    shortcuts = menu_action(menu, "&Keyboard shortcuts", lambda: show(ShortcutsDialog(window)))
    shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("Ctrl+?")])
    menu.addSeparator()
    menu_action(menu, "Open the &logs folder", lambda: open_folder(logs_folder()))
    menu.addSeparator()
    menu_action(menu, "&About UCRN Live", lambda: show(about(window)))


def show(dialog: QDialog) -> None:
    """Over the window, until it is closed; then it is gone."""
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def logs_folder() -> Path:
    """Where logs are, made if it is not there."""
    return platformdirs.user_log_path("ucrn-live", appauthor=False, ensure_exists=True)


def open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def about(window: MainWindow) -> QMessageBox:
    """Version, licence, and which weights."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About UCRN Live", f"<b>UCRN Live {__version__}</b>", parent=window)
    box.setIconPixmap(window.windowIcon().pixmap(MARK))
    box.setInformativeText(
        "Sentiment of a speaker from words, voice and face, on your own machine.<br><br>"
        "The source is licensed under Apache-2.0.<br>"
        f"The weights, {Path(assets.CHECKPOINT).stem}, are for non-commercial research use.<br><br>"
        "It tells what words, voice and face look like to raters, not what a person feels. Inferring emotions at work "
        "or in education is prohibited or restricted in the EU (AI Act, Article 5)."
    )
    return box
