"""A microphone as a source: found by name, heard on the session clock, opened again when it comes back."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engines.clock import SampleClock, SessionClock
from engines.native import quiet_stderr
from engines.observer import Event
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.sources.alignment import Aligner
from engines.sources.keeper import Keeper
from engines.sources.rings import SoundBlock, SoundRing
from ucrn_core.errors import DeviceError

if TYPE_CHECKING:
    import sounddevice

BLOCK = 0.02  # s a callback: with less, sound has been lost on slow machines
BUFFERED = 10  # s that may wait for the session
STARTING = 2.5  # s that a sound server may take until the first sound
GONE = 0.5  # s without sound after which a device counts as vanished
SILENT = 2.0  # s of exact zeros, which no microphone that hears gives
FLOOR_DBFS = -120.0  # level of no sound at all


@dataclass(frozen=True)
class MicrophoneInfo:
    """A device that gives sound: its name, the host API that offers it, channels, its own rate in Hz."""

    name: str
    host_api: str
    channels: int
    rate: float
    default: bool

    @property
    def full_name(self) -> str:
        return f"{self.host_api}: {self.name}"


def microphones() -> list[MicrophoneInfo]:
    """The devices as they were when this process first asked PortAudio, or since `refresh`."""
    with quiet_stderr():
        import sounddevice

        apis = sounddevice.query_hostapis()
        default = sounddevice.default.device[0]
        return [
            MicrophoneInfo(
                d["name"],
                apis[d["hostapi"]]["name"],
                d["max_input_channels"],
                d["default_samplerate"],
                number == default,
            )
            for number, d in enumerate(sounddevice.query_devices())
            if d["max_input_channels"] > 0
        ]


def find_microphone(wanted: str | None, found: list[MicrophoneInfo]) -> MicrophoneInfo:
    """The device whose name, or host API and name, is `wanted` or alone begins with it or holds it, in any case of
    letters; the system's own choice for None. DeviceError says what there is."""
    if not found:
        raise DeviceError("There is no microphone: connect one, or allow this program to use it.")
    if wanted is None:
        return next((m for m in found if m.default), found[0])
    asked = wanted.casefold()
    names = [(m.name.casefold(), m.full_name.casefold()) for m in found]
    for fits in (
        [asked in both for both in names],
        [any(name.startswith(asked) for name in both) for both in names],
        [any(asked in name for name in both) for both in names],
    ):
        if sum(fits) == 1:
            return found[fits.index(True)]
    among = [m.full_name for m, both in zip(found, names, strict=True) if any(asked in name for name in both)]
    if among:
        raise DeviceError(f"{wanted!r} may be each of these microphones: {'; '.join(among)}. Name one in full.")
    raise DeviceError(f"There is no microphone {wanted!r}; there are: {'; '.join(m.full_name for m in found)}.")


class Microphone:
    """Sound of one device, without gaps on the session clock: silence stands where the device gave none.

    A device that is gone is opened again when it is back. For one thread.
    """

    def __init__(self, clock: SessionClock, wanted: str | None = None, *, patient: bool = False) -> None:
        """Opens the device at once. DeviceError: there is none of that name, or it cannot be opened; if patient, it is
        awaited, and `failure` says why it is not there."""
        self.level_dbfs = FLOOR_DBFS  # of the newest sound, for a meter
        self._session, self._wanted = clock, wanted
        self._info: MicrophoneInfo | None = None  # of the newest opening
        self._asked = False  # whether it was looked for before
        self._heard: _Stream | None = None  # the stream that `read` reads
        self._aligner = Aligner(SampleClock(SAMPLE_RATE))
        self._ended_drops = 0
        self._keeper = Keeper(
            clock,
            "voice",
            lambda: f"microphone {self.name}",
            self._open,
            GONE,
            patient=patient,
            logged=lambda: f"microphone {self._info.full_name if self._info else ''}",  # not what somebody typed
        )

    @property
    def name(self) -> str:
        return self._info.full_name if self._info else self._wanted or ""

    @property
    def rate(self) -> int | None:
        """Samples a second that the device gives; None where it has given none."""
        return self._heard.rate if self._heard else None

    @property
    def failure(self) -> str:
        """Why it could not be opened at first, in one sentence; empty where it could."""
        return self._keeper.failure

    @property
    def dropped(self) -> int:
        """Samples that found no room because the session did not read."""
        return self._ended_drops + (self._heard.ring.dropped if self._heard else 0)

    @property
    def silence(self) -> float:
        """Seconds of silence put in where the device gave no sound."""
        return self._aligner.silence / SAMPLE_RATE

    @property
    def drift(self) -> float:
        """By how much a sample of this device lasts longer than the nominal rate says."""
        return self._heard.clock.drift if self._heard else 0.0

    @property
    def error(self) -> float:
        """Seconds by which the sound given next stands off its time on the session clock."""
        return self._aligner.error

    def read(self) -> list[AudioChunk]:
        """The sound that came since the last call; silence where none has come for GONE seconds."""
        stream = self._keeper.opening
        if stream is not None and stream is not self._heard:
            self._ended_drops = self.dropped
            self._heard = stream
            self._aligner.restart(stream.clock)
        chunks = []
        if heard := self._heard:
            for block in heard.read():
                self.level_dbfs = level_dbfs(block.samples)
                heard.clock.arrived(block.first + len(block.samples), self._session.at(block.arrived))
                chunks += self._aligner.push(block)
        until, now = self._aligner.until, self._session.now()
        if until is not None and now - until > 2 * GONE:
            chunks += self._aligner.fill(now - GONE)
            self.level_dbfs = FLOOR_DBFS
        return chunks

    def events(self) -> list[Event]:
        """What the person should know of the device since the last call."""
        return self._keeper.events()

    def close(self) -> None:
        """Gives the device back; harmless when it has been."""
        self._keeper.close()

    def _open(self) -> _Stream:
        try:
            if self._asked:
                refresh()  # nothing else is open
            self._asked = True
            stream = _open(self._wanted)
        except DeviceError:
            raise
        except Exception as error:  # PortAudio's library is not there (OSError), or it or the sound server fails
            raise DeviceError(f"No microphone can be used ({error}): run `ucrn-live doctor`.") from error
        self._info = stream.info
        return stream


