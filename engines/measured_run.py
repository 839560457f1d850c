"""A run of the program in a process of its own, with what it costs the machine: memory and processor time."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engines.machine import own_environment

HOUR = 3600.0  # s
ENDING = 60.0  # s that a run which is told to stop may take


@dataclass(frozen=True)
class Load:
    """At `t`, in seconds since the process was started: its memory in MiB and the CPU seconds used until then, both
    with all processes that it started.

    memory_mb: each page divided by the number of processes that share it (PSS), where the system tells. private_mb:
    what is not of a file. Only that tells of growth: pages of libraries come and go with other programs that use them
    and with what the system takes back.
    """

    t: float
    memory_mb: float
    private_mb: float
    cpu: float


class ProcessTree:
    """A process and all that it started, directly or not."""

    def __init__(self, process_id: int) -> None:
        import psutil

        self._root = psutil.Process(process_id)
        self._cpu: dict[Any, float] = {}  # CPU seconds of each, kept when it has ended

    def load(self, t: float) -> Load | None:
        """What it costs now; None where it has ended."""
        import psutil

        memory = private = 0
        try:
            for process in (self._root, *self._root.children(recursive=True)):
                try:
                    info, times = process.memory_full_info(), process.cpu_times()
                except psutil.Error:
                    if process is self._root:
                        return None
                    continue  # it ended since they were listed
                memory += getattr(info, "pss", info.uss)
                private += info.rss - info.shared if hasattr(info, "shared") else info.uss
                self._cpu[process] = times.user + times.system
        except psutil.NoSuchProcess:
            return None
        return Load(t, memory / 2**20, private / 2**20, sum(self._cpu.values()))


@dataclass(frozen=True)
class MeasuredRun:
    """status: of the process; report: the JSON object that it printed, empty where it failed; loads: in order;
    ended: when the process did, in their time."""

    status: int
    report: dict[str, Any]
    loads: list[Load]
    ended: float

    @property
    def running(self) -> list[Load]:
        """Those of the report's `seconds`, which end with the process: without the time in which models are loaded."""
        began = self.ended - self.report["seconds"]
        return [load for load in self.loads if load.t >= began]

    @property
    def cores(self) -> float:
        """CPU seconds a second while it ran."""
        first, last = self.running[0], self.running[-1]
        return (last.cpu - first.cpu) / (last.t - first.t)

    def slope_mb_per_hour(self, after: float) -> float:
        """Growth of the private memory by least squares, from `after` seconds of the run on."""
        running = self.running
        kept = [load for load in running if load.t >= running[0].t + after]
        t, private = np.array([(load.t, load.private_mb) for load in kept]).T
        return float(np.polyfit(t - t[0], private, 1)[0]) * HOUR


def measured(command: Sequence[str], every: float, tell: Callable[[Load], None] = lambda load: None) -> MeasuredRun:
    """Runs `command`, which prints one JSON object, and takes its load every so many seconds. Its errors go where
    those of this process go."""
    began = time.monotonic()
    with (
        tempfile.TemporaryFile() as printed,
        subprocess.Popen(command, stdout=printed, env=own_environment()) as process,
    ):
        tree, loads = ProcessTree(process.pid), list[Load]()
        try:
            while True:
                load = tree.load(time.monotonic() - began)
                if load:
                    loads.append(load)
                    tell(load)
                try:
                    process.wait(every)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.terminate()
            process.wait(ENDING)
            raise
        ended = time.monotonic() - began
        printed.seek(0)
        text = printed.read()
    status = process.returncode or (0 if text.strip() else 1)  # a window that was closed by hand reports nothing
    return MeasuredRun(status, {} if status else json.loads(text), loads, ended)
