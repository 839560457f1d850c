"""Face features: blendshapes, head pose and what tells the picture's quality, on a 12.5 Hz grid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.face_following import FaceFinder, FaceFollower
from engines.native import quiet_stderr
from engines.observer import Event
from engines.sources import VideoFrame
from engines.sources.conversion import GRID, GRID_TOLERANCE
from ucrn_core.baseline import PersonBaseline
from ucrn_core.features import FACE_CHANNELS, FeatureSpec, Step

OLDEST = 0.16  # s: a camera of 10 frames a second counts as present
USUAL_DIFFERENCE = 1.7  # `frame_difference` of the natural talks of training, their median
SWITCHED = "Another face is followed now: the one before was lost for a second."
CROP = 48  # pixels: the face crop is judged at this size, so that a large picture is not sharper than a small one


class FaceReader:
    """Reads one face from pictures with MediaPipe's FaceLandmarker.

    `video=True` follows a face from frame to frame, with times that must ascend; otherwise every picture stands alone.
    """

    def __init__(self, model: Path, *, video: bool) -> None:
        from mediapipe.tasks.python import BaseOptions, vision

        self._video = video
        self._first = True
        self._crop: NDArray[np.uint8] | None = None  # the face in the picture before
        # A still is known to show a face; in a video a doubtful one is rather missing than wrong.
        confidence = 0.5 if video else 0.2
        options = vision.FaceLandmarkerOptions(
            min_face_detection_confidence=confidence,
            min_face_presence_confidence=confidence,
            # By content, not by path: the library reads paths only in ASCII on some systems.
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        with quiet_stderr():
            self._landmarker = vision.FaceLandmarker.create_from_options(options)

    def read(self, image: NDArray[np.uint8], t: float = 0.0) -> tuple[NDArray[np.float64], NDArray[np.float16]] | None:
        """image (height, width, 3) RGB at t seconds -> absolute channels and outline, or None without a face."""
        import mediapipe

        # mp.Image ignores strides, so rows must lie close together.
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        # The library writes about its set-up at its first picture, too.
        with quiet_stderr() if self._first else nullcontext():
            if self._video:
                found = self._landmarker.detect_for_video(picture, round(t * 1000))
            else:
                found = self._landmarker.detect(picture)
        self._first = False
        if not found.face_landmarks:
            self._crop = None
            return None
        points = np.array([(p.x, p.y) for p in found.face_landmarks[0]])
        blendshapes = [c.score for c in found.face_blendshapes[0]]
        pose = head_pose(np.asarray(found.facial_transformation_matrixes[0]))
        before, self._crop = self._crop if self._video else None, face_crop(image, points)
        size = float(np.ptp(points[:, 1].clip(0, 1)))
        values = np.array([*blendshapes, *pose, *crop_quality(self._crop), size, frame_difference(self._crop, before)])
        return values, points[outline_landmarks()].astype(np.float16)

    def close(self) -> None:
        self._landmarker.close()


class FaceFeaturizer:
    """Featurizer from VideoFrame to Step: each grid step is the newest frame at most 160 ms old.

    A step without a face, or without a frame that is new enough, is invalid. Of several faces one is followed; events:
    where another one took its place, with a baseline of its own, for the caller to take out.
    """

    def __init__(self, spec: FeatureSpec, model: Path) -> None:
        self.events: list[Event] = []
        self._spec = spec
        self._reader = FaceFollower(FaceReader(model, video=True), FaceFinder(model))
        self._baseline = PersonBaseline(spec.face_baseline)
        self._next = 0  # number of the next grid step
        self._newest: VideoFrame | None = None
        self._read: tuple[NDArray[np.float64], NDArray[np.float16]] | None = None
        self._read_done = False

    def push(self, chunk: VideoFrame) -> Sequence[Step]:
        if self._newest is None:
            self._next = max(0, math.ceil((chunk.t - GRID_TOLERANCE) / GRID))
        steps = self.advance(chunk.t)
        self._newest, self._read_done = chunk, False
        return steps

    def advance(self, until: float) -> Sequence[Step]:
        """Grid steps before `until`, once no earlier frame can come."""
        steps = []
        while self._next * GRID < until - GRID_TOLERANCE:
            steps.append(self._step(self._next * GRID))
            self._next += 1
        return steps

    def flush(self) -> Sequence[Step]:
        """The grid steps that the last frame still covers."""
        return self.advance(self._newest.t + OLDEST) if self._newest else []

    def close(self) -> None:
        self._reader.close()

    def _step(self, t: float) -> Step:
        frame = self._newest
        if frame is None or t - frame.t > OLDEST + GRID_TOLERANCE:
            return Step(t, np.zeros(len(FACE_CHANNELS), np.float16), False, t)
        if not self._read_done:
            self._read, self._read_done = self._reader.read(frame.image, frame.t), True
            if self._reader.switched:
                self.events.append(Event(frame.t, "switch", "face", SWITCHED))
                self._baseline = PersonBaseline(self._spec.face_baseline)
        if self._read is None:
            return Step(t, np.zeros(len(FACE_CHANNELS), np.float16), False, t)
        values, outline = self._read
        return Step(t, self._baseline.apply(values).astype(np.float16), True, t, outline)


def head_pose(matrix: NDArray[np.float64]) -> tuple[float, ...]:
    """Pitch, yaw and roll in tens of degrees, then x, y, z in tens of cm, from a 4x4 transform to the camera."""
    r = matrix[:3, :3] / np.linalg.norm(matrix[:3, 0])
    pitch = math.atan2(r[2, 1], r[2, 2])
    yaw = math.asin(max(-1.0, min(1.0, -r[2, 0])))
    roll = math.atan2(r[1, 0], r[0, 0])
    return tuple(math.degrees(a) / 10 for a in (pitch, yaw, roll)) + tuple(float(v) / 10 for v in matrix[:3, 3])


def face_crop(image: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The face in `image` (height, width, 3) by its landmarks (n, 2) in 0..1, as (CROP, CROP) grey; black where it
    is wholly outside the picture."""
    import cv2

    height, width = image.shape[:2]
    low = np.floor(points.min(0) * (width, height)).astype(int).clip(0)
    high = np.ceil(points.max(0) * (width, height)).astype(int).clip(0, (width, height))
    crop = image[low[1] : high[1], low[0] : high[0]]
    if crop.size == 0:
        return np.zeros((CROP, CROP), np.uint8)
    small = cv2.resize(crop, (CROP, CROP), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def crop_quality(crop: NDArray[np.uint8]) -> tuple[float, float, float]:
    """Sharpness (log of Laplacian to grey variance), brightness and contrast (0..1) of a face crop."""
    import cv2

    edges, grey = cv2.Laplacian(crop, cv2.CV_64F).var() / 255**2, crop.var() / 255**2
    return math.log((edges + 1e-6) / (grey + 1e-4)), float(crop.mean()) / 255, float(crop.std()) / 255


def frame_difference(crop: NDArray[np.uint8], before: NDArray[np.uint8] | None) -> float:
    """log(1 + d), d: mean difference in grey levels (0..255) from the crop before; USUAL_DIFFERENCE without one.

    The logarithm tells a frozen picture, 0, from the sensor noise of a face that keeps still, about 1.
    """
    if before is None:
        return USUAL_DIFFERENCE
    return math.log1p(float(np.abs(crop.astype(np.int16) - before).mean()))


@cache
def outline_landmarks() -> list[int]:
    """MediaPipe's landmark numbers along the paths of OUTLINE_PATHS."""
    from mediapipe.tasks.python.vision import FaceLandmarksConnections as Connections

    parts: Iterable[Any] = (
        Connections.FACE_LANDMARKS_FACE_OVAL,
        Connections.FACE_LANDMARKS_LEFT_EYE,
        Connections.FACE_LANDMARKS_RIGHT_EYE,
        Connections.FACE_LANDMARKS_LEFT_EYEBROW,
        Connections.FACE_LANDMARKS_RIGHT_EYEBROW,
        Connections.FACE_LANDMARKS_LIPS,
    )
    return [landmark for part in parts for path in chains([(c.start, c.end) for c in part]) for landmark in path]


def chains(edges: list[tuple[int, int]]) -> list[list[int]]:
    """Edges of a graph in which no point has more than two -> its paths; a closed path names its start once."""
    paths = []
    left = list(edges)
    while left:
        ends = [p for edge in left for p in edge]
        start = next((p for p in ends if ends.count(p) == 1), ends[0])
        path = [start]
        while edge := next((e for e in left if path[-1] in e), None):
            left.remove(edge)
            path.append(edge[1] if edge[0] == path[-1] else edge[0])
        paths.append(path[:-1] if path[-1] == path[0] else path)
    return paths
