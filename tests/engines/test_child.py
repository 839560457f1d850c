"""A process that may stop or lock up: its signs of life come while it works, and only then."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from engines.child import Child
from engines.live_speech import SILENT

SLOW = 2.0  # s of work, in which SILENT passes more than once


def work(connection: Connection) -> None:
    """Answers each message when SLOW seconds of native work are done, which lets other threads run."""
    connection.send("ready")
    block = bytes(1 << 22)
    while True:
        message, end = connection.recv(), time.monotonic() + SLOW
        while time.monotonic() < end:
            hashlib.sha256(block)
        connection.send(message)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])  # where the process finds `work`
    made = Child(work, (), "test")
    yield made
    made.end()


def test_no_module_of_the_current_folder_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Which may be where downloads lie."""
    (tmp_path / "multiprocessing.py").write_text("raise SystemExit('foreign code')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    made = Child(work, (), "test")
    try:
        assert made.receive() == "ready"
    finally:
        made.end()
    assert "PYTHONSAFEPATH" not in os.environ  # it is not for what the desktop opens


def most_silent(child: Child, until: float) -> float:
    """The longest silence seen up to that time or to the next answer."""
    pause, most = threading.Event(), 0.0
    while time.monotonic() < until and not child.answers(0.0):
        most = max(most, child.silent)
        pause.wait(0.01)
    return most


def test_a_process_at_work_gives_signs_of_life(child: Child) -> None:
    assert child.receive() == "ready"
    child.send("question")
    assert most_silent(child, time.monotonic() + 60) < SILENT
    assert child.receive() == "question"
    assert time.monotonic() - child.since >= SLOW


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals")
def test_a_stopped_process_gives_none_until_it_goes_on(child: Child) -> None:
    assert child.receive() == "ready"
    assert child.process.pid is not None
    os.kill(child.process.pid, signal.SIGSTOP)
    assert most_silent(child, time.monotonic() + 1.0) > SILENT
    os.kill(child.process.pid, signal.SIGCONT)
    deadline = time.monotonic() + 60
    while child.silent > SILENT:
        assert time.monotonic() < deadline
        child.answers(0.01)
