"""A media file as a source: real files of many kinds in, sound and pictures in order of time out."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
import wave
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from engines.sources import AudioChunk, VideoFrame
from engines.sources.media import MediaSource, sha256_of
from tests.media_files import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    clicks,
    flat,
    noise,
    number_of,
    numbered,
    quadrants,
    tone,
    write_media,
)
from ucrn_core.errors import MediaError


@dataclass
class Played:
    """All that a source gave."""

    source: MediaSource
    chunks: list[AudioChunk] = field(default_factory=list)
    frames: list[VideoFrame] = field(default_factory=list)

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate([c.samples for c in self.chunks]) if self.chunks else np.zeros(0, np.float32)

    @property
    def clicks(self) -> list[float]:
        """Times of the clicks, in seconds."""
        loud = np.flatnonzero(np.abs(self.samples) > 0.2)
        groups = np.split(loud, np.flatnonzero(np.diff(loud) > 100) + 1)
        return [self.chunks[0].t + float(group.mean()) / 16_000 for group in groups]

    @property
    def numbers(self) -> list[int]:
        return [number_of(frame.image) for frame in self.frames]


def play(path: Path, *, audio: bool = True, video: bool = True, grid: float | None = None) -> Played:
    """Read a file to its end, with every picture by default, and check what every file must keep."""
    played = Played(MediaSource(path, audio=audio, video=video, grid=grid))
    newest = 0.0
    while (item := played.source.read()) is not None:
        assert item.t >= newest
        newest = item.t
        if isinstance(item, AudioChunk):
            played.chunks.append(item)
        else:
            played.frames.append(item)
    assert played.source.has_audio == bool(played.chunks)
    assert played.source.has_video == bool(played.frames)
    assert all(c.samples.dtype == np.float32 for c in played.chunks)
    assert all(f.image.dtype == np.uint8 and f.image.flags.c_contiguous for f in played.frames)
    played.source.close()
    return played


CLICKS = [0.1, 0.5, 1.0, 1.5, 1.9]


@pytest.mark.parametrize(
    ("suffix", "video_codec", "audio_codec"),
    [
        ("mp4", "libx264", "aac"),
        ("mkv", "libx264", "aac"),
        ("webm", "libvpx", "libopus"),
        ("mov", "libx264", "pcm_s16le"),
        ("avi", "mpeg4", "pcm_s16le"),
    ],
)
def test_clicks_in_48_khz_stereo_and_pictures_come_out_at_their_times(
    tmp_path: Path, suffix: str, video_codec: str, audio_codec: str
) -> None:
    path = tmp_path / f"clip.{suffix}"
    write_media(path, numbered(60), [clicks(CLICKS, 2.0)], video_codec=video_codec, audio_codec=audio_codec)
    played = play(path)
    assert played.clicks == pytest.approx(CLICKS, abs=0.002)
    assert [f.t for f in played.frames] == pytest.approx([i / 30 for i in range(60)], abs=0.001)
    assert np.abs(np.array(played.numbers) - np.arange(60)).max() <= 1  # lossy codecs round the brightness
    info = played.source.info
    assert (info.sample_rate, info.channels, info.width, info.height, info.start) == (48_000, 2, 160, 120, 0.0)
    assert info.frame_rate == pytest.approx(30)
    assert played.source.duration == pytest.approx(2.0, abs=0.03)
    assert played.source.truncated is None
    assert played.source.damaged == 0


@pytest.mark.parametrize(("suffix", "audio_codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "libmp3lame"),
                                                     ("m4a", "aac"), ("ogg", "libopus")])  # fmt: skip
def test_a_sound_file_has_no_video(tmp_path: Path, suffix: str, audio_codec: str) -> None:
    path = write_media(tmp_path / f"sound.{suffix}", sounds=[clicks(CLICKS, 2.0)], audio_codec=audio_codec)
    played = play(path)
    assert not played.source.has_video
    assert played.source.info.width is None
    assert played.clicks == pytest.approx(CLICKS, abs=0.002)
    assert len(played.samples) == pytest.approx(32_000, abs=400)


def test_a_video_with_no_sound(tmp_path: Path) -> None:
    played = play(write_media(tmp_path / "mute.mp4", numbered(10)))
    assert not played.source.has_audio
    assert played.source.info.audio_tracks == 0
    assert played.numbers == list(range(10))


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_file_that_starts_at_another_time_starts_at_zero_and_keeps_its_offset(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"late.{suffix}"
    write_media(path, numbered(30), [clicks([0.2, 0.8], 1.0)], start=5.0, sound_start=0.4, audio_codec="libopus")
    played = play(path)
    assert played.source.info.start == pytest.approx(5.0, abs=0.03)
    assert played.frames[0].t == 0.0
    assert played.clicks == pytest.approx([0.6, 1.2], abs=0.002)
    assert played.source.duration == pytest.approx(1.4, abs=0.05)
    assert played.source.truncated is None


def test_sound_that_starts_before_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "early.mkv"
    write_media(path, numbered(30), [clicks([0.2, 0.8], 1.0)], start=1.0, sound_start=-0.4, audio_codec="pcm_s16le")
    played = play(path)
    assert played.frames[0].t == pytest.approx(0.4, abs=0.001)
    assert played.clicks == pytest.approx([0.2, 0.8], abs=0.002)


def test_a_variable_frame_rate(tmp_path: Path) -> None:
    times = [0.0, 0.02, 0.5, 0.55, 0.6, 1.4, 1.41, 1.9]
    played = play(write_media(tmp_path / "vfr.mp4", numbered(8), [tone(2)], times=times))
    assert [f.t for f in played.frames] == pytest.approx(times, abs=0.001)
    assert played.numbers == list(range(8))


def test_a_gap_in_the_sound_of_a_file_is_filled(tmp_path: Path) -> None:
    path = write_media(tmp_path / "gap.mp4", numbered(60), [clicks([0.2, 0.9, 1.5], 2.0)], sound_gap=(1.0, 0.5))
    played = play(path)
    assert played.clicks == pytest.approx([0.2, 0.9, 2.0], abs=0.002)
    assert len(played.samples) == pytest.approx(2.5 * 16_000, abs=400)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_are_turned_upright(tmp_path: Path, rotation: int, mirrored: bool) -> None:
    path = write_media(tmp_path / "turned.mp4", [quadrants()] * 3, rotation=rotation, mirrored=mirrored)
    played = play(path)
    clockwise = [WHITE, RED, BLUE, GREEN]  # of the stored picture, from the top left
    shown = clockwise[-rotation // 90 :] + clockwise[: -rotation // 90] if rotation else clockwise
    if mirrored:
        shown = [shown[1], shown[0], shown[3], shown[2]]
    image = played.frames[0].image
    height, width = image.shape[:2]
    assert (width, height) == ((160, 120) if rotation in (0, 180) else (120, 160))
    x, y = width // 4, height // 4
    corners = [image[y, x], image[y, -x], image[-y, -x], image[-y, x]]
    assert np.array(corners) == pytest.approx(np.array(shown), abs=4)
    info = played.source.info
    assert (info.width, info.height, info.rotation) == (width, height, rotation)


@pytest.mark.parametrize("size", [(162, 120), (486, 360), (166, 90)])
def test_every_pixel_is_right_where_the_width_is_no_multiple_of_16(tmp_path: Path, size: tuple[int, int]) -> None:
    pictures = [noise(size, seed) for seed in range(3)]
    path = write_media(tmp_path / "odd.mkv", pictures, video_codec="ffv1", pixel_format="bgr0")
    played = play(path)
    assert len(played.frames) == 3
    for frame, picture in zip(played.frames, pictures, strict=True):
        assert np.array_equal(frame.image, picture)


def test_pixels_that_are_not_square_are_made_square(tmp_path: Path) -> None:
    played = play(write_media(tmp_path / "wide.mp4", [quadrants()] * 3, pixel_aspect=Fraction(4, 3)))
    assert played.frames[0].image.shape == (120, 213, 3)
    assert (played.source.info.width, played.source.info.height) == (213, 120)


@pytest.mark.parametrize("matrix", ["smpte170m", "YCgCo", "ICtCp"])
def test_colours_come_out_whatever_colour_matrix_is_stated(tmp_path: Path, matrix: str) -> None:
    options = {"x264-params": f"colormatrix={matrix}"}
    image = play(write_media(tmp_path / "c.mp4", [quadrants()], video_options=options)).frames[0].image
    assert image[20, 20] == pytest.approx(np.array(WHITE), abs=4)
    assert image[20, 140] == pytest.approx(np.array(RED), abs=4)


@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_of_several_audio_tracks_the_default_one_is_read(tmp_path: Path, suffix: str) -> None:
    sounds = [tone(1.2, frequency=300), tone(1.2, frequency=900), tone(1.2, frequency=1500)]
    played = play(write_media(tmp_path / f"tracks.{suffix}", sounds=sounds, default_track=1))
    assert played.source.info.audio_tracks == 3
    assert np.argmax(np.abs(np.fft.rfft(played.samples[:16_000]))) == 900


@pytest.mark.parametrize(("suffix", "audio_codec"), [("mp3", "libmp3lame"), ("mp4", "aac")])
def test_a_cover_picture_is_not_video(tmp_path: Path, suffix: str, audio_codec: str) -> None:
    path = write_media(tmp_path / f"song.{suffix}", sounds=[tone(1)], audio_codec=audio_codec, cover=quadrants())
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1
    assert not play(path).source.has_video


def test_sound_or_pictures_can_be_left_out(tmp_path: Path) -> None:
    path = write_media(tmp_path / "both.mp4", numbered(30), [tone(1)])
    assert not play(path, video=False).source.has_video
    assert not play(path, audio=False).source.has_audio


def test_a_clip_of_a_third_of_a_second(tmp_path: Path) -> None:
    played = play(write_media(tmp_path / "short.mp4", numbered(9), [tone(0.3)]))
    assert len(played.frames) == 9
    assert len(played.samples) == pytest.approx(0.3 * 16_000, abs=400)


def test_the_grid_drops_pictures_and_nothing_else(tmp_path: Path) -> None:
    path = write_media(tmp_path / "clip.mp4", numbered(60), [tone(2)])
    every, some = play(path), play(path, grid=0.08)
    assert some.numbers[:6] == [0, 2, 4, 7, 9, 12]
    assert np.array_equal(some.samples, every.samples)
    images = {frame.t: frame.image for frame in every.frames}
    assert all(np.array_equal(frame.image, images[frame.t]) for frame in some.frames)


def test_a_duration_that_is_not_stated_is_found_by_reading(tmp_path: Path) -> None:
    """A browser's recording: Matroska written to a pipe has no duration."""
    path = write_media(tmp_path / "live.mkv", numbered(60), [tone(2)], muxing={"live": "1"})
    source = MediaSource(path)
    assert source.duration is None
    while source.read() is not None:
        pass
    assert source.duration == pytest.approx(2.0, abs=0.03)
    assert source.truncated is None


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "flac"])
def test_a_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path, suffix: str) -> None:
    pictures = numbered(90, step=2) if suffix != "flac" else []
    whole = write_media(
        tmp_path / f"whole.{suffix}",
        pictures,
        [tone(3)],
        audio_codec="flac" if suffix == "flac" else "aac",
        muxing={"movflags": "faststart"} if suffix == "mp4" else None,
    ).read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    played = play(path)
    assert played.source.duration is not None
    assert 1.0 < played.source.duration < 2.3
    assert len(played.samples) / 16_000 == pytest.approx(played.source.duration, abs=0.2)
    assert played.source.truncated is not None
    assert path.name in played.source.truncated
    assert "breaks off" in played.source.truncated


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_damaged_packets_are_skipped_and_counted(tmp_path: Path, suffix: str) -> None:
    muxing = {"movflags": "faststart"} if suffix == "mp4" else None
    path = write_media(tmp_path / f"hit.{suffix}", numbered(90, step=2), [tone(3)], muxing=muxing)
    data = bytearray(path.read_bytes())
    for position in np.random.default_rng(1).integers(len(data) // 3, len(data), 40):
        data[position] ^= 0x5A
    path.write_bytes(bytes(data))
    played = play(path)
    assert played.source.damaged > 0
    assert played.source.truncated is not None
    assert "damaged packet" in played.source.truncated
    # No flipped bit of a time stamp may stretch the file.
    assert max(f.t for f in played.frames) < 4
    assert 2 < len(played.samples) / 16_000 < 4


def test_two_recordings_glued_together_stop_where_time_jumps_back(tmp_path: Path) -> None:
    path = write_media(tmp_path / "one.ts", sounds=[tone(12)], audio_codec="mp2")
    path.write_bytes(path.read_bytes() * 2)
    played = play(path)
    assert played.source.duration == pytest.approx(12, abs=0.1)
    assert played.source.truncated is not None
    assert "jump back" in played.source.truncated


def test_pictures_far_apart_are_not_taken_for_damage(tmp_path: Path) -> None:
    played = play(write_media(tmp_path / "slides.mkv", numbered(4), times=[0.0, 30.0, 31.0, 35.0]))
    assert [f.t for f in played.frames] == [0.0, 30.0, 31.0, 35.0]
    assert played.source.damaged == 0


@pytest.mark.parametrize("channels", [1, 3, 6, 7, 16])
def test_any_number_of_channels_becomes_mono_at_the_same_level(tmp_path: Path, channels: int) -> None:
    path = tmp_path / "many.wav"
    mono = np.sin(np.arange(8000) * 2 * np.pi * 440 / 8000) * 8192
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.tile(mono.astype("<i2")[:, None], (1, channels)).tobytes())
    assert np.abs(play(path).samples).max() == pytest.approx(0.25, abs=0.002)


