"""A program that records a media file at its own pace, to be killed or to run out of disk; says what it has shown.

python -m tests.recording_child CLIP FOLDER: lines of JSON, [media time of the end of the sound, of the newest picture]
or [kind, sentence] of what was told.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import assets
from app import logs
from app.sessions.media_recorder import MediaRecorder
from app.sessions.recording import Recorder
from engines.clock import SessionClock
from engines.sources import SAMPLE_RATE
from engines.sources.paced_file import PacedFile
from tests.app.sessions.test_recording import REPORT
from tests.app.sessions.test_store import POINT
from ucrn_core import checkpoint

TICK = 0.02  # s


def say(*what: object) -> None:
    print(json.dumps(what), flush=True)


def main(clip: Path, folder: Path) -> None:
    logs.set_up()
    clock = SessionClock()
    inputs = PacedFile(clip, clock)
    media = partial(MediaRecorder, inputs=inputs, clock=clock, told=say)
    recorder = Recorder(folder, checkpoint.load(assets.path(assets.CHECKPOINT)), {}, say, media)
    assert recorder.media is not None
    start = recorder.media.start
    inputs.open()
    until = seen = 0.0
    while not inputs.ended:
        frame = inputs.take(TICK)
        seen = frame.t - start if frame else seen
        for chunk in inputs.read():
            until = chunk.t + len(chunk.samples) / SAMPLE_RATE - start
        say(until, seen)
    recorder.on_point(POINT)
    recorder.close(REPORT)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
