"""A stored session as it is read: what it is, and its points, words, steps, markers and events."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.sessions import schema
from app.sessions.annotations import Exclusion, Marker, stored_exclusions, stored_markers
from app.sessions.database import Damaged, ReadOnly, media_inside, readable
from app.sessions.point_table import PointTable
from app.sessions.rows import BLOB, COUNT, HOPS, LONGEST, NUMBER, TEXT, Kind, optional, require
from engines.observer import Event
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES, FeatureSpec, Step, Word
from ucrn_core.points import SentimentPoint, csv_header

FLOAT16 = np.dtype("<f2")
AT_ONCE = 5000  # rows that are read together
# What the columns hold.
_TIMELINE = (TEXT, TEXT, COUNT, TEXT, TEXT, NUMBER, optional(TEXT), TEXT, COUNT)
_POINT = (
    *(NUMBER, *[optional(NUMBER)] * 3, *[NUMBER] * 2 * len(MODALITIES), *[optional(NUMBER)] * len(MODALITIES)),
    *(optional(NUMBER), TEXT),
)
_STEP = (NUMBER, NUMBER, COUNT, BLOB)
# What the values of the metadata are once they are read, by the type that SessionInfo states.
_METADATA: Mapping[Any, Any] = {
    "str": str,
    "str | None": str | None,
    "Mapping[str, Any]": dict,
    "float": float | int,
    "bool": bool,
}


@dataclass(frozen=True)
class SessionInfo:
    """What a session was made from, with what, when and where.

    session_id: the same wherever the folder goes. checkpoint, media_sha256: sha256 of the files; media_path: where the
    media file is, relative to the session where it lies in it (None: no media). origin: session time at which a
    recording, and its media, begin: what views and exports count from. settings: what the person chose, as JSON.
    started: local time with its offset from UTC; zone: its name, None where the system tells none. machine: processor
    and versions of what computes. devices, clock: of a live run, and how its sound kept time. consent: what the people
    who are seen and heard agreed to. report: what the run told at its end, as JSON; empty while it is not complete, and
    where a full disk ended the recording before the run.
    """

    session_id: str
    checkpoint: str
    spec: FeatureSpec
    settings: Mapping[str, Any]
    media_path: str | None
    media_sha256: str | None
    origin: float
    started: datetime
    zone: str | None
    application_version: str
    machine: Mapping[str, Any]
    devices: Mapping[str, Any]
    clock: Mapping[str, Any]
    consent: str | None
    engine: str | None
    recognizer: str | None
    report: Mapping[str, Any]
    complete: bool


@dataclass(frozen=True)
class TimelineInfo:
    """How a timeline was made. live: its windows saw what was known at the moment, else media time; hop: seconds;
    checkpoint, spec_sha256: digests; engine: that was asked for by name; complete: it reached its end."""

    name: str
    made: datetime
    live: bool
    checkpoint: str
    spec_sha256: str
    hop: float
    engine: str | None
    application_version: str
    complete: bool


@dataclass(frozen=True)
class Steps:
    """Steps of one modality: t, available_at (n,) seconds, valid (n,) bool, values (n, channels) float16.

    outlines: for each step (points, 2) float16 in 0..1 of the picture, or None.
    """

    t: NDArray[np.float64]
    values: NDArray[np.float16]
    valid: NDArray[np.bool_]
    available_at: NDArray[np.float64]
    outlines: tuple[NDArray[np.float16] | None, ...]


@dataclass(frozen=True)
class Summary:
    """A timeline from `start` on in short, times as they are stored. mean: of the sentiment; lowest, highest:
    (t, sentiment) where it is so first; all None where nothing was scored. curve: mean sentiment of equal parts of the
    time from `start` to `end`, None in gaps."""

    points: int
    mean: float | None
    lowest: tuple[float, float] | None
    highest: tuple[float, float] | None
    curve: tuple[float | None, ...]


class Session:
    """A stored session, read-only. Use `Session.open(folder)`, in a `with` where it should close again."""

    def __init__(self, folder: Path, database: ReadOnly) -> None:
        self.folder = folder
        self._database = database
        self.info = self._info()

    @property
    def current(self) -> bool:
        """Whether it tells what is stored at this moment. One that was killed, or is of an older version, is read from
        a copy, and has to be opened again once something was added."""
        return self._database.current

    @staticmethod
    def open(folder: Path) -> Session:
        """Raises SessionError where the folder holds no session, or one that this program cannot read."""
        database = ReadOnly(folder)
        try:
            return Session(folder, database)
        except BaseException:
            database.close()
            raise

    @property
    def copied_media(self) -> Path | None:
        """The media file inside the session; None where the session only refers to one."""
        return media_inside(self.folder)

    @property
    def named_media(self) -> Path | None:
        """The media file, where it is or was."""
        return self.copied_media or (self.folder / self.info.media_path if self.info.media_path else None)

    @property
    def media(self) -> Path | None:
        """The media file, where it is there."""
        named = Path(self.info.media_path) if self.info.media_path else None
        return self.copied_media or (named if named and named.is_absolute() and named.is_file() else None)

    @property
    def media_bytes(self) -> int | None:
        """Size of the media file that was analysed; None where the session does not tell it."""
        rows = self._rows("SELECT value FROM metadata WHERE key = 'media_bytes'", (TEXT,))
        return int(rows[0][0]) if rows and rows[0][0].isdigit() else None

    def timelines(self) -> list[TimelineInfo]:
        """`live` and `settled` first, then by the time at which they were made."""
        columns = ", ".join(f.name for f in fields(TimelineInfo))
        rows = self._rows(
            f"SELECT {columns} FROM timelines ORDER BY name != 'live', name != 'settled', made, name", _TIMELINE
        )
        try:
            return [_timeline(row) for row in rows]
        except ValueError as error:
            raise Damaged(self.folder, f"is damaged: a timeline has {error}") from error

    def timeline(self, name: str | None = None) -> TimelineInfo:
        """How the timeline of that name was made, of the first one for None. SessionError: there is none."""
        found = self.timelines()
        if not found:
            raise SessionError(f"The session {self.folder} holds no timeline.")
        if name is None:
            return found[0]
        for timeline in found:
            if timeline.name == name:
                return timeline
        there = ", ".join(timeline.name for timeline in found)
        raise SessionError(f"The session {self.folder} holds no timeline {name!r}; it holds: {there}.")

    def points(self, timeline: str = schema.SETTLED) -> list[SentimentPoint]:
        """The points of a timeline in order of time."""
        columns = ", ".join([*csv_header(), "known_at", "left_out"])
        ordered = f"SELECT {columns} FROM points WHERE timeline = ? ORDER BY t"
        rows = self._rows(ordered, (*_POINT, optional(NUMBER), TEXT), timeline)
        stages: defaultdict[float, dict[str, float]] = defaultdict(dict)
        parts = self._rows("SELECT t, stage, ms FROM stages WHERE timeline = ?", (NUMBER, TEXT, NUMBER), timeline)
        for t, stage, ms in parts:
            stages[t][stage] = ms
        if not {m for out in {row[-1] for row in rows} if out for m in out.split(",")} <= set(MODALITIES):
            raise Damaged(self.folder, "is damaged: a point is without what is no modality")
        return [replace(_point(row), stages_ms=stages[row[0]]) if row[0] in stages else _point(row) for row in rows]

    def table(self, timeline: str) -> PointTable:
        """The points of a timeline for views: hours of them at once, without the stages of their latency."""
        columns = ", ".join(csv_header())
        return PointTable.of(
            self._each(f"SELECT {columns} FROM points WHERE timeline = ? ORDER BY t", _POINT, timeline)
        )

    def summary(self, timeline: str, start: float, end: float, parts: int) -> Summary:
        """Computed where the points lie: of hours of them only a few numbers are read."""
        ((points, mean),) = self._rows(
            "SELECT count(*), avg(sentiment) FROM points WHERE timeline = ? AND t >= ?",
            (COUNT, optional(NUMBER)),
            *(timeline, start),
        )
        lowest, highest = (
            self._rows(
                f"""SELECT t, sentiment FROM points WHERE timeline = ? AND t >= ? AND sentiment IS NOT NULL
                    ORDER BY sentiment {order}, t LIMIT 1""",
                (NUMBER, NUMBER),
                *(timeline, start),
            )
            for order in ("ASC", "DESC")
        )
        curve: list[float | None] = [None] * parts
        rows = self._rows(
            """SELECT min(cast((t - ?1) / ?2 * ?3 AS INTEGER), ?3 - 1) AS part, avg(sentiment) FROM points
               WHERE timeline = ?4 AND t >= ?1 GROUP BY part""",
            (COUNT, optional(NUMBER)),
            *(start, max(end - start, 1e-9), parts, timeline),
        )
        for part, sentiment in rows:
            curve[part] = sentiment
        return Summary(points, mean, lowest[0] if lowest else None, highest[0] if highest else None, tuple(curve))

    def counts(self) -> dict[str, int]:
        """How much is stored: words as they stand, steps of voice and face, points of all timelines, events, markers,
        excluded ranges."""
        asked = {
            "words": "count(DISTINCT position) FROM words",
            **{f"steps_{m}": f"count(*) FROM steps WHERE modality = '{m}'" for m in ("voice", "face")},
            **{table: f"count(*) FROM {table}" for table in ("points", "events", "markers", "exclusions")},
        }
        return {name: int(self._rows(f"SELECT {query}", (COUNT,))[0][0]) for name, query in asked.items()}

    def transcript(self) -> str:
        """The text of the words as they stand."""
        return " ".join(word.text for word in self.words())

    @property
    def end(self) -> float:
        """Session time of the last point or word; 0 where there are none."""
        ((end,),) = self._rows(
            """SELECT max(coalesce((SELECT max(t) FROM points), 0.0), coalesce((SELECT max("end") FROM words), 0.0))""",
            (NUMBER,),
        )
        return float(end)

    def words(self) -> list[Word]:
        """The words as they stand, each in its newest revision, in order of their end."""
        rows = self._rows(
            """SELECT start, "end", text, confidence, available_at FROM words AS word WHERE revision =
               (SELECT max(revision) FROM words WHERE position = word.position) ORDER BY "end", position""",
            (NUMBER, NUMBER, TEXT, optional(NUMBER), NUMBER),
        )
        return [Word(*row) for row in rows]

    def steps(self, modality: str) -> Steps:
        """All steps of `modality` in order of time."""
        ordered = 'SELECT t, available_at, valid, "values", outline FROM steps WHERE modality = ? ORDER BY t'
        rows = self._rows(ordered, (*_STEP, optional(BLOB)), modality)
        channels = len(self.info.spec.stream(modality).channels)
        try:
            values = np.frombuffer(b"".join(row[3] for row in rows), FLOAT16).reshape(len(rows), channels)
            outlines = [None if row[4] is None else np.frombuffer(row[4], FLOAT16).reshape(-1, 2) for row in rows]
        except ValueError as error:
            raise Damaged(self.folder, f"is damaged: its {modality} steps are cut short") from error
        return Steps(
            t=np.array([row[0] for row in rows], np.float64),
            values=values,
            valid=np.array([row[2] for row in rows], np.bool_),
            available_at=np.array([row[1] for row in rows], np.float64),
            outlines=tuple(outlines),
        )

    def each_step(self, modality: str) -> Iterator[Step]:
        """The steps of `modality` without outlines, in the order in which they were made, read as they are wanted."""
        size = len(self.info.spec.stream(modality).channels) * FLOAT16.itemsize
        newest = -1
        while True:  # in parts: a query that is still open would keep others from writing
            rows = self._rows(
                """SELECT rowid, t, available_at, valid, "values" FROM steps WHERE modality = ? AND rowid > ?
                   ORDER BY rowid LIMIT ?""",
                (COUNT, *_STEP),
                *(modality, newest, AT_ONCE),
            )
            for newest, t, available_at, valid, values in rows:  # noqa: B007  # the last one is where to go on
                if len(values) != size:
                    raise Damaged(self.folder, f"is damaged: its {modality} steps are cut short")
                yield Step(t, np.frombuffer(values, FLOAT16), bool(valid), available_at)
            if len(rows) < AT_ONCE:
                return

    def outline(self, t: float, oldest: float) -> NDArray[np.float16] | None:
        """Outline (points, 2), in 0..1 of the picture, of the newest face at or before `t` and after `oldest`."""
        rows = self._rows(
            """SELECT outline FROM steps WHERE modality = 'face' AND t > ? AND t <= ? AND outline IS NOT NULL
               ORDER BY t DESC LIMIT 1""",
            (BLOB,),
            *(oldest, t),
        )
        return np.frombuffer(rows[0][0], FLOAT16).reshape(-1, 2) if rows and len(rows[0][0]) % 4 == 0 else None

    def events(self) -> list[Event]:
        rows = self._rows(
            "SELECT t, kind, coalesce(modality, ''), message FROM events ORDER BY t, id", (NUMBER, TEXT, TEXT, TEXT)
        )
        return [Event(*row) for row in rows]

    def markers(self) -> list[Marker]:
        with readable(self.folder):
            return stored_markers(self._database.connection)

    def exclusions(self) -> list[Exclusion]:
        with readable(self.folder):
            return stored_exclusions(self._database.connection)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _each(self, query: str, kinds: Sequence[Kind], *parameters: Any) -> Iterator[tuple[Any, ...]]:
        """As `_rows`, a few at a time: hours of rows take more memory than what becomes of them."""
        with readable(self.folder):
            found = self._database.connection.execute(query, parameters)
            while rows := found.fetchmany(AT_ONCE):
                require(rows, kinds)
                yield from rows

    def _rows(self, query: str, kinds: Sequence[Kind], *parameters: Any) -> list[tuple[Any, ...]]:
        """kinds: of the columns. SessionError: they hold something else, or cannot be read."""
        with readable(self.folder):
            rows = self._database.connection.execute(query, parameters).fetchall()
            require(rows, kinds)
            return rows

    def _info(self) -> SessionInfo:
        rows = self._rows("SELECT key, value FROM metadata", (TEXT, TEXT))
        try:
            return session_info({key: json.loads(value) for key, value in rows})
        except (KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Damaged(self.folder, "is damaged: its metadata cannot be read") from error


def session_info(metadata: Mapping[str, Any]) -> SessionInfo:
    """What metadata say. KeyError, ValueError, TypeError, OverflowError: they are not whole."""
    plain = {f.name: metadata[f.name] for f in fields(SessionInfo) if f.type in _METADATA}
    for f in fields(SessionInfo):
        if f.type in _METADATA and not isinstance(plain[f.name], _METADATA[f.type]):
            raise TypeError(f.name)
    told = [plain["report"].get(name, 0) for name in ("duration", "points")]
    if not all(abs(number) <= LONGEST for number in (plain["origin"], *told)):
        raise ValueError("no such time")
    for name, value in plain.items():
        if isinstance(value, str) and name != "media_path":  # which need not be text
            value.encode()
    started = datetime.fromisoformat(metadata["started"])
    started.astimezone(UTC)  # not before the first year
    return SessionInfo(**plain, spec=FeatureSpec.from_json(metadata["spec"]), started=started)


def _timeline(row: tuple[Any, ...]) -> TimelineInfo:
    name, made, live, checkpoint, spec, hop, engine, version, complete = row
    try:
        made = datetime.fromisoformat(made)
    except ValueError as error:
        raise ValueError("no date") from error
    if not HOPS[0] <= hop <= HOPS[1]:
        raise ValueError("no such hop")
    return TimelineInfo(name, made, bool(live), checkpoint, spec, hop, engine, version, bool(complete))


def _point(row: tuple[Any, ...]) -> SentimentPoint:
    t, sentiment, low, high, *measured, latency_ms, engine, known_at, left_out = row
    size = len(MODALITIES)
    presence, quality, influence = (
        dict(zip(MODALITIES, measured[i : i + size], strict=True)) for i in range(0, 3 * size, size)
    )
    out = tuple(left_out.split(",")) if left_out else ()
    return SentimentPoint(t, sentiment, low, high, presence, quality, influence, latency_ms, engine, {}, known_at, out)