def test_bad_files_are_refused_with_one_sentence(tmp_path: Path) -> None:
    text, empty, notes, picture = (tmp_path / n for n in ("text.mp4", "empty.mp4", "notes.txt", "face.jpg"))
    text.write_text("This is no film.\n" * 50)
    notes.write_text("This is no film.\n" * 50)
    empty.touch()
    write_media(picture, [quadrants()], video_codec="mjpeg", pixel_format="yuvj420p")
    subtitles = tmp_path / "words.srt"
    subtitles.write_text("1\n00:00:01,000 --> 00:00:02,000\nhello\n")
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/part.ts\n#EXT-X-ENDLIST\n")
    for path, reason in [
        (tmp_path / "missing.mp4", "does not exist"),
        (tmp_path, "is a folder"),
        (empty, "is empty"),
        (text, "no audio or video file"),
        (notes, "no audio or video file"),
        (picture, "no audio or video file"),
        (playlist, "no audio or video file"),
        (subtitles, "no audio or video file"),
    ]:
        with pytest.raises(MediaError, match=reason) as caught:
            MediaSource(path)
        message = str(caught.value)
        assert path.name in message
        assert "\n" not in message
        assert message.endswith(".")


def test_a_file_with_nothing_of_what_is_asked_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no sound"):
        MediaSource(write_media(tmp_path / "mute.mp4", numbered(3)), video=False)
    with pytest.raises(MediaError, match="no pictures"):
        MediaSource(write_media(tmp_path / "sound.mp4", sounds=[tone(1)]), audio=False)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write_media(tmp_path / "secret.mp4", numbered(3))
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything, nobody may not
    try:
        with pytest.raises(MediaError, match="permission") as caught:
            MediaSource(path)
    finally:
        os.seteuid(user)
    assert "secret.mp4" in str(caught.value)


