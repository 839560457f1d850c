"""Running baseline of the person: features relative to how this person usually sounds and looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import BaselineSpec


class PersonBaseline:
    """Causal running mean of the leading channels, subtracted so that an average person stays where they were.

    A step x becomes x - (mean - prior), where `mean` starts at the prior with the weight of `prior_steps` steps,
    then follows the person's own valid steps with at most `memory_steps` of memory. Its state travels with
    the stream: one object serves one person in one session.
    """

    def __init__(self, spec: BaselineSpec) -> None:
        self.spec = spec
        self._prior = np.asarray(spec.prior, np.float64)
        self._mean = self._prior.copy()
        self._count = 0

    def apply(self, values: NDArray[np.float64], known: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """values (channels,) of one valid step; known (prior channels,): which of them it tells, all by default."""
        size = len(self._prior)
        if size == 0:
            return values
        self._count += 1
        rate = 1.0 / (min(self._count, self.spec.memory_steps) + self.spec.prior_steps)
        change = rate * (values[:size] - self._mean)
        self._mean += change if known is None else np.where(known, change, 0.0)
        relative = values.copy()
        relative[:size] -= self._mean - self._prior
        return relative
