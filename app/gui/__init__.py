"""The window. Nothing here imports Qt until a window is asked for, so that the command line starts fast."""

from __future__ import annotations

from pathlib import Path


def open_window(path: Path | None = None) -> int:
    """Show the window, with the clip at `path` if one is given, until it is closed; returns the exit status."""
    from app.gui.application import run

    return run(path)
