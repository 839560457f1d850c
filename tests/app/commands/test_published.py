"""`ucrn-live published` and `ucrn-live bench`: numbers as a table or as JSON, files whole, errors in one sentence."""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from app.cli import main
from ucrn_core.published import PublishedRecipe, made


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    splits = {
        name: {
            "text": rng.normal(size=(n, 3, 4)),
            "audio": rng.normal(size=(n, 3, 2)),
            "vision": rng.normal(size=(n, 3, 2)),
            "labels": rng.uniform(-3, 3, (n, 1, 1)),
            "id": [f"v{i}" for i in range(n)],
        }
        for name, n in (("train", 12), ("valid", 5), ("test", 7))
    }
    path = tmp_path / "mosi_data.pkl"
    path.write_bytes(pickle.dumps(splits))
    return path


def test_train_measures_the_chosen_epoch_and_keeps_it(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = corpus.parent / "out"
    assert main(["published", "train", str(corpus), "-o", str(folder), "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert (numbers["valid"]["n"], numbers["test"]["n"]) == (5, 7)
    assert set(numbers["test"]) == {"n", "mae", "r", "acc2", "acc7", "f1"}
    best = min(numbers["epochs"], key=lambda row: row["valid_mae"])
    assert numbers["epoch"] == best["epoch"]
    assert numbers["valid"]["mae"] == pytest.approx(best["valid_mae"], rel=1e-5)
    assert numbers["recipe"]["epochs"] == len(numbers["epochs"]) == 40
    assert json.loads((folder / "metrics.json").read_text()) == numbers
    assert sorted(path.name for path in folder.iterdir()) == ["metrics.json", "network.safetensors"]
    expected = made(PublishedRecipe().config([(3, 4), (3, 2), (3, 2)])).state_dict()
    weights = load_file(folder / "network.safetensors")
    assert {name: value.shape for name, value in weights.items()} == {k: tuple(v.shape) for k, v in expected.items()}


def test_train_prints_a_table(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", "train", str(corpus)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("of 40")
    assert lines[1].split() == ["n", "mae", "r", "acc2", "acc7", "f1"]
    assert [line.split()[:2] for line in lines[2:]] == [["valid", "5"], ["test", "7"]]


def test_folds_tells_every_system_and_what_cannot_be_told_is_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    words = np.array(["so", "very", "good", "no", "yes"])
    np.savez(
        tmp_path / "mosi_dev_seq.npz",
        id=np.array([f"v{i}[0]" for i in range(3)]),
        label=np.array([1.0, -2.0, 0.5]),
        offsets=np.array([0, 2, 3, 5]),
        visual47=rng.normal(size=(5, 4)),
        acoustic74=rng.normal(size=(5, 4)),
        words=words,
    )
    np.savez(tmp_path / "glove300_mosi_vocab.npz", words=words, emb=rng.normal(size=(5, 4)))
    assert main(["published", "folds", str(tmp_path), "--folds", "3", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert sorted(fold["videos"] for fold in numbers["folds"]) == [["v0"], ["v1"], ["v2"]]
    for values in (*numbers["folds"], numbers["pooled"]):
        for system in ("ucrn", "text_only", "mean"):
            assert {"n", "mae", "r", "acc2", "acc7", "f1"} <= set(values[system])
    assert numbers["folds"][0]["mean"]["r"] is None
    assert all(1 <= fold["ucrn"]["epoch"] <= 40 for fold in numbers["folds"])


@pytest.mark.parametrize("command", ["train", "folds"])
def test_what_is_not_there_is_one_sentence(tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", command, str(tmp_path / "gone")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "gone" in told.err
    assert "Traceback" not in told.err


def test_a_foreign_class_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "foreign.pkl"
    path.write_bytes(pickle.dumps(OrderedDict(train=1)))
    assert main(["published", "train", str(path)]) == 2
    assert "foreign class collections.OrderedDict" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told_before_training(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["published", "train", str(corpus), "-o", str(corpus)]) == 2
    assert "cannot be made" in capsys.readouterr().err


@pytest.mark.slow
def test_bench_tells_both_engines_and_their_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "training-step", "--repeats", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    ours, plain = told["rows"]
    assert (ours["engine"], plain["engine"]) == ("ucrn", "plain")
    assert told["ratio"] == pytest.approx(plain["median_ms"] / ours["median_ms"])
    assert main(["bench", "training-step", "--repeats", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("times as fast as plain")
