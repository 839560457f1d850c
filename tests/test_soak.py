"""Five minutes of what `make soak` runs for two hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import bars, soak

SECONDS = 300.0


def test_five_minutes_on_stand_ins_meet_every_bar(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    report = soak(shared / "clips" / "talk_ira_contribution.mp4", SECONDS)
    assert [bar for bar, met in report["bars"].items() if not met] == [], report
    assert report["words"] > SECONDS
    assert 0.1 < report["cores"] < 2


GOOD = {
    "points": 1200,
    "seconds": 300.0,
    "capture_to_point_ms": {"p99": 300.0},
    "word_commit_ms": {"p99": 3000.0},
    "drops": {"microphone": 0.0, "camera": 400.0, "points": 0.0, "speech_s": 0.0},
    "drift_ms": -1.0,
    "presence": {"text": 0.7, "voice": 0.9, "face": 0.9},
}


@pytest.mark.parametrize(
    ("changed", "slope", "missed"),
    [
        ({}, 19.0, []),
        ({}, 21.0, ["memory grows by less than 20 MB/h"]),
        ({"drift_ms": -25.0}, 0.0, ["sound stands less than 20 ms off the clock"]),
        ({"points": 1100}, 0.0, ["99% of the points are made"]),
        ({"capture_to_point_ms": {"p99": 4000.0}}, 0.0, ["points come within 1000 ms"]),
        ({"word_commit_ms": {"p99": 60_000.0}}, 0.0, ["words wait for no backlog"]),
        ({"word_commit_ms": {}}, 0.0, ["words wait for no backlog"]),
        ({"presence": {"text": 0.7, "voice": 0.9, "face": 0.0}}, 0.0, ["every modality is there"]),
        (
            {"drops": {"microphone": 320.0, "speech_s": 4.0}},
            0.0,
            ["no sound is lost", "no speech is skipped"],
        ),
    ],
)
def test_a_bar_that_is_missed_is_told(changed: dict[str, object], slope: float, missed: list[str]) -> None:
    assert [bar for bar, met in bars({**GOOD, **changed}, slope, 20.0).items() if not met] == missed
