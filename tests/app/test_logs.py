"""The log: private, bounded, and without a word of what was said."""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets
from app import logs
from app.cli import main
from app.sessions.session import Session
from engines.child import Child
from engines.observer import Event

SECRET = "grandmother"
# In a process of its own: the hooks are those of a whole process.
FAILING = """
import sys, threading
from app import logs

def fail():
    try:
        raise KeyError("grandmother")
    except KeyError as error:
        raise ValueError("grandmother said so") from error

logs.set_up()
if sys.argv[1] == "thread":
    thread = threading.Thread(target=fail, name="grandmother")
    thread.start()
    thread.join()
elif sys.argv[1] == "slot":
    from PySide6.QtCore import QCoreApplication, QTimer
    app = QCoreApplication([])
    QTimer.singleShot(0, fail)
    QTimer.singleShot(50, app.quit)
    app.exec()
else:
    fail()
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of this test alone, which is not there yet."""
    monkeypatch.setenv("UCRN_LIVE_LOGS", str(tmp_path / "state" / "logs"))
    logs.set_up()
    return logs.folder() / logs.FILE


@pytest.fixture
def open_handed() -> Iterator[None]:
    """A system that lets anybody read and write what programs make."""
    before = os.umask(0)
    yield
    os.umask(before)


def vocabulary(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.casefold()))


def test_nothing_that_was_said_is_logged(
    shared: Path, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    clip = shutil.copy(shared / "clips" / "jfk.flac", tmp_path / f"{SECRET}.flac")
    live = ["live", "--headless", "--seconds", "6", "--file", str(clip), "--engine", "eager", "--consent", SECRET]
    record = str(tmp_path / "spoken.ucrn")

    assert main(["analyze", str(clip), "-o", str(tmp_path), "--drop", "text"]) == 0
    assert main([*live, "--drop", "text", "--record", str(tmp_path / "silent.ucrn")]) == 0
    mute = vocabulary(log.read_text())
    log.unlink()
    assert main(["analyze", str(clip), "-o", str(tmp_path)]) == 0
    assert main([*live, "--record", record]) == 0
    logged = log.read_text()

    said: set[str] = set()
    for session in (tmp_path / f"{SECRET}.ucrn", Path(record)):
        with Session.open(session) as stored:
            said |= vocabulary(stored.transcript())
    assert len(said) > 5
    own = {"speech", "text"}  # of the recognizer's process, which the other run has not
    assert said & (vocabulary(logged) - mute - own) == set()
    assert SECRET not in logged
    for told in ("analyze begins", "live begins", "a recording begins", "live speech", "the recording is whole"):
        assert told in logged


def test_a_file_that_is_played_as_a_camera_is_not_named(log: Path, tmp_path: Path) -> None:
    film = shutil.copy(assets.path(assets.SAMPLE), tmp_path / f"{SECRET}.mp4")
    without = ["--drop", "text", "--drop", "voice", "--engine", "eager"]
    assert main(["live", "--headless", "--seconds", "1", "--camera", str(film), *without]) == 0
    logged = log.read_text()
    assert "open: camera, a file" in logged
    assert SECRET not in logged


@pytest.mark.parametrize("where", ["process", "thread", "slot"])
def test_what_nobody_foresaw_is_logged_without_what_it_says(log: Path, where: str) -> None:
    run = subprocess.run([sys.executable, "-c", FAILING, where], capture_output=True, text=True)
    assert "grandmother said so" in run.stderr  # the system's own way stays
    logged = log.read_text()
    assert "builtins.KeyError\nled to\n" in logged
    assert "in fail\n" in logged
    assert SECRET not in logged


def test_an_event_is_logged_without_its_sentence(log: Path) -> None:
    observer = logs.EventLog()
    observer.on_event(Event(1.25, "missing", "voice", f"The microphone of {SECRET} is gone."))
    observer.on_event(Event(2.0, "revision", "text", SECRET))
    (line,) = log.read_text().splitlines()
    assert line.endswith("1.2 s: missing voice")


def test_a_process_that_dies_is_logged(log: Path) -> None:
    child = Child(_die, (), "mayfly")
    child.process.join(60)
    child.end()
    begun, ended = log.read_text().splitlines()
    assert begun.endswith(f"process {child.process.pid} begins: mayfly")
    assert ended.endswith(f"process {child.process.pid} has ended with status 3")


def _die(connection: object) -> None:
    os._exit(3)


def test_what_nobody_foresaw_in_another_process_is_logged(log: Path) -> None:
    child = Child(_fail, (), "mayfly")
    child.process.join(60)
    child.end()
    logged = log.read_text()
    assert f" {child.process.pid} ERROR engines.child: unexpected error\n" in logged
    assert "in _fail\nbuiltins.ValueError\n" in logged
    assert SECRET not in logged


def _fail(connection: object) -> None:
    raise ValueError(SECRET)


def test_libraries_are_not_heard(log: Path) -> None:
    logging.getLogger("transformers").error(SECRET)
    logging.getLogger().error(SECRET)
    assert not log.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_only_its_owner_may_read_it(log: Path, open_handed: None) -> None:
    logs.ended()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (log.parent, log.parent.parent)] == [0o700, 0o700]


def test_a_full_file_is_put_away_and_old_ones_go(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 200)
    for number in range(60):
        logging.getLogger("app.test").info("line %d", number)
    files = sorted(log.parent.iterdir())
    assert [file.name for file in files] == [logs.FILE, *(f"{logs.FILE}.{i + 1}" for i in range(logs.KEPT))]
    lines = "".join(file.read_text() for file in reversed(files))
    numbers = [int(number) for number in re.findall(r"line (\d+)", lines)]
    assert numbers == list(range(numbers[0], 60))
    assert max(file.stat().st_size for file in files) < 300


def test_what_cannot_be_written_disturbs_nobody(log: Path) -> None:
    log.mkdir(parents=True)
    logs.ended()
    assert logs.unforeseen(RuntimeError(SECRET)) is None


def test_many_threads_write_whole_lines(log: Path) -> None:
    threads = [threading.Thread(target=lambda: [logs.ended() for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.read_text().splitlines()) == 200
    assert all(line.endswith("ends") for line in log.read_text().splitlines())
