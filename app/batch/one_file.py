"""The analysis of one media file into a session and a timeline."""

from __future__ import annotations

import os
import shutil
import statistics
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.batch.tasks import Task
from app.commands import unexpected
from app.logs import EventLog
from engines.private import make_file
from ucrn_core.errors import MediaError, SessionError, UCRNLiveError

if TYPE_CHECKING:
    from app.sessions.results import Identity, Result
    from app.sessions.session import Session
    from engines.observer import Event
    from engines.pipeline import RunReport
    from ucrn_core.features import Step, Word
    from ucrn_core.points import SentimentPoint

REPORTED = ("points", "duration", "presence", "stage_seconds", "wall_seconds")  # what the session keeps of a report
Outcome = dict[str, Any]  # what `--json` prints of a file: a summary, or {"file", "error"}


@dataclass(frozen=True)
class Request:
    """What the person asked for, the same for all files. engine: None for the fastest; checkpoint: None for the
    shipped one."""

    drop: frozenset[str] = frozenset()
    force: bool = False
    copy_media: bool = False
    paced: bool = False
    engine: str | None = None
    checkpoint: Path | None = None


class Listener(Protocol):
    """Who is told how the analyses go on."""

    def tell(self, message: str) -> None:
        """A sentence for the person. Many files may have the same."""

    def advance(self, task: Task, share: float) -> None:
        """How much of the file is done, 0 to 1."""

    def finish(self, task: Task, outcome: Outcome) -> None:
        """The file is done."""


class Stopped(Exception):
    """The analysis was stopped; there is no result."""


class FileAnalysis:
    """Analyses files one after the other; the models stay loaded."""

    def __init__(self, request: Request) -> None:
        """Raises UCRNLiveError where nothing can be analysed as asked for."""
        import assets
        from engines.fusion.choice import makers, only
        from engines.loaded import LoadedModels
        from ucrn_core.checkpoint import load
        from ucrn_core.windows import HOP

        if len(request.drop) == 3:
            raise SessionError("Nothing is left to analyse when text, voice and face are all dropped; keep one.")
        if request.engine:
            only(request.engine, makers())  # tells at once where it cannot be had
        self._request, self._hop = request, HOP
        self._checkpoint = load(request.checkpoint or assets.path(assets.CHECKPOINT))
        self._models: LoadedModels | None = None
        self._settings = {"hop": HOP, "drop": sorted(request.drop), "models": models_for(request.drop)}
        if request.engine:  # where none is named the result is that of whichever is the fastest here
            self._settings["engine"] = request.engine

    def choose_engine(self) -> None:
        """Processes that start at once would each time the engines, and might choose different ones: it is done, and
        remembered, before they start."""
        from engines.fusion.cache import EngineCache
        from engines.fusion.choice import ServingEngine, remembered

        if not self._request.engine and remembered(self._checkpoint, EngineCache()) is None:
            ServingEngine(self._checkpoint).wait()

    def attempt(self, task: Task, stop: threading.Event, listener: Listener) -> Outcome:
        """Analyse a file, or find its result. What goes wrong with it is told in the outcome. Raises Stopped."""
        try:
            return self._of(task, stop, listener)
        except Stopped:
            raise
        except Exception as error:
            return failure(task.file, str(error) if isinstance(error, UCRNLiveError) else unexpected(error))

    def close(self) -> None:
        """Ends threads and processes."""
        if self._models:
            self._models.close()

    def _of(self, task: Task, stop: threading.Event, listener: Listener) -> Outcome:
        from app.sessions import results, timeline_csv
        from app.sessions.session import Session
        from engines.sources.media import MediaSource, sha256_of

        file = task.file
        source = MediaSource(file)  # what is no media is refused before anything is written
        duration = source.duration
        source.close()
        identity = results.Identity(sha256_of(file), self._checkpoint.digest, self._settings)
        result = results.find(task.folder, file.stem, identity)
        kept = result is not None and (not self._request.force or str(result.session) in task.made)
        if result is None or not kept:
            told = Narrator(task, duration, listener)
            other = results.replaceable(task.folder, file.stem, identity.media_sha256) if result is None else None
            if other and str(other.session) in task.made:
                other = None
            replaced = (result or other) if self._request.force else None
            wanted = replaced or results.Result(task.folder, file.stem)
            result = self._run(task, identity, replaced, stop, told)
            if result != wanted:
                remedy = "; --force replaces it" if other and not self._request.force else ""
                why = results.difference(wanted, identity)
                listener.tell(f"{wanted.session} {why}, and is kept{remedy}: the new result is {result.session}.")
        with Session.open(result.session) as session:
            points = session.points()
            if not result.timeline.exists():
                timeline_csv.write(result.timeline, points)
            if all(point.sentiment is None for point in points):
                listener.tell(f"nothing in {file} could be scored: {self._why_empty(session)}.")
            if self._request.copy_media and session.copied_media is None:
                copy_into(session.folder, file)
            return summarize(file, result, session, points, kept)

    def _why_empty(self, session: Session) -> str:
        from ucrn_core.features import MODALITIES

        missing = {event.modality for event in session.events() if event.kind in ("missing", "error")}
        kept = [m for m in MODALITIES if m not in self._request.drop]
        return ", ".join(f"{m} is missing" if m in missing else f"no {m} was found" for m in kept)

    def _run(
        self, task: Task, identity: Identity, replaced: Result | None, stop: threading.Event, told: Narrator
    ) -> Result:
        from app.sessions.results import Draft
        from app.sessions.store import SessionWriter
        from engines.loaded import LoadedModels
        from engines.pipeline import analyze_media

        file = task.file
        draft = Draft(task.folder, file.stem, identity)
        writer = None
        try:
            writer = SessionWriter(
                draft.session,
                checkpoint=self._checkpoint.digest,
                spec=self._checkpoint.spec,
                settings=self._settings,
                media_path=file,
                media_sha256=identity.media_sha256,
                hop=self._hop,
                engine=self._request.engine,
            )
            self._models = self._models or LoadedModels(self._checkpoint, self._request.engine)
            report = analyze_media(
                file,
                self._checkpoint,
                [writer, told, EventLog()],
                drop=self._request.drop,
                hop=self._hop,
                paced=self._request.paced,
                stop=stop,
                models=self._models,
            )
            if stop.is_set():
                raise Stopped
            if not report.points:
                raise MediaError(
                    f"The file {file} holds only {report.duration:.2f} s that can be decoded, less than the "
                    f"{self._hop} s of one point; choose a longer one."
                )
            writer.note(
                engine=report.engine,
                recognizer=report.recognizer,
                report=report_of(report),
                media_bytes=file.stat().st_size,
            )
            if self._request.copy_media:
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
    """Observer that passes on events and how far the analysis came."""

    def __init__(self, task: Task, duration: float | None, listener: Listener) -> None:
        self._task, self._duration, self._listener = task, duration, listener

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        """Steps are not told."""

    def on_words(self, words: Sequence[Word]) -> None:
        """Words are not told."""

    def on_point(self, point: SentimentPoint) -> None:
        if self._duration:
            self._listener.advance(self._task, min(1.0, point.t / self._duration))

    def on_event(self, event: Event) -> None:
        self._listener.tell(event.message)


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


