"""A media file in the place of a microphone and a camera: its sound and pictures at the pace of the clock."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from engines.clock import SessionClock
from engines.observer import Event, EventQueue
from engines.sources import SAMPLE_RATE, AudioChunk, Tap, VideoFrame
from engines.sources.conversion import GRID
from engines.sources.media import MediaSource
from engines.sources.microphone import FLOOR_DBFS, level_dbfs
from engines.sources.rings import NewestFrame


class PacedFile:
    """Inputs of a live session from a file, from a thread that reads it. Closed, it keeps its place, and the file is
    held until this is forgotten."""

    error = drift = 0.0  # a file keeps time

    def __init__(self, path: Path, clock: SessionClock) -> None:
        """MediaError: the file cannot be read."""
        self._source = MediaSource(path)
        self.has_sound, self.has_pictures = self._source.has_audio, self._source.has_video
        self.rate = 1 / GRID if self.has_pictures else 0.0  # the others are not converted
        self.level_dbfs = FLOOR_DBFS
        self.ended = False
        self.tap: Tap | None = None
        self._clock = clock
        self._sound: SimpleQueue[AudioChunk] = SimpleQueue()
        self._slot = NewestFrame()
        self._following: AudioChunk | VideoFrame | None = None  # read, but its time has not come
        self._held = threading.Event()
        self._told = EventQueue()
        self._thread: threading.Thread | None = None

    @property
    def devices(self) -> dict[str, dict[str, Any]]:
        info = self._source.info
        size = [info.width, info.height] if info.width else None
        return {"file": {"name": self._source.name, "sound_rate": info.sample_rate, "size": size, "rate": self.rate}}

    @property
    def drops(self) -> dict[str, float]:
        return {"camera": float(self._slot.dropped)}

    def open(self) -> None:
        if self._thread is None:
            self._held.clear()
            self._thread = threading.Thread(target=self._run, name="file", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._held.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def read(self) -> list[AudioChunk]:
        chunks, tap = [], self.tap
        while not self._sound.empty():  # nobody else takes any
            chunks.append(self._sound.get())
            self.level_dbfs = level_dbfs(chunks[-1].samples)
            if tap is not None:
                tap.on_sound(chunks[-1])
        return chunks

    def take(self, timeout: float) -> VideoFrame | None:
        return self._slot.take(timeout)

    def events(self) -> list[Event]:
        return self._told.all()

    def _run(self) -> None:
        try:
            if self._give():
                return
            trouble = self._source.truncated
        except Exception as error:  # whatever a decoder raises ends the file, and is told
            trouble = f"The file {self._source.name} cannot be read any further ({error})."
        if trouble:
            self._told.put(Event(self._clock.now(), "error", "", trouble))
        self._source.close()
        self.ended = True

    def _give(self) -> bool:
        """Until the file ends; True where it is held before that."""
        began: float | None = None  # session time of the file's beginning
        while (item := self._following or self._source.read()) is not None:
            self._following = item
            if began is None:
                began = self._clock.now() - item.t
            known = began + item.t
            if isinstance(item, AudioChunk):
                known += len(item.samples) / SAMPLE_RATE  # a device gives sound when it has heard it
            if self._held.wait(max(0.0, known - self._clock.now())):
                return True
            if isinstance(item, AudioChunk):
                self._sound.put(replace(item, t=item.t + began))
            else:
                frame = replace(item, t=item.t + began)
                self._slot.put(frame)
                if (tap := self.tap) is not None:
                    tap.on_picture(frame)
            self._following = None
        return False
