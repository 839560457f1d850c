"""What is written into a session: an analysis as it happens, and further timelines beside the first.

While a session is written its database is in WAL mode, locked against other programs, and committed every quarter of
a second: killed at any moment it keeps all but the last half second, and the lock goes with the process. A commit does
not wait for the disk; `sync` does. Closed, it is one file that also opens from a medium that cannot be written.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import app
from app.sessions import schema
from app.sessions.annotations import Annotation, put_annotation, remove_annotation
from app.sessions.database import DATABASE, changed, edited, on_network
from app.sessions.session import FLOAT16, TimelineInfo
from engines.machine import processor, versions
from engines.observer import Event
from engines.private import make_file
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES, FeatureSpec, Step, Word
from ucrn_core.points import SentimentPoint
from ucrn_core.windows import HOP

COMMIT_SECONDS = 0.25
COLUMNS = 5 + 3 * len(MODALITIES) + 4  # of a point
INSERT_POINT = f"INSERT INTO points VALUES ({', '.join('?' * COLUMNS)})"
# What the last bits of a point depend on, beside the checkpoint.
PACKAGES = ("torch", "onnxruntime", "transformers", "numpy")


class SessionWriter:
    """Observer that stores an analysis as it happens; to be used by one thread at a time.

    Makes `folder`, which only its owner may read. Raises SessionError where it exists or cannot be written, or lies on
    another machine and is to be a recording.
    """

    def __init__(
        self,
        folder: Path,
        *,
        checkpoint: str,
        spec: FeatureSpec,
        settings: Mapping[str, Any],
        media_path: Path | None = None,
        media_sha256: str | None = None,
        timeline: str = schema.SETTLED,
        hop: float = HOP,
        engine: str | None = None,
    ) -> None:
        """timeline: that the points belong to, with its hop in seconds; engine: that was asked for by name."""
        self.folder = folder
        live = timeline == schema.LIVE
        network = on_network(folder.parent)
        if live and network:
            raise SessionError(
                f"{folder.parent} lies on another machine, where no recording is safe: choose a disk here."
            )
        self._timeline = timeline
        self._words = 0
        self._closed = False
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise SessionError(f"{folder} exists already and is not overwritten; choose another name.") from None
        except OSError as error:
            raise SessionError(
                f"Nothing can be written to the folder {folder.parent} ({error.strerror}); choose another one."
            ) from error
        with ExitStack() as begun:  # all of it, or nothing stays
            begun.callback(shutil.rmtree, folder, ignore_errors=True)
            with changed(folder):
                # The thread that makes the writer need not be the one that runs the pipeline.
                # What SQLite puts beside it has the permissions of the file itself.
                self._db = sqlite3.connect(make_file(folder / DATABASE), isolation_level=None, check_same_thread=False)
                begun.callback(self._db.close)
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                if not network:
                    self._db.execute("PRAGMA journal_mode = WAL")
                    # The log is whole up to wherever it has reached the disk, which `sync` sees to.
                    self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.executescript(f"BEGIN; {schema.create()} COMMIT;")
                self._db.execute("BEGIN")
            self._committed = time.monotonic()
            started = datetime.now().astimezone().isoformat(timespec="milliseconds")
            self._insert(
                "INSERT INTO timelines VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                [(timeline, started, int(live), checkpoint, spec.digest, hop, engine, app.__version__)],
            )
            self.note(
                session_id=str(uuid.uuid4()),
                application_version=app.__version__,
                checkpoint=checkpoint,
                spec_sha256=spec.digest,
                spec=spec.to_json(),
                settings=settings,
                media_path=None if media_path is None else str(media_path.absolute()),
                media_sha256=media_sha256,
                origin=0.0,
                started=started,
                zone=_zone(),
                machine=machine(),
                devices={},
                clock={},
                consent=None,
                engine=None,
                recognizer=None,
                report={},
                complete=False,
            )
            self.commit()  # killed from now on, it is a session
            begun.pop_all()

    def note(self, **metadata: Any) -> None:
        """Set metadata, whose values JSON can hold."""
        with changed(self.folder):
            _note(self._db, metadata)

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        rows = [(modality, s.t, int(s.valid), s.available_at, _blob(s.values), _blob(s.outline)) for s in steps]
        self._insert("INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?)", rows)

    def on_words(self, words: Sequence[Word]) -> None:
        numbered = enumerate(words, start=self._words)
        rows = [(i, 0, w.start, w.end, w.text, w.confidence, w.available_at) for i, w in numbered]
        self._words += len(rows)
        self._insert("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def on_point(self, point: SentimentPoint) -> None:
        self._insert(INSERT_POINT, [point_row(self._timeline, point)])
        stages = [(self._timeline, point.t, stage, ms) for stage, ms in point.stages_ms.items()]
        self._insert("INSERT INTO stages VALUES (?, ?, ?, ?)", stages)

    def on_event(self, event: Event) -> None:
        message = event.message.encode("utf-8", "backslashreplace").decode()  # file names in it need not be text
        row = (event.t, event.kind, event.modality or None, message)
        self._insert("INSERT INTO events (t, kind, modality, message) VALUES (?, ?, ?, ?)", [row])

    def put(self, annotation: Annotation) -> None:
        """A marker or an excluded range, in place of the one with its id."""
        with changed(self.folder):
            put_annotation(self._db, annotation)

    def remove(self, annotation: Annotation) -> None:
        with changed(self.folder):
            remove_annotation(self._db, annotation)

    def close(self, complete: bool) -> None:
        """Commit the rest and close; `complete` says that the analysis reached its end. Once closed it stays so."""
        if self._closed:
            return
        self._closed = True
        try:
            self.note(complete=complete)
            self._insert("UPDATE timelines SET complete = ?", [(int(complete),)])
            with changed(self.folder):
                self._db.execute("COMMIT")
                # One file that opens from a read-only medium too, and leaves no -wal and -shm beside it.
                self._db.execute("PRAGMA journal_mode = DELETE")
        finally:
            self._db.close()

    def commit(self) -> None:
        """What was told so far is safe."""
        with changed(self.folder):
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")
        self._committed = time.monotonic()

    def sync(self) -> None:
        """What was committed until now outlasts a power cut, too. Takes as long as the disk takes, and holds nothing
        else up: from any thread. OSError: it cannot be, or the session is closed."""
        with (self.folder / f"{DATABASE}-wal").open("r+b") as log:  # Windows syncs only what may be written
            os.fsync(log.fileno())

    def abandon(self) -> None:
        """Close with what was committed, where nothing more can be written."""
        self._closed = True
        self._db.close()

    def _insert(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert into the open transaction, and commit it when it is due."""
        with changed(self.folder):
            self._db.executemany(statement, rows)
        if time.monotonic() - self._committed >= COMMIT_SECONDS:
            self.commit()


