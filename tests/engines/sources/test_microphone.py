"""The microphone, on a real sound server: heard in time, without gaps, told when it is gone, taken up again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.clock import SessionClock
from engines.observer import Event
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.sources.microphone import (
    FLOOR_DBFS,
    LowPass,
    Microphone,
    MicrophoneInfo,
    find_microphone,
    level_dbfs,
    microphones,
    refresh,
)
from tests.virtual_microphone import VirtualMicrophone, virtual_microphone
from ucrn_core.errors import DeviceError


def info(name: str, host_api: str = "ALSA", *, default: bool = False) -> MicrophoneInfo:
    return MicrophoneInfo(name, host_api, 1, 48_000.0, default)


FOUND = [
    info("Headset"),
    info("Headset Mono", default=True),
    info("USB Camera"),
    info("Line"),
    info("Line", host_api="JACK"),
]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [(None, 1), ("headset", 0), ("Headset M", 1), ("camera", 2), ("JACK: Line", 4), ("jack", 4), ("ALSA: usb", 2)],
)
def test_a_microphone_is_found_by_what_names_it_alone(wanted: str | None, number: int) -> None:
    assert find_microphone(wanted, FOUND) is FOUND[number]


def test_without_a_default_the_first_is_taken() -> None:
    assert find_microphone(None, FOUND[2:]) is FOUND[2]


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        ("line", FOUND, "'line' may be each of these microphones: ALSA: Line; JACK: Line. Name one in full."),
        ("studio", FOUND[:1], "There is no microphone 'studio'; there are: ALSA: Headset."),
        (None, [], "There is no microphone: connect one, or allow this program to use it."),
        ("usb", [], "There is no microphone: connect one, or allow this program to use it."),
    ],
)
def test_a_microphone_that_cannot_be_told_is_named(wanted: str | None, found: list[MicrophoneInfo], told: str) -> None:
    with pytest.raises(DeviceError) as caught:
        find_microphone(wanted, found)
    assert str(caught.value) == told


def test_level() -> None:
    assert level_dbfs(np.zeros(10, np.float32)) == FLOOR_DBFS
    assert level_dbfs(np.full(10, 0.1, np.float32)) == pytest.approx(-20, abs=0.01)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[VirtualMicrophone]:
    with virtual_microphone(tmp_path) as made:
        refresh()
        yield made


@pytest.fixture
def microphone(server: VirtualMicrophone) -> Iterator[Microphone]:
    made = Microphone(SessionClock(), "pulse")
    yield made
    made.close()


class Listener:
    """Reads a microphone as a session does."""

    def __init__(self, microphone: Microphone) -> None:
        self.microphone = microphone
        self.chunks: list[AudioChunk] = []
        self.events: list[Event] = []

    def until(self, reached: Callable[[], bool], seconds: float = 30) -> float:
        """Listens until something is so, which must come within `seconds`; returns how long it took."""
        pause, start = threading.Event(), time.monotonic()
        while not reached():
            assert time.monotonic() - start < seconds, self.events
            pause.wait(0.02)
            self.chunks += self.microphone.read()
            self.events += self.microphone.events()
        return time.monotonic() - start

    @property
    def seconds(self) -> float:
        return sum(len(chunk.samples) for chunk in self.chunks) / SAMPLE_RATE

    def heard(self, kind: str) -> bool:
        return any(event.kind == kind for event in self.events)


def clicks(seconds: int) -> np.ndarray:
    """Soft noise with a loud click every half second."""
    sound = np.random.default_rng(0).normal(0, 0.003, seconds * SAMPLE_RATE)
    for at in range(SAMPLE_RATE // 2, len(sound), SAMPLE_RATE // 2):
        sound[at : at + 40] = 0.8
    return sound.astype(np.float32)


def clicks_in(chunks: list[AudioChunk], loud: float) -> np.ndarray:
    """Seconds from the first sample to each click, after a look that no sample is missing."""
    following = chunks[0].t
    for chunk in chunks:
        assert chunk.t == pytest.approx(following, abs=1e-6)
        following += len(chunk.samples) / SAMPLE_RATE
    at = np.flatnonzero(np.abs(np.concatenate([chunk.samples for chunk in chunks])) > loud)
    return at[np.diff(at, prepend=-SAMPLE_RATE) > 1000] / SAMPLE_RATE


def test_what_is_played_is_heard_without_a_gap_and_at_its_pace(
    server: VirtualMicrophone, microphone: Microphone
) -> None:
    listener = Listener(microphone)
    with server.playing(clicks(8)):
        listener.until(lambda: any(np.abs(c.samples).max(initial=0) > 0.5 for c in listener.chunks))
        start = listener.seconds
        listener.until(lambda: listener.seconds > start + 4)
    at = clicks_in(listener.chunks, 0.5)
    assert len(at) >= 6
    # Places between whole samples and a fit that settles move a click by some milliseconds at most.
    assert np.abs(np.diff(at)[1:] - 0.5).max() < 0.02
    assert microphone.dropped == 0
    assert not listener.events


def test_a_microphone_that_has_but_its_own_rate_is_heard_in_time(
    server: VirtualMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sounddevice

    opened = sounddevice.InputStream

    def own_rate_only(**settings: Any) -> Any:
        # The stand-in converts every rate, as some systems do; others say this.
        if settings["samplerate"] == SAMPLE_RATE:
            raise sounddevice.PortAudioError("Invalid sample rate", -9997)
        return opened(**settings)

    monkeypatch.setattr(sounddevice, "InputStream", own_rate_only)
    microphone = Microphone(SessionClock(), "pulse")
    listener = Listener(microphone)
    with server.playing(clicks(8)):
        listener.until(lambda: any(np.abs(c.samples).max(initial=0) > 0.3 for c in listener.chunks))
        start = listener.seconds
        listener.until(lambda: listener.seconds > start + 3)
    microphone.close()
    at = clicks_in(listener.chunks, 0.3)
    assert len(at) >= 4
    assert np.abs(np.diff(at)[1:] - 0.5).max() < 0.02
    assert not listener.events


def test_low_pass_keeps_speech_and_takes_what_16_khz_cannot_hold() -> None:
    low_pass = LowPass(48_000)
    t = np.arange(48_000) / 48_000
    for hertz, kept in ((200, 1.0), (4000, 1.0), (8600, 0.0), (15_000, 0.0)):
        tone = np.sin(2 * np.pi * hertz * t).astype(np.float32)
        out = np.concatenate([low_pass(block) for block in np.array_split(tone, 37)])[1000:]
        assert np.abs(out).max() == pytest.approx(kept, abs=0.02)
        if kept:
            late = t[1000:] - low_pass.delay
            assert out == pytest.approx(np.sin(2 * np.pi * hertz * late), abs=0.02)


def test_a_microphone_whose_server_dies_is_told_at_once_and_taken_up_again(
    server: VirtualMicrophone, microphone: Microphone
) -> None:
    listener = Listener(microphone)
    with server.playing(clicks(60)):
        listener.until(lambda: listener.seconds > 1)
        server.stop()
        listener.until(lambda: listener.heard("missing"), seconds=5)
    assert microphone.name in listener.events[0].message
    server.start()
    with server.playing(clicks(60)):
        listener.until(lambda: listener.heard("back"))
        listener.until(lambda: bool(np.abs(listener.chunks[-1].samples).max() > 0.5))
    times = [chunk.t for chunk in listener.chunks]
    assert times == sorted(times)
    assert microphone.silence > 0.5


def test_a_source_that_is_removed_leaves_silence_and_is_heard_when_it_returns(
    server: VirtualMicrophone, microphone: Microphone
) -> None:
    listener = Listener(microphone)
    with server.playing(clicks(60)):
        listener.until(lambda: listener.seconds > 1)
    server.unplug()  # the server gives the sound of a sink in its place, on which nothing is played
    listener.until(lambda: any("only silence" in event.message for event in listener.events))
    server.plug()
    with server.playing(clicks(60)):
        listener.until(lambda: bool(np.abs(listener.chunks[-1].samples).max() > 0.5))
        listener.until(lambda: listener.events[-1].kind == "back")


def test_a_device_that_is_not_there_is_told(server: VirtualMicrophone) -> None:
    assert any(m.name == "pulse" for m in microphones())
    with pytest.raises(DeviceError, match="There is no microphone 'nothing of the kind'; there are: "):
        Microphone(SessionClock(), "nothing of the kind")


def test_a_device_is_opened_by_name_whatever_its_place_in_the_list(
    server: VirtualMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sounddevice

    queried, opened = sounddevice.query_devices, sounddevice.InputStream
    listed = list(queried())
    numbers: list[int] = []

    def reordered(device: int | None = None, kind: str | None = None) -> Any:
        return listed[1:] + listed[:1] if device is None and kind is None else queried(device, kind)

    def open_by_number(**settings: Any) -> Any:
        numbers.append(settings["device"])
        return opened(**settings | {"device": (settings["device"] + 1) % len(listed)})  # its place in the true list

    monkeypatch.setattr(sounddevice, "query_devices", reordered)
    monkeypatch.setattr(sounddevice, "InputStream", open_by_number)
    microphone = Microphone(SessionClock(), "ALSA: pulse")
    listener = Listener(microphone)
    with server.playing(clicks(20)):
        listener.until(lambda: any(np.abs(c.samples).max(initial=0) > 0.5 for c in listener.chunks))
    microphone.close()
    assert (listed[1:] + listed[:1])[numbers[0]]["name"] == "pulse"
    assert listed[numbers[0]]["name"] != "pulse"
