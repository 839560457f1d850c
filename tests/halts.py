"""How long nothing of this process could run, as where the machine stood still: what is timed may take as much more."""

from __future__ import annotations

import threading
import time
from types import TracebackType

LOOK = 0.05  # s between two looks


class Halts:
    """`longest`: seconds, of those while it is entered."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="halts", daemon=True)

    def __enter__(self) -> Halts:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        seen, over = time.monotonic(), False
        while not over:
            over = self._over.wait(LOOK)
            now = time.monotonic()
            self.longest, seen = max(self.longest, now - seen - LOOK), now
