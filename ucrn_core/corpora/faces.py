"""Labelled faces: FER2013 pictures in an npz file with `image` and `label`."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ucrn_core.corpora.emotions import SENTIMENT
from ucrn_core.errors import CorpusError


@dataclass(frozen=True)
class FaceRows:
    """Pictures (n, height, width) uint8 grey, their emotions (n,) and sentiments (n,)."""

    images: NDArray[np.uint8]
    emotions: NDArray[np.str_]
    labels: NDArray[np.float64]

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """A tenth by the hash of the picture, so that exact duplicates stay together; for validation."""
        return np.array([hashlib.sha256(image.tobytes()).digest()[0] * 10 < 256 for image in self.images])


def read_faces(path: Path) -> FaceRows:
    """Reads `path`; CorpusError when it is no such npz file or names an unknown expression."""
    try:
        with np.load(path, allow_pickle=False) as data:
            images, emotions = data["image"], data["label"].astype(str)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or 'it is not an npz file'}.") from error
    except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path} is not an npz file with the arrays image and label (names, no objects).") from error
    if images.ndim != 3 or images.dtype != np.uint8 or len(images) != len(emotions):
        raise CorpusError(f"{path} needs image as (n, height, width) uint8 and as many labels.")
    if len(images) == 0:
        raise CorpusError(f"{path} holds no pictures.")
    unknown = sorted(set(emotions) - set(SENTIMENT))
    if unknown:
        raise CorpusError(f"{path} has unknown labels ({', '.join(unknown[:5])}); known are {', '.join(SENTIMENT)}.")
    return FaceRows(images, emotions, np.array([SENTIMENT[e] for e in emotions]))
