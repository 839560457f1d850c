"""What a feature is: the FeatureSpec, timestamped steps and words, and the streams that hold them.

All times are seconds on the session clock, of the moment the light or sound reached the device.
"""

from __future__ import annotations

import bisect
import hashlib
import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODALITIES = ("text", "voice", "face")

BLENDSHAPES = (
    "_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft",
    "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft",
    "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft",
    "jawOpen", "jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft",
    "mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft",
    "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower",
    "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight",
    "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight",
)  # fmt: skip
MEL_BANDS = 40

TEXT_CHANNELS = (*(f"minilm_{i:03d}" for i in range(384)), "confidence", "confidence_unknown")
VOICE_CHANNELS = (
    *(f"mel_{i:02d}" for i in range(MEL_BANDS)),  # natural log of mel energy, relative to the person
    *(f"mel_delta_{i:02d}" for i in range(MEL_BANDS)),  # its change over 80 ms
    "pitch",  # octaves relative to the person, 0 where unvoiced
    "voicing",  # normalized autocorrelation at the pitch period, 0..1
    "level",  # tens of dB relative to the person
    "level_dbfs",  # tens of dB below full scale
    "noise_dbfs",  # noise floor, tens of dB below full scale
    "clipped",  # share of samples at full scale
    "flatness",  # spectral flatness, 0..1
)
FACE_CHANNELS = (
    *BLENDSHAPES,  # 0..1, relative to the person's resting face
    "head_pitch", "head_yaw", "head_roll",  # tens of degrees
    "head_x", "head_y", "head_z",  # tens of cm, camera coordinates
    "sharpness", "brightness", "contrast", "size",  # of the face crop
    "frame_difference",  # of the face crop, log: 0 where the camera is frozen
)  # fmt: skip


AT_ONCE = 5e-4  # s between two times that count as one
# The face outline of a step, as consecutive paths: number of points, and whether the last joins the first.
OUTLINE_PATHS = (
    (36, True),  # face oval
    (16, True), (16, True),  # eyes
    (5, False), (5, False), (5, False), (5, False),  # lower and upper edge of each eyebrow
    (20, True), (20, True),  # outer and inner lips
)  # fmt: skip


@dataclass(frozen=True)
class StreamSpec:
    """Steps of one modality inside a window and the names of a step's channels; period in seconds (text: None)."""

    steps: int
    channels: tuple[str, ...]
    period: float | None


@dataclass(frozen=True)
class BaselineSpec:
    """Running baseline of the person: which leading channels, their prior mean, and its weight in steps.

    The baseline starts at `prior` with the weight of `prior_steps` steps and never counts more than
    `memory_steps`, so it follows a change of microphone or light. Empty `prior`: no baseline.
    """

    prior: tuple[float, ...] = ()
    prior_steps: int = 100
    memory_steps: int = 1500


