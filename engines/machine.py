"""What of a machine a measured speed depends on, which is part of the key under which it is remembered, and how the
program starts itself on it."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def is_package() -> bool:
    """Whether the program was built into a package with all that it needs."""
    return bool(getattr(sys, "frozen", False))


def processor() -> str:
    """Number of cores and name of the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} x {names[0] if names else platform.processor() or platform.machine()}"


def own_environment() -> dict[str, str]:
    """For a process that runs a module of the program with `-m`: Python would look for it in the current folder first,
    which may hold anybody's files."""
    root = Path(__file__).resolve().parents[1]
    among_packages = root.name in ("site-packages", "dist-packages")  # they must not come before Python's own
    given = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    roots = os.pathsep.join(given if among_packages else [str(root), *given])
    return {**os.environ, "PYTHONSAFEPATH": "1", **({"PYTHONPATH": roots} if roots else {})}


def versions(*packages: str) -> dict[str, str]:
    """Of the packages that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
