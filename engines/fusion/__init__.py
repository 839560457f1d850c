"""Fusion engines: from a feature window to sentiment for every subset of modalities and a gate per modality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import FeatureWindow

EAGER = "eager"
ENGINES = (EAGER, "onnxruntime", "cuda-graph", "tensorrt")


@dataclass(frozen=True)
class Fused:
    """sentiments (7,) in the order of SUBSETS, unclipped; gate_means (3,) of text, voice, face, 0 where absent."""

    sentiments: NDArray[np.float64]
    gate_means: NDArray[np.float64]


class FusionEngine(Protocol):
    """Answers feature windows; refuses (CheckpointError) those of another FeatureSpec than its checkpoint's."""

    name: str

    def __call__(self, window: FeatureWindow) -> Fused: ...
