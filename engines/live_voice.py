"""Live sound to voice steps and to what the speech recognizer hears, also after the sound broke off."""

from __future__ import annotations

from collections.abc import Sequence

from engines import voice
from engines.sources import SAMPLE_RATE, AudioChunk
from engines.stages import StageTimes
from engines.voice_activity import HeardChunk, VoiceActivity
from ucrn_core.baseline import PersonBaseline
from ucrn_core.features import FeatureSpec, Step

JUMP = 1e-3  # s that sound may stand off the end of the sound before


class LiveVoice:
    """Sound that does not follow the sound before it, as after a pause, is heard anew; the person stays known."""

    def __init__(self, spec: FeatureSpec, times: StageTimes) -> None:
        voice.load()
        self._spec, self._times = spec, times
        self._baseline = PersonBaseline(spec.voice_baseline)
        self._until: float | None = None  # session time at which the sound so far ends
        self._begin()

    def _begin(self) -> None:
        self._activity = VoiceActivity()
        self._featurizer = voice.VoiceFeaturizer(self._spec, self._baseline)

    def follows(self, chunk: AudioChunk) -> bool:
        """Whether a chunk goes on where the sound before it ended; the first one does."""
        return self._until is None or abs(chunk.t - self._until) <= JUMP

    def push(self, chunk: AudioChunk) -> tuple[list[Step], Sequence[HeardChunk]]:
        if not self.follows(chunk):
            self._begin()
        self._until = chunk.t + len(chunk.samples) / SAMPLE_RATE
        with self._times.stage("voice activity"):
            heard = self._activity.push(chunk)
        with self._times.stage("voice"):
            return [step for h in heard for step in self._featurizer.push(h)], heard
