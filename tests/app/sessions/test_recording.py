"""Recording beside a live run: all is stored, the machine is kept awake, a full disk ends nothing else."""

from __future__ import annotations

import errno
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import assets
from app.sessions import recording
from app.sessions.annotations import Marker
from app.sessions.recording import STOP_BELOW, WARN_BELOW, Recorder, store_run
from app.sessions.session import Session
from engines.live_report import LiveReport
from engines.observer import Event
from tests.app.sessions.test_store import POINT
from ucrn_core import checkpoint as checkpoints
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import SessionError
from ucrn_core.features import Word

REPORT = LiveReport(40, 10.0, {"p50": 90.0}, {}, 1, {}, {}, 0.0, 0.0, 500.0, {}, "eager (cpu)", "pocketsphinx", [])


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return checkpoints.load(assets.path(assets.CHECKPOINT))


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


def record(folder: Path, checkpoint: Checkpoint, told: list[tuple[str, str]]) -> Recorder:
    return Recorder(folder, checkpoint, {"drop": []}, lambda kind, message: told.append((kind, message)))


def test_what_was_told_is_stored(tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]]) -> None:
    recorder = record(tmp_path / "a.ucrn", checkpoint, told)
    points = [
        replace(POINT, t=i / 4, latency_ms=90.0, stages_ms={"featurize": 60.0, "fusion": 30.0}) for i in range(40)
    ]
    for point in points:
        recorder.on_point(point)
    words = [Word(1.0, 1.5, "hello", None, 2.0)]
    recorder.on_words(words)
    event = Event(3.0, "gap", "", "Paused: the devices are closed.")
    recorder.on_event(event)
    laughs, frowns = Marker(1, 2.0, "Laughs", "#4477aa"), Marker(2, 4.0, "Frowns", "#ee6677")
    for marker in (laughs, frowns, replace(frowns, t=5.0)):
        recorder.put(marker)
    recorder.remove(laughs)
    recorder.close(REPORT)
    with Session.open(tmp_path / "a.ucrn") as session:
        assert session.points("live") == points
        assert session.points("settled") == []
        assert session.words() == words
        assert session.events() == [event]
        assert session.markers() == [replace(frowns, t=5.0)]
        assert session.info.complete
        assert session.info.report["points"] == 40
        assert session.info.report["capture_to_point_ms"] == {"p50": 90.0}
        assert session.info.recognizer == "pocketsphinx"


def test_a_run_is_stored_after_its_end(tmp_path: Path, checkpoint: Checkpoint) -> None:
    points = [replace(POINT, t=i / 4) for i in range(40)]
    words, event = [Word(1.0, 1.5, "hello", None, 2.0)], Event(3.0, "missing", "face", "No face is seen.")
    folder, started = tmp_path / "a.ucrn", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    store_run(folder, checkpoint, {"drop": []}, started, points, words, [event], REPORT)
    with Session.open(folder) as session:
        assert session.points("live") == points
        assert session.words() == words
        assert session.events() == [event]
        assert session.info.complete
        assert session.info.media_path is None
        assert session.info.started == started
        assert session.info.report["points"] == 40
        assert "events" not in session.info.report
    with pytest.raises(SessionError, match="exists already and is not overwritten"):
        store_run(folder, checkpoint, {"drop": []}, started, points, words, [event], REPORT)


def test_a_run_that_ended_early_leaves_a_session_that_is_not_complete(
    tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]]
) -> None:
    recorder = record(tmp_path / "a.ucrn", checkpoint, told)
    recorder.on_point(POINT)
    recorder.close()
    with Session.open(tmp_path / "a.ucrn") as session:
        assert session.points("live") == [POINT]
        assert not session.info.complete


def test_a_recording_is_never_overwritten(tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]]) -> None:
    record(tmp_path / "a.ucrn", checkpoint, told).close(REPORT)
    with pytest.raises(SessionError, match="exists already and is not overwritten"):
        record(tmp_path / "a.ucrn", checkpoint, told)


@pytest.mark.parametrize("name", [".", "/", ".."])
def test_a_recording_needs_a_name(name: str) -> None:
    with pytest.raises(SessionError, match="cannot be a new session"):
        recording.new_session(Path(name))


def test_a_name_too_long_for_a_recording_is_told(
    tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]]
) -> None:
    with pytest.raises(SessionError, match="File name too long"):
        record(recording.new_session(tmp_path / ("a" * 300)), checkpoint, told)


