"""One's own labelled clips: a CSV file that says which stretch of which media file has which sentiment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ucrn_core.corpora.text import Segment, parse_label, parse_seconds, read_csv
from ucrn_core.errors import CorpusError

COLUMNS = ("clip", "start", "end", "label")  # text and speaker are optional


@dataclass(frozen=True)
class Clip:
    """A media file, who speaks in it, and its labelled segments in order of time. worded: the segments' texts are what
    is said in them; else it is to be recognized."""

    path: Path
    speaker: str
    segments: tuple[Segment, ...]
    worded: bool


def read_clips(path: Path) -> list[Clip]:
    """Clips of a CSV file with COLUMNS, in order of their first rows; their files are named from its folder on.

    start and end in seconds, label in [-3, 3]. CorpusError: it cannot be read, names a file that is not there, or
    contradicts itself.
    """
    rows = read_csv(path, COLUMNS)
    if not rows:
        raise CorpusError(f"{path} holds no rows; it needs at least one segment of a clip with its label.")
    worded = "text" in rows[0]
    segments: dict[str, list[Segment]] = {}
    speakers: dict[str, str] = {}
    for line, row in enumerate(rows, 2):
        name = row["clip"]
        if not name or not (path.parent / name).is_file():
            raise CorpusError(f"{path}, line {line}: there is no media file {name!r} in the folder {path.parent}.")
        start, end = (parse_seconds(row[column], path, line) for column in ("start", "end"))
        if not 0 <= start < end < math.inf:
            raise CorpusError(f"{path}, line {line}: a segment cannot last from {start:g} to {end:g} s.")
        speaker = row.get("speaker") or name
        if speakers.setdefault(name, speaker) != speaker:
            raise CorpusError(f"{path}, line {line}: {name} has two speakers, {speakers[name]} and {speaker}; cut it.")
        label = parse_label(row["label"], path, line)
        segments.setdefault(name, []).append(Segment(name, start, end, label, row.get("text") or "", ""))
    clips = []
    for name, several in segments.items():
        ordered = tuple(sorted(several, key=lambda segment: segment.start))
        if wrong := next((b for a, b in pairwise(ordered) if b.start < a.end), None):
            raise CorpusError(f"{path}: segments of {name} overlap at {wrong.start:g} s; a moment has one label.")
        clips.append(Clip(path.parent / name, speakers[name], ordered, worded))
    return clips
