"""The times of pictures are those of the pictures that are decoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.sources.media import MediaSource
from engines.sources.picture_times import picture_times
from tests.media_files import numbered, tone, write_media
from ucrn_core.errors import MediaError


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_they_are_those_of_the_decoded_pictures(tmp_path: Path, name: str) -> None:
    clip = write_media(tmp_path / name, numbered(30), [tone(2.0)], fps=12, start=3.0)
    source = MediaSource(clip, audio=True, grid=None)
    start = source.info.start
    decoded = [item.t for item in iter(source.read, None) if not hasattr(item, "samples")]
    source.close()
    assert picture_times(clip, start) == pytest.approx(decoded, abs=0.001)


def test_where_it_takes_too_long_there_are_none(tmp_path: Path) -> None:
    clip = write_media(tmp_path / "a.mkv", numbered(30), [], fps=12)
    assert picture_times(clip, 0.0, patience=0.0) is None


def test_what_is_no_media_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").write_text("no film")
    with pytest.raises(MediaError, match=r"a\.mkv"):
        picture_times(tmp_path / "a.mkv", 0.0)
