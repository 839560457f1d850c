"""Text features: real MiniLM vectors, one per word, the same alone and in a batch."""

from __future__ import annotations

import numpy as np
import pytest

from engines.corpus import encode_lines, spread_words
from engines.models import ModelStore
from engines.text import VECTOR, TextEncoder, average_pieces
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
    texts = ["so that was rather disappointing", "yes", "", "don't worry, it's uncharacteristically fine"]
    lines = [text.split() for text in texts]
    for line, vectors in zip(lines, encode_lines(encoder, lines), strict=True):
        assert vectors.shape == (len(line), VECTOR)
        if line:
            np.testing.assert_allclose(vectors.astype(float), encoder.vectors(line).astype(float), atol=2e-3)


def test_pieces_are_averaged_to_their_word() -> None:
    pieces = np.array([[9.0], [1.0], [3.0], [5.0], [9.0]], np.float32)
    offsets = [(0, 0), (0, 2), (2, 4), (5, 7), (0, 0)]
    assert average_pieces(pieces, offsets, ["abcd", "ef"]).tolist() == [[2.0], [5.0]]


def test_very_many_words_are_cut_not_refused(encoder: TextEncoder) -> None:
    vectors = encoder.vectors(["antidisestablishmentarianism"] * 50)
    assert vectors.shape == (50, VECTOR)
    assert vectors[0].any()


def test_words_are_spread_by_the_live_rule() -> None:
    assert spread_words(" ".join(map(str, range(60))), FeatureSpec()) == [str(i) for i in range(40, 60)]
