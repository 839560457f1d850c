"""Speech to words: the voice gate cuts the sound into segments, a process of its own recognizes them."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np

from engines.models import ModelStore
from engines.observer import Event
from engines.recognizers import Segment
from engines.sources import SAMPLE_RATE
from engines.speech_process import PATIENCE, SpeechProcess
from engines.voice_activity import CLOSE_BELOW, FRAME, ActivityFrame, HeardChunk
from ucrn_core.features import Word

LEAD = round(0.2 * SAMPLE_RATE)  # samples before the gate opens: the first sound of a word is often missed by it
LONGEST = 15 * SAMPLE_RATE  # samples of a segment
CUT_WITHIN = 3 * SAMPLE_RATE // FRAME  # newest frames of a segment that grew too long, where it may be cut


class Speech:
    """Featurizer from HeardChunk to Word. Recognition runs beside the caller, segment by segment.

    whisper: folder of a verified Whisper model in CTranslate2's format, or None for the embedded pocketsphinx.
    events: what the person should know of recognition that failed, oldest first.
    """

    def __init__(self, whisper: Path | None, name: str) -> None:
        self.name = name
        self.events: list[Event] = []
        self._segmenter = Segmenter()
        self._process = SpeechProcess(whisper, name, self.events.append)
        self._answered: list[tuple[Segment, list[Word]]] = []  # and not returned yet

    @property
    def settled(self) -> float:
        """Every word that ends at or before this time has been returned."""
        if self._answered:
            return self._answered[0][0].heard
        if self._process.waiting:
            return self._process.waiting[0].heard
        return self._segmenter.settled

    @property
    def lost(self) -> float:
        """Seconds of speech that were not recognized because the process died or refused them."""
        return self._process.lost

    def push(self, heard: HeardChunk) -> list[Word]:
        """Words that became known since the last call, in order of their end; never waits for recognition."""
        for segment in self._segmenter.push(heard):
            self._process.put(segment)
        return self.ready()

    def ready(self) -> list[Word]:
        """As `push`, without more sound."""
        self._answered += self._process.results(timeout=0.0)
        words = [word for _, words in self._answered for word in words]
        self._answered.clear()
        return words

    def wait(self, timeout: float) -> None:
        """Returns when there is something for `ready` to return, when nothing waits, or after `timeout` seconds."""
        if not self._answered:
            self._answered += self._process.results(timeout)

    @property
    def waiting(self) -> bool:
        """Whether some segment is not recognized and returned yet."""
        return bool(self._process.waiting or self._answered)

    @property
    def seconds(self) -> float:
        """Seconds that the recognizer has worked."""
        return self._process.seconds

    def end_segment(self) -> None:
        """The sound has ended: what was said so far is handed over, whether or not its end was heard."""
        for segment in self._segmenter.flush():
            self._process.put(segment)

    def flush(self) -> list[Word]:
        """End of the input: waits for all that is not recognized yet, returns the rest of the words."""
        self.end_segment()
        while self._process.waiting:
            self._answered += self._process.results(PATIENCE)
        return self.ready()

    def renew(self) -> bool:
        """Ready for another sound, with the model that is loaded. False: the process is not as it was when it began."""
        self.events.clear()
        self._answered.clear()
        self._segmenter = Segmenter()
        return self._process.renew()

    def close(self) -> None:
        """Ends the process, whatever it does."""
        self._process.close()


def recognizer_for(store: ModelStore) -> Speech:
    """The best Whisper model that is installed, or the embedded pocketsphinx."""
    if name := store.installed_whisper():
        return Speech(store.path(name), name.replace("-", " ", 1))
    return Speech(None, "pocketsphinx")


class Segmenter:
    """Cuts the sound where the voice gate says; the segments do not depend on how the sound was chunked.

    A segment begins LEAD before the gate opens, but not inside the one before, and ends when the gate closes, or
    after LONGEST at the least likely moment of speech among the newest CUT_WITHIN frames, where the next begins.
    """

    def __init__(self) -> None:
        self._origin = 0.0  # time of the first sample
        self._sound = bytearray()  # float32, from sample `_first` on
        self._first = 0
        self._frames = 0  # seen so far
        self._start: int | None = None  # first sample of the open segment
        self._heard = 0  # samples before which no word of it ends
        self._end = 0  # of the segment before
        self._probabilities: deque[float] = deque(maxlen=CUT_WITHIN)

    @property
    def settled(self) -> float:
        """No word of a segment that is still to come ends at or before this time."""
        return self._time(self._frames * FRAME if self._start is None else self._heard)

    def push(self, heard: HeardChunk) -> list[Segment]:
        """Segments that ended inside this chunk."""
        if not self._first and not self._sound:
            self._origin = heard.chunk.t
        self._sound += heard.chunk.samples.astype(np.float32, copy=False).tobytes()
        segments = [segment for frame in heard.activity for segment in self._step(frame)]
        needed = self._start if self._start is not None else max(self._end, self._frames * FRAME - LEAD)
        del self._sound[: 4 * (needed - self._first)]
        self._first = needed
        return segments

    def flush(self) -> list[Segment]:
        """The segment that is open at the end of the sound."""
        return [] if self._start is None else self._cut(self._first + len(self._sound) // 4)

    def _step(self, frame: ActivityFrame) -> list[Segment]:
        before, after = self._frames * FRAME, (self._frames + 1) * FRAME
        self._frames += 1
        self._probabilities.append(frame.probability)
        if self._start is None:
            if frame.open:
                self._start, self._heard = max(self._end, before - LEAD, 0), before
            return []
        if not frame.open:
            return self._cut(after)
        if after - self._start < LONGEST:
            return []
        older = list(self._probabilities)[:-1]
        least = older.index(min(older))
        cut = after - (len(older) + 1 - least) * FRAME + FRAME // 2  # the middle of that frame
        segments = self._cut(cut)
        self._start = self._heard = cut
        return segments

    def _cut(self, end: int) -> list[Segment]:
        """The open segment, up to sample `end`; nothing where it is only the silence after a cut, in which
        recognizers find words that nobody said."""
        assert self._start is not None
        newest = list(self._probabilities)[-((self._frames * FRAME - self._start) // FRAME) :]
        sound = self._sound[4 * (self._start - self._first) : 4 * (end - self._first)]
        segment = Segment(self._time(self._start), self._time(self._heard), np.frombuffer(sound, np.float32))
        self._start, self._end = None, end
        return [segment] if max(newest) >= CLOSE_BELOW else []

    def _time(self, sample: int) -> float:
        return self._origin + sample / SAMPLE_RATE
