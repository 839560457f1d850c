"""`ucrn-live bench`: how fast this machine is at what."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.commands.bench_live import bench_live

bench_app = typer.Typer(no_args_is_help=True, help="Measure the speed of this machine.")
bench_app.command("live")(bench_live)


@bench_app.callback()
def bench() -> None:
    """Measure the speed of this machine."""


@bench_app.command("training-step")
def training_step(
    repeats: Annotated[int, typer.Option(min=1, help="Steps of each engine that are counted.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """A training step at the published unaligned lengths, batch 32, one thread: ours against the plain layout."""
    from rich.console import Console
    from rich.progress import Progress

    from ucrn_core.step_benchmark import training_step_times

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("measuring", total=None)
        times = training_step_times(repeats, lambda done, total: bar.update(task, completed=done, total=total))
    ratio = times["plain"]["median_ms"] / times["ucrn"]["median_ms"]
    if as_json:
        rows = [{"engine": engine, **values} for engine, values in times.items()]
        typer.echo(json.dumps({"rows": rows, "ratio": ratio}))
    else:
        typer.echo(f"{'engine':<8}{'median ms':>11}{'p95 ms':>9}")
        for engine, values in times.items():
            typer.echo(f"{engine:<8}{values['median_ms']:>11.0f}{values['p95_ms']:>9.0f}")
        typer.echo(f"ucrn is {ratio:.2f} times as fast as plain")
