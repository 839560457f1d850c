"""What `verify` says of a session, one sentence for each thing that is wrong, and nothing of one that is well."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.sessions.checking import Finding, Kind, verify
from app.sessions.database import DATABASE
from app.sessions.session import TimelineInfo
from app.sessions.store import Editor, SessionWriter, add_timeline, point_row
from engines.observer import Event
from engines.sources import SAMPLE_RATE
from engines.sources.media import sha256_of
from tests.made_sessions import point, word
from tests.media_files import numbered, write_media
from ucrn_core.errors import SessionError
from ucrn_core.features import FeatureSpec, Step

SPEC = FeatureSpec()


def write(folder: Path, *, complete: bool = True, gap: float = 0.0) -> SessionWriter:
    """Ten points of a live run, with steps, words and media of three seconds; a gap in the middle."""
    writer = SessionWriter(folder, checkpoint="c", spec=SPEC, settings={}, timeline="live")
    for i in range(10):
        t = i / 4 + gap * (i >= 5)
        writer.on_steps("face", [Step(t, np.zeros(len(SPEC.face.channels), np.float16), True, t)])
        writer.on_point(replace(point(t), stages_ms={"fusion": 4.0}))
    writer.on_words([word(0.5, 1.0)])
    sound = np.zeros((1, 3 * SAMPLE_RATE), np.float32)
    media = write_media(folder / "media.mkv", numbered(30, step=6), [sound], fps=10, rate=SAMPLE_RATE)
    writer.note(media_path="media.mkv", media_sha256=sha256_of(media), report={"points": 10})
    if complete:
        writer.close(complete=True)
    return writer


@pytest.fixture
def session(tmp_path: Path) -> Path:
    write(tmp_path / "a.ucrn")
    return tmp_path / "a.ucrn"


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            database.execute(statement)


def test_a_session_that_is_well(session: Path) -> None:
    before = {path.name: path.read_bytes() for path in session.iterdir()}
    assert verify(session) == []
    assert {path.name: path.read_bytes() for path in session.iterdir()} == before


def test_a_further_timeline_may_be_of_another_kind(session: Path) -> None:
    made = TimelineInfo("settled", datetime.now(UTC), False, "d" * 64, "e" * 64, 0.1, None, "0.1.0", True)
    add_timeline(session, made, [point_row(made.name, point(i / 10)) for i in range(25)])
    assert verify(session) == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE points SET sentiment = 3.5 WHERE t = 1", "1 row of points with values that cannot be."),
        ("UPDATE points SET presence_text = 1.5", "10 rows of points with values that cannot be."),
        ("UPDATE points SET quality_face = 9e999 WHERE t < 0.5", "2 rows of points with values that cannot be."),
        ('UPDATE words SET "end" = start - 1', "1 row of words with values that cannot be."),
        ("UPDATE steps SET \"values\" = x'00' WHERE t = 1", "1 row of steps with values that cannot be."),
        ("UPDATE steps SET t = 0.1 WHERE t = 2", "The times of 1 feature steps do not ascend."),
        ("DELETE FROM points WHERE t = 1", "1 row with a reference to nothing."),
        ("DELETE FROM timelines", "10 rows with a reference to nothing."),
        ("DROP TABLE markers", "Its tables are not those of a session."),
        ("UPDATE timelines SET spec_sha256 = 'x'", "Its features are not described as they were measured."),
        ("UPDATE metadata SET value = '{\"points\": 9}' WHERE key = 'report'", "It holds 10 points, and its report"),
        ("UPDATE metadata SET value = '{\"points\": \"9\"}' WHERE key = 'report'", "its metadata cannot be read."),
        ("UPDATE points SET left_out = 'smell' WHERE t = 1", "1 row of points with values that cannot be."),
        ("UPDATE points SET left_out = 'smell' WHERE t = 1", "a point is without what is no modality."),
        ("UPDATE points SET left_out = 'text,face' WHERE t = 1", ""),
        ("UPDATE metadata SET value = 'x' WHERE key = 'settings'", "its metadata cannot be read."),
        ("UPDATE metadata SET value = '\"media.mp4\"' WHERE key = 'media_path'", ""),
        ("INSERT INTO markers VALUES (1, 0.5, 'Laughs', 'zz')", "1 row of markers with values that cannot be."),
        *(
            (f"INSERT INTO metadata VALUES ('repaired_from', '{said}')", "What it says of its repair cannot be read.")
            for said in ("5", "null", '{"lort": []}', '{"lost": [3]}', '{"lost": "all"}', '{"lost": ["a\\ud800"]}')
        ),
        ("PRAGMA user_version = 99", "was written by a newer UCRN Live"),
        ("PRAGMA application_id = 1", "a database of another program"),
    ],
)
def test_each_damage_is_told(session: Path, statement: str, message: str) -> None:
    change(session, statement)
    found = [finding for finding in verify(session) if finding.kind == Kind.DAMAGED]
    assert any(message in finding.message for finding in found) == bool(message)


def test_a_damaged_page_is_told(session: Path) -> None:
    content = bytearray((session / DATABASE).read_bytes())
    content[-4096:] = bytes(4096)
    (session / DATABASE).write_bytes(content)
    assert Kind.DAMAGED in {finding.kind for finding in verify(session)}


def test_damaged_pages_are_counted_in_one_sentence(session: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE)) as database:
        roots = [root for (root,) in database.execute("SELECT rootpage FROM sqlite_schema WHERE name LIKE '%_by_time'")]
    content = bytearray((session / DATABASE).read_bytes())
    for root in roots:
        content[(root - 1) * 4096 + 1 : (root - 1) * 4096 + 3] = b"\xff\xff"  # the place of free bytes
    (session / DATABASE).write_bytes(content)
    message = f"Its database is damaged: {len(roots)} of its {len(content) // 4096} pages."
    assert verify(session)[0] == Finding(Kind.DAMAGED, message)
    assert all(len(finding.message.splitlines()) == 1 for finding in verify(session))


def lose(media: Path) -> None:
    media.unlink()


def cut(media: Path) -> None:
    media.write_bytes(media.read_bytes()[:-9])


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lose, "Its media file media.mkv is gone."),
        (cut, "Its media file media.mkv is damaged, or another one than was analysed."),
    ],
)
def test_the_media_are_those_of_the_session(session: Path, act: Callable[[Path], None], message: str) -> None:
    act(session / "media.mkv")
    assert verify(session) == [Finding(Kind.DAMAGED, message)]


def test_media_elsewhere_may_be_away(session: Path, tmp_path: Path) -> None:
    (session / "media.mkv").rename(tmp_path / "talk.mkv")
    editor = Editor(session)
    editor.note(media_path=str(tmp_path / "talk.mkv"))
    assert verify(session) == []
    editor.note(media_path=str(tmp_path / "gone.mkv"))
    editor.close()
    message = f"Its media file {tmp_path / 'gone.mkv'} is not there any more."
    assert verify(session) == [Finding(Kind.NOTED, message)]


def test_a_gap_without_a_reason_is_noted(tmp_path: Path) -> None:
    write(tmp_path / "a.ucrn", gap=3.0)
    message = "From 1.00 to 4.25 s the timeline 'live' has no points, and nothing says why."
    assert verify(tmp_path / "a.ucrn") == [Finding(Kind.NOTED, message)]
    writer = write(tmp_path / "b.ucrn", gap=3.0, complete=False)
    writer.on_event(Event(1.5, "choice", "", "Paused: the devices are closed."))
    writer.close(complete=True)
    assert verify(tmp_path / "b.ucrn") == []


def test_media_that_end_too_early_are_told(tmp_path: Path) -> None:
    writer = write(tmp_path / "a.ucrn", gap=3.0, complete=False)
    writer.note(media_sha256=None)
    writer.close(complete=True)
    assert Finding(Kind.DAMAGED, "Its media file media.mkv ends 2.2 s before the last point.") in verify(
        tmp_path / "a.ucrn"
    )


def test_one_that_did_not_end_is_unfinished_and_one_that_is_written_is_let_be(tmp_path: Path) -> None:
    writer = write(tmp_path / "a.ucrn", complete=False)
    with pytest.raises(SessionError, match="still being written"):
        verify(tmp_path / "a.ucrn")
    writer.close(complete=False)
    assert verify(tmp_path / "a.ucrn") == [
        Finding(Kind.UNFINISHED, "It did not come to its end: what was measured until then is there.")
    ]


def test_what_is_no_session_is_told(tmp_path: Path) -> None:
    assert verify(tmp_path) == [Finding(Kind.DAMAGED, f"{tmp_path} is no session: it holds no {DATABASE}.")]