def copy_into(session: Path, file: Path) -> None:
    """Copy a media file into a session folder, whole or not at all."""
    target = session / f"media{file.suffix}"
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(file, make_file(part))
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SessionError(f"{file} cannot be copied to {target}: {error.strerror}.") from error


def failure(file: Path, error: object) -> Outcome:
    """The outcome of a file that failed."""
    return {"file": str(file), "error": str(error)}


def summarize(file: Path, result: Result, session: Session, points: Sequence[SentimentPoint], kept: bool) -> Outcome:
    """The outcome of a file that has a result. speed: seconds of media per second of work, times as fast as real time;
    sentiment: mean over the points that have one. SessionError: its report is not whole."""
    report, info = session.info.report, session.info
    if not set(REPORTED) <= report.keys():
        raise SessionError(f"The session {session.folder} is damaged: its report is not whole; --force replaces it.")
    scored = [point.sentiment for point in points if point.sentiment is not None]
    return {
        "file": str(file),
        "session": str(result.session),
        "timeline": str(result.timeline),
        "kept": kept,
        **report,
        "sentiment": round(statistics.fmean(scored), 4) if scored else None,
        "speed": round(report["duration"] / report["wall_seconds"], 4),
        "recognizer": info.recognizer,
        "engine": info.engine,
        "events": [asdict(event) for event in session.events()],
    }


def report_of(report: RunReport) -> dict[str, Any]:
    """What the session keeps of a run's report; its other parts have places of their own there."""
    told = {name: getattr(report, name) for name in REPORTED}
    return told | {name: round(told[name], 3) for name in ("duration", "wall_seconds")}
