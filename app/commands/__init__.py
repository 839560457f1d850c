"""The commands of `ucrn-live`, one module each. What is heavy they import when they run."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app import logs

# What a terminal obeys instead of showing it: all controls but tab, line feed and the codes of colours.
CONTROLS = re.compile(r"\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")


class Modality(StrEnum):
    """What may be dropped. In the words of ucrn_core.features.MODALITIES, whose module would bring numpy along."""

    TEXT = "text"
    VOICE = "voice"
    FACE = "face"


def session_folder(name: str) -> Path:
    """The session that a person names: a folder here or in the library, with or without its ending `.ucrn`. Where there
    is none, what was named, for whoever opens it to tell."""
    wanted = Path(name)
    named = [wanted, wanted.with_name(f"{wanted.name}.ucrn")] if wanted.name else [wanted]
    if not any(map(_may_be_session, named)):
        from app.sessions.library import home

        named += [home() / path for path in named]
    return next((path for path in reversed(named) if _may_be_session(path)), wanted)


def _may_be_session(path: Path) -> bool:
    """A damaged one, too; another folder of the name of a session is none."""
    from app.sessions.database import DATABASE

    # Unlike those of Path these are not stopped by what may not be looked at.
    return os.path.isdir(path) and (path.suffix == ".ucrn" or os.path.exists(path / DATABASE))


SessionFolder = Annotated[
    Path,
    typer.Argument(
        metavar="SESSION",
        help="A session folder, <name>.ucrn, or its name in the library.",
        show_default=False,
        parser=session_folder,
    ),
]
SessionFolders = Annotated[
    list[Path],
    typer.Argument(
        metavar="SESSION...",
        help="Session folders, <name>.ucrn, or their names in the library.",
        show_default=False,
        parser=session_folder,
    ),
]


def visible(text: str) -> str:
    """With codes as JSON has them in place of what a terminal would obey: sessions and names of files are anybody's."""
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def complain(message: object) -> None:
    """One line for the person on stderr: an error, or an event of a running analysis."""
    print(f"ucrn-live: {visible(str(message))}", file=sys.stderr)


def unexpected(error: Exception) -> str:
    """An error that nobody foresaw, in one sentence; the details go to the log, or to stderr with UCRN_LIVE_DEBUG=1."""
    what = f"unexpected error ({type(error).__name__}: {' '.join(str(error).split())})"
    log = logs.unforeseen(error)
    if os.environ.get("UCRN_LIVE_DEBUG") == "1":
        print("".join(traceback.format_exception(error)), file=sys.stderr, end="")
        return f"{what}."
    if log is None:
        return f"{what}; set UCRN_LIVE_DEBUG=1 to see the details."
    return f"{what}; the details are in {log}."


@contextmanager
def counted(work: str) -> Iterator[Callable[[float, float], None]]:
    """A bar on stderr, where that is a terminal, while there is such work; yields what takes the part that is done and
    the whole. What is printed meanwhile appears above the bar."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    console = Console(stderr=True)
    # The bar's output would otherwise take along what goes to a file.
    shared = sys.stdout.isatty()
    with Progress(console=console, transient=True, disable=not console.is_terminal, redirect_stdout=shared) as bar:
        task = bar.add_task(escape(work), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
