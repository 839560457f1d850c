"""The window. Nothing here imports Qt until a window is asked for, so that the command line starts fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ucrn_core.errors import DisplayError

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")  # one of them tells Qt where to draw


def open_window(path: Path | None = None) -> int:
    """Show the window, with the clip at `path` if one is given, until it is closed; returns the exit status.

    Raises DisplayError where there is no screen: Qt would end the whole process.
    """
    if sys.platform == "linux" and not any(os.environ.get(name) for name in SCREENS):
        raise DisplayError("There is no screen: start it in a desktop session, or under xvfb-run.")
    from app.gui.application import run

    return run(path)
