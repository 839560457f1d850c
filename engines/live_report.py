"""What a live run was and is: its report at the end, its state in between."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engines.commitment import Revision
from engines.observer import Event
from ucrn_core.features import Word


@dataclass(frozen=True)
class LiveReport:
    """What a live run was. Percentiles (p50, p95, p99) in milliseconds: from the newest captured sound and picture of a
    point, the older of the two, to the point; from the end of a word to its commitment. stages: seconds of work.
    drops: samples, pictures and points that were lost. drift_ms: by how much the sound stands off the session clock;
    drift_ppm: by how many parts in a million the device's samples last longer than its nominal rate says."""

    points: int
    seconds: float
    capture_to_point_ms: dict[str, float]
    word_commit_ms: dict[str, float]
    words: int
    stages: dict[str, float]
    drops: dict[str, float]
    drift_ms: float
    drift_ppm: float
    rss_mb: float
    presence: dict[str, float]
    engine: str
    recognizer: str | None
    events: list[Event]


@dataclass(frozen=True)
class LiveState:
    """How a live run is at this moment. t: seconds on the session clock; level_dbfs: of the newest sound; rate:
    pictures a second; latency_ms: of the newest point; behind: seconds of speech that wait for recognition; partial:
    words that may still change; drops as in the report; preparing: name of the engine that is being built."""

    t: float
    paused: bool
    level_dbfs: float
    rate: float
    latency_ms: float | None
    behind: float
    partial: list[Word]
    drops: dict[str, float]
    engine: str
    preparing: str
    recognizer: str | None


def revised(revision: Revision) -> Event:
    """Committed words stay as they are; what was heard in their place later is kept beside them."""
    said = f"“{revision.committed}” at {revision.start:.1f} s was later heard as “{revision.heard}”."
    return Event(revision.available_at or revision.start, "revision", "text", said)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99; empty where there are no values."""
    return {f"p{p}": round(float(np.percentile(values, p)), 1) for p in (50, 95, 99)} if values else {}


def memory_mb() -> float:
    """Resident memory of this process and those that it started, in MiB."""
    import psutil

    own, total = psutil.Process(), 0
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it ended since
            total += process.memory_info().rss
    return total / 2**20
