"""What people add to a session: markers, and ranges that are left out of what is counted and exported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Marker:
    """A moment `t` (seconds on the session clock) with a label; colour as `#rrggbb`."""

    id: int
    t: float
    label: str
    colour: str


@dataclass(frozen=True)
class Exclusion:
    """A range of seconds on the session clock, start < end, that is left out."""

    id: int
    start: float
    end: float
