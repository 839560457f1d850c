"""Sessions as folders: renamed, trashed and told where their media are; nothing is overwritten."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

import assets
from app.sessions import keeping
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from ucrn_core.errors import MediaError, SessionError
from ucrn_core.features import FeatureSpec


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    """A copy of the sample's session, beside its timeline, that still refers to the sample."""
    shutil.copy(sample_session.with_name("sample.timeline.csv"), tmp_path / "talk.timeline.csv")
    return Path(shutil.copytree(sample_session, tmp_path / "talk.ucrn"))


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_use(folder: Path) -> SessionWriter:
    return SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={})


def test_a_session_is_renamed_with_its_timeline(session: Path) -> None:
    renamed = keeping.rename(session, " Anna, 1st talk.ucrn ")
    assert renamed == session.with_name("Anna, 1st talk.ucrn")
    assert listed(session.parent) == ["Anna, 1st talk.timeline.csv", "Anna, 1st talk.ucrn"]
    with Session.open(renamed) as opened:
        assert opened.points()
    assert keeping.rename(renamed, "Anna, 1st talk") == renamed


@pytest.mark.parametrize("taken", ["other.ucrn", "other.timeline.csv"])
def test_renaming_overwrites_nothing(session: Path, taken: str) -> None:
    session.with_name(taken).write_text("mine")
    with pytest.raises(SessionError, match="is not overwritten"):
        keeping.rename(session, "other")
    assert session.with_name(taken).read_text() == "mine"
    assert {"talk.ucrn", "talk.timeline.csv"} <= set(listed(session.parent))


def test_a_rename_that_fails_halfway_is_undone(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = os.rename

    def refuse_the_timeline(source: Path, target: Path) -> None:
        if source.name == "talk.timeline.csv":
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_timeline)
    with pytest.raises(SessionError, match="cannot be renamed: Permission denied"):
        keeping.rename(session, "other")
    assert listed(session.parent) == ["talk.timeline.csv", "talk.ucrn"]


@pytest.mark.parametrize("cut", [False, True])
def test_a_killed_session_is_renamed_as_it_is(tmp_path: Path, cut: bool) -> None:
    """cut: all is in the log."""
    writer = in_use(tmp_path / "a.ucrn")
    writer.commit()
    killed = Path(shutil.copytree(tmp_path / "a.ucrn", tmp_path / "killed.ucrn"))
    writer.close(complete=True)
    (killed / "session.sqlite-shm").unlink(missing_ok=True)
    if cut:
        (killed / "session.sqlite").write_bytes(b"")
    before = {file.name: file.read_bytes() for file in killed.iterdir()}
    assert set(before) == {"session.sqlite", "session.sqlite-wal"}
    renamed = keeping.rename(killed, "b")
    assert {file.name: file.read_bytes() for file in renamed.iterdir()} == before


@pytest.mark.parametrize(
    "name", ["", "  ", ".ucrn", "..", ".hidden", "a/b", "a\\b", "a:b", 'a"b', "a\nb", "a\0b", "dot.", "x" * 121, "COM1"]
)
def test_odd_names_are_refused(session: Path, name: str) -> None:
    with pytest.raises(SessionError, match="cannot be the name"):
        keeping.rename(session, name)
    assert listed(session.parent) == ["talk.timeline.csv", "talk.ucrn"]


def test_a_session_that_is_written_is_left_alone(tmp_path: Path, trash_folder: Path) -> None:
    folder = tmp_path / "a.ucrn"
    writer = in_use(folder)
    for act in (lambda: keeping.rename(folder, "b"), lambda: keeping.trash(folder)):
        with pytest.raises(SessionError, match="let it finish"):
            act()
    writer.close(complete=True)
    assert keeping.rename(folder, "b").is_dir()


@pytest.mark.parametrize("name", ["nothing.ucrn", "photos", "notes.ucrn"])
def test_what_is_no_session_is_neither_renamed_nor_trashed(tmp_path: Path, name: str, trash_folder: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "notes.ucrn").touch()
    with pytest.raises(SessionError, match="is no session"):
        keeping.rename(tmp_path / name, "other")
    with pytest.raises(SessionError, match="is no session"):
        keeping.trash(tmp_path / name)
    assert not (trash_folder / "files").exists()


