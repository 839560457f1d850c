"""`ucrn-live evaluate robustness` on a morsel of every corpus: one report, whole; bad input is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from engines.degrade import PICTURE_KINDS, SOUND_KINDS, WORD_KINDS
from tests.corpus_files import link_morsel
from ucrn_core.robustness import BURSTS, METRICS, RATES


@pytest.fixture(scope="module")
def morsel(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of corpora with a few rows that are set aside."""
    texts = {"mosei": {"valid": 15}, "mosi": {"dev": 15}, "vader_icwsm2014": {"tweets": 15}}
    recordings = {("speech", True): 3, ("talk", True): 1}
    return link_morsel(shared / "corpora", tmp_path_factory.mktemp("corpora"), texts, (17, 18), recordings, 300)


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
