"""Writes sound and pictures into a Matroska file as they come, which keeps all but its last second if cut off anywhere.

FLAC sound; pictures in H.264 by the first encoder that works here, else in a codec that every machine has.
"""

from __future__ import annotations

import functools
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.private import make_file
from engines.sources import SAMPLE_RATE
from ucrn_core.errors import MediaError, first_line

KEYFRAME_EVERY = 1.0  # s
MILLISECOND = Fraction(1, 1000)  # what Matroska counts in
FRAME_RATE = 30  # nominal, for the encoder's budget: every picture has a stamp of its own
TIGHT = 4  # bits a second and pixel, for encoders that know no constant quality
SILENCE = 10 * SAMPLE_RATE  # samples of silence that are encoded at once
BT601, LIMITED = 6, 1  # H.273: the matrix and the range that pictures are converted to
# What is on disk is whole clusters. One is ended at the first packet past the limit, and a packet of sound is 72 ms.
MUXING = {"cluster_time_limit": "300", "flush_packets": "1", "max_interleave_delta": "50000"}  # ms, -, us


@dataclass(frozen=True)
class Encoder:
    """A codec by FFmpeg's name, told to look at no picture ahead and to give a key picture when asked."""

    name: str
    options: dict[str, str]
    format: str = "yuv420p"
    bits: int = 0  # a second and pixel; 0 where the options set the quality

    def set_up(self, context: Any, width: int, height: int) -> None:
        """context: of the codec, or its stream. For pictures of this size, both even."""
        context.width, context.height = width, height
        context.pix_fmt = self.format
        context.max_b_frames = 0
        context.gop_size = 2 * FRAME_RATE  # for an encoder that is deaf to wishes
        context.colorspace, context.color_range = BT601, LIMITED
        if self.bits:
            context.bit_rate = self.bits * width * height


QUANTIZER = {"flags": "+qscale", "global_quality": str(4 * 118)}  # 118: FFmpeg's lambda of a step

ENCODERS = (
    Encoder(
        "h264_nvenc", {"preset": "p2", "tune": "ull", "zerolatency": "1", "delay": "0", "forced-idr": "1"}, bits=TIGHT
    ),
    Encoder("h264_qsv", {"preset": "veryfast", "async_depth": "1", "forced_idr": "1"}, "nv12", TIGHT),
    Encoder("h264_videotoolbox", {"realtime": "1"}, "nv12", TIGHT),
    Encoder("h264_mf", {"scenario": "live_streaming"}, "nv12", TIGHT),
    Encoder("libx264", {"preset": "superfast", "tune": "zerolatency", "crf": "20", "forced-idr": "1"}),
    Encoder("libopenh264", {}, bits=TIGHT),
    Encoder("mpeg4", QUANTIZER),
    Encoder("mjpeg", QUANTIZER, "yuvj420p"),
)


@functools.cache
def encoder(width: int, height: int) -> Encoder:
    """The first that works here for pictures of this size, both even. MediaError: none does."""
    troubles = []
    for candidate in ENCODERS:
        try:
            prove(candidate, width, height)
        except Exception as error:  # whatever a driver or its library raises, the next one is tried
            troubles.append(f"{candidate.name}: {first_line(error)}")
        else:
            return candidate
    raise MediaError(f"Pictures of {width}x{height} cannot be encoded here ({'; '.join(troubles)}).")


def prove(encoder: Encoder, width: int, height: int) -> None:
    """Encodes three pictures. Raises what the encoder raises, MediaError where it holds pictures back, changes their
    order or gives no key picture when asked."""
    from av import CodecContext

    context: Any = CodecContext.create(encoder.name, "w")
    encoder.set_up(context, width, height)
    context.time_base, context.framerate = MILLISECOND, Fraction(FRAME_RATE)
    context.options = encoder.options
    image = np.zeros((height, width, 3), np.uint8)
    for i, key in enumerate((True, False, True)):
        packets = context.encode(_frame(image, encoder.format, 40 * i, key=key))
        if [(p.pts, p.dts, p.is_keyframe or not key) for p in packets] != [(40 * i, 40 * i, True)]:
            raise MediaError("it holds pictures back, or gives no key picture when asked")


