"""A stored session analysed again, with any checkpoint, hop or engine: as a further timeline, or to verify one."""

from __future__ import annotations

import math
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import app
from app.sessions.database import DATABASE
from app.sessions.rows import HOPS
from app.sessions.schema import LIVE, SETTLED
from app.sessions.session import Session, TimelineInfo
from app.sessions.store import SessionWriter, add_timeline, machine, point_row, taken
from engines.fusion.choice import ServingEngine
from engines.fusion.parity import GATE, SENTIMENT
from engines.models import ModelStore
from engines.outlet import point_of
from engines.stored_run import Moment, stored_windows
from engines.text import LoadingTextEncoder
from ucrn_core.errors import EngineError, SessionError
from ucrn_core.features import AT_ONCE, MODALITIES, FeatureSpec, FeatureWindow, Step
from ucrn_core.points import SentimentPoint
from ucrn_core.windows import HOP

if TYPE_CHECKING:
    from engines.fusion import Fused
    from ucrn_core.checkpoint import Checkpoint

Show = Callable[[float, float], None]  # how much is done, and the whole
SHOWN_EVERY = 20  # points


@dataclass(frozen=True)
class Verification:
    """What came of it. points: so many were made again, `same` of them to the last bit (latency aside); largest: the
    greatest difference of any number of a point; off: what differs by more than is allowed, the first few; why_not:
    why other last bits are allowed here, empty where they are not."""

    timeline: str
    points: int
    same: int
    largest: float
    off: Sequence[str]
    why_not: Sequence[str] = field(default=())

    @property
    def passed(self) -> bool:
        return not self.off and (self.same == self.points or bool(self.why_not))


def reanalyze(
    folder: Path,
    checkpoint: Checkpoint,
    name: str = SETTLED,
    *,
    hop: float = HOP,
    engine: str | None = None,
    stop: threading.Event | None = None,
    show: Show = lambda done, whole: None,
) -> TimelineInfo | None:
    """Stores a timeline `name` in media time: every word is known from its end on, whenever it was recognized.

    Features are the stored ones; where the checkpoint has others, those of voice and face are made anew from the media.
    hop: seconds; engine: the name of one, None for the fastest. None: `stop` was set, and nothing is stored.
    SessionError: the name is taken, or what is needed is not there; EngineError: the engine cannot be had.
    """
    shortest, longest = HOPS[0], checkpoint.spec.window
    if not shortest <= hop <= longest:
        raise SessionError(f"A hop of {hop:g} s is not possible; choose one from {shortest:g} to {longest:g} s.")
    stop = stop or threading.Event()
    with Session.open(folder) as session:
        if not all(os.access(place, os.W_OK) for place in (folder, folder / DATABASE)):
            raise SessionError(f"The session {folder} cannot be written: copy it to where it can.")
        _require_name(session, name)
        first = session.timeline()
        moments = _moments(session.points(first.name), first.hop, hop)
        made = TimelineInfo(
            *(name, datetime.now().astimezone(), False, checkpoint.digest, checkpoint.spec.digest, hop, engine),
            *(app.__version__, True),
        )
        rows = []
        with _Run(session, checkpoint, stop) as run:
            serving = run.engine(engine)
            for number, window in enumerate(run.windows(moments)):
                if stop.is_set():
                    break
                fused = serving(window)
                rows.append(point_row(name, point_of(window, fused, checkpoint.calibration, serving.name)))
                if number % SHOWN_EVERY == 0:
                    show(number, len(moments))
    if stop.is_set():
        return None
    add_timeline(folder, made, rows)
    return made


