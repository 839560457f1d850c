"""A process of its own that answers what it is sent, message by message; it may crash or hang, the session goes on."""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

SAFE_PATH = "PYTHONSAFEPATH"
BEAT = 0.1  # s between two signs of life
first: Callable[[], None] | None = None  # what each process does before all else; the program may set it
_starting = threading.Lock()  # the environment is that of all threads
logger = logging.getLogger(__name__)


class Child:
    """Started at once. `busy`: a message is not answered yet; `since`: when it was sent, or the process started.

    EOFError and OSError from `send`, `answers` and `receive` say that the process is dead. For one thread.
    """

    def __init__(
        self, target: Callable[..., None], arguments: tuple[Any, ...], name: str, *, daemon: bool = True
    ) -> None:
        """target: function of a module; it receives its end of the connection, then `arguments`. daemon: it starts no
        processes of its own, and ends with this one."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._beat: Any = context.Value(ctypes.c_double, time.monotonic(), lock=False)  # that clock is system-wide
        self.process: BaseProcess = context.Process(
            target=_run, args=(self._beat, first, target, theirs, *arguments), name=name, daemon=daemon
        )
        self.busy = False
        self.since = time.monotonic()
        with _no_foreign_modules():
            self._start()
        logger.info("process %s begins: %s", self.process.pid, name)
        theirs.close()  # then the death of the process ends the connection

    def _start(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # Ctrl-C must find no moment in which the new process would print a traceback. The tracker, which
            # multiprocessing starts with the first process, takes the mask off: it is started before.
            resource_tracker.ensure_running()
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self.process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        else:
            self.process.start()

    def send(self, message: object) -> None:
        """To a process that is reading, so that sending never waits for its work."""
        assert not self.busy
        self.since = time.monotonic()
        self._connection.send(message)
        self.busy = True

    def answers(self, timeout: float) -> bool:
        """Whether there is an answer, or comes within `timeout` seconds."""
        return self._connection.poll(max(0.0, timeout))

    def receive(self) -> Any:
        """The answer, which is waited for."""
        answer = self._connection.recv()
        self.busy = False
        return answer

    @property
    def silent(self) -> float:
        """Seconds without a sign of life, which comes every BEAT seconds also while the process works: it is stopped,
        starved or locked up. Not to be judged before the first answer: libraries are loaded without one."""
        return time.monotonic() - self._beat.value

    def close(self) -> None:
        """Ends the connection; a target that notices ends in order."""
        self._connection.close()

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self.close()
        if self.process.exitcode:
            logger.warning("process %s has ended with status %s", self.process.pid, self.process.exitcode)
        self.process.kill()
        self.process.join()


def answering(children: Iterable[Child], timeout: float) -> list[Child]:
    """Those of which there is an answer, or that are dead; waits for the first one, at most `timeout` seconds."""
    by_connection: dict[object, Child] = {child._connection: child for child in children}
    connections = [child._connection for child in by_connection.values()]
    return [by_connection[connection] for connection in wait(connections, timeout)]


@contextmanager
def _no_foreign_modules() -> Iterator[None]:
    """Python begins a process with `-c`, and looks for modules in the current folder then, which may hold anybody's
    files. What it starts itself inherits this."""
    with _starting:
        before = os.environ.get(SAFE_PATH)
        os.environ[SAFE_PATH] = "1"
        try:
            yield
        finally:  # other programs, as that which shows a folder, may need theirs
            if before is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = before


def _run(beat: Any, begin: Callable[[], None] | None, target: Callable[..., None], *arguments: Any) -> None:
    """Body of the process: the target, and beside it a thread that gives the signs of life."""

    def live() -> None:
        while True:
            beat.value = time.monotonic()
            time.sleep(BEAT)

    threading.Thread(target=live, name="beat", daemon=True).start()
    if begin is not None:
        begin()
    try:
        target(*arguments)
    except Exception as error:  # else multiprocessing prints it, and no more
        logger.error("unexpected error", exc_info=error)
        raise
