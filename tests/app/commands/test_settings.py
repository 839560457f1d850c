"""`ucrn-live settings`: what it tells, changes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.sessions import library
from app.settings import Settings, SettingsStore


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UCRN_LIVE_SETTINGS", str(tmp_path / "settings.json"))
    return tmp_path / "settings.json"


def test_what_is_set_is_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    for key, value in {"scale": "150", "live.media": "false", "live.camera": "0", "export.formats": '["srt"]'}.items():
        assert main(["settings", "set", key, value]) == 0
    now = SettingsStore().now
    assert (now.scale, now.live.media, now.live.camera, now.export.formats) == (150, False, "0", ("srt",))
    assert main(["settings", "show"]) == 0
    shown = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert shown["scale"] == "150"
    assert shown["live.camera"] == '"0"'
    assert shown["markers.kinds"].startswith('[{"key": 1, "label": "Note"')
    assert main(["settings", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == now.model_dump(mode="json")
    assert main(["settings", "reset", "live"]) == 0
    assert SettingsStore().now.live == Settings().live
    assert SettingsStore().now.scale == 150
    assert main(["settings", "reset", "--all"]) == 0
    assert SettingsStore().now == Settings()


def test_the_password_of_a_camera_is_not_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = "rtsp://admin:secret@10.0.0.2/s"
    assert main(["settings", "set", "live.camera", address]) == 0
    for options in ([], ["--json"]):
        assert main(["settings", "show", *options]) == 0
        shown = capsys.readouterr().out
        assert "rtsp://10.0.0.2/" in shown
        assert "secret" not in shown
    assert SettingsStore().now.live.camera == address  # else it could not be opened the next time


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["set", "volume", "11"], "There is no setting volume; there are appearance, "),
        (["set", "live.media", "maybe"], "The setting live.media must be true or false, not 'maybe'."),
        (["set", "scale", "300"], "The setting scale must be 100, 125, 150, 175 or 200, not 300."),
        (["set", "view.smoothing", "-3"], "The setting view.smoothing must be "),
        (["reset"], "Name what is to have its default again, or give --all for all settings."),
        (["reset", "volume"], "There is no setting volume to reset; "),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    assert main(["settings", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"ucrn-live: {why}")
    assert said.count("\n") == 1
    assert not file.exists()


def test_a_damaged_file_is_told_and_what_is_good_of_it_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('{"scale": 7, "appearance": "dark"}')
    assert main(["settings", "show", "--json"]) == 0
    told = capsys.readouterr()
    assert "scale must be" in told.err
    assert json.loads(told.out) == Settings(appearance="dark").model_dump(mode="json")


def test_what_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("UCRN_LIVE_SETTINGS", str(tmp_path / "file" / "settings.json"))
    assert main(["settings", "set", "scale", "150"]) == 2
    assert capsys.readouterr().err.endswith("): nothing was changed.\n")


def test_the_library_lies_where_the_settings_say(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("UCRN_LIVE_SESSIONS", raising=False)
    assert main(["settings", "set", "library.folder", str(tmp_path / "shelf")]) == 0
    assert library.home() == tmp_path / "shelf"
    assert "is made when something is stored" in capsys.readouterr().out
    assert main(["sessions", "list"]) == 0
    assert str(tmp_path / "shelf") in capsys.readouterr().out
    file.write_text('{"library": {"folder": "shelf"}}')
    assert library.home() != tmp_path / "shelf"
    assert "library.folder must be empty or a whole path" in capsys.readouterr().err
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "named"))
    assert library.home() == tmp_path / "named"
