"""Media files that are analysed into the library one after the other, while the person does other things.

What is made equals what `ucrn-live analyze` makes. The work is done in a process of its own, which may crash.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.batch.one_file import Outcome, Request, Stopped, failure
from app.batch.tasks import Queue, Task, tasks_of
from app.batch.workers import run_apart
from app.commands import unexpected
from app.sessions.library import DEEP
from app.sessions.results import prepare
from ucrn_core.errors import UCRNLiveError


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    KEPT = "kept"  # a complete result of it was there
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Import:
    """One file. share: of it that is done, 0 to 1. session: that it became. error: why it did not, in a sentence.
    notes: what its analysis had to tell."""

    number: int
    file: Path
    state: State = State.WAITING
    share: float = 0.0
    session: Path | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        return self.state not in (State.WAITING, State.RUNNING)


class Imports:
    """A queue of files and the thread that works through it. All may be called from any thread."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self._lock = threading.Lock()
        self._imports: list[Import] = []
        self._tasks: dict[int, Task] = {}
        self._requests: dict[int, Request] = {}
        self._stop = threading.Event()  # of the file at work
        self._closing = False
        self._thread: threading.Thread | None = None
        self._searches = 0  # of folders, that go on

    def add(self, paths: Iterable[Path], *, copy_media: bool = False) -> None:
        """Queue files, and the media files below folders, once they are found. What a folder lacks is told as that of
        a file that failed."""
        paths = list(paths)
        if not any(map(os.path.isdir, paths)):
            self._queue(paths, copy_media)
            return
        with self._lock:
            self._searches += 1
        threading.Thread(target=self._search, args=(paths, copy_media), name="find media", daemon=True).start()

    def _search(self, paths: Iterable[Path], copy_media: bool) -> None:
        try:
            self._queue(paths, copy_media)
        finally:
            with self._lock:
                self._searches -= 1

    def _queue(self, paths: Iterable[Path], copy_media: bool) -> None:
        library = self.library
        tasks, failed = tasks_of(paths, library)
        with self._lock:
            for folder, error in failed.items():
                number = len(self._imports)
                self._imports.append(Import(number, folder, State.FAILED, error=str(error)))
            for task in tasks:
                number = len(self._imports)
                # Sub-folders as deep as the library looks.
                place = Path(library, *task.folder.relative_to(library).parts[:DEEP])
                self._tasks[number] = replace(task, number=number, folder=place)
                self._requests[number] = Request(copy_media=copy_media)
                self._imports.append(Import(number, task.file))
            if self._thread is None and not self._closing and self._next() is not None:
                self._thread = threading.Thread(target=self._run, name="imports", daemon=True)
                self._thread.start()

    @property
    def imports(self) -> Sequence[Import]:
        """All files in their order, as they stand at this moment."""
        with self._lock:
            return tuple(self._imports)

    @property
    def busy(self) -> bool:
        with self._lock:
            return self._thread is not None or self._searches > 0

    def cancel(self, number: int) -> None:
        """One file: it is taken from the queue, or its analysis ends and leaves nothing behind."""
        with self._lock:
            self._cancel(number)

    def cancel_all(self) -> None:
        with self._lock:
            for item in self._imports:
                self._cancel(item.number)

    def forget(self) -> None:
        """Files that are done are listed no longer; only while none is at work."""
        with self._lock:
            if self._thread is None:
                self._imports.clear()
                self._tasks.clear()
                self._requests.clear()

    def close(self, timeout: float) -> None:
        """Cancels everything, and waits until the process at work has ended in order."""
        with self._lock:
            self._closing = True
            thread = self._thread
        self.cancel_all()
        if thread is not None:
            thread.join(timeout)

    # --- the thread --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._lock:
                first = self._next()
                if first is None:
                    self._thread = None
                    return
                request = self._requests[first]
                self._stop = threading.Event()
            try:
                run_apart(request, _Waiting(self, request), 1, self, self._stop)
            except Stopped:  # one was cancelled; the others go on
                with self._lock:
                    for item in self._running():
                        self._set(item.number, state=State.WAITING, share=0.0, notes=())
            except Exception as error:
                why = str(error) if isinstance(error, UCRNLiveError) else unexpected(error)
                with self._lock:
                    for item in self._running() or [self._imports[first]]:
                        self._set(item.number, state=State.FAILED, error=why)

    def take(self, request: Request) -> Task | None:
        """The next file, which is at work from now on, of those that are asked for like this."""
        while True:
            with self._lock:
                number = self._next()
                if number is None or self._requests[number] != request:
                    return None
                self._set(number, state=State.RUNNING)
                task = self._tasks[number]
            try:
                prepare(task.folder)
                return task
            except UCRNLiveError as error:
                self.finish(task, failure(task.file, error))

    def tell(self, message: str) -> None:
        with self._lock:
            for item in self._running():
                if message not in item.notes:
                    self._set(item.number, notes=(*item.notes, message))

    def advance(self, task: Task, share: float) -> None:
        with self._lock:
            self._set(task.number, share=share)

    def finish(self, task: Task, outcome: Outcome) -> None:
        with self._lock:
            if "error" in outcome:
                self._set(task.number, state=State.FAILED, error=outcome["error"])
            else:  # also where it was cancelled in its last moment: its session is there
                state = State.KEPT if outcome["kept"] else State.DONE
                self._set(task.number, state=state, share=1.0, session=Path(outcome["session"]))

    # --- with the lock held ------------------------------------------------------------------------------------

    def _next(self) -> int | None:
        return next((i.number for i in self._imports if i.state is State.WAITING), None)

    def _running(self) -> list[Import]:
        return [i for i in self._imports if i.state is State.RUNNING]

    def _set(self, number: int, **changes: object) -> None:
        self._imports[number] = replace(self._imports[number], **changes)  # type: ignore[arg-type]

    def _cancel(self, number: int) -> None:
        item = self._imports[number]
        if item.state is State.RUNNING:
            self._stop.set()
        if not item.over:
            self._set(number, state=State.CANCELLED)


class _Waiting(Queue):
    """Those of the imports that are asked for alike, also such as are added meanwhile."""

    def __init__(self, imports: Imports, request: Request) -> None:
        super().__init__([])
        self._imports, self._request = imports, request

    def take(self) -> Task | None:
        return self._imports.take(self._request)

    def done(self, task: Task, made: str | None) -> None:
        """One at a time: none has to wait for another."""
