"""Damages copies of recorded sessions by chance, and does with each all that the program does with a session.

python -m tests.damaged_sessions FINISHED KILLED SCRATCH FIRST END: lines of JSON for each number from FIRST to END - 1.
A process of its own, so that a library that crashes ends only it.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import random
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.sessions import library
from app.sessions.checking import Kind, verify
from app.sessions.database import DATABASE
from app.sessions.exporters import FORMATS
from app.sessions.exporters.gathering import gather
from app.sessions.recalled import Recalled
from app.sessions.repairing import repair
from app.sessions.replayed import load
from app.sessions.session import Session
from engines.sources.media import MediaSource
from ucrn_core.errors import UCRNLiveError
from ucrn_core.features import MODALITIES

HANGS = 120  # s that one session may take
DRAWN = 25  # of so many sessions one is drawn too
PAGE = 4096
MEDIA = "media.mkv"
WAL = f"{DATABASE}-wal"
NUMBERS = ["9e999", "-9e999", "1e300", "-1e300", "-1", "0", "1e-320", "7", "NULL"]
TEXTS = [
    "CAST(x'ff41c0' AS TEXT)",
    "char(0)",
    "'a' || char(0) || 'b'",
    "char(55296)",
    "''",
    "'<&]]>\"'",
    "x'00'",
    "7",
    "NULL",
]
VALUES = [
    *("", "{", "null", "[]", "{}", "0", "-1", "1e400", "-Infinity", "NaN", "true", '"x"', '"\\ud800"', '"a\\u0000b"'),
    *("9" * 500, "[" * 100_000, '"' + "x" * 100_000 + '"', '{"duration": "long"}', '{"duration": 1e400}'),
    *('"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', '{"name": 1}', '"../../../etc/passwd"'),
]  # fmt: skip
Damage = Callable[[random.Random, Path, Path], None]


def cut(chance: random.Random, folder: Path, other: Path) -> None:
    path = folder / chance.choice([DATABASE, MEDIA])
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def flip(chance: random.Random, folder: Path, other: Path) -> None:
    path = folder / chance.choice([DATABASE, DATABASE, MEDIA])
    _flip(chance, path, 0, path.stat().st_size)


def flip_head(chance: random.Random, folder: Path, other: Path) -> None:
    _flip(chance, folder / chance.choice([DATABASE, MEDIA]), 0, 100)


def flip_tables(chance: random.Random, folder: Path, other: Path) -> None:
    """The definitions of the tables."""
    _flip(chance, folder / DATABASE, 0, 3 * PAGE)


def lose_pages(chance: random.Random, folder: Path, other: Path) -> None:
    path = folder / DATABASE
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        page = chance.randrange(max(1, len(content) // PAGE)) * PAGE
        content[page : page + PAGE] = chance.choice([bytes(PAGE), chance.randbytes(PAGE), content[:PAGE]])
    path.write_bytes(content)


def another_version(chance: random.Random, folder: Path, other: Path) -> None:
    _execute(folder, f"PRAGMA user_version = {chance.choice([0, 1, 2, 4, 99, 2**31 - 1, -1])}")


def another_program(chance: random.Random, folder: Path, other: Path) -> None:
    _execute(folder, f"PRAGMA application_id = {chance.choice([0, 1, -1])}")


def lose_a_file(chance: random.Random, folder: Path, other: Path) -> None:
    chance.choice(sorted(folder.iterdir())).unlink()


def another_file(chance: random.Random, folder: Path, other: Path) -> None:
    """In the place of a file something else."""
    path = folder / chance.choice([DATABASE, MEDIA])
    path.unlink()
    kind = chance.randrange(6)
    if kind == 0:
        path.mkdir()
    elif kind == 1:
        path.write_bytes(b"")
    elif kind == 2:
        path.write_text("This is no session.\n" * chance.randint(1, 1000))
    elif kind == 3:
        path.write_bytes(chance.randbytes(chance.randint(1, 200_000)))
    elif kind == 4:
        shutil.copyfile(other / path.name, path)
    else:
        shutil.copyfile(other / (MEDIA if path.name == DATABASE else DATABASE), path)


def swap_files(chance: random.Random, folder: Path, other: Path) -> None:
    (folder / DATABASE).rename(folder / "x")
    (folder / MEDIA).rename(folder / DATABASE)
    (folder / "x").rename(folder / MEDIA)


def another_log(chance: random.Random, folder: Path, other: Path) -> None:
    """The write-ahead log of another session, or a damaged one."""
    path = folder / WAL
    source = other / WAL if (other / WAL).exists() else folder / (WAL if path.exists() else DATABASE)
    content = source.read_bytes()
    path.write_bytes(content if chance.random() < 0.5 else content[: chance.randrange(len(content))])
    if chance.random() < 0.5:
        _flip(chance, path, 0, path.stat().st_size)


def another_journal(chance: random.Random, folder: Path, other: Path) -> None:
    (folder / f"{DATABASE}-journal").write_bytes(
        bytes.fromhex("d9d505f920a163d7") + chance.randbytes(chance.randint(0, 3 * PAGE))
    )


def garbage_metadata(chance: random.Random, folder: Path, other: Path) -> None:
    keys = [key for (key,) in _execute(folder, "SELECT key FROM metadata ORDER BY key")]
    for key in chance.sample(keys, chance.randint(1, 3)):
        _execute(folder, "UPDATE metadata SET value = ? WHERE key = ?", (chance.choice(VALUES), key))


def lose_metadata(chance: random.Random, folder: Path, other: Path) -> None:
    _execute(folder, "DELETE FROM metadata WHERE random() % 4 = 0")


def garbage_values(chance: random.Random, folder: Path, other: Path) -> None:
    """What the tables do not allow, in any column."""
    for _ in range(chance.randint(1, 3)):
        table = chance.choice(["timelines", "words", "steps", "points", "stages", "events"])
        columns = _execute(folder, f"PRAGMA table_info({table})")
        _, name, kind, *_ = chance.choice(columns)
        value = chance.choice(NUMBERS if kind in ("REAL", "INTEGER") and chance.random() < 0.7 else TEXTS)
        _forced(folder, table, f"""UPDATE {table} SET "{name}" = {value} WHERE random() % {chance.randint(1, 5)} = 0""")


def far_times(chance: random.Random, folder: Path, other: Path) -> None:
    """Numbers as any, and times that no session has."""
    far = chance.choice([1e8, 9e8, -9e8, 1e12, -1e12, 1e300, -1e300])
    chosen = "SELECT rowid FROM points ORDER BY random() LIMIT 1"
    _execute(folder, f"UPDATE points SET t = {far!r} WHERE rowid = ({chosen})")
    if chance.random() < 0.5:
        _execute(folder, f"UPDATE timelines SET hop = {chance.choice([0.0, -1.0, 1e-320, 1e-9, 1e-3, 1e3, 1e300])!r}")


def lose_rows(chance: random.Random, folder: Path, other: Path) -> None:
    table = chance.choice(["timelines", "points", "steps", "words", "stages"])
    _execute(folder, f"DELETE FROM {table} WHERE random() % {chance.randint(1, 3)} = 0")


def lose_a_table(chance: random.Random, folder: Path, other: Path) -> None:
    _execute(folder, f"DROP TABLE {chance.choice(['timelines', 'points', 'steps', 'words', 'metadata', 'events'])}")


DAMAGES: tuple[Damage, ...] = (
    *(cut, cut, cut, flip, flip, flip, flip, flip_head, flip_tables, lose_pages, lose_pages, another_version),
    *(another_program, lose_a_file, another_file, another_file, swap_files, another_log, another_journal),
    *(garbage_metadata, garbage_metadata, lose_metadata, garbage_values, garbage_values, lose_rows, lose_a_table),
    *(far_times, far_times),
)


def contents(folder: Path) -> dict[str, str]:
    """What is in the folder, to the last byte."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def use(folder: Path, target: Path, draw: bool) -> dict[str, Any]:
    """All that the program does with a session. Raises what is no UCRNLiveError."""
    told: dict[str, Any] = {"opened": _tried(lambda: read(folder, draw))}
    for media in folder.glob("media*"):
        told["media"] = _tried(lambda media=media: play(media))
    told["verify"] = _tried(lambda: _worst(folder))
    told["repair"] = _tried(lambda: repair(folder, target)) or "saved"
    if told["repair"] == "saved":
        read(target, draw)
        for media in target.glob("media*"):
            play(media)
        told["left"] = _worst(target)
    return told


