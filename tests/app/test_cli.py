"""The frame of the command line: quick to start, one line for each error, the right exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.cli import main
from engines.models import ModelStore

START = "import sys; from app.cli import main; sys.exit(main())"
HEAVY = {"torch", "numpy", "av", "PySide6", "mediapipe", "transformers", "librosa", "faster_whisper", "requests"}


def ucrn_live(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, *arguments], capture_output=True, text=True, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["analyze", "--help"]])
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str]) -> None:
    program = f"""
import json, sys
from app.cli import main
status = main({arguments!r})
print(json.dumps([status, sorted(set(sys.modules) & {HEAVY!r})]), file=sys.stderr)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert json.loads(run.stderr) == [0, []]
    assert run.stdout


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ucrn-live {app.__version__}\n"


def test_with_no_command_the_window_opens() -> None:
    run = ucrn_live(QT_QPA_PLATFORM="no-such-platform")
    assert run.returncode != 0  # Qt ends the process: it was asked for a window that it cannot show
    assert "no-such-platform" in run.stderr


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["anlyze"]) == 2
    assert "analyze" in capsys.readouterr().err
    assert main(["analyze"]) == 2
    assert main(["analyze", "a.mp4", "--drop", "smell"]) == 2


def test_an_error_for_the_person_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "verify", "no-such-model"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("ucrn-live: There is no model named no-such-model")


def test_an_unexpected_error_is_one_line_that_names_the_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(store: ModelStore, name: str) -> None:
        raise RuntimeError("the sky\nfell")

    monkeypatch.setattr(ModelStore, "status", fail)
    monkeypatch.setenv("UCRN_LIVE_LOGS", str(tmp_path))
    monkeypatch.delenv("UCRN_LIVE_DEBUG", raising=False)
    assert main(["models", "list"]) == 1
    log = tmp_path / "ucrn-live.log"
    told = f"ucrn-live: unexpected error (RuntimeError: the sky fell); the details are in {log}.\n"
    assert capsys.readouterr().err == told
    assert " in fail\n" in log.read_text()
    assert "the sky" not in log.read_text()  # what an error says may quote what a person said

    log.unlink()
    log.mkdir()  # nothing can be written there
    assert main(["models", "list"]) == 1
    assert "UCRN_LIVE_DEBUG=1" in capsys.readouterr().err

    monkeypatch.setenv("UCRN_LIVE_DEBUG", "1")
    assert main(["models", "list"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    for arguments in (["--version"], ["models", "list"]):
        reading, writing = os.pipe()
        os.close(reading)
        run = subprocess.run(
            [sys.executable, "-c", START, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True
        )
        os.close(writing)
        assert (run.returncode, run.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["models", "list"]])
def test_an_output_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        run = subprocess.run([sys.executable, "-c", START, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    told = "ucrn-live: The output cannot be written (No space left on device); send it elsewhere.\n"
    assert (run.returncode, run.stderr) == (2, told)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the numbers in /proc")
def test_closed_streams_are_no_error_and_keep_their_numbers(tmp_path: Path) -> None:
    program = """
import os, pathlib, sys
from app.cli import main
status = main(["models", "list"])
numbers = [os.readlink(f"/proc/self/fd/{number}") for number in range(3)]
pathlib.Path(sys.argv[1]).write_text(f"{status} {numbers}")
"""
    seen = tmp_path / "seen"
    subprocess.run(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", program, str(seen)], check=True)
    assert seen.read_text() == f"0 {[os.devnull] * 3}"


def test_names_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff.mp4"
    run = subprocess.run(
        [sys.executable, "-c", START, "models", "install", "minilm", "--from", file], capture_output=True
    )
    assert run.returncode == 2
    assert rb"\udcff.mp4" in run.stderr
