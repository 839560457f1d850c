"""What a running analysis tells: to the session writer, to the window, to a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint


@dataclass(frozen=True)
class Event:
    """Something that happened; modality may be empty. kind: `missing`, `back`, `gap`, `drop`, `error`, `awake` (the
    machine may fall asleep), `switch` (to another face), `choice` (of the person: paused, left out), `revision` (of
    words, which stay as they are), `engine` (of fusion: prepared, refused, failed), `disk` (the recording's is nearly
    full, or so full that the recording ended)."""

    t: float
    kind: str
    modality: str
    message: str


class EventQueue:
    """Events from the thread that watches a device to the session's."""

    def __init__(self) -> None:
        self._events: SimpleQueue[Event] = SimpleQueue()

    def put(self, event: Event) -> None:
        self._events.put(event)

    def all(self) -> list[Event]:
        """Those that came since the last call, oldest first."""
        events = []
        with suppress(Empty):
            while True:
                events.append(self._events.get_nowait())
        return events


class Observer(Protocol):
    """Receives an analysis as it happens, always from the pipeline's own thread, in order of time."""

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None: ...

    def on_words(self, words: Sequence[Word]) -> None: ...

    def on_point(self, point: SentimentPoint) -> None: ...

    def on_event(self, event: Event) -> None: ...
