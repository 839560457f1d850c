"""The library at a glance: what is told of sessions, what a search finds, and that one bad session hides no other."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.sessions import library
from app.sessions.database import readable
from app.sessions.library import Entry, Transcripts, entries, search
from app.sessions.replayed import load
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from tests.made_sessions import point, word
from ucrn_core.errors import SessionError
from ucrn_core.features import FeatureSpec, Word


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def record(
    folder: Path, *sentiments: float | None, origin: float = 0.0, words: str = "", complete: bool = True
) -> Path:
    """A live session whose points are a hop apart."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    writer = SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.note(origin=origin)
    for i, sentiment in enumerate(sentiments, start=1):
        writer.on_point(point(origin + i / 4, sentiment))
    writer.on_words([word(origin + i / 4, origin + i / 4 + 0.2, text) for i, text in enumerate(words.split())])
    writer.close(complete=complete)
    return folder


def named(found: list[Entry]) -> list[str]:
    return [entry.name for entry in found]


def test_what_is_told_of_an_analysed_file(sample_session: Path) -> None:
    (entry,) = entries(sample_session.parent)
    with Session.open(sample_session) as session:
        points, info = session.points(), session.info
    scored = [(p.sentiment, p.t) for p in points if p.sentiment is not None]
    assert (entry.folder, entry.name, entry.trouble) == (sample_session, "sample", None)
    assert (entry.started, entry.timeline, entry.live, entry.complete) == (info.started, "settled", False, True)
    assert (entry.points, entry.duration) == (len(points), info.report["duration"])
    assert entry.mean == pytest.approx(sum(s for s, _ in scored) / len(scored))
    assert entry.lowest == tuple(reversed(min(scored)))
    assert entry.highest == (min(t for s, t in scored if s == max(scored)[0]), max(scored)[0])
    assert entry.media == Path(str(info.media_path))
    assert entry.has_media
    assert len(entry.curve) == int(entry.duration / 0.5)
    assert all(value is not None and -3 <= value <= 3 for value in entry.curve[2:])


def test_times_count_from_the_beginning_of_a_recording(place: Path) -> None:
    record(place / "a.ucrn", 1.0, 1.0, -2.0, None, None, None, 2.0, 2.0, origin=100.0)
    (entry,) = entries(place)
    assert (entry.lowest, entry.highest, entry.duration, entry.live) == ((0.75, -2.0), (1.75, 2.0), 2.0, True)
    assert entry.curve == (1.0, -0.5, None, 2.0)
    assert (entry.points, entry.mean, entry.media) == (8, 0.8, None)


def test_points_before_a_recording_do_not_count(place: Path) -> None:
    session = record(place / "a.ucrn", -3.0, 3.0, 1.0, 2.0, 0.5)
    editor = Editor(session)
    editor.note(origin=0.6)
    editor.close()
    (entry,) = entries(place)
    assert (entry.points, entry.mean) == (3, pytest.approx(3.5 / 3))
    assert entry.lowest == (pytest.approx(0.65), 0.5)
    assert entry.highest == (pytest.approx(0.4), 2.0)


@pytest.mark.parametrize(
    "change",
    [
        *("UPDATE points SET t = 1e12 WHERE t = 0.5", "UPDATE points SET t = 1e300 WHERE t = 0.5"),
        *("UPDATE timelines SET hop = 0", "UPDATE timelines SET hop = 1e300"),
    ],
)
def test_times_that_cannot_be_are_told(place: Path, change: str) -> None:
    session = record(place / "a.ucrn", 1.0, 2.0)
    with closing(sqlite3.connect(session / "session.sqlite")) as database, database:
        database.execute(change)
    (entry,) = entries(place)
    assert entry.trouble is not None
    assert "is damaged" in entry.trouble
    with pytest.raises(SessionError, match="is damaged"):
        load(session)


