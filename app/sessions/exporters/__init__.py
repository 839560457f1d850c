"""Exporters: from a timeline of a session to the files that other programs read. One module a format, whose docstring
says what the file holds; FORMATS lists them by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from app.sessions.exporters import csv, eaf, figure, html, jsonl, parquet, srt, textgrid, vtt
from app.sessions.exporters.exported import Exported
from ucrn_core.errors import SessionError


class Exporter(Protocol):
    """The content of a file: the same for the same input."""

    def __call__(self, exported: Exported, /) -> bytes: ...


@dataclass(frozen=True)
class Format:
    """How the file's name ends, what it is, what makes it; table: a row for each point; beside: a further file by the
    end of its name."""

    suffix: str
    description: str
    export: Exporter
    table: bool = False
    beside: tuple[str, Exporter] | None = None


FORMATS: Final = {
    "csv": Format(".csv", "timeline, a row a point", csv.export, table=True),
    "parquet": Format(
        ".parquet",
        "timeline, a row a point, with its column dictionary",
        parquet.export,
        table=True,
        beside=(".columns.json", parquet.dictionary),
    ),
    "jsonl": Format(".jsonl", "everything, one JSON object a line", jsonl.export, table=True),
    "srt": Format(".srt", "subtitles with sentiment", srt.export),
    "vtt": Format(".vtt", "subtitles with sentiment for web players", vtt.export),
    "textgrid": Format(".TextGrid", "Praat: words, classes of sentiment and quality, markers", textgrid.export),
    "eaf": Format(".eaf", "ELAN: words, classes of sentiment and quality, markers", eaf.export),
    "png": Format(".png", "figure", figure.png),
    "svg": Format(".svg", "figure that scales", figure.svg),
    "html": Format(".html", "report on one page", html.export),
}
TABLES: Final = ", ".join(name for name, format in FORMATS.items() if format.table)


def format_of(name: str) -> Format:
    """The format of this name. SessionError: there is none such."""
    if name not in FORMATS:
        raise SessionError(f"There is no format {name!r}; choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]
