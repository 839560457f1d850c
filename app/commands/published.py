"""`ucrn-live published`: the paper's own experiment, on pickles in the published layout and on MOSI dev."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import counted

if TYPE_CHECKING:
    from ucrn_core.model import UCRN

published_app = typer.Typer(no_args_is_help=True, help="Train and measure UCRN as it was published.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
METRICS = ("mae", "r", "acc2", "acc7", "f1")


@published_app.command("train")
def train(
    file: Annotated[
        Path,
        typer.Argument(metavar="PICKLE", readable=False, help="mosi_data.pkl, mosei_senti_data_noalign.pkl and so on."),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for network.safetensors and metrics.json.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Train on the split train, choose the epoch by valid, and measure that one on valid and test."""
    from ucrn_core.corpora.published import read_published
    from ucrn_core.published import PublishedRecipe, fit, measure

    splits = read_published(file)
    if output is not None:
        _make_folder(output)  # known before hours of training
    recipe = PublishedRecipe()
    with counted("training") as report:
        result = fit(recipe, splits["train"], splits["valid"], report=report)
    numbers: dict[str, Any] = {
        "epoch": result.epoch,
        **{split: measure(result.model, splits[split], recipe.batch) for split in ("valid", "test")},
        "recipe": asdict(recipe),
        "epochs": result.epochs,
    }
    if output is not None:
        _write(output, result.model, numbers)
    if as_json:
        typer.echo(_json(numbers))
    else:
        typer.echo(f"epoch {result.epoch} of {recipe.epochs}")
        _table([(split, "", numbers[split]) for split in ("valid", "test")])


@published_app.command("folds")
def folds(
    folder: Annotated[
        Path, typer.Argument(readable=False, help="Folder with mosi_dev_seq.npz and glove300_mosi_vocab.npz.")
    ],
    count: Annotated[int, typer.Option("--folds", min=3, help="Parts that no video is split over.")] = 5,
    as_json: Json = False,
) -> None:
    """Cross-validate over videos: the network, the network with text only, and the mean label."""
    from ucrn_core.corpora.published import read_aligned_folder
    from ucrn_core.published import PublishedRecipe, cross_validate

    data = read_aligned_folder(folder)
    with counted("training") as report:
        numbers = cross_validate(PublishedRecipe(), data, count, report)
    if as_json:
        typer.echo(_json(numbers))
    else:
        rows = [
            (f"fold {i}", name, row[name]) for i, row in enumerate(numbers["folds"], 1) for name in numbers["pooled"]
        ]
        _table([*rows, *(("pooled", name, values) for name, values in numbers["pooled"].items())])


def _table(rows: list[tuple[str, str, dict[str, float]]]) -> None:
    typer.echo(f"{'':<18}{'n':>7}" + "".join(f"{name:>8}" for name in METRICS))
    for part, system, values in rows:
        label = f"{part:<8}{system}"
        typer.echo(f"{label:<18}{values['n']:>7}" + "".join(f"{values[name]:>8.3f}" for name in METRICS))


def _json(value: Any) -> str:
    """JSON has no nan: a number that cannot be told, such as r of a constant, is null."""
    return json.dumps(_told(value))


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return None if value != value else value


def _make_folder(folder: Path) -> None:
    from ucrn_core.errors import TrainingError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise TrainingError(f"Nothing can be written to the folder {folder}; choose another with -o.")


def _write(folder: Path, model: UCRN, numbers: dict[str, Any]) -> None:
    from safetensors.torch import save

    from ucrn_core.errors import TrainingError

    content = save(model.state_dict(), metadata={"config": json.dumps(asdict(model.config))})
    try:
        for name, each in (("network.safetensors", content), ("metrics.json", _json(numbers).encode())):
            partial = folder / f"{name}.part"
            partial.write_bytes(each)
            partial.replace(folder / name)
    except OSError as error:
        raise TrainingError(f"The result cannot be written to {folder}: {error.strerror or error}.") from error
