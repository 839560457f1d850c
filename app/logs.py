"""The program's log: what happened to the program, never what people said or showed.

One private file, to which every process of the program adds line by line; when it is full it becomes `FILE.1`, and so
on. A guarantee needs more than a filter: only calls that our own modules make for the purpose reach it, what observers
are told goes in without its sentence, and of an exception its kind and its way through the code, never its message, as
messages quote what was worked on.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

import app

if TYPE_CHECKING:
    from engines.observer import Event
    from ucrn_core.errors import UCRNLiveError
    from ucrn_core.features import Step, Word
    from ucrn_core.points import SentimentPoint

FILE = "ucrn-live.log"
LARGEST = 1_000_000  # bytes of one file
KEPT = 3  # full ones
ROOMS = ("app", "engines", "ucrn_core")  # whose loggers are heard; libraries log what they please
logger = logging.getLogger(__name__)


def folder() -> Path:
    """Where the logs lie: UCRN_LIVE_LOGS, else the person's folder for logs. It need not be there yet."""
    named = os.environ.get("UCRN_LIVE_LOGS")
    return Path(named).expanduser().absolute() if named else platformdirs.user_log_path("ucrn-live", appauthor=False)


def set_up() -> None:
    """What the rooms log goes to the file, and so does what nobody foresaw, in any thread, and in the processes that
    are started from then on. Once per process; harmless when it is done. Nothing is written before there is something
    to tell."""
    from engines import child

    if any(isinstance(handler, PrivateFile) for handler in logging.getLogger(ROOMS[0]).handlers):
        return
    handler = PrivateFile()
    handler.setFormatter(Plain("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    for room in ROOMS:
        logging.getLogger(room).addHandler(handler)
        logging.getLogger(room).setLevel(logging.INFO)
    _hook()
    child.first = set_up


def started(command: str) -> None:
    """command: of the command line, without its arguments, which name files."""
    python, system = platform.python_version(), f"{platform.system()} {platform.release()} {platform.machine()}"
    logger.info("ucrn-live %s %s begins, Python %s, %s", app.__version__, command, python, system)


def ended() -> None:
    """The command is over, whatever came of it."""
    logger.info("ends")


def refused(error: UCRNLiveError) -> None:
    """An error that was told to the person. Its sentence names their files and devices, so its kind must do."""
    logger.info("told the person: %s", type(error).__name__)


def unforeseen(error: BaseException) -> Path | None:
    """Logs an error that nobody foresaw; the file that has it, None where it cannot be written."""
    set_up()
    logger.error("unexpected error", exc_info=error)
    file = folder() / FILE
    return file if os.path.isfile(file) and os.access(file, os.W_OK) else None


class EventLog:
    """Observer that notes when something happened to an analysis, without the sentence that tells the person of it."""

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        """Measures are not logged."""

    def on_words(self, words: Sequence[Word]) -> None:
        """Nor is what was said."""

    def on_point(self, point: SentimentPoint) -> None:
        """Nor how it was meant."""

    def on_event(self, event: Event) -> None:
        if event.kind != "revision":
            logger.info("%.1f s: %s %s", event.t, event.kind, event.modality)


class PrivateFile(logging.Handler):
    """Opens the file anew for each record, of which there are few: several processes write it, and one that held it
    open would go on writing into a file that another has put away."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):  # a full disk must not end what is logged
            from engines.private import OWNER, make_folder

            file = make_folder(folder()) / FILE
            if file.exists() and file.stat().st_size >= LARGEST:
                for number in range(KEPT, 0, -1):
                    older = file.with_name(f"{FILE}.{number - 1}") if number > 1 else file
                    with suppress(FileNotFoundError):
                        older.replace(file.with_name(f"{FILE}.{number}"))
            line = f"{self.format(record)}\n".encode(errors="backslashreplace")
            number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), OWNER)
            with os.fdopen(number, "ab") as out:
                out.write(line)


class Plain(logging.Formatter):
    """Exceptions without what they say."""

    default_msec_format = "%s.%03d"

    def formatException(self, ei: Any) -> str:  # logging's own name
        return outline(ei[1])


def outline(error: BaseException | None) -> str:
    """Kind of an exception and its way through the code, with those that led to it, the first at the top."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        way = "".join(f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames)
        number = f" {error.errno}" if isinstance(error, OSError) and error.errno is not None else ""
        parts.insert(0, f"{way}{type(error).__module__}.{type(error).__qualname__}{number}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nled to\n".join(parts)


def _hook() -> None:
    """Before what the system does with errors that nobody caught, Qt's slots included."""
    before, before_of_threads, before_of_objects = sys.excepthook, threading.excepthook, sys.unraisablehook

    def of_process(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if isinstance(error, Exception):
            logger.error("unexpected error", exc_info=error)
        before(kind, error, trace)

    def of_thread(arguments: threading.ExceptHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception):
            logger.error("unexpected error in a thread", exc_info=arguments.exc_value)  # whose name may be a file's
        before_of_threads(arguments)

    def of_object(arguments: sys.UnraisableHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception):
            logger.error("unexpected error while something was cleared away", exc_info=arguments.exc_value)
        before_of_objects(arguments)

    sys.excepthook, threading.excepthook, sys.unraisablehook = of_process, of_thread, of_object
