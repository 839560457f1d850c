"""`ucrn-live evaluate robustness` on a morsel of every corpus: one report, whole; bad input is one sentence."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from engines.degrade import PICTURE_KINDS, SOUND_KINDS, WORD_KINDS
from engines.training_features import held_out_speaker
from ucrn_core.corpora.faces import read_faces
from ucrn_core.robustness import BURSTS, METRICS, RATES


def first_rows(source: Path, target: Path, column: str, count: int) -> None:
    """The first `count` rows of a CSV with each value of a column."""
    left: dict[str, int] = {}
    with source.open(newline="", encoding="utf-8") as old, target.open("w", newline="", encoding="utf-8") as new:
        rows = csv.DictReader(old)
        writer = csv.DictWriter(new, rows.fieldnames or [])
        writer.writeheader()
        for row in rows:
            left[row[column]] = left.get(row[column], 0) + 1
            if left[row[column]] <= count:
                writer.writerow(row)


@pytest.fixture(scope="module")
def morsel(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of corpora with a few rows that are set aside, linked where they lie."""
    corpora, folder = shared / "corpora", tmp_path_factory.mktemp("corpora")
    for name in ("text", "ravdess", "natural/speech", "natural/talk", "fer2013"):
        (folder / name).mkdir(parents=True)
    for name, column in (("mosei", "mode"), ("mosi", "mode"), ("vader_icwsm2014", "source")):
        first_rows(corpora / f"text/{name}.csv", folder / f"text/{name}.csv", column, 15)
    for path in (corpora / "ravdess").glob("03-01-0[135]-01-01-01-1[78].flac"):
        (folder / "ravdess" / path.name).symlink_to(path)
    with (corpora / "natural/index.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: float(row["seconds"]))
    with (folder / "natural/index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for kind, count in (("speech", 3), ("talk", 1)):
            chosen = [r for r in rows if r["file"].startswith(kind) and held_out_speaker(r["speaker"])]
            for row in chosen[:count]:
                writer.writerow(row)
                (folder / "natural" / row["file"]).symlink_to(corpora / "natural" / row["file"])
    faces = read_faces(corpora / "fer2013/fer2013_images.npz")
    images, emotions = faces.images[:300], faces.emotions[:300]
    np.savez(folder / "fer2013/fer2013_images.npz", image=images, label=emotions)
    return folder


@pytest.fixture
def models(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))


def test_a_report_is_whole(models: None, morsel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "new" / "report"
    command = ["evaluate", "robustness", str(morsel), "-o", str(output), "--rows", "20", "--clips", "1", "--json"]
    assert main(command) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers == json.loads((output / "robustness.json").read_text())
    assert (output / "robustness.png").read_bytes().startswith(b"\x89PNG")
    assert {p.name for p in output.iterdir()} == {"robustness.json", "robustness.png"}

    subsets = numbers["composed"]["subsets"]
    assert len(subsets) == 7
    difference = subsets["text+voice+face"]["mae"] - subsets["text"]["mae"]
    told = numbers["composed"]["all_less_text_mae"]
    assert told["value"] == pytest.approx(difference)
    assert told["low"] <= told["value"] <= told["high"]
    for part, levels in (("dropping", RATES), ("bursts", BURSTS)):
        assert list(numbers[part]) == ["text", "voice", "face", "all"]
        for curve in numbers[part].values():
            assert set(curve["auilc"]) == set(METRICS)
            assert [len(line) for line in curve["metrics"].values()] == [len(levels)] * len(METRICS)
            assert curve["metrics"]["mae"][0] == pytest.approx(subsets["text+voice+face"]["mae"])
        # All of a modality gone is the subset without it.
        assert numbers[part]["voice"]["metrics"]["mae"][-1] == pytest.approx(subsets["text+face"]["mae"], abs=1e-5)
        assert numbers[part]["text"]["metrics"]["mae"][-1] == pytest.approx(subsets["voice+face"]["mae"], abs=1e-5)
    assert numbers["alone"]["text"]["rows"] == 20
    assert numbers["alone"]["voice"]["groups"] == 2
    assert numbers["natural"]["voice"]["mean"] <= numbers["natural"]["voice"]["percentile95"]
    assert set(numbers["coverage"]) == {"nominal", "overall", *subsets}

    damage = numbers["damage"]
    assert set(damage["voice"]) == set(SOUND_KINDS)
    assert set(damage["face"]) == set(PICTURE_KINDS)
    assert set(damage["text"]) == {k + end for k in WORD_KINDS for end in ("", "_with_confidence")}
    assert [k for kinds in damage.values() for k, told in kinds.items() if told["held_out"]] == [
        "music",
        "low_resolution",
    ]
    for kinds in damage.values():
        for kind in kinds.values():
            assert len(kind["levels"]) == len(kind["quality"]["median"]) == len(kind["change"]) == 7
            assert kind["absent"] == 0
            assert kind["clean"] == kind["quality"]["median"][0] > 0
            assert -1 <= kind["rho"]["lower_quartile"] <= kind["rho"]["median"] <= kind["rho"]["upper_quartile"] <= 1
    muted = damage["voice"]["muting"]
    assert muted["present"][-1] == muted["quality"]["median"][-1] == 0
    assert muted["change"][-1] is None  # no sentiment is left that could have changed


def complaint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["evaluate", "robustness", *arguments]) == 2
    told = capsys.readouterr().err.strip()
    assert "\n" not in told
    assert "Traceback" not in told
    return told


def test_bad_input_is_one_sentence(
    models: None, morsel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "empty").mkdir()
    output = str(tmp_path / "report")
    assert "file" in complaint([str(morsel), "-o", str(tmp_path / "file")], capsys)
    assert "mosei.csv" in complaint([str(tmp_path / "empty"), "-o", output], capsys)
    assert "gone.safetensors" in complaint([str(morsel), "-o", output, "--checkpoint", "gone.safetensors"], capsys)

    others = tmp_path / "others"  # corpora of which training sets nothing aside
    others.mkdir()
    for name in ("text", "natural", "fer2013"):
        (others / name).symlink_to(morsel / name)
    (others / "ravdess").mkdir()
    (others / "ravdess" / "03-01-03-01-01-01-02.flac").touch()
    assert "no sentences of actors 17 to 20 in ravdess/" in complaint([str(others), "-o", output], capsys)
