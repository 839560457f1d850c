"""Points in rows of numbers: hours of them in a tenth of the memory, and columns for the plots at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from sys import intern
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint

AT_ONCE = 1000  # rows
KINDS = ("presence", "quality", "influence")
COLUMNS = ("t", "sentiment", "low", "high", *(f"{kind}_{m}" for kind in KINDS for m in MODALITIES), "latency_ms")


class PointTable(Sequence[SentimentPoint]):
    """In order of time; the points that it gives back have no stages."""

    def __init__(self) -> None:
        self._table = np.empty((len(COLUMNS), 1024))
        self._engines: list[str] = []
        self._size = 0

    @staticmethod
    def of(rows: Iterable[tuple[Any, ...]]) -> PointTable:
        """Rows of COLUMNS and the engine's name, None where they are empty. Other threads get their turn meanwhile."""
        table, rows = PointTable(), iter(rows)
        parts = []
        while part := list(islice(rows, AT_ONCE)):
            parts.append(np.array([row[:-1] for row in part], np.float64).T)
            table._engines += (intern(row[-1]) for row in part)  # one name for all of its points
        if parts:
            table._table = np.concatenate(parts, axis=1)
            table._size = len(table._engines)
        return table

    def shift(self, by: float) -> PointTable:
        """This table, whose points are now `by` seconds later."""
        self._table[0] += by
        return self

    def since(self, t: float) -> PointTable:
        """This table, now without the points before `t`."""
        first = int(np.searchsorted(self.column("t"), t))
        self._table, self._engines = self._table[:, first:], self._engines[first:]
        self._size -= first
        return self

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, i: int) -> SentimentPoint: ...
    @overload
    def __getitem__(self, i: slice) -> list[SentimentPoint]: ...
    def __getitem__(self, i: int | slice) -> SentimentPoint | list[SentimentPoint]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(self._size))]
        if not -self._size <= i < self._size:
            raise IndexError(i)
        t, sentiment, low, high, *parts, latency = (
            None if np.isnan(value) else float(value) for value in self._table[:, i % self._size]
        )
        size = len(MODALITIES)
        presence, quality = (
            {m: part or 0.0 for m, part in zip(MODALITIES, parts[k : k + size], strict=True)} for k in (0, size)
        )
        influence = dict(zip(MODALITIES, parts[2 * size :], strict=True))
        engine = self._engines[i % self._size]
        return SentimentPoint(t or 0.0, sentiment, low, high, presence, quality, influence, latency, engine)

    def extend(self, points: Iterable[SentimentPoint]) -> None:
        for p in points:
            if self._size == self._table.shape[1]:
                self._table = np.concatenate([self._table, np.empty_like(self._table)], axis=1)
            parts = [kind[m] for kind in (p.presence, p.quality, p.influence) for m in MODALITIES]
            row = (p.t, p.sentiment, p.low, p.high, *parts, p.latency_ms)
            self._table[:, self._size] = [np.nan if value is None else value for value in row]
            self._engines.append(p.engine)
            self._size += 1

    def column(self, name: str) -> NDArray[np.float64]:
        """One of COLUMNS (points,); NaN where it is empty, and for the quality of what is absent."""
        values = self._table[COLUMNS.index(name), : self._size]
        if name.startswith("quality_"):
            present = self._table[COLUMNS.index(name.replace("quality", "presence", 1)), : self._size] > 0
            return np.where(present, values, np.nan)
        return values

    def place(self, t: float) -> int:
        """How many points are at or before `t`."""
        return int(np.searchsorted(self.column("t"), t, side="right"))