def read(folder: Path, draw: bool) -> str:
    """Each part for itself: what one lacks, another may have."""
    parts: list[Callable[[Session], Any]] = [
        *(Session.points, Session.words, Session.events, Session.markers, Session.exclusions, Session.timelines),
        *(lambda session, m=m: (session.steps(m), list(session.each_step(m))) for m in MODALITIES),
        lambda session: session.outline(2.0, 0.0),
        lambda session: export(session, draw),
        lambda session: recall(Recalled(session)),
        lambda session: load(session.folder).recalled.session.close(),
        lambda session: glance(session.folder),
    ]
    with Session.open(folder) as session:
        troubles = [trouble for part in parts if (trouble := _tried(lambda part=part: part(session)))]
    return "in part" if troubles else "whole"


def glance(folder: Path) -> None:
    trouble = library.read(folder).trouble or ""
    assert "unexpected error" not in trouble, trouble


def recall(recalled: Recalled) -> None:
    for timeline in recalled.session.timelines():
        points, table = recalled.points(timeline.name), recalled.table(timeline.name)
        assert len(points) == len(table[:])
    recalled.words(), recalled.events(), recalled.markers(), recalled.exclusions()
    assert recalled.duration >= 0 or recalled.media
    recalled.outline(1.0, 0.0)


