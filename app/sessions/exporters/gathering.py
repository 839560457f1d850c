"""From a stored session to what an exporter is given."""

from __future__ import annotations

from datetime import UTC

from app.sessions.exporters.exported import Exported, Row, printable
from app.sessions.recalled import Recalled
from app.sessions.session import Session


def gather(session: Session, timeline: str | None = None) -> Exported:
    """All of a timeline: by default `live` where there is one, else `settled`. SessionError: there is none such."""
    info, made, recalled = session.info, session.timeline(timeline), Recalled(session)
    points = recalled.points(made.name)
    return Exported(
        name=printable(session.folder.resolve().name.removesuffix(".ucrn")),
        session_id=info.session_id,
        timeline=made.name,
        checkpoint=made.checkpoint,
        measured_with=made.application_version,
        recognizer=info.recognizer,
        started=info.started.astimezone(UTC),
        media=session.named_media,
        media_sha256=info.media_sha256,
        hop=made.hop,
        duration=recalled.duration,
        points=points,
        words=recalled.words(),
        markers=recalled.markers(),
        exclusions=recalled.exclusions(),
        rows=[Row(p.t, p) for p in points],
    )
