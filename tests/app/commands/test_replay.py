"""`ucrn-live replay` without a window: verified, analysed again, and what is wrong told in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.cli import main
from app.sessions.session import Session
from tests.app.sessions.test_reanalysis import change


@pytest.fixture
def analysed(sample_session: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))


def test_verify_tells_how_many_points_are_the_same(analysed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(analysed), "--verify"]) == 0
    said = capsys.readouterr().out
    assert "timeline settled: 72 of 72 points are the same to the last bit." in said
    assert said.endswith("Verified.\n")
    change(analysed, "UPDATE points SET low = low - 1 WHERE t = 10.0")
    assert main(["replay", str(analysed), "--verify", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["points"], found["same"], found["largest"], found["passed"]) == (72, 71, 1.0, False)
    assert main(["replay", str(analysed), "--verify"]) == 2
    assert "too far off at 10.00 s by 1" in capsys.readouterr().out


def test_reanalyze_stores_another_timeline(analysed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(analysed), "--reanalyze", "half", "--hop", "0.5", "--engine", "eager", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["timeline"], told["hop"]) == ("half", 0.5)
    with Session.open(analysed) as session:
        assert [timeline.name for timeline in session.timelines()] == ["settled", "half"]
        assert {point.engine for point in session.points("half")} == {"eager (cpu)"}
        assert len(session.points("half")) == 36
    assert main(["replay", str(analysed), "--verify", "--timeline", "half"]) == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--verify", "--reanalyze", "x"], "either --verify or --reanalyze"),
        (["--hop", "0.5"], "for --reanalyze"),
        (["--verify", "--timeline", "live"], "holds no timeline 'live'"),
        (["--verify", "--checkpoint", "nothing.safetensors"], "nothing.safetensors cannot be read"),
        (["--reanalyze", "settled"], "holds a timeline 'settled' already"),
        (["--reanalyze", "live"], "cannot be named 'live'"),
        (["--reanalyze", "two\nlines"], "cannot be named"),
        (["--reanalyze", ""], "cannot be named ''"),
        (["--reanalyze", "x", "--timeline", "settled"], "names a new one"),
        (["--json"], "for --verify and --reanalyze"),
        (["--reanalyze", "x", "--engine", "warp"], "There is no engine 'warp'"),
        (["--reanalyze", "x", "--hop", "0"], "A hop of 0 s is not possible"),
        (["--reanalyze", "x", "--hop", "0.0009"], "A hop of 0.0009 s is not possible"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    sample_session: Path, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(sample_session.iterdir()), (sample_session / "session.sqlite").read_bytes()
    assert main(["replay", str(sample_session), *arguments]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert why in said
    assert (sorted(sample_session.iterdir()), (sample_session / "session.sqlite").read_bytes()) == before


def test_no_session_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path / "nothing.ucrn"), "--verify"]) == 2
    assert "is no session" in capsys.readouterr().err
