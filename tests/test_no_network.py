"""Nothing leaves the machine: all works with no network but the loopback, and nothing tries to get out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.sessions.exporters import FORMATS
from tests.loopback import wrapped

CLI = ("-m", "app.cli")
ROOT = Path(__file__).resolve().parents[1]


def run(commands: Sequence[Sequence[str]], **environment: str) -> dict[str, Any]:
    command = wrapped(commands)
    if isinstance(command, str):
        pytest.skip(command)
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket().connect(('192.0.2.1', 443))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import socket; socket.socket(socket.AF_INET6).connect(('2001:db8::1', 443))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.53', 53))",
        "import av; av.open('http://192.0.2.1/talk.mp4')",  # native code
    ],
)
def test_an_attempt_is_noticed(attempt: str) -> None:
    told = run([["-c", attempt]])
    assert any(told["counted"].values()), told


def test_live_analysis_replay_and_export_stay_on_the_machine(shared: Path, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mpg"
    shutil.copy(shared / "clips" / "grid_bbaf2n.mpg", clip)
    analysed, recorded = str(tmp_path / "clip.ucrn"), str(tmp_path / "live.ucrn")
    live = [*CLI, "live", "--file", str(clip), "--seconds", "2"]
    formats = [option for name in FORMATS for option in ("--format", name)]
    commands = [
        [*live, "--headless", "--record", recorded],
        live,  # in the window
        [*CLI, "analyze", str(clip), "-o", str(tmp_path)],
        [*CLI, "replay", recorded, "--verify"],
        [*CLI, "replay", analysed, "--reanalyze", "again"],
        [*CLI, "export", analysed, *formats, "-o", str(tmp_path / "exports")],
        ["packaging/screenshot.py", analysed, str(tmp_path / "replay.png"), "--at", "1"],  # in the window
        [*CLI, "models", "list"],
        [*CLI, "doctor"],
    ]
    homes = {name: str(tmp_path / name) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    told = run(commands, UCRN_LIVE_MODEL_MIRROR=str(shared / "models"), QT_QPA_PLATFORM="offscreen", **homes)
    assert told["statuses"] == [0] * len(commands), told["outputs"]
    assert told["counted"] == dict.fromkeys(told["counted"], 0)
    assert {"Ip OutNoRoutes", "Udp OutDatagrams", "Tcp ActiveOpens"} <= set(told["counted"])
    assert (tmp_path / "replay.png").stat().st_size > 10_000
