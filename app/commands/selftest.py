"""`ucrn-live selftest`: whether this installation does what it should, from the window to the exported file."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def selftest(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Open the window, analyse the sample in it, store, replay and export it, and close: a minute."""
    from app.gui.selftest import run_selftest

    with tempfile.TemporaryDirectory(prefix="ucrn-live-selftest-") as folder:
        done = run_selftest(Path(folder), lambda text: None if as_json else typer.echo(text))
    typer.echo(json.dumps(asdict(done)) if as_json else "all is well")
