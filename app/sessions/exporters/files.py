"""Where exports go: each file is there whole or not at all, and none is replaced that is not to be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.sessions.exporters import Exporter, Format
from app.sessions.exporters.exported import Exported, Span, printable
from engines.private import ANYBODY, make_file
from ucrn_core.errors import SessionError


class FilesThere(SessionError):
    """Files of these paths are there already, and were not to be replaced."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(f"{paths[0]} is there already; choose another name with -o, or --force to replace it.")
        self.paths = paths


def default_name(exported: Exported, format: Format) -> str:
    """`<session>.<timeline>` and the format's ending."""
    name = printable(f"{exported.name}.{exported.timeline}{format.suffix}")
    return name.replace("/", "_").replace("\\", "_")


def written_to(outputs: Sequence[tuple[Path, Format]]) -> list[Path]:
    """The paths of all files that `write` would write."""
    return [path for path, _ in _planned(outputs)]


def write(exported: Exported, outputs: Sequence[tuple[Path, Format]], replace: bool = False) -> list[Path]:
    """Write each format to its path, and what belongs beside it; the paths of all files that were written.

    FilesThere: some are there already and not to be replaced, then none is written. SessionError: one cannot be.
    """
    if exported.span != Span() and not exported.rows and not exported.words:
        lasts = f"it lasts {exported.duration:.1f} s"
        raise SessionError(f"There is nothing of {exported.name} to export in that range: {lasts}.")
    if exported.rate and exported.points and not exported.rows:
        raise SessionError(f"At {exported.rate:g} Hz {exported.name} is too short for a row: choose a higher rate.")
    planned = _planned(outputs)
    paths = [path for path, _ in planned]
    there = [path for path in paths if os.path.lexists(path)]
    if there and not replace:
        raise FilesThere(there)
    for path, export in planned:
        content = export(exported)
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_file(part, ANYBODY).write_bytes(content)  # meant to be shared, as the umask allows
            os.replace(part, path)
        except OSError as error:
            with suppress(OSError):  # it may never have been there
                part.unlink()
            raise SessionError(f"{path} cannot be written: {error.strerror or error}.") from error
    return paths


def _planned(outputs: Sequence[tuple[Path, Format]]) -> list[tuple[Path, Exporter]]:
    planned = []
    for path, format in outputs:
        planned.append((path, format.export))
        if format.beside:
            suffix, companion = format.beside
            planned.append((path.with_name(path.name.removesuffix(format.suffix) + suffix), companion))
    return planned
