"""The look of figures: the program's own, wherever it is started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any


@contextmanager
def own_style(settings: Mapping[str, Any] = MappingProxyType({})) -> Iterator[None]:
    """For all that is drawn and printed inside, or in a function that has it as its decorator: matplotlib's defaults
    with these settings.

    Not as a matplotlibrc says, which is looked for in the current folder first: that may hold anybody's files, and one
    may have LaTeX started.
    """
    from matplotlib import style

    with style.context(["default", dict(settings)]):
        yield
