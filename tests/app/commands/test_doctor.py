"""`ucrn-live doctor`: what works, what is missing, and what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import platformdirs
import pytest

import app
from app.cli import main
from app.examination import CHECKS, Finding, examine, examined
from engines.catalogue import CATALOGUE
from engines.models import ModelStore
from engines.speech_trial import Trial, trials
from tests.random_whisper import whisper_entry
from ucrn_core.errors import ModelStoreError


def test_every_subject_is_examined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "not" / "made"))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["doctor", "--json"]) == 0
    findings = {finding.pop("subject"): finding for finding in json.loads(capsys.readouterr().out)}
    assert list(findings) == list(CHECKS)
    assert findings["Python"]["state"] == "ok"
    assert findings["media files"]["state"] == "ok"
    assert findings["text encoder"]["state"] == "ok"  # its package carries it
    assert findings["face"]["state"] == "missing"
    assert "ucrn-live models install face-landmarker" in findings["face"]["found"]
    assert findings["speech"]["found"].startswith("pocketsphinx is used")
    window = findings["window"]
    assert (window["state"], window["found"]) == ("limited", "Qt works and draws to no screen")
    assert window["remedy"] == "unset QT_QPA_PLATFORM to see it"
    assert window["details"]["platform"] == "offscreen"
    assert window["details"]["screens"][0]["width"] > 0
    details = {subject: finding["details"] for subject, finding in findings.items()}
    assert details["program"]["ucrn-live"] == app.__version__
    assert details["checkpoint"]["licence"] == "non-commercial research use"
    assert details["models"]["face-landmarker"] == {
        "purpose": "finds the face and its expression",
        "licence": "Apache-2.0",
        "bytes": 3_758_596,
        "state": "missing",
        "path": None,
    }
    assert details["models"]["minilm"]["state"] == "carried"
    assert list(details["models"]) == list(CATALOGUE)
    assert details["speech"]["live"] == "pocketsphinx"
    assert list(details["data"]) == ["library", "previews", "models", "settings", "engines", "logs"]
    assert details["data"]["models"] == str(tmp_path / "not" / "made")
    assert details["free disk space"][details["data"]["models"]] > 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody can make anything")
def test_a_library_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", "/proc/library")
    finding = examine({"data"})["data"]
    assert finding.state == "limited"
    assert finding.found.startswith("the library cannot be written (")
    assert "UCRN_LIVE_SESSIONS" in finding.remedy


def test_damaged_settings_are_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.json"
    monkeypatch.setenv("UCRN_LIVE_SETTINGS", str(file))
    monkeypatch.delenv("UCRN_LIVE_SESSIONS", raising=False)
    assert examined(CHECKS["settings"]).state == "ok"
    file.write_text("{")
    found = examine(["settings", "data", "disk encryption", "free disk space"])
    assert found["settings"].state == "limited"
    assert found["settings"].found.startswith(f"The settings file {file}: it is not JSON")
    assert found["settings"].details == {"path": str(file), "readable": False}
    assert capsys.readouterr().err == ""


def test_modules_of_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    foreign = tmp_path / "app" / "gui" / "screens.py"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("open('proof', 'w').close()")
    assert examined(CHECKS["window"]).found == "Qt works and draws to no screen"
    assert not (tmp_path / "proof").exists()


def test_an_unreachable_screen_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    finding = CHECKS["window"]()
    assert finding.state == "missing"
    assert finding.remedy


def test_what_to_do_for_a_gpu_is_said_beside_why_none_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    why = "This torch is built without CUDA; install the CUDA build of torch to use an NVIDIA GPU."
    monkeypatch.setattr("engines.fusion.gpu.cuda_missing", lambda: why)
    found = "the CPU does the work: this torch is built without CUDA"
    assert CHECKS["GPU"]() == Finding("limited", found, "install the CUDA build of torch to use an NVIDIA GPU")


def test_with_the_model_there_the_face_works(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path))
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    assert CHECKS["face"]().state == "ok"


def test_speech_says_what_files_and_what_live_speech_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    for name in ("whisper-tiny.en", "whisper-base.en"):
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "model.bin").write_text(name)
        monkeypatch.setitem(CATALOGUE, name, whisper_entry(name, tmp_path / "models" / name))

    def timed(**seconds: float) -> None:
        monkeypatch.setattr(
            "engines.speech_trial.measure", lambda name, *_: Trial(name, seconds[name.removeprefix("whisper-")[:4]])
        )
        trials(ModelStore(), anew=True)

    unknown = CHECKS["speech"]()
    assert unknown.state == "limited"
    assert unknown.found.startswith("whisper-base.en is used for files")
    assert unknown.remedy == "ucrn-live models trial"
    assert unknown.details["live"] is None
    timed(tiny=0.2, base=1.0)
    assert CHECKS["speech"]().state == "ok"
    assert CHECKS["speech"]().found.endswith("whisper-tiny.en for live speech")
    assert CHECKS["speech"]().details["live"] == "whisper-tiny.en"
    timed(tiny=0.8, base=1.0)
    assert CHECKS["speech"]().state == "limited"
    assert "pocketsphinx for live speech" in CHECKS["speech"]().found


def test_whatever_a_library_raises_is_a_finding() -> None:
    def refuse() -> Finding:
        raise ModelStoreError("The model is damaged: install it again.")

    def break_down() -> Finding:
        raise ImportError("libfoo.so.1: cannot open shared object file")

    assert examined(refuse) == Finding("missing", "The model is damaged: install it again.")
    assert examined(break_down).state == "missing"
    assert "libfoo.so.1" in examined(break_down).found
