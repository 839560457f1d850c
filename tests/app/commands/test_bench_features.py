"""`ucrn-live bench features`: each featurizer on the sample, with the numbers that a comparison needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from tests.media_files import flat, tone, write_media


def test_every_featurizer_is_measured(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    assert main(["bench", "features", "--repeats", "5", "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    rows = {row["featurizer"]: row for row in json.loads(said.out)}
    assert list(rows) == ["voice", "speech", "text", "face"]
    for row in rows.values():
        assert 0 < row["median_ms"] <= row["p95_ms"] <= row["p99_ms"]
        assert row["first_ms"] > 0
        assert row["memory_mb"] >= 0
    assert rows["face"]["unit"] == "picture of 480x360"
    for featurizer, rate in (("voice", 1.0), ("face", 12.5)):  # units a second
        row = rows[featurizer]
        mean_ms = 1000 * row["real_time_factor"] / rate
        assert row["median_ms"] / 2 <= mean_ms <= row["p99_ms"] / 0.96  # of five
    # The sample pauses, and recognizing speech takes longer than measuring sound.
    assert rows["voice"]["median_ms"] < rows["speech"]["median_ms"]
    assert rows["speech"]["real_time_factor"] < rows["speech"]["p99_ms"] / 1000 / 0.96


def test_without_its_model_the_face_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    assert main(["bench", "features", "--repeats", "1"]) == 0
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == ["featurizer", "voice", "speech", "text"]
    assert len(said.err.splitlines()) == 1
    assert "models install face-landmarker" in said.err


def test_a_clip_that_does_not_serve_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silent = write_media(tmp_path / "silent.mp4", [flat(90)] * 10, fps=5)
    blind = write_media(tmp_path / "blind.wav", sounds=[tone(1.0)], audio_codec="pcm_s16le")
    wordless = write_media(tmp_path / "wordless.mp4", [flat(90)] * 10, [tone(2.0)], fps=5)
    for clip, reason in (
        (tmp_path / "nothing.mp4", "does not exist"),
        (silent, "holds no sound"),
        (blind, "holds no pictures"),
        (wordless, "No words are heard"),
    ):
        assert main(["bench", "features", "--clip", str(clip)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1
        assert reason in said.err
        assert str(clip) in said.err
