"""Makes small real media files for tests: encoded by PyAV, with contents that a test can recognize."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray

TICKS = 90_000  # of the video time base, a second
QUALITY = {"libx264": {"crf": "4", "preset": "ultrafast"}, "libx264rgb": {"qp": "0"}}

# Colours of the quadrants of `quadrants`, clockwise from the top left.
WHITE, RED, BLUE, GREEN = (255, 255, 255), (200, 0, 0), (0, 0, 200), (0, 200, 0)


def flat(brightness: int, size: tuple[int, int] = (160, 120)) -> NDArray[np.uint8]:
    """A picture (height, width, 3) of one grey; `size` is (width, height)."""
    return np.full((size[1], size[0], 3), brightness, np.uint8)


def numbered(count: int, size: tuple[int, int] = (160, 120), step: int = 4) -> list[NDArray[np.uint8]]:
    """Pictures whose brightness is `step` times their number; `number_of` reads it back."""
    return [flat(step * i, size) for i in range(count)]


def number_of(image: NDArray[np.uint8], step: int = 4) -> int:
    """Which of the `numbered` pictures this is."""
    return round(float(image.mean()) / step)


def quadrants(size: tuple[int, int] = (160, 120)) -> NDArray[np.uint8]:
    """A picture with four colours (WHITE, RED, BLUE, GREEN clockwise from the top left): tells turns and mirrors."""
    image = flat(0, size)
    x, y = size[0] // 2, size[1] // 2
    image[:y, :x], image[:y, x:], image[y:, x:], image[y:, :x] = WHITE, RED, BLUE, GREEN
    return image


def noise(size: tuple[int, int], seed: int = 0) -> NDArray[np.uint8]:
    """A picture in which every pixel differs: shows any shift of rows."""
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)


def tone(
    seconds: float, *, frequency: float = 440.0, rate: int = 48_000, channels: int = 2, amplitude: float = 0.25
) -> NDArray[np.float32]:
    """A sine in every channel: (channels, samples) float32."""
    t = np.arange(round(seconds * rate)) / rate
    return np.tile((amplitude * np.sin(2 * np.pi * frequency * t)).astype(np.float32), (channels, 1))


def clicks(times: Sequence[float], seconds: float, *, rate: int = 48_000, channels: int = 2) -> NDArray[np.float32]:
    """Silence with a 1 ms pulse that is centred on each of `times`: (channels, samples)."""
    samples = np.zeros((channels, round(seconds * rate)), np.float32)
    half = rate // 2000
    for t in times:
        centre = round(t * rate)
        samples[:, max(0, centre - half) : centre + half] = 0.8
    return samples


def write_media(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]] = (),
    sounds: Sequence[NDArray[np.float32]] = (),
    *,
    fps: int = 30,
    times: Sequence[float] | None = None,
    video_codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rotation: int = 0,
    mirrored: bool = False,
    pixel_aspect: Fraction | None = None,
    video_options: dict[str, str] | None = None,
    rate: int = 48_000,
    audio_codec: str = "aac",
    sound_gap: tuple[float, float] | None = None,
    default_track: int | None = None,
    start: float = 0.0,
    sound_start: float = 0.0,
    cover: NDArray[np.uint8] | None = None,
    muxing: dict[str, str] | None = None,
) -> Path:
    """Encode pictures and sound tracks into a file whose container its suffix says; returns `path`.

    times: seconds of each picture, `fps` apart by default. rotation: degrees clockwise that a player has to turn the
    picture, 90, 180 or 270; mirrored: it has to swap left and right then. sound_gap (at, by): the stamps
    of the sound from second `at` on are `by` seconds later. start: of all stamps; sound_start: of the sound relative
    to the pictures. default_track: number of the sound track that is marked as default. cover: an attached picture.
    video_options, muxing: what the encoder and the container writer are told besides.
    """
    container = av.open(str(path), "w", options=muxing or {})
    video = audio = None
    tracks: list[Any] = []
    if len(pictures):
        video = container.add_stream(
            video_codec, rate=fps, options={**QUALITY.get(video_codec, {}), **(video_options or {})}
        )
        video.height, video.width = pictures[0].shape[:2]
        video.pix_fmt = pixel_format
        video.codec_context.time_base = Fraction(1, TICKS if video_codec.startswith("libx264") else fps)
        if rotation or mirrored:
            video.set_display_rotation(-rotation, hflip=mirrored)
        if pixel_aspect is not None:
            video.codec_context.sample_aspect_ratio = pixel_aspect
    for number, samples in enumerate(sounds):
        audio = container.add_stream(audio_codec, rate=rate)
        audio.layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
        audio.codec_context.time_base = Fraction(1, rate)
        if default_track is not None:
            audio.disposition = Disposition.default if number == default_track else Disposition(0)
        tracks.append(audio)
    if cover is not None:
        art = container.add_stream("mjpeg", rate=1)
        art.height, art.width = cover.shape[:2]
        art.pix_fmt = "yuvj420p"
        art.disposition = Disposition.attached_pic

    # Packets go in order of time, as a recorder writes them.
    packets: list[tuple[float, Any]] = []

    def encode(stream: Any, frame: Any) -> None:
        packets.extend((float((p.dts if p.dts is not None else 0) * p.time_base), p) for p in stream.encode(frame))

    if video is not None:
        for i, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            if pixel_format != "rgb24":
                frame = frame.reformat(format=pixel_format)
            frame.time_base = video.codec_context.time_base
            at = start + (times[i] if times is not None else i / fps)
            frame.pts = round(at / frame.time_base)
            encode(video, frame)
        encode(video, None)
    for audio, samples in zip(tracks, sounds, strict=True):
        block = audio.codec_context.frame_size or 1024
        resampler = av.AudioResampler(audio.codec_context.format.name, audio.layout, rate)
        for i in range(0, samples.shape[1], block):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[:, i : i + block]), "fltp", audio.layout.name
            )
            frame.sample_rate = rate
            frame.time_base = Fraction(1, rate)
            late = sound_gap[1] if sound_gap is not None and i / rate >= sound_gap[0] else 0.0
            frame.pts = i + round((start + sound_start + late) * rate)
            for part in resampler.resample(frame):
                encode(audio, part)
        encode(audio, None)
    if cover is not None:
        still = av.VideoFrame.from_ndarray(cover, "rgb24").reformat(format="yuvj420p")
        packets.extend((-1.0, packet) for packet in (*art.encode(still), *art.encode(None)))
    packets.sort(key=lambda item: item[0])
    for _, packet in packets:
        container.mux(packet)
    container.close()
    return path
