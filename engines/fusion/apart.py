"""Heavy work in a process of its own, so that a crash or a held interpreter lock does not reach the live run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from ucrn_core.errors import EngineError

T = TypeVar("T")


def apart(function: Callable[..., T], *arguments: object) -> T:
    """What a function of a module returns, or raises, in a new process. EngineError: the process died."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(function, *arguments).result()
        except BrokenProcessPool as error:
            raise EngineError("The process that builds the engine died.") from error
