"""Exports one session after the other; one that cannot be exported stops no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.sessions.exporters import Format
from app.sessions.exporters.files import default_name, write, written_to
from app.sessions.exporters.gathering import gather
from app.sessions.exporters.selection import Selection, select
from app.sessions.session import Session
from ucrn_core.errors import SessionError


def export_each(
    sessions: Sequence[Path],
    timeline: str | None,
    selection: Selection,
    formats: Sequence[Format],
    folder: Path,
    *,
    file: Path | None = None,
    replace: bool = False,
) -> Iterator[tuple[Path, Sequence[Path] | SessionError]]:
    """Each session as it is done, with the files that were written of it, or why none or not all were: FilesThere where
    they would take the place of others and `replace` is not given.

    timeline: as for `gather`. folder: of the files, under their usual names; file: in place of those names, for one
    session and one format.
    """
    written = set[Path]()
    for session in sessions:
        try:
            with Session.open(session) as opened:
                exported = select(gather(opened, timeline), selection)
            outputs = [(file or folder / default_name(exported, format), format) for format in formats]
            if taken := written.intersection(written_to(outputs)):
                raise SessionError(
                    f"{session} is not exported, as {min(taken)} holds another session of its name: export it alone, to"
                    " another folder."
                )
            paths = write(exported, outputs, replace)
        except SessionError as error:
            yield session, error
        else:
            written.update(paths)
            yield session, paths
