"""A .deb of the one-folder build, made with dpkg-deb: what it depends on is read from the libraries themselves."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from app import __version__

PACKAGE = "ucrn-live"
HOME = Path("usr/lib") / PACKAGE
LINUX = Path(__file__).parent / "linux"
# Loaded by name while the program runs, so that no library tells of them: by sounddevice, by Qt.
LOADED = ("libportaudio2", "libpulse0", "libegl1", "libgl1")
DESCRIPTION = """\
Live sentiment from face, voice and words
 UCRN Live listens to what a person says, how they say it and what their face does, and plots their sentiment over time
 with an interval and the quality of each input. It records, replays and exports what it measures. No picture, sound or
 word leaves the machine.
 .
 The weights that come with it are for non-commercial research use."""


def make_deb(folder: Path, size: int, tree: Path, icons: Path, out: Path) -> Path:
    """Put `folder`, of `size` bytes, under /usr/lib, with a command, a desktop entry and icons; returns the .deb.

    tree: a folder that is made anew, for the files as they will lie. folder is moved by links where that is possible.
    """
    architecture = _output("dpkg", "--print-architecture").strip()
    shutil.rmtree(tree, ignore_errors=True)
    home, share = tree / HOME, tree / "usr" / "share"
    home.parent.mkdir(parents=True)
    subprocess.run(["cp", "-al", str(folder), str(home)], check=True)  # hard links: no second gigabyte
    command = tree / "usr" / "bin" / PACKAGE
    command.parent.mkdir()
    command.symlink_to(Path("..", "lib", PACKAGE, PACKAGE))
    for source, target in (
        (LINUX / f"{PACKAGE}.desktop", share / "applications"),
        (LINUX / "copyright", share / "doc" / PACKAGE),
    ):
        target.mkdir(parents=True)
        shutil.copy(source, target)
    for picture in icons.glob("*.png"):
        target = share / "icons" / "hicolor" / f"{picture.stem}x{picture.stem}" / "apps"
        target.mkdir(parents=True)
        shutil.copy(picture, target / f"{PACKAGE}.png")
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    fields = {
        "Package": PACKAGE,
        "Version": __version__,
        "Architecture": architecture,
        "Maintainer": "UCRN Live <ucrn-live@localhost>",
        "Installed-Size": str(size // 1024),
        "Depends": ", ".join(depends(folder)),
        "Recommends": "libasound2-plugins, libwayland-cursor0, libwayland-egl1",
        "Section": "science",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    control.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()))
    for path in (tree, *(path for path in tree.rglob("*") if path.is_dir() and home not in path.parents)):
        path.chmod(0o755)  # whatever the mask of who builds it
    deb = out / f"{PACKAGE}_{__version__}_{architecture}.deb"
    # gzip at its fastest: the better ones take minutes for a tenth less.
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(deb)], check=True)
    shutil.rmtree(tree)
    return deb


def depends(folder: Path) -> list[str]:
    """Debian packages that hold what the libraries in `folder` are linked with and it does not hold itself."""
    libraries = [str(path) for path in folder.rglob("*") if path.is_file() and ".so" in path.name]
    program = str(folder / PACKAGE)
    needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", _output("readelf", "-d", *libraries, program)))
    needed -= {Path(library).name for library in libraries}
    # The mark of the machine tells them from those of other machines beside them: i386 on amd64 has none.
    places = dict(re.findall(r"^\s*(\S+) \(libc6,(?:x86-64|AArch64)\b.*\) => (\S+)$", _output("ldconfig", "-p"), re.M))
    if "libc.so.6" not in places:
        raise SystemExit("`ldconfig -p` lists no libraries of this machine: what the .deb depends on cannot be told.")
    missing = sorted(name for name in needed if name not in places)
    if missing:
        # Of plugins of Qt that this system does not load; the packages that the set-up installs are all it needs.
        print(f"Not on this system, so not among what the package depends on: {', '.join(missing)}")
    found = {owner(places[name]) for name in needed if name in places} - {""}
    # Of the C library the version as well: an older system has all of these packages, and the program would not start.
    asked = re.findall(r"\bGLIBC_(\d+)\.(\d+)", _output("readelf", "-V", *libraries, program))
    newest = max((int(major), int(minor)) for major, minor in asked)
    libc = "libc6"
    return sorted((found | set(LOADED)) - {libc} | {f"{libc} (>= {newest[0]}.{newest[1]})"})


def owner(place: str) -> str:
    """The package that installed the file; dpkg knows libraries by their place with or without /usr."""
    file = str(Path(place).resolve())
    for name in (file, file.removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return ""


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
