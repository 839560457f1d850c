"""The onnxruntime engine: the exported graph on the CPU, a few times as fast as torch."""

from __future__ import annotations

import numpy as np

from engines.fusion import Fused
from engines.fusion.network import OUTPUTS, input_arrays
from engines.onnx_session import one_thread_session
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import FeatureWindow


class OnnxRuntimeEngine:
    """FusionEngine on one thread, so that speech and face have the other cores."""

    name = "onnxruntime (cpu)"

    def __init__(self, checkpoint: Checkpoint, graph: bytes) -> None:
        """graph: as `live_onnx` exports it."""
        self._checkpoint = checkpoint
        self._session = one_thread_session(graph)

    def __call__(self, window: FeatureWindow) -> Fused:
        sentiments, gate_means = self._session.run(list(OUTPUTS), input_arrays(window, self._checkpoint))
        return Fused(np.asarray(sentiments, np.float64), np.asarray(gate_means, np.float64))
