"""Menu entries of a replay, with their keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.gui.export_dialog import export_dialog
from app.gui.layout import exclusive, menu_action
from app.gui.replay_controls import MOMENTS, SPEEDS
from app.gui.replay_page import ReplayPage
from app.gui.tracks import LANES
from app.settings import SettingsStore
from ucrn_core.errors import SessionError

JUMPS = {"peaks": "Ctrl", "drops": "Alt", "markers": "Shift"}  # keys that turn an arrow into a jump


def playback_entries(menu: QMenu, page: ReplayPage) -> list[QAction]:
    """Speed, steps and jumps; the actions are returned, to be enabled while there is a replay."""
    speeds = menu.addMenu("&Speed")
    choices = [menu_action(speeds, f"{speed:g} ×", partial(page.set_speed, speed)) for speed in SPEEDS]
    exclusive(menu, choices)

    def show_speed() -> None:
        choices[SPEEDS.index(page.player.speed)].setChecked(True)

    page.playing_changed.connect(show_speed)
    show_speed()
    speeds.addSeparator()
    slower = menu_action(speeds, "Slower", lambda: page.change_speed(-1), QKeySequence("["))
    faster = menu_action(speeds, "Faster", lambda: page.change_speed(1), QKeySequence("]"))
    steps = [
        menu_action(menu, "One frame back", lambda: page.step(-1), QKeySequence(",")),
        menu_action(menu, "One frame forward", lambda: page.step(1), QKeySequence(".")),
    ]
    menu.addSeparator()
    jumps = [
        menu_action(
            menu, f"{'Next' if forward else 'Previous'} {name}", partial(page.jump, kind, forward), QKeySequence(keys)
        )
        for kind, name in MOMENTS.items()
        for forward, keys in ((False, f"{JUMPS[kind]}+Left"), (True, f"{JUMPS[kind]}+Right"))
    ]
    return [speeds.menuAction(), slower, faster, *steps, *jumps]


def view_entries(menu: QMenu, page: ReplayPage) -> list[QAction]:
    """Which lanes are shown, zoom, and the selected range."""
    lanes = menu.addMenu("Tracks of a replay")
    for name in LANES:
        action = lanes.addAction(name.capitalize())
        action.setCheckable(True)
        action.setChecked(name in page.tracks.wanted)
        action.toggled.connect(partial(page.show_lane, name))
    actions = [
        lanes.menuAction(),
        menu_action(menu, "Zoom in", lambda: page.tracks.zoom(0.5), QKeySequence.StandardKey.ZoomIn),
        menu_action(menu, "Zoom out", lambda: page.tracks.zoom(2.0), QKeySequence.StandardKey.ZoomOut),
        menu_action(menu, "The whole session", page.tracks.whole, QKeySequence("Ctrl+0")),
        menu_action(menu, "The selection begins here", page.tracks.begin_selection, QKeySequence("I")),
        menu_action(menu, "The selection ends here", page.tracks.end_selection, QKeySequence("O")),
        menu_action(menu, "Zoom to the selection", page.zoom_to_selection, QKeySequence("Z")),
        menu_action(menu, "Use the selection as baseline", page.use_baseline, QKeySequence("B")),
        menu_action(menu, "As measured", page.clear_baseline),
        menu_action(menu, "Clear the selection", lambda: page.tracks.select(None), QKeySequence(Qt.Key.Key_Escape)),
    ]
    menu.addSeparator()
    return actions


def export_shown(page: ReplayPage, settings: SettingsStore) -> None:
    """Ask what of the open session to export; what the page shows is offered."""
    tracks = page.tracks
    if page.replayed is None or tracks.track is None:
        return
    session = page.replayed.recalled.session
    try:
        dialog = export_dialog(
            session if session.current else session.folder,  # to open one that was killed may take seconds
            page.window(),
            settings,
            timeline=tracks.track.info.name,
            selected=tracks.selection,
            baseline=tracks.baseline.span if tracks.baseline else None,
        )
        dialog.told_late.connect(page.noticed)
    except SessionError as error:  # as of a disk that was pulled out
        page.noticed.emit(str(error), "error")