def test_sessions_two_levels_below_are_listed_the_newest_first(place: Path) -> None:
    for name in ("old.ucrn", "study/one.ucrn", "study/day/two.ucrn", "study/day/deep/three.ucrn", ".hidden/four.ucrn"):
        record(place / name, 1.0)
    record(place / "old.ucrn" / "inside.ucrn", 1.0)
    (place / "notes.ucrn").write_text("no folder")
    for i, name in enumerate(("old.ucrn", "study/one.ucrn", "study/day/two.ucrn")):
        editor = Editor(place / name)
        editor.note(started=f"2026-03-0{i + 1}T09:30:00.000+00:00")
        editor.close()
    (place / "study" / "again").symlink_to(place, target_is_directory=True)  # nothing is listed twice
    assert named(entries(place)) == ["two", "one", "old"]
    assert entries(place / "nothing") == []


def test_a_broken_session_is_listed_and_hides_no_other(place: Path) -> None:
    record(place / "well.ucrn", 1.0)
    (place / "empty.ucrn").mkdir()
    (place / "noise.ucrn").mkdir()
    (place / "noise.ucrn" / "session.sqlite").write_bytes(b"nonsense" * 1000)
    damaged = record(place / "damaged.ucrn", 1.0)
    editor = Editor(damaged)
    editor.note(report=["not", "a", "report"], started="yesterday")
    editor.close()
    writer = SessionWriter(place / "written.ucrn", checkpoint="c", spec=FeatureSpec(), settings={})  # at this moment
    found = entries(place)
    assert named(found) == ["well", "damaged", "empty", "noise", "written"]
    assert [entry.trouble is None for entry in found] == [True, False, False, False, False]
    assert "is no session" in str(found[2].trouble)
    assert "still being written" in str(found[4].trouble)
    assert [entry.writing for entry in found] == [False, False, False, False, True]
    writer.close(complete=True)


@pytest.mark.parametrize("change", ["UPDATE points SET t = 9e999", "UPDATE points SET sentiment = -9e999"])
def test_what_is_no_number_is_told(place: Path, change: str) -> None:
    session = record(place / "a.ucrn", 1.0)
    with closing(sqlite3.connect(session / "session.sqlite")) as database, database:
        database.execute(change)
    (entry,) = entries(place)
    assert "is damaged" in str(entry.trouble)


def test_who_writes_is_told_whatever_sqlite_says_of_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(folder: Path) -> Session:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
        with readable(folder):
            raise error

    session = record(place / "a.ucrn", 1.0)
    monkeypatch.setattr(Session, "open", busy)
    assert library.read(session).writing


def test_a_date_without_a_zone_orders_like_the_others(place: Path) -> None:
    for name, started in (("a", "2026-03-01T09:30:00"), ("b", "2026-03-03T09:30:00+01:00")):
        editor = Editor(record(place / f"{name}.ucrn", 1.0))
        editor.note(started=started)
        editor.close()
    assert named(entries(place)) == ["b", "a"]


def test_incomplete_and_empty_sessions(place: Path) -> None:
    record(place / "none.ucrn", complete=False)
    (entry,) = entries(place)
    assert (entry.complete, entry.points, entry.duration) == (False, 0, 0.0)
    assert entry.mean is entry.lowest is entry.highest is None


def test_media_that_are_gone_are_named_but_not_there(sample_session: Path, place: Path) -> None:
    shutil.copytree(sample_session, place / "a.ucrn")
    editor = Editor(place / "a.ucrn")
    editor.note(media_path=str(place / "moved.mp4"))
    editor.close()
    (entry,) = entries(place)
    assert (entry.media, entry.has_media) == (place / "moved.mp4", False)
    (place / "moved.mp4").touch()
    assert entries(place)[0].has_media  # also where the session was remembered
    editor = Editor(place / "a.ucrn")
    editor.note(media_path="/no\0name.mp4")
    editor.close()
    assert not entries(place)[0].has_media


