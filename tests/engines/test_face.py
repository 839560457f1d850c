"""Face features: found in real pictures, on a grid, relative to the person, telling quality."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engines.face import (
    USUAL_DIFFERENCE,
    FaceFeaturizer,
    FaceReader,
    chains,
    crop_quality,
    face_crop,
    frame_difference,
    head_pose,
    outline_landmarks,
)
from engines.sources import VideoFrame
from ucrn_core.features import BLENDSHAPES, FACE_CHANNELS, OUTLINE_PATHS, FeatureSpec, Step

SPEC = FeatureSpec()


@pytest.fixture(scope="module")
def astronaut() -> np.ndarray:
    """A smiling face of NASA's, in the public domain."""
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(data.astronaut())


@pytest.fixture(scope="module")
def model(shared: Path) -> Path:
    return shared / "models" / "face_landmarker.task"


@pytest.fixture
def featurizer(model: Path) -> Iterator[FaceFeaturizer]:
    made = FaceFeaturizer(SPEC, model)
    yield made
    made.close()


def test_reads_a_smile_and_its_outline(astronaut: np.ndarray, model: Path) -> None:
    reader = FaceReader(model, video=False)
    found = reader.read(astronaut)
    assert found is not None
    values, outline = found
    assert values.shape == (len(FACE_CHANNELS),)
    assert outline.shape == (sum(n for n, _ in OUTLINE_PATHS), 2)
    assert values[BLENDSHAPES.index("mouthSmileLeft")] > 0.4
    left, top = outline.min(0) * 512
    right, bottom = outline.max(0) * 512
    assert 150 < left < right < 300
    assert 40 < top < bottom < 220
    assert reader.read(np.zeros((200, 200, 3), np.uint8)) is None
    reader.close()


def test_a_picture_with_padded_rows_is_the_same_picture(astronaut: np.ndarray, model: Path) -> None:
    reader = FaceReader(model, video=False)
    padded = np.zeros((512, 550, 3), np.uint8)
    padded[:, :512] = astronaut
    whole, view = reader.read(astronaut), reader.read(padded[:, :512])
    assert whole is not None
    assert view is not None
    np.testing.assert_array_equal(whole[0], view[0])
    reader.close()


def grid(featurizer: FaceFeaturizer, times: list[float], image: np.ndarray) -> list[Step]:
    steps = [s for t in times for s in featurizer.push(VideoFrame(t, image))]
    return [*steps, *featurizer.flush()]


def test_steps_stand_on_the_grid_whatever_the_frame_rate(featurizer: FaceFeaturizer, astronaut: np.ndarray) -> None:
    steps = grid(featurizer, [i / 30 for i in range(30)], astronaut)
    assert [round(s.t / 0.08) for s in steps] == list(range(len(steps)))
    assert all(s.valid and s.outline is not None for s in steps)
    assert steps[-1].t > 0.96


def test_ten_frames_a_second_are_present_a_gap_is_missing(featurizer: FaceFeaturizer, astronaut: np.ndarray) -> None:
    steps = grid(featurizer, [0.0, 0.1, 0.2, 0.3, 1.0, 1.1], astronaut)
    missing = [round(s.t, 2) for s in steps if not s.valid]
    assert missing == [0.48, 0.56, 0.64, 0.72, 0.8, 0.88, 0.96]


def test_no_face_is_missing_not_zero(featurizer: FaceFeaturizer) -> None:
    steps = grid(featurizer, [0.0, 0.08, 0.16], np.full((240, 320, 3), 128, np.uint8))
    assert steps
    assert not any(s.valid for s in steps)


FACE = np.array([[0.35, 0.1], [0.55, 0.4]])


def test_blur_and_darkness_tell_quality(astronaut: np.ndarray) -> None:
    import cv2

    sharpness, brightness, contrast = crop_quality(face_crop(astronaut, FACE))
    blurred = crop_quality(face_crop(cv2.GaussianBlur(astronaut, (0, 0), 6), FACE))
    dark = crop_quality(face_crop((astronaut * 0.2).astype(np.uint8), FACE))
    assert blurred[0] < sharpness - 0.5
    assert dark[1] < 0.3 * brightness
    assert dark[2] < 0.3 * contrast


def test_sharpness_does_not_depend_on_the_camera_s_resolution(astronaut: np.ndarray) -> None:
    import cv2

    large = cv2.resize(astronaut, (1536, 1536), interpolation=cv2.INTER_CUBIC)
    assert crop_quality(face_crop(large, FACE))[0] == pytest.approx(
        crop_quality(face_crop(astronaut, FACE))[0], abs=0.3
    )


def test_a_face_outside_the_picture_is_a_black_crop(astronaut: np.ndarray) -> None:
    assert not face_crop(astronaut, FACE + 2).any()


def test_size_is_the_face_s_share_of_the_height(astronaut: np.ndarray, model: Path) -> None:
    reader = FaceReader(model, video=False)
    whole, padded = reader.read(astronaut), reader.read(np.pad(astronaut, ((128, 128), (128, 128), (0, 0))))
    reader.close()
    assert whole is not None
    assert padded is not None
    size = FACE_CHANNELS.index("size")
    assert padded[0][size] == pytest.approx(whole[0][size] * 2 / 3, rel=0.1)


def test_a_frozen_camera_shows_no_difference(featurizer: FaceFeaturizer, astronaut: np.ndarray) -> None:
    difference = FACE_CHANNELS.index("frame_difference")
    noise = np.random.default_rng(0)
    frozen = grid(featurizer, [i * 0.08 for i in range(12)], astronaut)
    live = [
        s
        for i in range(12, 18)
        for s in featurizer.push(
            VideoFrame(i * 0.08, (astronaut + noise.normal(0, 6, astronaut.shape)).clip(0, 255).astype(np.uint8))
        )
    ]
    # The tracker settles on a face in its first pictures, and the crop with it.
    assert [float(s.values[difference]) for s in frozen[8:]] == [0.0] * len(frozen[8:])
    assert all(s.values[difference] > 0 for s in live[1:])
    crop = face_crop(astronaut, FACE)
    assert frame_difference(crop, None) == USUAL_DIFFERENCE
    assert frame_difference(crop, crop) == 0.0
    assert frame_difference(np.full_like(crop, 255), np.zeros_like(crop)) == pytest.approx(np.log(256))


def test_stills_are_not_compared_with_each_other(model: Path, astronaut: np.ndarray) -> None:
    with closing(FaceReader(model, video=False)) as reader:
        for image in (astronaut, astronaut[:, ::-1]):
            found = reader.read(image)
            assert found is not None
            assert found[0][FACE_CHANNELS.index("frame_difference")] == USUAL_DIFFERENCE


@pytest.mark.parametrize(("axis", "place"), [("x", 0), ("y", 1), ("z", 2)])
def test_head_pose_recovers_a_rotation(axis: str, place: int) -> None:
    angle = np.radians(20)
    c, s = np.cos(angle), np.sin(angle)
    rotations = {
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
        "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(rotations[axis]) * 1.3  # the library's matrix carries a scale
    matrix[:3, 3] = (1.0, -2.0, -40.0)
    expected = [0.0] * 3
    expected[place] = 2.0
    assert head_pose(matrix) == pytest.approx((*expected, 0.1, -0.2, -4.0))


def test_outline_paths_follow_the_contours() -> None:
    assert len(outline_landmarks()) == sum(n for n, _ in OUTLINE_PATHS)
    assert chains([(1, 2), (2, 3), (7, 8), (3, 1)]) in ([[1, 2, 3], [7, 8]], [[7, 8], [1, 2, 3]])
