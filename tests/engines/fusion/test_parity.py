"""The parity gate: who gives other numbers is refused, and told by how much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import assets
from engines.fusion import Fused
from engines.fusion.eager import EagerEngine
from engines.fusion.parity import GATE, SENTIMENT, check_parity
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import EngineError
from ucrn_core.features import FeatureWindow


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


class Off:
    """The eager engine, with its answers moved."""

    name = "off"

    def __init__(self, checkpoint: Checkpoint, sentiment: float = 0.0, gate: float = 0.0) -> None:
        self._engine, self._sentiment, self._gate = EagerEngine(checkpoint), sentiment, gate

    def __call__(self, window: FeatureWindow) -> Fused:
        fused = self._engine(window)
        return Fused(
            fused.sentiments + self._sentiment, np.where(fused.gate_means > 0, fused.gate_means + self._gate, 0.0)
        )


def test_the_reference_passes(checkpoint: Checkpoint) -> None:
    check_parity(EagerEngine(checkpoint), checkpoint)
    check_parity(Off(checkpoint, 0.8 * SENTIMENT, 0.8 * GATE), checkpoint)


@pytest.mark.parametrize(
    ("off", "told"),
    [
        ({"sentiment": 1.2 * SENTIMENT}, "its sentiment is off by 0.006, allowed are 0.005"),
        ({"gate": 1.2 * GATE}, "its quality gate is off by 0.012, allowed are 0.01"),
        ({"sentiment": np.nan}, "its sentiment is not a number"),
        ({"gate": np.inf}, "its quality gate is not a number"),
    ],
)
def test_who_is_off_is_refused(checkpoint: Checkpoint, off: dict[str, float], told: str) -> None:
    with pytest.raises(EngineError, match=told):
        check_parity(Off(checkpoint, **off), checkpoint)


def test_without_windows_nobody_is_trusted(checkpoint: Checkpoint) -> None:
    with pytest.raises(EngineError, match="carries no windows"):
        check_parity(EagerEngine(checkpoint), replace(checkpoint, parity={}))
