"""Pictures and sound of a live run, written into the session's folder while they come; capture never waits for it."""

from __future__ import annotations

import logging
import math
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.media import sha256_of
from ucrn_core.errors import first_line

if TYPE_CHECKING:
    from engines.clock import SessionClock
    from engines.live_inputs import Inputs
    from engines.media_writer import MediaWriter

MEDIA = "media.mkv"  # in the session's folder
LOOK = 0.05  # s between two looks at what has come
FIRST_PICTURE = 0.5  # s that the file waits for a picture, whose size it takes
SIZE = (640, 480)  # where none has come by then
PICTURES = 256_000_000  # bytes of pictures that may wait: 1.4 s of 1920x1080 at 30 a second
SOUNDS = 4000  # chunks of sound that may wait: more than a minute
PATIENCE = 10.0  # s that sound may be late by, as long as the ring of a microphone keeps it; after it there is none
SETTLED = 1.0  # s: silence is written up to so long ago while there is none
BEGINNING = 0.1  # s of silence at the beginning where no sound has come within SETTLED: players start at the first
# stamp of the file, wherever it is

logger = logging.getLogger(__name__)
T = TypeVar("T")
Told = Callable[[str, str], None]  # kind of an event and its sentence


class MediaRecorder:
    """A tap of `inputs` from now until `close`, with a thread of its own. Modalities that are left out by hand are not
    recorded: no pictures without the face, no sound without both text and voice.

    start: session time of the file's beginning, a multiple of 1/16000 s. lost: pictures and chunks of sound that found
    no room to wait. failed: nothing is written any more, which was told. sha256: of the file once it is whole.
    """

    def __init__(
        self,
        path: Path,
        inputs: Inputs,
        clock: SessionClock,
        told: Told,
        left_out: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """told, left_out: called from several threads, and must not wait."""
        self.path = path
        self.start = math.floor(clock.now() * SAMPLE_RATE) / SAMPLE_RATE
        self.lost = {"pictures": 0, "sound": 0}
        self.failed = False
        self.sha256: str | None = None
        self._inputs, self._clock, self._told, self._left_out = inputs, clock, told, left_out
        self._heard = self.start  # session time at which sound came last
        self._pictures: deque[VideoFrame] = deque()
        self._sounds: deque[AudioChunk] = deque()
        self._first = threading.Event()  # a picture has come, or none is waited for any more
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media recorder", daemon=True)
        self._thread.start()
        inputs.tap = self

    @property
    def recorded(self) -> tuple[str, ...]:
        """What is recorded at this moment: `pictures`, `sound`, both or nothing."""
        out = self._left_out()
        pictures = self._inputs.has_pictures and "face" not in out
        sound = self._inputs.has_sound and not {"text", "voice"} <= out
        return () if self.failed else ("pictures",) * pictures + ("sound",) * sound

    def on_sound(self, chunk: AudioChunk) -> None:
        if "sound" in self.recorded:
            self._put(self._sounds, chunk, "sound", len(self._sounds) < SOUNDS)

    def on_picture(self, frame: VideoFrame) -> None:
        if "pictures" in self.recorded:
            self._put(self._pictures, frame, "pictures", (len(self._pictures) + 1) * frame.image.nbytes <= PICTURES)
            self._first.set()

    def close(self) -> None:
        """Writes what waits and makes the file whole, which takes as long as the disk takes. Harmless when it has."""
        if self._inputs.tap is self:
            self._inputs.tap = None
        self._closing.set()
        self._first.set()
        self._thread.join()

    def _put(self, waiting: deque[T], item: T, kind: str, room: bool) -> None:
        if room:
            waiting.append(item)
            return
        self.lost[kind] += 1
        if self.lost[kind] == 1:
            self._told("drop", f"The disk or the encoder is too slow: some {kind} will be missing in the recording.")

    def _run(self) -> None:
        try:
            writer = self._begin()
            try:
                while not self._closing.wait(LOOK):
                    self._write(writer)
                self._write(writer)
                if writer.sound and not writer.samples:
                    writer.write_silence(BEGINNING)
                writer.close()
            except BaseException:
                writer.abandon()
                raise
            self.sha256 = sha256_of(self.path)
        except Exception as error:  # whatever it is, the run and the recording of its measures go on, and it is told
            self.failed = True
            logger.warning("pictures and sound are not recorded any further", exc_info=error)
            self._told(
                "error", f"Pictures and sound are not recorded any further, the measures are: {first_line(error)}."
            )
            self._pictures.clear()
            self._sounds.clear()

    def _begin(self) -> MediaWriter:
        from engines.media_writer import MediaWriter

        size = None
        if self._inputs.has_pictures:
            self._first.wait(FIRST_PICTURE)
            size = self._pictures[0].image.shape[1::-1] if self._pictures else SIZE
        return MediaWriter(self.path, self._inputs.has_sound, size)

    def _write(self, writer: MediaWriter) -> None:
        """What has come until now, in order of time."""
        now = self._clock.now()
        sounds = [self._sounds.popleft() for _ in range(len(self._sounds))]
        pictures = [self._pictures.popleft() for _ in range(len(self._pictures))]
        items: list[AudioChunk | VideoFrame] = sorted([*sounds, *pictures], key=lambda item: item.t)
        for item in items:
            if isinstance(item, AudioChunk):
                writer.write_sound(item.t - self.start, item.samples)
            else:
                writer.write_picture(item.t - self.start, item.image)
        if sounds:
            self._heard = now
        elif writer.sound and not writer.samples and now - self.start > SETTLED:
            writer.write_silence(BEGINNING)
        elif self._inputs.has_sound and now - self._heard > PATIENCE:
            writer.write_silence(now - self.start - SETTLED)
