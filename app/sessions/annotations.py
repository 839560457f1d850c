"""What people add to a session: markers, and ranges that are left out of what is counted and exported."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.sessions.rows import COUNT, NUMBER, TEXT, require
from ucrn_core.features import AT_ONCE

COLOUR = f"#{'[0-9a-fA-F]' * 6}"  # as a regular expression, and as SQL's GLOB


@dataclass(frozen=True)
class Marker:
    """A moment `t` (seconds on the session clock) with a label; colour as `#rrggbb`."""

    id: int
    t: float
    label: str
    colour: str


@dataclass(frozen=True)
class Exclusion:
    """A range of seconds on the session clock, start < end, that is left out."""

    id: int
    start: float
    end: float


Annotation = Marker | Exclusion


def counted(t: NDArray[np.float64], exclusions: Iterable[Exclusion]) -> NDArray[np.bool_]:
    """Which of the times t (n,) lie in no excluded range [start, end)."""
    kept = np.ones(len(t), np.bool_)
    for e in exclusions:
        kept &= ~held(t, e.start, e.end)
    return kept


def held(t: NDArray[np.float64], start: float, end: float) -> NDArray[np.bool_]:
    """Which of the times t (n,) lie in [start, end)."""
    return (t >= start - AT_ONCE) & (t < end - AT_ONCE)


def put_annotation(database: sqlite3.Connection, annotation: Annotation) -> None:
    """Store it, in place of the one with its id."""
    if isinstance(annotation, Marker):
        row = (annotation.id, annotation.t, annotation.label, annotation.colour)
        database.execute("INSERT OR REPLACE INTO markers VALUES (?, ?, ?, ?)", row)
    else:
        database.execute(
            "INSERT OR REPLACE INTO exclusions VALUES (?, ?, ?)", (annotation.id, annotation.start, annotation.end)
        )


def remove_annotation(database: sqlite3.Connection, annotation: Annotation) -> None:
    """Take away the one with its id; harmless where there is none."""
    table = "markers" if isinstance(annotation, Marker) else "exclusions"
    database.execute(f"DELETE FROM {table} WHERE id = ?", (annotation.id,))


def stored_markers(database: sqlite3.Connection) -> list[Marker]:
    """In order of time. sqlite3.Error: they are damaged."""
    rows = database.execute("SELECT id, t, label, colour FROM markers ORDER BY t, id").fetchall()
    require(rows, (COUNT, NUMBER, TEXT, TEXT))
    if not all(re.fullmatch(COLOUR, colour) for *_, colour in rows):
        raise sqlite3.DataError("it is damaged, a marker has no colour")
    return [Marker(*row) for row in rows]


def stored_exclusions(database: sqlite3.Connection) -> list[Exclusion]:
    """In order of their start. sqlite3.Error: they are damaged."""
    rows = database.execute('SELECT id, start, "end" FROM exclusions ORDER BY start, id').fetchall()
    require(rows, (COUNT, NUMBER, NUMBER))
    return [Exclusion(*row) for row in rows]
