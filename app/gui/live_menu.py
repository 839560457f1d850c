"""Menu entries of a live run, with their keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu

from app.gui.layout import exclusive, menu_action
from app.gui.live_page import LivePage
from app.gui.translation import tr
from engines.fusion import ENGINES
from engines.speech_trial import POCKETSPHINX, whisper_names


def live_entries(menu: QMenu, live: LivePage) -> list[QAction]:
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
    media.toggled.connect(partial(setattr, live, "media"))
    menu_action(menu, tr("Consent note…"), partial(ask_consent, live))
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
            name: menu_action(submenu, text, partial(setattr, live, attribute, name))
            for name, text in {"": best, **{name: name for name in names}}.items()
        }
        exclusive(menu, list(models[attribute].values()))

    def show() -> None:
        media.setChecked(live.media)
        for attribute, choices in models.items():
            choices[getattr(live, attribute)].setChecked(True)

    live.settings_changed.connect(show)
    show()
    return actions


def ask_consent(live: LivePage) -> None:
    """Ask for the note that the next recordings keep."""
    asked = tr("What the people who are recorded agreed to, kept with each recording from now on:")
    note, given = QInputDialog.getMultiLineText(live.window(), tr("Consent note"), asked, live.consent)
    if given:
        live.consent = note
