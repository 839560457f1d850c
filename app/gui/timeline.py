"""What the analysis of the open clip has told so far. Lives in the window's thread; views subscribe and look up."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engines.observer import Event
from ucrn_core.features import MODALITIES, Step, Word
from ucrn_core.points import SentimentPoint

COLUMNS = ("t", "sentiment", "low", "high", *(f"quality_{m}" for m in MODALITIES))
STATES = ("missing", "error", "back")  # kinds of events that say whether a modality is there
BREAK = 1.0  # s between two points, above which their curve has a gap
OUTLINE_AGE = 0.25  # s: a face that was last seen longer ago is not drawn


class Timeline(QObject):
    """Points, words, face outlines and events in order of time.

    An Observer, but one that must be fed in the window's thread.
    """

    cleared = Signal()
    points_added = Signal()
    words_changed = Signal(int)  # index of the first word that is new or has moved
    event_added = Signal(object)  # Event

    def __init__(self) -> None:
        super().__init__()
        self._start()

    def _start(self) -> None:
        self.points: list[SentimentPoint] = []
        self.words: list[Word] = []
        self.events: list[Event] = []
        self._table = np.empty((len(COLUMNS), 1024))
        self._rows = 0  # of the table, in use
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

    def column(self, name: str) -> NDArray[np.float64]:
        """One of COLUMNS over all points, ascending in time (rows,); NaN where it is empty, for the quality of what is
        absent, and in a row of its own where points are missing, as after a pause."""
        return self._table[COLUMNS.index(name), : self._rows]

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        if modality != "face":
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
        size = self._rows + 2 * len(points)
        if size > self._table.shape[1]:
            self._table = np.concatenate([self._table, np.empty((len(COLUMNS), size))], axis=1)
        for p in points:
            if self.points and p.t - self.points[-1].t > BREAK:
                self._add_row(((p.t + self.points[-1].t) / 2, *(None,) * (len(COLUMNS) - 1)))
            quality = (p.quality[m] if p.presence[m] > 0 else None for m in MODALITIES)
            self._add_row((p.t, p.sentiment, p.low, p.high, *quality))
            self.points.append(p)
        self.points_added.emit()

    def _add_row(self, row: tuple[float | None, ...]) -> None:
        self._table[:, self._rows] = [np.nan if value is None else value for value in row]
        self._rows += 1

    def on_event(self, event: Event) -> None:
        self.events.append(event)
        self.event_added.emit(event)

    def point_at(self, t: float) -> SentimentPoint | None:
        """The newest point at or before `t`."""
        i = bisect.bisect_right(self.points, t, key=lambda p: p.t)
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

    def is_lost(self, modality: str, t: float) -> str | None:
        """What was said of `modality` when it was lost, if it was up to `t` and is not back."""
        said = next(
            (e for e in reversed(self.events) if e.modality == modality and e.t <= t and e.kind in STATES), None
        )
        return said.message if said and said.kind != "back" else None

    def why_missing(self, modality: str, t: float) -> str | None:
        """What the newest event up to `t` says about `modality` being missing."""
        said = [
            e for e in self.events if e.modality == modality and e.kind in ("missing", "error", "choice") and e.t <= t
        ]
        return said[-1].message if said else None
