"""Words in cues of a few, as subtitles show them, each with the mean sentiment while it was spoken.

A cue ends at a pause, before it grows too long to read or to see, and holds one word at least. Its sentiment is the
mean of the scored points from its start on, up to the first that comes when all of it was said (within a hop).
"""

from __future__ import annotations

import bisect
import statistics
from dataclasses import dataclass

from app.sessions.exporters.exported import Exported
from app.sessions.exporters.tiers import words

PAUSE_MS = 500
LONGEST_MS = 6000
CHARACTERS = 42  # a line of subtitles


@dataclass(frozen=True)
class Cue:
    """Milliseconds, text on one line, sentiment or None where no point is scored."""

    start: int
    end: int
    text: str
    sentiment: float | None

    @property
    def line(self) -> str:
        """The text after its sentiment, `[+0.82]`, or `[none]`."""
        return f"[{'none' if self.sentiment is None else f'{self.sentiment:+.2f}'}] {self.text}"


def cues(exported: Exported) -> list[Cue]:
    """In order of time, without overlap."""
    groups: list[tuple[int, int, str]] = []
    for start, end, text in words(exported):
        if not text:
            continue
        if groups:
            first, last, said = groups[-1]
            longer = f"{said} {text}"
            if start - last < PAUSE_MS and end - first <= LONGEST_MS and len(longer) <= CHARACTERS:
                groups[-1] = (first, end, longer)
                continue
        groups.append((start, end, text))
    scored = [(p.t, p.sentiment) for p in exported.points if p.sentiment is not None]
    times = [t for t, _ in scored]
    made = []
    for start, end, text in groups:
        spoken = scored[bisect.bisect_left(times, start / 1000) : bisect.bisect_left(times, end / 1000 + exported.hop)]
        made.append(Cue(start, end, text, statistics.fmean(s for _, s in spoken) if spoken else None))
    return made


def stamp(ms: int, point: str) -> str:
    """hh:mm:ss and milliseconds after `point`."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{ms:03d}"
