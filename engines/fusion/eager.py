"""The eager engine: torch as it is, on any device; the reference that others must agree with."""

from __future__ import annotations

import copy

import torch

from engines.fusion import Fused
from engines.fusion.network import LiveNetwork, input_arrays
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import FeatureWindow


class EagerEngine:
    """FusionEngine on `device`; one window, all seven subsets, each modality refined once."""

    def __init__(self, checkpoint: Checkpoint, device: str = "cpu") -> None:
        self.name = f"eager ({device})"
        self._checkpoint, self._device = checkpoint, torch.device(device)
        model = checkpoint.model if device == "cpu" else copy.deepcopy(checkpoint.model)
        self._network = LiveNetwork(model).to(self._device)

    def __call__(self, window: FeatureWindow) -> Fused:
        inputs = [torch.from_numpy(a).to(self._device) for a in input_arrays(window, self._checkpoint).values()]
        with torch.inference_mode():
            sentiments, gate_means = self._network(*inputs)
            return Fused(sentiments.double().cpu().numpy(), gate_means.double().cpu().numpy())
