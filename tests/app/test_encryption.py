"""Whether a disk is encrypted: told from what Linux says of its devices, here of ones that are written down."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from app.encryption import encrypted
from app.examination import examine

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="reads what Linux tells")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Where `tmp_path` lies on the device that `disk` makes."""
    number = tmp_path.stat().st_dev
    mount = f"22 1 {os.major(number)}:{os.minor(number)} / / rw - ext4 /dev/none rw\n"
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mountinfo").write_text(mount)
    return tmp_path


def disk(machine: Path, *below: str, uuid: str = "") -> Path:
    """The device of the mount, or what is `below` it; uuid: as the device mapper has it."""
    number = machine.stat().st_dev
    folder = machine.joinpath("sys/dev/block", f"{os.major(number)}:{os.minor(number)}", *below)
    folder.mkdir(parents=True)
    if uuid:
        (folder / "dm").mkdir()
        (folder / "dm/uuid").write_text(uuid)
    return folder


def told(machine: Path) -> bool | None:
    return encrypted(machine / "library" / "not made yet", machine / "sys", machine / "proc")


def test_a_plain_disk(machine: Path) -> None:
    disk(machine)
    assert told(machine) is False


def test_an_encrypted_one(machine: Path) -> None:
    disk(machine, uuid="CRYPT-LUKS2-0123-home")
    assert told(machine) is True


def test_a_volume_on_an_encrypted_one(machine: Path) -> None:
    disk(machine, uuid="LVM-0123")
    disk(machine, "slaves", "dm-0", uuid="CRYPT-LUKS2-0123-disk")
    assert told(machine) is True
    disk(machine, "slaves", "sdb1")  # a part of it is not
    assert told(machine) is False


def test_a_file_system_that_encrypts(machine: Path) -> None:
    mounts = machine / "proc/self/mountinfo"
    mounts.write_text(mounts.read_text().replace("ext4", "fuse.gocryptfs"))
    assert told(machine) is True


def test_what_is_no_device_cannot_be_told(machine: Path) -> None:
    mounts = machine / "proc/self/mountinfo"
    mounts.write_text(mounts.read_text().replace("ext4 /dev/none", "overlay overlay"))
    assert told(machine) is None


def test_doctor_tells_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path))
    found = examine(["disk encryption"])["disk encryption"]
    assert found.details == {"library": encrypted(tmp_path)}
    assert found.state == ("limited" if encrypted(tmp_path) is False else "ok")
