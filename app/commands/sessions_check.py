"""`ucrn-live sessions verify` and `repair`: whether sessions are whole, and what can be saved of those that are not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands import SessionFolders, complain
from ucrn_core.errors import SessionError


def verify(sessions: SessionFolders) -> None:
    """Tell whether sessions are whole: database, values, times, media. They are only read."""
    from app.sessions import checking
    from app.sessions.database import empty

    well = True
    for folder in sessions:
        try:
            found = checking.verify(folder)
        except SessionError as error:  # a program writes it
            complain(error)
            well = False
            continue
        kinds = {finding.kind for finding in found}
        state = next((kind for kind in (checking.Kind.DAMAGED, checking.Kind.UNFINISHED) if kind in kinds), "well")
        well = well and state == "well"
        typer.echo(f"{folder}: {state}")
        for finding in found:
            typer.echo(f"  {finding.message}")
        if state != "well" and not empty(folder):
            typer.echo("  `ucrn-live sessions repair` saves into a new session what can be read.")
    if not well:
        raise typer.Exit(2)


def repair(
    sessions: SessionFolders,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            readable=False,
            show_default=False,
            help="The new session; default: <name>-repaired.ucrn beside it.",
        ),
    ] = None,
) -> None:
    """Save what can be read of damaged or unfinished sessions into new ones, and leave the old ones as they are."""
    from app.sessions import repairing

    if output is not None and len(sessions) > 1:
        raise SessionError(f"{output} cannot hold {len(sessions)} sessions: leave -o away, or repair one.")
    failed = False
    for folder in sessions:
        try:
            repaired = repairing.repair(folder, output)
        except SessionError as error:
            complain(error)
            failed = True
            continue
        saved = ", ".join(f"{number} {table}" for table, number in repaired.saved.items() if number)
        typer.echo(f"{folder}: {saved} saved into {repaired.folder}.")
        for lost in repaired.lost:
            typer.echo(f"  Lost: {lost}.")
    if failed:
        raise typer.Exit(2)
