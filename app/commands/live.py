"""`ucrn-live live`: analysis of a microphone and a camera as it happens, in the window or without one."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import Modality, complain
from app.commands.signals import handled

if TYPE_CHECKING:
    from engines.live_inputs import LiveRequest
    from engines.live_report import LiveReport
    from engines.observer import Event
    from ucrn_core.features import Word
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
    camera_delay: Annotated[
        float,
        typer.Option(min=0, metavar="MS", help="Milliseconds by which the camera's pictures are late, as measured."),
    ] = 0.0,
    file: Annotated[
        Path | None, typer.Option("--file", readable=False, help="A media file in their place, at its own pace.")
    ] = None,
    drop: Annotated[list[Modality] | None, typer.Option(help="Leave this modality out; may be repeated.")] = None,
    speech: Annotated[
        str | None,
        typer.Option(help="pocketsphinx or an installed Whisper model; default: the best that runs fast enough here."),
    ] = None,
    engine: Annotated[
        str | None, typer.Option(help="eager, onnxruntime, cuda-graph or tensorrt; default: the fastest here.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(help="Record what is measured, pictures and sound into this new folder, as NAME.ucrn."),
    ] = None,
    no_media: Annotated[bool, typer.Option("--no-media", help="Record neither pictures nor sound.")] = False,
    consent: Annotated[
        str | None,
        typer.Option(metavar="NOTE", help="Kept with the recording: what the people who are recorded agreed to."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
    checkpoint: Annotated[
        Path | None, typer.Option(readable=False, help="Another checkpoint than the shipped.")
    ] = None,
) -> None:
    """Analyse what a microphone and a camera give, as it happens. Nothing is written to disk unless it is recorded."""
    from app.sessions.recording import new_session
    from engines.fusion.choice import makers, only
    from engines.live_inputs import DeviceChoice, LiveRequest
    from engines.models import ModelStore
    from engines.speech_trial import choose
    from ucrn_core.errors import DeviceError, SessionError

    if file and (microphone or camera):
        raise DeviceError("Give either --file or a microphone and a camera.")
    dropped = frozenset(str(m) for m in drop or ())
    choice = DeviceChoice(
        microphone, camera, not {"text", "voice"} <= dropped, "face" not in dropped, camera_delay / 1000
    )
    if record:
        record = new_session(record)
    elif no_media or consent:
        raise SessionError("--no-media and --consent are for a recording: name it with --record.")
    if speech:
        choose(ModelStore(), speech)  # tells at once where it is not installed
    if engine:
        only(engine, makers())  # likewise
    request = LiveRequest(
        choice, file, dropped, seconds or float("inf"), speech, engine, checkpoint, record, not no_media, consent
    )
    if headless:
        report, whole = run_headless(request, quiet=as_json)
        _tell(report, as_json)
        if not whole:
            raise typer.Exit(2)
        return
    from app.gui import open_window

    raise typer.Exit(open_window(live=request, told=lambda report: _tell(report, as_json)))


def run_headless(request: LiveRequest, *, quiet: bool) -> tuple[LiveReport, bool]:
    """Runs until its time is over or a signal comes. quiet: only events are told. The report, and whether what was to
    be recorded could be."""
    import assets
    from app.logs import EventLog
    from app.sessions.recording import record
    from engines.clock import SessionClock
    from engines.live import LiveAnalysis
    from engines.live_inputs import DeviceInputs, Inputs
    from engines.sources.paced_file import PacedFile
    from ucrn_core.checkpoint import load

    loaded = load(request.checkpoint or assets.path(assets.CHECKPOINT))
    clock, stop = SessionClock(), threading.Event()
    inputs: Inputs
    with ExitStack() as opened:
        inputs = PacedFile(request.file, clock) if request.file else DeviceInputs(clock, request.choice)
        opened.callback(inputs.close)
        if not quiet:
            typer.echo("Loading the models…")
        run = LiveAnalysis(
            loaded,
            [Printer(quiet), EventLog()],
            clock,
            inputs,
            drop=request.drop,
            speech=request.speech,
            engine=request.engine,
        )
        opened.callback(run.close)
        clock.restart()  # no device is open yet
        if isinstance(inputs, DeviceInputs):
            inputs.open()
            inputs.require_named()
        recorder, whole = None, True
        if request.record:
            recorder = record(
                *(request.record, run, inputs, clock, request.settings), media=request.media, consent=request.consent
            )
            opened.callback(recorder.close)
        with handled(lambda *_: stop.set(), signal.SIGTERM, signal.SIGINT):
            report = run.run(stop, request.seconds)
        if recorder:
            recorder.close(report)
            whole = not recorder.partial
            if not whole:
                complain(f"The recording {recorder.folder} is not whole.")
            elif not quiet:
                typer.echo(f"Recorded: {recorder.folder}")
    return report, whole


class Printer:
    """Tells events as they come and, unless only a JSON object is wanted, a line for every second."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._words: list[str] = []

    def on_steps(self, modality: str, steps: Any) -> None:
        return

    def on_words(self, words: Sequence[Word]) -> None:
        if not self._quiet:
            self._words += [word.text for word in words]

    def on_event(self, event: Event) -> None:
        if event.kind != "revision":
            complain(event.message)

    def on_point(self, point: SentimentPoint) -> None:
        if self._quiet or point.t % 1:
            return
        sentiment = (
            "none" if point.sentiment is None else f"{point.sentiment:+.2f} ({point.low:+.1f} to {point.high:+.1f})"
        )
        quality = "  ".join(f"{m} {q:.2f}" for m, q in point.quality.items())
        typer.echo(f"{point.t:6.0f} s  sentiment {sentiment:22}  quality {quality}  {' '.join(self._words)}".rstrip())
        self._words.clear()


def _tell(report: LiveReport, as_json: bool) -> None:
    told = {**asdict(report), "events": [event.message for event in report.events]}
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        if isinstance(value, dict):
            value = "  ".join(f"{key} {part:g}" for key, part in value.items())
        if name != "events":
            typer.echo(f"{name:20} {value}")