def test_names_with_a_colon_and_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_media(tmp_path / "plain.mp4", numbered(3)).rename(tmp_path / "http: a talk.mp4")
    monkeypatch.chdir(tmp_path)
    assert play(Path("http: a talk.mp4")).source.name == "http: a talk.mp4"


def test_sha256_is_the_files(tmp_path: Path) -> None:
    path = tmp_path / "clip.bin"
    path.write_bytes(bytes(range(256)) * 5000)
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(MediaError, match="does not exist"):
        sha256_of(tmp_path / "missing.mp4")


def test_paced_reading_gives_the_same_and_never_early(tmp_path: Path) -> None:
    path = write_media(tmp_path / "clip.mp4", numbered(15), [tone(0.5)])
    fast = play(path)
    source = MediaSource(path, paced=True, grid=None)
    items = []
    began = time.monotonic()
    while (item := source.read()) is not None:
        assert time.monotonic() - began >= item.t - 0.002
        items.append(item)
    assert [i.t for i in items if isinstance(i, AudioChunk)] == [c.t for c in fast.chunks]
    assert [i.t for i in items if isinstance(i, VideoFrame)] == [f.t for f in fast.frames]


def test_close_wakes_a_paced_read(tmp_path: Path) -> None:
    path = write_media(tmp_path / "slow.mkv", numbered(2), times=[0.0, 9.0])
    source = MediaSource(path, paced=True)
    read: list[AudioChunk | VideoFrame | None] = []
    first = threading.Event()

    def reading() -> None:
        read.append(source.read())
        first.set()
        read.append(source.read())

    thread = threading.Thread(target=reading)
    thread.start()
    assert first.wait(30)
    source.close()
    thread.join(30)
    assert read[0] is not None
    assert read[1] is None  # the picture at 9 s was not waited for
    assert source.read() is None


