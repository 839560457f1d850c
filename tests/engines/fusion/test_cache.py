"""Kept engines: exactly what was put, for exactly what it was made for, whatever happened to the files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.fusion.cache import EngineCache

FOR = {"engine": "onnxruntime", "checkpoint": "c" * 64, "torch": "2.13.0"}


@pytest.fixture
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path / "engines")


def test_what_was_put_comes_back_for_what_it_was_made_for_only(cache: EngineCache) -> None:
    assert cache.get(FOR) is None
    cache.put(FOR, b"a plan\nof many lines\n")
    assert cache.failure == ""
    assert cache.get(FOR) == b"a plan\nof many lines\n"
    for part in FOR:
        assert cache.get(FOR | {part: "another"}) is None
    assert cache.get({}) is None
    assert cache.get(FOR) is not None


@given(data=st.data(), content=st.binary(min_size=1, max_size=200))
def test_a_damaged_entry_is_never_given(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, content: bytes
) -> None:
    cache = EngineCache(tmp_path_factory.mktemp("engines"))
    cache.put(FOR, content)
    (path,) = cache.entries()
    whole = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del whole[data.draw(st.integers(0, len(whole) - 1)) :]
    path.write_bytes(whole)
    assert cache.get(FOR) is None
    assert cache.entries() == []


def test_an_entry_under_the_name_of_another_is_not_trusted(cache: EngineCache) -> None:
    other = FOR | {"checkpoint": "d" * 64}
    cache.put(FOR, b"one")
    (first,) = cache.entries()
    cache.put(other, b"other")
    second = next(path for path in cache.entries() if path != first)
    second.write_bytes(first.read_bytes())
    assert cache.get(other) is None
    assert cache.get(FOR) == b"one"


def test_what_was_used_longest_ago_goes_when_there_is_no_room(tmp_path: Path) -> None:
    cache = EngineCache(tmp_path, largest=2500)
    kinds = [FOR | {"checkpoint": name} for name in "abc"]
    for age, kind in zip((300, 200), kinds, strict=False):
        cache.put(kind, bytes(1000))
        newest = cache.entries()[-1]
        os.utime(newest, (newest.stat().st_mtime - age,) * 2)
    assert cache.get(kinds[0]) is not None  # used now
    cache.put(kinds[2], bytes(1000))
    assert [cache.get(kind) is not None for kind in kinds] == [True, False, True]
    assert cache.bytes <= 2500


def test_clear_removes_all(cache: EngineCache) -> None:
    cache.put(FOR, b"one")
    cache.put(FOR | {"torch": "2.14"}, b"two")
    assert cache.clear() == 2
    assert cache.entries() == []
    assert EngineCache(cache.folder / "none").clear() == 0


def test_what_a_killed_process_left_is_removed_too(cache: EngineCache) -> None:
    cache.put(FOR, b"one")
    (cache.folder / "abc.123.part").write_bytes(b"half")
    assert cache.bytes > 4
    assert cache.clear() == 2
    assert list(cache.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = EngineCache(tmp_path / "file" / "engines")
    cache.put(FOR, b"one")
    assert f"The folder {cache.folder} cannot be written" in cache.failure
    assert cache.get(FOR) is None
    assert cache.clear() == 0
