"""The package as a person gets it: installed, started on a screen, and every command of it; minutes."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import psutil
import pytest

import assets
from app import __version__
from app.cli import main
from app.licence_parts import holder
from tests.packaging.conftest import NAME, Installed

pytestmark = pytest.mark.slow
LIMIT = 1.4e9  # bytes unpacked


@pytest.fixture(scope="module")
def session(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analysed")
    run = installed.run("analyze", str(assets.path(assets.SAMPLE)), "-o", str(folder))
    assert run.returncode == 0, run.stderr
    return folder / "sample.ucrn"


def test_it_is_as_large_as_it_says_and_not_larger_than_it_may_be(installed, capsys):
    files = [p for p in (installed.root / "usr" / "lib" / NAME).rglob("*") if p.is_file() and not p.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    with capsys.disabled():
        print(f"\n{installed.log}The package: {size / 1e9:.2f} GB, packed {installed.deb.stat().st_size / 1e6:.0f} MB")
    assert size < LIMIT
    assert int(field(installed.deb, "Installed-Size")) == pytest.approx(size / 1024, abs=1)
    assert not [path for path in files if re.search(r"libcu(da|dnn|blas)|nvidia", path.name)]


def field(deb: Path, name: str) -> str:
    return subprocess.run(["dpkg-deb", "--field", deb, name], check=True, capture_output=True, text=True).stdout.strip()


def test_the_desktop_finds_it(installed):
    share = installed.root / "usr" / "share"
    entry = share / "applications" / f"{NAME}.desktop"
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", entry], check=True)
    assert f"Exec={NAME}\nIcon={NAME}\n" in entry.read_text()
    for size in (16, 48, 256):
        assert (share / f"icons/hicolor/{size}x{size}/apps/{NAME}.png").is_file()
    assert "version 3" in (share / "doc" / NAME / "copyright").read_text()
    depends = field(installed.deb, "Depends")
    assert {"libportaudio2", "libegl1", "libxcb-cursor0"} <= set(depends.split(", "))
    assert re.search(r"libc6 \(>= 2\.\d\d\)", depends)
    assert field(installed.deb, "Version") == __version__


@pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "xdotool", "xev"))), reason="needs Xvfb, xdotool and xev (x11-utils)"
)
def test_the_window_goes_the_whole_way_and_no_child_opens_another(installed, capsys, tmp_path):
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert display.stdout
        environment = {**installed.environment, "DISPLAY": f":{display.stdout.readline().strip()}"}
        with (tmp_path / "told").open("w") as told, (tmp_path / "events").open("w") as events:
            listener = subprocess.Popen(["xev", "-root", "-event", "substructure"], env=environment, stdout=events)
            command = [installed.command, "selftest", "--json"]
            run = subprocess.Popen(command, env=environment, stdout=told, stderr=subprocess.PIPE, text=True)
            owners, children = watch(run, environment)
            listener.terminate()
            listener.wait()
            assert run.stderr
            assert run.returncode == 0, run.stderr.read()
    finally:
        display.kill()
        display.wait()
    report = json.loads((tmp_path / "told").read_text())
    with capsys.disabled():
        shown, analysed = report["shown"], report["analysed"]
        print(f"\nThe packaged window was on screen {shown:.1f} s after the start; the sample took {analysed:.1f} s.")
    assert owners == {run.pid}
    assert len(clients((tmp_path / "events").read_text())) == 1  # also of windows that were there for a moment
    assert any("--multiprocessing-fork" in command for command in children)
    assert report["points"] == 72
    assert report["words"] > 0
    assert len(report["exported"]) >= 10


def watch(run: subprocess.Popen[str], environment: dict[str, str]) -> tuple[set[int], set[str]]:
    """Until it ends: which processes had a window that could be seen, and the command lines of its children."""
    owners: set[int] = set()
    children: set[str] = set()
    root = psutil.Process(run.pid)
    while run.poll() is None:
        seen = xdotool(environment, "search", "--onlyvisible", "--name", ".+")
        owners |= {int(pid) for window in seen for pid in xdotool(environment, "getwindowpid", window)}
        try:
            children |= {" ".join(child.cmdline()) for child in root.children(recursive=True)}
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.1)  # between two looks
    return owners, children


def clients(events: str) -> set[int]:
    """Of xev's account of the screen: who had a window shown, by what the X server puts above the 21 bits of an id."""
    return {int(window, 16) >> 21 for window in re.findall(r"^MapNotify.*\n.*window (0x\w+), override", events, re.M)}


