"""Pictures of two people beside each other, made of two clips of the shared test material."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.corpus import read_frames

HEIGHT, WIDTH = 288, 360  # of one person's half


def two_faces(shared: Path, who: Sequence[str], *, mirrored: bool = False) -> list[NDArray[np.uint8]]:
    """A picture (288, 720, 3) for each of `who`: `L`, the larger face at the left, and `S`, the smaller at the right,
    are in it where it names them. mirrored: the other way round."""
    large, small = (
        [frame.image for frame in read_frames(shared / "clips" / name)]
        for name in ("grid_bbaf2n.mpg", "grid_swiz3n.mpg")
    )
    pictures = []
    for i, present in enumerate(who):
        picture = np.zeros((HEIGHT, 2 * WIDTH, 3), np.uint8)
        if "L" in present:
            picture[:, :WIDTH] = large[i % len(large)]
        if "S" in present:
            reduced = cv2.resize(small[i % len(small)], None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
            picture[: reduced.shape[0], WIDTH : WIDTH + reduced.shape[1]] = reduced
        pictures.append(np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture)
    return pictures
