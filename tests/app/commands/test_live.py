"""`ucrn-live live`: a talk in real time, from a file and from stand-ins for a microphone and a camera."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.sessions.session import Session
from engines.corpus import read_frames, read_sound
from engines.sources import SAMPLE_RATE
from engines.sources.conversion import GRID
from engines.sources.microphone import refresh
from tests.virtual_camera import RATE, VirtualCamera, virtual_camera
from tests.virtual_microphone import VirtualMicrophone, virtual_microphone

SECONDS = 12


@pytest.fixture
def talk(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    return shared / "clips" / "talk_ira_contribution.mp4"


@pytest.fixture
def devices(talk: Path, tmp_path: Path) -> Iterator[tuple[VirtualMicrophone, VirtualCamera]]:
    frames = read_frames(talk)
    with (
        virtual_microphone(tmp_path) as microphone,
        virtual_camera(lambda number: frames[int(number / RATE / GRID) % len(frames)].image) as camera,
    ):
        refresh()
        yield microphone, camera


def check(report: dict[str, Any]) -> None:
    assert report["points"] == pytest.approx(4 * SECONDS, abs=3)
    assert report["seconds"] == pytest.approx(SECONDS, abs=0.5)
    presence, lateness = report["presence"], report["capture_to_point_ms"]
    # Windows hold eight seconds, so the first ones are not full.
    assert min(presence.values()) > 0.25
    assert 0 < lateness["p50"] <= lateness["p95"] <= lateness["p99"]
    assert report["words"] > 8
    assert abs(report["drift_ms"]) < 20
    assert report["recognizer"] == "pocketsphinx"
    assert [said for said in report["events"] if "was later heard as" not in said] == []


def test_a_file_in_the_place_of_devices(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", "--headless", "--json", "--seconds", str(SECONDS), "--file", str(talk)]) == 0
    check(json.loads(capsys.readouterr().out))


def test_the_engine_that_is_asked_for_runs_the_network(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["live", "--headless", "--json", "--seconds", "2", "--file", str(talk), "--engine"]
    assert main([*arguments, "eager"]) == 0
    assert json.loads(capsys.readouterr().out)["engine"] == "eager (cpu)"
    assert main([*arguments, "warp"]) == 2
    assert capsys.readouterr().err == (
        "ucrn-live: There is no engine 'warp'; choose one of eager, onnxruntime, cuda-graph, tensorrt.\n"
    )


def test_a_microphone_and_a_camera(
    talk: Path,
    devices: tuple[VirtualMicrophone, VirtualCamera],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")  # no desktop is asked to stay awake
    microphone, camera = devices
    command = ["live", "--headless", "--json", "--seconds", str(SECONDS), "--camera", camera.address]
    with microphone.playing(read_sound(talk)[: 60 * SAMPLE_RATE]):
        assert main([*command, "--microphone", "pulse", "--record", str(tmp_path / "a.ucrn"), "--no-media"]) == 0
    check(json.loads(capsys.readouterr().out))
    with Session.open(tmp_path / "a.ucrn") as session:
        recorded, clock = session.info.devices, session.info.clock
    assert (recorded["microphone"]["name"], recorded["microphone"]["rate"]) == ("ALSA: pulse", SAMPLE_RATE)
    assert (recorded["camera"]["name"], recorded["camera"]["size"]) == (camera.address, [640, 360])
    assert recorded["camera"]["rate"] == pytest.approx(RATE, rel=0.3)
    assert abs(clock["drift_ms"]) < 20


def test_modalities_that_are_left_out_are_missing(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["live", "--headless", "--seconds", "3", "--file", str(talk), "--drop", "text", "--drop", "face"]
    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["presence"]["voice"] > 0
    assert report["presence"]["text"] == report["presence"]["face"] == 0
    assert report["recognizer"] is None
    assert main(command) == 0
    assert "sentiment" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--file", "nothing.mp4"], "The file nothing.mp4 does not exist"),
        (["--file", "a.mp4", "--camera", "0"], "either --file or a microphone and a camera"),
        (
            ["--camera", "/dev/no-such-camera", "--drop", "voice", "--drop", "text"],
            "/dev/no-such-camera gives no picture",
        ),
        (["--microphone", "no such thing", "--drop", "face"], "There is no microphone"),
        (["--drop", "text", "--drop", "voice", "--drop", "face"], "choose a microphone or a camera"),
    ],
)
def test_what_cannot_be_analysed_is_told_in_one_sentence(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["live", "--headless", *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