def xdotool(environment: dict[str, str], *arguments: str) -> list[str]:
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True)
    return done.stdout.split()


def test_its_timeline_is_that_of_the_source(session, tmp_path):
    assert main(["analyze", str(assets.path(assets.SAMPLE)), "-o", str(tmp_path)]) == 0
    packaged, source = (
        list(csv.reader((folder / "sample.timeline.csv").open())) for folder in (session.parent, tmp_path)
    )
    assert packaged == source


def test_a_session_is_verified_and_exported_in_every_format(installed, session, tmp_path):
    verified = installed.run("replay", str(session), "--verify")
    assert verified.returncode == 0, verified.stderr
    formats = "csv parquet jsonl srt vtt textgrid eaf png svg html".split()
    asked = [word for name in formats for word in ("--format", name)]
    exported = installed.run("export", str(session), *asked, "-o", str(tmp_path))
    assert exported.returncode == 0, exported.stderr
    assert len(list(tmp_path.iterdir())) >= len(formats)


@pytest.mark.parametrize(
    "command",
    [
        ["doctor", "--json"],
        ["models", "list"],
        ["devices", "--no-probe"],
        ["engine", "info", "--json"],
        ["live", "--headless", "--file", str(assets.path(assets.SAMPLE)), "--seconds", "6", "--json"],
        ["analyze", str(assets.path(assets.SAMPLE)), "--jobs", "2", "--drop", "face", "-o", "many"],
        ["bench", "fusion", "--repeats", "3", "--json"],
        ["bench", "live", str(assets.path(assets.SAMPLE)), "--seconds", "6", "--json"],
        ["bench", "analyze", str(assets.path(assets.SAMPLE)), "--repeats", "1", "--json"],
        ["bench", "session", "--hours", "0.05", "--json"],
        ["engine", "export", "-o", "graph.onnx"],
        ["bench", "training-step", "--repeats", "1", "--json"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_every_kind_of_command_works(installed, command):
    run = installed.run(*command)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


def test_what_it_lacks_it_says(installed):
    run = installed.run("analyze", str(assets.path(assets.SAMPLE)), "--ray", "local")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "set UCRN Live up from its source" in run.stderr
    refused = installed.run("-m", "json.tool")  # the program stands for Python with its own modules alone
    assert refused.returncode == 2


def test_it_tells_whose_work_it_is(installed):
    told = installed.run("--licences").stdout
    assert "conveyed under the GNU General Public License, version 3" in told
    for name in ("Qt:", "x265:", "torch ", "PySide6_Essentials ", "pocketsphinx "):
        assert f"\n{name}" in told
    assert "librosa" not in told
    built = installed.root / "usr" / "lib" / NAME / "_internal"
    for part in ("OpenSSL", "SQLite", "libffi", "XZ Utils", "bzip2", "libuuid", "PyInstaller", "Furo"):
        assert (built / "assets" / "licences" / "parts" / f"{part}.txt").stat().st_size > 500
    assert (built / "docs" / "_build" / "html" / "index.html").is_file()


def test_every_library_that_is_not_its_holders_own_is_told_of(installed):
    built = installed.root / "usr" / "lib" / NAME / "_internal"
    folders = (built, *built.glob("*.libs"), built / "PySide6" / "Qt" / "lib", built / "_soundfile_data")
    names = {file.name for folder in folders for file in folder.glob("lib*.so*")}
    assert len(names) > 80
    own = re.compile(r"lib(python3|ctranslate2|torch|arrow|parquet|pyside6|shiboken6)")
    assert not {name for name in names if not holder(name) and not own.match(name)}
