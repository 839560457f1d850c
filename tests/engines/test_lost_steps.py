"""Lost steps: parts refined once give what the whole network gives, and a lost word is lost to its neighbours too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import assets
from engines.calibrating import encoded, forward
from engines.lost_steps import JOINT, Lines, answers, loss_curves, refined
from engines.models import ModelStore
from engines.text import TextEncoder
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.features import MODALITIES
from ucrn_core.robustness import without_steps
from ucrn_core.training import Augmented

ROWS = 6
WORDS = ["it was not good".split(), "a very happy day with all of you".split()] * (ROWS // 2)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture(scope="module")
def lines(checkpoint: Checkpoint, shared: Path) -> Lines:
    encoder = TextEncoder(ModelStore(mirror=shared / "models").path("minilm"), checkpoint.adapters)
    confidences = [np.linspace(0.2, 0.9, len(words)) for words in WORDS]
    items = [(v.astype(np.float32), ok) for v, ok in encoded(encoder, WORDS, confidences)]
    return Lines(encoder, items, WORDS)


@pytest.fixture(scope="module")
def columns(checkpoint: Checkpoint, lines: Lines) -> dict[str, list[Augmented]]:
    rng = np.random.default_rng(0)

    def steps(modality: str) -> list[Augmented]:
        channels = len(checkpoint.spec.stream(modality).channels)
        return [(rng.normal(size=(40, channels)).astype(np.float32), rng.random(40) < 0.7) for _ in range(ROWS)]

    return {"text": list(lines.items), "voice": steps("voice"), "face": steps("face")}


def test_parts_refined_once_answer_as_the_whole_network(
    checkpoint: Checkpoint, columns: dict[str, list[Augmented]]
) -> None:
    model, spec = checkpoint.model, checkpoint.spec
    parts = {m: refined(model, spec, m, columns[m]) for m in MODALITIES}
    whole, _ = forward(model, spec, columns)
    np.testing.assert_allclose(answers(model, parts), np.clip(whole, -3, 3), atol=1e-5)
    no_voice, _ = forward(model, spec, {**columns, "voice": [None] * ROWS})
    del parts["voice"]
    np.testing.assert_allclose(answers(model, parts), np.clip(no_voice, -3, 3), atol=1e-5)


def test_nothing_there_is_answered_by_0(checkpoint: Checkpoint) -> None:
    empty = refined(checkpoint.model, checkpoint.spec, "voice", [None, None])
    np.testing.assert_array_equal(answers(checkpoint.model, {"voice": empty}), [0.0, 0.0])


def test_a_lost_word_is_lost_before_the_encoder(lines: Lines) -> None:
    masks = [np.ones(len(words), bool) for words in WORDS]
    masks[0] = np.array([True, True, False, True])  # without "not"
    masks[2][:] = False
    left = lines.left(masks)
    assert left[2] is None
    assert left[0] is not None
    values, valid = left[0]
    ((said, _),) = encoded(lines.encoder, [["it", "was", "good"]], [None])
    np.testing.assert_allclose(values[:, :384], said[:, :384], atol=2e-3)
    assert np.abs(values[2, :384] - lines.items[0][0][3, :384]).max() > 0.02  # "good" no longer knows of "not"
    np.testing.assert_array_equal(values[:, 384:], lines.items[0][0][masks[0], 384:])
    assert valid.tolist() == [True] * 3


def test_curves_start_at_the_whole_rows_and_end_at_nothing(
    checkpoint: Checkpoint, lines: Lines, columns: dict[str, list[Augmented]]
) -> None:
    model, spec, rng = checkpoint.model, checkpoint.spec, np.random.default_rng(1)
    clean = {m: refined(model, spec, m, columns[m]) for m in MODALITIES}
    drawn = {m: [rng.random(len(ok)) for _, ok in items] for m, items in columns.items()}
    labels = np.linspace(-2, 2, ROWS)
    told = loss_curves(
        model,
        spec,
        columns,
        clean,
        lines,
        labels,
        (0.0, 0.6, 1.0),
        lambda m, i, ok, rate: without_steps(ok, rate, drawn[m][i]),
    )
    assert set(told) == {*MODALITIES, JOINT}
    whole = np.abs(answers(model, clean) - labels).mean()
    assert [curve["metrics"]["mae"][0] for curve in told.values()] == pytest.approx([whole] * 4)
    assert told[JOINT]["metrics"]["mae"][-1] == pytest.approx(np.abs(labels).mean())  # every answer is 0
    rest = {m: clean[m] for m in ("voice", "face")}
    assert told["text"]["metrics"]["mae"][-1] == pytest.approx(np.abs(answers(model, rest) - labels).mean(), abs=1e-5)
