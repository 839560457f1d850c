"""The way of a person through the window with the bundled sample: opened, analysed, stored, replayed, exported."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop

import assets
from app.gui import require_screen
from app.gui.application import make_application
from app.gui.export_dialog import export_dialog
from app.gui.window import MainWindow
from app.settings import SettingsStore
from ucrn_core.errors import DisplayError

PATIENCE = 300.0  # s for each part


@dataclass(frozen=True)
class SelfTest:
    """What the window did. shown: seconds from the start of the process until it was on screen; analysed, stored:
    seconds that the sample took in the window, and in a process of its own into the library; exported: files written,
    one at least of each format."""

    shown: float
    analysed: float
    points: int
    words: int
    engine: str
    recognizer: str
    stored: float
    exported: tuple[str, ...]


def run_selftest(folder: Path, tell: Callable[[str], None]) -> SelfTest:
    """Open the real window, do it all, close it. folder: an empty one, for what is made. DisplayError: the window does
    not do its part, and why."""
    require_screen()
    os.environ["UCRN_LIVE_SESSIONS"] = str(folder)  # the person's library stays as it is
    settings = SettingsStore(folder / "settings.json")
    app = make_application("en")  # what it reports is read by programs and in reports of errors
    window = MainWindow(settings)

    def wait(done: Callable[[], bool], what: str) -> float:
        began = time.monotonic()
        while not done():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # the window's timer ends it
            if time.monotonic() - began > PATIENCE:
                raise DisplayError(f"{what} took longer than {PATIENCE:.0f} s. {' '.join(window.notices.texts)}")
        return time.monotonic() - began

    try:
        window.show()
        wait(lambda: bool(window.windowHandle() and window.windowHandle().isExposed()), "Showing the window")
        shown = time.time() - psutil.Process().create_time()
        tell(f"the window was on screen {shown:.1f} s after the start")
        window.opening.open_sample()
        page = window.clips
        analysed = wait(lambda: page.analysis is not None and page.recognizer != "", "Analysing the sample")
        wait(lambda: page.picture.shows_picture, "Playing the sample")
        made = page.timeline
        tell(f"the sample was analysed in {analysed:.1f} s: {len(made.points)} points, {len(made.words)} words")
        window.show_library()
        window.library.add([assets.path(assets.SAMPLE)])
        stored = wait(lambda: not window.library.imports.busy, "Storing the sample")
        (item,) = window.library.imports.imports
        if item.session is None:
            raise DisplayError(f"The sample could not be stored: {item.error}")
        tell(f"it was stored in {stored:.1f} s")
        window.opening.open_session(item.session)
        wait(lambda: window.replay.replayed is not None, "Opening the session")
        dialog = export_dialog([item.session], window, settings)
        for box in dialog.formats.values():
            box.setChecked(True)
        dialog.start()
        wait(lambda: dialog.told.property("role") == "error" or dialog.show_folder.isVisible(), "Exporting")
        exported = tuple(sorted(path.name for path in folder.glob(f"{item.session.stem}.*") if path.is_file()))
        if len(exported) < len(dialog.formats):
            raise DisplayError(f"Exporting failed: {dialog.told.text()}")
        tell(f"it was exported as {', '.join(exported)}")
        dialog.close()
    finally:
        window.close()
    words = ("Engine: ", "Speech: ")
    engine, recognizer = (t.removeprefix(w) for t, w in zip((page.engine, page.recognizer), words, strict=True))
    return SelfTest(shown, analysed, len(made.points), len(made.words), engine, recognizer, stored, exported)
