"""What a run costs: the CPU time and the memory of a process and of all that it starts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from engines.measured_run import Load, MeasuredRun, measured

# Holds MEMORY MiB for two seconds and works for one of them, in a process that it starts itself.
MEMORY = 200
WORK = f"""
import json, os, subprocess, sys, time
work = '''
import time
held, until = b"x" * ({MEMORY} << 20), time.process_time() + 1
while time.process_time() < until:
    pass
time.sleep(1)
'''
began = time.monotonic()
subprocess.run([sys.executable, "-c", work])
print(json.dumps({{"seconds": time.monotonic() - began, "cpu": sum(os.times()[:4])}}))
"""


def test_processes_that_a_process_starts_count() -> None:
    told: list[Load] = []
    run = measured([sys.executable, "-c", WORK], 0.1, told.append)
    assert run.status == 0
    assert told == run.loads
    assert [load.cpu for load in run.loads] == sorted(load.cpu for load in run.loads)
    assert run.report["cpu"] > 1
    assert run.loads[-1].cpu == pytest.approx(run.report["cpu"], abs=0.2)
    for largest in (max(load.memory_mb for load in run.loads), max(load.private_mb for load in run.loads)):
        assert MEMORY < largest < MEMORY + 100
    assert 0 < run.cores < 1


def test_a_run_that_fails_has_no_report() -> None:
    run = measured([sys.executable, "-c", "raise SystemExit(3)"], 0.05)
    assert (run.status, run.report) == (3, {})


def test_modules_of_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    foreign = tmp_path / "app" / "gui" / "screens.py"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("raise SystemExit(3)")
    run = measured([sys.executable, "-m", "app.gui.screens"], 0.05)
    assert (run.status, run.report["platform"]) == (0, "offscreen")


def test_growth_is_told_from_the_time_on_that_is_asked_for() -> None:
    t = np.arange(0.0, 1000.0, 5.0)
    private = np.where(t < 500, 5.0 * t, 2500.0 + (t - 500) / 360)  # much at first, then 10 MB/h
    loads = [Load(float(at), 0.0, float(mb), float(at) / 2) for at, mb in zip(t, private, strict=True)]
    run = MeasuredRun(0, {"seconds": 900.0}, loads, ended=1000.0)
    assert run.running[0].t == 100
    assert run.cores == pytest.approx(0.5)
    assert run.slope_mb_per_hour(after=400) == pytest.approx(10)
    assert run.slope_mb_per_hour(after=0) > 1000
