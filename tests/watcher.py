"""An observer of live runs that keeps all it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from engines.clock import SessionClock
from engines.observer import Event
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint


class Watcher:
    """Steps and points with the session time at which they were told. plan: session times, ascending, and what is done
    at the first point after each."""

    def __init__(self, clock: SessionClock) -> None:
        self.steps: defaultdict[str, list[tuple[float, Step]]] = defaultdict(list)
        self.words: list[Word] = []
        self.points: list[tuple[float, SentimentPoint]] = []
        self.events: list[Event] = []
        self.plan: list[tuple[float, Callable[[], None]]] = []
        self._clock = clock

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        self.steps[modality] += [(self._clock.now(), step) for step in steps]

    def on_words(self, words: Sequence[Word]) -> None:
        self.words += words

    def on_event(self, event: Event) -> None:
        self.events.append(event)

    def on_point(self, point: SentimentPoint) -> None:
        self.points.append((self._clock.now(), point))
        while self.plan and point.t >= self.plan[0][0]:
            self.plan.pop(0)[1]()

    def told(self, modality: str, kind: str, after: float = 0.0) -> Event | None:
        """The first event of this kind at or after a session time."""
        return next((e for e in self.events if (e.modality, e.kind) == (modality, kind) and e.t >= after), None)

    def valid(self, modality: str, after: float = 0.0) -> list[float]:
        """Times of the valid steps from a session time on."""
        return [step.t for _, step in self.steps[modality] if step.valid and step.t >= after]
