"""`ucrn-live sessions`: what is told of sessions, and what is done to them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import assets
from app.cli import main
from app.sessions.session import Session
from app.sessions.store import Editor


@pytest.fixture(autouse=True)
def folder(sample_session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of this test: a copy of the sample's session, and one that is broken."""
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library = tmp_path / "library"
    shutil.copytree(sample_session, library / "study" / "talk.ucrn")
    (library / "broken.ucrn").mkdir()
    return library


@pytest.fixture
def talk(folder: Path) -> Path:
    return folder / "study" / "talk.ucrn"


def test_the_library_is_listed(folder: Path, talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "list"]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["session", "recorded", "length", "mean", "lowest", "highest", "what"]
    assert first.startswith("study/talk.ucrn ")
    assert " 0:18 " in first
    assert first.endswith("analysed")
    assert second.startswith("broken.ucrn ")
    assert second.endswith("is no session: it holds no session.sqlite.")
    assert main(["sessions", "list", "--json", str(folder)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["folder"] for entry in listed] == [str(talk), str(folder / "broken.ucrn")]
    with Session.open(talk) as session:
        scored = [p.sentiment for p in session.points() if p.sentiment is not None]
    assert listed[0]["mean"] == pytest.approx(sum(scored) / len(scored))
    assert listed[0]["highest"]["sentiment"] == max(scored)
    assert listed[0]["has_media"]


def test_a_search_looks_into_transcripts(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Session.open(talk) as session:
        said = session.words()[0].text
    assert main(["sessions", "list", "--search", f"{said.upper()} talk"]) == 0
    assert "talk.ucrn" in capsys.readouterr().out
    assert main(["sessions", "list", "--search", f"{said} xylophone"]) == 0
    assert capsys.readouterr().out.startswith("No session matches")


def test_show_tells_all(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "show", str(talk), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with Session.open(talk) as session:
        info = session.info
        counts = {
            "words": len(session.words()),
            "steps_voice": len(session.steps("voice").t),
            "steps_face": len(session.steps("face").t),
            "points": len(session.points()),
        }
    assert counts.items() <= told["counts"].items()
    assert told["session_id"] == info.session_id
    assert told["media"] == {"path": info.media_path, "found": info.media_path, "sha256": info.media_sha256}
    assert told["timelines"]["settled"]["points"] == counts["points"]
    assert {"devices", "clock", "consent", "machine", "settings", "report", "markers", "events"} <= told.keys()
    assert main(["sessions", "show", str(talk)]) == 0
    text = capsys.readouterr().out
    assert f"session id      {info.session_id}\n" in text
    assert f"counts          words: {counts['words']}\n" in text


def test_what_a_terminal_would_obey_is_not_told_as_it_is(talk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    editor = Editor(talk)
    editor.note(consent="agreed\x07 to all")
    editor.close()
    assert main(["sessions", "show", str(talk)]) == 0
    assert "consent         agreed\\u0007 to all\n" in capsys.readouterr().out


def test_rename_and_trash(talk: Path, trash_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "rename", str(talk), "Anna"]) == 0
    anna = talk.with_name("Anna.ucrn")
    assert capsys.readouterr().out == f"{talk} is now {anna}.\n"
    assert main(["sessions", "trash", str(talk), str(anna)]) == 2  # the one that is there goes all the same
    said = capsys.readouterr()
    assert said.out == f"{anna} is in the trash.\n"
    assert said.err.count("\n") == 1
    assert [path.name for path in (trash_folder / "files").iterdir()] == ["Anna.ucrn"]


def test_relocate_to_a_file_or_by_looking_below_a_folder(talk: Path, tmp_path: Path) -> None:
    for place in ("files/new.mp4", "files"):
        editor = Editor(talk)
        editor.note(media_path="/gone.mp4")
        editor.close()
        (tmp_path / "files").mkdir(exist_ok=True)
        shutil.copy(assets.path(assets.SAMPLE), tmp_path / "files" / "new.mp4")
        assert main(["sessions", "relocate", str(talk), str(tmp_path / place)]) == 0
        with Session.open(talk) as session:
            assert session.media == tmp_path / "files" / "new.mp4"


@pytest.mark.parametrize(
    "arguments",
    [
        "list nowhere",
        "show nowhere.ucrn",
        "show broken.ucrn",
        "rename study/talk.ucrn a/b",
        "rename nowhere.ucrn new",
        "relocate study/talk.ucrn study/talk.ucrn/session.sqlite",
        "relocate study/talk.ucrn nowhere.mp4",
        "trash nowhere.ucrn",
        f"list {'a' * 300}",
        f"show {'a' * 300}",
        f"rename {'a' * 300} new",
        f"relocate study/talk.ucrn {'a' * 300}",
        f"trash {'a' * 300}.ucrn",
    ],
)
def test_bad_input_is_one_sentence(
    folder: Path, arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["sessions", *arguments.split()]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("ucrn-live: ")
    assert said.err.count("\n") == 1


def test_an_empty_library_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "not made yet"))
    assert main(["sessions", "list"]) == 0
    assert capsys.readouterr().out == f"No session lies in {tmp_path / 'not made yet'}.\n"
