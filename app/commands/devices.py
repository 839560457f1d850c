"""`ucrn-live devices`: the microphones and cameras that are there, and what each gives."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer


def devices(
    camera: Annotated[
        list[str] | None, typer.Option("--camera", help="Also this camera: number, path or address; may be repeated.")
    ] = None,
    probe: Annotated[bool, typer.Option("--probe/--no-probe", help="Open each for a second.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the microphones and cameras, and say what each gives."""
    from engines.sources.camera import cameras
    from engines.sources.devices import probe_camera, probe_microphone
    from engines.sources.microphone import microphones

    told = Printer(as_json)
    for microphone in microphones():
        told.device(
            "microphone",
            microphone.full_name,
            {**asdict(microphone), **(asdict(probe_microphone(microphone)) if probe else {})},
        )
    for address in dict.fromkeys([*cameras(), *(camera or [])]):
        told.device("camera", address, {"address": address, **(asdict(probe_camera(address)) if probe else {})})
    told.end()


class Printer:
    """Prints each device when it has been examined, or all of them as one JSON object."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._found: dict[str, list[dict[str, Any]]] = {"microphone": [], "camera": []}

    def device(self, kind: str, name: str, told: dict[str, Any]) -> None:
        self._found[kind].append(told)
        if not self._json:
            mark = " (the system's choice)" if told.get("default") else ""
            typer.echo(f"{told.get('state', ''):7} {kind + ':':11} {name}{mark}")
            if told.get("told"):
                typer.echo(f"{'':20}{told['told']}")

    def end(self) -> None:
        if self._json:
            typer.echo(json.dumps({f"{kind}s": found for kind, found in self._found.items()}, indent=2))
            return
        for kind, found in self._found.items():
            if not found:
                typer.echo(f"missing {kind + ':':11} none was found: connect one, or allow this program to use it.")
