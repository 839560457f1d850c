"""`ucrn-live bench features`: how fast words, vectors, voice and face are made of sound and pictures."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands import complain, counted


def bench_features(
    clip: Annotated[
        Path | None,
        typer.Option(readable=False, help="A video in which somebody speaks, instead of the bundled sample."),
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Units of each featurizer that are counted.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """Featurizers of a live run on real media, in turns; speech by the embedded recognizer."""
    import assets
    from engines.feature_benchmark import feature_times
    from ucrn_core.checkpoint import load

    clip = clip or assets.path(assets.SAMPLE)
    checkpoint = load(assets.path(assets.CHECKPOINT))
    with counted(clip.name) as show:
        rows = feature_times(clip, checkpoint, repeats, show, complain)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows]))
        return
    heads = ("median ms", "p95 ms", "p99 ms", "first ms", "memory MB", "real time")
    typer.echo(f"{'featurizer':<12}{'unit':<22}" + "".join(f"{head:>11}" for head in heads))
    for row in rows:
        times = "".join(f"{ms:>11.2f}" for ms in (row.median_ms, row.p95_ms, row.p99_ms))
        rest = f"{row.first_ms:>11.0f}{row.memory_mb:>11.0f}{row.real_time_factor:>11.3f}"
        typer.echo(f"{row.featurizer:<12}{row.unit:<22}{times}{rest}")
