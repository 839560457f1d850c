"""`ucrn-live export`: a timeline of a session in the formats of other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.commands import SessionFolders, complain
from ucrn_core.errors import SessionError


def export(
    sessions: SessionFolders,
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            "-f",
            metavar="F",
            show_default=False,
            help="csv, parquet, jsonl, srt, vtt, textgrid, eaf, png, svg or html; may be given several times.",
        ),
    ],
    output: Annotated[
        str | None,  # a Path would forget the slash that says of a folder that it is one
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            show_default=False,
            help="The new file, or a folder (made where the name ends in a slash) for files named "
            "<session>.<timeline>.*; default: the current folder.",
        ),
    ] = None,
    timeline: Annotated[
        str | None, typer.Option(help="Default: live where there is one, else settled.", show_default=False)
    ] = None,
    span: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="A:B",
            show_default=False,
            help="Only from A to B: both in seconds, both as m:ss or both as h:mm:ss; one may be left away.",
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="HZ",
            show_default=False,
            help="Tables (csv, parquet, jsonl) on a regular grid of so many rows a second.",
        ),
    ] = None,
    exclude_marked: Annotated[
        bool, typer.Option("--exclude-marked", help="Leave out what is in ranges that are marked as excluded.")
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="A:B",
            show_default=False,
            help="Add sentiment_z: the sentiment against its mean and standard deviation in this range, less what is "
            "marked as excluded.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write a timeline of each session for other programs: tables, subtitles, Praat, ELAN, a figure or a report.

    A session that cannot be exported does not stop the others.
    """
    from app.sessions.exporters import TABLES, format_of
    from app.sessions.exporters.exported import Span
    from app.sessions.exporters.many import export_each
    from app.sessions.exporters.selection import Selection, parse_span

    named = dict.fromkeys(name.lower() for name in formats)
    chosen = [format_of(name) for name in named]
    if rate is not None and not any(format.table for format in chosen):
        raise SessionError(f"--rate is for tables ({TABLES}); leave it away.")
    selection = Selection(
        span=Span() if span is None else parse_span(span),
        rate=rate,
        exclude_marked=exclude_marked,
        baseline=None if baseline is None else parse_span(baseline),
    )
    sessions = list(dict.fromkeys(sessions))
    target = Path(output or ".")
    into_folder = os.path.isdir(target) or (output or "").endswith(("/", os.sep))
    many = [f"{n} {what}" for n, what in ((len(chosen), "formats"), (len(sessions), "sessions")) if n > 1]
    if many and not into_folder and target.suffix in {format.suffix for format in chosen}:
        raise SessionError(f"{output} cannot hold {' of '.join(many)}: name a folder with -o.")
    file = None if many or into_folder else target
    failed = False
    for _, made in export_each(sessions, timeline, selection, chosen, target, file=file, replace=force):
        if isinstance(made, SessionError):
            complain(made)
            failed = True
        else:
            for path in made:
                typer.echo(f"Wrote {path}.")
    if failed:
        raise typer.Exit(2)
