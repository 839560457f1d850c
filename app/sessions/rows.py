"""What the columns of a session's tables hold, which a damaged file need not keep to."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

# What reading a damaged database raises: a message of SQLite may hold text that is none.
DAMAGE = (sqlite3.Error, UnicodeDecodeError)

Kind = frozenset[type]

LONGEST = 1e9  # s: no session has times beyond, nor other numbers
HOPS = (1e-3, 1e3)  # s: of timelines
NUMBER: Kind = frozenset({float})  # within LONGEST
COUNT: Kind = frozenset({int})
TEXT: Kind = frozenset({str})
BLOB: Kind = frozenset({bytes})


def optional(kind: Kind) -> Kind:
    """The same, or empty."""
    return kind | {type(None)}


def require(rows: Sequence[tuple[Any, ...]], kinds: Sequence[Kind]) -> None:
    """Every row holds in each column what belongs there: SQLite looks at that only when it writes.

    sqlite3.DataError: one does not.
    """
    for column, kind in zip(zip(*rows, strict=True), kinds, strict=True) if rows else ():
        found = set(map(type, column))
        if not found <= kind or (float in found and not all(abs(v) <= LONGEST for v in column if v is not None)):
            raise sqlite3.DataError("it is damaged, a row holds what does not belong there")
