"""Files as tasks of a Ray cluster: on this machine, or on others that have the same folders."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import engines  # noqa: F401  # keeps Ray from reporting home
from app.batch.one_file import FileAnalysis, Listener, Outcome, Request, Stopped, failure
from app.batch.tasks import Queue, Task
from app.batch.workers import ENDING, LOOK, finish
from engines.machine import is_package
from ucrn_core.errors import ClusterError, first_line

LOCAL = "local"
PATIENCE = 5.0  # s that a cluster may take to answer


def run_on_cluster(
    request: Request, tasks: Queue, address: str, jobs: int | None, listener: Listener, stop: threading.Event
) -> None:
    """Analyses files on a cluster, as many at once as it has cores, or `jobs`. Raises ClusterError."""
    from app.sessions.results import prepare

    with connected(address, jobs) as ray:
        at_once = jobs or int(ray.cluster_resources().get("CPU", 1))
        remote = ray.remote(max_retries=0)(analyze_task)
        running: dict[Any, Task] = {}
        while not stop.is_set():
            while len(running) < at_once and (task := tasks.take()):
                running[remote.remote(request, task, Path.cwd())] = task
            if not running:
                return
            ready, _ = ray.wait(list(running), timeout=LOOK)
            for reference in ready:
                task = running.pop(reference)
                try:
                    outcome, told = ray.get(reference)
                except ray.exceptions.RayError as error:  # also one that the task raised
                    prepare(task.folder)  # removes what a worker that died has left
                    outcome, told = failure(task.file, f"The analysis of {task.file} failed: {reason(error)}."), []
                for message in told:
                    listener.tell(message)
                finish(task, outcome, tasks, listener)
        for reference in running:
            ray.cancel(reference)
        ray.wait(list(running), num_returns=len(running), timeout=ENDING)
        raise Stopped


@contextmanager
def connected(address: str, cores: int | None) -> Iterator[Any]:
    """The `ray` module, connected to the cluster. LOCAL: to one of its own on this machine, which ends with it."""
    try:
        ray = importlib.import_module("ray")  # of an extra
    except ImportError as error:
        remedy = "run pip install 'ucrn-live[ray]'."
        if is_package():
            remedy = "set UCRN Live up from its source, where it can be added."
        raise ClusterError(f"--ray needs Ray, which is not installed: {remedy}") from error
    with ExitStack() as opened:
        options: dict[str, Any] = {}
        if address == LOCAL:
            # Its logs go when it ends. Names of sockets in it may not be long: the folder is not the person's own.
            place = "/tmp" if os.path.isdir("/tmp") else None
            folder = tempfile.TemporaryDirectory(prefix="ucrn-live-", dir=place, ignore_cleanup_errors=True)
            options = {"num_cpus": cores, "include_dashboard": False, "_temp_dir": opened.enter_context(folder)}
        else:
            require_open(address)
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        opened.callback(ray.shutdown)
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", **options)
        except Exception as error:  # whatever the library raises
            raise ClusterError(f"The Ray cluster {address} cannot be used ({first_line(error)}).") from error
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)  # Ray has its own, which would end the program out of order
        yield ray


def require_open(address: str) -> None:
    """Ray itself tries for minutes. Raises ClusterError where nobody listens at an address like host:port."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return  # a name that Ray knows
    try:
        socket.create_connection((host, int(port)), PATIENCE).close()
    except OSError as error:
        raise ClusterError(f"There is no Ray cluster at {address} ({error.strerror or error}).") from error


def reason(error: Exception) -> str:
    """One sentence of what Ray says in many lines."""
    return first_line(getattr(error, "cause", None) or error)


class Told(list[str]):
    """Listener that keeps what it is told."""

    def tell(self, message: str) -> None:
        self.append(message)

    def advance(self, task: Task, share: float) -> None:
        """A task says nothing before its end."""

    def finish(self, task: Task, outcome: Outcome) -> None:
        """The task returns it."""


@cache
def analysis_of(request: Request) -> FileAnalysis:
    """Kept with its models for the next task of this process."""
    return FileAnalysis(request)


def analyze_task(request: Request, task: Task, folder: Path) -> tuple[Outcome, list[str]]:
    """Body of a task: the outcome and what was told. folder: from which the paths of the person lead on."""
    told = Told()
    try:
        os.chdir(folder)
    except OSError as error:
        machine = os.uname().nodename if hasattr(os, "uname") else sys.platform
        why = f"The folder {folder} is not there on {machine} ({error.strerror}); all machines must share it."
        return failure(task.file, why), []
    return analysis_of(request).attempt(task, threading.Event(), told), list(told)
