"""Whose work is in the program and under which licence, with the texts: read from what is installed, or built in."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import assets
from app import __version__
from app.licence_parts import PARTS, Part
from engines.machine import is_package

PROGRAM = "ucrn-live"
# Texts for what comes without one, by a part of the licence's name; those that hold another come first.
TEXTS = (
    *("LGPL-3.0", "LGPL-2.1", "GPL", "Apache", "MIT", "BSD-2-Clause", "BSD-3-Clause-Clear", "BSD-3-Clause"),
    *("Unicode-3.0", "Intel"),
)
FILES = {"GPL": "GPL-3.0", "Apache": "Apache-2.0"}
NAMED = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
SHORT = 60  # characters: a field that is longer holds a text, no name
SOURCE = "The source of UCRN Live is licensed under the Apache License 2.0."
CONVEYED = (
    "This package as a whole is conveyed under the GNU General Public License, version 3 or later, because it holds "
    "the encoders x264 and x265, which PyAV's FFmpeg is linked with. "
    "Beside each part under the GPL or the LGPL stands where its source is to be had. "
    "The package also holds Intel oneMKL and Intel IPP, which are not free software, and OpenSSL 1.1, whose licence is "
    "not compatible with the GPL: who passes the package on must settle that first."
)
WEIGHTS = "The weights of the network are for non-commercial research use; see their model card."
HOMES = ("homepage", "home", "source", "source code", "repository", "github")


@dataclass(frozen=True)
class Licence:
    """Of a library or a part of one. version: empty for a part; licence: as it names it; about: where it is from, or
    is; text: empty where it comes without one."""

    name: str
    version: str
    licence: str
    about: str
    text: str


def summary() -> str:
    """Sentences on the program itself; of a package also that it is conveyed as a whole."""
    return " ".join((SOURCE, CONVEYED, WEIGHTS) if is_package() else (SOURCE, WEIGHTS))


def licences() -> list[Licence]:
    """Of Python, of the libraries that the program needs and of what they hold, by name."""
    python = Licence("Python", sys.version.split()[0], "PSF-2.0", "https://www.python.org", _python_text())
    parts = [_part(part) for part in PARTS if is_package() or not part.packaged]
    found = [python, *map(_licence, _needed()), *parts]
    return sorted(found, key=lambda licence: licence.name.lower())


def listing() -> str:
    """The summary and a line for each, for the command line."""
    lines = [f"UCRN Live {__version__}", summary(), ""]
    for licence in licences():
        about = f" ({licence.about})" if licence.about else ""
        lines.append(" ".join((licence.name, licence.version)).strip() + f": {licence.licence}{about}")
    return "\n".join(lines)


def _needed() -> Iterator[Distribution]:
    """The libraries that the program needs, and those they need; one that is not there is not needed here."""
    from packaging.requirements import Requirement

    known, waiting = {PROGRAM}, [PROGRAM]
    while waiting:
        name = waiting.pop()
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        if name != PROGRAM:
            yield found
        for line in found.requires or ():
            wanted = Requirement(line)
            key = re.sub(r"[-_.]+", "-", wanted.name).lower()
            if key not in known and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                known.add(key)
                waiting.append(key)


def _licence(of: Distribution) -> Licence:
    def told(field: str) -> list[str]:
        return [str(value) for value in of.metadata.get_all(field, [])]

    stated = next((value for field in ("License-Expression", "License") for value in told(field) if value), "")
    classified = [value.split(" :: ")[-1] for value in told("Classifier") if value.startswith("License")]
    name = stated if 0 < len(stated) <= SHORT and "\n" not in stated else ", ".join(classified) or stated[:SHORT]
    pages = {kind.lower(): page.strip() for kind, _, page in (url.partition(",") for url in told("Project-URL"))}
    home = next(iter(told("Home-page")), "") or next((pages[kind] for kind in HOMES if kind in pages), "")
    files = [Path(str(of.locate_file(file))) for file in of.files or () if NAMED.match(file.name)]
    texts = [file.read_text(errors="replace").strip() for file in files if file.is_file() and file.suffix != ".py"]
    if not texts and len(stated) > SHORT:
        texts = [stated]
    return Licence(of.name, of.version, name, home, "\n\n".join(dict.fromkeys(texts)) or _text(name))


def _part(part: Part) -> Licence:
    built_in = assets.path(f"licences/parts/{part.name}.txt")
    if built_in.is_file():
        text = built_in.read_text(errors="replace").strip()
    else:
        text = _licence(distribution(part.text_of)).text if part.text_of else _text(part.licence)
    return Licence(part.name, "", part.licence, part.about, text)


def _text(licence: str) -> str:
    """The text of a licence that is named; empty where it is not among those that are kept."""
    known = next((text for text in TEXTS if text in licence), "")
    return assets.path(f"licences/{FILES.get(known, known)}.txt").read_text() if known else ""


def _python_text() -> str:
    file = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")  # it is not everywhere
    return file.read_text(errors="replace") if file.is_file() else str(sys.copyright)
