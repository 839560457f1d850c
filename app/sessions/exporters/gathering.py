"""From a stored session to what an exporter is given."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from app.sessions.exporters.exported import Exported, Row, printable
from app.sessions.store import Session
from engines.pipeline import HOP
from ucrn_core.errors import SessionError


def gather(session: Session, timeline: str | None = None) -> Exported:
    """All of a timeline: by default `live` where there is one, else `settled`. SessionError: there is none such."""
    info = session.info
    name = timeline or "live"
    points = session.points(name)
    if timeline and not points:
        raise SessionError(f"{session.folder} has no timeline {timeline}; leave --timeline away to take what there is.")
    if not points and not timeline:
        name = "settled"
        points = session.points(name)
    words = session.words()
    ends = [info.report.get("duration", 0.0), *(p.t for p in points[-1:]), *(w.end for w in words[-1:])]
    return Exported(
        name=printable(session.folder.resolve().name.removesuffix(".ucrn")),
        session_id="",
        timeline=name,
        checkpoint=info.checkpoint,
        measured_with=info.application_version,
        recognizer=info.recognizer,
        started=info.started.astimezone(UTC),
        media=session.copied_media or (Path(info.media_path) if info.media_path else None),
        media_sha256=info.media_sha256,
        hop=info.settings.get("hop", HOP),
        duration=max(ends),
        points=points,
        words=words,
        markers=[],
        exclusions=[],
        rows=[Row(p.t, p) for p in points],
    )
