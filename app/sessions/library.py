"""The sessions in a folder at a glance: when, how long, how it felt, and which of them say some words."""

from __future__ import annotations

import json
import math
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from app.commands import complain, unexpected
from app.sessions.database import DATABASE, BeingWritten, Damaged
from app.sessions.recalled import Recalled
from app.sessions.session import Session
from engines.private import make_file, make_folder
from ucrn_core.errors import UCRNLiveError

if TYPE_CHECKING:
    from app.settings import Library

NAME = "UCRN Live"  # folder of the library, in that for documents
DEEP = 2  # levels of folders below the library in which sessions are looked for
PARTS = 64  # of the curve
CACHE_VERSION = 2
NOT_KEPT = ("folder", "media_state", "writing")  # of an entry in the cache


@dataclass(frozen=True)
class Entry:
    """A session in short; `trouble` says in a sentence why it cannot be read, and the rest is empty then.

    timeline: that the numbers are of, `live` where there is one. duration and times: seconds from the beginning of
    the recording. lowest, highest: (t, sentiment) where the sentiment is so first. curve: mean sentiment of at most
    PARTS equal parts, None in gaps. media: the media file as it was named; media_state: its time of change in ns and
    its size when it was listed, None where it was not there. writing: the trouble is that a program writes it now.
    """

    folder: Path
    trouble: str | None = None
    started: datetime | None = None
    timeline: str | None = None
    duration: float = 0.0
    points: int = 0
    mean: float | None = None
    lowest: tuple[float, float] | None = None
    highest: tuple[float, float] | None = None
    curve: tuple[float | None, ...] = ()
    live: bool = False
    complete: bool = False
    media: Path | None = None
    media_state: tuple[int, int] | None = None
    writing: bool = False

    @property
    def name(self) -> str:
        return self.folder.stem

    @property
    def has_media(self) -> bool:
        """Whether its media file was there when it was listed."""
        return self.media_state is not None


def home(chosen: Library | None = None) -> Path:
    """The folder of the library: UCRN_LIVE_SESSIONS, else that of the settings, else `UCRN Live` in the person's
    documents. chosen: the settings, where they are at hand."""
    named = os.environ.get("UCRN_LIVE_SESSIONS")
    if not named:
        from app.settings import SettingsStore

        if chosen is None:
            store = SettingsStore()
            chosen = store.now.library
            for damage in store.told:
                complain(damage)
        named = chosen.folder
    return Path(named).expanduser().absolute() if named else platformdirs.user_documents_path() / NAME


def entries(folder: Path) -> list[Entry]:
    """The sessions in `folder` and two levels below, the newest first; those that cannot be read come last.

    What was read of a session is kept in the cache until its database changes: ten minutes of points
    take 2 ms, and there may be hundreds of sessions.
    """
    known = _cached()
    listed: list[Entry] = []
    fresh: dict[str, Any] = {}
    for session in sessions_below(folder):
        key, stamp = str(session.absolute()), _stamp(session)
        found = _remembered(session, known.get(key), stamp)
        entry = found or read(session)
        listed.append(replace(entry, media_state=_media_state(entry.media)))
        if entry.trouble is None:
            fresh[key] = known[key] if found else {"stamp": stamp, **_plain(entry)}
    others = {key: kept for key, kept in known.items() if not Path(key).is_relative_to(folder.absolute())}
    if others | fresh != known:
        _cache({key: kept for key, kept in others.items() if os.path.isdir(key)} | fresh)
    listed.sort(key=lambda entry: entry.folder)
    return sorted(listed, key=lambda entry: entry.started or datetime.min.replace(tzinfo=UTC), reverse=True)


def sessions_below(folder: Path, deep: int = DEEP) -> Iterator[Path]:
    """The session folders in `folder` and `deep` levels below, hidden ones and links back up left out."""
    here = Path(os.path.realpath(folder))
    with suppress(OSError), os.scandir(folder) as found:  # not made yet, or not to be read
        for item in sorted(found, key=lambda item: item.name):
            if item.name.startswith(".") or not os.path.isdir(item.path):
                continue
            if item.name.endswith(".ucrn"):
                yield Path(item.path)
            elif deep and not here.is_relative_to(os.path.realpath(item.path)):
                yield from sessions_below(Path(item.path), deep - 1)


def read(folder: Path) -> Entry:
    """One session. Whatever is wrong with it is its `trouble`."""
    try:
        with Session.open(folder) as session:
            return _entry(session)
    except UCRNLiveError as error:
        return Entry(folder, str(error), writing=isinstance(error, BeingWritten))
    except Exception as error:  # a damaged session never hides the others
        return Entry(folder, f"The session {folder} cannot be read: {unexpected(error)}")