def add_timeline(folder: Path, timeline: TimelineInfo, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store a further timeline, whole or not at all. rows: as `point_row` makes them.

    SessionError: its name is taken, or nothing can be written.
    """
    t = timeline
    database = edited(folder)
    try:
        with changed(folder):
            database.execute("BEGIN IMMEDIATE")
            try:
                if database.execute("SELECT 1 FROM timelines WHERE name = ?", (t.name,)).fetchone():
                    raise taken(folder, t.name)
                database.execute(
                    "INSERT INTO timelines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (t.name, t.made.isoformat(timespec="milliseconds"), int(t.live), t.checkpoint, t.spec_sha256, t.hop,
                     t.engine, t.application_version, int(t.complete)),
                )  # fmt: skip
                database.executemany(INSERT_POINT, rows)
                database.execute("COMMIT")
            except BaseException:
                database.execute("ROLLBACK")
                raise
    finally:
        database.close()


def taken(folder: Path, timeline: str) -> SessionError:
    """What to say where a session has a timeline of this name."""
    return SessionError(f"The session {folder} holds a timeline {timeline!r} already: name another.")


class Editor:
    """Changes what people add to a stored session: markers, excluded ranges, a note on consent, where its media lie.

    For one thread; every change is safe when the call returns. SessionError: it cannot be changed.
    """

    def __init__(self, folder: Path, *, known: bool = False) -> None:
        """known: as for `edited`."""
        self._folder = folder
        self._db = edited(folder, known=known)

    def put(self, annotation: Annotation) -> None:
        """A marker or an excluded range, in place of the one with its id."""
        with changed(self._folder):
            put_annotation(self._db, annotation)

    def remove(self, annotation: Annotation) -> None:
        """Harmless where it is not there."""
        with changed(self._folder):
            remove_annotation(self._db, annotation)

    def note(self, **metadata: Any) -> None:
        """Set metadata, whose values JSON can hold."""
        with changed(self._folder):
            _note(self._db, metadata)

    def close(self) -> None:
        self._db.close()


def machine() -> dict[str, Any]:
    """Processor and versions of this machine, as a session keeps them."""
    return {"processor": processor(), "versions": versions(*PACKAGES)}


def point_row(timeline: str, point: SentimentPoint) -> tuple[Any, ...]:
    """A row of the table `points`."""
    kinds = (point.presence, point.quality, point.influence)
    return (
        *(timeline, point.t, point.sentiment, point.low, point.high),
        *(kind[m] for kind in kinds for m in MODALITIES),
        *(point.latency_ms, point.engine, point.known_at, ",".join(point.left_out)),
    )


def _note(database: sqlite3.Connection, metadata: Mapping[str, Any]) -> None:
    rows = [(key, json.dumps(value)) for key, value in metadata.items()]
    database.executemany("INSERT OR REPLACE INTO metadata VALUES (?, ?)", rows)


def _zone() -> str | None:
    """Name of the local time zone, as `Europe/Berlin`; None where the system tells none."""
    import tzlocal

    try:
        return tzlocal.get_localzone_name()
    except Exception:  # of a damaged setting of the system, in whatever way: the offset is stored anyway
        return None


def _blob(array: NDArray[np.float16] | None) -> bytes | None:
    return None if array is None else array.astype(FLOAT16).tobytes()
