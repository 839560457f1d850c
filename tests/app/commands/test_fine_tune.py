"""`ucrn-live fine-tune` and `evaluate clips` on real clips, and what they say of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main

GRID = ("grid_bbaf2n.mpg", "grid_lbax4n.mpg", "grid_swiz3n.mpg")


@pytest.fixture
def labels(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seven segments of each GRID clip, labelled 1.5; words are recognized."""
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    rows = ["clip,start,end,label"]
    for name in GRID:
        (tmp_path / name).symlink_to(shared / "clips" / name)
        rows += [f"{name},{0.5 + 0.25 * i},{0.75 + 0.25 * i},1.5" for i in range(7)]
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(rows))
    return path


def test_clips_are_learned_from_and_measured(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = labels.with_name("mine.safetensors")
    assert main(["fine-tune", str(labels), "-o", str(mine), "--steps", "20", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["segments"] == 21
    assert numbers["after"]["mae"] < numbers["before"]["mae"]
    assert main(["fine-tune", str(labels), "-o", str(mine)]) == 2
    assert "is there already" in capsys.readouterr().err
    mae = []
    for chosen in ([], ["--checkpoint", str(mine)]):
        assert main(["evaluate", "clips", str(labels), "--json", *chosen]) == 0
        told = json.loads(capsys.readouterr().out)
        assert list(told) == ["text", "voice", "face", "all"]
        assert told["all"]["n"] == 21
        mae.append(told["all"]["mae"])
    assert mae[1] < mae[0]


def test_a_folder_is_no_checkpoint_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options in ([], ["--force"]):  # told before the labels are read, and long before minutes of training are lost
        assert main(["fine-tune", str(tmp_path / "labels.csv"), "-o", str(tmp_path), *options]) == 2
        assert f"{tmp_path} is a folder; name the file to write." in capsys.readouterr().err


@pytest.mark.parametrize("command", [["fine-tune", "-o", "mine.safetensors"], ["evaluate", "clips"]])
def test_bad_input_is_one_sentence(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.csv").write_text("clip,start,end\n")
    for name, expected in (("gone.csv", "gone.csv cannot be read"), ("labels.csv", "has no column label")):
        assert main([*command, name]) == 2
        told = capsys.readouterr().err
        assert expected in told
        assert told.count("\n") == 1
