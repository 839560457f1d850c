"""Sessions of older versions: they open as they are, and become of the present version when they are changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.sessions.annotations import Marker
from app.sessions.database import DATABASE
from app.sessions.schema import APPLICATION_ID, VERSION, create
from app.sessions.session import Session
from app.sessions.store import Editor
from ucrn_core.errors import SessionError

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(params=[1, 2])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A live session of an older version, with two points, a word, a step, an event and a marker."""
    folder = tmp_path / "old.ucrn"
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.executescript((DATA / "session-2.sql").read_text())
        if request.param == 1:
            database.execute("DROP TABLE stages")
        database.executescript(f"PRAGMA user_version = {request.param}; PRAGMA application_id = {APPLICATION_ID}")
    return folder


def test_an_older_session_opens_and_stays_as_it_is(old: Path) -> None:
    before = (old / DATABASE).read_bytes()
    with Session.open(old) as session:
        assert [point.t for point in session.points("live")] == [0.25, 0.5]
        assert session.points("live")[0].left_out == ()
        assert session.timeline().live
        assert session.timeline().complete
        assert session.markers() == [Marker(1, 0.3, "smile", "#e8a33d")]
        assert [word.text for word in session.words()] == ["hello"]
        identity = session.info.session_id
    with Session.open(old) as session:
        assert session.info.session_id == identity
    assert [path.name for path in old.iterdir()] == [DATABASE]
    assert (old / DATABASE).read_bytes() == before


def test_what_is_changed_becomes_of_this_version(old: Path) -> None:
    with Session.open(old) as session:
        before = session.info, session.points("live"), session.timelines()
    editor = Editor(old)
    editor.put(Marker(2, 0.5, "frown", "#112233"))
    editor.close()
    with closing(sqlite3.connect(old / DATABASE)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        upgraded = _tables(database)
    with Session.open(old) as session:
        assert (session.info, session.points("live"), session.timelines()) == before
        assert [marker.label for marker in session.markers()] == ["smile", "frown"]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(create())
        assert upgraded == _tables(database)


def test_what_cannot_be_upgraded_is_told_and_left(old: Path) -> None:
    with closing(sqlite3.connect(old / DATABASE)) as database:
        database.execute("DELETE FROM metadata WHERE key = 'started'")
        database.commit()
    before = (old / DATABASE).read_bytes()
    with pytest.raises(SessionError, match="damaged"):
        Session.open(old)
    with pytest.raises(SessionError, match="damaged"):
        Editor(old)
    assert (old / DATABASE).read_bytes() == before


def _tables(database: sqlite3.Connection) -> dict[str, list[tuple[str, str, int]]]:
    """Columns of every table: name, type, whether it may be empty."""
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {n: [row[1:4] for row in database.execute(f"PRAGMA table_info({n})")] for n in sorted(names)}
