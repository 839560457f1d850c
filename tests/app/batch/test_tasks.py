"""Which files a folder stands for, where their results go, and which are never analysed at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.batch.tasks import Queue, Task, tasks_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Media by their names, and what is none."""
    names = "b.mp4 a.WAV notes.txt sub/deep/c.flac sub/a.mp4 .hidden.mp4 .cache/d.mp4 a.ucrn/media.mp4 empty/notes.txt"
    for name in names.split():
        file = tmp_path / "media" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path / "media"


def test_a_folder_stands_for_its_media_in_order_and_keeps_its_sub_folders(folder: Path, tmp_path: Path) -> None:
    out, single = tmp_path / "out", tmp_path / "nothing.txt"
    session = folder / "a.ucrn"
    tasks, failed = tasks_of([single, folder, folder / "empty", session], out)
    assert [(task.number, task.file, task.folder) for task in tasks] == [
        (0, single, out),  # named by the person: whether it is media is seen when it is opened
        (1, folder / "a.WAV", out),
        (2, folder / "b.mp4", out),
        (3, folder / "sub/a.mp4", out / "sub"),
        (4, folder / "sub/deep/c.flac", out / "sub/deep"),
    ]
    assert {path: str(error) for path, error in failed.items()} == {
        folder / "empty": f"The folder {folder / 'empty'} holds no audio or video files; name another one.",
        session: f"{session} is a session, not a folder of media files; "
        f"ucrn-live replay {session} --reanalyze NAME analyses it again.",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_told_and_the_others_are_read(folder: Path, tmp_path: Path) -> None:
    (folder / "sub").chmod(0)
    try:
        tasks, failed = tasks_of([folder], tmp_path)
    finally:
        (folder / "sub").chmod(0o700)
    assert [task.file.name for task in tasks] == ["a.WAV", "b.mp4"]
    assert list(failed) == [folder / "sub"]


def test_files_that_want_one_name_wait_for_each_other() -> None:
    names = ["talk.mp4", "talk.wav", "Talk-2.mp4", "other.mp4", "sub/talk.mp4"]
    tasks = [Task(i, Path(name), Path("out") / Path(name).parent) for i, name in enumerate(names)]
    queue = Queue(tasks)
    first, other, below = queue.take(), queue.take(), queue.take()
    assert first is not None
    assert [task and task.number for task in (first, other, below)] == [0, 3, 4]
    assert queue.take() is None
    queue.done(first, "out/talk.ucrn")
    second = queue.take()
    assert second is not None
    assert (second.number, second.made) == (1, {"out/talk.ucrn"})
    queue.done(second, None)
    third = queue.take()
    assert third is not None
    assert (third.number, third.made) == (2, {"out/talk.ucrn"})
    assert queue.take() is None