def export(session: Session, draw: bool) -> None:
    exported = gather(session)
    for name, format in FORMATS.items():
        if draw or name not in ("png", "svg", "html"):
            format.export(exported)


def play(path: Path) -> str:
    source = MediaSource(path)
    try:
        while source.read() is not None:
            continue
        return source.truncated or "whole"
    finally:
        source.close()


def main(finished: Path, killed: Path, scratch: Path, first: int, end: int) -> None:
    for number in range(first, end):
        faulthandler.dump_traceback_later(HANGS, exit=True)
        chance = random.Random(number)
        base, other = (finished, killed) if chance.random() < 0.7 else (killed, finished)
        folder, target = scratch / f"{number}.ucrn", scratch / f"{number}-mended.ucrn"
        shutil.copytree(base, folder)
        damage = DAMAGES[number % len(DAMAGES)]
        told: dict[str, Any] = {"number": number, "damage": damage.__name__, "of": base.name}
        print(json.dumps(told), flush=True)  # whose number it was, should this be the last
        damage(chance, folder, other)
        before = contents(folder)
        try:
            told |= use(folder, target, number % DRAWN == 0)
        except BaseException:
            told["failure"] = traceback.format_exc()
        told["same"] = contents(folder) == before
        print(json.dumps(told), flush=True)
        if "failure" not in told and told["same"]:
            shutil.rmtree(folder)
            shutil.rmtree(target, ignore_errors=True)


def _worst(folder: Path) -> str:
    kinds = {finding.kind for finding in verify(folder)}
    return next((kind.value for kind in (Kind.DAMAGED, Kind.UNFINISHED) if kind in kinds), "well")


def _tried(act: Callable[[], Any]) -> str:
    """What it says, or the error that is for the person."""
    try:
        said = act()
    except UCRNLiveError as error:
        said = str(error)
        assert len(said.splitlines()) == 1, said
    return said if isinstance(said, str) else ""


def _flip(chance: random.Random, path: Path, start: int, end: int) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 3, 20, 200])):
        if content:
            content[chance.randrange(start, max(1, min(end, len(content))))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _execute(folder: Path, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        return database.execute(statement, parameters).fetchall()


def _forced(folder: Path, table: str, statement: str) -> None:
    """The statement, as if the table were not strict; nothing where it is bound all the same, by NOT NULL or a key."""
    for old, new in ((") STRICT", ")/*STRICT*/"), (")/*STRICT*/", ") STRICT")):
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
            database.execute("PRAGMA writable_schema = ON")
            database.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?", (old, new, table))
        if new == ")/*STRICT*/":
            with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database, suppress(sqlite3.Error):
                database.execute("PRAGMA ignore_check_constraints = ON")
                database.execute(statement)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *map(int, sys.argv[4:]))
