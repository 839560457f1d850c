"""Sliding windows over the three streams: what the network sees at a moment, and how much of it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import AT_ONCE, MODALITIES, FeatureSpec, FeatureWindow, StepStream, Word, WordStream

Encode = Callable[[Sequence[Word]], NDArray[np.float16]]
HOP = 0.25  # s between windows, where no other is asked for
ROUNDING = 1e-6  # of a period, which binary times are not exact to
KEPT_SECONDS = 120.0  # of steps in a stream: recognition may lag by a long sentence without losing a window


class WindowMaker:
    """Holds the streams of one session and cuts windows out of them.

    encode: words -> (words, text channels), or None when there is no text encoder: text is then missing.
    """

    def __init__(self, spec: FeatureSpec, encode: Encode | None) -> None:
        self.spec = spec
        self.words = WordStream()
        self.steps = {
            name: StepStream(len(stream.channels), round(KEPT_SECONDS / stream.period))
            for name in ("voice", "face")
            if (stream := spec.stream(name)).period
        }
        self._encode = encode

    def at(self, t: float, *, now: float | None = None, drop: frozenset[str] = frozenset()) -> FeatureWindow:
        """The window that ends at `t`. With `now`, only what was known then; `drop`: modalities left out by hand."""
        after = t - self.spec.window
        values: dict[str, NDArray[np.float32]] = {}
        valid: dict[str, NDArray[np.bool_]] = {}
        presence: dict[str, float] = {}
        heard: NDArray[np.float64] = np.zeros(0)
        for name, stream in self.steps.items():
            times, rows, ok = stream.between(after, t, now)
            steps, period = self.spec.stream(name).steps, self.spec.stream(name).period
            assert period is not None
            # By time, not by count: where sound has ended, the newest places stay empty.
            # A step that is AT_ONCE after `t` to the last bit must not come out behind the newest place.
            places = steps - 1 - np.floor((t - times + AT_ONCE) / period + ROUNDING).astype(int)
            inside = places >= 0
            times, rows, ok, places = times[inside], rows[inside], ok[inside], places[inside]
            if name == "voice":
                heard = times[ok]
            values[name], valid[name] = placed(rows, ok, places, steps)
            presence[name] = float(ok.sum()) / steps
        words = self.words.between(after, t, now)[-self.spec.text.steps :]
        covered = coverage(heard, words)
        rows = (
            self._encode(words)
            if self._encode and words and covered > 0
            else np.zeros((0, len(self.spec.text.channels)), np.float16)
        )
        values["text"], valid["text"] = left_pad(rows, np.ones(len(rows), bool), self.spec.text.steps)
        presence["text"] = covered if len(rows) else 0.0
        for name in drop:
            valid[name][:] = False
            values[name][:] = 0
            presence[name] = 0.0
        return FeatureWindow(
            t,
            {m: values[m] for m in MODALITIES},
            {m: valid[m] for m in MODALITIES},
            {m: presence[m] for m in MODALITIES},
            self.spec.digest,
            now,
            tuple(m for m in MODALITIES if m in drop),
        )


def coverage(heard: NDArray[np.float64], words: Sequence[Word]) -> float:
    """Share 0..1 of the voice steps (their end times in seconds) that words cover; 0 with neither."""
    if len(heard) == 0 or not words:
        return 0.0
    middle = heard[:, None] - 0.02
    starts, ends = np.array([w.start for w in words]), np.array([w.end for w in words])
    return float(((middle >= starts) & (middle <= ends)).any(axis=1).mean())


def left_pad(
    rows: NDArray[np.float16], ok: NDArray[np.bool_], steps: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """rows (n, channels), ok (n,) with n <= steps -> (steps, channels) and (steps,), the newest step last."""
    return placed(rows, ok, np.arange(steps - len(rows), steps), steps)


def placed(
    rows: NDArray[np.float16], ok: NDArray[np.bool_], places: NDArray[np.int64], steps: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """rows (n, channels) and ok (n,) at their places (n,) of a window: (steps, channels), 0 where invalid, (steps,)."""
    values = np.zeros((steps, rows.shape[1]), np.float32)
    valid = np.zeros(steps, bool)
    valid[places] = ok
    values[places] = np.where(ok[:, None], rows, 0)
    return values, valid


def single_window(
    spec: FeatureSpec, modality: str, values: NDArray[np.float16], valid: NDArray[np.bool_]
) -> FeatureWindow:
    """A window that holds one modality alone: values (n, channels), valid (n,); the newest steps that fit are kept."""
    arrays, masks, presence = {}, {}, {}
    for m in MODALITIES:
        stream = spec.stream(m)
        none = np.zeros((0, len(stream.channels)), np.float16)
        rows, ok = (values[-stream.steps :], valid[-stream.steps :]) if m == modality else (none, np.zeros(0, bool))
        arrays[m], masks[m] = left_pad(rows, ok, stream.steps)
        # Labelled text has no sound to cover: its words are all there is.
        presence[m] = float(masks[m].any()) if m == "text" else float(masks[m].mean())
    return FeatureWindow(spec.window, arrays, masks, presence, spec.digest)
