"""Recordings of a talk that are killed at random moments: each opens, lacks less than a second, and can be mended."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.sessions.checking import Kind, verify
from app.sessions.repairing import repair
from app.sessions.session import Session
from engines.remuxing import extent
from engines.sources.media import MediaSource

AT_ONCE = 3  # recordings beside each other, each of which takes half a core
LATEST = 12.0  # s after its first point that a recording is killed


@dataclass(frozen=True)
class Killed:
    """A recording, the time of the last point that it told of and that of its beginning."""

    folder: Path
    told: float
    began: float


def kill_after(seconds: float, clip: Path, folder: Path, mirror: Path) -> Killed:
    """seconds: from the first point."""
    said: list[tuple[float, float]] = []
    timer: threading.Timer | None = None
    with subprocess.Popen(
        [sys.executable, "-m", "tests.live_child", str(clip), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "UCRN_LIVE_MODEL_MIRROR": str(mirror)},
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("["):
                said.append(tuple(json.loads(line)))
            if said and timer is None:
                timer = threading.Timer(seconds, child.kill)
                timer.start()
    assert timer is not None
    assert child.returncode == -9
    return Killed(folder, *said[-1])


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def check(killed: Killed) -> tuple[float, float]:
    """Seconds that are missing of the points and of the media."""
    before = contents(killed.folder)
    with Session.open(killed.folder) as session:
        assert not session.info.complete
        assert session.info.origin == killed.began
        assert session.info.recognizer == "pocketsphinx"
        assert session.info.devices["file"]["size"] == [640, 360]
        assert set(session.info.clock) == {"drift_ms", "drift_ppm"}
        stored = session.points("live")
        media = session.media
    assert media is not None
    missing = killed.told - stored[-1].t, killed.told - killed.began - extent(media).until
    assert max(missing) < 1
    assert {finding.kind for finding in verify(killed.folder)} <= {Kind.NOTED, Kind.UNFINISHED}

    repaired = repair(killed.folder)
    assert repaired.lost == []
    assert {finding.kind for finding in verify(repaired.folder)} <= {Kind.NOTED}
    assert contents(killed.folder) == before
    with Session.open(repaired.folder) as session:
        assert session.points("live") == stored
        assert session.media is not None
        source = MediaSource(session.media)
    while source.read() is not None:
        continue
    source.close()
    assert source.truncated is None
    assert source.duration == pytest.approx(extent(media).until, abs=0.1)
    return missing


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed there as with SIGKILL")
@pytest.mark.parametrize("kills", [10, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_random_moments_less_than_a_second_is_missing(kills: int, shared: Path, tmp_path: Path) -> None:
    chance = random.Random(kills)
    clip = shared / "clips" / "talk_ira_contribution.mp4"

    def one(number: int, seconds: float) -> Killed:
        return kill_after(seconds, clip, tmp_path / f"{number}.ucrn", shared / "models")

    moments = [chance.uniform(0, LATEST) for _ in range(kills)]
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as beside:
        killed = list(beside.map(one, range(kills), moments))
    missing = [check(each) for each in killed]
    worst = [max(column) for column in zip(*missing, strict=True)]
    print(f"{kills} kills in {time.monotonic() - began:.0f} s: at most {worst[0]:.2f} s of points and {worst[1]:.2f} s"
          " of media were missing.")  # fmt: skip
