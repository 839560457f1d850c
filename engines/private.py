"""Folders and files that only their owner may read, however freely the system hands out permissions otherwise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

OWNER = 0o600
ANYBODY = 0o666  # less the umask, as other programs make files


def make_folder(folder: Path) -> Path:
    """`folder`, and what is missing of its parents, for their owner only; what is there stays as it is. OSError."""
    if not folder.is_dir():
        if folder.parent != folder:  # a disk that is not there
            make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def make_file(path: Path, mode: int = OWNER) -> Path:
    """An empty new file in place of whatever has its name; a link that was laid there is removed and not followed.
    OSError."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    return path


def replace_file(path: Path, text: str) -> None:
    """A file with this text in place of the one of that name, whole or not at all. OSError: it cannot be written."""
    number, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # with the mode OWNER
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
