"""The Qt application: made once per process, with a way out on Ctrl+C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QTimer
from PySide6.QtWidgets import QApplication

from app.commands import complain
from app.gui import translation
from app.gui.analysis import Task, load_analysis
from app.settings import SettingsStore
from ucrn_core.errors import DeviceError

os.environ["QT_FFMPEG_PROTOCOL_WHITELIST"] = "file"  # the media backend fetches nothing, whatever a file names
# It lists every codec and library it tried, from the moment it is imported; only its warnings are for a person.
QLoggingCategory.setFilterRules("qt.multimedia.*.info=false\nqt.multimedia.symbolsresolver=false")

from app.gui.window import MainWindow  # noqa: E402

if TYPE_CHECKING:
    from engines.live_inputs import LiveRequest
    from engines.live_report import LiveReport

NAME = "UCRN Live"
SCALE = "QT_SCALE_FACTOR"  # environment variable that Qt reads


def make_application(language: str = translation.SYSTEM, scale: int = 100) -> QApplication:
    """The one QApplication, named so that desktops know it, and in a language. scale: percent of the size that the
    desktop asks for, which can be chosen only once, as Qt reads it when it begins."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        desktops = os.environ.get(SCALE)
        if scale != 100:
            os.environ[SCALE] = str(_desktops_scale() * scale / 100)
        app = QApplication(sys.argv[:1])
        if desktops is not None:
            os.environ[SCALE] = desktops
        else:
            os.environ.pop(SCALE, None)  # what is started from here has its own size
    app.setApplicationName(NAME)
    app.setDesktopFileName("ucrn-live")
    translation.install(app, language)
    return app


def _desktops_scale() -> float:
    """What the desktop asks of Qt, on top of what the screen does by itself."""
    try:
        return float(os.environ.get(SCALE, 1))
    except ValueError:  # Qt takes no notice of it
        return 1.0


def run(
    path: Path | None,
    live: LiveRequest | None,
    told: Callable[[LiveReport], None],
    session: Path | None = None,
    timeline: str | None = None,
) -> int:
    """Show the window until it is closed, or until the live run that was asked for has lasted its seconds; returns the
    exit status. told: called with the report of such a run. DeviceError: it failed."""
    settings = SettingsStore()
    app = make_application(settings.now.language, settings.now.scale)
    # Takes seconds that a person spends looking for a file; a replay needs none of it.
    loading = Task("load the analysis", load_analysis) if session is None else None
    ended: list[LiveReport | None] = []
    window = MainWindow(settings)
    window.show()
    if path is not None:
        window.opening.open_file(path)
    if session is not None:
        window.opening.open_session(session, timeline)
    if path is None and session is None and live is None and not window.settings.now.guide_seen:
        window.show_guide()
    if live is not None:
        window.start_live(live)
        if live.seconds < float("inf"):
            window.live.ended.connect(ended.append)
            window.live.ended.connect(lambda _: window.close())
    # Python runs signal handlers between its own instructions only; the window's timer provides those.
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window.close))
    status = app.exec()
    if loading is not None:
        loading.join()  # a library that is half loaded must not be torn down
    settings.close()
    for trouble in settings.told:
        complain(trouble)
    if ended == [None]:
        raise DeviceError(" ".join(window.notices.texts))
    for report in ended:
        assert report
        told(report)
    return int(status)
