"""`ucrn-live sessions`: list, show, verify, repair, rename, relocate and trash stored sessions."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import SessionFolder, SessionFolders
from app.commands.sessions_check import repair, verify

if TYPE_CHECKING:
    from app.sessions.library import Entry
    from app.sessions.session import Session, TimelineInfo

sessions_app = typer.Typer(help="Sessions: list, show, verify, repair, rename, relocate, trash.", no_args_is_help=True)
sessions_app.command()(verify)
sessions_app.command()(repair)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WIDE = 10_000  # columns of what is no terminal: nothing is folded


@sessions_app.command("list")
def list_sessions(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="Where to look, also in its sub-folders; default: the library.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only those that have all these words in name or transcript."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List sessions, the newest first: when, how long, mean sentiment, lowest and highest with their times."""
    from app.sessions import library

    place = folder or library.home()
    if folder is not None:
        _require_readable(folder)
    listed = library.entries(place)
    if search:
        transcripts = library.Transcripts()
        transcripts.read(listed)
        listed = library.search(listed, search, transcripts)
    if as_json:
        typer.echo(json.dumps([_plain(entry) for entry in listed], indent=2))
    elif listed:
        typer.echo(_table(listed, place))
    else:
        typer.echo(f"No session {'matches' if search else 'lies'} in {place}.")


@sessions_app.command()
def show(session: SessionFolder, as_json: AsJson = False) -> None:
    """Tell all that a session says of itself, and how much it holds."""
    from app.sessions.session import Session

    with Session.open(session) as opened:
        told = _told(opened)
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    for key, value in told.items():
        typer.echo(f"{key.replace('_', ' '):<16}{_lines(value)}".rstrip())


@sessions_app.command()
def rename(session: SessionFolder, name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)]) -> None:
    """Give a session another name in its folder; nothing is overwritten."""
    from app.sessions import keeping

    typer.echo(f"{session} is now {keeping.rename(session, name)}.")


@sessions_app.command()
def consent(session: SessionFolder, note: Annotated[str, typer.Argument(metavar="NOTE", show_default=False)]) -> None:
    """Keep with a session what the people in it agreed to, in place of what was noted before."""
    from app.sessions.store import Editor

    editor = Editor(session)
    try:
        editor.note(consent=note)
    finally:
        editor.close()
    typer.echo(f"Noted in {session}.")


@sessions_app.command()
def relocate(
    session: SessionFolder,
    media: Annotated[
        Path,
        typer.Argument(
            metavar="MEDIA",
            help="The media file, or a folder in which to look for it.",
            show_default=False,
            readable=False,
        ),
    ],
) -> None:
    """Tell a session where its media file is now; it must be the same file by its sha256."""
    from app.commands import complain
    from app.sessions import keeping

    if os.path.isdir(media):
        told = (lambda file: complain(f"reading {file}")) if sys.stderr.isatty() else (lambda file: None)
        found = keeping.relocate_by_search(session, media, told=told)
        typer.echo(f"{session} refers to {found} now.")
    else:
        keeping.relocate(session, media)
        typer.echo(f"{session} refers to {media.absolute()} now.")


@sessions_app.command()
def trash(
    sessions: SessionFolders,
) -> None:
    """Move sessions to the system's trash, from which they can be restored."""
    from app.commands import complain
    from app.sessions import keeping
    from ucrn_core.errors import SessionError

    failed = False
    for session in sessions:
        try:
            keeping.trash(session)
            typer.echo(f"{session} is in the trash.")
        except SessionError as error:
            complain(error)
            failed = True
    if failed:
        raise typer.Exit(2)


def _require_readable(folder: Path) -> None:
    from ucrn_core.errors import SessionError

    if not os.path.isdir(folder):
        raise SessionError(f"{folder} is no folder: name one that holds sessions.")
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise SessionError(f"The folder {folder} cannot be read: {error.strerror}.") from error


def _plain(entry: Entry) -> dict[str, Any]:
    """What `list --json` prints of a session."""
    return {
        "folder": str(entry.folder),
        "name": entry.name,
        "trouble": entry.trouble,
        "started": _date(entry.started),
        "timeline": entry.timeline,
        "live": entry.live,
        "complete": entry.complete,
        "duration": entry.duration,
        "points": entry.points,
        "mean": entry.mean,
        "lowest": _peak(entry.lowest),
        "highest": _peak(entry.highest),
        "media": None if entry.media is None else str(entry.media),
        "has_media": entry.has_media,
    }


