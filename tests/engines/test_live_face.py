"""The live face: steps and events from a thread that reads the pictures a camera gives."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import closing
from pathlib import Path

from engines.live_face import LiveFace
from engines.sources import VideoFrame
from engines.sources.conversion import GRID
from engines.stages import StageTimes
from tests.two_faces import two_faces
from ucrn_core.features import FeatureSpec


class Shown:
    """Pictures that are there already. `ended`: all were taken, and what was made of them is there."""

    def __init__(self, frames: list[VideoFrame]) -> None:
        self.ended = threading.Event()
        self.t = 0.0
        self._frames = deque(frames)

    def take(self, timeout: float) -> VideoFrame | None:
        if not self._frames:
            self.ended.set()
            return None
        frame = self._frames.popleft()
        self.t = frame.t
        return frame


def test_a_switch_to_another_face_is_told_once(shared: Path) -> None:
    pictures = two_faces(shared, ["LS"] * 5 + ["S"] * 16)
    shown = Shown([VideoFrame(i * GRID, picture) for i, picture in enumerate(pictures)])
    model = shared / "models" / "face_landmarker.task"
    with closing(LiveFace(FeatureSpec(), model, shown, lambda: shown.t, StageTimes())) as face:
        assert shown.ended.wait(60)
        assert [(e.kind, e.modality) for e in face.events()] == [("switch", "face")]
        assert face.events() == []
        assert [s.valid for s in face.ready()] == [True] * 5 + [False] * 12 + [True] * 3


def test_what_the_library_cannot_take_is_told_and_the_face_is_seen_again(shared: Path) -> None:
    frames = [VideoFrame(i * GRID, picture) for i, picture in enumerate(two_faces(shared, ["L"] * 12))]
    frames[5] = VideoFrame(5 * GRID, frames[5].image[:, :, 0])  # no picture in colour
    shown = Shown(frames)
    model = shared / "models" / "face_landmarker.task"
    with closing(LiveFace(FeatureSpec(), model, shown, lambda: shown.t, StageTimes())) as face:
        assert shown.ended.wait(60)
        assert [e.kind for e in face.events()] == ["missing", "back"]
        steps = face.ready()
    assert [s.t for s in steps] == sorted(s.t for s in steps)
    assert sum(s.valid for s in steps) >= 8
    assert steps[-1].valid
