"""`ucrn-live bench live`: what live analysis costs this machine, and how late its points are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

EVERY = 0.5  # s


def bench_live(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="A video of a person who speaks.", readable=False)],
    seconds: Annotated[float | None, typer.Option(min=5, help="Stop so long after the first sound or picture.")] = None,
    window: Annotated[bool, typer.Option("--window", help="With the window open, which needs a screen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Live analysis of a media file at its own pace, in a process of its own: latency, cores used and memory."""
    from engines.measured_run import measured
    from engines.sources.media import MediaSource

    source = MediaSource(clip)
    source.close()
    # A file of unknown length is analysed for a minute.
    length = min(time for time in (seconds, source.duration or 60.0) if time)
    command = [sys.executable, "-m", "app.cli", "live", "--json", "--file", str(clip), "--seconds", f"{length:g}"]
    run = measured(command if window else [*command, "--headless"], EVERY)
    if run.status:
        raise typer.Exit(run.status)  # it has told why
    names = ("seconds", "points", "words", "capture_to_point_ms", "word_commit_ms", "drops", "rss_mb", "engine")
    figures: dict[str, Any] = {name: run.report[name] for name in (*names, "recognizer")}
    figures |= {"cores": round(run.cores, 2), "memory_mb": round(max(load.memory_mb for load in run.running), 1)}
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        if isinstance(value, dict):
            value = "  ".join(f"{key} {part:g}" for key, part in value.items())
        typer.echo(f"{name:20} {value}")
