"""A media file as a source: 16 kHz mono sound and upright RGB pictures, merged in order of time.

Times are seconds from the start of the file's playback: the first decoded sample or picture is at 0, whatever the
file's own clock says there, and the offset between sound and picture is kept.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.conversion import GRID, in_chunks, on_grid, orientation, resampled, shown_size, upright
from ucrn_core.errors import MediaError

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

EARLY_END = 0.5  # seconds that a file may end before its stated duration: the last packets often state none
LEAP = 10  # seconds between two frames that make a time stamp doubtful
# Formats whose header states the duration; the others' is an estimate that says nothing about a missing end.
STATES_DURATION = frozenset({"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "asf", "flv", "flac", "wav"})
# By which media files are told from others in a folder, and offered in a dialog.
SUFFIXES = "mp4 m4v mov mkv webm avi mpg mpeg ts wmv flv 3gp wav flac mp3 m4a aac ogg oga opus wma".split()
# FFmpeg's demuxers that may read a file: of those suffixes and of what cameras and recorders write. The others are kept
# away from files that anybody may have made: playlists and lists, which name other files and addresses, descriptions of
# network streams, pictures, text, and formats that hardly anyone uses.
FORMATS = (
    "mov,matroska,avi,mpeg,mpegts,mpegvideo,asf,flv,wav,flac,mp3,aac,ogg,"
    "aiff,amr,ac3,au,caf,dv,eac3,h264,hevc,m4v,mjpeg,mxf,w64,wtv"
)
LARGEST_PICTURE = 2**26  # pixels, of 8192 x 8192: a few bytes may promise more than the memory holds


@dataclass(frozen=True)
class MediaInfo:
    """What a media file holds; None where it has no such stream or does not state it.

    duration in seconds: as stated or estimated, once the file is read to its end as found. width, height: pixels of
    the upright picture; rotation: degrees clockwise by which the stored picture was turned for it. start: the file's
    own time, in seconds, of t = 0.
    """

    container: str
    duration: float | None
    start: float
    width: int | None
    height: int | None
    frame_rate: float | None
    rotation: int
    video_codec: str | None
    sample_rate: int | None
    channels: int | None
    audio_codec: str | None
    audio_tracks: int


class MediaSource:
    """The sound and pictures of one file in order of time; of several audio tracks the default one.

    paced: `read` waits until an item's time has come on the wall clock, counted from the first `read`; nothing is
    skipped. grid: only pictures that are the newest at some multiple of `grid` seconds are given, the last one always;
    the others are decoded but never converted, which costs most. None gives every picture.

    The file is opened once for sound and once for pictures: merging needs no buffer then, however it interleaves them.

    `damaged` counts the packets and pictures that could not be decoded and were skipped.

    Raises MediaError: no such file, a folder, no permission, empty, not a media file, nothing in it can be decoded.
    """

    def __init__(
        self, path: Path, *, paced: bool = False, audio: bool = True, video: bool = True, grid: float | None = GRID
    ) -> None:
        self.path = path
        self.name = path.name
        self._paced = paced
        self._began: float | None = None  # monotonic time of t = 0 when paced
        self.waited = 0.0  # seconds, for an item's time to come
        self._closed = threading.Event()
        self._decoding = threading.Lock()  # close() must not free a decoder that another thread is in
        self._breaks_off: str | None = None
        _check_readable(path)
        self._tracks: list[_Track] = []
        try:
            sound = self._open_track("audio") if audio else None
            pictures = self._open_track("video") if video else None
            if not self._tracks:
                wanted = "neither sound nor pictures" if audio and video else "no sound" if audio else "no pictures"
                raise MediaError(f"The file {path} holds {wanted} that can be decoded; choose another file.")
        except BaseException:
            self.close()
            raise
        self.has_audio, self.has_video = sound is not None, pictures is not None
        start = min(track.first[0] for track in self._tracks)
        self.info = _describe(self._tracks[0].container, start, sound, pictures)
        parts: list[Iterator[AudioChunk | VideoFrame]] = []
        if sound is not None:
            parts.append(in_chunks(resampled(sound.frames()), float(sound.first[0] - start)))
        if pictures is not None:
            parts.append(on_grid(pictures.frames(), start, grid, pictures.stream.sample_aspect_ratio))
        self._items = heapq.merge(*parts, key=lambda item: item.t)
        self._end = 0.0  # seconds; of the newest item given

    def _open_track(self, kind: str) -> _Track | None:
        """The file's stream of this kind, or None where it has none that gives anything."""
        track = _Track(self.path, kind)
        if not track.found:
            track.close()
            return None
        self._tracks.append(track)
        return track

    @property
    def duration(self) -> float | None:
        """Seconds; as stated or estimated, after reading to the end as found; None where nothing is known."""
        return self.info.duration

    @property
    def damaged(self) -> int:
        return sum(track.damaged for track in self._tracks)

    @property
    def truncated(self) -> str | None:
        """One sentence on what is missing, as far as the file was read; None where nothing is."""
        reasons = [self._breaks_off] if self._breaks_off else []
        if self.damaged:
            reasons.append(f"{self.damaged} damaged packet{'s were' if self.damaged > 1 else ' was'} skipped")
        return f"The file {self.name} is damaged: {', '.join(reasons)}." if reasons else None

    def read(self) -> AudioChunk | VideoFrame | None:
        """The next chunk or picture; None at the end and after `close`."""
        with self._decoding:
            item = None if self._closed.is_set() else next(self._items, None)
            if item is None:
                if not self._closed.is_set():
                    self._finish()
                return None
            length = len(item.samples) / SAMPLE_RATE if isinstance(item, AudioChunk) else self._picture_length
            self._end = max(self._end, item.t + length)
        if self._paced:
            if self._began is None:
                self._began = time.monotonic() - item.t
            started = time.monotonic()
            closed = self._closed.wait(max(0.0, self._began + item.t - started))
            self.waited += time.monotonic() - started
            if closed:
                return None
        return item

    def close(self) -> None:
        """Free the file; wakes a `read` that waits in another thread, which then gives None."""
        self._closed.set()
        with self._decoding:
            for track in self._tracks:
                track.close()

    @property
    def _picture_length(self) -> float:
        return 1 / self.info.frame_rate if self.info.frame_rate else 0.0

    def _finish(self) -> None:
        """At the end: the duration is known now, and whether it is what the file promised."""
        self.info = replace(self.info, duration=self._end)
        error = next((track.error for track in self._tracks if track.error), None)
        stated = self._tracks[0].stated_end
        reached = max(track.reached for track in self._tracks)
        if stated is not None and reached < stated - EARLY_END:
            self._breaks_off = f"it breaks off {float(stated - reached):.1f} s before its stated end"
        elif error is not None:
            self._breaks_off = f"it cannot be read past {self._end:.1f} s ({error})"


