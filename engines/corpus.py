"""Labelled rows -> features, by the featurizers that run live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.face import FaceReader
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.text import TextEncoder, average_pieces
from engines.voice import VoiceFeaturizer
from engines.voice_activity import VoiceActivity
from ucrn_core.baseline import PersonBaseline
from ucrn_core.corpora.text import WORDS_PER_SECOND
from ucrn_core.features import FeatureSpec

FACE_SIDE, FACE_MARGIN, FACE_GREY = 192, 64, 128  # a margin lets the detector find tightly cropped faces
CHUNK = SAMPLE_RATE // 10


def spread_words(text: str, spec: FeatureSpec) -> list[str]:
    """The words a live window sees at the end of `text` when they are spread at 2.5 a second."""
    within = min(spec.text.steps, int(spec.window * WORDS_PER_SECOND))
    return text.split()[-within:]


def read_sound(path: Path) -> NDArray[np.float32]:
    """A sound file as (samples,) float32, 16 kHz mono."""
    from engines.sources.media import MediaSource

    source = MediaSource(path, video=False)
    try:
        chunks = []
        while (item := source.read()) is not None:
            if isinstance(item, AudioChunk):
                chunks.append(item.samples)
    finally:
        source.close()
    return np.concatenate(chunks) if chunks else np.zeros(0, np.float32)


def voice_steps(
    sound: NDArray[np.float32], spec: FeatureSpec, baseline: PersonBaseline | None = None
) -> tuple[NDArray[np.float16], NDArray[np.bool_]]:
    """Sound -> steps (n, channels) and their validity (n,); baseline: of a person heard before."""
    activity, featurizer = VoiceActivity(), VoiceFeaturizer(spec, baseline)
    steps = [
        step
        for start in range(0, len(sound), CHUNK)
        for heard in activity.push(AudioChunk(start / SAMPLE_RATE, sound[start : start + CHUNK]))
        for step in featurizer.push(heard)
    ]
    if not steps:
        return np.zeros((0, len(spec.voice.channels)), np.float16), np.zeros(0, bool)
    return np.stack([s.values for s in steps]), np.array([s.valid for s in steps])


def still_faces(
    images: Iterable[NDArray[np.uint8]], count: int, model: Path, progress: Callable[[int], None] = lambda done: None
) -> NDArray[np.float64]:
    """Grey pictures -> absolute face channels (n, channels); a row of NaN where no face is found."""
    import cv2

    rows = np.full((count, len(FeatureSpec().face.channels)), np.nan)
    with closing(FaceReader(model, video=False)) as reader:
        for i, image in enumerate(images):
            large = cv2.resize(image, (FACE_SIDE, FACE_SIDE), interpolation=cv2.INTER_CUBIC)
            framed = np.pad(large, FACE_MARGIN, constant_values=FACE_GREY)
            found = reader.read(np.repeat(framed[..., None], 3, axis=2))
            if found is not None:
                rows[i] = found[0]
            progress(i + 1)
    return rows


def encode_lines(encoder: TextEncoder, lines: Sequence[list[str]], batch: int = 64) -> Iterator[NDArray[np.float16]]:
    """Word vectors (words, 384) of many lines, batched by length for speed; in the order of `lines`."""
    order = sorted(range(len(lines)), key=lambda i: sum(map(len, lines[i])))
    results: list[NDArray[np.float16]] = [np.zeros((0, 384), np.float16)] * len(lines)
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        for i, (pieces, offsets) in zip(chosen, encoder.pieces([" ".join(lines[i]) for i in chosen]), strict=True):
            results[i] = average_pieces(pieces, offsets, lines[i])
    return iter(results)
