"""How commands answer Ctrl-C and SIGTERM."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType


class Stop(threading.Event):
    """Set by a signal; `status` is then the exit status after it, as shells have it."""

    status = 0


@contextmanager
def interruptible() -> Iterator[Stop]:
    """What Ctrl-C and SIGTERM set, so that a run ends in order; a second one ends it at once."""
    stop = Stop()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            end(number, frame)
        stop.status = 128 + number
        stop.set()

    with handled(interrupt, signal.SIGINT, signal.SIGTERM):
        yield stop


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Signal handler that ends the program by way of what has to be tidied up."""
    raise SystemExit(128 + number)


@contextmanager
def handled(handler: Callable[[int, FrameType | None], None], *signals: signal.Signals) -> Iterator[None]:
    """While it lasts `handler` answers these signals."""
    previous = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, before in previous.items():
            signal.signal(number, before)
