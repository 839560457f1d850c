"""The session store: `session.sqlite` in a folder `<name>.ucrn/`, written as an analysis happens, read afterwards.

While a session is written its database is in WAL mode, locked against other programs, and committed every quarter of
a second: killed at any moment it keeps all but the last half second, and the lock goes with the process. Closed, it
is one file that also opens from a medium that cannot be written.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import app
from app.sessions import schema
from engines.observer import Event
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES, FeatureSpec, Step, Word
from ucrn_core.points import SentimentPoint, csv_header

DATABASE = "session.sqlite"
COMMIT_SECONDS = 0.25
FLOAT16 = np.dtype("<f2")


@dataclass(frozen=True)
class SessionInfo:
    """What a session was made from, with what, and when.

    checkpoint, media_sha256: sha256 of the files; media_path: where the media file was (None for a recording).
    settings: what the person chose, as JSON. started: local time with its offset from UTC. report: what the run
    told at its end, as JSON; empty while it is not complete.
    """

    checkpoint: str
    spec: FeatureSpec
    settings: Mapping[str, Any]
    media_path: str | None
    media_sha256: str | None
    started: datetime
    application_version: str
    engine: str | None
    recognizer: str | None
    report: Mapping[str, Any]
    complete: bool


@dataclass(frozen=True)
class Steps:
    """Steps of one modality: t, available_at (n,) seconds, valid (n,) bool, values (n, channels) float16.

    outlines: for each step (points, 2) float16 in 0..1 of the picture, or None.
    """

    t: NDArray[np.float64]
    values: NDArray[np.float16]
    valid: NDArray[np.bool_]
    available_at: NDArray[np.float64]
    outlines: tuple[NDArray[np.float16] | None, ...]


class SessionWriter:
    """Observer that stores an analysis as it happens; to be used by one thread at a time.

    Makes `folder`, which only its owner may read. Raises SessionError where it exists or cannot be written.
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
        timeline: str = "settled",
    ) -> None:
        self.folder = folder
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
        with self._reported():
            # The thread that makes the writer need not be the one that runs the pipeline.
            self._db = sqlite3.connect(folder / DATABASE, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(f"BEGIN; {schema.create()} COMMIT;")
            self._db.execute("BEGIN")
        self._committed = time.monotonic()
        self.note(
            application_version=app.__version__,
            checkpoint=checkpoint,
            spec_sha256=spec.digest,
            spec=spec.to_json(),
            settings=settings,
            media_path=None if media_path is None else str(media_path.absolute()),
            media_sha256=media_sha256,
            started=datetime.now().astimezone().isoformat(timespec="milliseconds"),
            engine=None,
            recognizer=None,
            report={},
            complete=False,
        )

    def note(self, **metadata: Any) -> None:
        """Set metadata, whose values JSON can hold."""
        rows = [(key, json.dumps(value)) for key, value in metadata.items()]
        self._insert("INSERT OR REPLACE INTO metadata VALUES (?, ?)", rows)

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        rows = [(modality, s.t, int(s.valid), s.available_at, _blob(s.values), _blob(s.outline)) for s in steps]
        self._insert("INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?)", rows)

    def on_words(self, words: Sequence[Word]) -> None:
        numbered = enumerate(words, start=self._words)
        rows = [(i, 0, w.start, w.end, w.text, w.confidence, w.available_at) for i, w in numbered]
        self._words += len(rows)
        self._insert("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def on_point(self, point: SentimentPoint) -> None:
        kinds = (point.presence, point.quality, point.influence)
        row = (
            *(self._timeline, point.t, point.sentiment, point.low, point.high),
            *(kind[m] for kind in kinds for m in MODALITIES),
            *(point.latency_ms, point.engine),
        )
        self._insert(f"INSERT INTO points VALUES ({', '.join('?' * len(row))})", [row])
        stages = [(self._timeline, point.t, stage, ms) for stage, ms in point.stages_ms.items()]
        self._insert("INSERT INTO stages VALUES (?, ?, ?, ?)", stages)

    def on_event(self, event: Event) -> None:
        message = event.message.encode("utf-8", "backslashreplace").decode()  # file names in it need not be text
        row = (event.t, event.kind, event.modality or None, message)
        self._insert("INSERT INTO events (t, kind, modality, message) VALUES (?, ?, ?, ?)", [row])

    def close(self, complete: bool) -> None:
        """Commit the rest and close; `complete` says that the analysis reached its end. Once closed it stays so."""
        if self._closed:
            return
        self._closed = True
        try:
            self.note(complete=complete)
            with self._reported():
                self._db.execute("COMMIT")
                # One file that opens from a read-only medium too, and leaves no -wal and -shm beside it.
                self._db.execute("PRAGMA journal_mode = DELETE")
        finally:
            self._db.close()

    def commit(self) -> None:
        """What was told so far is safe."""
        with self._reported():
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")
        self._committed = time.monotonic()

    def abandon(self) -> None:
        """Close with what was committed, where nothing more can be written."""
        self._closed = True
        self._db.close()

    def _insert(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert into the open transaction, and commit it when it is due."""
        with self._reported():
            self._db.executemany(statement, rows)
        if time.monotonic() - self._committed >= COMMIT_SECONDS:
            self.commit()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SessionError(f"The session {self.folder} cannot be written: {error}.") from error


class Session:
    """A stored session, read-only. Use `Session.open(folder)`, in a `with` where it should close again."""

    def __init__(self, folder: Path, database: sqlite3.Connection, version: int) -> None:
        self.folder = folder
        self._db, self._version = database, version
        self.info = self._info()

    @staticmethod
    def open(folder: Path) -> Session:
        """Raises SessionError where the folder holds no session, or one that this program cannot read."""
        file = folder / DATABASE
        if not file.is_file():
            raise SessionError(f"{folder} is no session: it holds no {DATABASE}.")
        with _readable(folder):
            database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            with _readable(folder):
                owner = database.execute("PRAGMA application_id").fetchone()[0]
                version = database.execute("PRAGMA user_version").fetchone()[0]
            if owner != schema.APPLICATION_ID or version < 1:
                raise SessionError(f"{file} is a database of another program, not a session of UCRN Live.")
            if version > schema.VERSION:
                raise SessionError(
                    f"{folder} was written by a newer UCRN Live (schema {version}, this one reads up to "
                    f"{schema.VERSION}); update the program to open it."
                )
            return Session(folder, database, version)
        except BaseException:
            database.close()
            raise

    @property
    def copied_media(self) -> Path | None:
        """The media file inside the session; None where the session only refers to one."""
        return next(self.folder.glob("media*"), None)

    def points(self, timeline: str = "settled") -> list[SentimentPoint]:
        """The points of a timeline, `live` or `settled`, in order of time."""
        columns = ", ".join(csv_header())
        rows = self._rows(f"SELECT {columns} FROM points WHERE timeline = ? ORDER BY t", timeline)
        stages: defaultdict[float, dict[str, float]] = defaultdict(dict)
        if self._version >= 2:
            for t, stage, ms in self._rows("SELECT t, stage, ms FROM stages WHERE timeline = ?", timeline):
                stages[t][stage] = ms
        return [replace(_point(row), stages_ms=stages[row[0]]) for row in rows]

    def words(self) -> list[Word]:
        """The words as they stand, each in its newest revision, in order of their end."""
        rows = self._rows(
            """SELECT start, "end", text, confidence, available_at FROM words AS word WHERE revision =
               (SELECT max(revision) FROM words WHERE position = word.position) ORDER BY "end", position"""
        )
        return [Word(*row) for row in rows]

    def steps(self, modality: str) -> Steps:
        """All steps of `modality` in order of time."""
        rows = self._rows(
            'SELECT t, available_at, valid, "values", outline FROM steps WHERE modality = ? ORDER BY t', modality
        )
        channels = len(self.info.spec.stream(modality).channels)
        try:
            values = np.frombuffer(b"".join(row[3] for row in rows), FLOAT16).reshape(len(rows), channels)
            outlines = [None if row[4] is None else np.frombuffer(row[4], FLOAT16).reshape(-1, 2) for row in rows]
        except ValueError as error:
            raise SessionError(f"The session {self.folder} is damaged: its {modality} steps are cut short.") from error
        return Steps(
            t=np.array([row[0] for row in rows], np.float64),
            values=values,
            valid=np.array([row[2] for row in rows], np.bool_),
            available_at=np.array([row[1] for row in rows], np.float64),
            outlines=tuple(outlines),
        )

    def events(self) -> list[Event]:
        rows = self._rows("SELECT t, kind, coalesce(modality, ''), message FROM events ORDER BY t, id")
        return [Event(*row) for row in rows]

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with _readable(self.folder):
            return self._db.execute(query, parameters).fetchall()

    def _info(self) -> SessionInfo:
        rows = self._rows("SELECT key, value FROM metadata")
        try:
            metadata = {key: json.loads(value) for key, value in rows}
            return SessionInfo(
                **{f.name: metadata[f.name] for f in fields(SessionInfo) if f.name not in ("spec", "started")},
                spec=FeatureSpec.from_json(metadata["spec"]),
                started=datetime.fromisoformat(metadata["started"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise SessionError(f"The session {self.folder} is damaged: its metadata cannot be read.") from error


def in_use(folder: Path) -> bool:
    """Whether a program is writing the session in `folder` at this moment."""
    try:
        with closing(sqlite3.connect(f"{(folder / DATABASE).absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as db:
            db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return False


def abandoned(folder: Path) -> bool:
    """Whether the program that wrote the session in `folder` ended before the session was complete.

    False also while the folder is being made: the database has tables only once it is locked.
    """
    if in_use(folder):
        return False
    try:
        with closing(sqlite3.connect(f"{(folder / DATABASE).absolute().as_uri()}?mode=ro", uri=True)) as db:
            complete = db.execute("SELECT 1 FROM metadata WHERE key = 'complete' AND value = 'true'").fetchone()
    except sqlite3.Error:
        return False
    return complete is None


def _blob(array: NDArray[np.float16] | None) -> bytes | None:
    return None if array is None else array.astype(FLOAT16).tobytes()


def _point(row: tuple[Any, ...]) -> SentimentPoint:
    t, sentiment, low, high, *measured, latency_ms, engine = row
    size = len(MODALITIES)
    presence, quality, influence = (
        dict(zip(MODALITIES, measured[i : i + size], strict=True)) for i in range(0, 3 * size, size)
    )
    return SentimentPoint(t, sentiment, low, high, presence, quality, influence, latency_ms, engine)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise SessionError(f"The session {folder} is still being written by another program.") from error
        raise SessionError(f"The session {folder} cannot be read: {error}.") from error
