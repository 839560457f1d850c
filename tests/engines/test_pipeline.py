"""The pipeline over real files: one point a hop, the same fast or paced, whatever is missing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.loaded import LoadedModels
from engines.models import ModelStore
from engines.observer import Event
from engines.pipeline import RunReport, analyze_media
from tests.media_files import flat, numbered, tone, write_media
from tests.two_faces import two_faces
from ucrn_core.calibration import Calibration
from ucrn_core.checkpoint import Checkpoint, live_config
from ucrn_core.errors import MediaError
from ucrn_core.features import FeatureSpec, Step, Word
from ucrn_core.model import UCRN
from ucrn_core.points import SentimentPoint


class Log:
    """Keeps what an analysis tells."""

    def __init__(self) -> None:
        self.steps: dict[str, list[Step]] = {"voice": [], "face": []}
        self.words: list[Word] = []
        self.points: list[SentimentPoint] = []
        self.events: list[Event] = []

    def on_steps(self, modality: str, steps: Sequence[Step]) -> None:
        self.steps[modality] += steps

    def on_words(self, words: Sequence[Word]) -> None:
        self.words += words

    def on_point(self, point: SentimentPoint) -> None:
        self.points.append(point)

    def on_event(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    """An untrained network: the way of the data does not depend on what it learned."""
    torch.manual_seed(0)
    spec = FeatureSpec()
    return Checkpoint(UCRN(live_config(spec)).eval(), spec, Calibration(((1.0,) * 4,) * 7, ((1.0, 0.0),) * 3), {})


@pytest.fixture
def mirror(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    return shared / "clips"


def run(path: Path, checkpoint: Checkpoint, **options: object) -> tuple[Log, RunReport]:
    log = Log()
    return log, analyze_media(path, checkpoint, [log], **options)  # type: ignore[arg-type]


def test_a_talking_face_is_the_same_fast_and_paced(mirror: Path, checkpoint: Checkpoint) -> None:
    clip = mirror / "grid_swiz3n.mpg"
    (fast, report), (paced, paced_report) = run(clip, checkpoint), run(clip, checkpoint, paced=True)
    assert fast.points == paced.points
    assert fast.words == paced.words
    for name in ("voice", "face"):
        np.testing.assert_array_equal([s.values for s in fast.steps[name]], [s.values for s in paced.steps[name]])
    assert [p.t for p in fast.points] == [0.25 * (i + 1) for i in range(int(report.duration / 0.25))]
    assert report.presence["face"] > 0.2  # three seconds of an eight-second window
    assert report.presence["voice"] > 0.05
    assert fast.words
    assert paced_report.wall_seconds > 0.9 * report.duration
    assert all(p.latency_ms is None and p.engine == "eager (cpu)" for p in fast.points)
    assert fast.events == []


def test_models_that_stay_loaded_give_the_same(mirror: Path, checkpoint: Checkpoint) -> None:
    clips = [mirror / name for name in ("grid_swiz3n.mpg", "LJ001-0002.wav", "grid_lbax4n.mpg")]
    alone = [run(clip, checkpoint) for clip in clips]
    models = LoadedModels(checkpoint)
    try:
        run(clips[0], checkpoint, models=models)
        kept = models.speech(ModelStore())
        together = [run(clip, checkpoint, models=models) for clip in clips]
        assert models.speech(ModelStore()) is kept
    finally:
        models.close()
    for (log, report), (same, again) in zip(alone, together, strict=True):
        assert same.points == log.points
        assert same.words == log.words
        assert same.events == log.events
        for name in ("voice", "face"):
            np.testing.assert_array_equal([s.values for s in same.steps[name]], [s.values for s in log.steps[name]])
        assert (again.presence, again.recognizer) == (report.presence, report.recognizer)


def test_a_recognizer_that_died_is_not_kept(mirror: Path, checkpoint: Checkpoint) -> None:
    models = LoadedModels(checkpoint)
    try:
        log, _ = run(mirror / "LJ001-0002.wav", checkpoint, models=models)
        speech = models.speech(ModelStore())
        speech._process.process.kill()
        speech._process.process.join()
        again, _ = run(mirror / "LJ001-0002.wav", checkpoint, models=models)
    finally:
        models.close()
    assert again.words == log.words != []
    assert [event.modality for event in again.events] == ["face"]


def test_without_sound_voice_and_text_are_missing(mirror: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    silent = tmp_path / "silent.mp4"
    write_media(silent, numbered(25), fps=25)
    log, report = run(silent, checkpoint)
    assert {e.modality for e in log.events} == {"voice", "text"}
    assert all(p.sentiment is None and p.low is None for p in log.points)
    assert len(log.points) == 4
    assert report.recognizer is None


def test_without_picture_the_face_is_missing(mirror: Path, checkpoint: Checkpoint) -> None:
    log, report = run(mirror / "LJ001-0002.wav", checkpoint)
    assert [e.modality for e in log.events] == ["face"]
    assert report.presence["face"] == 0.0
    assert any(p.sentiment is not None for p in log.points)


def test_without_a_face_model_the_face_is_missing_and_the_remedy_is_told(
    shared: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path))
    log, _ = run(shared / "clips" / "grid_swiz3n.mpg", checkpoint, drop=frozenset({"text"}))
    assert [e.modality for e in log.events] == ["face"]
    assert "ucrn-live models install face-landmarker" in log.events[0].message
    assert any(p.presence["voice"] > 0 for p in log.points)


def test_a_switch_to_another_face_is_told(mirror: Path, shared: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    pictures = [p for p in two_faces(shared, ["LS"] * 10 + ["S"] * 20) for _ in range(2)]
    clip = write_media(tmp_path / "two.mp4", pictures, fps=25)
    log, _ = run(clip, checkpoint, drop=frozenset({"voice", "text"}))
    assert [(e.kind, e.modality) for e in log.events] == [("switch", "face")]
    assert log.events[0].t == pytest.approx(22 * 0.08, abs=0.08)


@pytest.mark.parametrize("dropped", ["voice", "face"])
def test_a_dropped_modality_is_missing(mirror: Path, checkpoint: Checkpoint, dropped: str) -> None:
    log, report = run(mirror / "grid_swiz3n.mpg", checkpoint, drop=frozenset({dropped, "text"}))
    assert report.presence[dropped] == 0.0
    assert all(p.quality[dropped] == 0.0 and p.influence[dropped] is None for p in log.points)
    assert log.words == []


def test_sound_that_ends_long_before_the_picture(mirror: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    clip = tmp_path / "long.mp4"
    write_media(clip, [flat(90)] * 160, [tone(3.0)], fps=2)
    log, report = run(clip, checkpoint)
    assert report.duration == pytest.approx(80, abs=1)
    assert len(log.points) == int(report.duration / 0.25)


def test_stops_when_asked(mirror: Path, checkpoint: Checkpoint) -> None:
    stop = threading.Event()
    stop.set()
    log, report = Log(), None
    report = analyze_media(mirror / "talk_location_scouting.mp4", checkpoint, [log], stop=stop)
    assert report.points == len(log.points) < 10


def test_a_file_that_is_no_media_is_named(checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("not a film")
    with pytest.raises(MediaError, match=r"notes\.mp4"):
        run(path, checkpoint)


def test_a_long_silent_clip_ends_with_nothing_to_look_at(mirror: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    clip = write_media(tmp_path / "still.mp4", [flat(90)] * 75, fps=1)
    log, report = run(clip, checkpoint, drop=frozenset({"face"}))
    assert len(log.points) == int(report.duration / 0.25) >= 290


def test_sound_that_begins_late(mirror: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    clip = write_media(tmp_path / "late.mkv", [flat(90)] * 60, [tone(2.0)], fps=10, sound_start=4.0)
    log, report = run(clip, checkpoint)
    assert len(log.points) == int(report.duration / 0.25)
    assert log.steps["voice"][0].t == pytest.approx(4.04, abs=0.03)


def test_a_modality_whose_library_fails_is_missing_and_the_rest_goes_on(
    shared: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))

    def refuse(*_: object) -> None:
        raise RuntimeError("libGLESv2.so.2 is missing")

    # A machine without this library cannot be made here.
    monkeypatch.setattr("engines.stages.FaceFeaturizer", refuse)
    log, _ = run(shared / "clips" / "grid_swiz3n.mpg", checkpoint, drop=frozenset({"text"}))
    assert [(e.modality, e.kind) for e in log.events] == [("face", "missing")]
    assert "libGLESv2" in log.events[0].message
    assert any(p.presence["voice"] > 0 for p in log.points)