def search(listed: Iterable[Entry], text: str, transcripts: Transcripts) -> list[Entry]:
    """The entries in whose name or transcript, as far as it was read, each word of `text` occurs, in any case."""
    words = text.casefold().split()
    texts = ((entry, f"{entry.name.casefold()} {transcripts.of(entry)}") for entry in listed)
    return [entry for entry, said in texts if all(word in said for word in words)]


class Transcripts:
    """What was said in sessions. In memory only: what people said leaves its session for no cache.

    One thread reads; others may look at the same time.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[list[int], str]] = {}

    def read(self, listed: Iterable[Entry]) -> None:
        """Read those that have changed or were not read yet."""
        for entry in listed:
            stamp = _stamp(entry.folder)
            if entry.trouble is None and self._known.get(entry.folder, ((), ""))[0] != stamp:
                said = ""
                with suppress(UCRNLiveError), Session.open(entry.folder) as session:  # listed once more, it is told
                    said = session.transcript().casefold()
                self._known[entry.folder] = stamp, said

    def of(self, entry: Entry) -> str:
        """In casefold; empty where it was not read."""
        return self._known[entry.folder][1] if entry.folder in self._known else ""


def cache_folder() -> Path:
    """Where what was computed of sessions may be kept; only its owner may read it."""
    return make_folder(cache_place())


def cache_place() -> Path:
    """That folder, which need not be there yet."""
    return platformdirs.user_cache_path("ucrn-live", appauthor=False) / "library"


def _media_state(media: Path | None) -> tuple[int, int] | None:
    try:
        state = media.stat() if media else None
    except (OSError, ValueError):  # there is no such file, or no such name
        return None
    return (state.st_mtime_ns, state.st_size) if state and stat.S_ISREG(state.st_mode) else None


def _entry(session: Session) -> Entry:
    info, timelines = session.info, session.timelines()
    duration = Recalled(session).duration
    if not math.isfinite(duration):
        raise Damaged(session.folder, "is damaged: it has no end")
    entry = Entry(
        session.folder,
        started=info.started if info.started.tzinfo else info.started.astimezone(),
        duration=round(duration, 3),
        complete=info.complete,
        media=session.named_media,
    )
    if not timelines:
        return entry
    first, start = timelines[0], info.origin
    parts = min(PARTS, max(1, int(duration / (2 * first.hop))))  # with a point or two in each
    summary = session.summary(first.name, start, start + duration, parts)
    if not all(map(math.isfinite, (summary.mean or 0.0, *(summary.lowest or ()), *(summary.highest or ())))):
        raise Damaged(session.folder, "is damaged: its points hold what is no number")
    lowest, highest = (peak and (peak[0] - start, peak[1]) for peak in (summary.lowest, summary.highest))
    return replace(
        entry,
        timeline=first.name,
        live=first.live,
        points=summary.points,
        mean=summary.mean,
        lowest=lowest,
        highest=highest,
        curve=tuple(None if value is None else round(value, 3) for value in summary.curve),
    )


def _stamp(session: Path) -> list[int]:
    """What changes when the session's database does, or a copy of its media comes."""
    stamp = []
    for name in (DATABASE, f"{DATABASE}-wal", "."):
        try:
            state = (session / name).stat()
            stamp += [state.st_mtime_ns, state.st_size, state.st_ino]
        except OSError:
            stamp += [0, 0, 0]
    return stamp


def _cached() -> dict[str, dict[str, Any]]:
    """Empty where there is none, or it is damaged or of another version."""
    try:
        stored = json.loads((cache_folder() / "sessions.json").read_bytes())
        return dict(stored["sessions"]) if stored["version"] == CACHE_VERSION else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _cache(sessions: Mapping[str, Mapping[str, Any]]) -> None:
    with suppress(OSError):  # a full disk: it is read anew next time
        file = cache_folder() / "sessions.json"
        part = file.with_suffix(f".{os.getpid()}.part")
        make_file(part).write_text(json.dumps({"version": CACHE_VERSION, "sessions": sessions}), encoding="utf-8")
        os.replace(part, file)


def _plain(entry: Entry) -> dict[str, Any]:
    """What JSON can hold of an entry, as it is read back."""
    plain = asdict(entry)
    plain["started"] = entry.started and entry.started.isoformat()
    plain["media"] = entry.media and os.fsdecode(entry.media)
    for name in NOT_KEPT:
        del plain[name]
    return json.loads(json.dumps(plain))


def _remembered(folder: Path, kept: Mapping[str, Any] | None, stamp: list[int]) -> Entry | None:
    if kept is None or kept.get("stamp") != stamp:
        return None
    try:
        values = {field.name: kept[field.name] for field in fields(Entry) if field.name not in NOT_KEPT}
        for name in ("lowest", "highest", "curve"):
            values[name] = values[name] if values[name] is None else tuple(values[name])
        values["started"] = values["started"] and datetime.fromisoformat(values["started"])
        values["media"] = values["media"] and Path(values["media"])
        return Entry(folder, **values)
    except (KeyError, TypeError, ValueError):
        return None
