"""`ucrn-live bench analyze`: the sample as fast as it goes, and what that costs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import assets
from app.cli import main
from engines import analysis_benchmark
from engines.measured_run import MeasuredRun, measured
from tests.media_files import tone, write_media


def test_what_the_analysis_of_a_file_costs(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    assert main(["bench", "analyze", str(assets.path(assets.SAMPLE)), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    figures = json.loads(said.out)
    assert figures["seconds"] == pytest.approx(18.2, abs=0.1)
    assert figures["speed"] == pytest.approx(figures["seconds"] / figures["wall_seconds"])
    assert figures["first_point_seconds"] > 0
    assert figures["cpu_seconds"] > 1
    assert 200 < figures["memory_mb"] < 4000
    assert {"decode", "face", "fusion", "load", "speech", "text", "voice"} <= set(figures["stages"])
    assert sum(figures["stages"].values()) == pytest.approx(1)
    assert figures["recognizer"] == "pocketsphinx"


def test_several_runs_give_medians_and_what_is_missing_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs: list[MeasuredRun] = []

    def kept(command: Sequence[str], every: float) -> MeasuredRun:
        runs.append(measured(command, every))
        return runs[-1]

    monkeypatch.setattr(analysis_benchmark, "measured", kept)
    sound = write_media(tmp_path / "sound.wav", sounds=[tone(1.0)], audio_codec="pcm_s16le")
    assert main(["bench", "analyze", str(sound), "--repeats", "2"]) == 0
    said = capsys.readouterr()
    assert said.err == "ucrn-live: sound.wav has no picture: face is missing.\n"
    figures = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert figures["seconds"] == "1.00"
    assert "face" not in figures["stages"]
    first, second = (run.report["first_point_seconds"] for run in runs)
    assert figures["first_point_seconds"] == f"{(first + second) / 2:.2f}"


def test_a_file_that_does_not_serve_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no video\n")
    short = write_media(tmp_path / "short.wav", sounds=[tone(0.2)], audio_codec="pcm_s16le")
    for file, reason in (
        (tmp_path / "nothing.mp4", "does not exist"),
        (text, "no audio or video file"),
        (short, "too short for a point"),
    ):
        assert main(["bench", "analyze", str(file)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1
        assert reason in said.err
