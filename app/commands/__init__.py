"""The commands of `ucrn-live`, one module each. What is heavy they import when they run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def complain(message: object) -> None:
    """One line for the person on stderr: an error, or an event of a running analysis."""
    print(f"ucrn-live: {message}", file=sys.stderr)


@contextmanager
def counted(work: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where that is a terminal, while there is such work; yields what takes the part that is done and
    the whole."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(work, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
