"""The analysis in a thread of its own, and the buffer between it and the window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from app.gui import details
from app.gui.timeline import Timeline
from app.logs import EventLog
from engines.observer import Event, Observer
from ucrn_core.errors import UCRNLiveError
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint

if TYPE_CHECKING:
    from engines.pipeline import RunReport
    from ucrn_core.checkpoint import Checkpoint

T = TypeVar("T")
# Analyse a clip, tell the observer, end early when the event is set.
Analyze = Callable[[Path, Observer, threading.Event], "RunReport"]
logger = logging.getLogger(__name__)


@cache
def shipped_checkpoint() -> Checkpoint:
    """The checkpoint that ships with the program, loaded once."""
    import assets
    from ucrn_core import checkpoint

    return checkpoint.load(assets.path(assets.CHECKPOINT))


def load_analysis() -> None:
    """Load what every analysis needs, so that the first one begins sooner."""
    import engines.pipeline  # noqa: F401
    from engines import voice

    shipped_checkpoint()
    voice.load()


def analyze_clip(path: Path, observer: Observer, stop: threading.Event) -> RunReport:
    """The pipeline over a media file with the shipped checkpoint, as fast as possible."""
    from engines.pipeline import analyze_media

    return analyze_media(path, shipped_checkpoint(), [observer, EventLog()], stop=stop)


@dataclass(frozen=True)
class ClipInfo:
    """What a media file holds: duration in seconds, None where the file does not say; size (width, height) in pixels
    of the upright picture, None where it has none."""

    path: Path
    duration: float | None
    has_audio: bool
    size: tuple[int, int] | None


def inspect_clip(path: Path) -> ClipInfo:
    """Look into a media file. Raises MediaError."""
    from engines.sources.media import MediaSource

    source = MediaSource(path)
    try:
        info = source.info
        size = (info.width, info.height) if info.width and info.height else None
        return ClipInfo(path, source.duration, source.has_audio, size)
    finally:
        source.close()


class Task(Generic[T]):
    """One call in a thread of its own. Poll `done`; then there is a `result`, or an `error` in one sentence."""

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        self._work = work
        self.result: T | None = None
        self.error: str | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._work()
        except UCRNLiveError as error:
            self.error = str(error)
        except Exception as error:
            logger.exception("a task failed")  # its name may be a file's
            what = f"{type(error).__name__}: {' '.join(str(error).split())}"
            self.error = f"Something unexpected went wrong ({what}); the log has details."
            details.keep(self.error, error)

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it has not come within `timeout` seconds."""
        self._thread.join(timeout)
        return self.done


class Buffer:
    """Observer that any thread may tell and the window's thread empties."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._steps: list[tuple[str, Sequence[Step]]] = []
        self._words: list[Word] = []
        self._points: list[SentimentPoint] = []
        self._events: list[Event] = []

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        with self._lock:
            self._steps.append((modality, steps))

    def on_words(self, words: Sequence[Word]) -> None:
        with self._lock:
            self._words.extend(words)

    def on_point(self, point: SentimentPoint) -> None:
        with self._lock:
            self._points.append(point)

    def on_event(self, event: Event) -> None:
        with self._lock:
            self._events.append(event)

    def drain(self, timeline: Timeline) -> None:
        """Move everything told so far into `timeline`; call in its thread."""
        with self._lock:
            steps, words, points, events = self._steps, self._words, self._points, self._events
            self._start()
        for modality, some in steps:
            timeline.on_steps(modality, some)
        timeline.on_words(words)
        for event in events:
            timeline.on_event(event)
        # Last: the time of the newest point says up to where everything else is there.
        timeline.on_points(points)


class Analysis:
    """One run of the pipeline over one clip. `before`, an earlier run that was told to stop, ends first."""

    def __init__(self, path: Path, analyze: Analyze, before: Analysis | None) -> None:
        self.path = path
        self.buffer = Buffer()
        self._stop = threading.Event()
        self._before = before
        self._analyze = analyze
        self.task = Task(f"analysis of {path.name}", self._run)

    def _run(self) -> RunReport | None:
        if self._before is not None:
            self._before.task.join()
            self._before = None
        return None if self._stop.is_set() else self._analyze(self.path, self.buffer, self._stop)

    def stop(self) -> None:
        """Ask the run to end; it does within a hop or so."""
        self._stop.set()
