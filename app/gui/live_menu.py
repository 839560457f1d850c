"""Menu entries of a live run, with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.gui.consent_note import ConsentDialog
from app.gui.layout import exclusive, menu_action
from app.gui.live_page import LivePage
from app.gui.translation import tr
from app.settings import SettingsStore
from engines.fusion import ENGINES
from engines.speech_trial import POCKETSPHINX, whisper_names


def live_entries(menu: QMenu, live: LivePage, settings: SettingsStore) -> list[QAction]:
    """A run, and the choices for the next. Returned are those for a run: the first begins it, the others need it."""
    actions = [
        menu_action(menu, tr("Start"), lambda: live.start(), QKeySequence("Ctrl+Return")),
        menu_action(menu, tr("Pause or resume"), live.toggle_pause, QKeySequence(Qt.Key.Key_P)),
        menu_action(menu, tr("Stop"), live.stop, QKeySequence("Ctrl+.")),
        menu_action(menu, tr("Record or end the recording"), live.toggle_record, QKeySequence("Ctrl+R")),
    ]
    menu.addSeparator()
    media = menu.addAction(tr("Record pictures and sound"))
    media.setCheckable(True)
    media.triggered.connect(lambda wanted: settings.change("live", media=wanted))
    menu_action(menu, tr("Consent note…"), lambda: ConsentDialog(settings, live.window()).open())
    menu.addSeparator()
    models: dict[str, dict[str, QAction]] = {}
    for title, attribute, best, names in (
        (
            tr("Speech model of the next run"),
            "speech",
            tr("The best that is fast enough"),
            (POCKETSPHINX, *whisper_names()),
        ),
        (tr("Engine of the next run"), "engine", tr("The fastest"), ENGINES),
    ):
        submenu = menu.addMenu(title)
        models[attribute] = {
            name: menu_action(submenu, text, partial(settings.change, "live", **{attribute: name}))
            for name, text in {"": best, **{name: name for name in names}}.items()
        }
        exclusive(menu, list(models[attribute].values()))

    def show() -> None:
        chosen = settings.now.live
        media.setChecked(chosen.media)
        for attribute, choices in models.items():
            choices[getattr(chosen, attribute)].setChecked(True)

    live.settings_changed.connect(show)
    show()
    return actions


def enable_entries(actions: Sequence[QAction], live: LivePage, *, shown: bool) -> None:
    """Those of a run, as `live_entries` returns them. shown: whether its page is."""
    start, *others = actions
    start.setEnabled(shown and not live.running)
    for action in others:
        action.setEnabled(shown and live.running)
