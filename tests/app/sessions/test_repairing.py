"""What `repair` saves: every row that can be read, media that are whole again; and the source stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from app.sessions.annotations import Marker
from app.sessions.checking import Finding, Kind, verify
from app.sessions.database import DATABASE
from app.sessions.repairing import repair
from app.sessions.schema import APPLICATION_ID
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from engines.observer import Event
from engines.remuxing import ascending, extent
from engines.sources import SAMPLE_RATE
from engines.sources.media import MediaSource
from tests.made_sessions import point, word
from tests.media_files import numbered, write_media
from ucrn_core.errors import SessionError
from ucrn_core.features import FeatureSpec, Step

SPEC = FeatureSpec()
POINTS = 400
PAGE = 4096


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A hundred seconds that were recorded and not finished."""
    folder = tmp_path / "a.ucrn"
    writer = SessionWriter(folder, checkpoint="c", spec=SPEC, settings={"drop": []}, timeline="live")
    for i in range(POINTS):
        t = i / 4
        writer.on_steps("face", [Step(t, np.full(len(SPEC.face.channels), i, np.float16), True, t)])
        writer.on_point(replace(point(t, engine=f"engine {i}"), stages_ms={"fusion": 4.0}))
    writer.on_words([word(float(i), i + 0.5, f"word{i}") for i in range(100)])
    writer.put(Marker(1, 2.5, "smile", "#00ff00"))
    sound = np.random.default_rng(0).normal(0, 0.1, (1, 3 * SAMPLE_RATE)).astype(np.float32)
    write_media(folder / "media.mkv", numbered(30, step=6), [sound], fps=10, rate=SAMPLE_RATE, audio_codec="flac")
    writer.on_event(Event(3.0, "disk", "", "The media ended."))
    writer.note(media_path="media.mkv")
    writer.close(complete=False)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def lose_page(folder: Path, holding: bytes, find: Callable[[bytearray, bytes], int] = bytearray.index) -> None:
    """The page with the bytes becomes zeros."""
    content = bytearray((folder / DATABASE).read_bytes())
    page = find(content, holding) // PAGE * PAGE
    content[page : page + PAGE] = bytes(PAGE)
    (folder / DATABASE).write_bytes(content)


