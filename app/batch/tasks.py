"""Which files are analysed, where their results go, and in which order."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ucrn_core.errors import MediaError


@dataclass(frozen=True)
class Task:
    """The `number`th media file, and the folder of its result. made: sessions that are new, which are kept also with
    --force."""

    number: int
    file: Path
    folder: Path
    made: frozenset[str] = frozenset()

    @property
    def rivals(self) -> tuple[Path, str]:
        """What tasks share whose results may want the same name: talk.mp4 and talk.wav, but also talk-2.mp4."""
        return self.folder, re.sub(r"(-\d+)+$", "", self.file.stem).casefold()


def tasks_of(paths: Iterable[Path], output: Path) -> tuple[list[Task], dict[Path, MediaError]]:
    """Files as they are, and the media files below each folder in order of their names; and the folders that are none.

    Results of files below a folder lie in the same sub-folders of `output`. Hidden files and folders are left out,
    and sessions, which may hold a copy of their media.
    """
    tasks: list[Task] = []
    failed: dict[Path, MediaError] = {}
    for path in paths:
        if not os.path.isdir(path):  # also what may not be looked at: told when it is opened
            tasks.append(Task(len(tasks), path, output))
            continue
        if path.name.endswith(".ucrn"):
            remedy = f"ucrn-live replay {path} --reanalyze NAME analyses it again."
            failed[path] = MediaError(f"{path} is a session, not a folder of media files; {remedy}")
            continue
        found, unread = media_below(path)
        if not found and not unread:
            failed[path] = MediaError(f"The folder {path} holds no audio or video files; name another one.")
        for error in unread:
            folder = Path(error.filename)
            failed[folder] = MediaError(f"The folder {folder} cannot be read: {error.strerror}.")
        for file in found:
            tasks.append(Task(len(tasks), file, output / file.parent.relative_to(path)))
    return tasks, failed


def media_below(folder: Path) -> tuple[list[Path], list[OSError]]:
    """The media files in a folder and its sub-folders, and the errors of folders that cannot be read."""
    from engines.sources.media import SUFFIXES

    suffixes = {f".{suffix}" for suffix in SUFFIXES}
    found: list[Path] = []
    unread: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.lower().endswith(".ucrn")]
        paths = [Path(place, name) for name in files if not name.startswith(".")]
        found += [path for path in paths if path.suffix.lower() in suffixes]
    return sorted(found), unread


class Queue:
    """Hands out tasks in their order, but never rivals at once: which of them gets which name must not depend on
    which is done first."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._waiting = list(tasks)
        self._out: set[tuple[Path, str]] = set()
        self._made: defaultdict[tuple[Path, str], set[str]] = defaultdict(set)

    def take(self) -> Task | None:
        """The next task; None where there is none that may be done now."""
        for i, task in enumerate(self._waiting):
            if task.rivals not in self._out:
                del self._waiting[i]
                self._out.add(task.rivals)
                return replace(task, made=frozenset(self._made[task.rivals]))
        return None

    def done(self, task: Task, made: str | None) -> None:
        """A task that was handed out is done. made: the session that it made."""
        self._out.remove(task.rivals)
        if made is not None:
            self._made[task.rivals].add(made)
