"""A real microphone on a machine that has none: PulseAudio with a sink whose sound is recorded."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.sources import SAMPLE_RATE

SINK = "vmic16"


class VirtualMicrophone:
    """The default sound source; what is played on it is heard by programs that record."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._module = ""
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the sound server with the microphone plugged in."""
        command = ["pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
        self._server = subprocess.Popen(command, env=dict(os.environ))
        wait_for_server(self._server)
        self.plug()

    def stop(self) -> None:
        """Kills the sound server, with all that goes through it."""
        if self._server:
            self._server.kill()
            self._server.wait(30)
        (self._folder / "pulse" / "pid").unlink(missing_ok=True)

    def plug(self) -> None:
        self._module = pactl(
            "load-module", "module-null-sink", f"sink_name={SINK}", "rate=16000", "channels=1", "format=s16le"
        )
        pactl("set-default-sink", SINK)
        pactl("set-default-source", f"{SINK}.monitor")

    def unplug(self) -> None:
        pactl("unload-module", self._module)

    @contextmanager
    def playing(self, samples: NDArray[np.float32], *, again: bool = False) -> Iterator[None]:
        """Plays (n,), 16 kHz, until it is over or the block is left; again: from the beginning whenever it is over."""
        command = ["pacat", f"--device={SINK}", "--latency-msec=40", "--raw", "--format=float32le", "--channels=1"]
        player = subprocess.Popen([*command, f"--rate={SAMPLE_RATE}"], stdin=subprocess.PIPE)
        assert player.stdin is not None
        feeder = threading.Thread(target=_feed, args=(player.stdin, samples.tobytes(), again), daemon=True)
        feeder.start()
        try:
            yield
        finally:
            player.kill()
            player.wait()
            feeder.join()


def _feed(pipe: IO[bytes], sound: bytes, again: bool) -> None:
    """Writes as fast as the player takes it."""
    try:
        with pipe:
            pipe.write(sound)
            while again:
                pipe.write(sound)
    except BrokenPipeError:
        return  # the player was stopped


def pactl(*arguments: str) -> str:
    result = subprocess.run(["pactl", *arguments], capture_output=True, text=True, check=True, timeout=30)
    return result.stdout.strip()


@contextmanager
def virtual_microphone(folder: Path) -> Iterator[VirtualMicrophone]:
    """A sound server of its own, as long as the block lasts; skips where none is installed."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        pytest.skip("PulseAudio is not installed: no stand-in for a microphone")
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        patch.setenv("PULSE_RUNTIME_PATH", str(folder / "pulse"))
        patch.setenv("PULSE_STATE_PATH", str(folder / "state"))
        patch.delenv("PULSE_SERVER", raising=False)
        microphone = VirtualMicrophone(folder)
        try:
            microphone.start()
            yield microphone
        finally:
            microphone.stop()


def wait_for_server(server: subprocess.Popen[bytes]) -> None:
    """Returns when the server answers; `pactl` waits for nobody, so it is asked until then."""
    for _ in range(600):
        if subprocess.run(["pactl", "info"], capture_output=True, check=False, timeout=30).returncode == 0:
            return
        assert server.poll() is None, "PulseAudio ended at once"
        try:
            server.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("PulseAudio did not answer")
