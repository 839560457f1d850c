"""Degradations: nothing at level 0, more of the same at a higher level, as strong as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.degrade import (
    PICTURE_KINDS,
    SOUND_KINDS,
    WORD_KINDS,
    Vocabulary,
    degrade_pictures,
    degrade_sound,
    degrade_words,
)

levels = st.floats(0, 1)
seeds = st.integers(0, 2**32)
WORDS = "the cat sat on a mat and the bat was sad but the rat had met a mad hatter".split()
VOCABULARY = Vocabulary(WORDS)


def sound_of(seed: int, samples: int = 24_000) -> NDArray[np.float32]:
    """A tone that swells and fades, of some pitch and loudness, with a little noise."""
    rng, t = np.random.default_rng(seed), np.arange(samples) / 16_000
    tone = np.sin(2 * np.pi * rng.uniform(80, 400) * t) * (1 + np.sin(2 * np.pi * 3 * t))
    return (rng.uniform(0.01, 0.3) * (tone + 0.05 * rng.standard_normal(samples))).astype(np.float32)


def clip_of(seed: int, shape: tuple[int, ...] = (64, 80, 3), frames: int = 30) -> list[NDArray[np.uint8]]:
    """Frames of a moving pattern of broad patches."""
    rng = np.random.default_rng(seed)
    large = np.kron(rng.integers(0, 255, (16, 20, *shape[2:])), np.ones((8, 8, *[1] * (len(shape) - 2)))).astype(
        np.uint8
    )
    return [np.ascontiguousarray(large[i : i + shape[0], i : i + shape[1]]) for i in range(frames)]


@pytest.mark.parametrize("kind", SOUND_KINDS)
@settings(max_examples=10)
@given(seed=seeds, level=levels)
def test_sound_keeps_shape_and_range_and_level_0_changes_nothing(kind: str, seed: int, level: float) -> None:
    sound = sound_of(seed)
    worse = degrade_sound(sound, kind, level, np.random.default_rng(seed), sound[::-1])
    assert (worse.shape, worse.dtype) == (sound.shape, np.float32)
    assert np.isfinite(worse).all()
    assert np.abs(worse).max() <= 1
    np.testing.assert_array_equal(degrade_sound(sound, kind, 0.0, np.random.default_rng(seed), sound[::-1]), sound)


@pytest.mark.parametrize("kind", SOUND_KINDS)
def test_sound_is_further_from_clean_at_every_higher_level(kind: str) -> None:
    sound = sound_of(3)
    clean = sound / np.linalg.norm(sound)

    def likeness(level: float) -> float:
        worse = degrade_sound(sound, kind, level, np.random.default_rng(5), sound_of(8))
        return float(clean @ worse / (np.linalg.norm(worse) + 1e-9))

    likenesses = [likeness(level) for level in np.linspace(0, 1, 7)]
    assert likenesses == sorted(likenesses, reverse=True)
    assert likenesses[-1] < 0.9 < likenesses[0]


@pytest.mark.parametrize("kind", ["white", "babble", "music"])
@pytest.mark.parametrize(("level", "snr"), [(0.5, 12.5), (1.0, -5.0)])
def test_noise_has_the_ratio_it_says(kind: str, level: float, snr: float) -> None:
    sound = sound_of(1) * np.float32(0.02)  # far from full scale
    noise = degrade_sound(sound, kind, level, np.random.default_rng(0), sound_of(2)) - sound
    assert 10 * np.log10(np.mean(sound**2) / np.mean(noise**2)) == pytest.approx(snr, abs=0.1)


def test_reverberation_is_causal_and_keeps_the_level() -> None:
    sound = sound_of(4)
    sound[:8000] = 0
    wet = degrade_sound(sound, "reverberation", 0.7, np.random.default_rng(0))
    assert np.abs(wet[:8000]).max() < 1e-6
    assert np.std(wet) == pytest.approx(np.std(sound), rel=1e-2)


def test_clipping_reaches_full_scale() -> None:
    loud = [degrade_sound(sound_of(0), "clipping", level, np.random.default_rng(0)) for level in (0.3, 1.0)]
    shares = [float((np.abs(s) == 1).mean()) for s in loud]
    assert 0 < shares[0] < shares[1]


@settings(max_examples=20)
@given(seed=seeds, pair=st.tuples(levels, levels))
def test_muted_bursts_are_nested_and_as_many_as_said(seed: int, pair: tuple[float, float]) -> None:
    sound = np.ones(40_000, np.float32)
    low, high = (degrade_sound(sound, "muting", level, np.random.default_rng(seed)) == 0 for level in sorted(pair))
    assert not (low & ~high).any()
    assert high.mean() == pytest.approx(max(pair), abs=1e-4)
    edges = np.flatnonzero(np.diff(np.pad(high, 1).astype(int)))
    lengths = edges[1::2] - edges[::2]
    assert (lengths < 3200).sum() <= 2  # the last burst, and one that the end cuts


@pytest.mark.parametrize("kind", PICTURE_KINDS)
@pytest.mark.parametrize("shape", [(48, 48), (64, 80, 3)])
@settings(max_examples=5)
@given(seed=seeds, level=levels)
def test_pictures_keep_shape_and_level_0_changes_nothing(
    kind: str, shape: tuple[int, ...], seed: int, level: float
) -> None:
    images = clip_of(seed, shape, frames=5)
    box = (0.2, 0.1, 0.7, 0.9)
    worse = degrade_pictures(images, kind, level, np.random.default_rng(seed), box)
    assert [(i.shape, i.dtype) for i in worse] == [(shape, np.uint8)] * 5
    for before, after in zip(
        images, degrade_pictures(images, kind, 0.0, np.random.default_rng(seed), box), strict=True
    ):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("kind", PICTURE_KINDS)
def test_pictures_are_further_from_clean_at_every_higher_level(kind: str) -> None:
    images = clip_of(1)

    def distance(level: float) -> float:
        worse = degrade_pictures(images, kind, level, np.random.default_rng(2), (0.1, 0.1, 0.9, 0.9))
        return float(np.mean([np.abs(a.astype(float) - b).mean() for a, b in zip(images, worse, strict=True)]))

    distances = [distance(level) for level in np.linspace(0, 1, 7)]
    assert distances == sorted(distances)
    assert distances[1] > 0


@settings(max_examples=20)
@given(seed=seeds, pair=st.tuples(levels, levels))
def test_frozen_frames_are_nested_and_show_the_last_one_before_them(seed: int, pair: tuple[float, float]) -> None:
    images = [np.full((4, 4), i, np.uint8) for i in range(101)]
    shown = [
        [int(i[0, 0]) for i in degrade_pictures(images, "frozen", level, np.random.default_rng(seed))]
        for level in sorted(pair)
    ]
    frozen = [{i for i, picture in enumerate(clip) if picture != i} for clip in shown]
    assert frozen[0] <= frozen[1]
    assert len(frozen[1]) == round(100 * max(pair))
    assert all(shown[1][i] == shown[1][i - 1] for i in frozen[1])


@settings(max_examples=20)
@given(seed=seeds, pair=st.tuples(levels, levels))
def test_the_occluder_grows_and_hides_its_share_of_the_face(seed: int, pair: tuple[float, float]) -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    box = (0.25, 0.2, 0.75, 0.8)
    low, high = (
        degrade_pictures([image], "occlusion", level, np.random.default_rng(seed), box)[0].any(axis=2)
        for level in sorted(pair)
    )
    assert not (low & ~high).any()
    assert high.sum() / (100 * 60) == pytest.approx(max(pair), abs=0.02)
    assert not high[:20].any()
    assert not high[:, :50].any()


def test_low_resolution_leaves_a_face_of_12_pixels() -> None:
    image = clip_of(0, (120, 120), frames=1)
    coarse = degrade_pictures(image, "low_resolution", 1.0, np.random.default_rng(0))[0]
    # Twelve rows are joined by straight lines, which bend only at the rows.
    bends = np.abs(np.diff(coarse[:, 60].astype(int), 2)) > 2
    assert bends.sum() <= 24


@pytest.mark.parametrize("kind", WORD_KINDS)
@settings(max_examples=30)
@given(seed=seeds, pair=st.tuples(levels, levels), words=st.lists(st.sampled_from(WORDS), max_size=30))
def test_word_errors_are_nested(kind: str, seed: int, pair: tuple[float, float], words: list[str]) -> None:
    def read(level: float) -> tuple[list[str], NDArray[np.bool_]]:
        return degrade_words(words, kind, level, np.random.default_rng(seed), VOCABULARY)

    (low, low_wrong), (high, high_wrong) = (read(level) for level in sorted(pair))
    assert len(high) == len(high_wrong)
    assert read(0.0)[0] == words
    assert not read(0.0)[1].any()
    right = [
        [w for w, wrong in zip(*side, strict=True) if not wrong] for side in ((low, low_wrong), (high, high_wrong))
    ]
    remaining = iter(right[0])
    assert all(word in remaining for word in right[1])  # what is right in the worse line is right in the better one
    assert low_wrong.sum() <= high_wrong.sum()


@pytest.mark.parametrize("kind", WORD_KINDS)
def test_the_word_error_rate_is_met_on_average(kind: str) -> None:
    from difflib import SequenceMatcher

    rng, words, errors = np.random.default_rng(0), [f"{w}{i}" for i, w in enumerate(WORDS)], 0
    vocabulary = Vocabulary([*words, "also"])
    for _ in range(200):
        result, wrong = degrade_words(words, kind, 0.3, rng, vocabulary)
        blocks = SequenceMatcher(None, words, [w for w, bad in zip(result, wrong, strict=True) if not bad], False)
        lost = len(words) - sum(block.size for block in blocks.get_matching_blocks())
        added = len(result) - len(words)
        errors += wrong.sum() if kind == "insertion" else lost if kind != "mixed" else lost + max(0, added)
        if kind == "deletion":
            assert added == -lost
    share = errors / (200 * len(words))
    assert share == pytest.approx(0.3, abs=0.05 if kind == "mixed" else 0.02)


def test_words_are_taken_for_others_that_sound_alike() -> None:
    vocabulary = Vocabulary("there their they're where cat cut kit mountain night knight made mate the a".split())
    assert set(vocabulary.alike("there")[:2]) == {"their", "they're"}
    assert set(vocabulary.alike("cat")[:2]) == {"cut", "kit"}
    assert "mate" in vocabulary.alike("made")[:1]
    assert "unheard" not in vocabulary.alike("unheard")
    assert vocabulary.alike("unheard")


def test_a_line_may_lose_all_its_words() -> None:
    result, wrong = degrade_words(["only"], "deletion", 1.0, np.random.default_rng(0), VOCABULARY)
    assert result == []
    assert wrong.dtype == bool
    assert degrade_words([], "mixed", 0.5, np.random.default_rng(0), VOCABULARY)[0] == []


def test_kinds_and_levels_are_checked_at_the_door() -> None:
    with pytest.raises(AssertionError, match="thunder"):
        degrade_sound(sound_of(0), "thunder", 0.5, np.random.default_rng(0))
    with pytest.raises(AssertionError, match="level 2"):
        degrade_pictures(clip_of(0), "blur", 2, np.random.default_rng(0))
