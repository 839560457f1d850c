"""What engines were built from a checkpoint on this machine, kept from one start to the next and never trusted blindly.

An entry is one file: a line of JSON with what it was made for and the sha256 of the rest, then the rest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import platformdirs

from engines.private import make_file, make_folder
from ucrn_core.errors import EngineError

LARGEST = 512 * 2**20  # bytes of all entries, above which those that were used longest ago go
SUFFIX, PART = ".engine", ".part"


class EngineCache:
    """A folder of entries. Where it cannot be written nothing is kept, and `failure` says so."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        """folder: default is the person's cache folder."""
        self.folder = folder or platformdirs.user_cache_path("ucrn-live", appauthor=False) / "engines"
        self.failure = ""
        self._largest = largest

    def get(self, made_for: Mapping[str, str]) -> bytes | None:
        """The entry for exactly this; one that is damaged, or was made for something else, is removed."""
        path = self._path(made_for)
        try:
            head, _, content = path.read_bytes().partition(b"\n")
        except OSError:  # there is none, or it cannot be read now
            return None
        try:
            stated = json.loads(head)
        except ValueError:
            stated = None
        if stated != {"made_for": dict(made_for), "sha256": hashlib.sha256(content).hexdigest()}:
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # used now
        return content

    def put(self, made_for: Mapping[str, str], content: bytes) -> None:
        """Keeps an entry, whole or not at all."""
        path = self._path(made_for)
        head = {"made_for": dict(made_for), "sha256": hashlib.sha256(content).hexdigest()}
        part = path.with_suffix(f".{os.getpid()}{PART}")
        try:
            make_folder(self.folder)
            make_file(part).write_bytes(json.dumps(head).encode() + b"\n" + content)
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            self.failure = (
                f"The folder {self.folder} cannot be written ({error.strerror or error}): "
                "engines are prepared anew at every start."
            )
            return
        self._shrink(path)

    def entries(self) -> list[Path]:
        """Those that were used longest ago first, and what was left half written by a process that was killed."""
        dated = []
        with suppress(OSError):
            for path in [*self.folder.glob(f"*{SUFFIX}"), *self.folder.glob(f"*{PART}")]:
                with suppress(FileNotFoundError):  # another process removed it
                    dated.append((path.stat().st_mtime, path))
        return [path for _, path in sorted(dated)]

    @property
    def bytes(self) -> int:
        size = 0
        for path in self.entries():
            with suppress(FileNotFoundError):
                size += path.stat().st_size
        return size

    def clear(self) -> int:
        """Removes all entries; how many there were. EngineError: one cannot be removed."""
        entries = self.entries()
        for path in entries:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise EngineError(f"{path} cannot be removed: {error.strerror or error}.") from error
        return len(entries)

    def _path(self, made_for: Mapping[str, str]) -> Path:
        name = hashlib.sha256(json.dumps(dict(made_for), sort_keys=True).encode()).hexdigest()[:32]
        return self.folder / f"{name}{SUFFIX}"

    def _shrink(self, newest: Path) -> None:
        for path in self.entries():
            if self.bytes <= self._largest or path == newest:
                return
            with suppress(OSError):
                path.unlink()
