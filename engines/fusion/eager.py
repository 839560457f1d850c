"""The eager engine: torch as it is, on any device; the reference that others must agree with."""

from __future__ import annotations

import torch

from engines.fusion import Fused
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureWindow
from ucrn_core.points import SUBSETS


class EagerEngine:
    """FusionEngine on `device`; one window, all seven subsets, each modality refined once."""

    def __init__(self, checkpoint: Checkpoint, device: str = "cpu") -> None:
        self.name = f"eager ({device})"
        self._device = torch.device(device)
        self._model = checkpoint.model.to(self._device)
        self._spec = checkpoint.spec.digest
        self._subsets = torch.tensor(SUBSETS, dtype=torch.float32, device=self._device)

    def __call__(self, window: FeatureWindow) -> Fused:
        if window.spec_digest != self._spec:
            raise CheckpointError(
                "The window's features are not those of the checkpoint; analyse the media again with it."
            )
        inputs = [torch.from_numpy(window.values[m]).to(self._device)[None] for m in MODALITIES]
        valid = [torch.from_numpy(window.valid[m]).to(self._device)[None] for m in MODALITIES]
        with torch.inference_mode():
            sentiments, gates = self._model.every_subset(*inputs, valid=valid, subsets=self._subsets)
            return Fused(sentiments.double().cpu().numpy(), gates.double().mean(dim=-1).cpu().numpy())
