"""`ucrn-live analyze`: score media files, and write a session and a timeline for each."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from app.commands import complain
from ucrn_core.errors import MediaError, SessionError, UCRNLiveError

if TYPE_CHECKING:
    from types import FrameType

    from app.sessions.results import Identity, Result
    from app.sessions.session import Session
    from engines.observer import Event
    from engines.pipeline import RunReport
    from ucrn_core.features import Step, Word
    from ucrn_core.points import SentimentPoint


class Modality(StrEnum):
    """What may be dropped. In the words of ucrn_core.features.MODALITIES, whose module would bring numpy along."""

    TEXT = "text"
    VOICE = "voice"
    FACE = "face"


def analyze(
    # readable=False: what cannot be read is for our own errors, one for each file
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Audio or video files.", show_default=False, readable=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Where the results go; made where it is not there.",
            readable=False,
        ),
    ] = Path("."),
    drop: Annotated[
        list[Modality] | None,
        typer.Option("--drop", help="Leave this modality out; may be given several times.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print one JSON object per file, one per line. speed: times as fast as real time. "
            "Of a file that fails: file and error.",
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Analyse again, and replace the same result once the new one is complete.")
    ] = False,
    copy_media: Annotated[
        bool, typer.Option("--copy-media", help="Put a copy of the media file into the session.")
    ] = False,
    paced: Annotated[bool, typer.Option("--paced", help="Run at the speed of the clip; same results.")] = False,
    engine: Annotated[
        str | None,
        typer.Option(help="eager, onnxruntime, cuda-graph or tensorrt; default: the fastest here.", show_default=False),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Another checkpoint than the one that comes with the program.", readable=False
        ),
    ] = None,
) -> None:
    """Score media files: write <stem>.ucrn/ and <stem>.timeline.csv for each.

    A complete result with the same media, checkpoint and settings is kept.
    Any other with that name stays, and the new one becomes <stem>-2.
    """
    from app.sessions.results import prepare

    prepare(output)
    dropped = frozenset(m.value for m in drop or ())
    analysis = Analysis(output, dropped, force, copy_media, paced, engine, checkpoint)
    failed = False
    with handled(end, signal.SIGTERM):
        for file in files:
            try:
                summary = analysis.of(file)
            except UCRNLiveError as error:
                complain(error)  # and on with the other files
                failed = True
                if as_json:
                    typer.echo(json.dumps({"file": str(file), "error": str(error)}))
                continue
            typer.echo(json.dumps(summary) if as_json else describe(summary))
    if failed:
        raise typer.Exit(2)


class Analysis:
    """The analyses of one call of the command. Raises UCRNLiveError where nothing can be analysed."""

    def __init__(
        self,
        output: Path,
        drop: frozenset[str],
        force: bool,
        copy_media: bool,
        paced: bool,
        engine: str | None,
        checkpoint: Path | None,
    ) -> None:
        import assets
        from engines.fusion.choice import makers, only
        from engines.pipeline import HOP
        from ucrn_core.checkpoint import load

        if len(drop) == 3:
            raise SessionError("Nothing is left to analyse when text, voice and face are all dropped; keep one.")
        self._output, self._force, self._copy_media, self._paced = output, force, copy_media, paced
        self._drop, self._hop, self._engine = drop, HOP, engine
        if engine:
            only(engine, makers())  # tells at once where it cannot be had
        self._checkpoint = load(checkpoint or assets.path(assets.CHECKPOINT))
        self._settings = {"hop": HOP, "drop": sorted(drop), "models": models_for(drop)}
        if engine:  # where none is named the result is that of whichever is the fastest here
            self._settings["engine"] = engine
        self._told: set[str] = set()  # messages of events, which many files may share
        self._made: set[Path] = set()  # sessions of this call

    def of(self, file: Path) -> dict[str, Any]:
        """Analyse one file, or find its result, and summarize it."""
        from app.sessions import results, timeline_csv
        from app.sessions.session import Session
        from engines.sources.media import MediaSource, sha256_of

        source = MediaSource(file)  # what is no media is refused before anything is written
        duration = source.duration
        source.close()
        identity = results.Identity(sha256_of(file), self._checkpoint.digest, self._settings)
        result = results.find(self._output, file.stem, identity)
        kept = result is not None and (not self._force or result.session in self._made)
        if result is None or not kept:
            result = self._run(file, duration, identity, result)
            self._made.add(result.session)
        with Session.open(result.session) as session:
            points = session.points()
            if not result.timeline.exists():
                timeline_csv.write(result.timeline, points)
            if all(point.sentiment is None for point in points):
                complain(f"nothing in {file} could be scored: {self._why_empty(session)}.")
            if self._copy_media and session.copied_media is None:
                copy_into(session.folder, file)
            return summarize(file, result, session, kept)

    def _why_empty(self, session: Session) -> str:
        missing = {event.modality for event in session.events() if event.kind in ("missing", "error")}
        kept = [m for m in Modality if m not in self._drop]
        return ", ".join(f"{m} is missing" if m in missing else f"no {m} was found" for m in kept)

    def _run(self, file: Path, duration: float | None, identity: Identity, replaced: Result | None) -> Result:
        from app.sessions.results import Draft
        from app.sessions.store import SessionWriter
        from engines.pipeline import analyze_media

        draft = Draft(self._output, file.stem, identity)
        writer = None
        try:
            writer = SessionWriter(
                draft.session,
                checkpoint=self._checkpoint.digest,
                spec=self._checkpoint.spec,
                settings=self._settings,
                media_path=file,
                media_sha256=identity.media_sha256,
            )
            with interruptible() as stop, progress(file, duration) as show:
                report = analyze_media(
                    file,
                    self._checkpoint,
                    [writer, Narrator(self._told, show)],
                    drop=self._drop,
                    hop=self._hop,
                    paced=self._paced,
                    engine=self._engine,
                    stop=stop,
                )
            if stop.is_set():
                complain(f"stopped; no result of {file} was written.")
                raise typer.Exit(stop.status)
            if not report.points:
                raise MediaError(
                    f"The file {file} holds only {report.duration:.2f} s that can be decoded, less than the "
                    f"{self._hop} s of one point; choose a longer one."
                )
            writer.note(engine=report.engine, recognizer=report.recognizer, report=report_of(report))
            if self._copy_media:
                copy_into(draft.session, file)
            writer.close(complete=True)
            return draft.publish(replaced)
        except BaseException:
            try:
                if writer:
                    writer.close(complete=False)
            finally:
                draft.discard()
            raise


class Narrator:
    """Observer that tells events, each message once, and how far the analysis came."""

    def __init__(self, told: set[str], show: Callable[[float], None]) -> None:
        self._told, self._show = told, show

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        """Steps are not told."""

    def on_words(self, words: Sequence[Word]) -> None:
        """Words are not told."""

    def on_point(self, point: SentimentPoint) -> None:
        self._show(point.t)

    def on_event(self, event: Event) -> None:
        if event.message not in self._told:
            self._told.add(event.message)
            complain(event.message)


def models_for(drop: frozenset[str]) -> dict[str, str | None]:
    """The models that an analysis uses on this machine: another one gives another result. None: not installed."""
    from engines.models import ModelStore

    store = ModelStore()
    models: dict[str, str | None] = {}
    if "face" not in drop:
        models["face"] = "face-landmarker" if store.status("face-landmarker").usable else None
    if "text" not in drop:
        models["text"] = "minilm" if store.status("minilm").usable else None
        models["speech"] = store.installed_whisper() or "pocketsphinx"
    return models


class Stop(threading.Event):
    """Set by a signal; `status` is then the exit status after it, as shells have it."""

    status = 0


@contextmanager
def interruptible() -> Iterator[Stop]:
    """What Ctrl-C and SIGTERM set, so that a run ends in order; a second one ends it at once."""
    stop = Stop()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            end(number, frame)
        stop.status = 128 + number
        stop.set()

    with handled(interrupt, signal.SIGINT, signal.SIGTERM):
        yield stop


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Signal handler that ends the program by way of what has to be tidied up."""
    raise SystemExit(128 + number)


