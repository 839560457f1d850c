"""What a replay reads of a session."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import assets
from app.sessions.replayed import load, load_track
from app.sessions.session import Session
from app.sessions.store import Editor, add_timeline, point_row
from ucrn_core.errors import SessionError


def test_everything_of_the_sample_is_there(sample_session: Path) -> None:
    replayed = load(sample_session)
    with Session.open(sample_session) as session:
        assert list(replayed.track.points) == [replace(p, stages_ms={}) for p in session.points()]
        assert [w.text for w in replayed.words] == [w.text for w in session.words()]
    assert replayed.media == assets.path(assets.SAMPLE)
    assert replayed.media_info is not None
    assert replayed.media_info.frame_rate
    assert replayed.trouble is None
    assert replayed.duration == pytest.approx(18.2, abs=0.1)
    assert [t.name for t in replayed.timelines] == ["settled"]
    replayed.recalled.session.close()


@pytest.mark.parametrize("named", ["/nowhere/talk.mp4", "talk.mp4"])
def test_media_that_is_gone_is_told_with_what_to_do(sample_session: Path, tmp_path: Path, named: str) -> None:
    folder = tmp_path / "moved.ucrn"
    shutil.copytree(sample_session, folder)
    editor = Editor(folder)
    editor.note(media_path=named)
    editor.close()
    replayed = load(folder)
    assert replayed.media is None
    assert replayed.trouble is not None
    assert f"talk.mp4 is not where it was ({(folder / named).parent})" in replayed.trouble
    assert "relocate" in replayed.trouble
    assert replayed.why_no_picture == "The media file is not there"
    assert replayed.duration == pytest.approx(18.2, abs=0.3)
    replayed.recalled.session.close()


def test_media_that_cannot_be_decoded_is_told(sample_session: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken.ucrn"
    shutil.copytree(sample_session, folder)
    (folder / "media.mkv").write_text("no film")
    replayed = load(folder)
    assert replayed.media is None
    assert replayed.trouble is not None
    assert "media.mkv" in replayed.trouble
    assert replayed.why_no_picture == "Picture and sound cannot be played."
    replayed.recalled.session.close()


def test_another_timeline_is_read_beside_it(sample_session: Path, tmp_path: Path) -> None:
    folder = tmp_path / "two.ucrn"
    shutil.copytree(sample_session, folder)
    with Session.open(folder) as session:
        info, points = session.timeline("settled"), session.points()
    made = replace(info, name="again", made=datetime.now(UTC))
    add_timeline(folder, made, [point_row(made.name, point) for point in points[:10]])
    track = load_track(folder, "again")
    assert (track.info.name, len(track.points)) == ("again", 10)
    with pytest.raises(SessionError, match="holds no timeline 'other'"):
        load_track(folder, "other")


def test_what_is_no_session_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="is no session"):
        load(tmp_path)
