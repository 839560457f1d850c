"""Training: batches hold what the recipe says, pairs are paired, and a few steps learn something."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from ucrn_core.checkpoint import live_config
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import Composer, Pool, Recipe, collate, train, training_loss

SPEC = FeatureSpec()


def pool(modality: str, labels: list[float], seed: int) -> Pool:
    """Rows whose first channel is the label, with noise as their degraded twins."""
    rng = np.random.default_rng(seed)
    channels = len(SPEC.stream(modality).channels)
    variants, twins = [], []
    for label in labels:
        values = rng.normal(0, 0.3, (6, channels)).astype(np.float16)
        values[:, 0] = label
        variants.append([(values, np.ones(6, bool))])
        noise = rng.normal(0, 3, (6, channels)).astype(np.float16)
        twins.append((0.9, noise, np.ones(6, bool)))
    return Pool(variants, np.array(labels), list(twins), np.ones(len(labels)))


def as_is(
    modality: str, values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    return values, valid


LABELS = [-2.0, -1.0, 0.0, 1.0, 2.0] * 8
POOLS = {m: pool(m, LABELS, i) for i, m in enumerate(("text", "voice", "face"))}


def test_a_batch_mixes_single_and_composed_rows() -> None:
    batch = Composer(POOLS, SPEC, Recipe(batch=400, degrade=0), as_is).batch()
    present = np.zeros((400, 3), int)
    for i, m in enumerate(("text", "voice", "face")):
        present[batch.rows[m].numpy(), i] = 1
        assert len(batch.values[m]) == len(batch.rows[m])
    assert present.any(axis=1).all()
    assert len({tuple(row) for row in present}) == 7
    text = {int(r): v[-1, 0].item() for r, v in zip(batch.rows["text"], batch.values["text"], strict=True)}
    assert all(batch.target[row].item() == pytest.approx(label) for row, label in text.items())


def test_without_text_the_target_is_shrunk() -> None:
    recipe = Recipe(batch=60, degrade=0, shrink=0.5)
    batch = Composer({"voice": POOLS["voice"]}, SPEC, recipe, as_is).batch()
    np.testing.assert_allclose(batch.target.numpy(), 0.5 * batch.values["voice"][:, -1, 0].numpy(), atol=1e-3)


@pytest.mark.parametrize(("dependence", "low", "high"), [(0.0, 0.3, 0.52), (1.0, 1.0, 1.0)])
def test_a_composed_row_agrees_as_often_as_told(dependence: float, low: float, high: float) -> None:
    rng = np.random.default_rng(0)
    labels = rng.choice(LABELS, 2000)
    rows = POOLS["voice"].agreeing(rng, labels, dependence)
    agree = np.mean(np.sign(POOLS["voice"].labels[rows]) == np.sign(labels))
    assert low <= agree <= high


def test_rows_are_padded_on_the_left_and_cut_to_the_window() -> None:
    long = (np.arange(12, dtype=np.float32)[:, None], np.ones(12, bool))
    short = (np.full((2, 1), 7, np.float32), np.array([True, False]))
    values, valid = collate([long, None, short], 1, 5)
    assert values[0, :, 0].tolist() == [7, 8, 9, 10, 11]
    assert valid[1].sum() == 0
    assert valid[2].tolist() == [0, 0, 0, 1, 0]
    assert values[2, :, 0].tolist() == [0, 0, 0, 7, 0]


def test_every_weight_learns() -> None:
    torch.manual_seed(0)
    model = UCRN(live_config(SPEC, width=8, heads=2, layers=1))
    loss = sum(training_loss(model, Composer(POOLS, SPEC, Recipe(batch=64), as_is)) for _ in range(2))
    loss.backward()
    without = [name for name, p in model.named_parameters() if p.grad is None or not torch.isfinite(p.grad).all()]
    assert without == []


def test_a_short_run_learns_sentiment_and_quality_and_repeats_itself() -> None:
    def run() -> tuple[dict[str, float], UCRN]:
        torch.manual_seed(0)
        model = UCRN(live_config(SPEC, width=8, heads=2, layers=1))
        recipe = Recipe(steps=60, batch=32, averaging=0.8, validate_every=30, learning_rate=5e-3)
        composer = Composer(POOLS, SPEC, recipe, as_is)

        def validate(net: UCRN) -> dict[str, float]:
            rows = [v[0] for v in POOLS["text"].variants]
            absent = [collate([None] * len(rows), len(SPEC.stream(m).channels), 1) for m in ("voice", "face")]
            text = collate(rows, len(SPEC.text.channels), SPEC.text.steps)
            with torch.no_grad():
                output = net(text[0], absent[0][0], absent[1][0], valid=[text[1], absent[0][1], absent[1][1]])
            return {"r": float(np.corrcoef(output.prediction[:, 0].numpy(), LABELS)[0, 1])}

        return train(model, composer, validate, lambda *_: None), model

    (first, model), (second, again) = run(), run()
    assert first["r"] > 0.8
    assert first["r"] == second["r"]
    for a, b in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)
