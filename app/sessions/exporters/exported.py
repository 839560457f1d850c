"""What an exporter is given: one frozen value that holds everything, and knows nothing of databases or windows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

import app
from app.sessions.annotations import Exclusion, Marker
from ucrn_core.features import AT_ONCE, Word
from ucrn_core.points import SentimentPoint


@dataclass(frozen=True)
class Span:
    """Seconds [start, end) on the session clock; an infinite side is open."""

    start: float = -math.inf
    end: float = math.inf

    def holds(self, t: float) -> bool:
        return self.start - AT_ONCE <= t < self.end - AT_ONCE

    def touches(self, start: float, end: float) -> bool:
        """Whether something from `start` to `end` overlaps it."""
        return self.holds(start) or (start < self.start < end)

    def __str__(self) -> str:
        return ":".join(f"{t:g}" if math.isfinite(t) else "" for t in (self.start, self.end))


@dataclass(frozen=True)
class Baseline:
    """The person's own baseline: mean and standard deviation (n - 1) of the `count` scored points in a span."""

    span: Span
    mean: float
    deviation: float
    count: int

    @overload
    def z(self, sentiment: float | None) -> float | None: ...
    @overload
    def z(self, sentiment: NDArray[np.float64]) -> NDArray[np.float64]: ...
    def z(self, sentiment: float | NDArray[np.float64] | None) -> float | NDArray[np.float64] | None:
        """How many standard deviations above the mean; empty where there is no sentiment."""
        return None if sentiment is None else (sentiment - self.mean) / self.deviation


@dataclass(frozen=True)
class Row:
    """A row of a table: a point at its own time t, or on a grid the newest one at t; None where there is none."""

    t: float
    point: SentimentPoint | None


@dataclass(frozen=True)
class Exported:
    """A timeline of a session with its words and annotations, in order of time; times in seconds on its clock.

    hop: seconds between points; duration: of all that was measured, whatever is selected; started: UTC.
    measured_with: version of the application that measured it. media: where the analysed file was. rows: what tables
    hold; on a grid of `rate` rows a second, where that is given, else the points. span, left_out: what was selected.
    """

    name: str
    session_id: str
    timeline: str
    checkpoint: str
    measured_with: str
    recognizer: str | None
    started: datetime
    media: Path | None
    media_sha256: str | None
    hop: float
    duration: float
    points: Sequence[SentimentPoint]
    words: Sequence[Word]
    markers: Sequence[Marker]
    exclusions: Sequence[Exclusion]
    rows: Sequence[Row]
    span: Span = field(default_factory=Span)
    rate: float | None = None
    left_out: bool = False
    baseline: Baseline | None = None

    @property
    def provenance(self) -> dict[str, str]:
        """Where the numbers are from and what was selected, as text; what is not known or not chosen is not there."""
        b = self.baseline
        known = {
            "application": f"UCRN Live {app.__version__}",
            "session": self.name,
            "session_id": self.session_id,
            "timeline": self.timeline,
            "started": self.started.isoformat(timespec="milliseconds"),
            "measured_with": f"UCRN Live {self.measured_with}",
            "checkpoint": self.checkpoint,
            "recognizer": self.recognizer,
            "media": self.media and self.media.name,
            "media_sha256": self.media_sha256,
            "range": None if self.span == Span() else f"{self.span} s",
            "rate": self.rate and f"{self.rate:g} Hz",
            "exclude_marked": "yes" if self.left_out else None,
            "baseline": b and f"{b.span} s: mean {b.mean!r}, standard deviation {b.deviation!r} of {b.count} points",
        }
        return {key: printable(value) for key, value in known.items() if value}


def printable(text: str) -> str:
    """`text` on one line that every format can hold: white space becomes one space, what no XML file may hold
    becomes U+FFFD."""
    return " ".join("".join(c if _allowed(c) else "�" for c in text).split())


def milliseconds(t: float) -> int:
    """The nearest one, from 0 on."""
    return max(0, round(t * 1000))


def _allowed(character: str) -> bool:
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return character.isspace()
    return not (0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE)