def _peak(peak: tuple[float, float] | None) -> dict[str, float] | None:
    return None if peak is None else {"t": peak[0], "sentiment": peak[1]}


def _date(date: datetime | None) -> str | None:
    return None if date is None else date.isoformat(timespec="seconds")


def _table(listed: list[Entry], place: Path) -> str:
    """With lines in a terminal, and as wide as it is; else plain, with a session a line."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    made = Table(box=SIMPLE if terminal else None, pad_edge=terminal, padding=(0, 1 if terminal else 2, 0, 0))
    for head in ("session", "recorded", "length", "mean", "lowest", "highest", "what"):
        made.add_column(
            head, justify="right" if head in ("length", "mean", "lowest", "highest") else "left", overflow="fold"
        )
    for entry in listed:
        cells = [str(entry.folder.relative_to(place))]
        if entry.trouble is not None:
            cells += ["", "", "", "", "", entry.trouble]
        else:
            mean = "" if entry.mean is None else f"{entry.mean:+.2f}"
            date = "" if entry.started is None else f"{entry.started:%Y-%m-%d %H:%M}"
            cells += [date, clock(entry.duration), mean, _at(entry.lowest), _at(entry.highest), _what(entry)]
        made.add_row(*(Text(cell) for cell in cells))
    console = Console(width=None if terminal else WIDE, color_system=None)
    with console.capture() as capture:
        console.print(made)
    return "\n".join(line.rstrip() for line in capture.get().splitlines() if line.strip())


def clock(seconds: float) -> str:
    """m:ss, or h:mm:ss from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _at(peak: tuple[float, float] | None) -> str:
    return "" if peak is None else f"{peak[1]:+.2f} at {clock(peak[0])}"


def _what(entry: Entry) -> str:
    told = ["live" if entry.live else "analysed"]
    if not entry.complete:
        told.append("incomplete")
    if entry.media is not None and not entry.has_media:
        told.append("media not found")
    return ", ".join(told)


def _told(session: Session) -> dict[str, Any]:
    """What a session says of itself; times are seconds from the beginning of the recording."""
    from app.sessions.recalled import Recalled

    info, recalled = session.info, Recalled(session)
    media = session.media
    return {
        "session": str(session.folder.absolute()),
        "session_id": info.session_id,
        "started": info.started.isoformat(),
        "zone": info.zone,
        "duration": round(recalled.duration, 3),
        "complete": info.complete,
        "media": {"path": info.media_path, "found": None if media is None else str(media), "sha256": info.media_sha256},
        "engine": info.engine,
        "recognizer": info.recognizer,
        "checkpoint": info.checkpoint,
        "feature_spec": info.spec.digest,
        "settings": info.settings,
        "program": info.application_version,
        "machine": info.machine,
        "devices": info.devices,
        "clock": info.clock,
        "consent": info.consent,
        "report": info.report,
        "counts": session.counts(),
        "timelines": {
            timeline.name: _timeline(timeline)
            | {"points": session.summary(timeline.name, info.origin, session.end, 1).points}
            for timeline in session.timelines()
        },
        "events": [asdict(event) for event in recalled.events()],
        "markers": [asdict(marker) for marker in recalled.markers()],
        "exclusions": [asdict(exclusion) for exclusion in recalled.exclusions()],
    }


def _timeline(timeline: TimelineInfo) -> dict[str, Any]:
    told = asdict(timeline) | {"made": timeline.made.isoformat()}
    del told["name"]
    return told


def _lines(value: Any, indent: int = 16) -> str:
    """A value as lines for the person, those after the first indented."""
    if isinstance(value, dict):
        lines = [f"{key.replace('_', ' ')}: {_inline(one)}" for key, one in value.items()]
    elif isinstance(value, list):
        lines = [_inline(one) for one in value]
    else:
        return _inline(value)
    return f"\n{'':{indent}}".join(lines) or "none"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_inline(one)}" for key, one in value.items()) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == [] else f"{value:g}" if isinstance(value, float) else str(value)
