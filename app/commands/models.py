"""`ucrn-live models`: list, install, verify, remove and time the models that the analysis needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from engines.models import CATALOGUE, ModelEntry, ModelStore
from ucrn_core.errors import ModelStoreError

models_app = typer.Typer(help="List, install, verify, remove and time models.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A model, as `ucrn-live models list` names it.")]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


@models_app.command("list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say which models there are, what they are for, their licence and size, and where they are."""
    from rich.console import Console
    from rich.table import Table

    store = ModelStore()
    rows = [(entry, store.status(entry.name)) for entry in CATALOGUE.values()]
    if as_json:
        listed = [
            {
                "name": entry.name,
                "purpose": entry.purpose,
                "modality": entry.modality,
                "licence": entry.licence,
                "bytes": entry.bytes,
                "state": status.state,
                "path": str(status.path) if status.path else None,
            }
            for entry, status in rows
        ]
        typer.echo(json.dumps(listed, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("model", no_wrap=True)
    table.add_column("what for", overflow="fold")
    table.add_column("licence")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("state")
    for entry, status in rows:
        table.add_row(entry.name, entry.purpose, entry.licence, _megabytes(entry.bytes), status.state)
    Console().print(table)


@models_app.command()
def install(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the download.")] = False,
    from_folder: Annotated[
        Path | None, typer.Option("--from", metavar="FOLDER", help="Take the files from this folder, not the network.")
    ] = None,
) -> None:
    """Install a model, after consent where it must be downloaded; an interrupted download is resumed."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))
    task = bar.add_task(name, total=None)

    def consent(entry: ModelEntry) -> bool:
        typer.echo(f"{entry.name}: {entry.purpose}")
        typer.echo(f"licence {entry.licence}, {_megabytes(entry.bytes)}, from {entry.address}")
        return yes or (sys.stdin.isatty() and typer.confirm("Download it?"))

    def progress(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        bar.start()  # only now, so that it does not draw over the question

    try:
        path = ModelStore().install(name, consent, from_folder, progress)
    finally:
        bar.stop()
    typer.echo(f"{name} is ready: {path}")


@models_app.command()
def verify(name: Name) -> None:
    """Read every file of a model anew and compare its sha256 with the published one."""
    typer.echo(f"{name} is whole: {ModelStore().verify(name)}")


@models_app.command()
def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a model from the store."""
    store = ModelStore()
    store.entry(name)
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"Delete {store.root / name}?")):
        raise ModelStoreError(
            f"The model {name} was not removed, because nobody agreed to it: "
            f"agree in a terminal, or with `ucrn-live models remove {name} --yes`."
        )
    store.remove(name)
    typer.echo(f"{name} is removed.")


@models_app.command()
def trial(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Time the installed Whisper models, and say which of them live speech uses on this machine."""
    from rich.console import Console
    from rich.table import Table

    from engines.speech_trial import FITS, POCKETSPHINX, best, trials

    measured = trials(ModelStore(), anew=True)
    used = best(measured) or POCKETSPHINX
    if as_json:
        rows = [{"name": t.name, "seconds": t.seconds, "fits": t.fits, "note": t.note} for t in measured]
        typer.echo(json.dumps({"trials": rows, "limit": FITS, "used": used}, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("model", no_wrap=True)
    table.add_column("15 s of speech in", justify="right")
    table.add_column("live", overflow="fold")
    for t in measured:
        table.add_row(t.name, "-" if t.seconds is None else f"{t.seconds:.2f} s", t.note or ("no", "yes")[t.fits])
    if not measured:
        typer.echo(f"No Whisper model is installed: live speech uses {used}.")
        return
    Console().print(table)
    typer.echo(f"Live speech uses {used}: the most accurate model that takes at most {FITS} s, else {POCKETSPHINX}.")
