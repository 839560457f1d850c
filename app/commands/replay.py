"""`ucrn-live replay`: a stored session in the window, analysed again, or verified."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import SessionFolder, counted
from app.commands.signals import interruptible

if TYPE_CHECKING:
    from app.sessions.reanalysis import Verification
    from ucrn_core.checkpoint import Checkpoint


def replay(
    session: SessionFolder,
    timeline: Annotated[
        str | None,
        typer.Option(help="live, settled, or a name; default: live where there is one, else settled."),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Make the timeline's points again from what is stored, and compare.")
    ] = False,
    reanalyze: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            show_default=False,
            help="Store another timeline of this name, in media time: as if every word had been known when it was "
            "spoken. After a recording, settled is the usual name.",
        ),
    ] = None,
    hop: Annotated[
        float | None, typer.Option(metavar="S", help="Seconds between its points; default: 0.25.", show_default=False)
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(help="Of it: eager, onnxruntime, cuda-graph or tensorrt; default: the fastest here."),
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", readable=False, help="Another checkpoint than the shipped one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Open a session in the window, or analyse it again without one (--reanalyze), or verify it (--verify).

    Verified on the machine, with the versions and the checkpoint that made it, every point must be the same to the last
    bit; elsewhere within the tolerance that every engine has to keep.
    """
    from ucrn_core.errors import SessionError

    again = reanalyze is not None
    if verify and again:
        raise SessionError("Give either --verify or --reanalyze.")
    if not again and (hop is not None or engine):
        raise SessionError("--hop and --engine are for --reanalyze.")
    if again and timeline:
        raise SessionError("--timeline is for the window and --verify; --reanalyze names a new one.")
    if not (again or verify) and (checkpoint or as_json):
        raise SessionError("--checkpoint and --json are for --verify and --reanalyze.")
    if verify:
        _verify(session, timeline, checkpoint, as_json)
    elif reanalyze is not None:
        _reanalyze(session, reanalyze, hop, engine, checkpoint, as_json)
    else:
        from app.gui import open_window

        raise typer.Exit(open_window(session=session, timeline=timeline))


def _verify(session: Path, timeline: str | None, checkpoint: Path | None, as_json: bool) -> None:
    from app.sessions.reanalysis import verify_timeline

    with counted(f"Verifying {session.name}") as show:
        found = verify_timeline(session, _loaded(checkpoint), timeline, show=show)
    typer.echo(json.dumps({**asdict(found), "passed": found.passed}) if as_json else _told(session, found))
    if not found.passed:
        raise typer.Exit(2)


def _reanalyze(
    session: Path, name: str, hop: float | None, engine: str | None, checkpoint: Path | None, as_json: bool
) -> None:
    from app.sessions.reanalysis import reanalyze
    from ucrn_core.windows import HOP

    with interruptible() as stop, counted(f"Analysing {session.name}") as show:
        made = reanalyze(
            session, _loaded(checkpoint), name, hop=HOP if hop is None else hop, engine=engine, stop=stop, show=show
        )
    if made is None:
        raise typer.Exit(stop.status)
    told = {"session": str(session), "timeline": made.name, "hop": made.hop, "checkpoint": made.checkpoint}
    typer.echo(json.dumps(told) if as_json else f"{session}: stored the timeline {made.name}.")


def _loaded(checkpoint: Path | None) -> Checkpoint:
    import assets
    from ucrn_core.checkpoint import load

    return load(checkpoint or assets.path(assets.CHECKPOINT))


def _told(session: Path, found: Verification) -> str:
    """The verification as lines for the person."""
    lines = [
        f"{session}, timeline {found.timeline}: {found.same} of {found.points} points are the same to the last bit."
    ]
    if found.same < found.points:
        lines.append(f"  largest difference {found.largest:.2g}")
    if found.why_not:
        lines.append(f"  other last bits are allowed here: {'; '.join(found.why_not)}")
    lines += [f"  too far off {where}" for where in found.off]
    lines.append("Verified." if found.passed else "Not verified.")
    return "\n".join(lines)
