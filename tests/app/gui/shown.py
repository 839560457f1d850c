"""What is on screen: a view alone, or the live page once it has seen the devices."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme as themes
from app.gui.window import MainWindow


def shown(qtbot: QtBot, view: QWidget, width: int, height: int) -> QWidget:
    """The view on screen at this size, in the light theme."""
    qtbot.addWidget(view)
    view.resize(width, height)
    if hasattr(view, "set_theme"):
        view.set_theme(themes.LIGHT)
    view.show()
    qtbot.waitExposed(view)
    return view


def show_live(qtbot: QtBot, window: MainWindow) -> None:
    """The live page; which devices are missing is told in a notice by now."""
    window.show_live()
    page = window.live
    qtbot.waitUntil(lambda: page.preview is not None and not page.preview.opening)
    window.tick()
