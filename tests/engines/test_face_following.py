"""Several faces in a picture: the largest is followed until it has been lost for a second, and a switch is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.face import FaceFeaturizer, FaceReader
from engines.face_following import FaceFinder, FaceFollower, area, box_of, overlap, without
from engines.sources import VideoFrame
from engines.sources.conversion import GRID
from tests.two_faces import two_faces
from ucrn_core.features import BLENDSHAPES, BaselineSpec, FeatureSpec


@pytest.fixture(scope="module")
def model(shared: Path) -> Path:
    return shared / "models" / "face_landmarker.task"


@pytest.fixture
def follower(model: Path) -> Iterator[FaceFollower]:
    with closing(FaceFollower(FaceReader(model, video=True), FaceFinder(model))) as made:
        yield made


def followed(follower: FaceFollower, pictures: list[NDArray[np.uint8]], *, mirrored: bool = False) -> str:
    """Which face was read in each picture, 12.5 a second: L or S, `.` for none; `!` before it tells a switch."""
    said = ""
    for i, picture in enumerate(pictures):
        found = follower.read(picture, i * GRID)
        said += "!" if follower.switched else ""
        right = found is not None and bool(found[1][:, 0].mean() > 0.5)
        said += "." if found is None else "LS"[right != mirrored]
    return said


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_largest_is_followed_until_lost_for_a_second(follower: FaceFollower, shared: Path, mirrored: bool) -> None:
    who = ["LS"] * 10 + ["S"] * 7 + ["LS"] * 10 + ["S"] * 20 + ["LS"] * 5
    said = followed(follower, two_faces(shared, who, mirrored=mirrored), mirrored=mirrored)
    # Last seen 13 pictures, 1.04 s, before the other one is taken, which is followed from then on.
    assert said == "L" * 10 + "." * 7 + "L" * 10 + "." * 12 + "!" + "S" * 13


def test_a_larger_face_that_comes_later_takes_nothing_away(follower: FaceFollower, shared: Path) -> None:
    who = ["S"] * 5 + ["LS"] * 5 + ["L"] * 5 + ["LS"] * 5
    assert followed(follower, two_faces(shared, who)) == "S" * 10 + "." * 5 + "S" * 5


def test_a_face_that_leaves_and_comes_back_to_its_place_is_no_switch(follower: FaceFollower, shared: Path) -> None:
    who = ["LS"] * 5 + [""] * 20 + ["LS"] * 5
    assert followed(follower, two_faces(shared, who)) == "L" * 5 + "." * 20 + "L" * 5


def test_pictures_of_one_face_are_read_as_by_the_reader_itself(
    follower: FaceFollower, model: Path, shared: Path
) -> None:
    alone = [""] * 3 + ["L"] * 30 + [""] * 4 + ["L"] * 5 + ["S"] * 5 + [""] * 4 + ["L"] * 5 + [""] * 15 + ["S"] * 5
    pictures = two_faces(shared, alone)
    places = []
    with closing(FaceReader(model, video=True)) as reader:
        for i, picture in enumerate(pictures):
            expected, found = reader.read(picture, i * GRID), follower.read(picture, i * GRID)
            assert not follower.switched
            if expected is None:
                assert found is None
            else:
                assert found is not None
                np.testing.assert_array_equal(found[0], expected[0])
                np.testing.assert_array_equal(found[1], expected[1])
                places.append(float(found[1][:, 0].mean()))
    assert sum(abs(b - a) > 0.3 for a, b in itertools.pairwise(places)) == 3  # taken up elsewhere, soon and late


def test_another_person_has_a_baseline_of_their_own_and_is_told_of(model: Path, shared: Path) -> None:
    resting = np.linspace(0, 0.5, len(BLENDSHAPES))
    # Without weight of the prior the first step of a person is the baseline, and becomes the prior.
    spec = FeatureSpec(face_baseline=BaselineSpec(tuple(resting.tolist()), prior_steps=0))
    who = ["LS"] * 10 + ["S"] * 20
    with closing(FaceFeaturizer(spec, model)) as featurizer:
        pictures = two_faces(shared, who)
        steps = [s for i, p in enumerate(pictures) for s in featurizer.push(VideoFrame(i * GRID, p))]
        (event,) = featurizer.events
    assert (event.t, event.kind, event.modality) == (pytest.approx(22 * GRID), "switch", "face")
    at_prior = [i for i, s in enumerate(steps) if np.array_equal(s.values[: len(resting)], resting.astype(np.float16))]
    assert at_prior == [0, 22]


def test_all_faces_are_found(model: Path, shared: Path) -> None:
    both, none = two_faces(shared, ["LS", ""])
    with closing(FaceFinder(model)) as finder:
        assert finder.find(none) == []
        large, small = sorted(finder.find(both), key=area, reverse=True)
    assert 0.1 < large[0] < large[2] < 0.3
    assert 0.6 < small[0] < small[2] < 0.8


def test_the_other_faces_are_blanked_and_the_kept_one_is_not(model: Path, shared: Path) -> None:
    (both,) = two_faces(shared, ["LS"])
    before = both.copy()
    with closing(FaceFinder(model)) as finder:
        large, small = sorted(finder.find(both), key=area, reverse=True)
        for other, kept in ((large, small), (small, large)):
            (left,) = finder.find(without(both, [other], kept))
            assert overlap(left, kept) > 0.9
    np.testing.assert_array_equal(both, before)
    # Also where the two overlap, and over the edge of the picture.
    white = np.full((10, 10, 3), 255, np.uint8)
    blanked = without(white, [(-0.5, -0.5, 0.5, 0.5)], (0.3, 0.3, 0.9, 0.9))
    assert not blanked[:3].any(axis=2)[:, :7].any()
    assert blanked[3:, 3:].all()


def test_overlap_is_the_shared_part_of_both() -> None:
    box = box_of(np.array([[0.2, 0.6], [0.4, 0.2], [0.3, 0.3]]))
    assert box == (0.2, 0.2, 0.4, 0.6)
    assert overlap(box, box) == pytest.approx(1.0)
    assert overlap(box, (0.3, 0.2, 0.5, 0.6)) == pytest.approx(1 / 3)
    assert overlap(box, (0.4, 0.6, 0.9, 0.9)) == overlap(box, (0.7, 0.7, 0.9, 0.9)) == 0.0
