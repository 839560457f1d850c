"""What the analysis of the open clip has told so far. Lives in the window's thread; views subscribe and look up."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.gui.messages import said
from app.sessions.point_table import PointTable
from engines.observer import Event
from ucrn_core.features import Step, Word
from ucrn_core.points import SentimentPoint

STATES = ("missing", "error", "choice", "back")  # kinds of events that say whether a modality is there
OUTLINE_AGE = 0.25  # s: a face that was last seen longer ago is not drawn


class Timeline(QObject):
    """Points, words, face outlines and events in order of time.

    An Observer, but one that must be fed in the window's thread.
    """

    cleared = Signal()
    points_added = Signal()
    words_changed = Signal(int)  # index of the first word that is new or has moved
    event_added = Signal(object)  # Event

    def __init__(self, *, outlines: bool = True) -> None:
        """outlines: whether those of faces are kept."""
        super().__init__()
        self._keeps_outlines = outlines
        self._start()

    def _start(self) -> None:
        self.points = PointTable()
        self.words: list[Word] = []
        self.events: list[Event] = []
        self._states: defaultdict[str, list[Event]] = defaultdict(list)  # by modality, those that say how it is
        self._face_times: list[float] = []
        self._outlines: list[NDArray[np.float16]] = []

    def clear(self) -> None:
        """Forget everything: another clip is opened."""
        self._start()
        self.cleared.emit()

    @property
    def analysed(self) -> float:
        """Time up to which the clip is analysed, in seconds; 0 at first."""
        return self.points[-1].t if self.points else 0.0

    def recall(self, points: PointTable, words: Sequence[Word], events: Sequence[Event]) -> None:
        """Everything at once, of a session that is read, in place of what was there; words in order of their start."""
        self._start()
        self.points, self.words, self.events = points, list(words), list(events)
        for event in events:
            if event.kind in STATES:
                self._states[event.modality].append(event)
        self.cleared.emit()

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        if modality != "face" or not self._keeps_outlines:
            return
        for step in steps:
            if step.valid and step.outline is not None:
                self._face_times.append(step.t)
                self._outlines.append(step.outline)

    def on_words(self, words: Sequence[Word]) -> None:
        if not words:
            return
        first = len(self.words)
        for word in words:
            place = bisect.bisect_right(self.words, word.start, key=lambda w: w.start)
            self.words.insert(place, word)
            first = min(first, place)
        self.words_changed.emit(first)

    def on_points(self, points: Sequence[SentimentPoint]) -> None:
        """Several points at once, so that views redraw once."""
        if not points:
            return
        self.points.extend(points)
        self.points_added.emit()

    def on_event(self, event: Event) -> None:
        self.events.append(event)
        if event.kind in STATES:
            self._states[event.modality].append(event)
        self.event_added.emit(event)

    def point_at(self, t: float) -> SentimentPoint | None:
        """The newest point at or before `t`."""
        i = self.points.place(t)
        return self.points[i - 1] if i else None

    def outline_at(self, t: float) -> NDArray[np.float16] | None:
        """Outline (points, 2), in 0..1 of the picture, of the newest face at or before `t`, unless it is long gone."""
        i = bisect.bisect_right(self._face_times, t + 1e-3)
        return self._outlines[i - 1] if i and t - self._face_times[i - 1] <= OUTLINE_AGE else None

    def words_until(self, t: float) -> int:
        """How many words have begun at `t`."""
        return bisect.bisect_right(self.words, t, key=lambda w: w.start)

    def word_at(self, t: float) -> int | None:
        """Index of the word that is being spoken at `t`."""
        i = self.words_until(t) - 1
        return i if i >= 0 and t <= self.words[i].end else None

    def why_missing(self, modality: str, t: float) -> str | None:
        """What was said of `modality` when it was lost or left out, if that was up to `t` and it is not back."""
        told = next((e for e in reversed(self._states[modality]) if e.t <= t), None)
        return said(told.message) if told and told.kind != "back" else None
