"""The face stage: works beside its caller, loses nothing, and tells when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.sources import VideoFrame
from engines.stages import FaceStage, StageTimes
from ucrn_core.features import FeatureSpec


@pytest.fixture
def stage(shared: Path) -> Iterator[FaceStage]:
    made = FaceStage(FeatureSpec(), shared / "models" / "face_landmarker.task", StageTimes())
    yield made
    made.close()


def frame(t: float) -> VideoFrame:
    return VideoFrame(t, np.zeros((120, 160, 3), np.uint8))


def test_every_grid_step_arrives_in_order(stage: FaceStage) -> None:
    steps = []
    for i in range(60):
        stage.push(frame(i / 30))
        steps += stage.ready()
    stage.end(2.0)
    steps += stage.ready()
    assert [round(s.t / 0.08) for s in steps] == list(range(25))
    assert stage.settled == float("inf")
    assert stage.failure is None


def test_steps_are_settled_only_when_they_were_returned(stage: FaceStage) -> None:
    for i in range(8):
        stage.push(frame(i * 0.08))
    while stage.settled < 0.5:
        assert stage.progress.wait(30)
        stage.ready()
    assert stage.settled < 0.56


def test_time_that_passes_without_pictures_makes_missing_steps(stage: FaceStage) -> None:
    stage.push(frame(0.0))
    stage.push(1.0)
    stage.end(1.0)
    assert len(stage.ready()) == 13


def test_a_failing_thread_ends_the_stage_not_the_session(stage: FaceStage) -> None:
    stage.push(VideoFrame(0.0, np.zeros((120, 160, 3))))  # type: ignore[arg-type]  # MediaPipe raises
    stage.end(3.0)
    stage.ready()
    assert stage.failure is not None
    assert stage.settled == float("inf")
    stage.push(frame(4.0))  # returns although nobody takes it


def test_closing_does_not_wait_for_what_is_queued(stage: FaceStage) -> None:
    for i in range(10):
        stage.push(frame(i / 30))
    stage.close()
    stage.close()
