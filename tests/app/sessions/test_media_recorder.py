"""Pictures and sound of a live run: the same at the same times, whatever comes late, never, or is taken away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.cli import main
from app.sessions.media_recorder import FIRST_PICTURE, PATIENCE, PICTURES, SETTLED, SIZE, SOUNDS, MediaRecorder
from app.sessions.session import Session
from engines import media_writer
from engines.clock import SessionClock
from engines.sources import SAMPLE_RATE, AudioChunk, Tap, VideoFrame
from engines.sources.media import MediaSource, sha256_of
from engines.sources.paced_file import PacedFile
from tests.media_files import flat, noise, number_of, numbered, write_media

RNG = np.random.default_rng(0)


def until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)


class ByHand:
    """Inputs whose sound and pictures a test gives, and the clock."""

    has_sound = has_pictures = True

    def __init__(self) -> None:
        self.tap: Tap | None = None
        self.now = 100.0
        self.clock = SessionClock(lambda: self.now)
        self.now += 5.00001
        self.told: list[tuple[str, str]] = []
        self.drop: frozenset[str] = frozenset()

    def record(self, path: Path) -> MediaRecorder:
        return MediaRecorder(
            path, self, self.clock, lambda kind, message: self.told.append((kind, message)), lambda: self.drop
        )

    def sound(self, t: float, seconds: float = 0.04) -> NDArray[np.float32]:
        """Noise from a session time on, as 16 bits hold it."""
        samples = (RNG.integers(-9000, 9000, round(seconds * SAMPLE_RATE)) / 32768).astype(np.float32)
        if self.tap:
            self.tap.on_sound(AudioChunk(t, samples))
        return samples

    def picture(self, t: float, image: NDArray[np.uint8]) -> None:
        if self.tap:
            self.tap.on_picture(VideoFrame(t, image))


def read(path: Path) -> tuple[MediaSource, list[VideoFrame], NDArray[np.float32]]:
    source = MediaSource(path, grid=None)
    items = list(iter(source.read, None))
    source.close()
    sounds = [item.samples for item in items if isinstance(item, AudioChunk)]
    frames = [item for item in items if isinstance(item, VideoFrame)]
    return source, frames, np.concatenate([np.zeros(0, np.float32), *sounds])


def test_a_file_at_its_own_pace_is_recorded_as_it_was_heard_and_seen(tmp_path: Path) -> None:
    sound = (RNG.integers(-9000, 9000, (1, 3 * SAMPLE_RATE)) / 32768).astype(np.float32)
    clip = write_media(tmp_path / "a.mkv", numbered(38, step=6), [sound], fps=25, rate=SAMPLE_RATE, audio_codec="flac")
    clock, told = SessionClock(), []
    inputs = PacedFile(clip, clock)
    recorder = MediaRecorder(tmp_path / "media.mkv", inputs, clock, lambda *what: told.append(what))
    assert recorder.start * SAMPLE_RATE == round(recorder.start * SAMPLE_RATE)
    inputs.open()
    heard: list[AudioChunk] = []
    until(lambda: heard.extend(inputs.read()) or inputs.ended)  # type: ignore[func-returns-value]
    heard += inputs.read()
    recorder.close()
    inputs.close()
    assert (told, recorder.lost, recorder.failed) == ([], {"pictures": 0, "sound": 0}, False)
    assert recorder.sha256 == sha256_of(tmp_path / "media.mkv")
    source, frames, samples = read(tmp_path / "media.mkv")
    assert source.truncated is None
    late = heard[0].t - recorder.start  # from the recording's beginning to the file's
    first = round(late * SAMPLE_RATE)
    np.testing.assert_array_equal(samples[first:], sound[0])
    assert not samples[:first].any()
    given = [item for item in read_on_grid(clip) if isinstance(item, VideoFrame)]
    assert [f.t + source.info.start - late for f in frames] == pytest.approx([f.t for f in given], abs=0.001)
    assert [number_of(f.image, 6) for f in frames] == [number_of(f.image, 6) for f in given]


def read_on_grid(clip: Path) -> list[AudioChunk | VideoFrame]:
    source = MediaSource(clip)
    items = list(iter(source.read, None))
    source.close()
    return items


def test_a_talk_is_recorded_beside_its_measures(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    clip, folder = shared / "clips" / "talk_ira_contribution.mp4", tmp_path / "talk.ucrn"
    command = [
        "live",
        "--headless",
        "--json",
        "--seconds",
        "5",
        "--file",
        str(clip),
        "--consent",
        "in writing",
        "--record",
    ]
    assert main([*command, str(folder)]) == 0
    assert {e for e in json.loads(capsys.readouterr().out)["events"] if "kept awake" not in e} == set()
    with Session.open(folder) as session:
        assert session.info.complete
        assert session.info.media_path == "media.mkv"
        assert session.info.consent == "in writing"
        assert session.info.media_sha256 == sha256_of(folder / "media.mkv")
        assert session.copied_media == folder / "media.mkv"
        assert session.info.devices == {
            "file": {"name": clip.name, "sound_rate": 44100, "size": [640, 360], "rate": 12.5}
        }
        assert session.info.clock == {"drift_ms": 0.0, "drift_ppm": 0.0}
        start = session.info.origin
        first_point = session.points("live")[0].t
    assert 0 <= start < first_point
    source, frames, samples = read(folder / "media.mkv")
    assert source.truncated is None
    assert source.duration == pytest.approx(5.0, abs=0.5)
    talk = read_on_grid(clip)[:300]
    sound = np.concatenate([item.samples for item in talk if isinstance(item, AudioChunk)])
    pictures = [item for item in talk if isinstance(item, VideoFrame)]
    heard = samples[16_000:32_000]
    near = [int(np.argmax(np.correlate(sound[:64_000], heard, "valid")))]
    np.testing.assert_allclose(heard, sound[near[0] : near[0] + 16_000], atol=1 / 32768)
    late = 1.0 - near[0] / SAMPLE_RATE  # media time of the talk's beginning
    for frame in frames:
        t = frame.t + source.info.start - late
        nearest = min(pictures, key=lambda picture: abs(picture.t - t))
        assert abs(nearest.t - t) < 0.001
        assert np.abs(frame.image.astype(int) - nearest.image).mean() < 4

    assert main([*command, str(tmp_path / "measures.ucrn"), "--no-media"]) == 0
    assert [path.name for path in (tmp_path / "measures.ucrn").iterdir()] == ["session.sqlite"]
    with Session.open(tmp_path / "measures.ucrn") as session:
        assert session.info.media_path is session.info.media_sha256 is None


def test_a_pause_is_silence_and_the_pictures_keep_their_times(tmp_path: Path) -> None:
    inputs = ByHand()
    recorder = inputs.record(tmp_path / "media.mkv")
    start = recorder.start
    assert start == 5.0
    before = inputs.sound(start + 0.02)
    inputs.picture(start - 0.01, flat(255))  # taken before it began
    inputs.picture(start + 0.04, flat(40))
    until(lambda: not recorder._sounds)
    inputs.now += PATIENCE + 20  # nothing comes
    until(lambda: (tmp_path / "media.mkv").stat().st_size > 4000)  # the silence is there before the pause is over
    after = inputs.sound(start + 40.0, 0.1)
    inputs.picture(start + 40.05, flat(200))
    recorder.close()
    assert inputs.tap is None
    recorder.close()
    source, frames, samples = read(tmp_path / "media.mkv")
    assert source.truncated is None
    assert [(f.t, number_of(f.image)) for f in frames] == [(pytest.approx(0.04), 10), (pytest.approx(40.05), 50)]
    np.testing.assert_array_equal(samples[320:960], before)
    np.testing.assert_array_equal(samples[40 * SAMPLE_RATE :], after)
    assert not samples[:320].any()
    assert not samples[960 : 40 * SAMPLE_RATE].any()


def test_a_camera_that_comes_late_or_changes_its_size_is_fitted_in(tmp_path: Path) -> None:
    inputs = ByHand()
    recorder = inputs.record(tmp_path / "media.mkv")
    inputs.sound(recorder.start, 2 * FIRST_PICTURE)
    until((tmp_path / "media.mkv").exists)
    inputs.picture(recorder.start + 0.9, flat(200, (1280, 720)))
    inputs.picture(recorder.start + 1.0, flat(100, (320, 480)))
    recorder.close()
    _, frames, _ = read(tmp_path / "media.mkv")
    assert [f.t for f in frames] == pytest.approx([0.9, 1.0], abs=1e-6)
    assert {f.image.shape for f in frames} == {(SIZE[1], SIZE[0], 3)}
    wide, high = (f.image.mean(axis=2) for f in frames)
    assert wide[:50].max() < 20
    assert wide[70:410].min() > 190
    assert high[:, :150].max() < 20
    assert high[:, 170:470].min() > 90


@pytest.mark.parametrize("seconds", [0.5, SETTLED + 0.1])
def test_where_no_sound_comes_the_file_begins_at_0_all_the_same(tmp_path: Path, seconds: float) -> None:
    inputs = ByHand()
    recorder = inputs.record(tmp_path / "media.mkv")
    inputs.picture(recorder.start + 0.3, flat(200))
    until(lambda: not recorder._pictures)
    inputs.now += seconds
    inputs.picture(recorder.start + seconds, flat(200))
    until(lambda: not recorder._pictures)
    recorder.close()
    source, frames, samples = read(tmp_path / "media.mkv")
    assert source.info.start == 0
    assert [f.t for f in frames] == pytest.approx([0.3, seconds])
    assert not samples.any()
    with av.open(str(tmp_path / "media.mkv")) as file:
        assert file.start_time == 0  # what players take for the beginning


def test_without_a_camera_there_is_only_sound(tmp_path: Path) -> None:
    inputs = ByHand()
    recorder = inputs.record(tmp_path / "media.mkv")
    sound = inputs.sound(recorder.start, 3.0)
    until((tmp_path / "media.mkv").exists)
    recorder.close()
    source, frames, samples = read(tmp_path / "media.mkv")
    assert (source.has_audio, source.has_video, frames) == (True, False, [])
    np.testing.assert_array_equal(samples, sound)


def test_what_is_left_out_by_hand_is_not_recorded(tmp_path: Path) -> None:
    inputs = ByHand()
    recorder = inputs.record(tmp_path / "media.mkv")
    assert recorder.recorded == ("pictures", "sound")
    for i, drop in enumerate(({"text"}, {"face"}, {"text", "voice"}, {"voice"})):
        inputs.drop = frozenset(drop)
        inputs.sound(recorder.start + i, 1.0)
        inputs.picture(recorder.start + i, flat(60 * i))
    inputs.drop = frozenset({"face", "text", "voice"})
    assert recorder.recorded == ()
    recorder.close()
    _, frames, samples = read(tmp_path / "media.mkv")
    assert [f.t for f in frames] == [0.0, 2.0, 3.0]
    assert [bool(samples[i * SAMPLE_RATE : (i + 1) * SAMPLE_RATE].any()) for i in range(4)] == [True, True, False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that nobody reads stands in for a disk that hangs")
def test_a_disk_that_hangs_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, inputs = tmp_path / "media.mkv", ByHand()
    os.mkfifo(path)
    monkeypatch.setattr(media_writer, "make_file", lambda path: path)
    recorder = inputs.record(path)
    for i in range(SOUNDS + 7):
        inputs.sound(recorder.start + i / 25)
    image = flat(0, (4000, 4000))
    for i in range(PICTURES // image.nbytes + 3):
        inputs.picture(recorder.start + i, image)
    assert recorder.lost == {"pictures": 3, "sound": 7}
    assert inputs.told == [
        ("drop", f"The disk or the encoder is too slow: some {kind} will be missing in the recording.")
        for kind in ("sound", "pictures")
    ]
    recorder._pictures.clear()  # encoding them takes long
    reading = os.open(path, os.O_RDONLY)  # it hangs no more
    size = []
    reader = threading.Thread(target=lambda: size.extend(iter(lambda: len(os.read(reading, 1 << 20)), 0)))
    reader.start()
    path.unlink()
    recorder.close()
    reader.join()
    os.close(reading)
    assert sum(size) > SOUNDS * 600


def recording(clip: Path, folder: Path, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.recording_child", str(clip), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)


def make_clip(path: Path, seconds: int) -> Path:
    pictures = [noise((160, 120), seed) for seed in range(12)] * seconds
    sound = RNG.normal(0, 0.2, (1, seconds * SAMPLE_RATE)).astype(np.float32)
    return write_media(path, pictures, [sound], fps=12, rate=SAMPLE_RATE, audio_codec="flac")


def test_killed_at_any_moment_at_most_a_second_is_lost(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mkv", 30)
    for number, after in enumerate((1.3, 3.9)):
        folder = tmp_path / f"{number}.ucrn"
        said = [(0.0, 0.0)]
        with recording(clip, folder) as child:
            assert child.stdout
            for line in child.stdout:
                first, second = json.loads(line)
                if isinstance(first, float):
                    said.append((first, second))
                if said[-1][0] > after:
                    child.kill()
        with av.open(str(folder / "media.mkv")) as file:
            assert file.duration is None  # it is not whole
        source, frames, samples = read(folder / "media.mkv")
        start = source.info.start
        assert said[-1][0] - 1 < start + len(samples) / SAMPLE_RATE
        assert said[-1][1] - 1 < start + frames[-1].t
        sound = np.concatenate([i.samples for i in read_on_grid(clip) if isinstance(i, AudioChunk)])
        begin = int(np.flatnonzero(samples)[0])
        heard = samples[begin : begin + SAMPLE_RATE // 4]
        np.testing.assert_allclose(heard, sound[: len(heard)], atol=1 / 32768)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files stands in for a full disk")
def test_a_full_disk_ends_pictures_and_sound_and_not_the_measures(tmp_path: Path) -> None:
    import resource

    limit = 400_000
    folder = tmp_path / "full.ucrn"
    with recording(
        make_clip(tmp_path / "clip.mkv", 6),
        folder,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    ) as child:
        out, err = child.communicate(timeout=120)
    assert (child.returncode, err) == (0, "")
    told = [what for what in map(json.loads, out.splitlines()) if isinstance(what[0], str) and what[0] != "awake"]
    assert [kind for kind, _ in told] == ["error"]
    assert told[0][1].startswith("Pictures and sound are not recorded any further, the measures are: ")
    with Session.open(folder) as session:
        assert session.info.complete
        assert len(session.points("live")) == 1
        assert (session.info.media_path, session.info.media_sha256) == ("media.mkv", None)
    assert (folder / "media.mkv").stat().st_size <= limit
    _, frames, samples = read(folder / "media.mkv")
    assert len(frames) > 5
    assert len(samples) > SAMPLE_RATE / 2