def test_what_was_read_is_remembered_until_it_changes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = record(place / "a.ucrn", 1.0, 2.0)
    record(place / "b.ucrn", 1.0)
    first = entries(place)
    read: list[Path] = []
    really = library.read
    monkeypatch.setattr(library, "read", lambda folder: read.append(folder) or really(folder))
    assert entries(place) == first
    assert read == []
    editor = Editor(session)
    editor.note(consent="given", report={"duration": 8.0})
    editor.close()
    assert {entry.name: entry.duration for entry in entries(place)} == {"a": 8.0, "b": 0.25}
    assert read == [session]
    (session / "media.wav").write_bytes(b"a copy that came later")
    assert {entry.name: entry.media for entry in entries(place)} == {"a": session / "media.wav", "b": None}
    shutil.rmtree(place / "b.ucrn")
    assert named(entries(place)) == ["a"]
    kept = json.loads((library.cache_folder() / "sessions.json").read_text())["sessions"]
    assert list(kept) == [str(session)]


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1, "sessions": {}', '{"version": 99, "sessions": []}'])
def test_a_damaged_cache_is_made_anew(place: Path, content: str) -> None:
    record(place / "a.ucrn", 1.0)
    first = entries(place)
    cache = library.cache_folder() / "sessions.json"
    cache.write_text(content)
    assert entries(place) == first
    assert json.loads(cache.read_text())["version"] == library.CACHE_VERSION


def test_a_killed_session_is_listed_without_being_changed(place: Path) -> None:
    writer = SessionWriter(place / "a.ucrn", checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.on_point(point(0.25))
    writer.commit()
    shutil.copytree(place / "a.ucrn", place / "killed.ucrn")
    writer.close(complete=True)
    before = {file.name: file.read_bytes() for file in (place / "killed.ucrn").iterdir()}
    for _ in range(2):
        found = {entry.name: entry for entry in entries(place)}
        assert (found["killed"].points, found["killed"].complete) == (1, False)
    assert {file.name: file.read_bytes() for file in (place / "killed.ucrn").iterdir()} == before


def test_a_search_finds_all_words_in_name_or_transcript(place: Path) -> None:
    record(place / "Interview Anna.ucrn", 1.0, words="The Country is large")
    record(place / "Interview Bert.ucrn", 1.0, words="a small town")
    listed, transcripts = sorted(entries(place), key=lambda e: e.name), Transcripts()
    assert named(search(listed, "country", transcripts)) == []  # nothing was read yet
    transcripts.read(listed)
    for text, expected in {
        "interview": ["Interview Anna", "Interview Bert"],
        "COUNTRY the": ["Interview Anna"],
        "small bert": ["Interview Bert"],
        "small anna": [],
        "": ["Interview Anna", "Interview Bert"],
    }.items():
        assert named(search(listed, text, transcripts)) == expected, text


def test_a_transcript_is_read_again_once_it_changed(place: Path) -> None:
    session = record(place / "a.ucrn", 1.0, words="before")
    transcripts = Transcripts()
    transcripts.read(entries(place))
    shutil.rmtree(session)
    record(session, 1.0, words="after it")
    listed = entries(place)
    transcripts.read(listed)
    assert (named(search(listed, "before", transcripts)), named(search(listed, "after", transcripts))) == ([], ["a"])


def test_no_transcript_leaves_its_session(place: Path) -> None:
    record(place / "a.ucrn", 1.0, words="confidential")
    listed = entries(place)
    Transcripts().read(listed)
    assert not any(b"confidential" in file.read_bytes() for file in library.cache_folder().rglob("*") if file.is_file())
    assert os.name != "posix" or library.cache_folder().stat().st_mode & 0o77 == 0


def test_the_library_lies_where_the_person_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "mine"))
    assert library.home() == tmp_path / "mine"
    monkeypatch.delenv("UCRN_LIVE_SESSIONS")
    assert library.home().name == "UCRN Live"


def test_words_of_every_revision_are_read_once(place: Path) -> None:
    writer = SessionWriter(place / "a.ucrn", checkpoint="c", spec=FeatureSpec(), settings={})
    writer.on_words([Word(0.0, 0.2, "one", None, 0.2), Word(0.2, 0.4, "two", None, 0.4)])
    writer.close(complete=True)
    with Session.open(place / "a.ucrn") as session:
        assert session.transcript() == "one two"
        assert session.counts()["words"] == 2
