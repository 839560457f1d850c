"""`ucrn-live bench session`: a short session, made, replayed and exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.gui import SCREENS


def test_a_session_is_made_replayed_and_exported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    assert main(["bench", "session", "--hours", "0.02", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["points"] == 288  # 72 s, of which the last minute is whole
    for name in ("make_s", "open_s", "pan_ms", "pan_ms_p95", "zoom_ms", "zoom_ms_p95", "play_ms", "csv_s"):
        assert figures[name] > 0, name
    assert figures["pan_ms"] <= figures["pan_ms_p95"]
    assert 50 < figures["base_mb"] <= figures["rss_mb"] < 1000


def test_what_is_no_session_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "session", "--session", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "is no session" in said
