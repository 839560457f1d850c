"""The network: parity with the authors' outputs, and a live configuration that never looks at invalid steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ucrn_core.authors import FIXTURES, check_outputs, read_authors
from ucrn_core.checkpoint import from_authors
from ucrn_core.errors import CheckpointError
from ucrn_core.model import UCRN, Branch, UCRNConfig, parameter_count
from ucrn_core.points import SUBSETS

SMALL = UCRNConfig(
    (Branch("text", 6, 5), Branch("voice", 9, 4), Branch("face", 7, 3)),
    ("text", "voice", "face"),
    width=8,
    heads=2,
    layers=2,
    gate_hidden=8,
    live=True,
)


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.float64, 1e-9)])
def test_gives_the_numbers_of_the_authors_code(shared: Path, name: str, dtype: torch.dtype, tolerance: float) -> None:
    model, inputs, expected = read_authors(shared, name, dtype)
    with torch.no_grad():
        check_outputs(model.to(dtype)(*inputs), expected, tolerance)


def test_has_the_published_number_of_parameters() -> None:
    assert parameter_count(UCRN(UCRNConfig())) == 690_031


def test_names_what_is_no_network_of_the_authors() -> None:
    with pytest.raises(CheckpointError, match="l_refine"):
        from_authors({"weight": np.zeros(3, np.float32)})


def live_model() -> UCRN:
    torch.manual_seed(3)
    model = UCRN(SMALL).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.3)
    return model


MODEL = live_model()


def window(seed: int, masks: list[list[bool]]) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    values = [torch.randn(1, b.steps, b.channels, generator=generator) for b in SMALL.branches]
    return values, [torch.tensor([mask], dtype=torch.float32) for mask in masks]


# Holes in the middle, single valid steps, absent modalities: any mask at all.
masks = st.tuples(*(st.lists(st.booleans(), min_size=b.steps, max_size=b.steps) for b in SMALL.branches)).map(list)
garbage = st.sampled_from([float("nan"), float("inf"), -float("inf"), 1e30, -7.0])


@settings(max_examples=150)
@given(masks=masks, seed=st.integers(0, 2**31), filler=garbage)
def test_invalid_steps_never_change_the_output(masks: list[list[bool]], seed: int, filler: float) -> None:
    values, valid = window(seed, masks)
    spoiled = [torch.where(ok.unsqueeze(-1) > 0, v, torch.tensor(filler)) for v, ok in zip(values, valid, strict=True)]
    with torch.no_grad():
        clean, dirty = MODEL(*values, valid=valid), MODEL(*spoiled, valid=valid)
    assert torch.isfinite(clean.prediction).all()
    assert torch.equal(clean.prediction, dirty.prediction)
    for name in clean.gates:
        assert torch.equal(clean.gates[name], dirty.gates[name])


@settings(max_examples=40)
@given(masks=masks, seed=st.integers(0, 2**31))
def test_newest_steps_suffice_when_the_older_are_invalid(masks: list[list[bool]], seed: int) -> None:
    masks = [[False] * (len(m) // 2) + m[len(m) // 2 :] for m in masks]
    values, valid = window(seed, masks)
    with torch.no_grad():
        whole = MODEL(*values, valid=valid)
        halves = [m // 2 for m in map(len, masks)]
        short = MODEL(
            *[v[:, h:] for v, h in zip(values, halves, strict=True)],
            valid=[ok[:, h:] for ok, h in zip(valid, halves, strict=True)],
        )
    torch.testing.assert_close(whole.prediction, short.prediction, atol=1e-5, rtol=1e-5)


def test_every_subset_equals_seven_single_answers() -> None:
    values, valid = window(5, [[True] * b.steps for b in SMALL.branches])
    subsets = torch.tensor(SUBSETS, dtype=torch.float32)
    with torch.no_grad():
        together, gates = MODEL.every_subset(*values, valid=valid, subsets=subsets)
        for row, flags in enumerate(SUBSETS):
            alone = MODEL(*values, valid=[ok * flag for ok, flag in zip(valid, flags, strict=True)])
            torch.testing.assert_close(together[row], alone.prediction[0, 0], atol=1e-5, rtol=1e-5)
        for gate, single in zip(gates, MODEL(*values, valid=valid).gates.values(), strict=True):
            torch.testing.assert_close(gate, single[0])


def test_the_live_network_is_masked_the_same_in_onnx_runtime(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript", reason="torch's exporter needs onnxscript")

    class Positional(torch.nn.Module):
        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            output = MODEL(*tensors[:3], valid=tensors[3:])
            return output.prediction, torch.stack(list(output.gates.values()))

    values, valid = window(1, [[True] * b.steps for b in SMALL.branches])
    path = tmp_path / "live.onnx"
    torch.onnx.export(Positional().eval(), (*values, *valid), str(path), dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [i.name for i in session.get_inputs()]
    generator = np.random.default_rng(0)
    for case in range(30):
        masks = [(generator.random(b.steps) < generator.choice([0.0, 0.2, 0.6])).tolist() for b in SMALL.branches]
        values, valid = window(case, masks)
        spoiled = [
            torch.where(ok.unsqueeze(-1) > 0, v, torch.tensor(torch.nan)) for v, ok in zip(values, valid, strict=True)
        ]
        with torch.no_grad():
            expected = MODEL(*values, valid=valid)
        feed = dict(zip(names, [t.numpy() for t in (*spoiled, *valid)], strict=True))
        prediction, gates = session.run(None, feed)
        assert np.abs(prediction - expected.prediction.numpy()).max() < 1e-5
        assert np.abs(gates - torch.stack(list(expected.gates.values())).numpy()).max() < 1e-5
