"""Degradations of sound, pictures and words: what makes a modality less worth believing, in known strength."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def degrade_sound(
    sound: NDArray[np.float32], strength: float, rng: np.random.Generator, babble: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Noise or babble, or overload, of `strength` in 0..1: 30 to -5 dB signal-to-noise ratio, or gain into clipping."""
    kind = rng.integers(3 if babble is not None else 2)
    power = float(np.sqrt(np.mean(sound**2))) + 1e-6
    if kind == 0:
        peak = float(np.abs(sound).max()) + 1e-6
        loud = np.clip(sound * (1 + 15 * strength) * 0.8 / peak, -1, 1)
        return np.asarray(loud, np.float32)
    if kind == 1:
        noise = rng.standard_normal(len(sound)).astype(np.float32)
        if rng.random() < 0.5:  # brown rather than white: rumble and wind
            noise = np.cumsum(noise, dtype=np.float64).astype(np.float32)
            noise -= np.convolve(noise, np.ones(800, np.float32) / 800, mode="same")
    else:
        assert babble is not None
        noise = np.resize(babble, len(sound))
    noise *= power / (float(np.sqrt(np.mean(noise**2))) + 1e-9) * 10 ** (-(30 - 35 * strength) / 20)
    return np.asarray(np.clip(sound + noise, -1, 1), np.float32)


def degrade_picture(image: NDArray[np.uint8], strength: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, darkness, glare or sensor noise of `strength` in 0..1 on a grey picture (height, width) uint8."""
    grey = image.astype(np.float64)
    kind = rng.integers(4)
    if kind == 0:
        grey = _blur(grey, 0.3 + 2.7 * strength)
    elif kind == 1:
        grey = grey * (1 - 0.9 * strength) + rng.normal(0, 3 * strength, grey.shape)
    elif kind == 2:
        grey = 255 - (255 - grey) * (1 - 0.85 * strength)
    else:
        grey = grey + rng.normal(0, 45 * strength, grey.shape)
    return grey.clip(0, 255).astype(np.uint8)


def degrade_words(
    words: list[str], strength: float, rng: np.random.Generator, vocabulary: list[str]
) -> tuple[list[str], NDArray[np.bool_]]:
    """Recognizer-like errors: a share `strength` of words replaced, dropped or joined by another.

    Returns the words and which of them are wrong.
    """
    result: list[str] = []
    wrong: list[bool] = []
    for word in words:
        if rng.random() >= strength:
            result.append(word)
            wrong.append(False)
            continue
        kind = rng.random()
        if kind < 0.2 and len(words) > 1:
            continue  # dropped
        if kind > 0.85:
            result.append(word)
            wrong.append(False)
        result.append(vocabulary[rng.integers(len(vocabulary))])
        wrong.append(True)
    if not result and words:
        return [vocabulary[rng.integers(len(vocabulary))]], np.array([True])
    return result, np.array(wrong, bool)


def _blur(grey: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """Gaussian blur of a picture, separable, edges repeated."""
    radius = max(1, int(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        padded = np.pad(grey, [(radius, radius) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
        grey = np.apply_along_axis(lambda line: np.convolve(line, kernel, mode="valid"), axis, padded)
    return grey
