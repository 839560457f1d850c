"""Whether the disk that a folder lies on is encrypted, as far as a program without special rights can tell."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

ENCRYPTING = frozenset("ecryptfs fuse.cryfs fuse.encfs fuse.gocryptfs fuse.securefs fuse.veracrypt".split())
SECONDS = 10.0  # that the system's own tool may take


def encrypted(folder: Path, system: Path = Path("/sys"), processes: Path = Path("/proc")) -> bool | None:
    """None: it cannot be told. `folder` may be still to be made. False says that the system does not encrypt; the
    disk itself, or the host of a virtual machine, may yet."""
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if platform.system() == "Linux":
        return _on_linux(there, system, processes)
    if platform.system() == "Darwin" and there.stat().st_dev == Path("/System/Volumes/Data").stat().st_dev:
        return _file_vault()
    return None  # Windows tells of BitLocker to administrators only


def _on_linux(folder: Path, system: Path, processes: Path) -> bool | None:
    number = folder.stat().st_dev
    name = f"{os.major(number)}:{os.minor(number)}"
    mounts = (line.split(" - ") for line in (processes / "self/mountinfo").read_text().splitlines())
    for mount, mounted in mounts:
        if mount.split()[2] != name:
            continue
        kind, source = mounted.split()[:2]
        if kind in ENCRYPTING:
            return True
        if not (system / "dev/block" / name).exists():  # of btrfs and others the number is no device's
            try:
                device = os.stat(source).st_rdev
            except OSError:  # an overlay, memory, another machine
                return None
            name = f"{os.major(device)}:{os.minor(device)}"
        break
    device_folder = system / "dev/block" / name
    return _device(device_folder) if device_folder.exists() else None


def _device(device: Path) -> bool:
    """A device is what it is made of: a logical volume, of the disks below it. device: its folder in /sys."""
    identity = device / "dm" / "uuid"
    if identity.exists() and identity.read_text().startswith("CRYPT-"):
        return True
    below = list((device / "slaves").glob("*"))
    return bool(below) and all(_device(part) for part in below)


def _file_vault() -> bool | None:
    try:
        command = ["/usr/bin/fdesetup", "status"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return "FileVault is On" in told.stdout if told.returncode == 0 else None
