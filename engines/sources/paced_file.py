"""A media file in the place of a microphone and a camera: its sound and pictures at the pace of the clock."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from engines.clock import SessionClock
from engines.observer import Event
from engines.sources import AudioChunk, VideoFrame
from engines.sources.media import MediaSource
from engines.sources.rings import NewestFrame


class PacedFile:
    """Gives sound as `Microphone` and pictures as `Camera` do, from a thread that reads the file. `ended`: all of it
    was given."""

    def __init__(self, path: Path, clock: SessionClock) -> None:
        """MediaError: the file cannot be read."""
        self._source = MediaSource(path, paced=True)
        self.name = self._source.name
        self.has_audio, self.has_video = self._source.has_audio, self._source.has_video
        self.error = 0.0  # a file keeps time
        self._clock = clock
        self._sound: SimpleQueue[AudioChunk] = SimpleQueue()
        self._slot = NewestFrame()
        self.ended = threading.Event()
        self._thread: threading.Thread | None = None  # started by the first who asks for sound or pictures
        self._starting = threading.Lock()

    @property
    def dropped(self) -> int:
        """Pictures that a newer one replaced before they were taken."""
        return self._slot.dropped

    def read(self) -> list[AudioChunk]:
        """The sound that came since the last call."""
        self._start()
        chunks = []
        while not self._sound.empty():  # nobody else takes any
            chunks.append(self._sound.get())
        return chunks

    def take(self, timeout: float) -> VideoFrame | None:
        """The newest picture, once; None where none comes within `timeout` seconds."""
        self._start()
        return self._slot.take(timeout)

    def events(self) -> list[Event]:
        return []

    def close(self) -> None:
        self._source.close()
        if self._thread:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="file", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        began: float | None = None  # session time of the file's beginning
        try:
            while (item := self._source.read()) is not None:
                if began is None:
                    began = self._clock.now() - item.t
                if isinstance(item, AudioChunk):
                    self._sound.put(replace(item, t=item.t + began))
                else:
                    self._slot.put(replace(item, t=item.t + began))
        finally:
            self.ended.set()
