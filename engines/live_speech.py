"""Live speech to words: committed words for the network, words that may still change for the eye, nothing held up."""

from __future__ import annotations

import signal
import time
from collections import deque
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from engines.child import Child
from engines.commitment import Revision
from engines.observer import Event
from engines.recognizers import Spoken, Whisper
from engines.streaming import Heard, PocketSphinxStream, StreamRecognizer, Utterance, WhisperStream
from engines.utterances import Piece, UtteranceCutter, joined
from engines.voice_activity import HeardChunk
from ucrn_core.features import Word

BEHIND = 8.0  # s of sound that may wait before some is skipped
AT_ONCE = 2.0  # s of sound in one message: a pipe holds that, also where the process was stopped and does not read
RESTART = (0.5, 8.0)  # s before a dead process is started again, doubled from the first to the last
FALL_BACK = 3  # deaths after which Whisper, which then ran on the CPU, gives way to pocketsphinx
STEADY = 60.0  # s without dying after which the next restart is quick again
SILENT = 0.8  # s without a sign of life of the process after which text is missing
HANGS = 10.0  # and after which it is ended
PATIENCE = 120.0  # s for an answer, or until the model is loaded

Answer = list[tuple[float, Heard]]  # start of an utterance, and what it has become


class LiveSpeech:
    """Recognizes utterances while they are spoken, in a process of its own.

    Words are returned when they are committed, in order of their end, `available_at` being `now` of the call.
    partial: the words after those, which may still change. alive: whether recognition runs; while it does not, text is
    missing. events: what the person should know, revisions: what was said otherwise after it was committed, both on the
    session clock, oldest first, for the caller to take away.
    """

    def __init__(self, whisper: Path | None, name: str) -> None:
        """whisper: folder of a verified Whisper model in CTranslate2's format, or None for pocketsphinx."""
        self.name = name
        self.partial: list[Word] = []
        self.events: list[Event] = []
        self.revisions: list[Revision] = []
        self.alive = False
        self.seconds = 0.0  # of work
        self.skipped = 0.0  # s of speech that nobody heard
        self._whisper = whisper
        self._cutter = UtteranceCutter()
        self._waiting: deque[Piece] = deque()
        self._sent: list[Piece] = []  # at work
        self._pause, self._restart_at, self._deaths = RESTART[0], 0.0, 0
        self._ready_at: float | None = None  # when the process had loaded its model
        self._child: Child | None = self._start()

    def push(self, heard: HeardChunk, now: float) -> list[Word]:
        """Takes sound; returns the words committed since the last call. Never waits."""
        if self._child is None and self._restart_at == float("inf"):
            return []  # given up
        self._waiting += self._cutter.push(heard)
        return self.ready(now)

    def ready(self, now: float) -> list[Word]:
        """As `push`, without more sound."""
        words: list[Word] = []
        try:
            while self._child is not None and self._child.answers(0):
                words += self._received(self._child.receive(), now)
        except (EOFError, OSError):
            self._died(now)
        self._watch(now)
        self._skip(now)
        try:
            if self._child is not None and self.alive and not self._child.busy and self._waiting:
                self._child.send(self._next())
        except (EOFError, OSError):
            self._died(now)
        if self._child is None and time.monotonic() >= self._restart_at:
            self._child = self._start()
        return words

    def interrupt(self) -> None:
        """The sound breaks off: an utterance that has begun ends there."""
        self._waiting += self._cutter.end()
        self._cutter = UtteranceCutter()

    def close(self) -> None:
        """Ends the process, whatever it does."""
        if self._child is not None:
            self._child.end()
            self._child = None
            self._restart_at = float("inf")

    @property
    def backlog(self) -> float:
        """Seconds of speech that are not recognized yet."""
        return sum(piece.seconds for piece in (*self._sent, *self._waiting))

    @property
    def process_id(self) -> int | None:
        return self._child.process.pid if self._child is not None else None

    def _start(self) -> Child:
        if self._deaths >= FALL_BACK and self._whisper is not None:
            self._whisper, self.name = None, "pocketsphinx"
        return Child(serve_live, (self._whisper, self._deaths > 0), "live speech")

    def _received(self, answer: tuple[str, object], now: float) -> list[Word]:
        kind, content = answer
        if kind == "ready":
            self._ready_at = time.monotonic()
            self._back(now, told=self._deaths > 0)
            return []
        if kind == "failed":
            message = f"The speech recognizer {self.name} cannot be loaded ({content}): run `ucrn-live doctor`."
            self.events.append(Event(now, "missing", "text", message))
            self.close()
            return []
        assert isinstance(content, tuple)
        told, seconds, errors = content
        self.seconds += seconds
        self._sent = []
        for error in errors:
            self.events.append(Event(now, "gap", "text", f"Speech recognition failed for a sentence ({error})."))
        words = []
        for start, heard in told:
            words += [_word(word, start, now) for word in heard.committed]
            self.partial = [_word(word, start, now) for word in heard.partial]
            self.revisions += [
                replace(r, start=start + r.start, end=start + r.end, available_at=now) for r in heard.revisions
            ]
        return words

    def _next(self) -> list[Piece]:
        """What goes to the process now."""
        self._sent, seconds = [], 0.0
        while self._waiting and (not self._sent or seconds + self._waiting[0].seconds <= AT_ONCE):
            self._sent.append(self._waiting.popleft())
            seconds += self._sent[-1].seconds
        return self._sent

    def _back(self, now: float, *, told: bool) -> None:
        self.alive = True
        if told:
            self.events.append(Event(now, "back", "text", f"Speech recognition with {self.name} is back."))

    def _watch(self, now: float) -> None:
        """Tells of a process that shows no life; ends it when that lasts, or when it lives and never answers."""
        if self._child is None:
            return
        loaded, silent = self._ready_at is not None, self._child.silent
        if self.alive and silent > SILENT:
            self.alive, self.partial = False, []
            self.events.append(Event(now, "missing", "text", "Speech recognition does not respond."))
        elif loaded and not self.alive and silent <= SILENT:
            self._back(now, told=True)
        working = self._child.busy or not loaded
        if (loaded and silent > HANGS) or (working and time.monotonic() - self._child.since > PATIENCE):
            self._child.process.kill()  # its end is received next

    def _died(self, now: float) -> None:
        assert self._child is not None
        self._child.end()
        lived = self._ready_at is not None
        steady = self._ready_at is not None and time.monotonic() - self._ready_at > STEADY
        self._child, self._ready_at, self.alive, self.partial = None, None, False, []
        self._restart_at = time.monotonic() + (RESTART[0] if steady else self._pause)
        self._pause = min(2 * (RESTART[0] if steady else self._pause), RESTART[1])
        self._deaths += 1
        lost = sum(piece.seconds for piece in self._sent)
        self.skipped += lost
        self._sent = []
        if lived or self._deaths == 1:  # one that never starts is told once
            message = f"Speech recognition stopped: the words of {lost:.1f} s are lost, and it is started again."
            self.events.append(Event(now, "missing", "text", message))

    def _skip(self, now: float) -> None:
        """Where recognition falls behind, all that waits is given up but the newest piece."""
        waiting = sum(piece.seconds for piece in self._waiting)
        if waiting <= BEHIND:
            return
        newest = self._waiting[-1]
        self._waiting.clear()
        self._waiting.append(newest)
        lost = waiting - newest.seconds
        self.skipped += lost
        message = f"Speech recognition falls behind: the words of {lost:.1f} s are skipped."
        self.events.append(Event(now, "gap", "text", message))


