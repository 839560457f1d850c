"""The parity gate: an engine that does not give the checkpoint's own answers is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.fusion import Fused, FusionEngine
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import EngineError
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.points import SUBSETS

SENTIMENT, GATE = 5e-3, 1e-2  # largest differences: of sentiment in [-3, 3], of raw gate means in (0, 1)


def parity_windows(checkpoint: Checkpoint) -> Iterator[tuple[FeatureWindow, Fused]]:
    """The windows that a checkpoint carries, with the answers that were computed when it was made."""
    for number in sorted({key.split("/")[0] for key in checkpoint.parity}):
        values = {m: checkpoint.parity[f"{number}/{m}/values"].astype(np.float32) for m in MODALITIES}
        valid = {m: checkpoint.parity[f"{number}/{m}/valid"].astype(bool) for m in MODALITIES}
        presence = {m: float(valid[m].mean()) for m in MODALITIES}
        window = FeatureWindow(checkpoint.spec.window, values, valid, presence, checkpoint.spec.digest)
        answers = (checkpoint.parity[f"{number}/{name}"].astype(np.float64) for name in ("sentiments", "gate_means"))
        yield window, Fused(*answers)


def check_parity(engine: FusionEngine, checkpoint: Checkpoint) -> None:
    """EngineError: an answer is not finite, or differs by more than SENTIMENT or GATE; each window is asked whole and
    with every subset of its modalities missing."""
    checked = 0
    for window, expected in parity_windows(checkpoint):
        _compare(engine, engine(window).sentiments, expected.sentiments, SENTIMENT, "sentiment")
        for i, flags in enumerate(SUBSETS):
            kept = np.array(flags, bool) & (expected.gate_means > 0)
            if not kept.any():
                continue
            valid = {m: window.valid[m] & bool(flag) for m, flag in zip(MODALITIES, flags, strict=True)}
            alone = engine(replace(window, valid=valid))
            if kept.sum() == sum(flags):  # none of the subset was missing before
                _compare(engine, alone.sentiments[i : i + 1], expected.sentiments[i : i + 1], SENTIMENT, "sentiment")
            _compare(engine, alone.gate_means, np.where(kept, expected.gate_means, 0.0), GATE, "quality gate")
            checked += 1
    if not checked:
        raise EngineError(f"The engine {engine.name} cannot be checked: the checkpoint carries no windows for it.")


def _compare(
    engine: FusionEngine, given: NDArray[np.float64], expected: NDArray[np.float64], most: float, what: str
) -> None:
    if not np.isfinite(given).all():
        raise EngineError(f"The engine {engine.name} is refused: its {what} is not a number.")
    off = float(np.abs(given - expected).max())
    if off > most:
        raise EngineError(f"The engine {engine.name} is refused: its {what} is off by {off:.2g}, allowed are {most:g}.")
