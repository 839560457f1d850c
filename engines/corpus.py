"""Labelled rows -> features, by the featurizers that run live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.degrade import Box
from engines.face import FaceFeaturizer, FaceReader
from engines.sources import SAMPLE_RATE, AudioChunk, VideoFrame
from engines.voice import VoiceFeaturizer
from engines.voice_activity import VoiceActivity
from ucrn_core.baseline import PersonBaseline
from ucrn_core.corpora.text import WORDS_PER_SECOND
from ucrn_core.features import FeatureSpec

FACE_SIDE, FACE_GREY = 192, 128
FACE_MARGINS = (64, 128)  # let the detector find tightly cropped faces; the second where the first does not do
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
            for margin in FACE_MARGINS:
                framed = np.pad(large, margin, constant_values=FACE_GREY)
                found = reader.read(np.repeat(framed[..., None], 3, axis=2))
                if found is not None:
                    rows[i] = found[0]
                    break
            progress(i + 1)
    return rows


def read_frames(path: Path) -> list[VideoFrame]:
    """The pictures of a video file that the face steps are read from."""
    from engines.sources.media import MediaSource

    with closing(MediaSource(path, audio=False)) as source:
        items = iter(source.read, None)
        return [item for item in items if isinstance(item, VideoFrame)]


def talking_face(
    frames: Sequence[VideoFrame], model: Path, shown: Sequence[NDArray[np.uint8]] | None = None
) -> tuple[NDArray[np.float16], NDArray[np.bool_], Box]:
    """Frames -> absolute steps (n, channels), their validity (n,), and the box that holds the face in all of them, in
    0..1 of the picture; shown: pictures to be read instead of the frames' own."""
    with closing(FaceFeaturizer(FeatureSpec(), model)) as featurizer:
        steps = [
            step
            for i, frame in enumerate(frames)
            for step in featurizer.push(frame if shown is None else VideoFrame(frame.t, shown[i]))
        ]
        steps += featurizer.flush()
    outlines = [s.outline.astype(np.float64) for s in steps if s.outline is not None]
    points = np.concatenate(outlines) if outlines else np.array([[0.0, 0.0], [1.0, 1.0]])
    (x0, y0), (x1, y1) = np.percentile(points, [1, 99], axis=0).clip(0, 1)
    values = np.stack([s.values for s in steps]) if steps else np.zeros((0, len(FeatureSpec().face.channels)))
    return values.astype(np.float16), np.array([s.valid for s in steps], bool), (x0, y0, x1, y1)
