"""`ucrn-live bench`: how fast this machine is at what."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands import complain, counted
from app.commands.bench_analyze import bench_analyze
from app.commands.bench_features import bench_features
from app.commands.bench_live import bench_live
from app.commands.bench_session import bench_session

bench_app = typer.Typer(no_args_is_help=True, help="Measure the speed of this machine.")
bench_app.command("live")(bench_live)
bench_app.command("features")(bench_features)
bench_app.command("analyze")(bench_analyze)
bench_app.command("session")(bench_session)


@bench_app.callback()
def bench() -> None:
    """Measure the speed of this machine."""


@bench_app.command("fusion")
def fusion(
    repeats: Annotated[int, typer.Option(min=1, help="Answers of each engine that are counted.")] = 100,
    checkpoint: Annotated[
        Path | None, typer.Option(readable=False, help="Another checkpoint than the shipped.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """Fusion engines on one thread, in turns: at the published shapes and live, one answer and all seven subsets."""
    import assets
    from engines.fusion.benchmark import fusion_times
    from ucrn_core.checkpoint import load

    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    with counted("measuring") as report:
        rows = fusion_times(loaded, repeats, report, complain)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows]))
        return
    heads = ("median ms", "p95 ms", "p99 ms", "first ms", "memory MB", "times plain")
    typer.echo(f"{'engine':<12} {'shapes':<10}{'batch':>6}" + "".join(f"{head:>12}" for head in heads))
    for row in rows:
        plain = next(r.median_ms for r in rows if (r.engine, r.shapes, r.batch) == ("plain", row.shapes, row.batch))
        numbers = (row.median_ms, row.p95_ms, row.p99_ms, row.first_ms, row.memory_mb, plain / row.median_ms)
        typer.echo(f"{row.engine:<12} {row.shapes:<10}{row.batch:>6}" + "".join(f"{n:>12.2f}" for n in numbers))


@bench_app.command("training-step")
def training_step(
    repeats: Annotated[int, typer.Option(min=1, help="Steps of each engine that are counted.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """A training step at the published unaligned lengths, batch 32, one thread: ours against the plain layout."""
    from ucrn_core.step_benchmark import training_step_times

    with counted("measuring") as report:
        times = training_step_times(repeats, report)
    ratio = times["plain"]["median_ms"] / times["ucrn"]["median_ms"]
    if as_json:
        rows = [{"engine": engine, **values} for engine, values in times.items()]
        typer.echo(json.dumps({"rows": rows, "ratio": ratio}))
    else:
        typer.echo(f"{'engine':<8}{'median ms':>11}{'p95 ms':>9}")
        for engine, values in times.items():
            typer.echo(f"{engine:<8}{values['median_ms']:>11.0f}{values['p95_ms']:>9.0f}")
        typer.echo(f"ucrn is {ratio:.2f} times as fast as plain")
