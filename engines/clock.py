"""Time in a live session: one monotonic clock for all, and a fit of a device's sample count to it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

SUSPENDED = 1.0  # s by which the clock that runs on in sleep must be ahead, to be told
BUCKET = 1.0  # s of sound of which the promptest arrival is kept
BUCKETS = 90  # newest that are fitted: a minute and a half tells a rate to about ten parts in a million
ENOUGH = 10  # buckets, before which the nominal rate is taken for true
LARGEST_DRIFT = 1e-3  # of a device's rate; what looks like more is trouble with arrivals


class SessionClock:
    """Seconds since the session began, the same for every device. Does not run while the machine sleeps."""

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, awake_or_asleep: Callable[[], float] | None = None
    ) -> None:
        """awake_or_asleep: a clock that also runs in sleep."""
        self._monotonic, self._always = monotonic, awake_or_asleep or _always
        self._start = monotonic()
        self._ahead = self._always() - self._start

    def restart(self) -> None:
        """The session begins now. Before any device is open."""
        self._start = self._monotonic()

    def now(self) -> float:
        return self._monotonic() - self._start

    def at(self, monotonic: float) -> float:
        """The session's time at a moment of the monotonic clock."""
        return monotonic - self._start

    def slept(self) -> float:
        """Seconds that the machine was suspended since this was asked last; 0 where it was not."""
        ahead = self._always() - self._monotonic()
        slept, self._ahead = ahead - self._ahead, ahead
        return slept if slept > SUSPENDED else 0.0


def _always() -> float:
    # Where there is no such clock the wall's serves, which may be set by hand.
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.time()


class SampleClock:
    """When the samples of a stream reached the device, by their number.

    Blocks arrive late by chance and never early, so the promptest arrivals tell the time: a line through the promptest
    of every BUCKET gives the device's rate, and the promptest of all its offset.
    """

    def __init__(self, rate: float, latency: float = 0.0) -> None:
        """rate: nominal, in Hz. latency: seconds from the device to an arrival, as the device declares it."""
        self.rate, self._latency = rate, latency
        self._prompt: deque[tuple[float, float]] = deque(maxlen=BUCKETS)  # nominal time, delay of the promptest
        self._bucket = -1
        self._offset, self._slope, self._pivot = 0.0, 0.0, 0.0

    @property
    def drift(self) -> float:
        """By how much a sample lasts longer than the nominal rate says: 1e-6 is one part in a million."""
        return self._slope

    @property
    def started(self) -> bool:
        return bool(self._prompt)

    def arrived(self, count: int, t: float) -> None:
        """The first `count` samples of the stream had arrived at `t`; counts ascend."""
        nominal = count / self.rate
        delay = t - nominal
        bucket = int(nominal / BUCKET)
        if bucket != self._bucket:
            self._bucket = bucket
            self._prompt.append((nominal, delay))
        elif delay < self._prompt[-1][1]:
            self._prompt[-1] = (nominal, delay)
        else:
            return  # neither changes the fit
        self._fit()

    def time_of(self, count: float) -> float:
        """When sample number `count` reached the device."""
        nominal = count / self.rate
        return nominal + self._offset + self._slope * (nominal - self._pivot) - self._latency

    def count_at(self, t: float) -> float:
        """The number, with a fraction, of the sample that reached the device at `t`."""
        nominal = (t + self._latency - self._offset + self._slope * self._pivot) / (1 + self._slope)
        return nominal * self.rate

    def _fit(self) -> None:
        nominal, delay = np.array(self._prompt).T
        self._pivot = float(nominal[-1])
        x = nominal - self._pivot
        slope = float(np.polyfit(x, delay, 1)[0]) if len(x) >= ENOUGH else 0.0
        self._slope = float(np.clip(slope, -LARGEST_DRIFT, LARGEST_DRIFT))
        self._offset = float((delay - self._slope * x).min())
