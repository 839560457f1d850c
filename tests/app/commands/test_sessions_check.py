"""`ucrn-live sessions verify` and `repair`: several at once, in one sentence each, with the exit status for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.sessions.database import DATABASE
from app.sessions.store import SessionWriter
from tests.made_sessions import point
from ucrn_core.features import FeatureSpec


def write(folder: Path, complete: bool) -> Path:
    writer = SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    writer.on_point(point(0.25))
    writer.close(complete=complete)
    return folder


def test_verify_and_repair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    well, unfinished = write(tmp_path / "well.ucrn", True), write(tmp_path / "cut.ucrn", False)
    assert main(["sessions", "verify", str(well)]) == 0
    assert capsys.readouterr().out == f"{well}: well\n"
    assert main(["sessions", "verify", str(well), str(unfinished)]) == 2
    assert capsys.readouterr().out.splitlines() == [
        f"{well}: well",
        f"{unfinished}: unfinished",
        "  It did not come to its end: what was measured until then is there.",
        "  `ucrn-live sessions repair` saves into a new session what can be read.",
    ]
    assert main(["sessions", "repair", str(unfinished)]) == 0
    repaired = tmp_path / "cut-repaired.ucrn"
    assert capsys.readouterr().out == f"{unfinished}: 1 timelines, 1 points saved into {repaired}.\n"
    assert main(["sessions", "verify", str(repaired)]) == 0


def test_what_cannot_be_repaired_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty, cut = write(tmp_path / "empty.ucrn", False), write(tmp_path / "cut.ucrn", False)
    (empty / DATABASE).write_bytes(b"")
    assert main(["sessions", "repair", str(empty), str(cut)]) == 2  # the other one is repaired
    said = capsys.readouterr()
    assert said.err.startswith(f"ucrn-live: Nothing of the session {empty} can be saved: ")
    assert len(said.err.splitlines()) == 1
    assert (tmp_path / "cut-repaired.ucrn").is_dir()
    assert main(["sessions", "repair", str(empty), str(cut), "-o", str(tmp_path / "x")]) == 2
    assert "leave -o away" in capsys.readouterr().err


def test_an_empty_database_is_told_and_repaired_only_from_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "empty.ucrn", True)
    (folder / DATABASE).write_bytes(b"")
    told = [f"{folder}: damaged", f"  {folder / DATABASE} is empty."]
    for log in (None, 0, 32):
        if log is not None:
            (folder / f"{DATABASE}-wal").write_bytes(bytes(log))
        assert main(["sessions", "verify", str(folder)]) == 2
        assert capsys.readouterr().out.splitlines() == told
    (folder / f"{DATABASE}-wal").write_bytes(bytes(5000))
    assert main(["sessions", "verify", str(folder)]) == 2
    assert "sessions repair" in capsys.readouterr().out