@dataclass(frozen=True)
class FeatureSpec:
    """Everything that fixes the meaning of a feature window. Two specs with one `digest` are interchangeable."""

    name: str = "live-v1"
    window: float = 8.0
    text: StreamSpec = field(default_factory=lambda: StreamSpec(50, TEXT_CHANNELS, None))
    voice: StreamSpec = field(default_factory=lambda: StreamSpec(200, VOICE_CHANNELS, 0.04))
    face: StreamSpec = field(default_factory=lambda: StreamSpec(100, FACE_CHANNELS, 0.08))
    voice_baseline: BaselineSpec = field(default_factory=BaselineSpec)
    face_baseline: BaselineSpec = field(default_factory=lambda: BaselineSpec(prior_steps=250, memory_steps=1500))
    # all-MiniLM-L6-v2, model.safetensors of revision 1110a243
    text_encoder: str = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    text_adapters: str = ""  # sha256 of the checkpoint's low-rank adapters of the encoder; empty: none

    def stream(self, modality: str) -> StreamSpec:
        """The stream of `modality`, one of MODALITIES."""
        return {"text": self.text, "voice": self.voice, "face": self.face}[modality]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> FeatureSpec:
        plain = dict(data)
        for name in MODALITIES:
            plain[name] = StreamSpec(data[name]["steps"], tuple(data[name]["channels"]), data[name]["period"])
        for name in ("voice_baseline", "face_baseline"):
            plain[name] = BaselineSpec(
                tuple(data[name]["prior"]), data[name]["prior_steps"], data[name]["memory_steps"]
            )
        return FeatureSpec(**plain)

    @cached_property
    def digest(self) -> str:
        """sha256 over the canonical JSON of the spec; every window asks for it."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Step:
    """One timestamped feature step. values (channels,) float16; outline: the face's
    paths (see OUTLINE_PATHS) as (points, 2), x and y in 0..1 of the picture, or None."""

    t: float
    values: NDArray[np.float16]
    valid: bool
    available_at: float
    outline: NDArray[np.float16] | None = None


@dataclass(frozen=True)
class Word:
    """One committed word. confidence 0..1, or None where the recognizer knows none."""

    start: float
    end: float
    text: str
    confidence: float | None
    available_at: float


@dataclass(frozen=True)
class FeatureWindow:
    """The features that end at `t`: per modality values (steps, channels) float32 and valid (steps,) bool.

    Streams are left-padded, the newest step is last; values of invalid steps are 0. known_at: the window holds what was
    available then, None for all that there is; left_out: modalities that it was kept free of.
    """

    t: float
    values: dict[str, NDArray[np.float32]]
    valid: dict[str, NDArray[np.bool_]]
    presence: dict[str, float]
    spec_digest: str
    known_at: float | None = None
    left_out: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[str, ...]:
        return tuple(m for m in MODALITIES if bool(self.valid[m].any()))


class StepStream:
    """Ring of the newest `capacity` steps of one modality, preallocated; older steps fall out."""

    def __init__(self, channels: int, capacity: int) -> None:
        self.capacity = capacity
        self.count = 0  # steps ever appended
        self._t = np.zeros(capacity)
        self._available = np.zeros(capacity)
        self._valid = np.zeros(capacity, bool)
        self._values = np.zeros((capacity, channels), np.float16)

    def extend(self, steps: Iterable[Step]) -> None:
        """Append steps, whose times must ascend."""
        for step in steps:
            i = self.count % self.capacity
            self._t[i], self._available[i], self._valid[i] = step.t, step.available_at, step.valid
            self._values[i] = step.values if step.valid else 0
            self.count += 1

    def between(
        self, after: float, until: float, now: float | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float16], NDArray[np.bool_]]:
        """Times, values and validity of the steps with after < t <= until, known at `now` where that is given."""
        size = min(self.count, self.capacity)
        order = np.arange(self.count - size, self.count) % self.capacity
        t = self._t[order]
        # A step's time is a multiple of its period computed in binary; half a millisecond is no step.
        keep = (t > after + AT_ONCE) & (t <= until + AT_ONCE)
        if now is not None:
            keep &= self._available[order] <= now
        chosen = order[keep]
        return self._t[chosen], self._values[chosen], self._valid[chosen]


class WordStream:
    """The newest committed words, in order of their end."""

    def __init__(self, capacity: int = 2000) -> None:
        self._words: deque[Word] = deque(maxlen=capacity)

    def extend(self, words: Iterable[Word]) -> None:
        """Add words; a word that ends before the newest one is put in its place."""
        for word in words:
            if self._words and word.end < self._words[-1].end:
                ordered = list(self._words)
                bisect.insort(ordered, word, key=lambda w: w.end)
                self._words = deque(ordered, maxlen=self._words.maxlen)
            else:
                self._words.append(word)

    def between(self, after: float, until: float, now: float | None = None) -> Sequence[Word]:
        """Words that end inside (after, until], known at `now` where that is given."""
        return [w for w in self._words if after < w.end <= until and (now is None or w.available_at <= now)]
