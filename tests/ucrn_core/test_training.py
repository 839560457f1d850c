"""Training: batches hold what the recipe says, pairs are paired, and a few steps learn something."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from ucrn_core.checkpoint import live_config
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import Composer, Pool, Recipe, Trainee, Twin, collate, set_input_scale, training_loss
from ucrn_core.training_loop import train

SPEC = FeatureSpec()


def pool(modality: str, labels: list[float], seed: int) -> Pool:
    """Rows whose first channel is the label, with more and more noise as their degraded twins."""
    rng = np.random.default_rng(seed)
    channels = len(SPEC.stream(modality).channels)
    variants, twins = [], []
    for label in labels:
        values = rng.normal(0, 0.3, (6, channels)).astype(np.float16)
        values[:, 0] = label
        variants.append([(values, np.ones(6, bool))])
        noise = rng.normal(0, 3, (6, channels)).astype(np.float16)
        twins.append([Twin("noise", level, level * noise, np.ones(6, bool)) for level in (0.5, 1.0)])
    classes = np.array([int(label) + 2 for label in labels])
    return Pool(variants, np.array(labels), twins, np.ones(len(labels)), classes)


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


def test_pairs_are_one_kind_of_damage_less_damaged_first() -> None:
    rng = np.random.default_rng(0)
    for row in range(20):
        (less, _), (more, _), distance = POOLS["voice"].pair(row, rng)
        assert less.astype(float).std() < more.astype(float).std()
        assert distance in (0.5, 1.0)


def test_both_inputs_of_a_pair_are_augmented_alike() -> None:
    def shifted(
        modality: str, values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        return np.full_like(values, rng.random()), valid

    less, more, _ = Composer(POOLS, SPEC, Recipe(), shifted).pairs("face", 12)
    assert torch.equal(less[0], more[0])
    assert len(set(less[0][:, 0, 0].tolist())) == 12


def test_refined_rows_pass_no_encoder_and_are_not_ranked() -> None:
    torch.manual_seed(0)
    model = UCRN(live_config(SPEC, width=8, heads=2, layers=1))
    vectors = np.random.default_rng(0).normal(0, 1, (len(LABELS), 1, 8)).astype(np.float16)
    text = Pool(
        [[(v, np.ones(1, bool))] for v in vectors],
        np.array(LABELS),
        [[] for _ in LABELS],
        np.ones(len(LABELS)),
        np.full(len(LABELS), -1),
        refined=True,
    )
    recipe = Recipe(batch=64)
    batch = Composer(POOLS | {"text": text}, SPEC, recipe, as_is).batch()
    assert batch.refined == ("text",)
    assert set(batch.pairs) == {"voice", "face"}
    losses = training_loss(Trainee(model, POOLS), batch, recipe)
    torch.stack(list(losses.values())).sum().backward()
    assert all(p.grad is None for p in model.refine["text"].parameters())
    assert all(p.grad is not None for p in model.gate["text"].parameters())


def test_shares_of_single_rows_must_fit() -> None:
    with pytest.raises(ValueError, match="more than 1"):
        Recipe(single=(0.5, 0.4, 0.2))


def test_every_weight_learns() -> None:
    torch.manual_seed(0)
    model = UCRN(live_config(SPEC, width=8, heads=2, layers=1))
    recipe = Recipe(batch=64)
    composer = Composer(POOLS, SPEC, recipe, as_is)
    trainee = Trainee(model, POOLS)
    losses = [training_loss(trainee, composer.batch(), recipe) for _ in range(2)]
    assert all(list(parts) == ["sentiment", "divergence", "emotion", "ranking"] for parts in losses)
    torch.stack([part for parts in losses for part in parts.values()]).sum().backward()
    without = [name for name, p in trainee.named_parameters() if p.grad is None or not torch.isfinite(p.grad).all()]
    assert without == []


def test_a_short_run_learns_sentiment_and_quality_and_repeats_itself() -> None:
    def run() -> tuple[dict[str, float], UCRN]:
        torch.manual_seed(0)
        model = UCRN(live_config(SPEC, width=8, heads=2, layers=1))
        recipe = Recipe(steps=60, batch=32, averaging=0.8, validate_every=30, learning_rate=5e-3)
        composer = Composer(POOLS, SPEC, recipe, as_is)

        def validate(averaged: Trainee) -> dict[str, float]:
            net = averaged.ucrn
            rows = [v[0] for v in POOLS["text"].variants]
            absent = [collate([None] * len(rows), len(SPEC.stream(m).channels), 1) for m in ("voice", "face")]
            text = collate(rows, len(SPEC.text.channels), SPEC.text.steps)
            with torch.no_grad():
                output = net(text[0], absent[0][0], absent[1][0], valid=[text[1], absent[0][1], absent[1][1]])
            return {"r": float(np.corrcoef(output.prediction[:, 0].numpy(), LABELS)[0, 1])}

        set_input_scale(model, POOLS)
        loss = partial(training_loss, recipe=recipe)
        return train(Trainee(model, POOLS), loss, composer, validate, recipe, lambda *_: None), model

    (first, model), (second, again) = run(), run()
    assert first["r"] > 0.8
    assert first["r"] == second["r"]
    for a, b in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)
