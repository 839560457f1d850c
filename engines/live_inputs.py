"""What a live analysis listens to and looks at: a microphone and a camera that may be closed, changed and awaited."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engines.clock import SessionClock
from engines.observer import Event, EventQueue
from engines.sources import AudioChunk, Tap, VideoFrame
from engines.sources.camera import Camera, camera_name, without_password
from engines.sources.microphone import FLOOR_DBFS, Microphone
from ucrn_core.errors import DeviceError


class Inputs(Protocol):
    """Sound and pictures of a live session: devices, or a file at its own pace.

    has_sound, has_pictures: whether such may come at all. `take` is for one thread, `read` and `events` for another.
    error: seconds by which the next sound stands off the session clock; drift: by how much a sample of the device
    lasts longer than its nominal rate says; level_dbfs: of the newest sound; rate: pictures a second; drops: what was
    lost, by name; devices: what gives sound and pictures now, with names, rates in Hz and sizes in pixels, as JSON;
    ended: nothing comes any more. tap: may be set and taken away at any time; is shown the sound that `read` gives and
    every picture, whether `take` gives it or not.
    """

    tap: Tap | None

    @property
    def ended(self) -> bool: ...

    @property
    def has_sound(self) -> bool: ...

    @property
    def has_pictures(self) -> bool: ...

    @property
    def error(self) -> float: ...

    @property
    def drift(self) -> float: ...

    @property
    def level_dbfs(self) -> float: ...

    @property
    def rate(self) -> float: ...

    @property
    def drops(self) -> dict[str, float]: ...

    @property
    def devices(self) -> dict[str, dict[str, Any]]: ...

    def open(self) -> None:
        """At the start and after a `close`. DeviceError: there is nothing to hear and nothing to see."""
        ...

    def close(self) -> None:
        """Gives the devices back, for a pause or for good."""
        ...

    def read(self) -> list[AudioChunk]:
        """The sound that came since the last call."""
        ...

    def take(self, timeout: float) -> VideoFrame | None:
        """The newest picture, once; None where none comes within `timeout` seconds."""
        ...

    def events(self) -> list[Event]:
        """What the person should know of the devices since the last call."""
        ...


@dataclass(frozen=True)
class DeviceChoice:
    """Which devices: name of a microphone and address of a camera, None for the system's choice; `use_...` False for
    none at all. camera_delay: seconds by which the camera's pictures are late, as measured."""

    microphone: str | None = None
    camera: str | None = None
    use_microphone: bool = True
    use_camera: bool = True
    camera_delay: float = 0.0

    @property
    def settings(self) -> dict[str, Any]:
        """What a session that is recorded keeps of it."""
        return {**asdict(self), "camera": self.camera and without_password(self.camera)}


