"""A session as people see it: a recording that began in the midst of a run counts from its own beginning."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.sessions import database
from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters.gathering import gather
from app.sessions.recalled import Recalled, RecalledEditor
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from engines.observer import Event
from tests.made_sessions import point
from ucrn_core.features import FeatureSpec, Word


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a.ucrn"
    writer = SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.note(origin=100.0)
    writer.on_words([Word(98.0, 99.0, "before", None, 99.5), Word(99.5, 100.5, "across", 0.5, 101.0)])
    writer.on_event(Event(99.0, "missing", "face", "No face."))
    for t in (99.99, 100.25, 100.5):  # the first window was cut before the recording began
        writer.on_point(replace(point(t, 1.0), known_at=t + 0.01))
    writer.close(complete=True)
    return folder


def test_times_count_from_the_beginning_of_the_recording(folder: Path) -> None:
    with Session.open(folder) as session:
        recalled = Recalled(session)
        assert [p.t for p in recalled.points("live")] == [0.25, 0.5]
        table = recalled.table("live")
        assert (list(table.column("t")), len(table), table[0].t) == ([0.25, 0.5], 2, 0.25)
        assert recalled.words() == [Word(-0.5, 0.5, "across", 0.5, 1.0)]
        assert recalled.events() == [Event(0.0, "missing", "face", "No face.")]
        assert recalled.duration == 0.5
        assert [row.t for row in gather(session).rows] == [0.25, 0.5]


@pytest.mark.parametrize("named", ["film.mp4", "/films/film.mp4"])
def test_media_that_are_named_relative_to_the_session_are_exported_so(folder: Path, named: str) -> None:
    editor = Editor(folder)
    editor.note(media_path=named)
    editor.close()
    with Session.open(folder) as session:
        assert gather(session).media == folder / named


@pytest.mark.parametrize("annotation", [Marker(1, 0.25, "smile", "#112233"), Exclusion(1, 0.25, 0.5)])
def test_what_people_add_is_stored_on_the_session_clock(folder: Path, annotation: Marker | Exclusion) -> None:
    with Session.open(folder) as session:
        stored = Recalled(session).stored(annotation)
    editor = Editor(folder)
    editor.put(stored)
    editor.close()
    with Session.open(folder) as session:
        assert [*session.markers(), *session.exclusions()] == [stored]
        assert [*Recalled(session).markers(), *Recalled(session).exclusions()] == [annotation]
        assert getattr(stored, "t", None) == 100.25 or getattr(stored, "start", None) == 100.25


def test_the_first_marker_in_a_killed_session_does_not_copy_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "killed.ucrn"
    writer = SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.on_point(point(0.25, 1.0))
    writer.commit()
    writer.abandon()
    copies, copied = [], database.copied
    monkeypatch.setattr(database, "copied", lambda *given: copies.append(given) or copied(*given))
    marker = Marker(1, 0.25, "smile", "#112233")
    with Session.open(folder) as session:
        assert len(copies) == 1  # which is why it matters
        with closing(RecalledEditor(Recalled(session))) as editor:
            editor.put(marker)
        assert len(copies) == 1
    with Session.open(folder) as session:
        assert session.markers() == [marker]
        assert len(session.points("live")) == 1
