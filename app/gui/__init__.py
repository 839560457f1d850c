"""The window. Nothing here imports Qt until a window is asked for, so that the command line starts fast."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ucrn_core.errors import DisplayError

if TYPE_CHECKING:
    from engines.live_inputs import LiveRequest
    from engines.live_report import LiveReport

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")  # one of them tells Qt where to draw


def has_screen() -> bool:
    """Elsewhere than on Linux there always is one."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in SCREENS)


def require_screen() -> None:
    """DisplayError: there is no screen. Qt would end the whole process."""
    if not has_screen():
        raise DisplayError("There is no screen: start it in a desktop session, or under xvfb-run.")


def open_window(
    path: Path | None = None,
    live: LiveRequest | None = None,
    told: Callable[[LiveReport], None] = lambda report: None,
    session: Path | None = None,
    timeline: str | None = None,
) -> int:
    """Show the window, with the clip at `path`, a replay of `session` (of its `timeline`) or a live run if one is asked
    for, until it is closed; returns the exit status. A run that was asked for some seconds closes it, and its report is
    `told`.

    Raises DisplayError where there is no screen: Qt would end the whole process.
    """
    require_screen()
    from app.gui.application import run

    return run(path, live, told, session, timeline)
