"""UCRN as an ONNX graph: what ONNX Runtime runs and TensorRT builds from."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor, nn

from engines.fusion.network import INPUTS, OUTPUTS, LiveNetwork, input_shapes
from ucrn_core.model import UCRN
from ucrn_core.points import SUBSETS

PREDICTION = "prediction"  # output of the published network


class Published(nn.Module):
    """The as-published network with its prediction alone."""

    def __init__(self, model: UCRN) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: Tensor) -> Tensor:
        return cast(Tensor, self.model(*inputs).prediction)


def live_onnx(model: UCRN, subsets: Sequence[Sequence[int]] = SUBSETS) -> bytes:
    """The live network for one window and these subsets, with INPUTS and OUTPUTS, of fixed shapes."""
    inputs = [torch.zeros(shape) for shape in input_shapes(model).values()]
    return _exported(LiveNetwork(model, subsets), inputs, INPUTS, OUTPUTS)


def published_onnx(model: UCRN, batch: int = 1) -> bytes:
    """The as-published network: inputs by the names of its branches, output PREDICTION (batch, 1)."""
    branches = model.config.branches
    inputs = [torch.zeros(batch, branch.steps, branch.channels) for branch in branches]
    return _exported(Published(model), inputs, [branch.name for branch in branches], [PREDICTION])


def _exported(network: nn.Module, inputs: Sequence[Tensor], names: Sequence[str], outputs: Sequence[str]) -> bytes:
    with _quietly(), torch.inference_mode(False), torch.no_grad():
        program = torch.onnx.export(
            network.eval(), tuple(inputs), dynamo=True, input_names=list(names), output_names=list(outputs),
            verbose=False,
        )  # fmt: skip
    assert program is not None
    return cast(bytes, program.model_proto.SerializeToString())


@contextmanager
def _quietly() -> Iterator[None]:
    """The exporter warns of packages that are not needed and of its own future."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
