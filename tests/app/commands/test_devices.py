"""`ucrn-live devices` with stand-ins for a microphone and a camera, and with none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.cli import main
from engines.sources import SAMPLE_RATE
from engines.sources.microphone import refresh
from tests.virtual_camera import virtual_camera
from tests.virtual_microphone import virtual_microphone

RNG = np.random.default_rng(0)


def noise(number: int) -> NDArray[np.uint8]:
    return RNG.integers(0, 255, (120, 160, 3), np.uint8)


def test_devices_are_listed_with_what_they_give(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with virtual_microphone(tmp_path) as microphone, virtual_camera(noise) as camera:
        refresh()
        sound = RNG.normal(0, 0.1, 60 * SAMPLE_RATE).astype(np.float32)
        with microphone.playing(sound):
            assert main(["devices", "--json", "--camera", camera.address]) == 0
        found = json.loads(capsys.readouterr().out)
        (pulse,) = [m for m in found["microphones"] if m["name"] == "pulse"]
        assert pulse["state"] == "ok"
        assert -40 < float(pulse["told"].split()[2]) < 0
        (seen,) = [c for c in found["cameras"] if c["address"] == camera.address]
        assert seen["state"] == "ok"
        assert seen["told"].startswith("160 x 120 pixels, ")

        camera.mode = "frozen"
        assert main(["devices", "--camera", camera.address]) == 0
        told = capsys.readouterr().out
        assert "silent  microphone: ALSA: pulse" in told
        assert "is it muted?" in told
        assert f"failed  camera:     {camera.address}" in told
        assert "the same picture again and again" in told


def test_a_camera_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "--camera", "/dev/no-such-camera", "--json"]) == 0
    (seen,) = [c for c in json.loads(capsys.readouterr().out)["cameras"] if c["address"] == "/dev/no-such-camera"]
    assert seen["state"] == "failed"
    assert "/dev/no-such-camera gives no picture" in seen["told"]


def test_devices_need_not_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "--no-probe", "--camera", "7"]) == 0
    told = capsys.readouterr().out
    assert "camera:     7" in told
    assert "gives no picture" not in told
