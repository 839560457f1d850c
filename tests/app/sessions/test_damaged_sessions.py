"""Sessions and media files that were damaged by chance: a clear error or a part of it, no crash, nothing altered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.app.sessions.test_killed_recordings import kill_after

BATCHES = 2  # processes at once


@pytest.fixture(scope="module")
def finished(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of a talk, with pictures and sound."""
    folder = tmp_path_factory.mktemp("recorded") / "finished.ucrn"
    clip = shared / "clips" / "talk_ira_contribution.mp4"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
        assert main(["live", "--headless", "--seconds", "4", "--file", str(clip), "--record", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def killed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded") / "killed.ucrn"
    clip = shared / "clips" / "talk_ira_contribution.mp4"
    return kill_after(2.0, clip, folder, shared / "models").folder


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed there as with SIGKILL")
@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_whatever_is_damaged_is_told_and_nothing_crashes(
    count: int, finished: Path, killed: Path, tmp_path: Path
) -> None:
    def batch(number: int) -> list[dict[str, Any]]:
        first, end = (count * n // BATCHES for n in (number, number + 1))
        run = subprocess.run(
            [
                *(sys.executable, "-m", "tests.damaged_sessions"),
                *map(str, (finished, killed, tmp_path, first, end)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        assert run.returncode == 0, f"{lines[-1:]}\n{run.stderr}"
        return [line for line in lines if "same" in line]

    with ThreadPoolExecutor(BATCHES) as beside:
        told = [line for lines in beside.map(batch, range(BATCHES)) for line in lines]
    assert [line["number"] for line in told] == list(range(count))
    assert [line for line in told if "failure" in line] == []
    assert [line for line in told if not line["same"]] == []
    assert {line["left"] for line in told if line["repair"] == "saved"} == {"well"}
    well = [line for line in told if line["verify"] == "well"]
    assert {line["opened"] for line in well} == {"whole"}
    states = Counter((line["verify"], "saved" if line["repair"] == "saved" else "not") for line in told)
    print(f"{count} damaged sessions: {dict(states)}")
