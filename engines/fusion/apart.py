"""Heavy work in a process of its own: a crash ends nothing else, and no lock of the interpreter holds up the run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar, cast

from engines.child import Child
from ucrn_core.errors import EngineError, first_line

T = TypeVar("T")
LIMIT = 300.0  # s


def apart(function: Callable[..., T], *arguments: object) -> T:
    """What a function of a module returns. EngineError: it raised something, its process died, or it took too long."""
    # Pickled here and there: multiprocessing would move tensors into shared memory, from under who reads them.
    child = Child(_answer, (pickle.dumps((function, arguments)),), function.__name__)
    try:
        if not child.answers(LIMIT):
            raise EngineError(f"Its process did not end within {LIMIT / 60:.0f} minutes.")
        done, result = child.receive()
    except (EOFError, OSError) as error:
        child.process.join()
        raise EngineError(f"Its process ended with status {child.process.exitcode}.") from error
    finally:
        child.end()
    if not done:
        raise EngineError(result)
    return cast(T, pickle.loads(result))


def _answer(connection: Connection, task: bytes) -> None:
    if hasattr(os, "nice"):
        os.nice(10)  # the live run comes first
    try:
        function, arguments = pickle.loads(task)
        connection.send((True, pickle.dumps(function(*arguments))))
    except Exception as error:  # whatever a library raises; it may not be fit for sending
        connection.send((False, str(error) if isinstance(error, EngineError) else first_line(error)))
