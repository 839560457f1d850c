"""Text features: real MiniLM vectors, one per word, the same alone and in a batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.corpus import spread_words
from engines.models import ModelStore
from engines.text import VECTOR, LoadingTextEncoder, TextEncoder, piece_weights
from ucrn_core.features import TEXT_CHANNELS, FeatureSpec, Word


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder(ModelStore().path("minilm"))


def words(line: str, confidence: float | None = None) -> list[Word]:
    return [Word(i, i + 1, w, confidence, i + 1) for i, w in enumerate(line.split())]


def similarity(a: np.ndarray, b: np.ndarray) -> float:
    x, y = a.astype(float).mean(0), b.astype(float).mean(0)
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


def test_likeness_of_meaning(encoder: TextEncoder) -> None:
    good, great, tax = (encoder.vectors(s.split()) for s in ("i liked the film", "a great movie", "the tax was filed"))
    assert similarity(good, great) > similarity(good, tax) + 0.2


def test_confidence_and_its_unknown_bit(encoder: TextEncoder) -> None:
    known, unknown = encoder.encode(words("so good", 0.75)), encoder.encode(words("so good"))
    assert known.shape == (2, len(TEXT_CHANNELS))
    assert known[:, VECTOR].tolist() == [0.75, 0.75]
    assert known[:, VECTOR + 1].tolist() == [0, 0]
    assert unknown[:, VECTOR:].tolist() == [[0, 1], [0, 1]]


def test_words_are_read_in_context(encoder: TextEncoder) -> None:
    river, money = encoder.vectors("the bank of the river".split()), encoder.vectors("money in the bank".split())
    assert np.abs(river[1].astype(float) - money[3].astype(float)).max() > 0.1


def test_a_batch_gives_what_single_lines_give(encoder: TextEncoder) -> None:
    texts = ["so that was rather disappointing", "yes", "don't worry, it's uncharacteristically fine"]
    lines = [text.split() for text in texts]
    for line, vectors in zip(lines, encoder.word_vectors(lines), strict=True):
        assert vectors.shape == (len(line), VECTOR)
        np.testing.assert_allclose(vectors.astype(float), encoder.vectors(line).astype(float), atol=2e-3)


def test_pieces_are_averaged_to_their_word(encoder: TextEncoder) -> None:
    lines = [["uncharacteristically", "so"], ["so"]]
    encodings = encoder.tokenize(lines)
    ids, mask, weights = piece_weights(encodings, lines)
    count = len(encodings[0].ids) - 3  # of the long word's pieces, without the two special tokens and "so"
    assert count > 1
    assert weights[0, 0].tolist() == pytest.approx([0.0] + [1 / count] * count + [0.0, 0.0])
    assert weights[0, 1].tolist() == [0.0] * (count + 1) + [1.0, 0.0]
    assert weights[1, 0].tolist() == [0.0] * weights.shape[2]  # the words of a shorter line are the last ones
    assert weights[1, 1].nonzero()[0].tolist() == [1]
    assert mask[1].sum() == 3
    assert ids[1, 3:].tolist() == [0] * (ids.shape[1] - 3)


def test_very_many_words_are_cut_not_refused(encoder: TextEncoder) -> None:
    vectors = encoder.vectors(["antidisestablishmentarianism"] * 50)
    assert vectors.shape == (50, VECTOR)
    assert vectors[0].any()


def test_words_are_spread_by_the_live_rule() -> None:
    assert spread_words(" ".join(map(str, range(60))), FeatureSpec()) == [str(i) for i in range(40, 60)]


def test_one_that_is_loaded_meanwhile_gives_the_same(encoder: TextEncoder) -> None:
    words = [Word(0.0, 0.4, "what", 0.5, 1.0), Word(0.4, 0.8, "joy", None, 1.0)]
    loading = LoadingTextEncoder(ModelStore().path("minilm"), {})
    np.testing.assert_array_equal(loading.encode(words), encoder.encode(words))
    assert loading.failure == ""


def test_one_that_cannot_be_loaded_says_why_and_gives_no_rows(tmp_path: Path) -> None:
    loading = LoadingTextEncoder(tmp_path, {})
    assert loading.encode([Word(0.0, 0.4, "what", 0.5, 1.0)]).shape == (0, 386)
    assert loading.failure.startswith("Words cannot be analysed here (")
    assert "\n" not in loading.failure
