"""Files one after the other in this process, or several at once in processes of their own, which may crash."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from app import logs
from app.batch.one_file import FileAnalysis, Listener, Outcome, Request, Stopped, failure
from app.batch.tasks import Queue, Task
from engines.child import Child, answering

LOOK = 0.2  # s between two looks at whether to stop
ENDING = 30.0  # s that a process may take to end in order: it may be loading libraries
STEP = 0.01  # of a file, from one message about how far it is to the next


def run_here(analysis: FileAnalysis, tasks: Queue, listener: Listener, stop: threading.Event) -> None:
    """Analyses all files in this process. Raises Stopped, as the other ways to run do."""
    while not stop.is_set() and (task := tasks.take()):
        finish(task, analysis.attempt(task, stop, listener), tasks, listener)
    if stop.is_set():
        raise Stopped


def finish(task: Task, outcome: Outcome, tasks: Queue, listener: Listener) -> None:
    """A file is done, well or not."""
    tasks.done(task, None if outcome.get("kept", True) else outcome["session"])
    listener.finish(task, outcome)


def run_apart(request: Request, tasks: Queue, jobs: int, listener: Listener, stop: threading.Event) -> None:
    """Analyses `jobs` files at once, each in a process that then takes the next; one that dies fails its file only."""
    from app.sessions.results import prepare

    threads = max(1, (os.cpu_count() or 1) // jobs)
    running: dict[Child, Task] = {}
    idle: list[Child] = []
    try:
        while not stop.is_set():
            while (idle or len(running) < jobs) and (task := tasks.take()):
                child = idle.pop() if idle else Child(work, (request, threads), "analysis", daemon=False)
                running[child] = task
                try:
                    child.send(task)
                except OSError:
                    continue  # it is dead, which is noticed next
            if not running:
                return
            for child in answering(running, LOOK):
                try:
                    kind, content = child.receive()
                except (EOFError, OSError):
                    task = running.pop(child)
                    child.process.join()
                    status = child.process.exitcode
                    child.end()
                    prepare(task.folder)  # removes what it has left
                    error = f"The analysis of {task.file} crashed (its process ended with status {status})."
                    finish(task, failure(task.file, error), tasks, listener)
                    continue
                if kind == "tell":
                    listener.tell(content)
                elif kind == "advance":
                    listener.advance(running[child], content)
                else:
                    idle.append(child)
                    finish(running.pop(child), content, tasks, listener)
        raise Stopped
    finally:
        end_all([*running, *idle])
        for folder in {task.folder for task in running.values()}:
            prepare(folder)


def end_all(children: Sequence[Child]) -> None:
    """Lets processes end in order, then ends them."""
    deadline = time.monotonic() + ENDING
    try:
        for child in children:
            child.close()
        for child in children:
            child.process.join(max(0.0, deadline - time.monotonic()))
    finally:
        for child in children:
            child.end()


def work(connection: Connection, request: Request, threads: int) -> None:
    """Body of a process: takes a Task, answers ("tell", sentence) and ("advance", share) while it works, and at last
    ("done", outcome). Ends, in order also in the midst of a file, when the other end closes or dies."""
    logs.set_up()
    # The others have the other cores. Libraries read it when they are imported: this module imports none of them.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out the files
    stop = threading.Event()
    inbox: queue.SimpleQueue[Task | None] = queue.SimpleQueue()

    def end(*_: object) -> None:
        stop.set()
        inbox.put(None)

    def listen() -> None:
        try:
            while True:
                inbox.put(connection.recv())
        except (EOFError, OSError):
            end()

    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=listen, name="inbox", daemon=True).start()
    analysis = FileAnalysis(request)
    messages = Messages(connection, end)
    try:
        while (task := inbox.get()) and not stop.is_set():
            messages.finish(task, analysis.attempt(task, stop, messages))
    except Stopped:
        return
    finally:
        analysis.close()


class Messages:
    """Listener in a process of its own, which passes on what it is told."""

    def __init__(self, connection: Connection, end: Callable[[], None]) -> None:
        self._connection, self._end = connection, end
        self._told = 0.0

    def tell(self, message: str) -> None:
        self._send("tell", message)

    def advance(self, task: Task, share: float) -> None:
        if share >= self._told + STEP:
            self._told = share
            self._send("advance", share)

    def finish(self, task: Task, outcome: Outcome) -> None:
        self._told = 0.0
        self._send("done", outcome)

    def _send(self, kind: str, content: object) -> None:
        try:
            self._connection.send((kind, content))
        except OSError:  # the other end is gone
            self._end()
