"""Which microphones and cameras are there, and whether each gives something."""

from __future__ import annotations

import signal
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from engines.child import Child
from engines.clock import SessionClock
from engines.sources import SAMPLE_RATE
from engines.sources.camera import Camera, cameras
from engines.sources.microphone import FLOOR_DBFS, Microphone, MicrophoneInfo, microphones, refresh
from ucrn_core.errors import DeviceError

UNANSWERED = 15.0  # s after which another process looks for devices
PROBED = 1.0  # s that a device is listened to or looked at
FIRST_SOUND = 3.0  # s that its first sound may take


@dataclass(frozen=True)
class Probe:
    """What a device gave: state `ok`, `silent` or `failed`; one sentence for the person."""

    state: str
    told: str


@dataclass(frozen=True)
class Devices:
    """What there is at one moment; cameras by address."""

    microphones: list[MicrophoneInfo]
    cameras: list[str]


class DeviceList:
    """Looks for devices in a process of its own: PortAudio sees new ones only when it is started anew, which would end
    a stream that is open."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def ask(self) -> None:
        """Look now; the answer comes through `newest`."""
        try:
            if self._child is not None and self._child.busy and time.monotonic() - self._child.since > UNANSWERED:
                self.close()
            if self._child is None:
                self._child = Child(serve_devices, (), "device list")
            if not self._child.busy:
                self._child.send(None)
        except OSError:
            self.close()  # the next time another process is asked

    def newest(self) -> Devices | None:
        """What was found since the last call; never waits."""
        try:
            if self._child is not None and self._child.answers(0):
                found = self._child.receive()
                assert isinstance(found, Devices)
                return found
        except (EOFError, OSError):
            self.close()
        return None

    def close(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def serve_devices(connection: Connection) -> None:
    """Body of the process: answers every message with Devices until the other end closes or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the session
    try:
        while True:
            connection.recv()
            heard: list[MicrophoneInfo] = []
            with suppress(Exception):  # no PortAudio, or no sound server: there are cameras yet
                refresh()
                heard = microphones()
            connection.send(Devices(heard, list(cameras())))
    except (EOFError, OSError):
        return


def probe_microphone(info: MicrophoneInfo) -> Probe:
    """Opens a microphone and listens for PROBED seconds."""
    clock = SessionClock()
    try:
        microphone = Microphone(clock, info.full_name)
    except DeviceError as error:
        return Probe("failed", str(error))
    loudest, heard, began = FLOOR_DBFS, 0.0, time.monotonic()
    with closing(microphone):
        while heard < PROBED and time.monotonic() - began < FIRST_SOUND + PROBED:
            time.sleep(0.02)  # a device has no event to wait for
            for chunk in microphone.read():
                heard += len(chunk.samples) / SAMPLE_RATE
                loudest = max(loudest, microphone.level_dbfs)
    if not heard:
        return Probe("failed", f"The microphone {info.full_name} gives no sound: another program may hold it.")
    if loudest <= FLOOR_DBFS:
        return Probe("silent", f"The microphone {info.full_name} gives only silence: is it muted?")
    return Probe("ok", f"up to {loudest:.0f} dB of full scale")


def probe_camera(address: str) -> Probe:
    """Opens a camera and looks for PROBED seconds."""
    try:
        camera = Camera(SessionClock(), address)
    except DeviceError as error:
        return Probe("failed", str(error))
    seen, size, began = 0, "", time.monotonic()
    with closing(camera):
        while time.monotonic() - began < PROBED:
            frame = camera.take(0.1)
            if frame is not None:
                seen += 1
                size = f"{frame.image.shape[1]} x {frame.image.shape[0]} pixels"
        events = camera.events()
    if events:
        return Probe("failed", events[-1].message)
    return Probe("ok", f"{size}, {seen / PROBED:.0f} pictures a second")
