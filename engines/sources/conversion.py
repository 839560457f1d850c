"""Decoded sound and pictures made what a source gives: 16 kHz mono chunks, upright RGB frames on a grid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame

if TYPE_CHECKING:
    from av import AudioResampler
    from av.audio.frame import AudioFrame as DecodedSound
    from av.video.frame import VideoFrame as DecodedPicture
    from av.video.reformatter import VideoReformatter

GRID = 0.08  # seconds, of the face steps: 12.5 Hz
GRID_TOLERANCE = 5e-4  # seconds: a picture this little past a grid time counts as at it (containers round to 1 ms)
CHUNK = 640  # samples of an AudioChunk: 40 ms; only the last one is shorter
# Colour matrices (ITU-T H.273) that swscale refuses; read as BT.601, a wrong hue is better than no picture.
UNKNOWN_MATRICES = frozenset({3, 8, *range(10, 16)})
BT601 = 5
RESYNC = Fraction(40, 1000)  # seconds that sound may deviate from its time stamps before it is set right


def resampled(frames: Iterable[tuple[Fraction, DecodedSound]]) -> Iterator[NDArray[np.float32]]:
    """Samples (n,) at 16 kHz, mono, which laid end to end keep time with the stamps from the first one on.

    Where a stamp deviates by more than RESYNC from the count of samples, a gap is filled with zeros up to the stamp
    and an overlap is cut off.
    """
    from av import AudioResampler

    resampler: AudioResampler | None = None
    first = expected = Fraction(0)
    count = surplus = 0  # samples given so far; samples still to be cut off
    kind: tuple[int, str, str] | None = None

    def converted(frame: DecodedSound | None) -> Iterator[NDArray[np.float32]]:
        nonlocal count, surplus
        for part in resampler.resample(frame) if resampler else ():
            samples = part.to_ndarray()[0]
            cut = min(surplus, len(samples))
            surplus -= cut
            count += len(samples) - cut
            yield samples[cut:]

    for at, frame in frames:
        if resampler is None:
            first = at
        now = (frame.sample_rate, frame.format.name, frame.layout.name)
        if resampler is None or now != kind or abs(at - expected) > RESYNC:
            yield from converted(None)
            # Without rematrix_maxval float codecs would be summed to mono at 1.41 times the level of integer ones.
            resampler = AudioResampler("fltp", "mono", SAMPLE_RATE, options={"rematrix_maxval": "1.0"})
            kind, expected = now, at
            target = round((at - first) * SAMPLE_RATE)
            surplus = max(0, count - target)
            while count < target:
                silence = min(target - count, SAMPLE_RATE)
                count += silence
                yield np.zeros(silence, np.float32)
        expected += Fraction(frame.samples, frame.sample_rate)
        yield from converted(frame)
    yield from converted(None)


def in_chunks(parts: Iterable[NDArray[np.float32]], start: float) -> Iterator[AudioChunk]:
    """Chunks of CHUNK samples, the first at `start` seconds."""
    pending = np.empty(0, np.float32)
    given = 0
    for part in parts:
        pending = np.concatenate((pending, part))
        while len(pending) >= CHUNK:
            yield AudioChunk(start + given / SAMPLE_RATE, pending[:CHUNK].copy())
            pending = pending[CHUNK:]
            given += CHUNK
    if len(pending):
        yield AudioChunk(start + given / SAMPLE_RATE, pending)


def on_grid(
    frames: Iterable[tuple[Fraction, DecodedPicture]], start: Fraction, grid: float | None, aspect: Fraction | None
) -> Iterator[VideoFrame]:
    from av.video.reformatter import VideoReformatter

    reformatter = VideoReformatter()
    held: tuple[float, DecodedPicture] | None = None
    for at, frame in frames:
        t = float(at - start)
        if held is not None:
            if t <= held[0]:
                continue
            if grid is None or _newest_at(t, grid) > _newest_at(held[0], grid):
                yield VideoFrame(held[0], upright(held[1], aspect, reformatter))
        held = t, frame
    if held is not None:
        yield VideoFrame(held[0], upright(held[1], aspect, reformatter))


def _newest_at(t: float, grid: float) -> int:
    """Number of the first grid time at which a picture of time t is there."""
    return math.ceil((t - GRID_TOLERANCE) / grid)


def shown_size(frame: DecodedPicture, aspect: Fraction | None) -> tuple[int, int]:
    """(width, height) of the upright picture once its pixels, `aspect` times as wide as high, are square."""
    width, height = round(frame.width * (aspect or 1)), frame.height
    return (height, width) if orientation(frame)[0] % 180 else (width, height)


def orientation(frame: DecodedPicture) -> tuple[int, bool]:
    """Degrees clockwise by which the stored picture has to be turned, and whether it is mirrored left-right then."""
    side: Any = frame.side_data.get("DISPLAYMATRIX")
    if side is None:
        return 0, False
    # A stored pixel (x, y) is shown at (a x + c y, b x + d y), y downwards; mirroring changes the signs of a and c.
    a, b, _, c, d = (int(value) for value in np.frombuffer(side, np.int32)[:5])
    return round(math.degrees(math.atan2(b, d)) / 90) * 90 % 360, a * d < b * c


def upright(frame: DecodedPicture, aspect: Fraction | None, reformatter: VideoReformatter) -> NDArray[np.uint8]:
    """The picture as RGB (height, width, 3), pixels square, turned and mirrored as the display matrix says."""
    width = round(frame.width * (aspect or 1))
    # One reformatter for all frames and one thread: a third of the time that frame.to_ndarray(format=...) takes.
    matrix = BT601 if frame.colorspace in UNKNOWN_MATRICES else frame.colorspace
    image: NDArray[Any] = reformatter.reformat(
        frame, width, format="rgb24", src_colorspace=matrix, dst_colorspace=matrix, threads=1
    ).to_ndarray()
    degrees, mirrored = orientation(frame)
    image = np.rot90(image, -degrees // 90)
    return np.ascontiguousarray(image[:, ::-1] if mirrored else image)
