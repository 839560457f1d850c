"""Keeps one device open: a thread that watches it, tells what is wrong with it, and opens it again when it is gone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from engines.clock import SessionClock
from engines.observer import Event, EventQueue
from ucrn_core.errors import DeviceError

WATCHED_EVERY = 0.1  # s
RETRY = (0.5, 4.0)  # s between attempts to open, doubled from the first to the last
LEFT_AFTER = 5.0  # s that giving a device back may take, after which it is left to the system
logger = logging.getLogger(__name__)


class Opening(Protocol):
    """One opening of a device. newest: monotonic time at which it gave something last; ended: it gives nothing any
    more; trouble: what is wrong with what it gives, as the rest of a sentence about it, or empty."""

    @property
    def newest(self) -> float: ...

    @property
    def ended(self) -> bool: ...

    @property
    def trouble(self) -> str: ...

    def close(self) -> None: ...


T = TypeVar("T", bound=Opening)


class Keeper(Generic[T]):
    """`opening` is the present one, None while there is none. For a device that hangs, only this thread waits."""

    def __init__(
        self,
        clock: SessionClock,
        modality: str,
        name: Callable[[], str],
        open_it: Callable[[], T],
        gone: float,
        *,
        patient: bool,
        logged: Callable[[], str],
    ) -> None:
        """name: what events call the device; logged: what the log calls it, which holds no names of files and no
        passwords; gone: seconds without anything after which it counts as vanished.
        Opens the device at once. DeviceError: it cannot be opened; if patient, that is an event, and `failure`, and it
        is tried again and again."""
        self.opening: T | None = None
        self.failure = ""
        self._clock, self._modality, self._name, self._open, self._gone = clock, modality, name, open_it, gone
        self._logged, self._told = logged, EventQueue()
        self._closing = threading.Event()
        try:
            self.opening = open_it()
        except DeviceError as error:
            if not patient:
                raise
            self.failure = str(error)
            self._told.put(Event(clock.now(), "missing", modality, self.failure))
            logger.warning("not to be had: %s", logged())
        else:
            logger.info("open: %s", logged())
        self._thread = threading.Thread(target=self._keep, name=modality, daemon=True)
        self._thread.start()

    def events(self) -> list[Event]:
        """What the person should know of the device since the last call."""
        return self._told.all()

    def close(self) -> None:
        """Gives the device back; harmless when it has been."""
        self._closing.set()
        self._thread.join(LEFT_AFTER)

    def _keep(self) -> None:
        pause, trouble = RETRY[0], ""
        try:
            while not self._closing.wait(WATCHED_EVERY if self.opening else pause):
                opening = self.opening
                if opening is None:
                    pause = self._try_again(pause)
                elif opening.ended or time.monotonic() - opening.newest > self._gone:
                    self._tell("missing", "gives nothing any more: check its plug.")
                    self.opening, pause, trouble = None, RETRY[0], ""
                    opening.close()
                elif opening.trouble != trouble:
                    trouble = opening.trouble
                    self._tell("missing" if trouble else "back", trouble or "is well again.")
        finally:
            logger.info("given back: %s", self._logged())
            if self.opening:
                self.opening.close()

    def _try_again(self, pause: float) -> float:
        """Looks for the device anew; the pause before the next attempt."""
        try:
            self.opening = self._open()
        except DeviceError:
            return min(2 * pause, RETRY[1])
        self.failure = ""
        self._tell("back", "is back.")
        return RETRY[0]

    def _tell(self, kind: str, what: str) -> None:
        self._told.put(Event(self._clock.now(), kind, self._modality, f"The {self._name()} {what}"))
        logger.info("%s: %s %s", kind, self._logged(), what)
