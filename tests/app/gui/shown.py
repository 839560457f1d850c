"""A view alone on screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui import theme as themes


def shown(qtbot: QtBot, view: QWidget, width: int, height: int) -> QWidget:
    """The view on screen at this size, in the light theme."""
    qtbot.addWidget(view)
    view.resize(width, height)
    if hasattr(view, "set_theme"):
        view.set_theme(themes.LIGHT)
    view.show()
    qtbot.waitExposed(view)
    return view
