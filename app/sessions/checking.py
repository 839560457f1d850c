"""Whether a stored session is whole: what is wrong with its database and its media, one sentence each."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.sessions import schema
from app.sessions.annotations import COLOUR
from app.sessions.database import BeingWritten, Damaged, ReadOnly, readable
from app.sessions.rows import HOPS, LONGEST
from app.sessions.session import FLOAT16, Session
from engines.remuxing import ascending, extent
from engines.sources.media import sha256_of
from ucrn_core.errors import MediaError, SessionError
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.points import SENTIMENT_RANGE

REPAIRED: Final = "repaired_from"  # key of the metadata that a repaired session has
LOST = 1.0  # s that a killed recording may lack at its end
GAP = 1.0  # s between two points, beside their hop, that should have a reason
EXPLAINING = ("missing", "gap", "drop", "error", "choice", "disk")  # events that may be the reason
MESSAGES = 100_000  # of SQLite on a damaged database, at most
PAGE_NUMBER = re.compile(r"\bpage (\d+)", re.IGNORECASE)  # in them

Table = tuple[str, str, str]  # its name, what its rows are called, how those that belong together are told apart
ORDERED: tuple[Table, ...] = (("points", "points", "timeline"), ("steps", "feature steps", "modality"))


class Kind(StrEnum):
    """noted: to be known, the session is well. unfinished: the program that wrote it was killed or the run failed, and
    all but the last second is there. damaged: something is lost or wrong."""

    NOTED = "noted"
    UNFINISHED = "unfinished"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Finding:
    """One sentence."""

    kind: Kind
    message: str


def verify(folder: Path) -> list[Finding]:
    """What is to be said of a session, which is only read; empty where all is well. BeingWritten: by a program."""
    try:
        with closing(ReadOnly(folder)) as database:
            connection = database.connection
            found = _told(folder, lambda: _sound(connection))
            try:
                session = Session(folder, database)
            except SessionError as error:
                return list(dict.fromkeys([*found, _damage(error)]))
            value = dict(connection.execute("SELECT key, value FROM metadata")).get(REPAIRED)
            repaired, lost = value is not None, [] if value is None else _lost(value)
            if lost is None:
                found.append(Finding(Kind.DAMAGED, "What it says of its repair cannot be read."))
            for check in (
                lambda: _described(session, repaired, lost or []),
                lambda: _possible(connection, session.info.spec),
                lambda: _ordered(connection),
                lambda: _readable(session),
                lambda: _counted(session, repaired),
                lambda: _gaps(session),
                lambda: _media(session, repaired),
            ):
                found += _told(folder, check)
            return list(dict.fromkeys(found))
    except BeingWritten:
        raise
    except SessionError as error:
        return [_damage(error)]


def shape(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Tables and columns of a database. sqlite3.Error: they cannot be read."""
    return connection.execute(
        """SELECT t.name, t.strict, t.wr, c.name, c.type, c."notnull", c.pk
           FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
           WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"""
    ).fetchall()


def impossible(spec: FeatureSpec) -> Mapping[str, str]:
    """By table the SQL condition of rows that no analysis writes. For connections that know `finite`."""
    m3 = [f"{kind}_{m}" for kind in ("presence", "quality") for m in MODALITIES]
    influences = [f"influence_{m}" for m in MODALITIES]
    low, high = SENTIMENT_RANGE
    width = high - low
    left_out = [f"'{','.join(out)}'" for size in range(len(MODALITIES) + 1) for out in permutations(MODALITIES, size)]
    channels = " ".join(f"WHEN '{m}' THEN {len(spec.stream(m).channels)}" for m in MODALITIES)
    return {
        "timelines": _beyond(*HOPS, "hop"),
        "words": f"""{_beyond(-LONGEST, LONGEST, "start", '"end"', "available_at")} OR "end" < start
            OR {_beyond(0, 1, "confidence")}""",
        "steps": f"""{_beyond(-LONGEST, LONGEST, "t", "available_at")}
            OR length("values") != {FLOAT16.itemsize} * CASE modality {channels} END OR (valid AND NOT finite("values"))
            OR length(outline) % {2 * FLOAT16.itemsize} != 0 OR NOT finite(outline)""",
        "points": f"""{_beyond(-LONGEST, LONGEST, "t", "known_at")} OR {_beyond(low, high, "sentiment", "low", "high")}
            OR low > high OR {_beyond(0, 1, *m3)} OR {_beyond(-width, width, *influences)}
            OR {_beyond(-1e9, 1e9, "latency_ms")} OR left_out NOT IN ({", ".join(left_out)})""",
        "stages": _beyond(-1e9, 1e9, "t", "ms"),
        "events": _beyond(-LONGEST, LONGEST, "t"),
        "markers": f"{_beyond(-LONGEST, LONGEST, 't')} OR colour NOT GLOB '{COLOUR}'",
        "exclusions": _beyond(-LONGEST, LONGEST, "start", '"end"'),
    }


