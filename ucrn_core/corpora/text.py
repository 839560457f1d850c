"""Labelled text: CMU-MOSEI and CMU-MOSI transcripts, the VADER ratings, and plain CSV files of text and label."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ucrn_core.errors import CorpusError
from ucrn_core.points import SENTIMENT_RANGE

Corpus = Literal[
    "mosei", "mosi", "movieReviewSnippets", "amazonReviewSnippets", "nytEditorialSnippets", "tweets"
]  # of labelled lines; the last four are the sources of the VADER ratings
WORDS_PER_SECOND = 2.5  # of text whose word times are unknown


@dataclass(frozen=True)
class TextRow:
    """An utterance, its sentiment in [-3, 3], its corpus, its split (`train` or `valid`) and the video it is from."""

    text: str
    label: float
    corpus: str
    split: str
    video: str = ""


@dataclass(frozen=True)
class Segment:
    """A labelled stretch of a video: start and end in seconds, sentiment in [-3, 3], its words and its split."""

    video: str
    start: float
    end: float
    label: float
    text: str
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
    """MOSEI, MOSI and VADER rows of a `text` folder, split as their publishers split them (VADER: all train, under the
    name of each of its four sources)."""
    rows = []
    for corpus, name in (("mosei", "video_id"), ("mosi", "id")):
        path = folder / f"{corpus}.csv"
        for line, row in enumerate(read_csv(path, ("text", "label", "mode", name)), 2):
            split = "train" if row["mode"] == "train" else "valid"
            video = row[name] if corpus == "mosei" else row[name].rpartition("_")[0]
            rows.append(TextRow(row["text"], parse_label(row["label"], path, line), corpus, split, video))
    vader = folder / "vader_icwsm2014.csv"
    for line, row in enumerate(read_csv(vader, ("text", "rating", "source")), 2):
        label = 0.75 * parse_label(row["rating"], vader, line, limit=4)  # its raters used -4 to 4
        rows.append(TextRow(row["text"], label, row["source"], "train"))
    return rows


def read_segments(path: Path) -> list[Segment]:
    """Segments whose place in their video is known, video by video in order of time."""
    columns = ("split", "segment_id", "start_s", "end_s", "label", "text")
    segments = []
    for line, row in enumerate(read_csv(path, columns), 2):
        if row["start_s"] and row["end_s"] and row["text"].split():
            start, end = (parse_seconds(row[c], path, line) for c in ("start_s", "end_s"))
            label = parse_label(row["label"], path, line)
            if end > start:
                video = row["segment_id"].rpartition("[")[0]
                segments.append(Segment(video, start, end, label, row["text"], row["split"]))
    return sorted(segments, key=lambda s: (s.video, s.start))


def parse_seconds(value: str | None, path: Path, line: int) -> float:
    """A time; CorpusError when it is no number."""
    try:
        return float(value or "")
    except ValueError:
        raise CorpusError(f"{path}, line {line}: the time {value or ''!r} is not a number of seconds.") from None
