"""`ucrn-live train`: from the corpora to a calibrated checkpoint with its validation numbers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer


def train(
    corpora: Annotated[
        Path, typer.Argument(readable=False, help="Folder with text/, ravdess/, natural/ and fer2013/.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Checkpoint to write.")] = Path(
        "ucrn-live-v1.safetensors"
    ),
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps the features between runs.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Training steps; fewer for a quick trial.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of weights, composition and dropout.")] = None,
    folds: Annotated[bool, typer.Option("--folds", help="Also measure voice alone over five folds of actors.")] = False,
) -> None:
    """Train a checkpoint on labelled corpora and calibrate it."""
    from platformdirs import user_cache_path

    from engines.models import ModelStore
    from engines.training_data import read_corpora
    from engines.training_run import train_checkpoint, voice_folds
    from ucrn_core.checkpoint import save
    from ucrn_core.errors import CheckpointError
    from ucrn_core.training import Recipe

    if not os.access(output.parent, os.W_OK | os.X_OK):  # known before hours of training
        raise CheckpointError(f"Nothing can be written to the folder {output.parent}; choose another place with -o.")
    recipe = Recipe(steps=steps or Recipe.steps, seed=Recipe.seed if seed is None else seed)
    data = read_corpora(corpora, cache or user_cache_path("ucrn-live") / "training", ModelStore(), typer.echo)
    numbers: dict[str, object] = {}
    if folds:
        results = voice_folds(data, recipe, typer.echo)
        numbers["voice_folds"] = {"r": results, "mean": sum(results) / len(results)}
        typer.echo(json.dumps(numbers))
    checkpoint, validation = train_checkpoint(data, recipe, typer.echo)
    checkpoint.provenance.update(numbers)
    save(output, checkpoint)
    typer.echo(json.dumps({**numbers, "validation": validation, "calibration": checkpoint.calibration.to_json()}))
    typer.echo(f"wrote {output}")
