"""A device or a process is taken from a live run: it goes on, says so, and takes it up again when it is back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

import assets
from engines.clock import SessionClock
from engines.corpus import read_sound
from engines.live import LiveAnalysis
from engines.live_inputs import DeviceChoice, DeviceInputs
from engines.sources.microphone import refresh
from tests.halts import Halts
from tests.virtual_camera import VirtualCamera, camera_showing
from tests.virtual_microphone import VirtualMicrophone, virtual_microphone
from tests.watcher import Watcher
from ucrn_core.checkpoint import load

TOLD = 1.0  # s
BACK = 5.0  # s
SLACK = 1.0  # s more for a machine that does other things beside


class Run:
    """A run on stand-ins in a thread of its own."""

    def __init__(self, clip: Path, microphone: VirtualMicrophone, camera: VirtualCamera, halts: Halts) -> None:
        self.clip, self.microphone, self.camera, self.halts = clip, microphone, camera, halts
        self.clock = SessionClock()
        self.watcher = Watcher(self.clock)
        self.inputs = DeviceInputs(self.clock, DeviceChoice("pulse", camera.address))
        checkpoint = load(assets.path(assets.CHECKPOINT))
        self.live = LiveAnalysis(checkpoint, [self.watcher], self.clock, self.inputs, speech="pocketsphinx")
        self.playing = ExitStack()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: self.live.run(self._stop))
        self._thread.start()

    @property
    def slack(self) -> float:
        return SLACK + self.halts.longest

    def until(self, reached: Callable[[], object], seconds: float = 60.0) -> None:
        pause, end = threading.Event(), time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < end, self.watcher.events
            assert self._thread.is_alive()
            pause.wait(0.02)

    def told(self, modality: str, since: float) -> None:
        """The modality is told to be missing, in time."""
        self.until(lambda: self.watcher.told(modality, "missing", since))
        event = self.watcher.told(modality, "missing", since)
        assert event
        assert event.t - since < TOLD + self.slack

    def back(self, modality: str, since: float) -> None:
        """The modality is told to be back, in time, and gives valid steps."""
        self.until(lambda: self.watcher.told(modality, "back", since))
        event = self.watcher.told(modality, "back", since)
        assert event
        assert event.t - since < BACK + self.slack
        self.until(lambda: self.watcher.valid(modality, event.t))

    def play(self) -> None:
        """The talk, through the microphone."""
        self.playing.enter_context(self.microphone.playing(read_sound(self.clip), again=True))

    def close(self) -> None:
        self.playing.close()
        self._stop.set()
        self._thread.join()
        self.live.close()
        self.inputs.close()


@pytest.fixture(scope="module")
def run(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    clip = shared / "clips" / "talk_ira_contribution.mp4"
    with (
        pytest.MonkeyPatch.context() as patch,
        virtual_microphone(tmp_path_factory.mktemp("pulse")) as microphone,
        camera_showing(clip) as camera,
        Halts() as halts,
    ):
        patch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
        refresh()
        made = Run(clip, microphone, camera, halts)
        made.play()
        made.until(lambda: made.watcher.words and made.watcher.valid("voice") and made.watcher.valid("face"))
        yield made
        made.close()
        made.camera.close()
    # Whatever was taken away, no second passed without its points.
    times = np.array([point.t for _, point in made.watcher.points])
    assert np.diff(times).max() < 1.0 + made.slack


@pytest.mark.parametrize("mode", ["silent", "frozen"])
def test_a_camera_that_gives_nothing_new(run: Run, mode: str) -> None:
    since = run.clock.now()
    run.camera.mode = mode
    run.told("face", since)
    since = run.clock.now()
    run.camera.mode = "sends"
    run.back("face", since)


def test_a_camera_that_is_closed_and_comes_back(run: Run) -> None:
    since = run.clock.now()
    run.camera.close()
    run.told("face", since)
    since = run.clock.now()
    run.camera = VirtualCamera(run.camera.picture, run.camera.port)
    run.back("face", since)


def test_a_speech_process_that_is_killed(run: Run) -> None:
    speech = run.live._speech
    assert speech
    assert speech.process_id
    run.until(lambda: run.watcher.points[-1][1].presence["text"] > 0)
    since = run.clock.now()
    os.kill(speech.process_id, signal.SIGKILL)
    run.told("text", since)
    run.until(lambda: any(point.presence["text"] == 0 for at, point in run.watcher.points if at > since))
    run.until(lambda: run.watcher.told("text", "back", since))
    back = run.watcher.told("text", "back", since)
    assert back
    assert back.t - since < BACK + run.slack
    run.until(lambda: [word for word in run.watcher.words if word.available_at > back.t])


def test_a_microphone_that_is_taken_and_put_back(run: Run) -> None:
    since = run.clock.now()
    run.playing.close()  # the sound server would give it to another device, which is heard in its place
    run.microphone.unplug()
    run.until(lambda: run.watcher.told("voice", "missing", since))
    # At once no voice is heard; that it is silence, which a quiet room is not, takes two seconds to tell.
    told = run.watcher.told("voice", "missing", since)
    assert told
    assert told.t - since < 2 + TOLD + run.slack
    assert not run.watcher.valid("voice", since + TOLD)
    since = run.clock.now()
    run.microphone.plug()
    run.play()
    run.back("voice", since)


def test_a_sound_server_that_dies(run: Run) -> None:
    since = run.clock.now()
    run.microphone.stop()
    run.told("voice", since)
    run.playing.close()
    since = run.clock.now()
    run.microphone.start()
    run.play()
    run.back("voice", since)
