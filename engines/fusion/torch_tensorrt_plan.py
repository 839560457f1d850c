"""The live network through torch-tensorrt or torch-tensorrt-rtx, whole, as a TensorRT plan.

A plan is run by `TensorRTPlanEngine` as any other. The modules that torch-tensorrt itself saves are pickles, which are
not to be loaded from a cache, and need it imported before the first answer.
"""

from __future__ import annotations

import copy
import importlib
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from engines.fusion.network import LiveNetwork, input_shapes
from ucrn_core.errors import EngineError, first_line
from ucrn_core.model import UCRN


class NamedInputs(nn.Module):
    """The live network with INPUTS as its arguments, after which torch-tensorrt names the plan's bindings."""

    def __init__(self, model: UCRN) -> None:
        super().__init__()
        self.network = LiveNetwork(model)

    def forward(
        self, text: Tensor, voice: Tensor, face: Tensor, text_valid: Tensor, voice_valid: Tensor, face_valid: Tensor
    ) -> tuple[Tensor, Tensor]:
        sentiments, gate_means = self.network(text, voice, face, text_valid, voice_valid, face_valid)
        return sentiments, gate_means


def compile_live(model: UCRN) -> bytes:
    """The plan for this machine's GPU, in float32 without TF32; for a process of its own.

    EngineError: torch-tensorrt does not load here, or cannot compile the whole network.
    """
    try:
        torch_tensorrt = importlib.import_module("torch_tensorrt")  # of an extra, like TensorRT itself
        with TemporaryDirectory() as folder, torch.no_grad():
            inputs = [torch.zeros(shape, device="cuda") for shape in input_shapes(model).values()]
            program = torch.export.export(NamedInputs(copy.deepcopy(model)).eval().to("cuda"), tuple(inputs))
            plan = torch_tensorrt.dynamo.convert_exported_program_to_serialized_trt_engine(
                program,
                arg_inputs=inputs,
                min_block_size=1,
                require_full_compilation=True,
                disable_tf32=True,
                # Otherwise it puts a causal mask, which torch-tensorrt takes every mask for, in place of ours.
                attn_bias_is_causal=False,
                decompose_attention=True,
                # Its default is a file that every user of the machine may write.
                timing_cache_path=str(Path(folder) / "timing.bin"),
            )
    except Exception as error:  # whatever torch-tensorrt and what it stands on raise
        raise EngineError(f"torch-tensorrt cannot compile the network ({first_line(error)}).") from error
    return bytes(plan)
