"""Heavy work in a process of its own: a crash ends nothing else, and no lock of the interpreter holds up the run."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from engines.child import Child
from ucrn_core.errors import EngineError

T = TypeVar("T")


def apart(function: Callable[..., T], *arguments: object) -> T:
    """What a function of a module returns. EngineError: it raised something, or its process died."""
    child = Child(_answer, (function, arguments), function.__name__)
    try:
        done, result = child.receive()
    except (EOFError, OSError) as error:
        child.process.join()
        raise EngineError(f"Its process ended with status {child.process.exitcode}.") from error
    finally:
        child.end()
    if not done:
        raise EngineError(result)
    return result


def _answer(connection: Connection, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    if hasattr(os, "nice"):
        os.nice(10)  # the live run comes first
    try:
        connection.send((True, function(*arguments)))
    except Exception as error:  # whatever a library raises; it may not be fit for sending
        connection.send((False, str(error) or type(error).__name__))
