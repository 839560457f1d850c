"""Recording beside a live analysis: an observer that never waits for the disk, whose troubles do not end the run."""

from __future__ import annotations

import logging
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.sessions.annotations import Annotation
from app.sessions.media_recorder import MEDIA, MediaRecorder, Told
from app.sessions.schema import LIVE
from app.sessions.store import COMMIT_SECONDS, SessionWriter
from engines.observer import Event
from engines.private import make_folder
from ucrn_core.errors import SessionError
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint

if TYPE_CHECKING:
    from engines.clock import SessionClock
    from engines.live import LiveAnalysis
    from engines.live_inputs import Inputs
    from engines.live_report import LiveReport
    from ucrn_core.checkpoint import Checkpoint

WARN_BELOW, STOP_BELOW = 5_000_000_000, 1_000_000_000  # bytes that are free on the disk: told, and the end
LOOK = 5.0  # s between two looks at the disk and at what the session is recorded with
SYNC = 0.5  # s between two waits for the disk to hold what was committed
QUEUED = 20_000  # things that may wait for the disk: some five minutes of an analysis
logger = logging.getLogger(__name__)


def new_session(wanted: Path) -> Path:
    """The folder of a session that is to be recorded, whose parents are made: `wanted`, ending in .ucrn. SessionError:
    it is there already, or there is no such name."""
    if wanted.name in ("", ".."):
        raise SessionError(f"{wanted} cannot be a new session: name a folder that is not there yet.")
    folder = wanted if wanted.suffix == ".ucrn" else wanted.with_name(f"{wanted.name}.ucrn")
    if os.path.lexists(folder):
        raise SessionError(f"{folder} exists already and is not overwritten; choose another name.")
    try:
        make_folder(folder.parent)
    except OSError as error:
        raise SessionError(f"The folder {folder.parent} cannot be made ({error.strerror}): choose another.") from error
    return folder


def free_space(folder: Path) -> int:
    """Bytes that may be written yet to the disk that `folder` is on. OSError: it is not there."""
    return shutil.disk_usage(folder).free


def store_run(
    folder: Path,
    checkpoint: Checkpoint,
    settings: Mapping[str, Any],
    started: datetime,
    points: Iterable[SentimentPoint],
    words: Sequence[Word],
    events: Iterable[Event],
    report: LiveReport,
) -> None:
    """A run that ended and was not recorded, as a session of what was shown of it. There are no feature steps in it:
    it can be replayed and exported, and not be analysed anew. started: local time at 0 of the session clock.
    SessionError: it cannot be written."""
    writer = SessionWriter(folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings=settings, timeline=LIVE)
    try:
        writer.on_words(words)
        for point in points:
            writer.on_point(point)
        for event in events:
            writer.on_event(event)
        writer.note(
            started=started.isoformat(timespec="milliseconds"),
            engine=report.engine,
            recognizer=report.recognizer,
            report=_told(report),
        )
        writer.close(complete=True)
    except BaseException:
        writer.abandon()
        raise


def record(
    folder: Path,
    run: LiveAnalysis,
    inputs: Inputs,
    clock: SessionClock,
    settings: Mapping[str, Any],
    *,
    media: bool,
    consent: str | None,
) -> Recorder:
    """A recorder of a run from now on. media: of its pictures and sound, too; consent: what the people who are seen and
    heard agreed to. SessionError as `Recorder`."""
    recorder = Recorder(
        folder,
        run.checkpoint,
        settings,
        run.tell,
        partial(MediaRecorder, inputs=inputs, clock=clock, told=run.tell, left_out=lambda: run.drop) if media else None,
        began=clock.now(),
        about=lambda: {"consent": consent, **run.about()},
    )
    run.add(recorder)
    return recorder