def _word(word: Spoken, start: float, now: float) -> Word:
    return Word(start + word.start, start + word.end, word.text, word.confidence, now)


def serve_live(connection: Connection, whisper: Path | None, cpu_only: bool) -> None:
    """Body of the process: takes lists of Piece, answers ("heard", (Answer, seconds of work, errors)), until the other
    end closes or dies. Says ("ready", None) when the model is loaded, ("failed", reason) when it cannot be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the session, which then closes the connection
    try:
        try:
            recognizer: StreamRecognizer = (
                WhisperStream(Whisper(whisper, cpu_only)) if whisper else PocketSphinxStream()
            )
        except Exception as error:  # whatever a library raises is told
            connection.send(("failed", str(error) or type(error).__name__))
            return
        connection.send(("ready", None))
        listening = Listening(recognizer)
        while True:
            pieces: list[Piece] = connection.recv()
            began = time.perf_counter()
            told: Answer = []
            errors: list[str] = []
            for piece in joined(pieces):  # one hypothesis for all that waited, so that a slow recognizer catches up
                try:
                    told += listening.take(piece)
                except Exception as error:  # one sentence is lost, no more
                    errors.append(str(error) or type(error).__name__)
                    listening.forget()
            connection.send(("heard", (told, time.perf_counter() - began, errors)))
    except (EOFError, OSError):
        return  # the session is gone


class Listening:
    """Pieces to what their utterances become; a piece that follows none begins an utterance of its own."""

    def __init__(self, recognizer: StreamRecognizer) -> None:
        self._recognizer = recognizer
        self._utterance: Utterance | None = None
        self._newest: Piece | None = None
        self._start = 0.0

    def take(self, piece: Piece) -> Answer:
        told: Answer = []
        if self._utterance and self._newest and not piece.follows(self._newest):
            told.append((self._start, self._utterance.end()))
            self._utterance = None
        if self._utterance is None:
            self._utterance, self._start = Utterance(self._recognizer), piece.start
        self._newest = piece
        if piece.last:
            told.append((self._start, self._utterance.end(piece.samples)))
            self._utterance = None
        elif len(piece.samples) and (heard := self._utterance.feed(piece.samples)):
            told.append((self._start, heard))
        return told

    def forget(self) -> None:
        self._utterance = None
