"""`ucrn-live bench live`: the sample at its own pace, and what that costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import assets
from app.cli import main


def test_what_live_analysis_costs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "live", str(assets.path("sample.mp4")), "--seconds", "8", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["seconds"] == pytest.approx(8, abs=0.5)
    assert figures["points"] == pytest.approx(32, abs=3)
    assert 0 < figures["capture_to_point_ms"]["p50"] <= figures["capture_to_point_ms"]["p99"]
    assert 0.02 < figures["cores"] < 8
    assert 100 < figures["memory_mb"] < figures["rss_mb"] + 200


def test_a_clip_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "live", str(tmp_path / "no.mp4")]) == 2
    assert "does not exist" in capsys.readouterr().err
