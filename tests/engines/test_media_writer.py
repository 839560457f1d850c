"""The media writer: what is written is read back, gapless and in time, and whole clusters are on disk at any moment."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from engines.media_writer import ENCODERS, MediaWriter, encoder, fitted, prove
from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.sources.media import MediaSource
from tests.media_files import BLUE, GREEN, RED, WHITE, flat, number_of, quadrants
from ucrn_core.errors import MediaError

RNG = np.random.default_rng(0)
HERE = [e for e in ENCODERS if e.name in av.codecs_available]


def noise(samples: int) -> np.ndarray:
    """Sound (samples,) float32 that 16 bits hold exactly."""
    return (RNG.integers(-32768, 32768, samples) / 32768).astype(np.float32)


def read(path: Path) -> tuple[list[VideoFrame], np.ndarray]:
    """Pictures, and the sound from time 0 on."""
    source = MediaSource(path, grid=None)
    items = list(iter(source.read, None))
    source.close()
    assert source.truncated is None
    assert source.info.start == 0
    sounds = [item for item in items if isinstance(item, AudioChunk)]
    assert not sounds or sounds[0].t == 0
    samples = np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in sounds)])
    return [item for item in items if isinstance(item, VideoFrame)], samples


def test_sound_is_the_same_to_the_bit_and_gaps_are_silence(tmp_path: Path) -> None:
    writer = MediaWriter(tmp_path / "a.mkv", True, None)
    sound = noise(3 * SAMPLE_RATE)
    writer.write_sound(-0.01, sound[:640])  # began before the file
    writer.write_sound(0.03 + 0.9 / SAMPLE_RATE, sound[640:16_000])  # by rounding one sample late
    writer.write_sound(0.5, sound[8160:16_160])  # overlaps what is there
    writer.write_sound(30.0, 1.5 * sound[16_160:20_000])  # after a pause, too loud
    writer.write_silence(31.0)
    assert writer.until == 31.0
    writer.close()
    _, samples = read(tmp_path / "a.mkv")
    assert len(samples) == 31 * SAMPLE_RATE
    np.testing.assert_array_equal(samples[:16_000], sound[160:16_160])
    loud = samples[30 * SAMPLE_RATE :][:3840]
    np.testing.assert_allclose(loud, np.clip(1.5 * sound[16_160:20_000], -1, 32767 / 32768), atol=1 / 32768)
    assert not samples[16_000 : 30 * SAMPLE_RATE].any()
    assert not samples[30 * SAMPLE_RATE + 3840 :].any()


def test_pictures_keep_their_times_and_colours(tmp_path: Path) -> None:
    writer = MediaWriter(tmp_path / "a.mkv", True, (321, 241))
    writer.write_sound(0.0, noise(SAMPLE_RATE))
    times = [0.0123, 0.0457, 0.3, 0.301, 2.75]
    for t in times:
        assert writer.write_picture(t, quadrants((321, 241)))
    assert not writer.write_picture(2.7502, quadrants())  # the same millisecond
    assert not writer.write_picture(1.0, quadrants())
    writer.close()
    frames, _ = read(tmp_path / "a.mkv")
    assert [frame.t for frame in frames] == pytest.approx(times, abs=5.1e-4)
    for frame in frames:
        assert frame.image.shape == (240, 320, 3)
        corners = frame.image[60, 80], frame.image[60, 240], frame.image[180, 240], frame.image[180, 80]
        np.testing.assert_allclose(corners, [WHITE, RED, BLUE, GREEN], atol=4)


def test_pictures_without_sound_begin_at_0(tmp_path: Path) -> None:
    writer = MediaWriter(tmp_path / "a.mkv", False, (160, 120))
    for t in (0.4, 0.44):
        assert writer.write_picture(t, flat(round(100 * t)))
    writer.close()
    frames, _ = read(tmp_path / "a.mkv")
    assert [frame.t for frame in frames] == pytest.approx([0.0, 0.4, 0.44])


def test_pictures_of_another_size_are_fitted_in() -> None:
    high = fitted(flat(200, (120, 240)), 160, 120)
    assert (high.shape, high[:, 50:110].min(), high[:, :50].max(), high[:, 110:].max()) == ((120, 160, 3), 200, 0, 0)
    wide = fitted(flat(200, (1000, 10)), 160, 120)
    assert (wide.shape, wide[59:61].min(), wide[:59].max(), wide[61:].max()) == ((120, 160, 3), 200, 0, 0)
    odd = quadrants((161, 121))
    np.testing.assert_array_equal(fitted(odd, 160, 120), odd[:120, :160])


@pytest.mark.parametrize("candidate", HERE, ids=lambda e: e.name)
def test_what_an_encoder_that_works_here_writes_is_read_back(
    candidate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        prove(candidate, 160, 120)
    except Exception as error:
        pytest.skip(f"not on this machine: {error}")
    monkeypatch.setattr("engines.media_writer.encoder", lambda width, height: candidate)
    writer = MediaWriter(tmp_path / "a.mkv", False, (160, 120))
    for i in range(75):
        writer.write_picture(i / 25, flat(3 * i))
    writer.close()
    frames, _ = read(tmp_path / "a.mkv")
    assert [number_of(frame.image, 3) for frame in frames] == list(range(75))
    with av.open(str(tmp_path / "a.mkv")) as file:
        packets = [p for p in file.demux(video=0) if p.size]
        assert {p.pts for p in packets if p.is_keyframe} >= {0, 1000, 2000}
        assert [p.pts for p in packets] == [p.dts for p in packets] == [40 * i for i in range(75)]


def test_the_first_encoder_that_works_is_remembered() -> None:
    assert encoder(160, 120) is encoder(160, 120)
    prove(encoder(160, 120), 160, 120)
    with pytest.raises(MediaError, match=r"^Pictures of 100002x2 cannot be encoded here \(h264_nvenc: .*mjpeg: "):
        encoder(100_002, 2)


def test_at_most_a_second_is_not_on_disk_yet(tmp_path: Path) -> None:
    """Also while one of the streams gives nothing."""
    path, cut = tmp_path / "a.mkv", tmp_path / "cut.mkv"
    writer = MediaWriter(path, True, (160, 120))
    sound = noise(12 * SAMPLE_RATE)
    for i in range(300):
        t = i / 25
        if not 4 <= t < 8:
            writer.write_sound(t, sound[i * 640 : (i + 1) * 640])
        if t < 2 or t >= 6:
            writer.write_picture(t, flat(i % 60 * 4))
        if i % 10 == 9:
            cut.write_bytes(path.read_bytes())
            if t < 1:
                continue
            source = MediaSource(cut, grid=None)
            items = list(iter(source.read, None))
            source.close()
            newest = t + 0.04
            pictures = [item.t for item in items if isinstance(item, VideoFrame)]
            heard = max(item.t for item in items if isinstance(item, AudioChunk)) + 0.04
            assert heard > (newest if not 4 <= t < 9 else 4.0) - 1
            assert pictures[-1] > (newest if t < 2 or t >= 6.9 else 2.0) - 1
    writer.close()


def test_a_file_that_cannot_be_written_is_told_by_ffmpeg(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        MediaWriter(tmp_path / "none" / "a.mkv", True, None)
