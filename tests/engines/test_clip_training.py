"""Fine-tuning on labelled clips: real ones, with labels made for the test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import assets
from engines.clip_training import ENOUGH, FUSION, Rows, Tuning, answers, fine_tune, intervals, segment_metrics
from engines.fusion.eager import EagerEngine
from engines.fusion.parity import check_parity
from engines.models import ModelStore
from ucrn_core.checkpoint import Checkpoint, load, save
from ucrn_core.corpora.clips import Clip
from ucrn_core.corpora.text import Segment
from ucrn_core.errors import CorpusError
from ucrn_core.points import SUBSETS

GRID = ("grid_bbaf2n.mpg", "grid_lbax4n.mpg", "grid_swiz3n.mpg")
WHOLE = SUBSETS.index((1, 1, 1))


def made_clips(folder: Path, label: float, count: int = 7) -> list[Clip]:
    """The GRID clips, each cut into `count` segments of a quarter of a second with this label."""
    cuts = [0.5 + 0.25 * i for i in range(count)]
    return [
        Clip(folder / name, name, tuple(Segment(name, t, t + 0.25, label, "bin blue", "") for t in cuts), True)
        for name in GRID
    ]


@pytest.fixture(scope="module")
def shipped() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


def rows_of(count: int, present: tuple[int, int, int]) -> Rows:
    rng = np.random.default_rng(0)
    return Rows(
        rng.normal(size=(count, 3, 32)).astype(np.float32),
        np.tile(np.array(present, bool), (count, 1)),
        np.tile(np.array(present, float), (count, 1)),
        np.ones(count),
        np.arange(count),
        np.array([f"s{i % 4}" for i in range(count)]),
    )


def test_real_clips_teach_the_fusion_alone(
    shared: Path, shipped: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    clips = made_clips(shared / "clips", 2.0)
    tuning = Tuning(steps=40, batch=32, learning_rate=2e-3)
    made, numbers = fine_tune(clips, shipped, ModelStore(), tuning, lambda told: None, lambda done, total: None)
    assert (numbers["segments"], numbers["speakers"]) == (21, 3)
    assert numbers["after"]["mae"] < 0.7 * numbers["before"]["mae"]
    assert numbers["mean_label"]["mae"] == pytest.approx(0)
    before, after = shipped.model.state_dict(), made.model.state_dict()
    moved = {name.partition(".")[0] for name in before if not torch.equal(before[name], after[name])}
    assert moved == set(FUSION)
    assert made.calibration.quality == shipped.calibration.quality
    save(tmp_path / "mine.safetensors", made)
    again = load(tmp_path / "mine.safetensors")
    assert again.provenance["fine_tuned_from"] == shipped.digest
    check_parity(EagerEngine(again), again)


def test_too_little_is_refused_before_anything_is_analysed(shipped: Checkpoint) -> None:
    with pytest.raises(CorpusError, match="6 segments of 3 speakers are too few to learn from"):
        fine_tune(
            made_clips(Path("nowhere"), 1.0, count=2),
            shipped,
            ModelStore(),
            Tuning(),
            lambda told: None,
            lambda done, total: None,
        )


def test_a_segment_beyond_the_end_of_its_file_is_told(
    shared: Path, shipped: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    late = [
        replace(c, segments=tuple(replace(s, start=9.0, end=10.0) for s in c.segments))
        for c in made_clips(shared / "clips", 1.0)
    ]
    with pytest.raises(CorpusError, match=r"grid_bbaf2n\.mpg ends before its segment from 9 s has a point"):
        fine_tune(late, shipped, ModelStore(), Tuning(), lambda told: None, lambda done, total: None)


def test_intervals_of_what_was_not_met_stay_as_they_were(shipped: Checkpoint) -> None:
    rows = rows_of(2 * ENOUGH, (1, 0, 0))
    predicted = np.zeros((len(rows.labels), len(SUBSETS)))  # each misses its label by 1
    fitted = intervals(rows, predicted, shipped.calibration)
    words = SUBSETS.index((1, 0, 0))
    assert fitted[words] == (1.0, 1.0, 1.0, 1.0)
    assert [f for i, f in enumerate(fitted) if i != words] == [
        f for i, f in enumerate(shipped.calibration.half_width) if i != words
    ]


def test_an_absent_modality_changes_no_answer(shipped: Checkpoint) -> None:
    rows = rows_of(5, (1, 1, 0))
    other = replace(rows, gated=rows.gated.copy())
    other.gated[:, 2] = np.nan
    assert np.array_equal(answers(shipped.model, rows), answers(shipped.model, other))
    told = answers(shipped.model, rows)
    assert np.array_equal(told[:, WHOLE], told[:, SUBSETS.index((1, 1, 0))])


def test_a_segment_counts_once_however_long_it_is() -> None:
    rows = replace(rows_of(4, (1, 1, 1)), segments=np.array([1, 1, 1, 2]), labels=np.array([1.0, 1.0, 1.0, -1.0]))
    assert segment_metrics(rows, np.array([0.0, 1.0, 2.0, 0.0]))["mae"] == 0.5
