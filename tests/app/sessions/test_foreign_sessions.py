"""Sessions that somebody made to do harm are refused, or give nothing but what a session holds."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import main
from app.sessions.checking import verify
from app.sessions.database import BESIDE, DATABASE, LARGEST_VALUE, edited
from app.sessions.exporters import csv
from app.sessions.exporters.gathering import gather
from app.sessions.repairing import repair
from app.sessions.session import Session
from tests.made_sessions import exported, point
from ucrn_core.errors import SessionError

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS key, 'x' AS value FROM n"


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_session, tmp_path / "talk.ucrn"))


def change(session: Path, *statements: str) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TRIGGER t AFTER INSERT ON markers BEGIN DELETE FROM points; END"],
        ["CREATE VIEW v AS SELECT 1"],
        ["DROP TABLE metadata", f"CREATE VIEW metadata AS {ENDLESS}"],  # it would be read for ever
        ["CREATE VIRTUAL TABLE f USING fts5(x)"],
    ],
)
def test_what_no_session_has_is_refused(session: Path, statements: list[str]) -> None:
    change(session, *statements)
    with pytest.raises(SessionError, match="views or triggers"):
        Session.open(session)
    with pytest.raises(SessionError, match="views or triggers"):
        edited(session)
    assert any("views or triggers" in finding.message for finding in verify(session))


def test_a_repair_runs_nothing_that_a_session_brings(session: Path, tmp_path: Path) -> None:
    """It would where it makes an older session one of the present version, which puts rows into the copy."""
    older = [
        "PRAGMA foreign_keys = OFF",
        "PRAGMA legacy_alter_table = ON",
        "DROP TABLE timelines",
        "CREATE TABLE timelines (name TEXT PRIMARY KEY) STRICT",
        "ALTER TABLE points DROP COLUMN known_at",
        "ALTER TABLE points DROP COLUMN left_out",
        "DROP TABLE exclusions",
        "ALTER TABLE markers DROP COLUMN colour",
        "DELETE FROM metadata WHERE key IN ('session_id', 'zone', 'consent', 'origin', 'machine', 'devices', 'clock')",
        "PRAGMA user_version = 2",
    ]
    change(session, *older, "CREATE TRIGGER t AFTER INSERT ON metadata BEGIN DELETE FROM points; END")
    assert repair(session, tmp_path / "mended.ucrn").saved["points"] > 10


def test_no_value_fills_the_memory(session: Path) -> None:
    change(session, f"UPDATE words SET text = CAST(zeroblob({LARGEST_VALUE + 1}) AS TEXT) WHERE position = 0")
    with Session.open(session) as opened, pytest.raises(SessionError, match="cannot be read"):
        opened.words()


def test_a_database_that_lies_elsewhere_is_not_opened(session: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.sqlite"
    shutil.move(session / DATABASE, mine)
    (session / DATABASE).symlink_to(mine)
    with pytest.raises(SessionError, match="a link to another place"):
        Session.open(session)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_the_database_is_a_file_of_the_session(session: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(bytes(100))
    beside = session / name
    beside.symlink_to(outside)  # to /dev/zero it would be read until the disk is full
    for opened in (Session.open, edited):
        with pytest.raises(SessionError, match=f"{name} is a link to another place"):
            opened(session)
    beside.unlink()
    beside.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SessionError, match=f"{name} is a link to another place"):
        Session.open(session)
    beside.unlink()
    os.mkfifo(beside)
    with pytest.raises(SessionError, match=f"{name} is no file"):
        Session.open(session)


def test_media_that_lie_elsewhere_are_not_the_sessions_own(session: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.mp4"
    mine.write_bytes(b"mine")
    (session / "media.mp4").symlink_to(mine)
    with Session.open(session) as opened:
        assert opened.copied_media is None
    (session / "media.mkv").write_bytes(b"own")
    with Session.open(session) as opened:
        assert opened.copied_media == session / "media.mkv"


def test_text_is_a_parameter_wherever_it_comes_from(session: Path) -> None:
    name = "settled'; DROP TABLE points; --"
    change(session, "PRAGMA foreign_keys = OFF")
    with closing(sqlite3.connect(session / DATABASE)) as database:
        database.execute("UPDATE timelines SET name = ?", (name,))
        database.execute("UPDATE points SET timeline = ?", (name,))
        database.execute("UPDATE stages SET timeline = ?", (name,))
        database.commit()
    with Session.open(session) as opened:
        assert opened.timeline().name == name
        points = opened.points(name)
        assert len(points) > 10
        gathered = gather(opened, name)
    assert len(gathered.rows) == len(points)


def test_a_terminal_is_told_nothing_that_it_obeys(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(session, """UPDATE metadata SET value = '"\\u001b]0;taken\\u0007\\rall"' WHERE key = 'consent'""")
    assert main(["sessions", "show", str(session)]) == 0
    assert main(["sessions", "show", f"{session}\x1b[2J"]) == 2
    told, complained = capsys.readouterr()
    assert "\\u001b]0;taken\\u0007\\u000dall" in told
    assert "\\u001b[2J" in complained
    assert not any(ord(c) < 32 and c != "\n" for c in told + complained)


def test_a_table_for_spreadsheets_computes_nothing() -> None:
    made = exported([point(0.25, engine="=cmd|' /C calc'!A0")], timeline="a\n=1+1")
    lines = csv.export(made).decode().splitlines()
    assert lines[-1].endswith(",'=cmd|' /C calc'!A0")
    assert all(line.startswith(("#", "t,", "0.")) for line in lines)
