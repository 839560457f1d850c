"""The onnxruntime engine: the exported graph on the CPU, a few times as fast as torch."""

from __future__ import annotations

import numpy as np

from engines.fusion import Fused
from engines.fusion.network import OUTPUTS, input_arrays
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import FeatureWindow


class OnnxRuntimeEngine:
    """FusionEngine on one thread, so that speech and face have the other cores."""

    name = "onnxruntime (cpu)"

    def __init__(self, checkpoint: Checkpoint, graph: bytes) -> None:
        """graph: as `live_onnx` exports it."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._checkpoint = checkpoint
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def __call__(self, window: FeatureWindow) -> Fused:
        sentiments, gate_means = self._session.run(list(OUTPUTS), input_arrays(window, self._checkpoint))
        return Fused(np.asarray(sentiments, np.float64), np.asarray(gate_means, np.float64))