def sha256_of(path: Path) -> str:
    """sha256 of the file as hexadecimal digits, read in pieces. Raises MediaError where it cannot be read."""
    _check_readable(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def still(path: Path, share: float) -> NDArray[np.uint8] | None:
    """One picture (height, width, 3), upright RGB: the first whole one at or before `share`, 0 to 1, of the length.
    None where the file has none. Raises MediaError where it cannot be opened."""
    import av
    from av.video.reformatter import VideoReformatter

    _check_readable(path)
    with open_media(path) as container:
        stream = _choose(container, "video")
        if stream is None:
            return None
        stream.thread_type = "AUTO"
        with suppress(av.error.FFmpegError):  # not every format can be sought: the first picture then
            container.seek(int((container.start_time or 0) + share * (container.duration or 0)))
        try:
            frame = next(container.decode(stream), None)
        except av.error.FFmpegError:
            return None
        return None if frame is None else upright(frame, stream.sample_aspect_ratio, VideoReformatter())


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise MediaError(f"{path} is a folder; give the path of a media file.")
        if path.exists() and not path.is_file():  # to open a pipe may never end
            raise MediaError(f"{path} is no file, but a device or a pipe; give the path of a media file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise MediaError(f"The file {path} is empty; there is nothing to analyse.")
    except FileNotFoundError:
        raise MediaError(f"The file {path} does not exist; check its name.") from None
    except PermissionError:
        raise MediaError(f"The file {path} cannot be read; give yourself permission to read it.") from None
    except OSError as error:
        raise MediaError(f"The file {path} cannot be read: {error.strerror or error}.") from None


class _Track:
    """One stream of the file and a container of its own to read it through."""

    def __init__(self, path: Path, kind: str) -> None:
        self.container = open_media(path)
        self.damaged = 0
        self.error: str | None = None  # why reading stopped before the end
        self.reached = Fraction(0)  # the file's own time, seconds, of the furthest end of any stream's packet
        self.stream = _choose(self.container, kind)
        self._frames: Iterator[tuple[Fraction, Any]] = iter(())
        if self.stream is not None:
            self.stream.thread_type = "AUTO"
            self._frames = self._plausible(self._decode())
        self._first = next(self._frames, None)

    @property
    def found(self) -> bool:
        """Whether the file has such a stream and something in it can be decoded."""
        return self._first is not None

    @property
    def first(self) -> tuple[Fraction, Any]:
        """The first frame and the file's own time of it."""
        assert self._first is not None
        return self._first

    @property
    def stated_end(self) -> Fraction | None:
        """The file's own time of the end that its header states, in seconds."""
        return end_of(self.container) if self.container.format.name in STATES_DURATION else None

    def frames(self) -> Iterator[tuple[Fraction, Any]]:
        """All decoded frames with the file's own time of each in seconds. Call once."""
        return itertools.chain([self.first], self._frames)

    def close(self) -> None:
        self._frames = iter(())
        self.container.close()

    def _packets(self) -> Iterator[Any]:
        import av

        try:
            for packet in self.container.demux():
                stamp = packet.pts if packet.pts is not None else packet.dts
                if stamp is not None:
                    self.reached = max(self.reached, (stamp + (packet.duration or 0)) * packet.time_base)
                if packet.stream.index == self.stream.index:  # the one that ends a stream has no index of its own
                    yield packet
        except av.error.FFmpegError as error:
            self.error = error.strerror or str(error)

    def _decode(self) -> Iterator[tuple[Fraction, Any]]:
        import av

        following = Fraction(0)  # the time of a frame that states none
        for packet in self._packets():
            if packet.is_corrupt:
                self.damaged += 1
                continue
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            for frame in frames:
                if frame.is_corrupt:
                    self.damaged += 1
                    continue
                at = following if frame.pts is None else frame.pts * Fraction(frame.time_base)
                following = at + self._length(frame)
                yield at, frame

    def _plausible(self, frames: Iterator[tuple[Fraction, Any]]) -> Iterator[tuple[Fraction, Any]]:
        """Leaves out frames whose time leaps away and is not borne out by the next: their stamp is damaged.

        One flipped bit may move a stamp by hours, which would have to be filled with silence.
        """
        end = self.stated_end
        last: Fraction | None = None
        doubtful: tuple[Fraction, Any] | None = None
        for at, frame in frames:
            # Pictures may be far apart, as slides are: a leap is doubtful where the file is said to be over by then.
            promised = end is not None and last is not None and last < at <= end
            if last is not None and abs(at - last) > LEAP and not promised:
                if doubtful is None or abs(at - doubtful[0]) > LEAP:
                    self.damaged += doubtful is not None
                    doubtful = at, frame
                    continue
                if at < last:
                    self.error = "its time stamps jump back"
                    return
                yield doubtful
            elif doubtful is not None:
                self.damaged += 1
            doubtful, last = None, at
            yield at, frame
        self.damaged += doubtful is not None

    def _length(self, frame: Any) -> Fraction:
        """Seconds that the frame lasts."""
        if self.stream.type == "audio":
            return Fraction(frame.samples, frame.sample_rate)
        rate = self.stream.average_rate or self.stream.guessed_rate
        return 1 / Fraction(rate) if rate else Fraction(0)


def open_media(path: Path) -> InputContainer:
    import av

    limit = {"max_pixels": str(LARGEST_PICTURE)}
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS, **limit}  # opening decodes pictures too
    try:
        # Absolute, or a name with a colon would be taken for a protocol; only files, so that nothing is fetched.
        container = av.open(str(path.absolute()), options=options)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, av.error.ArgumentError):
            reason = "its format is not one that is read"
        raise MediaError(
            f"The file {path} is no audio or video file that can be read, or it is damaged ({reason})."
        ) from error
    for stream in container.streams.video:
        if (codec := stream.codec_context) is not None:
            codec.options = limit
    return container


