"""`ucrn-live export`: which files it writes, and what it refuses in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from app.cli import main
from app.sessions.exporters import FORMATS
from app.sessions.session import Session
from app.sessions.store import SessionWriter
from tests.made_sessions import point
from ucrn_core.features import FeatureSpec


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_every_format_of_a_real_session(sample_session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formats = [argument for name in FORMATS for argument in ("--format", name)]
    assert main(["export", str(sample_session), *formats]) == 0
    names = ["sample.settled.columns.json", *(f"sample.settled{format.suffix}" for format in FORMATS.values())]
    assert listed() == sorted(names)
    assert sorted(capsys.readouterr().out.splitlines()) == [f"Wrote {name}." for name in sorted(names)]
    with Session.open(sample_session) as session:
        told = [session.info.checkpoint.encode(), session.info.application_version.encode()]
    for name in names:
        content = Path(name).read_bytes()
        assert all(what in content for what in told), name


def test_the_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in FORMATS)


def test_selection(sample_session: Path) -> None:
    chosen = ["--range", "0:04:0:08", "--rate", "2", "--baseline", "0:10", "--timeline", "settled", "-o", "part.csv"]
    assert main(["export", str(sample_session), "-f", "csv", *chosen]) == 0
    frame = pd.read_csv("part.csv", comment="#")
    assert frame["t"].tolist() == [4 + i / 2 for i in range(8)]
    assert (frame["measured_at"] == frame["t"]).all()
    assert frame["sentiment_z"].notna().all()
    assert "# range: 4:8 s\n# rate: 2 Hz\n# baseline: 0:10 s: mean " in Path("part.csv").read_text()


def test_the_live_timeline_is_taken_where_there_is_one() -> None:
    writer = SessionWriter(Path("a.ucrn"), checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.on_point(point(0.25, latency_ms=120.0))
    writer.close(complete=True)
    assert main(["export", "a.ucrn", "-f", "jsonl"]) == 0
    lines = [json.loads(line) for line in Path("a.live.jsonl").read_text().splitlines()]
    assert [line["type"] for line in lines] == ["session", "point"]
    assert lines[1]["latency_ms"] == 120.0


def test_a_session_in_which_nothing_was_measured_can_be_exported() -> None:
    SessionWriter(Path("a.ucrn"), checkpoint="c", spec=FeatureSpec(), settings={}).close(complete=False)
    assert main(["export", "a.ucrn", *(argument for name in FORMATS for argument in ("-f", name))]) == 0
    assert len(listed()) == len(FORMATS) + 2


def test_files_go_into_a_folder_and_are_not_replaced(sample_session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").mkdir()
    command = ["export", str(sample_session), "-f", "csv", "-f", "srt", "-o", "out"]
    assert main(command) == 0
    assert sorted(path.name for path in Path("out").iterdir()) == ["sample.settled.csv", "sample.settled.srt"]
    capsys.readouterr()
    assert main(command) == 2
    assert "sample.settled.csv is there already" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0
    assert main(["export", str(sample_session), "-f", "csv", "-f", "CSV", "-o", "not there yet/"]) == 0
    assert [path.name for path in Path("not there yet").iterdir()] == ["sample.settled.csv"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["-f", "xlsx"], "There is no format 'xlsx'"),
        (["-f", "csv", "--range", "9"], "'9' is no range"),
        (["-f", "csv", "--range", "9:3"], "The range 9:3 is empty"),
        (["-f", "csv", "--range", ""], "'' is no range"),
        (["-f", "csv", "--baseline", ""], "'' is no range"),
        (["-f", "csv", "--rate", "0.01"], "At 0.01 Hz sample is too short for a row"),
        (["-f", "csv", "--rate", "0"], "A rate of 0 Hz cannot be exported"),
        (["-f", "csv", "--baseline", "500:600"], "The baseline 500:600 s holds 0 scored points"),
        (["-f", "csv", "--range", "100:200"], "There is nothing of sample to export in that range: it lasts 18.2 s"),
        (["-f", "srt", "--rate", "2"], "--rate is for tables"),
        (["-f", "csv", "--timeline", "live"], "holds no timeline 'live'"),
        (["-f", "csv", "-f", "srt", "-o", "a.csv"], "a.csv cannot hold 2 formats"),
        (["-f", "csv", "-o", f"{__file__}/a.csv"], "test_export.py/a.csv cannot be written"),
        (["-f", "csv", "-o", "a" * 300], "cannot be written: File name too long"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    sample_session: Path, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(sample_session), *arguments]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert why in said[0]
    assert listed() == []


def test_what_is_no_session_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "nothing.ucrn", "-f", "csv"]) == 2
    assert "holds no session" in capsys.readouterr().err
    assert main(["export", "a" * 300, "-f", "csv"]) == 2
    assert "cannot be read: File name too long" in capsys.readouterr().err


def test_many_sessions_go_into_a_folder_and_one_that_fails_stops_no_other(
    sample_session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a/talk.ucrn", "b/talk.ucrn", "b/walk.ucrn"):
        shutil.copytree(sample_session, name)
    Path("broken.ucrn").mkdir()
    sessions = ["a/talk.ucrn", "broken.ucrn", "b/talk.ucrn", "b/walk.ucrn", "a/talk.ucrn"]
    assert main(["export", *sessions, "-f", "csv", "-f", "srt", "-o", "tables"]) == 2
    made = {f"tables/{name}.settled.{suffix}" for name in ("talk", "walk") for suffix in ("csv", "srt")}
    assert {str(path) for path in Path("tables").iterdir()} == made
    said = capsys.readouterr()
    assert sorted(said.out.splitlines()) == sorted(f"Wrote {name}." for name in made)
    broken, other = said.err.splitlines()
    assert "broken.ucrn" in broken
    assert "b/talk.ucrn is not exported, as tables/talk.settled.csv holds another session of its name" in other

    # Not to be replaced by one another either.
    assert main(["export", *sessions, "-f", "csv", "-o", "tables", "--force"]) == 2
    assert "b/talk.ucrn is not exported" in capsys.readouterr().err

    assert main(["export", *sessions, "-f", "csv", "-o", "all.csv"]) == 2
    assert capsys.readouterr().err.endswith("all.csv cannot hold 4 sessions: name a folder with -o.\n")


def test_a_session_is_only_read(sample_session: Path) -> None:
    copy = Path(shutil.copytree(sample_session, "b.ucrn"))
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert main(["export", "b.ucrn", "-f", "html"]) == 0
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_sessions_are_found_by_name_and_folders_are_made(
    sample_session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(sample_session.parent))
    Path("sample").mkdir()  # another folder of its name
    assert main(["export", "sample", "-f", "CSV", "-f", "srt", "-o", "new/folder"]) == 0
    monkeypatch.delenv("UCRN_LIVE_SESSIONS")
    monkeypatch.chdir(sample_session.parent)
    assert main(["export", "sample", "-f", "vtt", "-o", str(tmp_path / "other" / "words.vtt")]) == 0
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")}
    assert made == {"new/folder/sample.settled.csv", "new/folder/sample.settled.srt", "other/words.vtt"}
