"""Files of exports: whole or not at all, and nothing is replaced by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.sessions.exporters import FORMATS, files, format_of
from tests.made_sessions import exported, point
from ucrn_core.errors import SessionError

SESSION = exported([point(0.25)])


def test_every_format_by_its_name() -> None:
    assert list(FORMATS) == ["csv", "parquet", "jsonl", "srt", "vtt", "textgrid", "eaf", "png", "svg", "html"]
    with pytest.raises(SessionError, match="There is no format 'xlsx'; choose one of csv, parquet"):
        format_of("xlsx")


def test_default_names() -> None:
    assert files.default_name(SESSION, FORMATS["textgrid"]) == "talk.live.TextGrid"
    assert files.default_name(exported(name="a/b\\c"), FORMATS["csv"]) == "a_b_c.live.csv"
    assert files.default_name(exported(timeline="two\n\x1b[2Jlines"), FORMATS["csv"]) == "talk.two \ufffd[2Jlines.csv"


def test_what_belongs_beside_a_file_is_written_too(tmp_path: Path) -> None:
    written = files.write(SESSION, [(tmp_path / "a.b.parquet", FORMATS["parquet"])])
    assert written == [tmp_path / "a.b.parquet", tmp_path / "a.b.columns.json"]
    assert sorted(tmp_path.iterdir()) == sorted(written)


@pytest.mark.parametrize("there", ["a.csv", "a.columns.json"])
def test_nothing_is_written_where_one_file_is_there(tmp_path: Path, there: str) -> None:
    outputs = [(tmp_path / f"a.{name}", FORMATS[name]) for name in ("jsonl", "csv", "parquet")]
    (tmp_path / there).write_text("mine")
    with pytest.raises(SessionError, match=f"{there} is there already"):
        files.write(SESSION, outputs)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"
    files.write(SESSION, outputs, replace=True)
    assert (tmp_path / there).read_text() != "mine"


def test_it_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(SessionError, match=r"a\.csv cannot be written"):
        files.write(SESSION, [(tmp_path / "a.csv", FORMATS["csv"])], replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(SessionError, match="cannot be written: File name too long"):
        files.write(SESSION, [(tmp_path / f"{'a' * 250}.csv", FORMATS["csv"])])
    (tmp_path / "file").touch()
    with pytest.raises(SessionError, match="cannot be written"):
        files.write(SESSION, [(tmp_path / "file" / "a.csv", FORMATS["csv"])])