def level_dbfs(samples: NDArray[np.float32]) -> float:
    """Level of samples (n,), n > 0, in dB of full scale, FLOOR_DBFS at least."""
    return max(FLOOR_DBFS, 10 * float(np.log10(np.square(samples).mean() + 1e-12)))


def refresh() -> None:
    """Makes PortAudio look at the devices anew; only while no stream is open."""
    with quiet_stderr():
        import sounddevice

        sounddevice._terminate()
        sounddevice._initialize()


class _Stream:
    """One opening of a device."""

    ended = False  # PortAudio does not tell

    def __init__(self, info: MicrophoneInfo, rate: int) -> None:
        import sounddevice

        self.info, self.rate = info, rate
        self.newest = time.monotonic() + STARTING  # when sound came last, or is awaited
        self.ring = SoundRing(round(BUFFERED * rate))
        self._zeros = 0  # samples, at the end of what came
        self._low_pass = LowPass(rate) if rate > SAMPLE_RATE else None
        self._stream: sounddevice.InputStream = sounddevice.InputStream(
            device=_number(info),
            samplerate=rate,
            channels=1,
            dtype="float32",
            blocksize=round(BLOCK * rate),
            latency="high",
            callback=self._take,
        )
        delay = self._low_pass.delay if self._low_pass else 0.0
        # PortAudio's latency is the age of a block's first sample when it arrives; arrivals count to its last.
        self.clock = SampleClock(rate, max(0.0, float(self._stream.latency) - BLOCK) + delay)
        self._stream.start()

    def read(self) -> list[SoundBlock]:
        """What came since the last call, without what is above 8 kHz."""
        blocks = self.ring.read()
        if self._low_pass:
            return [replace(block, samples=self._low_pass(block.samples)) for block in blocks]
        return blocks

    @property
    def trouble(self) -> str:
        return "gives only silence: is it muted?" if self._zeros >= SILENT * self.rate else ""

    def close(self) -> None:
        with quiet_stderr():
            self._stream.close(ignore_errors=True)

    def _take(self, samples: NDArray[np.float32], frames: int, times: Any, status: Any) -> None:
        self.newest = time.monotonic()
        self.ring.write(samples[:, 0], self.newest)
        self._zeros = 0 if samples.any() else self._zeros + frames


class LowPass:
    """Takes away what is above 8 kHz, block by block; `delay`: seconds by which it makes sound late."""

    TAPS = 129
    EDGE = 7500.0  # Hz

    def __init__(self, rate: int) -> None:
        from scipy.signal import firwin

        self._taps = firwin(self.TAPS, self.EDGE, fs=rate).astype(np.float32)
        self._state = np.zeros(self.TAPS - 1, np.float32)
        self.delay = (self.TAPS - 1) / 2 / rate

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import lfilter

        filtered, self._state = lfilter(self._taps, np.float32(1), samples, zi=self._state)
        return np.asarray(filtered, np.float32)


def _open(wanted: str | None) -> _Stream:
    """The device at 16 kHz, or at its own rate where the system does not convert it."""
    import sounddevice

    try:
        info = find_microphone(wanted, microphones())
    except DeviceError:
        refresh()  # it may have been plugged in since
        info = find_microphone(wanted, microphones())
    with quiet_stderr():
        try:
            return _Stream(info, SAMPLE_RATE)
        except sounddevice.PortAudioError as error:
            first = error
        try:
            return _Stream(info, round(info.rate))
        except sounddevice.PortAudioError:
            raise DeviceError(
                f"The microphone {info.full_name} cannot be opened ({first.args[0]}): another program may hold it, or"
                " this one may not be allowed to use it."
            ) from first


def _number(info: MicrophoneInfo) -> int:
    """PortAudio's number of the device, which may change whenever it looks at the devices anew."""
    import sounddevice

    apis = sounddevice.query_hostapis()
    for number, device in enumerate(sounddevice.query_devices()):
        if (device["name"], apis[device["hostapi"]]["name"]) == (info.name, info.host_api):
            return number
    raise DeviceError(f"The microphone {info.full_name} is gone: connect it again.")