def lose_roots(folder: Path, *names: str) -> None:
    """The first pages of tables and indices become bytes by chance."""
    uri = f"{(folder / DATABASE).as_uri()}?immutable=1"  # a log stays beside it
    with closing(sqlite3.connect(uri, uri=True)) as database:
        roots = dict(database.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    content = bytearray((folder / DATABASE).read_bytes())
    for name in names:
        content[(roots[name] - 1) * PAGE : roots[name] * PAGE] = np.random.default_rng(0).bytes(PAGE)
    (folder / DATABASE).write_bytes(content)


def test_an_unfinished_session_becomes_whole(session: Path) -> None:
    before = contents(session)
    repaired = repair(session)
    assert contents(session) == before
    assert repaired.folder == session.with_name("a-repaired.ucrn")
    assert repaired.lost == []
    assert repaired.saved["points"] == repaired.saved["steps"] == repaired.saved["stages"] == POINTS
    assert verify(repaired.folder) == []
    with Session.open(session) as old, Session.open(repaired.folder) as new:
        assert new.points("live") == old.points("live")
        assert new.words() == old.words()
        assert new.markers() == old.markers()
        np.testing.assert_array_equal(new.steps("face").values, old.steps("face").values)
        assert new.info.session_id == old.info.session_id
        assert new.info.started == old.info.started
        assert not new.info.complete


def test_nothing_is_overwritten_and_what_is_well_is_let_be(session: Path, tmp_path: Path) -> None:
    repair(session, tmp_path / "b")
    with pytest.raises(SessionError, match="exists already and is not overwritten"):
        repair(session, tmp_path / "b.ucrn")
    with pytest.raises(SessionError, match="is well: there is nothing to repair"):
        repair(tmp_path / "b.ucrn")


def test_rows_on_both_sides_of_a_lost_page_are_saved(session: Path) -> None:
    with Session.open(session) as stored:
        points = stored.points("live")
    lose_page(session, b"engine 200")
    before = contents(session)
    repaired = repair(session)
    assert contents(session) == before
    assert repaired.lost[0] == "the rows of points on damaged pages"
    assert {finding.kind for finding in verify(repaired.folder)} == {Kind.NOTED}
    with Session.open(repaired.folder) as saved:
        kept = saved.points("live")
    assert kept == [p for p in points if p in kept]
    assert POINTS - PAGE // 100 < len(kept) < POINTS
    assert (kept[0], kept[-1]) == (points[0], points[-1])


def test_several_lost_pages(session: Path) -> None:
    for number in (50, 200, 350):
        lose_page(session, b"engine %d" % number)
    repaired = repair(session)
    assert POINTS - 3 * PAGE // 100 < repaired.saved["points"] < POINTS
    assert Kind.DAMAGED not in {finding.kind for finding in verify(repaired.folder)}


def test_parts_of_the_latency_are_found_by_their_points(session: Path) -> None:
    lose_page(session, b"fusion", bytearray.rindex)  # a leaf: the first is the root
    repaired = repair(session)
    assert repaired.lost == ["the rows of stages on damaged pages"]
    assert 0 < repaired.saved["stages"] < repaired.saved["points"] == POINTS


@pytest.mark.parametrize("with_log", [False, True])
def test_rows_below_a_lost_root_are_read_from_their_leaves(session: Path, tmp_path: Path, with_log: bool) -> None:
    with Session.open(session) as stored:
        points, steps, words = stored.points("live"), stored.steps("face"), stored.words()
    folder = tmp_path / "killed.ucrn"
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        if with_log:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("UPDATE markers SET t = 2.75")
        shutil.copytree(session, folder)
    lose_roots(folder, "points", "steps", "stages", "sqlite_autoindex_points_1")
    repaired = repair(folder)
    assert repaired.lost == [f"the rows of {table} on damaged pages" for table in ("steps", "points", "stages")]
    assert Kind.DAMAGED not in {finding.kind for finding in verify(repaired.folder)}
    with Session.open(repaired.folder) as saved:
        assert [replace(p, stages_ms={"fusion": 4.0}) for p in saved.points("live")] == points
        assert saved.words() == words
        np.testing.assert_array_equal(saved.steps("face").values, steps.values)
        assert saved.markers()[0].t == (2.75 if with_log else 2.5)
    assert POINTS - 5 < repaired.saved["stages"] <= POINTS  # the root of an index holds rows of its own


def test_timelines_that_lost_all_their_points_are_told(session: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        database.execute("DELETE FROM points WHERE t >= 2")
        database.execute("VACUUM")
    lose_roots(session, "points")
    repaired = repair(session)
    lost = ["the rows of points on damaged pages", "all points of 1 timeline", f"{POINTS} damaged rows of stages"]
    assert repaired.lost == lost
    assert verify(repaired.folder) == [Finding(Kind.NOTED, f"It was repaired, and lacks {', '.join(lost)}.")]


def test_words_can_be_reached_where_all_timelines_are_lost(session: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE)) as database:
        for table in ("stages", "points", "timelines"):
            database.execute(f"DELETE FROM {table}")
        database.commit()
    assert Finding(Kind.DAMAGED, "It holds no timeline.") in verify(session)
    repaired = repair(session)
    assert repaired.lost == ["all its timelines"]
    assert [finding.kind for finding in verify(repaired.folder)] == [Kind.NOTED]
    with Session.open(repaired.folder) as saved:
        assert [timeline.name for timeline in saved.timelines()] == ["settled"]
        assert len(saved.words()) == 100


def zero_head(content: bytearray) -> None:
    content[:PAGE] = bytes(PAGE)


def wrong_program(content: bytearray) -> None:
    content[68:72] = b"abcd"


def half(content: bytearray) -> None:
    del content[len(content) // 2 :]


def other_names(content: bytearray) -> None:
    place = content.index(b"CREATE TABLE points")
    content[place : place + 19] = b"CREATE TABEL points"


@pytest.mark.parametrize("damage", [zero_head, wrong_program, half, other_names])
def test_a_database_that_no_program_opens(session: Path, damage: Callable[[bytearray], None]) -> None:
    content = bytearray((session / DATABASE).read_bytes())
    damage(content)
    (session / DATABASE).write_bytes(content)
    with pytest.raises(SessionError):
        Session.open(session)
    repaired = repair(session)
    assert repaired.saved["points"] > POINTS / 5
    assert Kind.DAMAGED not in {finding.kind for finding in verify(repaired.folder)}


def test_impossible_values_are_left_out_and_counted(session: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        database.execute("UPDATE points SET sentiment = 9e999 WHERE t IN (1, 2)")
        database.execute("UPDATE steps SET t = 0.125 WHERE t = 50")
        database.execute("UPDATE words SET text = CAST(x'66fc' AS TEXT) WHERE position = 0")
    repaired = repair(session)
    assert repaired.lost == [
        *("1 damaged row of steps", "2 damaged rows of points", "2 damaged rows of stages"),
    ]
    with Session.open(repaired.folder) as saved:
        assert saved.words()[0].text == "f�"


def test_lost_metadata_say_nothing(session: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        database.execute("UPDATE metadata SET value = '{' WHERE key IN ('settings', 'origin')")
        database.execute("DELETE FROM metadata WHERE key = 'machine'")
        database.execute("DELETE FROM timelines")
    repaired = repair(session)
    assert repaired.lost == ["what the metadata said of machine, origin, settings"]
    with Session.open(repaired.folder) as saved:
        assert (saved.info.settings, saved.info.origin, saved.info.machine) == ({}, 0.0, {})
        (timeline,) = saved.timelines()
        assert (timeline.name, timeline.live, timeline.spec_sha256) == ("live", True, SPEC.digest)
        assert len(saved.points("live")) == POINTS


def test_media_that_break_off_get_an_end(session: Path) -> None:
    media = session / "media.mkv"
    media.write_bytes(media.read_bytes()[: media.stat().st_size * 2 // 3])
    until = extent(media).until
    repaired = repair(session).folder / "media.mkv"
    assert extent(repaired).until == until
    with av.open(str(repaired)) as file:
        assert file.duration == pytest.approx(until * 1e6, abs=100_000)
    source, damaged = MediaSource(repaired), MediaSource(media)
    for mended, cut in zip(iter(source.read, None), iter(damaged.read, None), strict=True):
        assert mended.t == cut.t
    assert source.truncated is None
    source.close()
    damaged.close()
    with Session.open(repaired.parent) as saved:
        assert saved.media == repaired


def test_media_that_are_none_are_told(session: Path) -> None:
    (session / "media.mkv").write_text("no media")
    repaired = repair(session)
    assert repaired.lost == ["its media"]
    assert verify(repaired.folder) == [Finding(Kind.NOTED, "It was repaired, and lacks its media.")]


def test_media_that_are_gone_or_lack_their_end_are_told(session: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        database.execute("DELETE FROM events")
    cut = repair(session, tmp_path / "cut.ucrn")
    assert cut.lost == [f"the last {(POINTS - 1) / 4 - extent(session / 'media.mkv').until:.1f} s of its media"]
    (session / "media.mkv").unlink()
    gone = repair(session, tmp_path / "gone.ucrn")
    assert gone.lost == ["its media"]
    for repaired in (cut, gone):
        lacks = f"It was repaired, and lacks {repaired.lost[0]}."
        assert verify(repaired.folder) == [Finding(Kind.NOTED, lacks)]


def test_where_nothing_can_be_saved_nothing_is_made(session: Path, tmp_path: Path) -> None:
    (session / DATABASE).write_bytes(bytes(100 * PAGE))
    with pytest.raises(SessionError, match=r"Nothing of the session .* can be saved: no row of it can be read"):
        repair(session)
    with pytest.raises(SessionError, match=r"it holds no session\.sqlite"):
        repair(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.ucrn"]


def test_one_that_is_being_changed_or_killed_meanwhile(session: Path, tmp_path: Path) -> None:
    """What an editor that was killed left beside the database is part of it."""
    editor = Editor(session)
    editor._db.execute("PRAGMA cache_spill = ON")
    editor._db.execute("PRAGMA cache_size = 1")
    editor._db.execute("BEGIN IMMEDIATE")
    editor._db.execute("UPDATE points SET sentiment = 0")
    copy = tmp_path / "killed.ucrn"
    shutil.copytree(session, copy)
    assert (copy / f"{DATABASE}-journal").exists()
    editor._db.execute("ROLLBACK")
    editor.close()
    before = contents(copy)
    with Session.open(copy) as killed:
        assert {p.sentiment for p in killed.points("live")} == {1.0}
    assert repair(copy).saved["points"] == POINTS
    assert contents(copy) == before


def test_the_longest_row_of_ascending_values() -> None:
    assert ascending([1, 2, 9, 3, 4, 5, 0, 6]) == [0, 1, 3, 4, 5, 7]
    assert ascending([]) == []
    assert ascending([2, 2, 1]) in ([0], [1], [2])


def test_a_log_without_its_database(session: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(session / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("UPDATE words SET text = upper(text)")
        copy = tmp_path / "killed.ucrn"
        shutil.copytree(session, copy)
    (copy / DATABASE).write_bytes(b"")
    before = contents(copy)
    with pytest.raises(SessionError):
        Session.open(copy)
    saved = repair(copy).saved
    assert (saved["words"], saved["points"]) == (100, 0)  # the log holds the words only
    assert contents(copy) == before


def test_a_session_of_an_older_version_becomes_one_of_the_present(tmp_path: Path) -> None:
    folder = tmp_path / "old.ucrn"
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.executescript((Path(__file__).parents[2] / "data" / "session-2.sql").read_text())
        database.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 2;")
        database.execute("UPDATE metadata SET value = 'false' WHERE key = 'complete'")
        database.commit()
    assert {finding.kind for finding in verify(folder)} == {Kind.UNFINISHED}
    with Session.open(folder) as old:
        points, words = old.points("live"), old.words()
        identity = old.info.session_id
    assert points
    repaired = repair(folder)
    assert repaired.lost == []
    assert verify(repaired.folder) == []
    with Session.open(repaired.folder) as new:
        assert (new.points("live"), new.words(), new.info.session_id) == (points, words, identity)
