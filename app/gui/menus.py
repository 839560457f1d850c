"""The File, Playback and View menus of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.gui import theme as themes
from app.gui.clip_page import SKIP
from app.gui.exporting import export_shown
from app.gui.layout import exclusive, menu_action, plain_tip
from app.gui.replay_menu import view_entries
from app.gui.translation import number, tr
from app.settings import View

if TYPE_CHECKING:
    from app.gui.window import MainWindow

SMOOTHINGS = (0.0, 1.0, 3.0)  # s


def fill_file_menu(menu: QMenu, window: MainWindow) -> tuple[QAction, list[QAction], QMenu]:
    """Returned are the entry that exports and those for a replay, and the menu of what was opened lately."""
    menu_action(menu, tr("&Live analysis"), window.show_live, QKeySequence("Ctrl+L"))
    menu_action(menu, tr("Li&brary"), window.show_library, QKeySequence("Ctrl+B"))
    menu_action(menu, tr("&Open…"), window.opening.choose_file, QKeySequence.StandardKey.Open)
    menu_action(menu, tr("Ope&n session…"), window.opening.choose_session, QKeySequence("Ctrl+Shift+O"))
    menu_action(menu, tr("Play the &sample"), window.opening.open_sample)
    recent = menu.addMenu(tr("Open &recent"))
    recent.setToolTipsVisible(True)
    menu.addSeparator()
    export = menu_action(menu, tr("&Export…"), partial(export_shown, window), QKeySequence("Ctrl+E"))
    replay = [menu_action(menu, tr("&Analyse again…"), window.analyse_again, QKeySequence("Ctrl+Shift+A"))]
    stop = menu_action(menu, tr("Sto&p analysing again"), window.reanalyses.stop)
    menu.aboutToShow.connect(lambda: stop.setEnabled(bool(window.reanalyses.status)))
    menu.addSeparator()
    preferences = menu_action(menu, tr("Se&ttings…"), window.show_settings, QKeySequence("Ctrl+,"))
    preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
    menu.addSeparator()
    menu_action(menu, tr("&Quit"), window.close, QKeySequence("Ctrl+Q"))
    return export, replay, recent


def fill_recent_menu(menu: QMenu, paths: Sequence[Path], open_path: Callable[[Path], None]) -> None:
    """What was opened lately, the newest first."""
    menu.clear()
    menu.setEnabled(bool(paths))
    for path in paths:
        menu_action(menu, path.name, partial(open_path, path)).setToolTip(plain_tip(str(path)))


def fill_playback_menu(menu: QMenu, window: MainWindow) -> list[QAction]:
    """Returned are the entries for what plays; the first plays and pauses."""
    actions = [
        menu_action(menu, text, call, QKeySequence(key))
        for text, call, key in (
            (tr("Play"), lambda: window.playing.toggle_play(), Qt.Key.Key_Space),
            (tr("Mute"), lambda: window.playing.toggle_mute(), Qt.Key.Key_M),
            (tr("5 seconds back"), lambda: window.playing.skip(-SKIP), Qt.Key.Key_Left),
            (tr("5 seconds forward"), lambda: window.playing.skip(SKIP), Qt.Key.Key_Right),
            (tr("To the beginning"), lambda: window.playing.seek(0.0), Qt.Key.Key_Home),
        )
    ]
    menu.addSeparator()
    return actions


def fill_view_menu(menu: QMenu, window: MainWindow) -> tuple[list[QAction], dict[str, QAction]]:
    """Returned are the entries for a replay, and those that choose an appearance or a palette, by its name."""
    settings = window.settings
    outline = menu.addAction(tr("Face outline"))
    outline.setCheckable(True)
    outline.triggered.connect(lambda shown: settings.change("view", outline=shown))
    menu.addSeparator()
    replay = view_entries(menu, window.replay)

    def plot(page: str, shown: str) -> None:
        settings.change("view", **{page: shown})
        show_plots(page, shown)  # also where it was chosen already, but has been zoomed

    def show_plots(page: str, shown: str) -> None:
        (window.clips if page == "clip" else window.live).plots.follow(shown == "part")

    plots: dict[str, dict[str, QAction]] = {}
    for page, whole, part in (
        ("clip", tr("Plot the whole clip"), tr("Plot 30 seconds of a clip")),
        ("live", tr("Plot the whole live run"), tr("Plot the last 30 seconds of a live run")),
    ):
        plots[page] = {
            shown: menu_action(menu, text, partial(plot, page, shown))
            for shown, text in (("whole", whole), ("part", part))
        }
        exclusive(menu, list(plots[page].values()))
    smoothing = menu.addMenu(tr("Smoothing of the curve"))
    names = {
        seconds: tr("Mean of {seconds} s").format(seconds=number(seconds, None)) if seconds else tr("None")
        for seconds in SMOOTHINGS
    }
    smoothings = {
        seconds: menu_action(smoothing, name, partial(settings.change, "view", smoothing=seconds))
        for seconds, name in names.items()
    }
    exclusive(menu, list(smoothings.values()))

    def show(before: View | None, view: View) -> None:
        outline.setChecked(view.outline)
        for view_of in (window.clips, window.replay, window.live):
            view_of.picture.show_outline(view.outline)
        for page in plots:
            shown = getattr(view, page)
            plots[page][shown].setChecked(True)
            if before is None or shown != getattr(before, page):
                show_plots(page, shown)
        if view.smoothing in smoothings:
            smoothings[view.smoothing].setChecked(True)
        if before is None or view.smoothing != before.smoothing:
            for curves in (window.clips.plots, window.live.plots, window.replay.tracks):
                curves.smooth(view.smoothing)

    window.view_changed.connect(show)
    show(None, settings.now.view)
    menu.addSeparator()
    appearance = menu.addMenu(tr("Appearance"))
    appearances = {
        key: menu_action(appearance, name, partial(settings.change, appearance=key))
        for key, name in themes.appearances().items()
    }
    exclusive(menu, list(appearances.values()))
    appearance.addSeparator()
    palettes = {
        key: menu_action(appearance, name, partial(settings.change, palette=key))
        for key, name in themes.palettes().items()
    }
    exclusive(menu, list(palettes.values()))
    return replay, appearances | palettes