def _choose(container: InputContainer, kind: str) -> Any:
    """The best stream of this kind, by FFmpeg's rule (the default one first); None where there is none."""
    from av.stream import Disposition

    still = Disposition.attached_pic | Disposition.still_image | Disposition.timed_thumbnails
    usable = [s for s in container.streams if s.type == kind and s.codec_context and not s.disposition & still]
    best = container.streams.best(kind)  # type: ignore[arg-type]
    return best if best in usable else next(iter(usable), None)


def end_of(container: InputContainer) -> Fraction | None:
    """The file's own time of its end in seconds, as stated or estimated."""
    start, duration = container.start_time or 0, container.duration
    if duration is None:
        return None
    # Matroska counts its duration from time 0 (FFmpeg's writer) or from its first stamp (others).
    from_zero = container.format.name == "matroska,webm" and duration > start
    return Fraction(duration if from_zero else start + duration, 1_000_000)


def _describe(container: InputContainer, start: Fraction, sound: _Track | None, pictures: _Track | None) -> MediaInfo:
    end = end_of(container)
    width = height = rate = None
    rotation = 0
    if pictures is not None:
        width, height = shown_size(pictures.first[1], pictures.stream.sample_aspect_ratio)
        rotation, _ = orientation(pictures.first[1])
        rate = pictures.stream.average_rate or pictures.stream.guessed_rate
    return MediaInfo(
        container=container.format.name,
        duration=None if end is None else float(end - start),
        start=float(start),
        width=width,
        height=height,
        frame_rate=float(rate) if rate else None,
        rotation=rotation,
        video_codec=pictures.stream.codec_context.name if pictures else None,
        sample_rate=sound.stream.codec_context.sample_rate if sound else None,
        channels=sound.stream.codec_context.channels if sound else None,
        audio_codec=sound.stream.codec_context.name if sound else None,
        audio_tracks=len(container.streams.audio),
    )
