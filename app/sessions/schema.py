"""The tables of `session.sqlite`, by version.

Times are seconds on the session clock. A step's values and outline are little-endian float16: (channels,) in the
order of the FeatureSpec, and (points, 2) in 0..1 of the picture.
"""

from __future__ import annotations

from typing import Final

from ucrn_core.features import MODALITIES

APPLICATION_ID: Final = int.from_bytes(b"UCRN", "big")  # PRAGMA application_id: whose file it is
VERSION: Final = 2  # PRAGMA user_version; 1 had no stages

# `settled` is in media time, as every offline run; `live` is what was known at the moment.
TIMELINES: Final = ("live", "settled")


def create() -> str:
    """SQL that makes the tables of the present version in an empty database."""
    modalities = ", ".join(f"('{m}')" for m in MODALITIES)
    timelines = ", ".join(f"('{name}')" for name in TIMELINES)
    measured = ", ".join(f"{kind}_{m} REAL NOT NULL" for kind in ("presence", "quality") for m in MODALITIES)
    influences = ", ".join(f"influence_{m} REAL" for m in MODALITIES)
    return f"""
        CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;  -- value: JSON
        CREATE TABLE modalities (name TEXT PRIMARY KEY) STRICT;
        CREATE TABLE timelines (name TEXT PRIMARY KEY) STRICT;
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
            PRIMARY KEY (timeline, t)
        ) STRICT;
        CREATE TABLE stages (  -- the parts of a live point's latency
            timeline TEXT NOT NULL, t REAL NOT NULL, stage TEXT NOT NULL, ms REAL NOT NULL,
            PRIMARY KEY (timeline, t, stage), FOREIGN KEY (timeline, t) REFERENCES points
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE markers (id INTEGER PRIMARY KEY, t REAL NOT NULL, label TEXT NOT NULL) STRICT;
        CREATE INDEX markers_by_time ON markers (t);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, t REAL NOT NULL, kind TEXT NOT NULL,
            modality TEXT REFERENCES modalities,  -- empty where it concerns none
            message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_time ON events (t);
        INSERT INTO modalities VALUES {modalities};
        INSERT INTO timelines VALUES {timelines};
        PRAGMA application_id = {APPLICATION_ID};
        PRAGMA user_version = {VERSION};
    """