def know_finite(connection: sqlite3.Connection) -> None:
    """SQL function `finite`: a blob of float16 that holds neither NaN nor infinity; empty is."""

    def finite(blob: Any) -> bool:
        if not isinstance(blob, bytes) or len(blob) % FLOAT16.itemsize:
            return blob is None
        return bool(np.isfinite(np.frombuffer(blob, FLOAT16)).all())

    connection.create_function("finite", 1, finite, deterministic=True)


def out_of_order(connection: sqlite3.Connection, table: str, group: str) -> list[int]:
    """Rows of a table, by their numbers, whose time does not ascend as they were written, as few as there can be."""
    wrong: list[int] = []
    for (name,) in connection.execute(f"SELECT DISTINCT {group} FROM {table}").fetchall():
        rows = connection.execute(f"SELECT rowid, t FROM {table} WHERE {group} = ? ORDER BY rowid", (name,)).fetchall()
        kept = set(ascending([t if isinstance(t, float) else -math.inf for _, t in rows]))  # damaged ones hold anything
        wrong += [rowid for place, (rowid, _) in enumerate(rows) if place not in kept]
    return wrong


def _told(folder: Path, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        with readable(folder):
            for finding in check():
                found.append(finding)
    except (SessionError, MediaError) as error:
        found.append(_damage(error))
    return found


def _damage(error: SessionError | MediaError) -> Finding:
    """What to do is the same for all that is found."""
    return Finding(Kind.DAMAGED, error.trouble if isinstance(error, Damaged) else str(error))


def _sound(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The database as such."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(schema.create())
        if shape(fresh) != shape(connection):
            yield Finding(Kind.DAMAGED, "Its tables are not those of a session.")
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    said: list[str] = []
    try:
        for (message,) in connection.execute(f"PRAGMA integrity_check({MESSAGES})"):
            said += message.splitlines()
    except sqlite3.DatabaseError:
        if not said:
            raise
    if damaged := {number for line in said if "never used" not in line for number in PAGE_NUMBER.findall(line)}:
        yield Finding(Kind.DAMAGED, f"Its database is damaged: {len(damaged)} of its {pages} pages.")
    elif said != ["ok"]:
        more = f", and {len(said) - 1} more like it" if len(said) > 1 else ""
        yield Finding(Kind.DAMAGED, f"Its database is damaged: {said[0]}{more}.")
    if astray := len(connection.execute("PRAGMA foreign_key_check").fetchall()):
        yield Finding(Kind.DAMAGED, f"{_rows(astray)} with a reference to nothing.")


def _lost(value: str) -> list[str] | None:
    """What a repair lost, as its metadata say; None where they do not."""
    repair = json.loads(value)
    lost = repair.get("lost") if isinstance(repair, dict) else None
    plain = isinstance(lost, list) and all(isinstance(part, str) and part.isprintable() for part in lost)
    return lost if plain else None


def _described(session: Session, repaired: bool, lost: list[str]) -> Iterator[Finding]:
    """Metadata, and the timelines' own. lost: by a repair."""
    made = session.timelines()
    if not repaired and any(t.spec_sha256 != session.info.spec.digest for t in made[:1]):
        yield Finding(Kind.DAMAGED, "Its features are not described as they were measured.")
    if not made:
        yield Finding(Kind.DAMAGED, "It holds no timeline.")
    if not session.info.complete and not repaired:
        yield Finding(Kind.UNFINISHED, "It did not come to its end: what was measured until then is there.")
    for timeline in made if session.info.complete else ():
        if not timeline.complete:
            yield Finding(Kind.UNFINISHED, f"Its timeline {timeline.name!r} did not come to its end.")
    if lost:
        yield Finding(Kind.NOTED, f"It was repaired, and lacks {', '.join(lost)}.")


def _possible(connection: sqlite3.Connection, spec: FeatureSpec) -> Iterator[Finding]:
    know_finite(connection)
    for table, condition in impossible(spec).items():
        (number,) = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
        if number:
            yield Finding(Kind.DAMAGED, f"{_rows(number)} of {table} with values that cannot be.")


def _ordered(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table, rows, group in ORDERED:
        if number := len(out_of_order(connection, table, group)):
            yield Finding(Kind.DAMAGED, f"The times of {number} {rows} do not ascend.")


def _readable(session: Session) -> Iterator[Finding]:
    """Reads all that views and exports read, which tells what else is wrong."""
    for modality in MODALITIES:
        session.steps(modality)
    session.words()
    session.events()
    session.markers()
    session.exclusions()
    yield from ()


def _counted(session: Session, repaired: bool) -> Iterator[Finding]:
    """Points against the report, which is of the first timeline; of a live run it tells of points before the recording,
    too."""
    for timeline in session.timelines():
        session.points(timeline.name)  # whether they can be read
    told, first = session.info.report.get("points"), session.timelines()[:1]
    if told is None or repaired or not session.info.complete or not first:
        return
    there = len(session.points(first[0].name))
    if there > told or (there < told and not first[0].live):
        yield Finding(Kind.DAMAGED, f"It holds {there} points, and its report tells of {told}.")


def _gaps(session: Session) -> Iterator[Finding]:
    events = [event.t for event in session.events() if event.kind in EXPLAINING]
    for timeline in session.timelines():
        times = session.table(timeline.name).column("t")
        for i in np.flatnonzero(np.diff(times) > timeline.hop + GAP):
            start, end = times[i], times[i + 1]
            if not any(start - GAP <= t <= end + GAP for t in events):
                by = session.info.origin
                yield Finding(
                    Kind.NOTED,
                    f"From {start - by:.2f} to {end - by:.2f} s the timeline {timeline.name!r} has no points, and"
                    " nothing says why.",
                )


def _media(session: Session, repaired: bool) -> Iterator[Finding]:
    info, path = session.info, session.media
    if path is None:
        if info.media_path is not None and Path(info.media_path).is_absolute():
            yield Finding(Kind.NOTED, f"Its media file {info.media_path} is not there any more.")
        elif info.media_path is not None:
            yield Finding(Kind.DAMAGED, f"Its media file {info.media_path} is gone.")
        return
    if info.media_sha256 is not None:
        if sha256_of(path) != info.media_sha256:
            yield Finding(Kind.DAMAGED, f"Its media file {path.name} is damaged, or another one than was analysed.")
        return
    found = extent(path)
    if not found.whole or found.trouble:
        yield Finding(Kind.UNFINISHED, f"Its media file {path.name} was not closed; it can be played up to its end.")
    late = session.end - info.origin - found.until
    if late > LOST and not repaired:
        told = any(event.kind in EXPLAINING and event.t > session.end - late - LOST for event in session.events())
        yield Finding(
            Kind.NOTED if told else Kind.DAMAGED,
            f"Its media file {path.name} ends {late:.1f} s before the last point.",
        )


def _beyond(low: float, high: float, *columns: str) -> str:
    return " OR ".join(f"{column} NOT BETWEEN {low!r} AND {high!r}" for column in columns)


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"
