"""A session of hours, made through the store with everything at its true rate: what the speed of views is measured on.

The curves wander as a talk does, with pauses and lost faces; the values are of a seeded generator, the same each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.sessions.store import SessionWriter
from engines.observer import Event
from ucrn_core.features import MODALITIES, OUTLINE_PATHS, FeatureSpec, Step, Word
from ucrn_core.points import SentimentPoint
from ucrn_core.windows import HOP

RATES = {"voice": 25.0, "face": 12.5}  # steps/s of FeatureSpec live-v1
WORDS_A_SECOND = 2.5  # of lively speech
VOCABULARY = "so well then this is what we thought about the plan and I really like how it went on today".split()
PART = 60.0  # s that are made and stored at once
LOST_EVERY, LOST = 1800.0, 40.0  # s: from one time at which the face is lost to the next, and how long it is


def make_long_session(folder: Path, hours: float, report: Callable[[float, float], None]) -> None:
    """A complete session of so many hours in `folder`. report: gets the part that is done, and the whole. SessionError:
    it cannot be written."""
    random = np.random.default_rng(20)
    seconds = round(hours * 3600)
    curves = {name: _wander(random, round(seconds / HOP)) for name in ("sentiment", *MODALITIES)}
    writer = SessionWriter(folder, checkpoint="0" * 64, spec=FeatureSpec(), settings={"hop": HOP}, engine=None)
    try:
        for start in np.arange(0.0, seconds, PART):
            end = min(start + PART, seconds)
            for modality in RATES:
                writer.on_steps(modality, _steps(random, modality, start, end))
            writer.on_words(_words(random, start, end))
            for i in range(round(start / HOP), round(end / HOP)):
                writer.on_point(_point(i, curves))
            report(end, seconds)
        for t in np.arange(LOST_EVERY, seconds, LOST_EVERY):
            writer.on_event(Event(float(t), "missing", "face", "No face was seen."))
            writer.on_event(Event(float(t) + LOST, "back", "face", "A face is seen again."))
        writer.note(report={"duration": float(seconds)})
        writer.close(complete=True)
    except BaseException:
        writer.abandon()
        raise


def _wander(random: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A curve (count,) within -1..1 that moves as the means of a window of 8 s do."""
    window = round(8.0 / HOP)
    noise = random.standard_normal(count + window)
    curve = np.convolve(noise, np.ones(window) / np.sqrt(window), mode="valid")[:count]
    return np.tanh(curve / 2)


def _face_lost(t: float) -> bool:
    return t >= LOST_EVERY and t % LOST_EVERY < LOST


def _steps(random: np.random.Generator, modality: str, start: float, end: float) -> list[Step]:
    times = np.arange(start, end, 1 / RATES[modality])
    values = random.standard_normal((len(times), len(FeatureSpec().stream(modality).channels))).astype(np.float16)
    outline = random.uniform(0.4, 0.6, (sum(n for n, _ in OUTLINE_PATHS), 2)).astype(np.float16)
    steps = []
    for t, row in zip(times.tolist(), values, strict=True):
        seen = modality == "face" and not _face_lost(t)
        steps.append(Step(t, row, modality == "voice" or seen, t, outline if seen else None))
    return steps


def _words(random: np.random.Generator, start: float, end: float) -> list[Word]:
    starts = np.arange(start, end, 1 / WORDS_A_SECOND)
    texts = random.choice(VOCABULARY, len(starts)).tolist()
    return [Word(t, t + 0.3, text, 0.8, t + 0.5) for t, text in zip(starts.tolist(), texts, strict=True)]


def _point(i: int, curves: dict[str, NDArray[np.float64]]) -> SentimentPoint:
    t = (i + 1) * HOP
    sentiment = 3 * float(curves["sentiment"][i])
    absent = ("face",) if _face_lost(t) else ()
    presence = {m: 0.0 if m in absent else 0.5 + 0.4 * abs(float(curves[m][i])) for m in MODALITIES}
    quality = {m: 0.0 if m in absent else 0.5 + 0.5 * float(curves[m][i]) for m in MODALITIES}
    influence = {m: None if m in absent else float(curves[m][i]) for m in MODALITIES}
    low, high = max(sentiment - 0.8, -3.0), min(sentiment + 0.8, 3.0)
    return SentimentPoint(t, sentiment, low, high, presence, quality, influence, None, "made")
