"""`ucrn-live fine-tune`: from one's own labelled clips to a checkpoint, and what it is worth on people not met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.commands import complain, counted


def fine_tune(
    labels: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS",
            readable=False,
            help="CSV: clip (a media file, from the CSV's folder on), start and end (s), label (-3 to 3); optional "
            "text (what is said; else it is recognized) and speaker.",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Checkpoint to write.")],
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", readable=False, help="Where to begin; default: the one shipped."),
    ] = None,
    steps: Annotated[int, typer.Option(min=1, help="Training steps.")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="Seed of batches, dropout and cross-validation.")] = 7,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fine-tune a checkpoint on your own labelled clips, and cross-validate it over their speakers.

    Trained is how words, voice and face are weighed, and the intervals are fitted anew; what judges the quality of each
    stays. mae and r are those of speakers that the network has not met.
    """
    import os

    import assets
    from engines.clip_training import Tuning
    from engines.clip_training import fine_tune as tune
    from engines.models import ModelStore
    from ucrn_core.checkpoint import load, save
    from ucrn_core.corpora.clips import read_clips
    from ucrn_core.errors import CheckpointError

    if not os.access(output.parent, os.W_OK | os.X_OK):  # known before minutes of analysis
        raise CheckpointError(f"Nothing can be written to the folder {output.parent}; choose another place with -o.")
    if output.is_dir():
        raise CheckpointError(f"{output} is a folder; name the file to write.")
    if output.exists() and not force:
        raise CheckpointError(f"{output} is there already; choose another name, or --force to replace it.")
    clips = read_clips(labels)
    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    tuning = Tuning(steps=steps, seed=seed, validate_every=steps)
    with counted("measuring clips") as progress:
        made, numbers = tune(clips, loaded, ModelStore(), tuning, complain, progress)
    save(output, made)
    if as_json:
        typer.echo(json.dumps({**numbers, "checkpoint": str(output)}))
        return
    typer.echo(f"{numbers['segments']} segments of {numbers['speakers']} speakers{'mae':>10}{'r':>8}")
    for key, name in (("before", "before"), ("after", "fine-tuned"), ("mean_label", "always their mean label")):
        typer.echo(f"  {name:<32}{numbers[key]['mae']:>8.3f}{numbers[key]['r']:>8.3f}")
    typer.echo(f"wrote {output}")
    if numbers["after"]["mae"] >= numbers["before"]["mae"]:
        complain("on speakers that it has not met it errs no less than before: rather keep the checkpoint you had.")
