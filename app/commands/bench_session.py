"""`ucrn-live bench session`: how fast a long session is opened, moved and exported."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from app.commands import counted

EVERY = 0.2  # s between two looks at the memory
BARS = {"open_s": 2.0, "pan_ms": 1000 / 30, "zoom_ms": 1000 / 30, "memory_mb": 600.0}  # at most


def bench_session(
    hours: Annotated[float, typer.Option(min=0.01, help="Length of the session that is made.")] = 8.0,
    session: Annotated[Path | None, typer.Option(readable=False, help="Another session, instead of one made.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """A long session, made through the store: opened, panned, zoomed and played in the window, and exported as CSV."""
    with tempfile.TemporaryDirectory(prefix="ucrn-live-bench-") as folder:
        figures: dict[str, float] = {}
        if session is None:
            from app.sessions.long_session import make_long_session

            session = Path(folder) / "long.ucrn"
            began = time.perf_counter()
            with counted("making the session") as report:
                make_long_session(session, hours, report)
            figures["make_s"] = time.perf_counter() - began
        figures |= measure(session, Path(folder))
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        bar = f"   (at most {BARS[name]:.0f})" if name in BARS else ""
        typer.echo(f"{name:12}{value:10.2f}{bar}")


def measure(session: Path, folder: Path) -> dict[str, float]:
    """Seconds, milliseconds and megabytes of a replay, by name. SessionError: it cannot be read."""
    from app.sessions.exporters import files, format_of
    from app.sessions.exporters.gathering import gather
    from app.sessions.session import Session
    from engines.measured_run import measured
    from ucrn_core.errors import SessionError

    with Session.open(session) as opened:  # tells what is wrong with it before a window is asked for
        figures = {"points": float(len(opened.table(opened.timeline().name)))}
    run = measured([sys.executable, "-m", "app.gui.replay_benchmark", str(session)], EVERY)
    if run.status:
        raise SessionError(f"The replay of {session} ended with status {run.status}.")
    figures |= run.report
    figures["memory_mb"] = max(load.memory_mb for load in run.loads) * 2**20 / 1e6
    began = time.perf_counter()
    with Session.open(session) as opened:
        files.write(gather(opened), [(folder / "long.csv", format_of("csv"))])
    figures["csv_s"] = time.perf_counter() - began
    return figures
