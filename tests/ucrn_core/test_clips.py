"""The CSV of one's own labelled clips: what it says, and what is wrong with it in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ucrn_core.corpora.clips import read_clips
from ucrn_core.errors import CorpusError


def written(folder: Path, text: str) -> Path:
    (folder / "a.mp4").touch()
    (folder / "b.wav").touch()
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_gathered_by_clip_in_order_of_time(tmp_path: Path) -> None:
    clips = read_clips(written(tmp_path, "clip,start,end,label\nb.wav,4,6,-1\na.mp4,0,2.5,2\nb.wav,0,4,0.5\n"))
    assert [c.path for c in clips] == [tmp_path / "b.wav", tmp_path / "a.mp4"]
    assert [(s.start, s.end, s.label) for s in clips[0].segments] == [(0, 4, 0.5), (4, 6, -1)]
    assert [c.speaker for c in clips] == ["b.wav", "a.mp4"]
    assert not any(c.worded for c in clips)


def test_text_and_speaker_are_taken_where_they_are_given(tmp_path: Path) -> None:
    rows = "clip,start,end,label,text,speaker\na.mp4,0,2,2,what a day,Ada\nb.wav,0,2,0,,Ada\n"
    clips = read_clips(written(tmp_path, rows))
    assert [c.segments[0].text for c in clips] == ["what a day", ""]
    assert {c.speaker for c in clips} == {"Ada"}
    assert all(c.worded for c in clips)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("", "holds no rows"),
        ("c.mp4,0,2,1,\n", "line 2: there is no media file 'c.mp4'"),
        ("a.mp4,0,two,1,\n", "line 2: the time 'two' is not a number"),
        ("a.mp4,2,2,1,\n", "line 2: a segment cannot last from 2 to 2 s"),
        ("a.mp4,0,nan,1,\n", "line 2: a segment cannot last"),
        ("a.mp4,0,2,3.5,\n", "line 2: the label 3.5 is outside -3 to 3"),
        ("a.mp4,0,2,,\n", "line 2: the label '' is not a number"),
        ("a.mp4,0,2,1,Ada\na.mp4,2,4,1,Bob\n", "line 3: a.mp4 has two speakers, Ada and Bob"),
        ("a.mp4,0,3,1,\na.mp4,2,4,1,\n", "segments of a.mp4 overlap at 2 s"),
    ],
)
def test_what_is_wrong_is_one_sentence(rows: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=expected):
        read_clips(written(tmp_path, f"clip,start,end,label,speaker\n{rows}"))
