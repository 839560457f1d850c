"""What other programs of the desktop open: folders, and pages of the manual."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from engines.machine import is_package

LIBRARIES = "LD_LIBRARY_PATH"  # environment variable that the frozen program's launcher sets to its own folder
THEIRS = f"{LIBRARIES}_ORIG"  # and where the launcher keeps what it was before; not there where there was nothing


def open_outside(path: Path) -> bool:
    """Open a file or a folder with the program that the desktop has for it; whether it has one."""
    with _environment_of_the_desktop():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@contextmanager
def _environment_of_the_desktop() -> Iterator[None]:
    """A browser that loads the libraries of the frozen program does not start, or fails later."""
    ours = os.environ.get(LIBRARIES) if is_package() else None
    if ours is None:
        yield
        return
    try:
        if THEIRS in os.environ:
            os.environ[LIBRARIES] = os.environ[THEIRS]
        else:
            del os.environ[LIBRARIES]
        yield
    finally:
        os.environ[LIBRARIES] = ours  # processes of our own are started with it
