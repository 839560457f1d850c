"""Rows of a damaged database: read from both ends, around the pages that are lost.

SQLite's file format (sqlite.org/fileformat2.html): the first 100 bytes are the header, the tables' definitions are a
B-tree that begins on page 1, and every table is a B-tree by row number, so that a lost leaf hides only its own rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.sessions import schema
from app.sessions.checking import shape
from app.sessions.database import distrust, holds_programs
from app.sessions.leaves import PAGE
from app.sessions.rows import DAMAGE

# Bytes of the header that are the same in every session, from their places on. The change counters of 24 and 92 are
# made to differ, so that the size of the file is taken from the file.
HEADER = (
    (0, b"SQLite format 3\0" + PAGE.to_bytes(2, "big")),
    (20, bytes([0, 64, 32, 32])),
    (24, bytes([0, 0, 0, 1, 0, 0, 0, 0])),
    (32, bytes(8)),  # no page is free
    (44, (4).to_bytes(4, "big")),
    (52, bytes(4) + (1).to_bytes(4, "big")),
    (64, bytes(4) + schema.APPLICATION_ID.to_bytes(4, "big") + bytes(20)),
    (92, bytes(4)),
)
LOWEST, HIGHEST = -(2**63), 2**63 - 1  # row numbers
IMPOSSIBLE = 1000  # a schema's version that there will not be
TRIES = 20_000  # at ranges of rows between two that can be read


def opened(file: Path) -> sqlite3.Connection:
    """The database in `file`, which is mended as far as reading needs it; text that is none is read with U+FFFD in it.

    sqlite3.Error: nothing can be read, or it is of a newer version.
    """
    content = bytearray(file.read_bytes())
    wal = file.with_name(f"{file.name}-wal").exists()
    if wal:
        content += bytes(max(0, PAGE - len(content)))  # all may be in the log, which is removed beside an empty file
    if len(content) >= PAGE:
        for place, expected in HEADER:
            content[place : place + len(expected)] = expected
        content[18:20] = bytes([2, 2]) if wal else bytes([1, 1])
        file.write_bytes(content)
    source = _open(file)
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(schema.create())
        try:
            (version,) = source.execute("PRAGMA user_version").fetchone()
            if 1 <= version < schema.VERSION and not holds_programs(source):
                schema.upgrade(source, version)
            if shape(source) == shape(fresh):
                return source
        except DAMAGE:
            version = 0
        source.close()
        if schema.VERSION < version < IMPOSSIBLE:
            raise sqlite3.DatabaseError(f"a newer UCRN Live wrote it (schema {version})")
        file.write_bytes(_with_tables_of(fresh, content))
    source = _open(file)
    try:
        shape(source)
    except BaseException:
        source.close()
        raise
    return source


def salvaged(
    source: sqlite3.Connection, table: str, columns: Sequence[str], lost: list[str] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Row number and columns of every row that can be read; lost: is told where some cannot."""
    selected = ", ".join(f'"{column}"' for column in columns)
    query = f"SELECT rowid, {selected} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    low, high = LOWEST, HIGHEST
    try:
        for row in _ordered(source.execute(query, (low, high)), 1):
            low = row[0] + 1
            yield row
        return
    except DAMAGE:
        if lost is not None:
            lost.append(f"the rows of {table} on damaged pages")
    try:
        for row in _ordered(source.execute(f"{query} DESC", (low, high)), -1):
            high = row[0] - 1
            yield row
    except DAMAGE:
        if low == LOWEST or high == HIGHEST:
            return  # nothing is known of what lies between
        yield from _between(source, query, low, high)


def salvaged_stages(
    source: sqlite3.Connection, columns: Sequence[str], points: Sequence[tuple[str, float]], lost: list[str]
) -> Iterator[tuple[Any, ...]]:
    """Of the table of stages, which has no row numbers: all, or those of `points` (timeline, t) that can be found."""
    selected = ", ".join(f'"{column}"' for column in columns)
    try:
        yield from source.execute(f"SELECT {selected} FROM stages").fetchall()
    except DAMAGE:
        lost.append("the rows of stages on damaged pages")
        for point in points:
            with suppress(*DAMAGE):
                yield from source.execute(
                    f"SELECT {selected} FROM stages WHERE timeline = ? AND t = ?", point
                ).fetchall()


def _between(source: sqlite3.Connection, query: str, low: int, high: int) -> Iterator[tuple[Any, ...]]:
    """Halves the ranges that cannot be read until they can."""
    ranges = [(low, high)]
    for _ in range(TRIES):
        if not ranges:
            return
        low, high = ranges.pop()
        try:
            for row in _ordered(source.execute(query, (low, high)), 1):
                low = row[0] + 1
                yield row
        except DAMAGE:
            middle = (low + high) // 2
            ranges += [(a, b) for a, b in ((middle + 1, high), (low, middle)) if a <= b and high > low]


def _ordered(rows: sqlite3.Cursor, sign: int) -> Iterator[tuple[Any, ...]]:
    """Rows whose numbers ascend, or descend for -1. sqlite3.Error: they do not."""
    before = None
    for row in rows:
        if before is not None and (row[0] - before) * sign <= 0:
            raise sqlite3.DatabaseError("rows are not in their order")
        before = row[0]
        yield row


def _open(file: Path) -> sqlite3.Connection:
    source = sqlite3.connect(file, isolation_level=None)
    source.text_factory = lambda content: content.decode("utf-8", "replace")
    distrust(source)
    return source


def _with_tables_of(fresh: sqlite3.Connection, content: bytearray) -> bytes:
    """The file with the definitions of a fresh one: both are on the same pages, as the same statements made them."""
    made = fresh.serialize()
    roots = {root for (root,) in fresh.execute("SELECT rootpage FROM sqlite_schema")}
    mended = bytearray(content)
    for number in range(1, len(made) // PAGE + 1):
        if number not in roots or number * PAGE > len(content):
            mended[(number - 1) * PAGE : number * PAGE] = made[(number - 1) * PAGE : number * PAGE]
    for place, expected in HEADER:
        mended[place : place + len(expected)] = expected
    mended[18:20] = content[18:20]
    return bytes(mended)
