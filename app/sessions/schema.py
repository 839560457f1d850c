"""The tables of `session.sqlite`, as they are now and as older versions become them.

Times are seconds on the session clock. A step's values and outline are little-endian float16: (channels,) in the
order of the FeatureSpec, and (points, 2) in 0..1 of the picture.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from typing import Final

from ucrn_core.features import MODALITIES

APPLICATION_ID: Final = int.from_bytes(b"UCRN", "big")  # PRAGMA application_id: whose file it is
VERSION: Final = 3  # PRAGMA user_version

LIVE, SETTLED = "live", "settled"  # the timeline of what was known at the moment, and the first in media time

_TIMELINES = """
    CREATE TABLE timelines (
        name TEXT PRIMARY KEY,
        made TEXT NOT NULL,  -- local time with its offset from UTC
        live INTEGER NOT NULL CHECK (live IN (0, 1)),  -- windows saw what was known then; else media time
        checkpoint TEXT NOT NULL,  -- sha256
        spec_sha256 TEXT NOT NULL,
        hop REAL NOT NULL,
        engine TEXT,  -- that was asked for by name
        application_version TEXT NOT NULL,
        complete INTEGER NOT NULL CHECK (complete IN (0, 1))
    ) STRICT;
"""
_ANNOTATIONS = """
    CREATE TABLE markers (id INTEGER PRIMARY KEY, t REAL NOT NULL, label TEXT NOT NULL, colour TEXT NOT NULL) STRICT;
    CREATE INDEX markers_by_time ON markers (t);
    CREATE TABLE exclusions (
        id INTEGER PRIMARY KEY, start REAL NOT NULL, "end" REAL NOT NULL CHECK ("end" > start)
    ) STRICT;
    CREATE INDEX exclusions_by_time ON exclusions (start);
"""
_STAGES = """
    CREATE TABLE stages (  -- the parts of a live point's latency
        timeline TEXT NOT NULL, t REAL NOT NULL, stage TEXT NOT NULL, ms REAL NOT NULL,
        PRIMARY KEY (timeline, t, stage), FOREIGN KEY (timeline, t) REFERENCES points
    ) STRICT, WITHOUT ROWID;
"""


def create() -> str:
    """SQL that makes the tables of the present version in an empty database."""
    modalities = ", ".join(f"('{m}')" for m in MODALITIES)
    measured = ", ".join(f"{kind}_{m} REAL NOT NULL" for kind in ("presence", "quality") for m in MODALITIES)
    influences = ", ".join(f"influence_{m} REAL" for m in MODALITIES)
    return f"""
        CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;  -- value: JSON
        CREATE TABLE modalities (name TEXT PRIMARY KEY) STRICT;
        {_TIMELINES}
        CREATE TABLE words (
            position INTEGER NOT NULL,  -- order in which the recognizer gave them
            revision INTEGER NOT NULL,  -- 0, then one more each time the word is corrected; the highest counts
            start REAL NOT NULL, "end" REAL NOT NULL, text TEXT NOT NULL,
            confidence REAL,  -- empty where the recognizer knows none
            available_at REAL NOT NULL,
            PRIMARY KEY (position, revision)
        ) STRICT;
        CREATE INDEX words_by_time ON words ("end");
        CREATE TABLE steps (
            modality TEXT NOT NULL REFERENCES modalities,
            t REAL NOT NULL, valid INTEGER NOT NULL CHECK (valid IN (0, 1)), available_at REAL NOT NULL,
            "values" BLOB NOT NULL, outline BLOB
        ) STRICT;
        CREATE INDEX steps_by_time ON steps (modality, t);
        CREATE TABLE points (
            timeline TEXT NOT NULL REFERENCES timelines,
            t REAL NOT NULL, sentiment REAL, low REAL, high REAL, {measured}, {influences},
            latency_ms REAL, engine TEXT NOT NULL,
            known_at REAL,  -- when a live window was cut: it holds what was available then
            left_out TEXT NOT NULL DEFAULT '',  -- modalities, by commas
            PRIMARY KEY (timeline, t)
        ) STRICT;
        {_STAGES}
        {_ANNOTATIONS}
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, t REAL NOT NULL, kind TEXT NOT NULL,
            modality TEXT REFERENCES modalities,  -- empty where it concerns none
            message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_time ON events (t);
        INSERT INTO modalities VALUES {modalities};
        PRAGMA application_id = {APPLICATION_ID};
        PRAGMA user_version = {VERSION};
    """


def upgrade(database: sqlite3.Connection, version: int) -> None:
    """Make the tables of an older version those of the present one, all or nothing. The connection commits itself.
    sqlite3.Error: that cannot be done."""
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA legacy_alter_table = ON")  # a table that is renamed keeps the references to its name
    database.execute("BEGIN IMMEDIATE")
    try:
        for step in _STEPS[version - 1 :]:
            step(database)
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    except BaseException as error:
        database.execute("ROLLBACK")
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError):
            raise sqlite3.DatabaseError("its metadata is damaged") from error
        raise


def _with_stages(database: sqlite3.Connection) -> None:
    """1 to 2."""
    _run(database, _STAGES)


def _with_described_timelines(database: sqlite3.Connection) -> None:
    """2 to 3: timelines say how they were made, markers have colours, and a session has a name of its own."""
    metadata = {key: json.loads(value) for key, value in database.execute("SELECT key, value FROM metadata")}
    _run(
        database,
        f"""
        ALTER TABLE timelines RENAME TO names;
        {_TIMELINES}
        ALTER TABLE points ADD COLUMN known_at REAL;
        ALTER TABLE points ADD COLUMN left_out TEXT NOT NULL DEFAULT '';
        ALTER TABLE markers RENAME TO plain_markers;
        DROP INDEX markers_by_time;
        {_ANNOTATIONS}
        INSERT INTO markers SELECT id, t, label, '#e8a33d' FROM plain_markers;
        DROP TABLE plain_markers;
        DROP TABLE names;
        """,
    )
    made = (metadata["started"], metadata["checkpoint"], metadata["spec_sha256"], metadata["settings"].get("hop", 0.25))
    database.execute(
        """INSERT INTO timelines SELECT DISTINCT timeline, ?, timeline = 'live', ?, ?, ?, NULL, ?, ? FROM points""",
        (*made, metadata["application_version"], int(metadata["complete"])),
    )
    added: dict[str, object] = {
        "session_id": str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(metadata, sort_keys=True))),
        **dict.fromkeys(("zone", "consent"), None),
        "origin": 0.0,
        **{key: {} for key in ("machine", "devices", "clock")},
    }
    database.executemany("INSERT INTO metadata VALUES (?, ?)", [(k, json.dumps(v)) for k, v in added.items()])


_STEPS = (_with_stages, _with_described_timelines)


def _run(database: sqlite3.Connection, script: str) -> None:
    """The statements of a script inside the open transaction, which `executescript` would end."""
    lines = (line.split("--")[0] for line in script.splitlines())
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            database.execute(statement)