class MediaWriter:
    """One file. Times are seconds from its beginning; sound lies without a gap from there on, so that the count of
    samples is the clock. To be made and used by one thread. Every method raises what FFmpeg does where
    the file cannot be written.
    """

    def __init__(self, path: Path, sound: bool, size: tuple[int, int] | None) -> None:
        """size: (width, height) of the pictures, None where none are written. MediaError: they cannot be encoded."""
        import av

        self.sound, self.size = sound, size
        self.samples = 0  # of sound that were written
        # Absolute, or a name with a colon would be taken for a protocol.
        self._file = av.open(str(make_file(path.absolute())), "w", format="matroska", container_options=MUXING)
        self._keyed = self._newest = -1  # ms of the newest key picture and picture
        if size is not None:
            width, height = self.size = even(*size)
            self._encoder = encoder(width, height)
            self._pictures: Any = self._file.add_stream(
                self._encoder.name, rate=FRAME_RATE, options=dict(self._encoder.options)
            )
            self._encoder.set_up(self._pictures, width, height)
            self._pictures.codec_context.time_base = MILLISECOND
        if sound:
            self._sound = self._file.add_stream("flac", rate=SAMPLE_RATE, layout="mono", format="s16")
        self._file.start_encoding()

    @property
    def until(self) -> float:
        """Seconds up to which there is sound."""
        return self.samples / SAMPLE_RATE

    def write_sound(self, t: float, samples: NDArray[np.float32]) -> None:
        """samples: (n,) float32, 16 kHz. What lies before the end of the sound is cut off, a gap up to `t` filled."""
        first = round(t * SAMPLE_RATE)
        if abs(first - self.samples) <= 1:
            first = self.samples  # a time that is no multiple of a sample's may round either way
        self._fill(first)
        new = samples[max(0, self.samples - first) :]
        if len(new):
            self._encode_sound(np.clip(np.rint(new * 32768), -32768, 32767).astype(np.int16))

    def write_silence(self, until: float) -> None:
        """Where there is no sound up to `until` seconds."""
        self._fill(round(until * SAMPLE_RATE))

    def write_picture(self, t: float, image: NDArray[np.uint8]) -> bool:
        """image: (height, width, 3) RGB, of any size. Without sound the first is also written at 0, as players start
        at the first stamp. False: it is not after the newest by a millisecond, or before the beginning, and left out.
        """
        assert self.size is not None
        at = round(t * 1000)
        if at <= self._newest:
            return False
        if self._newest < 0 < at and not self.sound:
            self.write_picture(0.0, image)
        key = self._keyed < 0 or at - self._keyed >= 1000 * KEYFRAME_EVERY
        self._newest, self._keyed = at, at if key else self._keyed
        self._file.mux(self._pictures.encode(_frame(fitted(image, *self.size), self._encoder.format, at, key=key)))
        return True

    def close(self) -> None:
        """Writes what is left, the index and the duration."""
        if self.sound:
            self._file.mux(self._sound.encode(None))
        if self.size is not None:
            self._file.mux(self._pictures.encode(None))
        self._file.close()

    def abandon(self) -> None:
        """Lets the file be, where nothing more can be written."""
        from av.error import FFmpegError

        with suppress(FFmpegError, OSError):  # it tries to write the end, and is known to fail
            self._file.close()

    def _fill(self, until: int) -> None:
        while (missing := until - self.samples) > 0:
            self._encode_sound(np.zeros(min(missing, SILENCE), np.int16))

    def _encode_sound(self, samples: NDArray[np.int16]) -> None:
        from av import AudioFrame

        frame = AudioFrame.from_ndarray(samples[None], "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self.samples, Fraction(1, SAMPLE_RATE)
        self.samples += len(samples)
        self._file.mux(self._sound.encode(frame))


def even(width: int, height: int) -> tuple[int, int]:
    """What of the size has two pixels for every value of colour."""
    return width // 2 * 2, height // 2 * 2


def fitted(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """The picture (h, w, 3) as (height, width, 3): without an odd row or column, or scaled, black beside it."""
    import cv2

    h, w = image.shape[:2]
    if even(w, h) == (width, height):
        return np.ascontiguousarray(image[:height, :width])
    scale = min(width / w, height / h)
    w, h = max(1, round(w * scale)), max(1, round(h * scale))
    x, y = (width - w) // 2, (height - h) // 2
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[y : y + h, x : x + w] = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
    return canvas


def _frame(image: NDArray[np.uint8], pixel_format: str, ms: int, *, key: bool) -> Any:
    from av import VideoFrame
    from av.video.frame import PictureType

    rgb = VideoFrame.from_ndarray(image, "rgb24")
    frame = rgb.reformat(format=pixel_format, dst_colorspace=BT601, dst_color_range=LIMITED, threads=1)
    frame.pts, frame.time_base = ms, MILLISECOND
    frame.pict_type = PictureType.I if key else PictureType.NONE
    return frame
