"""The authors' own outputs, which our networks must give: reads the reference fixtures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ucrn_core.checkpoint import from_authors
from ucrn_core.model import UCRN, UCRNOutput

FIXTURES = ["ucrn_trimodal_mosei_shapes", "ucrn_trimodal_unmasked", "ucrn_text_audio", "ucrn_text_only"]


def read_authors(
    shared: Path, name: str, dtype: torch.dtype
) -> tuple[UCRN, list[torch.Tensor], dict[str, NDArray[np.floating]]]:
    """The authors' weights as our network, inputs of the three modalities, and their outputs by name."""
    with np.load(shared / "reference" / f"{name}.npz") as data:
        arrays = dict(data)
    params = {k.removeprefix("param/"): v for k, v in arrays.items() if k.startswith("param/")}
    inputs = [torch.from_numpy(arrays[f"input/{m}"]).to(dtype) for m in ("text", "audio", "vision")]
    expected = {k.removeprefix("output/"): v for k, v in arrays.items() if k.startswith("output/")}
    return from_authors(params, causal="unmasked" not in name), inputs, expected


def check_outputs(result: UCRNOutput, expected: dict[str, NDArray[np.floating]], tolerance: float) -> None:
    """Every output of the authors is there, within `tolerance`, and no other."""
    given = {"prediction": result.prediction, "fused": result.fused}
    given |= {f"refined/{m}": v for m, v in result.refined.items()}
    given |= {f"gate/{m}": v for m, v in result.gates.items()}
    assert set(given) == set(expected)
    for key, value in given.items():
        assert np.abs(value.numpy() - expected[key]).max() <= tolerance, key