@dataclass(frozen=True)
class LiveRequest:
    """What a live run is asked for. file: in place of devices; drop: modalities that are left out; seconds: from the
    first sound or picture; speech, engine, checkpoint: others than the best, the fastest and the shipped; record:
    folder of a session that is recorded from the beginning; media: with pictures and sound; consent: what the people
    who are recorded agreed to."""

    choice: DeviceChoice = field(default_factory=DeviceChoice)
    file: Path | None = None
    drop: frozenset[str] = frozenset()
    seconds: float = float("inf")
    speech: str | None = None
    engine: str | None = None
    checkpoint: Path | None = None
    record: Path | None = None
    media: bool = True
    consent: str | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a session that is recorded keeps of it."""
        file = str(self.file.absolute()) if self.file else None
        return {"drop": sorted(self.drop), "file": file, **({} if file else self.choice.settings)}


class DeviceInputs:
    """A microphone and a camera. One that cannot be opened is told and awaited, as long as the other is there."""

    ended = False
    has_sound = has_pictures = True  # if not now, then when another device is chosen

    def __init__(self, clock: SessionClock, choice: DeviceChoice) -> None:
        self.choice = choice
        self.tap: Tap | None = None
        self._opened = False  # whether devices are wanted now
        self._clock = clock
        self._microphone: Microphone | None = None
        self._camera: Camera | None = None
        self._lost = {"microphone": 0.0, "camera": 0.0}  # by devices that were closed
        self._told = EventQueue()
        self._missing: set[str] = set()  # modalities whose device was told to be missing
        self._given_up = threading.Event()  # an opening is not waited for any more
        self._changing = threading.Lock()  # opening takes seconds, and whoever reads meanwhile must not wait

    @property
    def error(self) -> float:
        microphone = self._microphone
        return microphone.error if microphone else 0.0

    @property
    def drift(self) -> float:
        microphone = self._microphone
        return microphone.drift if microphone else 0.0

    @property
    def level_dbfs(self) -> float:
        microphone = self._microphone
        return microphone.level_dbfs if microphone else FLOOR_DBFS

    @property
    def rate(self) -> float:
        camera = self._camera
        return camera.rate if camera else 0.0

    @property
    def drops(self) -> dict[str, float]:
        present = {"microphone": self._microphone, "camera": self._camera}
        return {name: self._lost[name] + (device.dropped if device else 0) for name, device in present.items()}

    @property
    def devices(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        if microphone := self._microphone:
            found["microphone"] = {"name": microphone.name, "rate": microphone.rate}
        if camera := self._camera:
            size = list(camera.size) if camera.size else None
            found["camera"] = {"name": camera_name(camera.name), "size": size, "rate": camera.rate}
        return found

    def require_named(self) -> None:
        """DeviceError: a device that was asked for by name could not be opened."""
        for name, device in ((self.choice.microphone, self._microphone), (self.choice.camera, self._camera)):
            if name and device and device.failure:
                raise DeviceError(device.failure)

    def open(self) -> None:
        with self._changing:
            self._opened = True
            self._given_up.clear()
            self._open()

    def close(self) -> None:
        self._given_up.set()
        with self._changing:
            self._opened = False
            self._close("microphone")
            self._close("camera")

    def change(self, choice: DeviceChoice) -> None:
        """Other devices from now on; those that stay the same stay open, and while all are closed they stay so.
        DeviceError as from `open`. From any thread; takes as long as the devices take to open."""
        with self._changing:
            before, self.choice = self.choice, choice
            if (before.microphone, before.use_microphone) != (choice.microphone, choice.use_microphone):
                self._close("microphone")
            if (before.camera, before.use_camera, before.camera_delay) != (
                choice.camera,
                choice.use_camera,
                choice.camera_delay,
            ):
                self._close("camera")
            if self._opened:
                self._open()

    def read(self) -> list[AudioChunk]:
        microphone, tap = self._microphone, self.tap
        chunks = microphone.read() if microphone else []
        if tap is not None:
            for chunk in chunks:
                tap.on_sound(chunk)
        return chunks

    def take(self, timeout: float) -> VideoFrame | None:
        camera = self._camera
        if camera is None:
            time.sleep(timeout)  # there is nothing to wait for
            return None
        return camera.take(timeout)

    def events(self) -> list[Event]:
        present = [device for device in (self._microphone, self._camera) if device]
        return self._told.all() + [self._noted(event) for device in present for event in device.events()]

    def _open(self) -> None:
        wanted = self.choice
        if wanted.use_microphone and self._microphone is None:
            self._microphone = Microphone(self._clock, wanted.microphone, patient=True)
        if wanted.use_camera and self._camera is None:
            self._camera = Camera(
                self._clock,
                wanted.camera,
                wanted.camera_delay,
                patient=True,
                given_up=self._given_up,
                show=self._show,
            )
        opened = [device for device in (self._microphone, self._camera) if device]
        if all(device.failure for device in opened):
            failures = " ".join(device.failure for device in opened)
            for name in self._lost:
                self._close(name, tell=False)
            raise DeviceError(failures or "There is nothing to analyse: choose a microphone or a camera.")
        for modality, device in (("voice", self._microphone), ("face", self._camera)):
            if device and not device.failure and modality in self._missing:  # another took the place of the lost one
                back = Event(self._clock.now(), "back", modality, f"{device.name} is used now.")
                self._told.put(self._noted(back))

    def _show(self, frame: VideoFrame) -> None:
        if (tap := self.tap) is not None:
            tap.on_picture(frame)

    def _noted(self, event: Event) -> Event:
        if event.kind == "missing":
            self._missing.add(event.modality)
        elif event.kind == "back":
            self._missing.discard(event.modality)
        return event

    def _close(self, name: str, *, tell: bool = True) -> None:
        device: Microphone | Camera | None = getattr(self, f"_{name}")
        setattr(self, f"_{name}", None)
        if device is not None:
            device.close()
            self._lost[name] += device.dropped
            for event in device.events() if tell else ():
                self._told.put(self._noted(event))