def verify_timeline(
    folder: Path, checkpoint: Checkpoint, timeline: str | None = None, *, show: Show = lambda done, whole: None
) -> Verification:
    """Makes the points of a timeline again, each by its own engine from what was known when it was made.

    With the same checkpoint, versions and machine a CPU engine must give them bit for bit; elsewhere within the parity
    gate. SessionError: it was made with another checkpoint, or of features that the session does not hold.
    """
    stop = threading.Event()
    with Session.open(folder) as session:
        made = session.timeline(timeline)
        if checkpoint.digest != made.checkpoint:
            raise SessionError(
                f"The timeline {made.name} of {folder} was made with the checkpoint {made.checkpoint[:12]}…, and this "
                f"is {checkpoint.digest[:12]}…: name its file with --checkpoint."
            )
        points = session.points(made.name)
        why_not = _differences(session, made)
        moments = [Moment(point.t, point.known_at, point.left_out) for point in points]
        same, largest = 0, 0.0
        off: list[str] = []
        with _Run(session, checkpoint, stop) as run:
            for number, (window, point) in enumerate(zip(run.windows(moments), points, strict=True)):
                if number % SHOWN_EVERY == 0:
                    show(number, len(points))
                serving = run.engine_of(point.engine)
                fused = serving(window)
                if serving.name != point.engine:
                    _add(why_not, f"{point.engine} cannot be had here")
                elif "(cpu)" not in point.engine:
                    _add(why_not, f"{point.engine} is not bound to the last bit")
                again = point_of(window, fused, checkpoint.calibration, point.engine)
                if again == replace(point, latency_ms=None, stages_ms={}):
                    same += 1
                    continue
                difference, beyond = _compared(point, again, fused, checkpoint)
                largest = max(largest, difference)
                if (beyond or not why_not) and len(off) < 10:
                    off.append(f"at {point.t - session.info.origin:.2f} s by {difference:.2g}")
    return Verification(made.name, len(points), same, largest, off, why_not)


class _Run:
    """What an analysis from a session needs: its steps and words, a text encoder, engines."""

    def __init__(self, session: Session, checkpoint: Checkpoint, stop: threading.Event) -> None:
        self._session, self._checkpoint, self._stop = session, checkpoint, stop
        self._engines: dict[str | None, ServingEngine] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._again: Session | None = None  # with the features that the stored ones cannot serve for

    def windows(self, moments: Iterable[Moment]) -> Iterator[FeatureWindow]:
        words = self._session.words()
        encode = None
        if words:
            encoder = LoadingTextEncoder(ModelStore().path("minilm"), self._checkpoint.adapters)
            encoder.wait()
            if encoder.failure:
                raise EngineError(encoder.failure)
            encode = encoder.encode
        return stored_windows(self._checkpoint.spec, self._steps(), words, encode, moments)

    def engine(self, name: str | None) -> ServingEngine:
        """The engine of that name, ready. EngineError: it cannot be had here."""
        if name not in self._engines:
            self._engines[name] = ServingEngine(self._checkpoint, name)
            self._engines[name].require()
        return self._engines[name]

    def engine_of(self, said: str) -> ServingEngine:
        """The engine that a point says, `name (device)`; another where it cannot be had here."""
        name = said.split(" ")[0]
        try:
            return self.engine(name)
        except EngineError:
            if refused := self._engines.pop(name, None):
                refused.close()
            self._engines[name] = self.engine(None)
            return self._engines[name]

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *error: object) -> None:
        for engine in self._engines.values():
            engine.close()
        if self._again:
            self._again.close()
        if self._folder:
            self._folder.cleanup()

    def _steps(self) -> dict[str, Iterable[Step]]:
        if all(next(self._session.each_step(m), None) is None for m in ("voice", "face")):
            raise SessionError(
                f"{self._session.folder} holds no feature steps: its run was saved when it had ended, or they were "
                "lost. It can be replayed and exported, not analysed again."
            )
        anew = _other_features(self._session.info.spec, self._checkpoint.spec)
        if anew:
            self._again = self._analysed_anew(anew)
        return {
            m: self._moved(self._again, m) if m in anew and self._again else self._session.each_step(m)
            for m in ("voice", "face")
        }

    def _moved(self, session: Session, modality: str) -> Iterator[Step]:
        """Steps of the media on the session's clock."""
        by = self._session.info.origin
        return (replace(s, t=s.t + by, available_at=s.available_at + by) for s in session.each_step(modality))

    def _analysed_anew(self, modalities: Sequence[str]) -> Session:
        """A session in a temporary folder with the features of the media as the checkpoint has them."""
        from engines.pipeline import analyze_media

        media = self._session.media
        if media is None:
            raise SessionError(
                f"The checkpoint has other features of {' and '.join(modalities)} than {self._session.folder}, whose "
                "pictures and sound, which they would be made from, are not there."
            )
        self._folder = tempfile.TemporaryDirectory(prefix="ucrn-live-features-", ignore_cleanup_errors=True)
        folder, checkpoint = Path(self._folder.name) / "features.ucrn", self._checkpoint
        writer = SessionWriter(folder, checkpoint=checkpoint.digest, spec=checkpoint.spec, settings={})
        drop = frozenset(MODALITIES) - set(modalities)
        try:
            report = analyze_media(media, checkpoint, [writer], drop=drop, engine="eager", stop=self._stop)
        finally:
            writer.close(complete=False)
        for event in report.events:
            if event.kind in ("missing", "error") and event.modality in modalities:
                raise SessionError(event.message)
        return Session.open(folder)


