"""Rows of a damaged table that nothing leads to any more, as its root or an interior page is lost.

SQLite's file format (sqlite.org/fileformat2.html): a page begins with its type and the number of its cells, whose
places follow; a cell holds a record, which begins with the type of each of its values.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final

PAGE: Final = 4096  # bytes, of every session
TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR = 13, 10, 2
HEADERS: Final = {TABLE_LEAF: 8, INDEX_LEAF: 8, INDEX_INTERIOR: 12}  # bytes before the places of the cells
INTEGERS: Final = (0, 1, 2, 3, 4, 6, 8)  # bytes, by type
KINDS: Final = {"TEXT": (str,), "REAL": (int, float), "INTEGER": (int,), "BLOB": (bytes,)}  # whole REALs are as int

Column = tuple[str, bool]  # its declared type, and whether it is NOT NULL


def stray(content: bytes, columns: Sequence[Column], *, numbered: bool) -> Iterator[tuple[Any, ...]]:
    """Row number and columns of every record with as many values of such types on any page of a file. A table that is
    not numbered (WITHOUT ROWID) has its rows on the pages of an index. Rows that go beyond their page are left out."""
    types = (TABLE_LEAF,) if numbered else (INDEX_LEAF, INDEX_INTERIOR)
    for start in range(PAGE, len(content), PAGE):  # the first page holds the definitions of the tables
        if content[start] in types:
            for number, values in _cells(content[start : start + PAGE]):
                if values and numbered and columns[0][0] == "INTEGER" and values[0] is None:
                    values[0] = number  # the row number under its name
                if len(values) == len(columns) and all(map(_fits, values, columns)):
                    yield (number, *values) if numbered else tuple(values)


def _fits(value: Any, column: Column) -> bool:
    kind, required = column
    return not required if value is None else isinstance(value, KINDS[kind])


def _cells(page: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Row number, 0 in an index, and values of the cells that can be read."""
    kind = page[0]
    (count,) = struct.unpack_from(">H", page, 3)
    for cell in range(HEADERS[kind], min(HEADERS[kind] + 2 * count, PAGE - 1), 2):
        (place,) = struct.unpack_from(">H", page, cell)
        try:
            size, place = _varint(page, place + 4 * (kind == INDEX_INTERIOR))  # 4: the page below
            number, place = _varint(page, place) if kind == TABLE_LEAF else (0, place)
            values = _record(page[place : place + size])
        except (IndexError, struct.error):
            continue  # its page is damaged, which is told
        yield number, values


def _record(record: bytes) -> list[Any]:
    """IndexError, struct.error: it is none."""
    body, place = _varint(record, 0)
    types = []
    while place < body:
        kind, place = _varint(record, place)
        types.append(kind)
    sizes = [8 if kind == 7 else INTEGERS[kind] if kind < 7 else max(0, kind - 12) // 2 for kind in types]
    if body + sum(sizes) != len(record):
        raise IndexError("the values are not as long as the record")
    values: list[Any] = []
    for kind, size in zip(types, sizes, strict=True):
        value = record[body : body + size]
        body += size
        if kind == 0:
            values.append(None)
        elif kind == 7:
            values.append(struct.unpack(">d", value)[0])
        elif kind < 7:
            values.append(int.from_bytes(value, "big", signed=True))
        elif kind < 12:
            values.append(kind - 8)  # 0 and 1 have types of their own
        else:
            values.append(value.decode("utf-8", "replace") if kind % 2 else value)
    return values


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A number of 1 to 9 bytes, the highest first, 7 bits in each but the ninth; and the place after it."""
    value = 0
    for after in range(place + 1, place + 9):
        byte = content[after - 1]
        value = value << 7 | byte & 127
        if byte < 128:
            return value, after
    return value << 8 | content[place + 8], place + 9
