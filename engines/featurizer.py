"""The seam between media and features: a Featurizer takes chunks in order and gives steps or words in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

Chunk = TypeVar("Chunk", contravariant=True)
Result = TypeVar("Result", covariant=True)


class Featurizer(Protocol[Chunk, Result]):
    """Turns chunks into results; any chunking of the same input gives the same results."""

    def push(self, chunk: Chunk) -> Sequence[Result]:
        """Results that became certain with this chunk, in order of time."""
        ...

    def flush(self) -> Sequence[Result]:
        """What remains at the end of the input."""
        ...
