"""What a running analysis tells: to the session writer, to the window, to a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint


@dataclass(frozen=True)
class Event:
    """Something the person should know. kind: `missing`, `gap`, `drop`, `error`; modality may be empty."""

    t: float
    kind: str
    modality: str
    message: str


class Observer(Protocol):
    """Receives an analysis as it happens, always from the pipeline's own thread, in order of time."""

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None: ...

    def on_words(self, words: Sequence[Word]) -> None: ...

    def on_point(self, point: SentimentPoint) -> None: ...

    def on_event(self, event: Event) -> None: ...
