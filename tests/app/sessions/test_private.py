"""What the program writes of people is for its owner only, on a system that would let anybody read it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets
from app.cli import main
from app.sessions import library, recording
from app.sessions.results import Result
from app.sessions.store import Editor, SessionWriter
from engines.fusion.cache import EngineCache
from engines.private import make_file, make_folder
from tests.app.sessions.test_store import POINT
from ucrn_core import checkpoint as checkpoints

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(*paths: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in paths}


def test_a_session_while_it_is_written_and_after(tmp_path: Path) -> None:
    checkpoint = checkpoints.load(assets.path(assets.CHECKPOINT))
    folder = recording.new_session(tmp_path / "library" / "talk")
    writer = SessionWriter(folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings={})
    writer.on_point(POINT)
    writer.commit()
    written = sorted(folder.iterdir())
    assert [file.name for file in written] == ["session.sqlite", "session.sqlite-wal"]
    assert modes(*written) == {0o600}
    writer.close(complete=True)
    editor = Editor(folder)
    editor.note(consent="yes")
    editor.close()
    assert modes(*folder.iterdir()) == {0o600}
    assert modes(folder, folder.parent) == {0o700}


def test_an_analysis_and_its_repair_and_export(sample_session: Path, tmp_path: Path) -> None:
    there = tmp_path / "shared"
    there.mkdir(mode=0o777)
    clip = str(assets.path(assets.SAMPLE))
    assert main(["analyze", clip, "-o", str(there), "--copy-media", "--drop", "text", "--drop", "face"]) == 0
    result = Result(there, "sample")
    assert modes(result.session) == {0o700}
    assert modes(result.timeline, *result.session.iterdir()) == {0o600}
    assert modes(there) == {0o777}  # the person's own choice

    media = next(result.session.glob("media*"))
    media.write_bytes(media.read_bytes()[:-5000])  # it is to be mended
    assert main(["sessions", "repair", str(result.session)]) == 0
    repaired = there / "sample-repaired.ucrn"
    assert modes(repaired) == {0o700}
    assert modes(*repaired.iterdir()) == {0o600}

    assert main(["export", str(result.session), "--format", "csv", "-o", str(there / "talk.csv")]) == 0
    assert modes(there / "talk.csv") == {0o666}  # made to be passed on, as the system has it


def test_a_recording_of_pictures_and_sound(tmp_path: Path) -> None:
    folder = tmp_path / "talk.ucrn"
    clip = str(assets.path(assets.SAMPLE))
    run = ["live", "--headless", "--json", "--seconds", "1", "--file", clip, "--drop", "text", "--engine", "eager"]
    assert main([*run, "--record", str(folder)]) == 0
    assert {"media.mkv", "session.sqlite"} <= {file.name for file in folder.iterdir()}
    assert modes(*folder.iterdir()) == {0o600}


def test_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_session: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library.entries(sample_session.parent)
    EngineCache().put({"made": "for this"}, b"plan")
    found = sorted((tmp_path / "cache").rglob("*"))
    assert len([file for file in found if file.is_file()]) == 2
    assert modes(*filter(Path.is_file, found)) == {0o600}
    assert modes(tmp_path / "cache", *filter(Path.is_dir, found)) == {0o700}


def test_folders_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    assert modes(make_folder(tmp_path / "mine")) == {0o755}
    assert modes(make_folder(tmp_path / "mine" / "a" / "b"), tmp_path / "mine" / "a") == {0o700}


def test_a_link_in_the_place_of_a_new_file_is_not_followed(tmp_path: Path, sample_session: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to(mine)
    make_file(link).write_text("new")
    assert (mine.read_text(), link.is_symlink()) == ("mine", False)

    trap = tmp_path / ".talk.csv.part"  # where an export is written first
    trap.symlink_to(mine)
    assert main(["export", str(sample_session), "--format", "csv", "-o", str(tmp_path / "talk.csv")]) == 0
    assert mine.read_text() == "mine"
    shutil.rmtree(tmp_path)
