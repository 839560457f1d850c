"""What the analysis of a media file costs this machine; each run is a process of its own, which begins with nothing."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from engines.measured_run import MeasuredRun, measured
from engines.observer import Event
from engines.sources.media import MediaSource
from ucrn_core.errors import MediaError
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint

EVERY = 0.2  # s between two looks at the processes


@dataclass(frozen=True)
class AnalysisCost:
    """Medians over the runs. seconds: of media; wall_seconds: of the analysis, its models loaded; speed: times as fast
    as real time. first_point_seconds: from the start of the process. cpu_seconds, memory_mb (highest): of it and all
    that it starts. stages: the share of each in the seconds of work."""

    seconds: float
    wall_seconds: float
    speed: float
    first_point_seconds: float
    cpu_seconds: float
    memory_mb: float
    stages: dict[str, float]
    engine: str
    recognizer: str | None


def analysis_cost(path: Path, repeats: int, report: Callable[[int], None], tell: Callable[[str], None]) -> AnalysisCost:
    """Runs the pipeline of `ucrn-live analyze` on the file, and writes nothing. report: gets the runs done; tell: each
    event of the first one. MediaError: the file cannot be read, or is too short for a point."""
    MediaSource(path).close()
    runs = list[MeasuredRun]()
    for done in range(repeats):
        run = measured([sys.executable, "-m", __name__, str(path), repr(time.monotonic())], EVERY)
        if run.status:
            raise RuntimeError(f"the analysis of {path} ended with status {run.status}")
        if run.report["first_point_seconds"] is None:
            raise MediaError(f"The file {path} is too short for a point; choose a longer one.")
        runs.append(run)
        report(done + 1)
    for message in runs[0].report["events"]:
        tell(message)

    def of(name: str) -> float:
        return median(run.report[name] for run in runs)

    stages = runs[0].report["stages"]
    return AnalysisCost(
        of("seconds"),
        of("wall_seconds"),
        of("seconds") / of("wall_seconds"),
        of("first_point_seconds"),
        median(run.loads[-1].cpu for run in runs),
        median(max(load.memory_mb for load in run.loads) for run in runs),
        {name: median(run.report["stages"][name] for run in runs) for name in stages},
        runs[0].report["engine"],
        runs[0].report["recognizer"],
    )


class FirstPoint:
    """Observer that notes when the first point came. at: on the system's monotonic clock."""

    def __init__(self) -> None:
        self.at: float | None = None

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        """Steps are not looked at."""

    def on_words(self, words: Sequence[Word]) -> None:
        """Words are not looked at."""

    def on_point(self, point: SentimentPoint) -> None:
        if self.at is None:
            self.at = time.monotonic()

    def on_event(self, event: Event) -> None:
        """The report of the run holds the events."""


def run_once(path: Path, started: float) -> None:
    """Body of the process: one analysis, printed as a JSON object. started: when the process was, on that clock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that measures, which then ends this one
    import assets
    from engines.pipeline import analyze_media
    from ucrn_core.checkpoint import load

    first = FirstPoint()
    report = analyze_media(path, load(assets.path(assets.CHECKPOINT)), [first])
    work = sum(report.stage_seconds.values())
    figures = {
        "seconds": report.duration,
        "wall_seconds": report.wall_seconds,
        "first_point_seconds": None if first.at is None else first.at - started,
        "stages": {name: seconds / work for name, seconds in report.stage_seconds.items()},
        "engine": report.engine,
        "recognizer": report.recognizer,
        "events": [event.message for event in report.events],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    run_once(Path(sys.argv[1]), float(sys.argv[2]))
