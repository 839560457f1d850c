"""Labelled text: CMU-MOSEI and CMU-MOSI transcripts, the VADER ratings, and plain CSV files of text and label."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from ucrn_core.errors import CorpusError
from ucrn_core.points import SENTIMENT_RANGE

WORDS_PER_SECOND = 2.5  # of text whose word times are unknown


@dataclass(frozen=True)
class TextRow:
    """An utterance, its sentiment in [-3, 3], its corpus and its split (`train` or `valid`)."""

    text: str
    label: float
    corpus: str
    split: str


def read_csv(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a CSV file with a header; CorpusError when it cannot be read or lacks one of `columns`."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets write a byte-order mark
            rows = csv.DictReader(file)
            missing = [c for c in columns if c not in (rows.fieldnames or [])]
            if missing:
                raise CorpusError(
                    f"{path} has no column {', '.join(missing)}; its first line must name {','.join(columns)}."
                )
            return list(rows)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path} is not a CSV file in UTF-8; save it as one.") from error


def parse_label(value: str | None, path: Path, line: int, limit: float = SENTIMENT_RANGE[1]) -> float:
    """A sentiment label; CorpusError when it is no number or outside [-limit, limit]."""
    try:
        label = float(value or "")
    except ValueError:
        raise CorpusError(f"{path}, line {line}: the label {value or ''!r} is not a number.") from None
    if not -limit <= label <= limit:
        raise CorpusError(f"{path}, line {line}: the label {label:g} is outside {-limit:g} to {limit:g}.")
    return label


def read_labelled(path: Path, corpus: str = "", split: str = "valid") -> list[TextRow]:
    """Rows of a CSV file with the columns `text` and `label`."""
    rows = read_csv(path, ("text", "label"))
    if not rows:
        raise CorpusError(f"{path} holds no rows; it needs at least one text with its label.")
    return [TextRow(r["text"] or "", parse_label(r["label"], path, i), corpus, split) for i, r in enumerate(rows, 2)]


def read_corpus(folder: Path) -> list[TextRow]:
    """MOSEI, MOSI and VADER rows of a `text` folder, split as their publishers split them (VADER: all train)."""
    rows = []
    for corpus in ("mosei", "mosi"):
        path = folder / f"{corpus}.csv"
        for line, row in enumerate(read_csv(path, ("text", "label", "mode")), 2):
            split = "train" if row["mode"] == "train" else "valid"
            rows.append(TextRow(row["text"], parse_label(row["label"], path, line), corpus, split))
    vader = folder / "vader_icwsm2014.csv"
    for line, row in enumerate(read_csv(vader, ("text", "rating")), 2):
        # VADER's raters used -4 to 4.
        rows.append(TextRow(row["text"], 0.75 * parse_label(row["rating"], vader, line, limit=4), "vader", "train"))
    return rows
