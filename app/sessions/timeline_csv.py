"""`<stem>.timeline.csv`: one row for each point of a timeline, UTF-8, comma-separated, with a header.

| column | meaning |
| --- | --- |
| t | time of the point, the end of its window: seconds from the start of the media, to the millisecond |
| sentiment | -3 (strongly negative) to 3 (strongly positive); empty where no modality was present |
| low, high | 80 % interval of the sentiment; empty with it |
| presence_text | share of the window's time with speech that transcribed words cover, 0 to 1 |
| presence_voice, presence_face | share of the window's voice and face steps that are valid, 0 to 1 |
| quality_text, quality_voice, quality_face | quality weight of the modality, 0 to 1; 0 where it is absent |
| influence_text, influence_voice, influence_face | sentiment with all present modalities minus sentiment without this \
one; empty where it is absent or the only one |
| latency_ms | newest captured sample to point, milliseconds; empty for an analysed file |
| engine | which fusion engine computed the point |

Numbers are the shortest that read back as the very same double.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from engines.private import make_file
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint, csv_header


def write(path: Path, points: Sequence[SentimentPoint]) -> None:
    """Write `points` to `path`, which is there whole or not at all, for its owner only: nobody asked for a file to be
    shared. Raises SessionError where that fails."""
    part = path.with_name(f".{path.name}.part")
    try:
        with make_file(part).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(csv_header())
            writer.writerows(_row(point) for point in points)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SessionError(f"The timeline {path} cannot be written: {error.strerror}.") from error


def _row(point: SentimentPoint) -> list[str]:
    kinds = (point.presence, point.quality, point.influence)
    numbers = [point.sentiment, point.low, point.high, *(kind[m] for kind in kinds for m in MODALITIES)]
    return [f"{point.t:.3f}", *map(_cell, numbers), _cell(point.latency_ms), point.engine]


def _cell(number: float | None) -> str:
    return "" if number is None else repr(float(number))