class Recorder:
    """Stores the `live` timeline from a thread of its own, and keeps the machine awake meanwhile.

    Where the disk fails, what was stored stays, `failed` is set, and it is told. Where the disk has less than
    WARN_BELOW left it is told, and below STOP_BELOW the recording ends in order and `full` is set; the run goes on.
    `lost`: what found no room to wait. `origin`: its beginning in session time.
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
        about: Callable[[], Mapping[str, Any]] = dict,
        free: Callable[[Path], int] = free_space,
    ) -> None:
        """began: session time of now. told, about: called from the recorder's thread. media: begins to record pictures
        and sound into the file it is given; None for measures only. about: metadata that may change while it records;
        free: bytes on the disk of a folder. Makes `folder`; SessionError: it is there already, cannot be, or the disk
        is full."""
        self.folder = folder
        self.failed = self.full = False
        self.lost = 0
        self._began = began - time.monotonic()
        self._told, self._about, self._free = told, about, free
        self._warned = False
        self._require_room()
        self._queue: queue.Queue[Callable[[], None]] = queue.Queue(QUEUED)
        self._closing = threading.Event()
        self._report: LiveReport | None = None
        self._writer = SessionWriter(
            folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings=settings, timeline=LIVE
        )
        self.media = media(folder / MEDIA) if media else None
        self.origin, path = (self.media.start, MEDIA) if self.media else (began, None)
        self._put(lambda: self._writer.note(origin=self.origin, media_path=path, **self._about()))
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        logger.info("a recording begins, media: %s", self.media is not None)
        self._thread.start()
        self._syncing = threading.Thread(target=self._sync, name="recorder sync", daemon=True)
        self._syncing.start()

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
    def over(self) -> bool:
        """Whether it ended by itself."""
        return self.failed or self.full

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
        self._syncing.join()

    def _put(self, act: Callable[[], None]) -> None:
        if self.over:
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
            looked = -LOOK
            while not (self.over or (self._closing.is_set() and self._queue.empty())):
                try:
                    self._try(self._queue.get(timeout=COMMIT_SECONDS))
                except queue.Empty:
                    self._try(self._writer.commit)  # nothing comes in a pause
                if (now := time.monotonic()) >= looked + LOOK:
                    looked = now
                    self._try(self._look)
            if self.full:
                self._try(self._store_the_rest)
            self._try(self._finish)
        if self.failed:
            if self.media:
                self.media.close()  # nothing could tell of what it would record yet
            self._writer.abandon()

    def _sync(self) -> None:
        """Beside the recorder: a busy disk may take seconds, in which what comes is committed all the same."""
        while not self._closing.wait(SYNC) and not self.over:
            try:
                self._writer.sync()
            except OSError as error:
                if not (self._closing.is_set() or self.over):  # else it was closed meanwhile, and is whole
                    self._put(partial(_fail, error))
                return

    def _require_room(self) -> None:
        parent = self.folder.parent
        try:
            free = self._free(parent)
        except OSError as error:
            raise SessionError(
                f"The disk of {parent} cannot be looked at ({error.strerror}): choose another."
            ) from error
        if free < STOP_BELOW:
            raise SessionError(
                f"Nothing is recorded into {parent}, as only {_gigabytes(free)} are free there: make room for"
                f" {_gigabytes(WARN_BELOW)} or more."
            )

    def _look(self) -> None:
        free = self._free(self.folder)
        if free < STOP_BELOW:
            self.full = True  # from now on nothing more is taken
        elif free < WARN_BELOW and not self._warned:
            self._warned = True
            self._told(
                "disk",
                f"Only {_gigabytes(free)} are free where it is recorded: make room, below {_gigabytes(STOP_BELOW)} the"
                " recording ends.",
            )
        self._writer.note(**self._about())

    def _store_the_rest(self) -> None:
        """What waits, and why there is no more."""
        if self.media:
            self.media.close()
        while not self._queue.empty():  # nobody else takes any
            self._queue.get()()
        message = (
            f"The recording ended, as less than {_gigabytes(STOP_BELOW)} is free on its disk; it is whole up to here."
        )
        self._writer.on_event(Event(self._began + time.monotonic(), "disk", "", message))
        self._told("disk", message)

    def _finish(self) -> None:
        if self.media:
            there = self.media.path.exists()
            self._writer.note(media_path=MEDIA if there else None, media_sha256=self.media.sha256)
        if self._report is not None:
            report = _told(self._report) | {"not_recorded": self.lost}
            self._writer.note(engine=self._report.engine, recognizer=self._report.recognizer, report=report)
        self._writer.close(complete=self.full or self._report is not None)
        logger.info("the recording is whole, its disk is full: %s, lost: %d", self.full, self.lost)

    def _try(self, act: Callable[[], None]) -> None:
        if self.failed:
            return
        try:
            act()
        except Exception as error:  # whatever it is, the run goes on, and it is told
            self.failed = True
            logger.warning("the recording stopped", exc_info=error)
            self._told("error", f"The recording stopped, what was recorded is kept: {error}")


def _fail(error: OSError) -> None:
    raise error


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.2g} GB"


def _told(report: LiveReport) -> dict[str, Any]:
    """The report without its events, which are stored by themselves."""
    return {name: value for name, value in asdict(report).items() if name != "events"}
