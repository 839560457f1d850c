"""`ucrn-live live`: analysis of a microphone and a camera as it happens, without a window."""

from __future__ import annotations

import json
import signal
import threading
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import complain
from app.commands.analyze import Modality, handled

if TYPE_CHECKING:
    from engines.observer import Event
    from ucrn_core.points import SentimentPoint


def live(
    headless: Annotated[bool, typer.Option("--headless", help="Without a window: print what is measured.")] = False,
    seconds: Annotated[
        float | None, typer.Option(min=1, help="Stop so long after the first sound or picture; default: at Ctrl-C.")
    ] = None,
    microphone: Annotated[
        str | None, typer.Option(help="Name of the microphone, or a part of it; default: the system's choice.")
    ] = None,
    camera: Annotated[
        str | None, typer.Option(help="Number, path or address of the camera; default: the first there is.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", readable=False, help="A media file in their place, at its own pace.")
    ] = None,
    drop: Annotated[list[Modality] | None, typer.Option(help="Leave this modality out; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
    checkpoint: Annotated[
        Path | None, typer.Option(readable=False, help="Another checkpoint than the shipped.")
    ] = None,
) -> None:
    """Analyse what a microphone and a camera give, as it happens. Nothing is written to disk."""
    import assets
    from engines.clock import SessionClock
    from engines.live import LiveAnalysis
    from ucrn_core.checkpoint import load
    from ucrn_core.errors import DeviceError

    if not headless:
        raise DeviceError("The window does not show live analysis yet; give --headless.")
    if file and (microphone or camera):
        raise DeviceError("Give either --file or a microphone and a camera.")
    loaded = load(checkpoint or assets.path(assets.CHECKPOINT))
    dropped = frozenset(str(m) for m in drop or ())
    clock, stop = SessionClock(), threading.Event()
    with ExitStack() as opened:
        sound, pictures = (
            _from_file(opened, clock, file) if file else _devices(opened, clock, microphone, camera, dropped)
        )
        devices = list(dict.fromkeys(device for device in (sound, pictures) if device))
        run = LiveAnalysis(loaded, [Printer(as_json)], clock, sound, pictures, devices, drop=dropped)
        opened.callback(run.close)
        with handled(lambda *_: stop.set(), signal.SIGTERM, signal.SIGINT):
            report = asdict(run.run(stop, seconds or float("inf")))
    report["events"] = [event["message"] for event in report["events"]]
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _tell(report)


def _from_file(opened: ExitStack, clock: Any, file: Path) -> tuple[Any, Any]:
    from engines.sources.paced_file import PacedFile

    source = PacedFile(file, clock)
    opened.callback(source.close)
    return source if source.has_audio else None, source if source.has_video else None


def _devices(
    opened: ExitStack, clock: Any, wanted: str | None, address: str | None, dropped: frozenset[str]
) -> tuple[Any, Any]:
    """The microphone and the camera. One that was not named may be missing, if the other is there."""
    from engines.sources.camera import Camera
    from engines.sources.devices import cameras
    from engines.sources.microphone import Microphone
    from ucrn_core.errors import DeviceError

    found: list[Any] = []
    troubles: list[str] = []
    for needed, named, open_it in (
        ({"text", "voice"} - dropped, wanted, lambda: Microphone(clock, wanted)),
        ({"face"} - dropped, address, lambda: Camera(clock, address or next(iter(cameras()), "0"))),
    ):
        device = None
        if needed:
            try:
                device = open_it()
                opened.callback(device.close)
            except DeviceError as error:
                if named:
                    raise
                troubles.append(str(error))
        found.append(device)
    if not any(found):
        raise DeviceError(" ".join(troubles) or "Everything is left out; drop fewer modalities.")
    for trouble in troubles:
        complain(trouble)
    return found[0], found[1]


class Printer:
    """Tells events as they come and, unless only a JSON object is wanted, a line for every second."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet

    def on_steps(self, modality: str, steps: Any) -> None:
        return

    def on_words(self, words: Any) -> None:
        return

    def on_event(self, event: Event) -> None:
        complain(event.message)

    def on_point(self, point: SentimentPoint) -> None:
        if self._quiet or point.t % 1:
            return
        sentiment = "  none" if point.sentiment is None else f"{point.sentiment:+6.2f}"
        quality = "  ".join(f"{m} {q:.2f}" for m, q in point.quality.items())
        typer.echo(f"{point.t:8.0f} s  sentiment {sentiment}  quality  {quality}")


def _tell(report: dict[str, Any]) -> None:
    for name, value in report.items():
        if isinstance(value, dict):
            value = "  ".join(f"{key} {part:g}" for key, part in value.items())
        if name != "events":
            typer.echo(f"{name:20} {value}")
