"""Small pictures of sessions' media, decoded in a thread and kept as files."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.sessions.library import Entry, cache_folder
from engines.private import make_folder
from engines.sources.media import still
from ucrn_core.errors import MediaError

SHARE = 1 / 3  # of the length at which the picture is taken: past titles, before credits
SIZE = QSize(192, 108)  # pixels that it covers
CLOSE_WAIT = 5.0  # s
logger = logging.getLogger(__name__)


class Thumbnails(QObject):
    """`of` is asked while drawing; what is not there yet is made, what was asked for last at first."""

    changed = Signal(object)  # Path of a session whose picture is there now

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[Path, tuple[str, QPixmap | None]] = {}  # by session: key, None where it has no picture
        self._wanted: deque[tuple[Path, Path, str]] = deque()
        self._made: deque[tuple[Path, str, QImage | None]] = deque()
        self._more = threading.Semaphore(0)
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def of(self, entry: Entry) -> QPixmap | None:
        """The picture of a session; None where it has none, or not yet."""
        if entry.folder not in self._pictures:
            self._pictures[entry.folder] = "", None  # asked for once
            key = key_of(entry)
            if key is not None and entry.media is not None:
                self._wanted.append((entry.folder, entry.media, key))
                self._more.release()
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)
                    self._thread.start()
        return self._pictures[entry.folder][1]

    def tick(self) -> None:
        """Take what the thread has made."""
        while self._made:
            session, key, image = self._made.popleft()
            self._pictures[session] = key, None if image is None else QPixmap.fromImage(image)
            self.changed.emit(session)

    def refresh(self, entries: Iterable[Entry]) -> None:
        """These are all sessions now: pictures of others, or of what their media were, are deleted, also on disk."""
        keys = {entry.folder: key_of(entry) for entry in entries}
        for session in [s for s, (key, _) in self._pictures.items() if key != (keys.get(s) or "")]:
            del self._pictures[session]
        kept = {f"{key}.jpg" for key in keys.values()}
        with suppress(OSError):  # no place for pictures: the sessions are listed nevertheless
            for file in folder().glob("*.jpg"):
                if file.name not in kept:
                    file.unlink(missing_ok=True)

    def close(self) -> None:
        self._closed.set()
        self._more.release()
        if self._thread is not None:
            self._thread.join(CLOSE_WAIT)

    def _run(self) -> None:
        while True:
            self._more.acquire()
            if self._closed.is_set():
                return
            session, media, key = self._wanted.pop()
            try:
                self._made.append((session, key, picture(media, key)))
            except (MediaError, OSError):
                self._made.append((session, key, None))
            except Exception:  # whatever a damaged file does to a decoder, the others get theirs
                logger.exception("no picture of a session's media")
                self._made.append((session, key, None))


def picture(media: Path, key: str) -> QImage | None:
    """Covers SIZE; from the file with that key, which is made where it is not there. Raises MediaError."""
    file = folder() / f"{key}.jpg"
    if file.exists():
        return QImage(str(file))
    frame = still(media, SHARE)
    if frame is None:
        return None
    height, width = frame.shape[:2]
    image = QImage(frame.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    grow, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    image = image.scaled(SIZE * 2, grow, Qt.TransformationMode.FastTransformation).scaled(SIZE, grow, smooth)
    left, top = (image.width() - SIZE.width()) // 2, (image.height() - SIZE.height()) // 3  # faces are above the middle
    image = image.copy(left, top, SIZE.width(), SIZE.height())
    image.save(str(file), quality=85)
    return image


def key_of(entry: Entry) -> str | None:
    """Name of the picture on disk, another one once the media file is another; None without a media file."""
    if entry.media is None or entry.media_state is None:
        return None
    of = os.fsencode(entry.media.absolute()) + repr(entry.media_state).encode()
    return hashlib.sha256(of).hexdigest()[:24]


def folder() -> Path:
    """Where the pictures lie; only its owner may read it."""
    return make_folder(cache_folder() / "pictures")
