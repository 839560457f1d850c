"""Everything that a replay shows of a session, read at once, in a thread of the caller's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.sessions import moments
from app.sessions.annotations import Exclusion, Marker
from app.sessions.point_table import COLUMNS, PointTable
from app.sessions.recalled import Recalled
from app.sessions.reduction import Pyramid
from app.sessions.session import Session, TimelineInfo
from engines.observer import Event
from engines.sources.media import MediaInfo
from engines.sources.picture_times import picture_times
from ucrn_core.errors import MediaError
from ucrn_core.features import Word

DRAWN = COLUMNS[1:-1]  # all but time and latency


@dataclass(frozen=True)
class Track:
    """A timeline with its points, its curves by the name of their column, and when something was lost in it."""

    info: TimelineInfo
    points: PointTable
    curves: Mapping[str, Pyramid]
    drops: Sequence[float]


@dataclass(frozen=True)
class Replayed:
    """A session as a replay shows it; times in seconds from the beginning of its media.

    recalled: open, for the outlines of faces. media, media_info: the file that can be played, else `trouble` is a
    sentence on why there is none (None as well where nothing was recorded). pictures: times (pictures,) at which they
    are shown, None where there are none or reading them takes too long. words: in order of their start. duration: of
    all there is.
    """

    recalled: Recalled
    timelines: Sequence[TimelineInfo]
    track: Track
    words: Sequence[Word]
    events: Sequence[Event]
    markers: Sequence[Marker]
    exclusions: Sequence[Exclusion]
    media: Path | None
    media_info: MediaInfo | None
    trouble: str | None
    pictures: NDArray[np.float64] | None
    duration: float

    @property
    def why_no_picture(self) -> str:
        """What to say where a picture would be, when there is none."""
        if self.media_info is not None:
            return "No picture in this session: only sound"
        if self.trouble is None:
            return "Only measures were recorded"
        return "The media file is not there" if self.recalled.media is None else "Picture and sound cannot be played."

    @property
    def folder(self) -> Path:
        return self.recalled.session.folder


def load(folder: Path, timeline: str | None = None) -> Replayed:
    """The session in `folder` with the timeline of that name, for None the first. SessionError: it cannot be read."""
    session = Session.open(folder)
    try:
        recalled = Recalled(session)
        events = recalled.events()
        media, media_info, trouble = _media(recalled)
        pictures = picture_times(media, media_info.start) if media and media_info and media_info.width else None
        seconds = media_info.duration if media_info else None
        return Replayed(
            recalled=recalled,
            timelines=session.timelines(),
            track=_read(recalled, session.timeline(timeline), events),
            words=sorted(recalled.words(), key=lambda word: word.start),
            events=events,
            markers=recalled.markers(),
            exclusions=recalled.exclusions(),
            media=media,
            media_info=media_info,
            trouble=trouble,
            pictures=pictures,
            duration=max(recalled.duration, seconds or 0.0),
        )
    except BaseException:
        session.close()
        raise


def load_track(folder: Path, timeline: str) -> Track:
    """One more timeline of the session, read through a connection of its own."""
    with Session.open(folder) as session:
        recalled = Recalled(session)
        return _read(recalled, session.timeline(timeline), recalled.events())


def track_of(info: TimelineInfo, points: PointTable, events: Sequence[Event]) -> Track:
    """The track that a timeline makes; events: those of its session."""
    t = points.column("t")
    curves = {name: Pyramid(t, points.column(name), info.hop) for name in DRAWN}
    return Track(info, points, curves, moments.drops(points, events))


def _read(recalled: Recalled, info: TimelineInfo, events: Sequence[Event]) -> Track:
    return track_of(info, recalled.table(info.name), events)


def _media(recalled: Recalled) -> tuple[Path | None, MediaInfo | None, str | None]:
    """The media file with what it holds, or why it cannot be played."""
    from engines.sources.media import MediaSource

    session = recalled.session
    path, named = recalled.media, session.named_media
    if path is None:
        if named is None:
            return None, None, None
        trouble = (
            f"{named.name} is not where it was ({named.parent}), so there is neither picture nor sound. Put it back, "
            "or tell where it is: with “Find moved media…” in the library, or with ucrn-live sessions relocate "
            f"{session.folder.name} FILE."
        )
        return None, None, trouble
    try:
        source = MediaSource(path)
    except MediaError as error:
        return None, None, f"Picture and sound cannot be played. {error}"
    try:
        return path, source.info, None
    finally:
        source.close()
