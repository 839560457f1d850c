"""Sessions as folders: named anew, moved to the trash, and told where their media have gone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.sessions.database import DATABASE, in_use
from app.sessions.results import Result
from app.sessions.session import Session
from app.sessions.store import Editor
from engines.sources.media import sha256_of
from ucrn_core.errors import MediaError, SessionError

LONGEST = 120  # characters of a name: with its endings every file system holds it
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # that Windows keeps for devices


def rename(folder: Path, name: str, let_go: Callable[[], None] = lambda: None) -> Path:
    """Give a session another name in its place, together with the timeline.csv beside it; returns its folder.

    let_go: called once the name can be given. SessionError: no name for a file, taken, or the session is in use.
    """
    name = name.strip().removesuffix(".ucrn").rstrip()
    if (
        not 0 < len(name) <= LONGEST
        or name.startswith(".")
        or name.endswith(".")
        or re.search(r'[/\\:*?"<>|]', name)
        or not name.isprintable()
        or RESERVED.fullmatch(name)
    ):
        raise SessionError(
            f"{name!r} cannot be the name of a session: take 1 to {LONGEST} characters that every system allows in "
            'names of files, none of / \\ : * ? " < > |, and no dot at the beginning or end.'
        )
    _require_session(folder)
    old, new = Result(folder.parent, folder.stem), Result(folder.parent, name)
    if new == old:
        return folder
    moved = [(old.session, new.session)]
    if os.path.lexists(old.timeline):
        moved.append((old.timeline, new.timeline))
    for source, target in moved:
        if os.path.lexists(target) and not _same(source, target):
            raise SessionError(f"{target} exists already and is not overwritten; choose another name.")
    let_go()
    _require_free(folder)
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moved:
            os.rename(source, target)
            done.append((source, target))
    except OSError as error:
        for source, target in done:
            os.rename(target, source)
        raise SessionError(f"The session {folder} cannot be renamed: {error.strerror}.") from error
    return new.session


def trash(folder: Path) -> None:
    """Move a session, and the timeline.csv beside it, to the system's trash, from which it can be restored.

    SessionError: it is in use, or there is no trash for this disk.
    """
    from send2trash import send2trash

    _require_free(folder)
    table = Result(folder.parent, folder.stem).timeline
    try:
        send2trash([path.absolute() for path in (folder, table) if os.path.lexists(path)])
    except OSError as error:
        raise SessionError(f"The session {folder} cannot be moved to the trash: {error.strerror or error}.") from error


def relocate(folder: Path, media: Path) -> None:
    """Tell a session where its media file is now. SessionError: it is another file, or holds its own."""
    _require_free(folder)
    wanted = _wanted(folder)
    if sha256_of(media) != wanted:
        raise SessionError(f"{media} is not the file that {folder} was made from: its sha256 is another.")
    _note(folder, media)


def relocate_by_search(
    folder: Path, where: Path, stop: Callable[[], bool] = lambda: False, told: Callable[[Path], None] = lambda _: None
) -> Path | None:
    """Find the media file of a session in `where` and its sub-folders, and tell the session; returns the file, None
    once `stop` says so. Files of its name are looked at first, then those of its kind. told: which file is read now.
    SessionError: it is not there, or cannot be told."""
    from app.batch.tasks import media_below

    _require_free(folder)
    wanted = _wanted(folder)
    with Session.open(folder) as session:
        named = Path(session.info.media_path or "")
        size = session.media_bytes
    files = [file for file in media_below(where)[0] if os.path.isfile(file) and size in (None, file.stat().st_size)]
    for file in sorted(files, key=lambda f: (f.name != named.name, f.suffix.lower() != named.suffix.lower(), f)):
        if stop():
            return None
        told(file)
        with suppress(MediaError):  # one that cannot be read
            if sha256_of(file) == wanted:
                _note(folder, file)
                return file
    raise SessionError(f"The file that {folder} was made from, {named.name}, is nowhere below {where}.")


def _wanted(folder: Path) -> str:
    """sha256 of the media file that a session refers to."""
    with Session.open(folder) as session:
        if session.copied_media is not None:
            raise SessionError(f"The session {folder} holds its media itself: {session.copied_media.name}.")
        if session.info.media_sha256 is None:
            raise SessionError(f"The session {folder} was made without media, or does not tell which: none can be set.")
        return session.info.media_sha256


def _note(folder: Path, media: Path) -> None:
    editor = Editor(folder)
    try:
        editor.note(media_path=str(media.absolute()))
    finally:
        editor.close()


def _require_session(folder: Path) -> None:
    if folder.suffix != ".ucrn" or not os.path.isdir(folder):
        raise SessionError(f"{folder} is no session: it is no folder whose name ends in .ucrn.")


def _require_free(folder: Path) -> None:
    _require_session(folder)
    if os.path.isfile(folder / DATABASE) and in_use(folder):
        raise SessionError(f"The session {folder} is being written by a program: let it finish first.")


def _same(one: Path, other: Path) -> bool:
    """Whether it is one file under two names, as where a disk does not tell capitals apart."""
    return one.exists() and other.exists() and one.samefile(other)
