"""The text stage: lines as live windows hold them, adapters that begin as nothing and travel in halves."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.models import ModelStore
from engines.recipes import TextRecipe
from engines.text import TextEncoder
from engines.text_adapters import adapter_arrays, add_adapters
from engines.text_training import TextSource, TextStage, apply_stage, plain_words, text_batch, text_loss
from ucrn_core.checkpoint import adapters_digest, live_config
from ucrn_core.corpora.text import Segment, TextRow
from ucrn_core.errors import TrainingError
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN

ROWS = [
    TextRow("Well, this was a truly lovely film, and I would watch it again!", 2.4, "mosi", "train"),
    TextRow("I did not like it at all; the sound was bad and the story was worse.", -2.0, "mosei", "train"),
    TextRow("They met on Tuesday in the second building on the left side of the road.", 0.0, "mosei", "train"),
    TextRow("never drawn", 3.0, "mosei", "valid"),
    TextRow("nor this", 3.0, "tweets", "train"),
]
SEGMENTS = [
    Segment("a", 0.0, 4.0, 1.0, "one two three four", "train"),
    Segment("a", 4.5, 8.5, -1.0, "five six seven eight", "train"),
    Segment("a", 20.0, 24.0, 3.0, "far away", "train"),
    Segment("b", 24.5, 30.0, 3.0, "another video", "valid"),
]


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder(ModelStore().path("minilm"))


def source(encoder: TextEncoder, **changes: float) -> TextSource:
    recipe = TextRecipe(**{"joined": 0.0, "plain": 0.0, "misheard": 0.0, **changes})  # type: ignore[arg-type]
    return TextSource(ROWS, SEGMENTS, recipe, encoder)


def test_only_training_rows_of_talk_and_reviews_are_drawn(encoder: TextEncoder) -> None:
    drawn = source(encoder)
    labels = {label for _, label in (drawn.draw() for _ in range(200))}
    assert labels == {2.4, -2.0, 0.0}


def test_corpora_without_a_line_cannot_be_drawn(encoder: TextEncoder) -> None:
    recipe = TextRecipe(corpora={"mosei": 0.0, "tweets": 1.0})
    with pytest.raises(TrainingError, match=r"^There is no line to train on: the configuration draws tweets\.$"):
        TextSource([r for r in ROWS if r.corpus != "tweets"], SEGMENTS, recipe, encoder)


def test_a_joined_window_spans_segments_and_has_their_mean_label(encoder: TextEncoder) -> None:
    drawn = source(encoder, joined=1.0)
    lines = [drawn.draw() for _ in range(100)]
    assert any("four" in words and "five" in words for (words, _), _ in lines)
    for (words, wrong), label in lines:
        first = sum(w in {"one", "two", "three", "four"} for w in words)
        assert wrong is None
        assert label == pytest.approx((2 * first - len(words)) / len(words))
        assert len(words) >= 3


def test_plain_words_have_neither_case_nor_punctuation() -> None:
    assert plain_words("Well, DON'T - stop ... 3 times!") == ["well", "don't", "stop", "3", "times"]


def test_misheard_lines_tell_which_words_are_wrong_and_fit_the_window(encoder: TextEncoder) -> None:
    drawn = source(encoder, misheard=1.0)
    seen = 0
    for _ in range(100):
        (words, wrong), _ = drawn.draw()
        assert wrong is not None
        assert len(words) == len(wrong) <= FeatureSpec().text.steps
        seen += int(wrong.sum())
    assert seen > 20
    batch = drawn.batch()
    assert len(batch.ids) == len(batch.target) + 2 * len(batch.distance)
    assert (batch.distance > 0).all()


def test_adapters_begin_as_nothing_and_merge_to_what_was_trained() -> None:
    folder = ModelStore().path("minilm")
    line = "so that was rather disappointing".split()
    plain, adapted = TextEncoder(folder), TextEncoder(folder)
    before = plain.vectors(line).astype(float)
    add_adapters(adapted.network, 4)
    np.testing.assert_array_equal(adapted.vectors(line).astype(float), before)
    torch.manual_seed(0)
    for name, parameter in adapted.network.named_parameters():
        assert parameter.requires_grad == name.endswith((".down", ".up"))
        if name.endswith(".up"):
            torch.nn.init.normal_(parameter, std=0.02)
    arrays = adapter_arrays(adapted.network)
    assert len(arrays) == 6 * 6 * 2  # blocks, linear layers of one, sides
    trained = next(iter(adapted.word_vectors([line]))).astype(float)
    merged = TextEncoder(folder, arrays).vectors(line).astype(float)
    np.testing.assert_allclose(merged, trained, atol=5e-3)
    assert np.abs(merged - before).max() > 0.05
    changed = dict(arrays) | {next(iter(arrays)): next(iter(arrays.values())) + np.float16(1)}
    assert len({adapters_digest(a) for a in (arrays, changed, {})}) == 3
    name = next(iter(arrays)).rpartition(".")[0]
    vast = {f"{name}.up": np.ones((10**6, 1), np.float16), f"{name}.down": np.ones((1, 10**6), np.float16)}
    with pytest.raises(ValueError, match="another size"):  # and not their product, of terabytes
        TextEncoder(folder, vast)


def test_a_step_moves_adapters_and_branch_and_answers_repeat(encoder: TextEncoder) -> None:
    torch.manual_seed(0)
    recipe = TextRecipe(batch=4, pairs=2, rank=2)
    stage = TextStage(UCRN(live_config(FeatureSpec())), TextEncoder(ModelStore().path("minilm")).network, recipe)
    losses = text_loss(stage.train(), source(encoder).batch(), recipe)
    assert list(losses) == ["sentiment", "ranking"]
    torch.stack(list(losses.values())).sum().backward()
    moved = {n for n, p in stage.named_parameters() if p.grad is not None and p.grad.abs().sum() > 0}
    assert any(n.endswith(".up") for n in moved)
    assert "ucrn.refine.text.project.weight" in moved
    assert not any(n.startswith(("ucrn.refine.voice", "ucrn.refine.face")) for n in moved)
    lines = [(row.text.split(), None) for row in ROWS]
    first, second = (
        apply_stage(stage.eval(), encoder, lines, False, np.random.default_rng(0), size=size) for size in (2, 8)
    )
    for a, b in zip(first, second, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_a_shorter_line_stands_at_the_end(encoder: TextEncoder) -> None:
    lines = [(["so", "good"], None), (["bad"], np.ones(1, bool))]
    batch = text_batch(encoder, lines, [False, True], np.random.default_rng(0))
    assert batch.valid.tolist() == [[1, 1], [0, 1]]
    assert batch.confidence[0].tolist() == [[0, 1], [0, 1]]
    assert batch.confidence[1, 1, 1] == 0
    assert 0 < batch.confidence[1, 1, 0] < 1
