"""What a person can send with a report of an error: what happened where, and never what was said or shown."""

from __future__ import annotations

import platform
from functools import cache

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from app import __version__, logs

KEPT = 20  # unexpected errors

_unexpected: dict[str, str] = {}  # the way through the code, by the sentence that the person was told


def keep(sentence: str, error: BaseException) -> None:
    """Note the error that nobody foresaw and that is told with this sentence."""
    _unexpected[sentence] = logs.outline(error)
    while len(_unexpected) > KEPT:
        del _unexpected[next(iter(_unexpected))]


def details(sentence: str, engine: str | None = None) -> str:
    """Of the error that is told with this sentence, in English. engine: what runs the network, empty if nothing does;
    None where that is not known.

    An error that nobody foresaw is told by its kind and its way through the code, without its own words: they may quote
    what was worked on.
    """
    way = _unexpected.get(sentence)
    parts = [
        "Something unexpected went wrong." if way else sentence,
        "",
        f"UCRN Live {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{_system()}, {platform.machine()}, {QGuiApplication.platformName()}",
        *([f"Engine: {engine or 'none in use'}"] if engine is not None else []),
    ]
    return "\n".join([*parts, *(["", way] if way else [])])


@cache
def _system() -> str:
    if platform.system() == "Linux":
        try:
            return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}"
        except (OSError, KeyError):  # it does not say
            return f"Linux {platform.release()}"
    return platform.platform()
