"""`ucrn-live evaluate`: the field's metrics of a checkpoint on labelled text, voice or faces."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ucrn_core.checkpoint import Checkpoint

evaluate_app = typer.Typer(no_args_is_help=True, help="Measure a checkpoint on labelled text, voice or faces.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
CheckpointFile = Annotated[
    Path | None, typer.Option("--checkpoint", readable=False, help="Checkpoint to measure; default: the one shipped.")
]


@evaluate_app.command("text")
def text(
    file: Annotated[Path, typer.Argument(readable=False, help="CSV with the columns text,label.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, mae, r, acc2, acc7 and f1 of sentences with labels in -3 to 3."""
    from engines.evaluation import evaluate_text
    from engines.models import ModelStore
    from ucrn_core.corpora.text import read_labelled

    rows = read_labelled(file)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_text(rows, c, ModelStore(), tick))


@evaluate_app.command("voice")
def voice(
    folder: Annotated[Path, typer.Argument(readable=False, help="Folder of sound files with RAVDESS names.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, r and auc (happy against sad, fearful, angry and disgust) of acted sentences."""
    from engines.evaluation import evaluate_voice
    from ucrn_core.corpora.voice import read_ravdess

    rows = read_ravdess(folder)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_voice(rows, c, tick))


@evaluate_app.command("face")
def face(
    file: Annotated[Path, typer.Argument(readable=False, help="npz with the arrays image and label.")],
    as_json: Json = False,
    checkpoint: CheckpointFile = None,
) -> None:
    """n, r and auc (happy against sad, fear, angry and disgust) of posed faces."""
    from engines.evaluation import evaluate_faces
    from engines.models import ModelStore
    from ucrn_core.corpora.faces import read_faces

    rows = read_faces(file)
    _measure(as_json, checkpoint, lambda c, tick: evaluate_faces(rows, c, ModelStore(), tick))


def _measure(
    as_json: bool,
    checkpoint: Path | None,
    evaluate: Callable[[Checkpoint, Callable[[int, int], None]], dict[str, float]],
) -> None:
    """Evaluates with a progress bar on a terminal and prints the numbers."""
    from rich.console import Console
    from rich.progress import Progress

    import assets
    from ucrn_core.checkpoint import load

    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("evaluating", total=None)
        numbers = evaluate(loaded, lambda done, total: bar.update(task, completed=done, total=total))
    if as_json:
        # JSON has no nan: a number that cannot be told (no variation, one class only) is null.
        typer.echo(json.dumps({k: v if v == v else None for k, v in numbers.items()}))
    else:
        for name, value in numbers.items():
            typer.echo(f"{name:>5}  {value:.4g}")
