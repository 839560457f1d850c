"""The columns of the tables (csv, parquet): one row for each point of a timeline, or for each step of a grid.

Numbers are as they were measured. A grid adds `measured_at`, a baseline `sentiment_z`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.sessions.exporters.exported import Exported
from ucrn_core.features import MODALITIES
from ucrn_core.points import csv_header

Cell = float | str | None


@dataclass(frozen=True)
class Column:
    """name, type (`double` or `string`), unit ("" where it has none) and meaning of a column."""

    name: str
    type: str
    unit: str
    meaning: str


PRESENCE = {
    "text": "share of the window's time with speech that transcribed words cover, 0 to 1",
    "voice": "share of the window's voice steps that are valid, 0 to 1",
    "face": "share of the window's face steps that are valid, 0 to 1",
}
SCALE = "sentiment from -3 (strongly negative) to 3 (strongly positive)"
MEANINGS = {
    "t": ("s", "time on the session clock, the end of the point's window; on a grid the time of the row"),
    "sentiment": ("", f"{SCALE}; empty where no modality was present"),
    "low": ("", "lower end of the 80 % interval of the sentiment; empty with it"),
    "high": ("", "upper end of the 80 % interval of the sentiment; empty with it"),
    **{f"presence_{m}": ("", PRESENCE[m]) for m in MODALITIES},
    **{f"quality_{m}": ("", f"quality weight of {m}, 0 to 1: how undegraded; 0 where absent") for m in MODALITIES},
    **{
        f"influence_{m}": ("", f"sentiment minus sentiment without {m}; empty where absent or the only one")
        for m in MODALITIES
    },
    "latency_ms": ("ms", "from the newest captured sample to the point; empty for an analysed file"),
    "engine": ("", "fusion engine that computed the point"),
    "measured_at": ("s", "time of the point that the row of a grid holds"),
    "sentiment_z": ("", "standard deviations of the sentiment above the mean of the person's baseline"),
}


def columns(exported: Exported) -> list[Column]:
    """Those of the tables of `exported`, in order."""
    added = [*(["measured_at"] if exported.rate else []), *(["sentiment_z"] if exported.baseline else [])]
    return [
        Column(name, "string" if name == "engine" else "double", *MEANINGS[name]) for name in [*csv_header(), *added]
    ]


def rows(exported: Exported) -> Iterator[list[Cell]]:
    """The cells of each row, in the order of `columns`."""
    empty: list[Cell] = [None] * (len(columns(exported)) - 1)
    for row in exported.rows:
        p = row.point
        if p is None:
            yield [row.t, *empty]
            continue
        cells: list[Cell] = [row.t, p.sentiment, p.low, p.high]
        for kind in (p.presence, p.quality, p.influence):
            cells += [kind[m] for m in MODALITIES]
        cells += [p.latency_ms, p.engine]
        if exported.rate:
            cells.append(p.t)
        if exported.baseline:
            cells.append(exported.baseline.z(p.sentiment))
        yield cells