def test_the_machine_is_kept_awake_or_the_person_is_told(
    tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    record(tmp_path / "a.ucrn", checkpoint, told).close(REPORT)
    assert [kind for kind, _ in told] == ["awake"]
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")  # the library's own switch: no desktop is asked
    record(tmp_path / "b.ucrn", checkpoint, told).close(REPORT)
    assert len(told) == 1


class Disk:
    """Of which a test says how much is free, as no disk of gigabytes can be filled here."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.told: list[tuple[str, str]] = []
        self.heard = threading.Event()

    def __call__(self, folder: Path) -> int:
        return self.free

    def tell(self, kind: str, message: str) -> None:
        if kind == "disk":
            self.told.append((kind, message))
            self.heard.set()

    def fall(self, free: int) -> None:
        self.heard.clear()
        self.free = free
        assert self.heard.wait(60)


def test_a_disk_that_fills_ends_the_recording_in_order(
    tmp_path: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "LOOK", 0.01)
    disk, folder = Disk(WARN_BELOW), tmp_path / "a.ucrn"
    about: Callable[[], dict[str, Any]] = lambda: {"devices": {"file": {"free": disk.free}}}  # noqa: E731
    recorder = Recorder(folder, checkpoint, {}, disk.tell, began=10.0, about=about, free=disk)
    recorder.on_point(replace(POINT, t=10.25))
    disk.fall(WARN_BELOW - 1)
    recorder.on_point(replace(POINT, t=10.5))
    assert not recorder.over
    disk.fall(STOP_BELOW - 1)
    recorder.on_point(replace(POINT, t=10.75))  # the run goes on
    recorder.close(REPORT)
    assert (recorder.full, recorder.over, recorder.partial, recorder.lost) == (True, True, False, 0)
    ended = "The recording ended, as less than 1 GB is free on its disk; it is whole up to here."
    assert [message for _, message in disk.told] == [
        "Only 5 GB are free where it is recorded: make room, below 1 GB the recording ends.",
        ended,
    ]
    with Session.open(folder) as session:
        assert session.info.complete
        assert session.info.report == {}
        assert [p.t for p in session.points("live")] == [10.25, 10.5]
        (event,) = session.events()
        assert (event.kind, event.message) == ("disk", ended)
        assert event.t >= 10.0
        assert session.info.devices == {"file": {"free": STOP_BELOW - 1}}
    assert [file.name for file in folder.iterdir()] == ["session.sqlite"]


def test_a_disk_that_takes_long_holds_nothing_up(
    tmp_path: Path, checkpoint: Checkpoint, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed meanwhile, a session has what came. The disk is made to wait, as none here can be told to."""
    waiting, go_on = threading.Event(), threading.Event()

    def fsync(file: int) -> None:
        waiting.set()
        assert go_on.wait(60)

    monkeypatch.setattr("app.sessions.store.os.fsync", fsync)
    recorder = record(tmp_path / "a.ucrn", checkpoint, told)
    assert waiting.wait(60)
    recorder.on_point(POINT)
    copies = (shutil.copytree(tmp_path / "a.ucrn", tmp_path / f"{n}.ucrn") for n in itertools.count())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with Session.open(next(copies)) as killed:
            if killed.points("live") == [POINT]:
                break
    else:
        pytest.fail("the point was not committed")
    go_on.set()
    recorder.close(REPORT)
    assert not recorder.failed


def test_a_disk_that_fails_to_keep_what_was_written_is_told(
    tmp_path: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = threading.Event()
    told: list[tuple[str, str]] = []

    def fsync(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def tell(kind: str, message: str) -> None:
        if kind == "error":
            told.append((kind, message))
            heard.set()

    monkeypatch.setattr("app.sessions.store.os.fsync", fsync)
    recorder = Recorder(tmp_path / "a.ucrn", checkpoint, {}, tell)
    recorder.on_point(POINT)
    assert heard.wait(60)
    recorder.close(REPORT)
    assert recorder.partial
    ((_, message),) = told
    assert message.startswith("The recording stopped, what was recorded is kept: ")
    with Session.open(tmp_path / "a.ucrn") as session:
        assert session.points("live") == [POINT]


class Media:
    """Stands in for what records pictures and sound; tells when it was closed."""

    start, failed, sha256 = 0.0, False, None

    def __init__(self, path: Path) -> None:
        self.path = path
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


def test_media_end_with_the_recording_that_fails(tmp_path: Path, checkpoint: Checkpoint) -> None:
    recorder = Recorder(tmp_path / "a.ucrn", checkpoint, {}, lambda *_: None, Media)  # type: ignore[arg-type]
    recorder.on_point(POINT)
    recorder.on_point(POINT)  # which cannot be stored twice
    assert recorder.media is not None
    assert recorder.media.closed.wait(60)  # type: ignore[attr-defined]
    assert (recorder.failed, recorder.partial) == (True, True)
    recorder.close(REPORT)


def test_nothing_is_recorded_onto_a_full_disk(tmp_path: Path, checkpoint: Checkpoint) -> None:
    disk = Disk(STOP_BELOW - 1)
    with pytest.raises(SessionError, match=r"Nothing is recorded into .*, as only 1 GB are free there"):
        Recorder(tmp_path / "a.ucrn", checkpoint, {}, disk.tell, free=disk)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files stands in for a full disk")
def test_a_full_disk_ends_the_recording_and_not_the_timeline(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full.ucrn"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "app.cli", "live", "--headless", "--json", "--seconds", "8"),
            *("--file", str(shared / "clips" / "talk_ira_contribution.mp4"), "--record", str(folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "UCRN_LIVE_MODEL_MIRROR": str(shared / "models")},
        # No file may grow beyond this, and SQLite is told so as it is of a disk that is full.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert run.returncode == 2, run.stderr
    assert "is not whole" in run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    assert report["points"] > 15  # fewer where the machine is busy
    assert [e for e in report["events"] if e.startswith("The recording stopped, what was recorded is kept: ")]
    assert "Traceback" not in run.stderr
    with Session.open(folder) as session:
        assert not session.info.complete
        assert 0 < len(session.points("live")) < report["points"]