def test_a_trashed_session_can_be_restored(session: Path, trash_folder: Path) -> None:
    keeping.trash(session)
    assert not session.exists()
    assert not session.with_name("talk.timeline.csv").exists()
    assert listed(trash_folder / "files") == ["talk.timeline.csv", "talk.ucrn"]
    back = Path(shutil.move(trash_folder / "files" / "talk.ucrn", session))
    with Session.open(back) as opened:
        assert opened.info.complete


def test_a_broken_session_can_be_trashed(tmp_path: Path, trash_folder: Path) -> None:
    (tmp_path / "broken.ucrn").mkdir()
    (tmp_path / "broken.ucrn" / "session.sqlite").write_text("nonsense")
    keeping.trash(tmp_path / "broken.ucrn")
    assert listed(trash_folder / "files") == ["broken.ucrn"]


def test_where_there_is_no_trash_one_sentence_says_so(session: Path, trash_folder: Path) -> None:
    trash_folder.parent.mkdir(parents=True, exist_ok=True)
    trash_folder.write_text("in the way")
    with pytest.raises(SessionError, match=r"cannot be moved to the trash: .+\.$"):
        keeping.trash(session)
    assert session.is_dir()


def moved_media(session: Path, folder: Path) -> Path:
    """The sample under another name below `folder`, and other media around it."""
    editor = Editor(session)
    editor.note(media_path="/gone/sample.mp4")
    editor.close()
    with Session.open(session) as opened:
        assert opened.media is None
    place = folder / "videos" / "new"
    place.mkdir(parents=True)
    (folder / "videos" / "sample.mp4").write_bytes(b"of the same name")
    (place / "a.mp4").write_bytes(b"x" * assets.path(assets.SAMPLE).stat().st_size)
    return Path(shutil.copy(assets.path(assets.SAMPLE), place / "renamed.m4v"))


def test_moved_media_are_told_by_their_content(session: Path, tmp_path: Path) -> None:
    media = moved_media(session, tmp_path)
    with pytest.raises(SessionError, match="sha256 is another"):
        keeping.relocate(session, media.with_name("a.mp4"))
    with pytest.raises(MediaError, match="does not exist"):
        keeping.relocate(session, tmp_path / "nothing.mp4")
    keeping.relocate(session, media)
    with Session.open(session) as opened:
        assert opened.media == media


def test_moved_media_are_found_below_a_folder(session: Path, tmp_path: Path) -> None:
    media = moved_media(session, tmp_path)
    read: list[Path] = []
    assert keeping.relocate_by_search(session, tmp_path, told=read.append) == media
    assert [file.name for file in read] == ["a.mp4", "renamed.m4v"]  # of another size is no candidate
    with Session.open(session) as opened:
        assert opened.media == media


def test_a_search_for_media_can_be_stopped_and_may_find_nothing(session: Path, tmp_path: Path) -> None:
    media = moved_media(session, tmp_path)
    assert keeping.relocate_by_search(session, tmp_path, stop=lambda: True) is None
    media.unlink()
    with pytest.raises(SessionError, match=r"sample\.mp4, is nowhere below"):
        keeping.relocate_by_search(session, tmp_path)


def test_media_of_sessions_that_hold_their_own_or_none_cannot_be_set(session: Path, tmp_path: Path) -> None:
    (session / "media.mp4").touch()
    with pytest.raises(SessionError, match="holds its media itself"):
        keeping.relocate(session, assets.path(assets.SAMPLE))
    in_use(tmp_path / "bare.ucrn").close(complete=True)
    with pytest.raises(SessionError, match="without media"):
        keeping.relocate(tmp_path / "bare.ucrn", assets.path(assets.SAMPLE))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the test's trash is the person's own")
def test_the_trash_of_these_tests_is_their_own(trash_folder: Path, tmp_path: Path) -> None:
    assert trash_folder.is_relative_to(tmp_path)
