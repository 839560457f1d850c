"""Pools and augmentation: what a live window has is simulated, and nothing held out leaks into training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines.face import USUAL_DIFFERENCE
from engines.training_data import DIFFERENCE, SPOKEN_STEPS, TALKING_STEPS, Augment, person, relative, trajectories
from engines.training_features import Recording, held_out_speaker, natural_recordings
from ucrn_core.features import FACE_CHANNELS, VOICE_CHANNELS, BaselineSpec, FeatureSpec

SPEC = replace(FeatureSpec(), face_baseline=BaselineSpec((0.1,) * 52, 250, 1500))


def talking(steps: int = 60, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((steps, len(FACE_CHANNELS))).astype(np.float32)


def test_a_whole_voice_window_is_full_and_a_quick_one_short() -> None:
    sentence = np.random.default_rng(0).normal(size=(50, len(VOICE_CHANNELS))).astype(np.float32)
    valid = np.zeros(50, bool)
    valid[5:45] = True
    for seed in range(20):
        values, ok = Augment(SPEC, [])("voice", sentence, valid, True, np.random.default_rng(seed))
        assert ok.sum() == 200
        assert len(values) == len(ok) <= 200 + 20
        _, ok = Augment(SPEC, [])("voice", sentence, valid, False, np.random.default_rng(seed))
        assert ok.sum() == 40 <= SPOKEN_STEPS


def test_a_sentence_without_voice_stays_without() -> None:
    silence = np.zeros((30, len(VOICE_CHANNELS)), np.float32)
    _, ok = Augment(SPEC, [])("voice", silence, np.zeros(30, bool), True, np.random.default_rng(0))
    assert not ok.any()


def test_a_still_talks_with_another_face_s_moves_or_keeps_still() -> None:
    bank = trajectories([recording("speaker 0", talking())])
    assert len(bank) == 1
    augment, still = Augment(SPEC, bank), talking(1, 5)
    still[:, DIFFERENCE] = USUAL_DIFFERENCE
    kept_still = 0
    for seed in range(40):
        values, ok = augment("face", still, np.ones(1, bool), False, np.random.default_rng(seed))
        assert len(values) == TALKING_STEPS
        assert ok.all()
        moves = np.ptp(values[:, FACE_CHANNELS.index("jawOpen")]) > 0
        assert moves == (np.ptp(values[:, DIFFERENCE]) > 0)
        assert moves or values[0, DIFFERENCE] == pytest.approx(USUAL_DIFFERENCE)
        kept_still += not moves
    assert 2 < kept_still < 25


def recording(speaker: str, values: np.ndarray) -> Recording:
    return Recording(Path(speaker), speaker, (values.astype(np.float16), np.ones(len(values), bool)), [])


def test_moves_are_not_taken_from_speakers_held_out() -> None:
    names = [f"speaker {i}" for i in range(40)]
    kept = trajectories([recording(n, talking(30, i)) for i, n in enumerate(names)])
    assert len(kept) == sum(not held_out_speaker(n) for n in names)
    assert 3 < len(names) - len(kept) < 20
    assert all(np.abs(moves[:, :DIFFERENCE].mean(axis=0)).max() < 1e-3 for moves in kept)


def test_a_face_is_told_relative_to_its_person() -> None:
    steps = (np.full((400, len(FACE_CHANNELS)), 0.5, np.float16), np.ones(400, bool))
    told, _ = relative("face", person(SPEC, "face"), steps)
    assert float(told[0, 0]) == pytest.approx(0.5, abs=0.01)
    assert float(told[-1, 0]) < 0.3
    assert float(told[-1, DIFFERENCE]) == 0.5


def test_published_recordings_have_speakers_on_both_sides(shared: Path) -> None:
    for files in natural_recordings(shared / "corpora" / "natural"):
        held_out = [held_out_speaker(s) for s in files.values()]
        assert 0.1 < np.mean(held_out) < 0.5
        assert all(path.exists() for path in files)
