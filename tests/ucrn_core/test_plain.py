"""The yardstick of speed computes what the authors' code computes, and learns what our network learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.ucrn_core.authors import FIXTURES, check_outputs, read_authors
from ucrn_core.model import UCRN, Branch, UCRNConfig
from ucrn_core.plain import PlainAttention, PlainUCRN, plain_live, take_multihead_attention

CONFIG = UCRNConfig((Branch("text", 6, 5), Branch("audio", 9, 4), Branch("vision", 7, 3)), width=12, layers=2)


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.float64, 1e-9)])
def test_gives_the_numbers_of_the_authors_code(shared: Path, name: str, dtype: torch.dtype, tolerance: float) -> None:
    ours, inputs, expected = read_authors(shared, name, dtype)
    plain = PlainUCRN(ours.config)
    plain.load_ucrn_state(ours.state_dict())
    plain.to(dtype).eval()
    with torch.no_grad():
        check_outputs(plain(*inputs), expected, tolerance)


def test_gives_the_numbers_of_torchs_own_attention() -> None:
    torch.manual_seed(1)
    plain = PlainUCRN(CONFIG).eval()
    inputs = [torch.randn(4, b.steps, b.channels) for b in CONFIG.branches]
    with torch.no_grad():
        expected = plain(*inputs).prediction
        take_multihead_attention(plain)
        assert not any(isinstance(module, PlainAttention) for module in plain.modules())
        torch.testing.assert_close(plain(*inputs).prediction, expected)


def test_gives_the_numbers_of_our_live_network_whatever_is_missing() -> None:
    torch.manual_seed(1)
    ours = UCRN(replace(CONFIG, live=True)).eval()
    for parameter in ours.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    inputs = [torch.randn(16, b.steps, b.channels) for b in CONFIG.branches]
    valid = [(torch.rand(16, b.steps) < share).float() for b, share in zip(CONFIG.branches, (0.2, 0.8, 1), strict=True)]
    assert (valid[0].sum(dim=1) == 0).any()  # a modality is absent
    with torch.no_grad():
        given, expected = plain_live(ours)(*inputs, valid=valid), ours(*inputs, valid=valid)
    torch.testing.assert_close(given.prediction, expected.prediction)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_has_the_gradients_of_our_network_in_training(dtype: torch.dtype) -> None:
    torch.manual_seed(1)
    ours = UCRN(CONFIG).to(dtype).train()
    plain = PlainUCRN(CONFIG).to(dtype).train()
    plain.load_ucrn_state(ours.state_dict())
    inputs = [torch.randn(4, b.steps, b.channels, dtype=dtype) for b in CONFIG.branches]
    for model in (ours, plain):
        model(*inputs).prediction.square().sum().backward()

    expected = dict(plain.named_parameters())
    for name, parameter in ours.named_parameters():
        if ".qkv." in name:
            gradient = torch.cat([expected[name.replace("qkv", part)].grad for part in ("query", "key", "value")])
        else:
            gradient = expected[name].grad
        assert torch.allclose(parameter.grad, gradient, atol=1e-4, rtol=1e-4), name


def test_every_dropout_of_a_configuration_changes_training_and_only_training() -> None:
    torch.manual_seed(1)
    shares = ("dropout", "embedding_dropout", "feed_forward_dropout", "attention_dropout", "output_dropout")
    branch_shares = ("input_dropout", "attention_dropout")
    inputs = [torch.randn(4, b.steps, b.channels) for b in CONFIG.branches]
    configs = [UCRNConfig(CONFIG.branches, width=12, layers=2, **{share: 0.5}) for share in shares]
    first, *others = CONFIG.branches
    for share in branch_shares:
        branches = (Branch(first.name, first.steps, first.channels, **{share: 0.5}), *others)
        configs.append(UCRNConfig(branches, width=12, layers=2))
    reference = UCRN(CONFIG).eval()
    for config in configs:
        plain = PlainUCRN(config)
        plain.load_ucrn_state(reference.state_dict())
        ours = UCRN(config)
        ours.load_state_dict(reference.state_dict())
        for model in (ours, plain):
            with torch.no_grad():
                whole = reference(*inputs).prediction
                torch.testing.assert_close(model.eval()(*inputs).prediction, whole)
                assert not torch.allclose(model.train()(*inputs).prediction, whole), config
