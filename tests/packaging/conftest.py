"""The package of this system, built and installed once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "ucrn-live"


@dataclass(frozen=True)
class Installed:
    """root: under which the files lie as in the system; environment: of a person who has nothing of ours yet."""

    deb: Path
    log: str
    root: Path
    environment: Mapping[str, str]

    @property
    def command(self) -> Path:
        return self.root / "usr" / "bin" / NAME

    def run(self, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.command, *arguments],
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=self.environment["HOME"],
            env=self.environment,
        )


def make_package(folder: Path) -> str:
    """Build it into `folder`; what the build said."""
    command = [sys.executable, str(ROOT / "packaging" / "build.py"), "--out", folder, "--work", folder / "work"]
    built = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    refused = [line for line in built.stdout.splitlines() if line.startswith("No package can be built here")]
    if built.returncode == 2 and refused:
        pytest.skip(refused[-1])
    assert built.returncode == 0, built.stdout
    return built.stdout


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Installed by dpkg where that may be done and leaves nothing behind, else unpacked. UCRN_LIVE_PACKAGE names a
    folder with a package that is built already."""
    if sys.platform != "linux" or not shutil.which("dpkg-deb"):
        pytest.skip("a .deb is made with dpkg-deb, which is not here")
    folder = Path(os.environ.get("UCRN_LIVE_PACKAGE", "") or tmp_path_factory.mktemp("package"))
    log = "" if "UCRN_LIVE_PACKAGE" in os.environ else make_package(folder)
    (deb,) = folder.glob("*.deb")
    home = tmp_path_factory.mktemp("home")
    kept = {key: value for key, value in os.environ.items() if key in ("UCRN_LIVE_MODEL_MIRROR",)}
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **kept}
    there = subprocess.run(["dpkg-query", "-W", NAME], capture_output=True).returncode == 0
    if os.geteuid() == 0 and not there:
        try:
            done = subprocess.run(["dpkg", "--install", deb], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            yield Installed(deb, log, Path("/"), environment)
        finally:
            subprocess.run(["dpkg", "--purge", NAME], check=True, capture_output=True)
        assert not Path("/usr/lib", NAME).exists()
    else:
        root = tmp_path_factory.mktemp("root")
        subprocess.run(["dpkg-deb", "--extract", deb, root], check=True)
        yield Installed(deb, log, root, environment)
