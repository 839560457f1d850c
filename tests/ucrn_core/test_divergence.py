"""The multimodal Jensen-Shannon divergence has the properties that its name promises."""

from __future__ import annotations

import math

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ucrn_core.divergence import multimodal_divergence, pair_divergence

vectors = arrays(np.float64, (2, 5), elements=st.floats(-60, 60))


@given(a=vectors, b=vectors)
def test_symmetric_and_between_zero_and_ln_2(a: np.ndarray, b: np.ndarray) -> None:
    x, y = torch.from_numpy(a), torch.from_numpy(b)
    there, back = pair_divergence(x, y), pair_divergence(y, x)
    torch.testing.assert_close(there, back)
    assert (there >= -1e-12).all()
    assert (there <= math.log(2) + 1e-12).all()


@given(a=vectors)
def test_zero_on_equal_inputs(a: np.ndarray) -> None:
    x = torch.from_numpy(a)
    assert pair_divergence(x, x).abs().max() < 1e-12


@given(a=vectors, b=vectors)
def test_gradient_is_finite(a: np.ndarray, b: np.ndarray) -> None:
    x, y = torch.from_numpy(a).requires_grad_(), torch.from_numpy(b).requires_grad_()
    multimodal_divergence([x, y, x * 2]).backward()
    assert x.grad is not None
    assert y.grad is not None
    assert torch.isfinite(x.grad).all()
    assert torch.isfinite(y.grad).all()


def test_reaches_ln_2_on_disjoint_distributions() -> None:
    a, b = torch.tensor([[100.0, 0.0]], dtype=torch.float64), torch.tensor([[0.0, 100.0]], dtype=torch.float64)
    torch.testing.assert_close(pair_divergence(a, b), torch.tensor([math.log(2)], dtype=torch.float64))


def test_counts_only_pairs_of_present_modalities() -> None:
    torch.manual_seed(0)
    a, b, c = torch.randn(3, 2, 4).unbind(0)
    present = torch.tensor([[1, 1, 0], [0, 1, 0]])
    expected = torch.stack([pair_divergence(a, b)[0], torch.tensor(0.0)]).mean()
    torch.testing.assert_close(multimodal_divergence([a, b, c], present), expected)


def test_is_zero_for_one_modality() -> None:
    assert multimodal_divergence([torch.randn(2, 4)]).item() == 0.0
