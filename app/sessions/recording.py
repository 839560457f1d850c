"""Recording beside a live analysis: an observer that never waits for the disk, whose troubles do not end the run."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.sessions.annotations import Annotation
from app.sessions.media_recorder import MEDIA, MediaRecorder, Told
from app.sessions.schema import LIVE
from app.sessions.store import COMMIT_SECONDS, SessionWriter
from engines.observer import Event
from ucrn_core.errors import SessionError
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint

if TYPE_CHECKING:
    from engines.live_report import LiveReport
    from ucrn_core.checkpoint import Checkpoint

QUEUED = 20_000  # things that may wait for the disk: some five minutes of an analysis


def new_session(wanted: Path) -> Path:
    """The folder of a session that is to be recorded, whose parents are made: `wanted`, ending in .ucrn. SessionError:
    it is there already."""
    folder = wanted if wanted.suffix == ".ucrn" else wanted.with_name(f"{wanted.name}.ucrn")
    if folder.exists():
        raise SessionError(f"{folder} exists already and is not overwritten; choose another name.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SessionError(f"The folder {folder.parent} cannot be made ({error.strerror}): choose another.") from error
    return folder


def store_run(
    folder: Path,
    checkpoint: Checkpoint,
    settings: Mapping[str, Any],
    points: Iterable[SentimentPoint],
    words: Sequence[Word],
    events: Iterable[Event],
    report: LiveReport,
) -> None:
    """A run that ended and was not recorded, as a session of what was shown of it. There are no feature steps in it:
    it can be replayed and exported, and not be analysed anew. SessionError: it cannot be written."""
    writer = SessionWriter(folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings=settings, timeline=LIVE)
    try:
        writer.on_words(words)
        for point in points:
            writer.on_point(point)
        for event in events:
            writer.on_event(event)
        writer.note(engine=report.engine, recognizer=report.recognizer, report=_told(report))
        writer.close(complete=True)
    except BaseException:
        writer.abandon()
        raise


class Recorder:
    """Stores the `live` timeline from a thread of its own, and keeps the machine awake meanwhile.

    Where the disk fails, what was stored stays, `failed` is set, and it is told. `lost`: what found no room to wait.
    """

    def __init__(
        self,
        folder: Path,
        checkpoint: Checkpoint,
        settings: Mapping[str, Any],
        told: Told,
        media: Callable[[Path], MediaRecorder] | None = None,
        *,
        began: float = 0.0,
    ) -> None:
        """began: session time of now. told: called from the recorder's thread. media: begins to record pictures and
        sound into the file it is given; None for measures only. Makes `folder`; SessionError: it is there already, or
        cannot be."""
        self.folder = folder
        self.failed = False
        self.lost = 0
        self._told = told
        self._queue: queue.Queue[Callable[[], None]] = queue.Queue(QUEUED)
        self._closing = threading.Event()
        self._report: LiveReport | None = None
        self._writer = SessionWriter(
            folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings=settings, timeline=LIVE
        )
        self.media = media(folder / MEDIA) if media else None
        origin, path = (self.media.start, MEDIA) if self.media else (began, None)
        self._put(lambda: self._writer.note(origin=origin, media_path=path))
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        self._put(lambda: self._writer.on_steps(modality, steps))

    def on_words(self, words: Sequence[Word]) -> None:
        self._put(lambda: self._writer.on_words(words))

    def on_point(self, point: SentimentPoint) -> None:
        self._put(lambda: self._writer.on_point(point))

    def on_event(self, event: Event) -> None:
        self._put(lambda: self._writer.on_event(event))

    def put(self, annotation: Annotation) -> None:
        """A marker or an excluded range, in place of the one with its id."""
        self._put(lambda: self._writer.put(annotation))

    def remove(self, annotation: Annotation) -> None:
        self._put(lambda: self._writer.remove(annotation))

    @property
    def partial(self) -> bool:
        """Whether something could not be stored to the end."""
        return self.failed or (self.media is not None and self.media.failed)

    def close(self, report: LiveReport | None = None) -> None:
        """Stores what waits and ends, which takes as long as the disk takes. report: of the run, where it is well."""
        if self.media:
            self.media.close()
        self._report = report
        self._closing.set()
        self._thread.join()

    def _put(self, act: Callable[[], None]) -> None:
        if self.failed:
            return
        try:
            self._queue.put_nowait(act)
        except queue.Full:
            if self.lost == 0:
                self._told("drop", "The disk is too slow: the recording has a gap.")
            self.lost += 1

    def _run(self) -> None:
        from wakepy import keep

        with keep.running(on_fail="pass") as awake:
            if not awake.active:
                self._told("awake", "This system cannot be kept awake while it records: see that it does not sleep.")
            while not (self._closing.is_set() and self._queue.empty()):
                try:
                    self._try(self._queue.get(timeout=COMMIT_SECONDS))
                except queue.Empty:
                    self._try(self._writer.commit)  # nothing comes in a pause
            self._try(self._finish)
        if self.failed:
            self._writer.abandon()

    def _finish(self) -> None:
        if self.media:
            there = self.media.path.exists()
            self._writer.note(media_path=MEDIA if there else None, media_sha256=self.media.sha256)
        if self._report is not None:
            report = _told(self._report) | {"not_recorded": self.lost}
            self._writer.note(engine=self._report.engine, recognizer=self._report.recognizer, report=report)
        self._writer.close(complete=self._report is not None)

    def _try(self, act: Callable[[], None]) -> None:
        if self.failed:
            return
        try:
            act()
        except Exception as error:  # whatever it is, the run goes on, and it is told
            self.failed = True
            self._told("error", f"The recording stopped, what was recorded is kept: {error}")


def _told(report: LiveReport) -> dict[str, Any]:
    """The report without its events, which are stored by themselves."""
    return {name: value for name, value in asdict(report).items() if name != "events"}
