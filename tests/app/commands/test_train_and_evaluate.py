"""Training on a morsel of every corpus gives a checkpoint that evaluates and analyses, also when it was stopped on
the way; bad input is one sentence and status 2."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

import assets
from app.cli import main
from tests.corpus_files import link_morsel
from ucrn_core.checkpoint import load
from ucrn_core.points import SUBSETS


@pytest.fixture(scope="module")
def morsel(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of corpora with a few rows of each, both to train on and set aside."""
    texts = {
        "mosei": {"train": 30, "valid": 12},
        "mosei_segments": {"train": 30},
        "mosi": {"train": 8, "dev": 8},
        "vader_icwsm2014": {"tweets": 8},
    }
    recordings = {("speech", False): 3, ("speech", True): 3, ("talk", False): 1, ("talk", True): 1}
    folder = tmp_path_factory.mktemp("corpora")
    return link_morsel(shared / "corpora", folder, texts, (1, 2, 17, 18), recordings, 120)


@pytest.fixture(scope="module")
def environment(shared: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
        patch.setenv("ACCELERATE_USE_CPU", "true")
        yield


@pytest.fixture(scope="module")
def command(environment: None, morsel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Trains each stage for twenty steps, told every tenth."""
    folder = tmp_path_factory.mktemp("training")
    (folder / "short.toml").write_text(
        "".join(f"[{stage}]\nsteps = 20\nvalidate_every = 10\n" for stage in ("text", "fusion"))
        + "lines = 300\ncomposed = 300\n"
    )
    return ["train", str(morsel), "--config", str(folder / "short.toml"), "--cache", str(folder / "cache"), "-o"]


@pytest.fixture(scope="module")
def trained(command: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trained") / "small.safetensors"
    assert main([*command, str(path)]) == 0
    return path


def test_a_trained_checkpoint_is_whole_and_has_curves(trained: Path) -> None:
    checkpoint = load(trained)
    assert len(checkpoint.calibration.half_width) == len(SUBSETS)
    assert all(width > 0 for widths in checkpoint.calibration.half_width for width in widths)
    assert len(checkpoint.spec.voice_baseline.prior) == 42
    assert len(checkpoint.spec.face_baseline.prior) == 52
    assert checkpoint.provenance["recipes"]["fusion"]["steps"] == 20
    assert {k.split("/")[1] for k in checkpoint.parity} == {"text", "voice", "face", "sentiments", "gate_means"}
    for stage in ("text", "fusion"):
        with trained.with_suffix(f".curves.{stage}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["step"] for row in rows if row["text_mae"]] == ["10", "20"]
        assert len(rows) == 20
    # Nothing else is left.
    curves = {f"small.curves.{stage}.{kind}" for stage in ("text", "fusion") for kind in ("csv", "png")}
    assert {p.name for p in trained.parent.iterdir()} == {"small.safetensors"} | curves


def test_a_trained_checkpoint_analyses(trained: Path, tmp_path: Path) -> None:
    sample = str(assets.path(assets.SAMPLE))
    assert main(["analyze", sample, "-o", str(tmp_path), "--checkpoint", str(trained)]) == 0
    with (tmp_path / "sample.timeline.csv").open(newline="") as file:
        points = [row for row in csv.DictReader(file) if row["sentiment"]]
    assert len(points) > 20
    assert all(float(row["low"]) <= float(row["sentiment"]) <= float(row["high"]) for row in points)


def test_a_stopped_training_goes_on_to_the_same_weights(
    trained: Path, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "small.safetensors"
    state = output.with_suffix(".training") / "text.pt"
    state.parent.mkdir()
    state.write_bytes(b"half a state")
    capsys.readouterr()
    assert main([*command, str(output)]) == 2
    assert f"{state} is damaged; start anew with --restart." in capsys.readouterr().err
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "app.cli", *command, str(output), "--restart"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        steps = (line for line in running.stdout if line.startswith("step 10:"))
        last = [next(steps, None), next(steps, None)][-1]  # in the second stage
        os.kill(running.pid, signal.SIGTERM)
        complaint = running.stderr.read()
    assert last is not None, complaint
    assert running.returncode == 128 + signal.SIGTERM
    assert complaint == "ucrn-live: stopped; the same command goes on from here, and --restart begins anew.\n"
    assert not output.exists()
    assert main([*command, str(output), "--seed", "8"]) == 2
    assert "was made with another configuration" in capsys.readouterr().err
    assert main([*command, str(output)]) == 0
    told = capsys.readouterr().out
    assert f"going on from {state.parent}" in told
    assert "step 10:" not in told
    assert "step 20:" in told
    assert not state.parent.exists()
    once, twice = load(trained), load(output)
    for a, b in zip(once.model.parameters(), twice.model.parameters(), strict=True):
        assert torch.equal(a, b)
    assert once.calibration == twice.calibration
    for stage in ("text", "fusion"):
        suffix = f".curves.{stage}.csv"
        assert trained.with_suffix(suffix).read_text() == output.with_suffix(suffix).read_text()


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, float]:
    capsys.readouterr()
    assert main(["evaluate", *arguments, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_evaluation_prints_one_object(
    trained: Path, morsel: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
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
        (["train", "empty", "--config", "gone.toml"], "gone.toml"),
        (["train", "empty", "--config", "wrong.toml"], "wrong.toml: there is no key fusion.step; allowed are steps,"),
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
    (tmp_path / "wrong.toml").write_text("[fusion]\nstep = 3\n")
    assert main(arguments) == 2
    told = capsys.readouterr().err.strip()
    assert expected in told
    assert "\n" not in told
    assert "Traceback" not in told