def _require_name(session: Session, name: str) -> None:
    """SessionError: no further timeline may have this name."""
    if not name.strip() or name != name.strip() or not name.isprintable() or name == LIVE:
        raise SessionError(f"A timeline cannot be named {name!r}: choose a short name of one line, other than live.")
    if name in [timeline.name for timeline in session.timelines()]:
        raise taken(session.folder, name)


def _add(why_not: list[str], reason: str) -> None:
    if reason not in why_not:
        why_not.append(reason)


def _moments(points: Sequence[SentimentPoint], hop_before: float, hop: float) -> list[Moment]:
    """Every multiple of `hop` in the time that the points of the first timeline speak of. What was left out of them by
    hand is left out again."""
    if not points:
        return []
    first = math.floor((points[0].t - hop_before + AT_ONCE) / hop) + 1
    last = math.floor((points[-1].t + AT_ONCE) / hop)
    moments, following = [], 0
    for t in (number * hop for number in range(first, last + 1)):
        while following + 1 < len(points) and points[following + 1].t <= t + AT_ONCE:
            following += 1
        moments.append(Moment(t, left_out=points[following].left_out))
    return moments


def _other_features(stored: FeatureSpec, wanted: FeatureSpec) -> list[str]:
    """Of which modalities the steps mean something else. Text is made from the words each time."""
    return [
        m
        for m, before, after in (
            ("voice", stored.voice_baseline, wanted.voice_baseline),
            ("face", stored.face_baseline, wanted.face_baseline),
        )
        if before != after
        or (stored.stream(m).channels, stored.stream(m).period) != (wanted.stream(m).channels, wanted.stream(m).period)
    ]


def _differences(session: Session, made: TimelineInfo) -> list[str]:
    """Why the last bits of a point may be others here and now."""
    then, now = session.info.machine, machine()
    why = []
    if then.get("processor") != now["processor"]:
        why.append(f"another processor: {then.get('processor', 'unknown')}")
    before = then.get("versions", {})
    why += [f"{p} {before.get(p, 'unknown')} then, {v} now" for p, v in now["versions"].items() if before.get(p) != v]
    if made.application_version != app.__version__:
        why.append(f"UCRN Live {made.application_version} then, {app.__version__} now")
    if made.name != session.timelines()[0].name:
        why.append("made after the session, perhaps on another machine")
    return why


def _compared(point: SentimentPoint, again: SentimentPoint, fused: Fused, checkpoint: Checkpoint) -> tuple[float, bool]:
    """The greatest difference of their numbers, and whether one is beyond the parity gate."""
    largest, beyond = 0.0, False

    def compare(before: float | None, after: float | None, allowed: float) -> None:
        nonlocal largest, beyond
        if before is None or after is None:
            beyond = beyond or before is not after
            return
        largest = max(largest, abs(before - after))
        beyond = beyond or abs(before - after) > allowed

    for name in ("sentiment", "low", "high"):
        compare(getattr(point, name), getattr(again, name), SENTIMENT)
    for i, m in enumerate(MODALITIES):
        compare(point.presence[m], again.presence[m], 0.0)
        compare(point.influence[m], again.influence[m], 2 * SENTIMENT)
        gate = float(fused.gate_means[i])
        around = [checkpoint.calibration.quality_of(i, gate + side) for side in (-GATE, GATE)]
        compare(point.quality[m], again.quality[m], around[1] - around[0])
    return largest, beyond or (point.left_out, point.known_at) != (again.left_out, again.known_at)
