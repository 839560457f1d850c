"""The process that recognizes speech, seen from the session: it may crash or hang, the session goes on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from engines.child import Child
from engines.observer import Event
from engines.recognizers import Segment, serve
from ucrn_core.features import Word

RESTARTS = 3
# s without an answer after which the process hangs: a large Whisper needs a minute for 15 s on a slow CPU.
PATIENCE = 300.0


class SpeechProcess:
    """Recognizes segments in order, in a process of its own that is started at once.

    A segment at work when the process dies is lost; the process is started again, RESTARTS times at most (Whisper
    then on the CPU only). `tell` receives each such thing as one sentence. For one thread.
    """

    def __init__(self, whisper: Path | None, name: str, tell: Callable[[Event], None]) -> None:
        self.waiting: deque[Segment] = deque()  # without an answer; the first may be at work
        self.seconds = 0.0  # of work
        self.lost = 0.0  # s of sound that no recognizer has heard to its end
        self._whisper, self._name, self._tell = whisper, name, tell
        self._starts = 0
        self._off = False  # closed, or given up
        self._start()

    def put(self, segment: Segment) -> None:
        """Adds a segment to those that wait."""
        self.waiting.append(segment)

    def results(self, timeout: float) -> list[tuple[Segment, list[Word]]]:
        """Segments answered since the last call, in order; lost ones come without words. Where there are none, waits
        for the first, at most `timeout` seconds and only while segments wait."""
        results: list[tuple[Segment, list[Word]]] = []
        deadline = time.monotonic() + timeout
        while self.waiting and not self._off:
            try:
                self._send_next()
                hangs_at = self._child.since + PATIENCE
                until = 0.0 if results else min(deadline, hangs_at)
                if self._child.answers(until - time.monotonic()):
                    results += self._receive()
                elif time.monotonic() >= hangs_at:
                    self.process.kill()  # its end is received next
                else:
                    return results
            except (EOFError, OSError):
                results += self._recover()
        while self.waiting:
            results.append(self._lose())
        return results

    def renew(self) -> bool:
        """Counts from nothing. False where it is at work still, or has died once: then it is closed."""
        self.seconds = self.lost = 0.0
        if self.waiting or self._starts > 1 or self._off or not self.process.is_alive():
            self.close()
            return False
        return True

    def close(self) -> None:
        """Ends the process, whatever it does; harmless when it has ended."""
        self._off = True
        self._child.end()

    @property
    def process(self) -> BaseProcess:
        return self._child.process

    def _start(self) -> None:
        self._child = Child(serve, (self._whisper, self._starts > 0), "speech")
        self._starts += 1
        self._loaded = False

    def _send_next(self) -> None:
        """One segment at a time, to a process that is reading: so that sending never waits for recognition."""
        if self._loaded and not self._child.busy:
            self._child.send(self.waiting[0])

    def _receive(self) -> list[tuple[Segment, list[Word]]]:
        kind, content = self._child.receive()
        if kind == "ready":
            self._loaded = True
        elif kind == "failed":
            self._off = True
            message = f"The speech recognizer {self._name} cannot be loaded ({content}): run `ucrn-live doctor`."
            self._tell(Event(self.waiting[0].start, "missing", "text", message))
        elif kind == "error":
            self._tell_loss(f"failed ({content})")
            return [self._lose()]
        else:
            words, seconds = content
            self.seconds += seconds
            return [(self.waiting.popleft(), words)]
        return []

    def _recover(self) -> list[tuple[Segment, list[Word]]]:
        """After the death of the process: the segment at work is lost, the others wait for the next process."""
        self._child.end()
        at = self.waiting[0].start
        results = []
        if self._child.busy:
            self._tell_loss("stopped")
            results.append(self._lose())
        if self._starts <= RESTARTS:
            self._start()
        else:
            self._off = True
            message = f"Speech recognition stopped {self._starts} times and stays off: text is missing from now on."
            self._tell(Event(at, "missing", "text", message))
        return results

    def _tell_loss(self, what: str) -> None:
        segment = self.waiting[0]
        message = f"Speech recognition {what}: the words from {segment.start:.1f} to {segment.end:.1f} s are lost."
        self._tell(Event(segment.start, "gap", "text", message))

    def _lose(self) -> tuple[Segment, list[Word]]:
        segment = self.waiting.popleft()
        self.lost += segment.end - segment.start
        return segment, []
