"""A stored session as people see and export it: times count from the beginning of the recording and of its media."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.sessions.annotations import Annotation, Exclusion, Marker
from app.sessions.point_table import PointTable
from app.sessions.session import Session
from app.sessions.store import Editor
from engines.observer import Event
from ucrn_core.features import Word
from ucrn_core.points import SentimentPoint


class Recalled:
    """What `Session` tells, in seconds from its origin; what lies before it is left out, save in `outline`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._origin = session.info.origin

    @property
    def duration(self) -> float:
        """Seconds until the last that was measured or said; 0 where nothing was."""
        stated = self.session.info.report.get("duration", 0.0)
        return max(stated, self.session.end - self._origin)

    @property
    def media(self) -> Path | None:
        """The media file, where it is there; its beginning is at 0."""
        return self.session.media

    def points(self, timeline: str) -> list[SentimentPoint]:
        by = self._origin
        points = [p for p in self.session.points(timeline) if p.t >= by]
        return [replace(p, t=p.t - by) for p in points] if by else points

    def table(self, timeline: str) -> PointTable:
        return self.session.table(timeline).since(self._origin).shift(-self._origin)

    def words(self) -> list[Word]:
        by = self._origin
        words = self.session.words()
        if not by:
            return words
        return [Word(w.start - by, w.end - by, w.text, w.confidence, w.available_at - by) for w in words if w.end > by]

    def events(self) -> list[Event]:
        return [replace(event, t=max(0.0, event.t - self._origin)) for event in self.session.events()]

    def markers(self) -> list[Marker]:
        return [replace(marker, t=marker.t - self._origin) for marker in self.session.markers()]

    def exclusions(self) -> list[Exclusion]:
        by = self._origin
        return [replace(e, start=e.start - by, end=e.end - by) for e in self.session.exclusions()]

    def outline(self, t: float, oldest: float) -> NDArray[np.float16] | None:
        """Outline (points, 2), in 0..1 of the picture, of the newest face at or before `t` and after `oldest`."""
        return self.session.outline(t + self._origin, oldest + self._origin)

    def stored(self, annotation: Annotation) -> Annotation:
        """The annotation as it is to be stored."""
        by = self._origin
        if isinstance(annotation, Marker):
            return replace(annotation, t=annotation.t + by)
        return replace(annotation, start=annotation.start + by, end=annotation.end + by)


class RecalledEditor:
    """Stores annotations of a recalled session, each before the call returns. The session is opened for it at the first
    change: only looking at it changes nothing. For one thread; SessionError: it cannot be changed."""

    def __init__(self, recalled: Recalled) -> None:
        self._recalled = recalled
        self._editor: Editor | None = None

    def put(self, annotation: Annotation) -> None:
        """In place of the one with its id."""
        self._opened().put(self._recalled.stored(annotation))

    def remove(self, annotation: Annotation) -> None:
        """Harmless where it is not there."""
        self._opened().remove(annotation)

    def close(self) -> None:
        if self._editor is not None:
            self._editor.close()
            self._editor = None

    def _opened(self) -> Editor:
        if self._editor is None:
            self._editor = Editor(self._recalled.session.folder, known=True)
        return self._editor
