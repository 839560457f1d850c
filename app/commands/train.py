"""`ucrn-live train`: from the corpora to a calibrated checkpoint with its validation numbers and curves."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands import complain
from app.commands.signals import end, handled


def train(
    corpora: Annotated[
        Path, typer.Argument(readable=False, help="Folder with text/, ravdess/, natural/ and fer2013/.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Checkpoint to write; the curves of each stage lie beside it.")
    ] = Path("ucrn-live-v1.safetensors"),
    config: Annotated[
        Path | None,
        typer.Option("--config", readable=False, help="Configuration, TOML; default: that of the shipped checkpoint."),
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps the features between runs.")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Forget what a stopped run has left.")] = False,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Training steps of each stage; fewer for a quick trial.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of weights, composition and dropout, in each stage.")
    ] = None,
    folds: Annotated[bool, typer.Option("--folds", help="Also measure voice alone over five folds of actors.")] = False,
) -> None:
    """Train a checkpoint on labelled corpora and calibrate it.

    Stopped by Ctrl-C or a kill, it goes on where it was when the same command is given again.

    On several GPUs: accelerate launch -m app.cli train ...
    """
    import shutil
    from dataclasses import replace

    from platformdirs import user_cache_path

    import assets
    from engines.models import ModelStore
    from engines.recipes import read_recipes
    from engines.training_features import read_corpora
    from engines.training_run import train_checkpoint, voice_folds
    from ucrn_core.checkpoint import save
    from ucrn_core.errors import CheckpointError
    from ucrn_core.evaluation import correlation
    from ucrn_core.robustness import bootstrap_interval
    from ucrn_core.training_loop import start_accelerator

    if not os.access(output.parent, os.W_OK | os.X_OK):  # known before hours of training
        raise CheckpointError(f"Nothing can be written to the folder {output.parent}; choose another place with -o.")
    recipes = read_recipes(config or assets.path(assets.CONFIGURATION))
    changed: dict[str, Any] = {k: v for k, v in (("steps", steps), ("seed", seed)) if v is not None}
    recipes = replace(recipes, text=replace(recipes.text, **changed), fusion=replace(recipes.fusion, **changed))
    store = ModelStore()
    states = output.with_suffix(".training")
    accelerator = start_accelerator()
    # Of several processes the first speaks, featurizes and writes.
    say: Callable[[str], None] = typer.echo if accelerator.is_main_process else lambda message: None
    with handled(end, signal.SIGTERM):
        try:
            with accelerator.main_process_first():
                if restart and accelerator.is_main_process:
                    shutil.rmtree(states, ignore_errors=True)
                data = read_corpora(corpora, cache or user_cache_path("ucrn-live") / "training", store, say)
            if states.exists():
                say(f"going on from {states}")
            numbers: dict[str, object] = {}
            if folds:
                results, told = voice_folds(data, recipes.fusion, say, states)
                pooled = bootstrap_interval(lambda rows: correlation(told[rows, 1], told[rows, 2]), told[:, 0])
                numbers["voice_folds"] = {"r": results, "mean": sum(results) / len(results), "pooled_r": pooled}
                say(json.dumps(numbers))
            checkpoint, validation = train_checkpoint(
                data, recipes, store, say, states, str(output.with_suffix(".curves"))
            )
        except (KeyboardInterrupt, SystemExit):
            if accelerator.is_main_process and states.exists():
                complain("stopped; the same command goes on from here, and --restart begins anew.")
            raise
    if accelerator.is_main_process:
        checkpoint.provenance.update(numbers)
        save(output, checkpoint)
        shutil.rmtree(states)
        say(json.dumps({**numbers, "validation": validation, "calibration": checkpoint.calibration.to_json()}))
        say(f"wrote {output}")