def test_importing_the_source_does_not_load_pyav() -> None:
    code = "import sys, engines.sources.media; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "seconds", "size", "pictures"),
    [
        ("grid_bbaf2n.mpg", 3.0, (360, 288), 75),
        ("jfk.flac", 11.0, None, 0),
        ("LJ001-0002.wav", 1.9, None, 0),
        ("talk_ira_contribution.mp4", 75.3, (640, 360), 2257),
    ],
)
def test_real_clips(shared: Path, name: str, seconds: float, size: tuple[int, int] | None, pictures: int) -> None:
    source = MediaSource(shared / "clips" / name, grid=None)
    assert source.duration == pytest.approx(seconds, abs=0.05)
    samples = count = 0
    while (item := source.read()) is not None:
        if isinstance(item, AudioChunk):
            samples += len(item.samples)
        else:
            count += 1
            assert size is not None
            assert item.image.shape == (size[1], size[0], 3)
    assert samples / 16_000 == pytest.approx(seconds, abs=0.05)
    assert count == pytest.approx(pictures, abs=1)
    assert source.duration == pytest.approx(seconds, abs=0.05)
    assert source.truncated is None


def test_the_last_of_a_stream_that_is_not_the_first_is_given(tmp_path: Path) -> None:
    """A decoder with several threads gives its last pictures only when it is told that no more come."""
    path = tmp_path / "sound-first.mkv"
    with (
        av.open(str(write_media(tmp_path / "a.mkv", numbered(30), [tone(1.0)]))) as file,
        av.open(str(path), "w") as out,
    ):
        streams = [out.add_stream_from_template(s) for s in (*file.streams.audio, *file.streams.video)]
        for packet in file.demux():
            if packet.size:
                packet.stream = streams[1 - packet.stream_index]
                out.mux(packet)
    assert play(path).numbers == list(range(30))


def test_flat_pictures_stay_flat(tmp_path: Path) -> None:
    image = play(write_media(tmp_path / "grey.mp4", [flat(120)])).frames[0].image
    assert np.abs(image.astype(int) - 120).max() <= 1


def test_pictures_far_apart_are_whole(tmp_path: Path) -> None:
    path = write_media(tmp_path / "slides.mkv", numbered(6, step=30), times=[15.0 * i for i in range(6)])
    source = MediaSource(path)
    seen = []
    while (item := source.read()) is not None:
        assert isinstance(item, VideoFrame)
        seen.append((round(item.t), number_of(item.image, step=30)))
    source.close()
    assert seen == [(15 * i, i) for i in range(6)]
    assert source.truncated is None
