"""The queue of imports: what it makes, that a bad file does not stop it, and that it can be cancelled at any time."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

import assets
from app.batch.imports import Imports, State
from app.batch.tasks import tasks_of
from app.sessions.results import DRAFT
from app.sessions.session import Session
from tests.media_files import tone

WAIT = 60.0  # s, on a machine that others keep busy


@pytest.fixture
def imports(tmp_path: Path):
    queue = Imports(tmp_path / "library")
    yield queue
    queue.close(WAIT)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_sound(tmp_path / "tone.wav", 2.0)


@pytest.fixture
def long_clip(tmp_path: Path) -> Path:
    """Minutes of sound: an analysis of it can be cancelled in its midst."""
    return write_sound(tmp_path / "long.wav", 400.0)


def write_sound(path: Path, seconds: float) -> Path:
    soundfile.write(path, tone(seconds, rate=16_000, channels=1)[0], 16_000)
    return path


def wait_for(what: Callable[[], bool]) -> None:
    tick, waited = threading.Event(), 0.0
    while not what():
        assert waited < WAIT
        tick.wait(0.05)
        waited += 0.05


def states(imports: Imports) -> list[State]:
    return [item.state for item in imports.imports]


def test_files_and_folders_become_sessions_that_analyze_would_make(
    imports: Imports, clip: Path, tmp_path: Path, sample_session: Path
) -> None:
    (tmp_path / "study" / "day" / "deep").mkdir(parents=True)
    shutil.copy(clip, tmp_path / "study" / "day" / "deep" / "inner.wav")
    (tmp_path / "bad.mp4").write_text("no media")
    imports.add([assets.path(assets.SAMPLE), tmp_path / "bad.mp4"])
    imports.add([tmp_path / "study"])
    wait_for(lambda: not imports.busy)
    library = tmp_path / "library"
    first, bad, inner = imports.imports
    assert (first.state, first.session, first.share) == (State.DONE, library / "sample.ucrn", 1.0)
    assert bad.state is State.FAILED
    assert "bad.mp4" in str(bad.error)
    assert inner.session == library / "day" / "deep" / "inner.ucrn"  # no deeper than the library looks
    assert "has no picture" in " ".join(inner.notes)
    with Session.open(library / "sample.ucrn") as made, Session.open(sample_session) as analysed:
        assert made.points() == analysed.points()
        assert made.info.media_path == str(assets.path(assets.SAMPLE))
        assert made.copied_media is None
    assert (library / "sample.timeline.csv").is_file()


def test_media_can_be_copied_and_what_is_there_is_kept(imports: Imports, clip: Path, tmp_path: Path) -> None:
    imports.add([clip])
    imports.add([clip], copy_media=True)
    wait_for(lambda: not imports.busy)
    assert states(imports) == [State.DONE, State.KEPT]
    session = tmp_path / "library" / "tone.ucrn"
    assert imports.imports[1].session == session
    assert (session / "media.wav").read_bytes() == clip.read_bytes()
    imports.forget()
    assert imports.imports == ()


def test_one_file_is_cancelled_and_the_others_go_on(
    imports: Imports, clip: Path, long_clip: Path, tmp_path: Path
) -> None:
    waiting = Path(shutil.copy(clip, tmp_path / "waiting.wav"))
    imports.add([long_clip, waiting, clip])
    wait_for(lambda: imports.imports[0].share > 0)
    imports.cancel(1)
    imports.cancel(0)
    wait_for(lambda: not imports.busy)
    assert states(imports) == [State.CANCELLED, State.CANCELLED, State.DONE]
    assert sorted(path.name for path in (tmp_path / "library").iterdir()) == ["tone.timeline.csv", "tone.ucrn"]


def test_closing_ends_the_work_in_order(imports: Imports, clip: Path, long_clip: Path, tmp_path: Path) -> None:
    imports.add([long_clip, clip])
    wait_for(lambda: imports.imports[0].share > 0)
    imports.close(WAIT)
    assert not imports.busy
    assert states(imports) == [State.CANCELLED] * 2
    assert list((tmp_path / "library").iterdir()) == []  # no session, nor the draft of one
    assert not list((tmp_path / "library").glob(f".*{DRAFT}"))
    imports.add([clip])
    assert not imports.busy  # it stays closed


def test_a_folder_without_media_and_a_library_that_cannot_be_made_are_told(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "library").write_text("a file in its place")
    imports = Imports(tmp_path / "library")
    imports.add([tmp_path / "empty", clip])
    wait_for(lambda: not imports.busy)
    empty, failed = imports.imports
    assert (empty.state, failed.state) == (State.FAILED, State.FAILED)
    assert "holds no audio or video" in str(empty.error)
    assert "is a file, not a folder" in str(failed.error)
    imports.close(WAIT)


def test_nobody_waits_while_a_folder_is_looked_through(imports: Imports, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "empty").mkdir()
    go = threading.Event()
    monkeypatch.setattr("app.batch.imports.tasks_of", lambda *given: tasks_of(*given) if go.wait(WAIT) else None)
    imports.add([tmp_path / "empty"])
    assert (imports.busy, imports.imports) == (True, ())
    go.set()
    wait_for(lambda: not imports.busy)
    assert states(imports) == [State.FAILED]
