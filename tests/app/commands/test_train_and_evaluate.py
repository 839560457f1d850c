"""Training on a morsel of every corpus gives a checkpoint that evaluates; bad input is one sentence and status 2."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from ucrn_core.checkpoint import load
from ucrn_core.points import SUBSETS


def first_rows(source: Path, target: Path, keep: dict[str, int], column: str) -> None:
    """The first rows of a CSV, so many of each value of a column."""
    left = dict(keep)
    with source.open(newline="", encoding="utf-8") as old, target.open("w", newline="", encoding="utf-8") as new:
        rows = csv.DictReader(old)
        writer = csv.DictWriter(new, rows.fieldnames or [])
        writer.writeheader()
        for row in rows:
            if left.get(row[column], 0) > 0:
                left[row[column]] -= 1
                writer.writerow(row)


@pytest.fixture(scope="module")
def morsel(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of corpora with a few rows of each, linked where they lie."""
    corpora, folder = shared / "corpora", tmp_path_factory.mktemp("corpora")
    for name in ("text", "ravdess", "natural/speech", "fer2013"):
        (folder / name).mkdir(parents=True)
    first_rows(corpora / "text/mosei.csv", folder / "text/mosei.csv", {"train": 30, "valid": 12}, "mode")
    modes = {row["mode"] for row in csv.DictReader((corpora / "text/mosi.csv").open(encoding="utf-8"))}
    first_rows(corpora / "text/mosi.csv", folder / "text/mosi.csv", dict.fromkeys(modes, 8), "mode")
    first_rows(corpora / "text/vader_icwsm2014.csv", folder / "text/vader_icwsm2014.csv", {"tweets": 8}, "source")
    for path in sorted((corpora / "ravdess").glob("03-01-0[135]-01-01-01-*.flac")):
        if path.stem[-2:] in {"01", "02", "17", "18"}:
            (folder / "ravdess" / path.name).symlink_to(path)
    with (corpora / "natural/index.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (folder / "natural/index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in [r for r in rows if r["file"].startswith("speech/")][:6]:
            writer.writerow(row)
            (folder / "natural" / row["file"]).symlink_to(corpora / "natural" / row["file"])
    with np.load(corpora / "fer2013/fer2013_images.npz") as data:
        chosen = np.linspace(0, len(data["label"]) - 1, 120).astype(int)
        np.savez(folder / "fer2013/fer2013_images.npz", image=data["image"][chosen], label=data["label"][chosen])
    return folder


@pytest.fixture(scope="module")
def trained(morsel: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
        path = folder / "small.safetensors"
        assert main(["train", str(morsel), "-o", str(path), "--cache", str(folder / "cache"), "--steps", "4"]) == 0
    return path


def test_a_trained_checkpoint_is_whole(trained: Path) -> None:
    checkpoint = load(trained)
    assert len(checkpoint.calibration.half_width) == len(SUBSETS)
    assert all(width > 0 for width in checkpoint.calibration.half_width)
    assert len(checkpoint.spec.voice_baseline.prior) == 42
    assert len(checkpoint.spec.face_baseline.prior) == 52
    assert checkpoint.provenance["recipe"]["steps"] == 4
    assert {k.split("/")[1] for k in checkpoint.parity} == {"text", "voice", "face", "sentiments", "gate_means"}


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    capsys.readouterr()
    assert main(["evaluate", *arguments, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_evaluation_prints_one_object(
    trained: Path,
    morsel: Path,
    shared: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    (tmp_path / "rows.csv").write_text(
        'text,label\n"so good, I loved it",2.4\n"awful",-2\n"",0\n"it was on tuesday",0\n'
    )
    text = evaluated(capsys, "text", str(tmp_path / "rows.csv"), "--checkpoint", str(trained))
    assert list(text) == ["n", "mae", "r", "acc2", "acc7", "f1"]
    assert text["n"] == 4
    voice = evaluated(capsys, "voice", str(morsel / "ravdess"), "--checkpoint", str(trained))
    assert list(voice) == ["n", "r", "auc"]
    assert voice["n"] == 12
    assert 0 <= voice["auc"] <= 1
    face = evaluated(capsys, "face", str(morsel / "fer2013/fer2013_images.npz"), "--checkpoint", str(trained))
    assert list(face) == ["n", "r", "auc"]
    assert face["n"] == 120


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["evaluate", "text", "gone.csv"], "gone.csv"),
        (["evaluate", "voice", "empty"], "RAVDESS"),
        (["evaluate", "face", "gone.npz"], "gone.npz"),
        (["train", "empty", "-o", "missing/out.safetensors"], "missing"),
        (["train", "empty", "--cache", "cache"], "mosei.csv"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: list[str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(arguments) == 2
    told = capsys.readouterr().err.strip()
    assert expected in told
    assert "\n" not in told
    assert "Traceback" not in told
