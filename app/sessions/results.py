"""Where the results of an analysed file lie: `<stem>.ucrn/` and `<stem>.timeline.csv`, or `<stem>-2`, `<stem>-3`, ...

A result is made in a hidden folder beside its place and takes its name only when it is complete, so that whatever
bears the name is whole, and nothing that lies there is overwritten unless it is to be replaced.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import itertools
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.sessions import timeline_csv
from app.sessions.database import abandoned, in_use
from app.sessions.session import Session
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES

DRAFT = ".ucrn.part"  # how the name of an unfinished session ends


@dataclass(frozen=True)
class Identity:
    """What makes two results the same: sha256 of media file and checkpoint, and the settings."""

    media_sha256: str
    checkpoint: str
    settings: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Result:
    """A session folder and its timeline, which share the name before their endings."""

    folder: Path
    name: str

    @property
    def session(self) -> Path:
        return self.folder / f"{self.name}.ucrn"

    @property
    def timeline(self) -> Path:
        return self.folder / f"{self.name}.timeline.csv"


def prepare(folder: Path) -> None:
    """Make `folder` where it is not there, and remove from it what killed runs left unfinished.

    Raises SessionError where it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise SessionError(
            f"{folder} is a file, not a folder: name another with -o, or in Settings, Library."
        ) from None
    except OSError as error:
        raise SessionError(
            f"The folder {folder} cannot be made ({error.strerror}): name another with -o, or in Settings, Library."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SessionError(f"The folder {folder} cannot be written: name another with -o, or in Settings, Library.")
    # A complete one is left alone: its run may be about to publish it.
    for draft in filter(abandoned, folder.glob(f".*{DRAFT}")):
        shutil.rmtree(draft, ignore_errors=True)  # what stays disturbs nobody


def find(folder: Path, stem: str, identity: Identity) -> Result | None:
    """The complete result with this identity in `folder`, if there is one."""
    for session in sorted(folder.glob(f"{glob.escape(stem)}*.ucrn")):
        result = Result(folder, session.stem)
        if not re.fullmatch(r"(-\d+)?", result.name.removeprefix(stem)):
            continue
        try:
            with Session.open(result.session) as stored:
                info = stored.info
        except SessionError:
            continue  # what cannot be read is no match, and keeps its name
        if info.complete and identity == Identity(info.media_sha256 or "", info.checkpoint, info.settings):
            return result
    return None


def replaceable(folder: Path, stem: str, media_sha256: str) -> Result | None:
    """The complete result `stem` in `folder`, if it is of this media file, with whichever settings."""
    result = Result(folder, stem)
    with suppress(SessionError), Session.open(result.session) as stored:
        if stored.info.complete and stored.info.media_sha256 == media_sha256:
            return result
    return None


def difference(result: Result, identity: Identity) -> str:
    """Why what bears the name of a result is kept beside a new one with this identity, as the end of a sentence."""
    if not os.path.lexists(result.session):
        return "has its timeline there"
    try:
        with Session.open(result.session) as stored:
            info = stored.info
    except SessionError:
        return "cannot be read"
    if info.media_sha256 != identity.media_sha256:
        return "is of another file"
    if not info.complete:
        return "is not complete"
    if identity == Identity(info.media_sha256, info.checkpoint, info.settings):
        return "holds what was added to it, or is in use"
    if info.checkpoint != identity.checkpoint:
        return "was made with another checkpoint"
    then, now = _used(info.settings), _used(identity.settings)
    told = [f"without {name}" for name in sorted(now - then) if name.startswith("the ")]
    told += [f"with {name}" for name in sorted(then - now)]
    return f"was made {' and '.join(told) or 'with other settings'}"


def _used(settings: Mapping[str, Any]) -> set[str]:
    """What an analysis with these settings uses, in words."""
    models, drop = settings.get("models"), settings.get("drop")
    there = dict(models) if isinstance(models, dict) else {}
    left_out = [*drop] if isinstance(drop, list) else []
    used = {f"the {m}" for m in MODALITIES if m not in left_out and there.get(m, m) is not None}
    return used | ({f"words by {there['speech']}"} if there.get("speech") else set())


class Draft:
    """A result in the making, in a hidden folder of its own. The writer of the session makes `session`.

    What a killed run with the same identity left there is removed. Raises SessionError where another program is
    making this very result, `stem` is too long to name a result, or `folder` cannot be written.
    """

    def __init__(self, folder: Path, stem: str, identity: Identity) -> None:
        self.folder, self.stem = folder, stem
        of = hashlib.sha256(os.fsencode(stem) + identity.digest.encode())  # files of one content may be drafts at once
        self.session = folder / f".{of.hexdigest()[:16]}{DRAFT}"
        try:
            # The longest name there may be: of a timeline that is being written, or a numbered one.
            os.lstat(folder / f".{stem}.timeline.csv.part")
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise SessionError(
                    f"{stem} is too long a name: {folder} cannot hold a result named after it; rename the file."
                ) from None
        if self.session.exists() and in_use(self.session):
            raise SessionError(f"{stem} is being analysed into {folder} by another program already.")
        self.discard()

    def discard(self) -> None:
        """Remove the draft."""
        try:
            with suppress(FileNotFoundError):  # or another program, which cleans up too, was the first
                shutil.rmtree(self.session)
        except OSError as error:
            raise SessionError(f"The unfinished session {self.session} cannot be removed: {error.strerror}.") from error

    def publish(self, replaced: Result | None) -> Result:
        """Give the complete draft its name, or the name of the result that it replaces, and write its timeline.

        A result that people added to, or that is being written, is not replaced: the new one gets the next name.
        """
        with Session.open(self.session) as session:
            points = session.points()
        # Written inside first: a full disk then shows before anything is replaced.
        table = self.session / "timeline.csv"
        timeline_csv.write(table, points)
        try:
            replaced = replaced if replaced and not _added_to(replaced.session) else None
            result = replaced or self._free()
            if replaced:
                old = self.session.with_suffix(".old")
                if old.exists():  # left by a run that was killed after it had put its result in place
                    shutil.rmtree(old)
                os.rename(result.session, old)
                try:
                    os.rename(self.session, result.session)
                except OSError:
                    os.rename(old, result.session)
                    raise
                shutil.rmtree(old)
            else:
                os.rename(self.session, result.session)
            os.replace(result.session / table.name, result.timeline)
        except OSError as error:
            raise SessionError(f"The result {result.session} cannot be put in its place: {error.strerror}.") from error
        return result

    def _free(self) -> Result:
        """The first name that neither a session nor a timeline bears."""
        names = itertools.chain([self.stem], (f"{self.stem}-{n}" for n in itertools.count(2)))
        results = (Result(self.folder, name) for name in names)
        return next(r for r in results if not os.path.lexists(r.session) and not os.path.lexists(r.timeline))


def _added_to(folder: Path) -> bool:
    """Whether a session holds more than its analysis gave, or a program writes it; one that cannot be read may."""
    try:
        with Session.open(folder) as session:
            added = session.markers() or session.exclusions() or session.info.consent or session.timelines()[1:]
    except SessionError:
        return True
    return bool(added) or in_use(folder)
