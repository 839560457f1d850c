"""What can be saved of a damaged or unfinished session, in a new folder; the source stays as it is to the last byte."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import app
from app.sessions import schema
from app.sessions.checking import (
    EXPLAINING,
    LOST,
    ORDERED,
    REPAIRED,
    Kind,
    impossible,
    know_finite,
    out_of_order,
    verify,
)
from app.sessions.database import DATABASE, changed, copied, media_inside, readable, unsettled
from app.sessions.leaves import stray
from app.sessions.media_recorder import MEDIA
from app.sessions.recording import new_session
from app.sessions.rows import DAMAGE
from app.sessions.salvage import opened, salvaged, salvaged_stages
from app.sessions.session import session_info
from engines.private import make_file
from engines.remuxing import extent, remux
from engines.sources.media import sha256_of
from ucrn_core.errors import MediaError, SessionError, first_line
from ucrn_core.features import FeatureSpec

BEYOND = 10.0  # s after the last point, from which on the stamps of media are damaged
# What refers to another table comes after it.
TABLES = ("timelines", "words", "steps", "points", "stages", "events", "markers", "exclusions")


@dataclass(frozen=True)
class Repaired:
    """The new session; rows that were saved, by table; what was lost, as words that end a sentence."""

    folder: Path
    saved: dict[str, int]
    lost: list[str]


def repair(folder: Path, target: Path | None = None) -> Repaired:
    """Saves what can be read into `target`, by default `<name>-repaired.ucrn` beside the source.

    The rows fit the present schema and what an analysis can have written; the media get an index and their duration,
    their packets are copied. The session keeps its id and tells in its metadata what it was repaired from; it is not
    complete. SessionError: it is well, nothing can be saved, a program writes it, or the target is there already.
    """
    if all(finding.kind == Kind.NOTED for finding in verify(folder)):
        raise SessionError(f"The session {folder} is well: there is nothing to repair.")
    with readable(folder):
        unsettled(folder)
    name = folder.resolve().name.removesuffix(".ucrn")
    target = new_session(target or folder.resolve().with_name(f"{name}-repaired.ucrn"))
    with tempfile.TemporaryDirectory(prefix="ucrn-live-repair-", ignore_cleanup_errors=True) as copy:
        database = copied(folder, Path(copy))
        try:
            target.mkdir(mode=0o700)
        except OSError as error:
            raise SessionError(f"The folder {target} cannot be made ({error.strerror}): choose another.") from error
        try:
            return _Repair(folder, target).run(database)
        except OSError as error:
            shutil.rmtree(target)
            raise SessionError(f"The session {target} cannot be written: {error.strerror or error}.") from error
        except BaseException:
            shutil.rmtree(target)
            raise


class _Repair:
    """One repair into a folder that was made for it."""

    def __init__(self, folder: Path, target: Path) -> None:
        self.folder, self.target = folder, target
        self.saved: dict[str, int] = {}
        self.lost: list[str] = []

    def run(self, database: Path) -> Repaired:
        """database: a copy, which is changed."""
        try:
            source = opened(database)
        except DAMAGE as error:
            raise SessionError(f"Nothing of the session {self.folder} can be saved: {first_line(error)}.") from error
        with closing(source), changed(self.target), closing(self._fresh()) as self._new:
            metadata = self._metadata(source)
            self._spec = FeatureSpec.from_json(metadata["spec"])
            self._default = (
                *(metadata["started"], metadata["checkpoint"]),
                *(metadata.get("spec_sha256") or self._spec.digest, metadata["application_version"]),
            )
            for table in TABLES:
                self._save(source, table)
            if not any(self.saved[table] for table in ("words", "steps", "points")):
                raise SessionError(f"Nothing of the session {self.folder} can be saved: no row of it can be read.")
            if not self._new.execute("SELECT 1 FROM timelines").fetchone():
                self._require_timeline(schema.SETTLED)  # an empty one, as words and steps cannot be reached without
                self.lost.append("all its timelines")
            self._media(metadata)
            self._new.execute("UPDATE timelines SET complete = 0")
            made = datetime.now().astimezone().isoformat(timespec="milliseconds")
            metadata[REPAIRED] = {"session": self.folder.resolve().name, "made": made, "lost": self.lost}
            metadata["complete"] = False
            rows = [(key, json.dumps(value)) for key, value in metadata.items()]
            self._new.executemany("INSERT INTO metadata VALUES (?, ?)", rows)
            self._new.execute("COMMIT")
        return Repaired(self.target, self.saved, self.lost)

    def _fresh(self) -> sqlite3.Connection:
        database = sqlite3.connect(make_file(self.target / DATABASE), isolation_level=None)
        database.executescript(schema.create())
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        know_finite(database)
        return database

    def _metadata(self, source: sqlite3.Connection) -> dict[str, Any]:
        """As far as it says what it should; the rest says nothing."""
        mtime = datetime.fromtimestamp((self.folder / DATABASE).stat().st_mtime).astimezone()
        neutral: dict[str, Any] = {
            "session_id": str(uuid.uuid4()),
            "spec": FeatureSpec().to_json(),
            "origin": 0.0,
            "started": mtime.isoformat(timespec="milliseconds"),
            "complete": False,
            "application_version": app.__version__,
            "checkpoint": "",
            **dict.fromkeys(("media_path", "media_sha256", "zone", "consent", "engine", "recognizer")),
            **{key: {} for key in ("settings", "machine", "devices", "clock", "report")},
        }
        metadata, found = dict(neutral), set()
        for _, key, value in salvaged(source, "metadata", ["key", "value"]):
            try:
                trial = metadata | {str(key): json.loads(value)}
                session_info(trial)
            except (KeyError, ValueError, TypeError, OverflowError, RecursionError):
                continue  # told below
            metadata = trial
            found.add(key)
        if missing := sorted(set(neutral) - found):
            self.lost.append(f"what the metadata said of {', '.join(missing)}")
        return metadata

    def _save(self, source: sqlite3.Connection, table: str) -> None:
        described = self._new.execute(f"PRAGMA table_info({table})").fetchall()
        known = [row[1] for row in described]
        try:
            there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
        except DAMAGE:
            there = set()
        columns = [column for column in known if column in there]
        if not columns:
            self.saved[table] = 0
            self.lost.append(f"the table of {table}")
            return
        numbers = [] if table == "stages" else ["rowid"]
        names = numbers + [f'"{column}"' for column in columns]
        into = f"INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        told = len(self.lost)
        unfit = self._put(f"INSERT {into}", table, self._rows(source, table, columns))
        damaged = len(self.lost) > told
        if damaged and columns == known:
            rows = stray(source.serialize(), [(row[2], bool(row[3])) for row in described], numbered=bool(numbers))
            unfit += self._put(f"INSERT OR IGNORE {into}", table, rows)  # some are there already
        unfit += self._prune(table)
        (self.saved[table],) = self._new.execute(f"SELECT count(*) FROM {table}").fetchone()
        if unfit:
            self.lost.append(f"{unfit} damaged row{'' if unfit == 1 else 's'} of {table}")
        if damaged and table == "points":
            self._tell_empty_timelines()

    def _rows(self, source: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        if table == "stages":
            points = self._new.execute("SELECT timeline, t FROM points").fetchall()
            return salvaged_stages(source, columns, points, self.lost)
        return salvaged(source, table, columns, self.lost)

    def _put(self, insert: str, table: str, rows: Iterator[tuple[Any, ...]]) -> int:
        """How many rows do not fit."""
        unfit = 0
        for row in filter(_dated, rows) if table == "timelines" else rows:
            try:
                if table == "points":
                    self._require_timeline(row[1])
                self._new.execute(insert, row)
            except (sqlite3.Error, OverflowError):
                unfit += 1
        return unfit

    def _tell_empty_timelines(self) -> None:
        empty = "SELECT name FROM timelines WHERE name NOT IN (SELECT timeline FROM points)"
        if names := [name for (name,) in self._new.execute(empty)]:
            self.lost.append(f"all points of {len(names)} timeline{'' if len(names) == 1 else 's'}")

    def _require_timeline(self, name: Any) -> None:
        """The timelines that every session begins with are known without their row."""
        if name in (schema.LIVE, schema.SETTLED):
            made, checkpoint, spec, version = self._default
            self._new.execute(
                "INSERT OR IGNORE INTO timelines VALUES (?, ?, ?, ?, ?, 0.25, NULL, ?, 0)",
                (name, made, int(name == schema.LIVE), checkpoint, spec, version),
            )

    def _prune(self, table: str) -> int:
        """Removes what no analysis writes; how many rows."""
        removed = self._new.execute(f"DELETE FROM {table} WHERE {impossible(self._spec)[table]}").rowcount
        for ordered, _, group in ORDERED:
            if ordered == table:
                wrong = out_of_order(self._new, table, group)
                self._new.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(rowid,) for rowid in wrong])
                removed += len(wrong)
        return removed

    def _media(self, metadata: dict[str, Any]) -> None:
        """The media file that lies in the session, whole; metadata of one elsewhere stay."""
        path = media_inside(self.folder)
        elsewhere = metadata["media_path"] is not None and Path(metadata["media_path"]).is_absolute()
        if path is None and elsewhere:
            return
        sha256, metadata["media_sha256"] = metadata["media_sha256"], None
        known, metadata["media_path"] = metadata["media_path"], None
        if path is None:
            if known is not None:
                self.lost.append("its media")
            return
        try:
            if sha256 is not None and sha256_of(path) == sha256:
                name = path.name
                shutil.copyfile(path, make_file(self.target / name))
            else:
                name = MEDIA
                if left_out := remux(path, self.target / name, self._latest(metadata["origin"])):
                    self.lost.append(f"{left_out} damaged packet{'' if left_out == 1 else 's'} of the media")
                self._tell_missing_end(self.target / name, metadata["origin"])
        except MediaError:
            self.lost.append("its media")
            return
        metadata["media_path"], metadata["media_sha256"] = name, sha256_of(self.target / name)

    def _tell_missing_end(self, media: Path, origin: float) -> None:
        """Of media that end before the points, where no event says why."""
        (end,) = self._new.execute("SELECT max(t) FROM points").fetchone()
        late = 0.0 if end is None else end - origin - extent(media).until
        events = self._new.execute("SELECT t, kind FROM events").fetchall()
        if late > LOST and not any(kind in EXPLAINING and t > end - late - LOST for t, kind in events):
            self.lost.append(f"the last {late:.1f} s of its media")

    def _latest(self, origin: float) -> float:
        """Seconds of the media; of a recording they end with the points, while an analysis may not have got there."""
        (end,) = self._new.execute("SELECT max(t) FROM points WHERE timeline = ?", (schema.LIVE,)).fetchone()
        return math.inf if end is None else end - origin + BEYOND


def _dated(row: Sequence[Any]) -> bool:
    try:
        datetime.fromisoformat(row[2])
    except (ValueError, TypeError):
        return False
    return True
