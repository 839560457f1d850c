"""`ucrn-live models`: what the person sees, agrees to and gets."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import platformdirs
import pytest
from typer.testing import CliRunner

from app.commands.models import models_app
from engines.models import CATALOGUE, ModelEntry, ModelFile
from tests.random_whisper import whisper_entry
from ucrn_core.errors import ModelStoreError

BODY = bytes(range(256)) * 1000
ROOT = Path(__file__).resolve().parents[3]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass  # keeps the tests' output clean


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A web server on loopback that offers the small model's file."""
    (tmp_path / "offered").mkdir()
    (tmp_path / "offered" / "model.bin").write_bytes(BODY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "offered")))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/model.bin"
    server.shutdown()
    server.server_close()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's folder; no mirror."""
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def model(root: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a catalogued model that the server offers."""
    file = ModelFile("model.bin", address, len(BODY), hashlib.sha256(BODY).hexdigest())
    monkeypatch.setitem(CATALOGUE, "small-model", ModelEntry("small-model", "serves tests", "speech", "MIT", (file,)))
    return "small-model"


def run(*arguments: str) -> str:
    """Output of a command that succeeds; its standard input is no terminal."""
    result = CliRunner().invoke(models_app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    """The sentence of a command that refuses."""
    result = CliRunner().invoke(models_app, arguments)
    assert isinstance(result.exception, ModelStoreError)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def test_list_names_every_model(root: Path) -> None:
    table = run("list")
    for name, entry in CATALOGUE.items():
        line = next(line for line in table.splitlines() if line.startswith(name + " "))
        assert entry.licence in line
        assert line.split()[-1] == ("carried" if name == "minilm" else "missing")


def test_list_as_json(root: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    listed = {model["name"]: model for model in json.loads(run("list", "--json"))}
    assert list(listed) == list(CATALOGUE)
    assert listed["face-landmarker"] == {
        "name": "face-landmarker",
        "purpose": "finds the face and its expression",
        "modality": "face",
        "licence": "Apache-2.0",
        "bytes": 3_758_596,
        "state": "mirrored",
        "path": str(shared / "models" / "face_landmarker.task"),
    }
    assert listed["whisper-tiny.en"]["path"] is None


def test_install_verify_remove(model: str, root: Path, address: str) -> None:
    shown = run("install", model, "--yes")
    for part in ("MIT", "0 MB", address, str(root / model / "model.bin")):
        assert part in shown
    assert (root / model / "model.bin").read_bytes() == BODY
    assert f"{model} is whole" in run("verify", model)
    assert run("remove", model, "--yes") == f"{model} is removed.\n"
    assert "is not installed" in refused("verify", model)


def test_without_a_terminal_nothing_is_asked_or_done(model: str, root: Path) -> None:
    assert "--yes" in refused("install", model)
    assert not root.exists()
    run("install", model, "--yes")
    assert "--yes" in refused("remove", model)
    assert (root / model / "model.bin").read_bytes() == BODY


def test_install_from_a_folder_needs_no_consent(model: str, root: Path, tmp_path: Path) -> None:
    run("install", model, "--from", str(tmp_path / "offered"))
    assert (root / model / "model.bin").read_bytes() == BODY
    assert str(tmp_path) in refused("install", model, "--from", str(tmp_path))


def test_a_damaged_model_is_named(model: str, root: Path) -> None:
    run("install", model, "--yes")
    (root / model / "model.bin").write_bytes(BODY[::-1])
    assert str(root / model / "model.bin") in refused("verify", model)


@pytest.mark.parametrize("command", ["install", "verify", "remove"])
def test_an_unknown_model(command: str, root: Path) -> None:
    sentence = refused(command, "gpt")
    for name in CATALOGUE:
        assert name in sentence


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("answer", ["y", "n"])
def test_in_a_terminal_the_person_is_asked(model: str, root: Path, answer: str) -> None:
    entry = CATALOGUE[model]
    code = (
        "from engines.models import *; from app.commands.models import models_app; import sys;"
        f"CATALOGUE[{model!r}] = {entry!r}; models_app(['install', {model!r}])"
    )
    import pty  # POSIX only

    keyboard, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    asked = subprocess.Popen(
        [sys.executable, "-c", code], stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    os.write(keyboard, f"{answer}\n".encode())
    shown, errors = asked.communicate(timeout=60)
    os.close(keyboard)
    os.close(terminal)
    for part in ("MIT", entry.address, "Download it?"):
        assert part in shown.decode()
    if answer == "y":
        assert asked.returncode == 0
        assert (root / model / "model.bin").read_bytes() == BODY
    else:
        assert "nobody agreed" in errors.decode().replace("\n", " ")
        assert not root.exists()


def test_trial_without_a_whisper_model(root: Path) -> None:
    assert run("trial") == "No Whisper model is installed: live speech uses pocketsphinx.\n"
    assert json.loads(run("trial", "--json")) == {"trials": [], "limit": 0.75, "used": "pocketsphinx"}


@pytest.mark.slow
def test_trial_times_what_is_installed(
    root: Path, tiny_whisper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setattr("engines.speech_trial.FITS", 60.0)  # a loaded machine is slow, not wrong
    monkeypatch.setitem(CATALOGUE, "whisper-tiny.en", whisper_entry("whisper-tiny.en", tiny_whisper))
    run("install", "whisper-tiny.en", "--from", str(tiny_whisper))
    heading, row, last = run("trial").splitlines()
    assert heading.split("  ")[0] == "model"
    name, seconds, unit, fits = row.split()
    assert (name, unit, fits) == ("whisper-tiny.en", "s", "yes")
    assert float(seconds) >= 0
    assert last.startswith("Live speech uses whisper-tiny.en:")
    told = json.loads(run("trial", "--json"))
    assert told["used"] == "whisper-tiny.en"
    assert told["trials"][0]["seconds"] > 0
    (tmp_path / "models" / "whisper-tiny.en" / "tokenizer.json").unlink()
    assert json.loads(run("trial", "--json"))["trials"] == []
