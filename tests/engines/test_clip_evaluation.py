"""A clip's labelled segments against what the modalities make of it, with its own words and with recognized ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import assets
from app.cli import main
from engines.clip_evaluation import evaluate_clip, said
from engines.models import ModelStore
from ucrn_core.checkpoint import load
from ucrn_core.corpora.text import Segment

SEGMENT = Segment("grid_bbaf2n", 0.5, 2.5, 0.5, "bin blue at f two now", "valid")


def test_words_are_spread_over_their_segment() -> None:
    words = said(SEGMENT)
    assert [w.text for w in words] == SEGMENT.text.split()
    assert words[0].start == SEGMENT.start
    assert words[-1].end == SEGMENT.end
    assert np.diff([w.end for w in words]) == pytest.approx(2.0 / 6)


def test_a_real_clip_is_measured_with_its_own_words(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    clip, checkpoint = shared / "clips" / "grid_bbaf2n.mpg", load(assets.path(assets.CHECKPOINT))
    numbers = evaluate_clip(clip, [SEGMENT], checkpoint, ModelStore(), true_words=True)
    assert [told["n"] for told in numbers.values()] == [1, 1, 1, 1]
    for told in numbers.values():
        assert told["mae"] == pytest.approx(abs(told["mean"] - 0.5))
    glad = Segment("grid_bbaf2n", 0.5, 2.5, 0.5, "this is truly wonderful I love it", "valid")
    gladder = evaluate_clip(clip, [glad], checkpoint, ModelStore(), true_words=True)
    assert gladder["text"]["mean"] > numbers["text"]["mean"] + 0.5
    assert gladder["voice"] == pytest.approx(numbers["voice"], nan_ok=True)


def test_a_clip_that_the_csv_does_not_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "segments.csv"
    path.write_text("split,segment_id,start_s,end_s,label,text\nvalid,other[0],0,2,1,hello\n")
    assert main(["evaluate", "clip", str(tmp_path / "mine.mp4"), str(path)]) == 2
    assert "no timed segments of mine" in capsys.readouterr().err
