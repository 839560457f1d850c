"""`ucrn-live engine`: what runs the network on this machine, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from ucrn_core.errors import EngineError

engine_app = typer.Typer(no_args_is_help=True, help="What runs the network on this machine.")

CheckpointPath: TypeAlias = Annotated[
    Path | None, typer.Option("--checkpoint", readable=False, help="Another checkpoint than the shipped.")
]


@engine_app.command("info")
def info(
    checkpoint: CheckpointPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Try every fusion engine anew, and say which one runs from now on and why others do not."""
    import assets
    from engines.fusion.cache import EngineCache
    from engines.fusion.choice import ServingEngine
    from ucrn_core.checkpoint import load

    cache = EngineCache()
    serving = ServingEngine(load(checkpoint or assets.path(assets.CHECKPOINT)), cache=cache, anew=True)
    told = False
    while not told:
        told = serving.wait(0.1)
        while serving.told:
            typer.echo(serving.told.pop(0), err=True)
    entries = cache.entries()
    if as_json:
        kept = {"folder": str(cache.folder), "entries": len(entries), "bytes": cache.bytes}
        engines = [asdict(candidate) for candidate in serving.candidates]
        typer.echo(json.dumps({"serves": serving.candidates[0].name, "engines": engines, "cache": kept}, indent=2))
        return
    for number, candidate in enumerate(serving.candidates):
        speed = "" if candidate.median_ms is None else f"{candidate.median_ms:.2f} ms a window"
        typer.echo(f"{candidate.name:12} {candidate.why or speed}{'' if number else ', runs'}")
    typer.echo(f"{'kept':12} {_files(len(entries))}, {cache.bytes / 2**20:.1f} MiB in {cache.folder}")


@engine_app.command("clear")
def clear() -> None:
    """Remove the engines that are kept; they are built again when they are needed."""
    from engines.fusion.cache import EngineCache

    cache = EngineCache()
    typer.echo(f"Removed what was kept in {cache.folder}: {_files(cache.clear())}.")


@engine_app.command("export")
def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", readable=False, help="The new file.")],
    checkpoint: CheckpointPath = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there.")] = False,
) -> None:
    """Write the network of a checkpoint as an ONNX graph, for ONNX Runtime.

    Beside a checkpoint, with its name and the ending .onnx, it spares the first start the building of it.
    """
    import assets
    from engines.fusion.onnx_runtime import export as graph_of
    from ucrn_core.checkpoint import load

    if output.exists() and not force:
        raise EngineError(f"{output} is there already; choose another name, or --force to replace it.")
    part = output.with_name(output.name + ".part")
    try:
        part.write_bytes(graph_of(load(checkpoint or assets.path(assets.CHECKPOINT))))
        part.replace(output)
    except OSError as error:
        raise EngineError(f"The graph {output} cannot be written: {error.strerror or error}.") from error
    typer.echo(f"Wrote {output}.")


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
