"""A long live run on stand-ins for a microphone and a camera: does its memory stay, does nothing pile up?

    python -m tests.soak CLIP [--seconds N] [-o docs/soak.json]

`ucrn-live live --record` runs in a process of its own on a virtual microphone (PulseAudio) and a virtual camera that
play the clip again and again, as it would with a person before it. Exit status: 0 all bars are met, 1 one is missed, 2
it cannot run here. It stands beside the stand-ins, which belong to the tests and are not shipped.

The report holds what `live` printed, and of all its processes together: `memory_mb`, in which a page counts once
however many share it, and `private_mb`, without the pages of files, at the first and the last look;
`slope_mb_per_h` of the private memory by least squares, from `slope_from_s` on; `cores` (CPU seconds a second). `bars`
tells which are met.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from math import inf
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from engines.corpus import read_sound
from engines.live_speech import BEHIND
from engines.measured_run import Load, MeasuredRun, measured
from engines.sources import SAMPLE_RATE
from engines.speech import LONGEST
from tests.virtual_camera import camera_showing
from tests.virtual_microphone import virtual_microphone

EVERY = 5.0  # s
SETTLED = 900.0  # s after which memory must stay
LONG = 1200.0  # s; a shorter run is judged from its half on
SLOPE = 20.0  # MB/h
# In minutes memory still settles, and 1 MB in 150 s is 24 MB/h. What this finds is sound (64 kB/s: 230 MB/h) or
# pictures (20 MB/s) that are kept.
SHORT_SLOPE = 150.0
DRIFT = 20.0  # ms
POINTS = 4  # a second
LEAST_POINTS = 0.99  # share of them
LEAST_PRESENCE = 0.3
LATE = 1000.0  # ms from capture to point, in 99 of 100
OLDEST_WORD = 1000 * (LONGEST / SAMPLE_RATE + BEHIND)  # ms from its end to its commitment


def soak(clip: Path, seconds: float) -> dict[str, Any]:
    """The report of a run on stand-ins that play `clip`. CalledProcessError: it failed, and has told why."""
    with (
        tempfile.TemporaryDirectory() as folder,
        virtual_microphone(Path(folder)) as microphone,
        camera_showing(clip) as camera,
        microphone.playing(read_sound(clip), again=True),
    ):
        command = [sys.executable, "-m", "app.cli", "live", "--headless", "--json", "--seconds", f"{seconds:g}"]
        command += ["--microphone", "pulse", "--camera", camera.address, "--record", f"{folder}/soak.ucrn"]
        run = measured(command, EVERY, _tell)
    if run.status:
        raise CalledProcessError(run.status, command)
    return _report(run, seconds)


def _report(run: MeasuredRun, seconds: float) -> dict[str, Any]:
    long = seconds >= LONG
    settled = SETTLED if long else seconds / 2
    slope = run.slope_mb_per_hour(settled)
    first, last = run.running[0], run.running[-1]
    return {
        **run.report,
        "memory_mb": {"first": round(first.memory_mb, 1), "last": round(last.memory_mb, 1)},
        "private_mb": {"first": round(first.private_mb, 1), "last": round(last.private_mb, 1)},
        "slope_mb_per_h": round(slope, 2),
        "slope_from_s": settled,
        "cores": round(run.cores, 3),
        "machine": machine(),
        "bars": bars(run.report, slope, SLOPE if long else SHORT_SLOPE),
    }


def bars(report: dict[str, Any], slope: float, largest_slope: float) -> dict[str, bool]:
    """Which bars are met. That no queue grows is seen from outside by what would follow: sound or speech is given up,
    points come late or not at all, words are committed later than the longest utterance and the largest backlog."""
    drops = report["drops"]
    return {
        f"memory grows by less than {largest_slope:g} MB/h": slope < largest_slope,
        f"sound stands less than {DRIFT:g} ms off the clock": abs(report["drift_ms"]) < DRIFT,
        "no sound is lost": drops["microphone"] == 0,
        "no speech is skipped": drops["speech_s"] == 0,
        f"{LEAST_POINTS:.0%} of the points are made": report["points"] >= LEAST_POINTS * POINTS * report["seconds"],
        f"points come within {LATE:g} ms": report["capture_to_point_ms"].get("p99", inf) < LATE,
        "words wait for no backlog": report["word_commit_ms"].get("p99", inf) < OLDEST_WORD,
        "every modality is there": min(report["presence"].values()) > LEAST_PRESENCE,
    }


def machine() -> dict[str, Any]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []  # not Linux
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
    }


def _tell(load: Load) -> None:
    if sys.stderr.isatty():
        print(f"\r{load.t:8.0f} s  {load.memory_mb:7.1f} MB  {load.cpu:8.1f} s CPU", end="", file=sys.stderr)


def main() -> int:
    assert __doc__
    parser = argparse.ArgumentParser(prog="soak", description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path, help="a media file with a face that speaks")
    parser.add_argument("--seconds", type=float, default=7200.0)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/soak.json"))
    arguments = parser.parse_args()
    if not arguments.clip.is_file():
        print(f"soak: there is no clip {arguments.clip}; name one: make soak CLIP=...", file=sys.stderr)
        return 2
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        print("soak: PulseAudio is not installed, the stand-in for a microphone", file=sys.stderr)
        return 2
    try:
        report = soak(arguments.clip, arguments.seconds)
    except CalledProcessError as error:
        print(f"soak: ucrn-live ended with status {error.returncode}", file=sys.stderr)
        return 1
    arguments.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))
    return 0 if all(report["bars"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