@contextmanager
def handled(handler: Callable[[int, FrameType | None], None], *signals: signal.Signals) -> Iterator[None]:
    """While it lasts `handler` answers these signals."""
    previous = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, before in previous.items():
            signal.signal(number, before)


@contextmanager
def progress(file: Path, duration: float | None) -> Iterator[Callable[[float], None]]:
    """Shows a bar on stderr where that is a terminal; yields what moves it to a time in seconds."""
    if not sys.stderr.isatty():
        yield lambda t: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=duration)
        yield lambda t: bar.update(task, completed=t)


def copy_into(session: Path, file: Path) -> None:
    """Copy a media file into a session folder, whole or not at all."""
    target = session / f"media{file.suffix}"
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(file, part)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SessionError(f"{file} cannot be copied to {target}: {error.strerror}.") from error


def summarize(file: Path, result: Result, session: Session, kept: bool) -> dict[str, Any]:
    """What `--json` prints. speed: seconds of media per second of work, times as fast as real time."""
    report, info = session.info.report, session.info
    return {
        "file": str(file),
        "session": str(result.session),
        "timeline": str(result.timeline),
        "kept": kept,
        **report,
        "speed": round(report["duration"] / report["wall_seconds"], 4),
        "recognizer": info.recognizer,
        "engine": info.engine,
        "events": [asdict(event) for event in session.events()],
    }


def describe(summary: dict[str, Any]) -> str:
    """The summary as lines for the person."""
    clip = f"{summary['points']} points over {summary['duration']:.1f} s"
    if summary["kept"]:
        lines = [f"{summary['file']}: kept the complete result, {clip} (--force analyses again)"]
    else:
        speed = f"{summary['speed']:.1f} times as fast as real time"
        lines = [f"{summary['file']}: {clip} in {summary['wall_seconds']:.1f} s, {speed}"]
        lines.append("  time      " + ", ".join(f"{name} {s:.1f} s" for name, s in summary["stage_seconds"].items()))
    lines.append("  presence  " + ", ".join(f"{m} {share:.2f}" for m, share in summary["presence"].items()))
    lines.append(f"  words by  {summary['recognizer'] or 'no recognizer'}")
    lines.append(f"  session   {summary['session']}")
    lines.append(f"  timeline  {summary['timeline']}")
    return "\n".join(lines)


def report_of(report: RunReport) -> dict[str, Any]:
    """What the session keeps of a run's report; its other parts have places of their own there."""
    return {
        "points": report.points,
        "duration": round(report.duration, 3),
        "presence": report.presence,
        "stage_seconds": report.stage_seconds,
        "wall_seconds": round(report.wall_seconds, 3),
    }
