"""`ucrn-live bench analyze`: what the analysis of a file costs this machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands import complain, counted


def bench_analyze(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An audio or video file.", readable=False)],
    repeats: Annotated[int, typer.Option(min=1, help="Runs, of which the medians are told.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Analysis of a file as fast as it goes, in a process of its own: speed, processor time, memory, stages."""
    from engines.analysis_benchmark import analysis_cost

    with counted(file.name) as show:
        figures = asdict(analysis_cost(file, repeats, lambda done: show(done, repeats), complain))
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        if name == "stages":
            value = "  ".join(f"{stage} {share:.0%}" for stage, share in value.items())
        typer.echo(f"{name:20} {value:.2f}" if isinstance(value, float) else f"{name:20} {value}")
