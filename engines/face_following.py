"""Which of several faces is read: the largest, until it has been lost for a second."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engines.native import quiet_stderr

if TYPE_CHECKING:
    from engines.face import FaceReader

LOST = 1.0  # s without the followed face until another is taken
# Intersection over union of a face with its earlier self. Measured: talking heads keep 0.23 and more over 99 % of all
# seconds; two faces cheek to cheek that hide a tenth of each other have 0.05.
SAME_PLACE = 0.1
MOST = 8  # faces in a picture; the detector sees those of about a tenth of its width and more
MARGIN = 0.25  # of a face's size, blanked out around it, so that nothing of it is found

Box = tuple[float, float, float, float]  # left, top, right, bottom in 0..1 of the picture


class FaceFinder:
    """Finds all faces of a picture with MediaPipe's FaceLandmarker: 2 ms, and 8 ms for each face."""

    def __init__(self, model: Path) -> None:
        from mediapipe.tasks.python import BaseOptions, vision

        self._first = True
        options = vision.FaceLandmarkerOptions(
            num_faces=MOST,
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=vision.RunningMode.IMAGE,
        )
        with quiet_stderr():
            self._landmarker = vision.FaceLandmarker.create_from_options(options)

    def find(self, image: NDArray[np.uint8]) -> list[Box]:
        """image (height, width, 3) RGB."""
        import mediapipe

        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        with quiet_stderr() if self._first else nullcontext():
            found = self._landmarker.detect(picture)
        self._first = False
        return [box_of(np.array([(p.x, p.y) for p in face])) for face in found.face_landmarks]

    def close(self) -> None:
        self._landmarker.close()


class FaceFollower:
    """A FaceReader of a video that keeps to one face where there are several.

    The reader takes any face when it has none, and then stays with it. So while none is followed all faces are found
    first, and those that are not wanted are blanked out of the picture that it gets. For LOST seconds after the
    followed face was last seen only a face at its place is taken up again; then the largest. A face that was alone, and
    is alone when it comes back, is taken up wherever it is: pictures that show one face at most are read as by the
    reader itself. switched: the last read gave another face than the one before.

    Persons are told apart by their places only, so a cut to another face at the same place goes unseen.
    """

    def __init__(self, reader: FaceReader, finder: FaceFinder) -> None:
        self.switched = False
        self._reader, self._finder = reader, finder
        self._following = False
        self._last: tuple[float, NDArray[np.uint8], Box] | None = None  # where the followed face was seen last
        self._company = False  # another face was in that picture

    def read(self, image: NDArray[np.uint8], t: float) -> tuple[NDArray[np.float64], NDArray[np.float16]] | None:
        """As FaceReader.read, of the followed face; None while it is lost."""
        picture, switched = (image, False) if self._following else self._choose(image, t)
        found = self._reader.read(picture, t) if picture is not None else None
        if found is not None:
            self._last = t, image, box_of(found[1].astype(np.float64))
        elif self._following and self._last is not None:
            _, before, place = self._last
            self._company = any(overlap(face, place) < SAME_PLACE for face in self._finder.find(before))
        self._following = found is not None
        self.switched = switched and self._following
        return found

    def close(self) -> None:
        self._reader.close()
        self._finder.close()

    def _choose(self, image: NDArray[np.uint8], t: float) -> tuple[NDArray[np.uint8] | None, bool]:
        """The picture with the wanted face only, None without one; and whether that is another face than before."""
        faces = self._finder.find(image)
        if not faces:
            return None, False
        chosen, switched = max(faces, key=area), False
        if self._last is not None:
            last, _, place = self._last
            several = self._company or len(faces) > 1
            nearest = max(faces, key=lambda face: overlap(face, place))
            if t - last < LOST:
                if overlap(nearest, place) >= SAME_PLACE:
                    chosen = nearest
                elif several:
                    return None, False
            switched = several and overlap(chosen, place) < SAME_PLACE
        return without(image, [face for face in faces if face is not chosen], chosen), switched


def box_of(points: NDArray[np.float64]) -> Box:
    """points (n, 2) in 0..1."""
    (left, top), (right, bottom) = points.min(0), points.max(0)
    return float(left), float(top), float(right), float(bottom)


def area(box: Box) -> float:
    """0 for a box whose sides have changed places."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    common = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return common / (area(a) + area(b) - common)


def without(image: NDArray[np.uint8], faces: list[Box], kept: Box) -> NDArray[np.uint8]:
    """image (height, width, 3) with `faces` and a margin around them black, but all of `kept` left as it is."""
    if not faces:
        return image
    blanked = image.copy()
    for face in faces:
        blanked[pixels(face, MARGIN, image)] = 0
    blanked[pixels(kept, 0.0, image)] = image[pixels(kept, 0.0, image)]
    return blanked


def pixels(box: Box, margin: float, image: NDArray[np.uint8]) -> tuple[slice, slice]:
    """Rows and columns of a box that is wider by `margin` of its size on every side, within the picture."""
    height, width = image.shape[:2]
    x, y = margin * (box[2] - box[0]), margin * (box[3] - box[1])
    rows = slice(max(0, int((box[1] - y) * height)), max(0, int((box[3] + y) * height) + 1))
    return rows, slice(max(0, int((box[0] - x) * width)), max(0, int((box[2] + x) * width) + 1))
