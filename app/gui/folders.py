"""Folders of the person: opened in the program of the system that shows files, and typed."""

from __future__ import annotations

import os
from pathlib import Path

from app import logs
from app.gui.desktop import open_outside
from app.gui.translation import tr
from engines.private import make_folder
from ucrn_core.errors import SettingsError


def open_folder(folder: Path) -> str:
    """Show what is in it. Returned is what to tell the person where that cannot be, else nothing."""
    if open_outside(folder):
        return ""
    return tr("Nothing on this machine opened the folder {folder}.").format(folder=folder)


def open_logs() -> str:
    """The folder of logs, made if it is not there; as `open_folder`."""
    try:
        return open_folder(make_folder(logs.folder()))
    except OSError as error:
        told = tr("The folder of logs {folder} cannot be made ({error}): set UCRN_LIVE_LOGS to one that can.")
        return told.format(folder=logs.folder(), error=error.strerror)


def whole(path: Path) -> Path:
    """`path` from the root on, without `..`, as a person reads it."""
    return Path(os.path.realpath(path)) if ".." in path.parts else path.absolute()


def begin_in(kept: str) -> str:
    """Where a dialog for files begins: where it was left, else in the person's own folder, not in the program's."""
    return kept or str(Path.home())


def typed_folder(written: str) -> Path:
    """The folder that a person typed, which need not be there. SettingsError: it is no whole path."""
    try:
        folder = Path(written.strip()).expanduser()
    except RuntimeError:  # ~name of nobody here
        folder = Path()
    if not folder.is_absolute():
        why = tr("{path} is no whole path: write it as {example}, or choose a folder.")
        raise SettingsError(why.format(path=written.strip() or "–", example=Path.home() / "Sessions"))
    return whole(folder)
