"""Menu entries of a replay, with their keys."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.gui.layout import exclusive, menu_action
from app.gui.opening import Opening
from app.gui.replay_controls import SPEEDS
from app.gui.replay_page import ReplayPage
from app.gui.tracks import LANES, lane_names
from app.gui.translation import number, tr


def playback_entries(menu: QMenu, page: ReplayPage) -> list[QAction]:
    """Speed, steps and jumps; the actions are returned, to be enabled while there is a replay."""
    speeds = menu.addMenu(tr("&Speed"))
    choices = [menu_action(speeds, f"{number(speed, None)} ×", partial(page.set_speed, speed)) for speed in SPEEDS]
    exclusive(menu, choices)

    def show_speed() -> None:
        choices[SPEEDS.index(page.player.speed)].setChecked(True)

    page.playing_changed.connect(show_speed)
    show_speed()
    speeds.addSeparator()
    slower = menu_action(speeds, tr("Slower"), lambda: page.change_speed(-1), QKeySequence("["))
    faster = menu_action(speeds, tr("Faster"), lambda: page.change_speed(1), QKeySequence("]"))
    steps = [
        menu_action(menu, tr("One frame back"), lambda: page.step(-1), QKeySequence(",")),
        menu_action(menu, tr("One frame forward"), lambda: page.step(1), QKeySequence(".")),
    ]
    menu.addSeparator()
    jumps = [
        menu_action(menu, text, partial(page.jump, kind, forward), QKeySequence(f"{keys}+{arrow}"))
        for kind, keys, before, after in (
            ("peaks", "Ctrl", tr("Previous peak"), tr("Next peak")),
            ("drops", "Alt", tr("Previous drop"), tr("Next drop")),
            ("markers", "Shift", tr("Previous marker"), tr("Next marker")),
        )
        for text, forward, arrow in ((before, False, "Left"), (after, True, "Right"))
    ]
    return [speeds.menuAction(), slower, faster, *steps, *jumps]


def view_entries(menu: QMenu, page: ReplayPage) -> list[QAction]:
    """Which lanes are shown, zoom, and the selected range."""
    lanes = menu.addMenu(tr("Tracks of a replay"))
    for name in LANES:
        action = lanes.addAction(lane_names()[name])
        action.setCheckable(True)
        action.setChecked(name in page.tracks.wanted)
        action.toggled.connect(partial(page.show_lane, name))
    actions = [
        lanes.menuAction(),
        menu_action(menu, tr("Zoom in"), lambda: page.tracks.zoom(0.5), QKeySequence.StandardKey.ZoomIn),
        menu_action(menu, tr("Zoom out"), lambda: page.tracks.zoom(2.0), QKeySequence.StandardKey.ZoomOut),
        menu_action(menu, tr("The whole session"), page.tracks.whole, QKeySequence("Ctrl+0")),
        menu_action(menu, tr("The selection begins here"), page.tracks.begin_selection, QKeySequence("I")),
        menu_action(menu, tr("The selection ends here"), page.tracks.end_selection, QKeySequence("O")),
        menu_action(menu, tr("Zoom to the selection"), page.zoom_to_selection, QKeySequence("Z")),
        menu_action(menu, tr("Use the selection as baseline"), page.use_baseline, QKeySequence("B")),
        menu_action(menu, tr("As measured"), page.clear_baseline),
        menu_action(menu, tr("Clear the selection"), lambda: page.tracks.select(None), QKeySequence(Qt.Key.Key_Escape)),
    ]
    menu.addSeparator()
    return actions


def show_timeline(page: ReplayPage, opening: Opening, folder: Path, name: str) -> None:
    """One of any session; of the one on screen its place, zoom, selection and undo stay."""
    if page.isVisible() and page.folder == folder:
        page.show_timeline(name)
    else:
        opening.open_session(folder, name)
