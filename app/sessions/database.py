"""The file `session.sqlite` of a session folder: how it is opened for reading without changing anything, and who holds
it at this moment."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.sessions import schema
from app.sessions.rows import DAMAGE
from ucrn_core.errors import SessionError, first_line

DATABASE = "session.sqlite"
BESIDE = (f"{DATABASE}-wal", f"{DATABASE}-journal")  # what SQLite has not put into the file yet
LOG_HEADER = 32  # bytes
LARGEST_VALUE = 2**24  # bytes of one value that is read: a session's are far smaller
NETWORK = frozenset(
    """9p afs afpfs ceph cifs davfs fuse.ceph fuse.ceph-fuse fuse.gvfsd-fuse fuse.glusterfs fuse.kio-fuse fuse.rclone
    fuse.s3fs fuse.sshfs glusterfs lustre ncpfs nfs nfs4 smb3 smbfs vboxsf webdav""".split()
)


class ReadOnly:
    """An open connection to a session's database, which stays as it is to the last byte.

    A session of an older version, or one whose program was killed, is read from a copy in a private temporary folder,
    as SQLite would have to write to the original. Raises SessionError where it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        file = folder / DATABASE
        with readable(folder):
            killed = unsettled(folder)
            self._file, self._read = file, file.stat().st_mtime_ns
            self.connection = self._copied(folder) if killed else _read_only(file)
        try:
            with readable(folder):
                version = self._version(folder)
                if version < schema.VERSION:
                    if not killed:
                        self.connection.close()
                        self.connection = self._copied(folder)
                    schema.upgrade(self.connection, version)
        except BaseException:
            self.close()
            raise

    @property
    def current(self) -> bool:
        """Whether what is read is what is stored at this moment: a copy may be out of date."""
        with suppress(OSError):  # the file is gone
            return self._copy is None or self._file.stat().st_mtime_ns == self._read
        return False

    def close(self) -> None:
        self.connection.close()
        if self._copy:
            self._copy.cleanup()

    def _copied(self, folder: Path) -> sqlite3.Connection:
        self._copy = tempfile.TemporaryDirectory(prefix="ucrn-live-session-", ignore_cleanup_errors=True)
        try:
            copy = copied(folder, Path(self._copy.name))
            return distrust(sqlite3.connect(copy, isolation_level=None, check_same_thread=False))
        except BaseException:
            self._copy.cleanup()
            raise

    def _version(self, folder: Path) -> int:
        owner = self.connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(self.connection.execute("PRAGMA user_version").fetchone()[0])
        if not self.connection.execute("PRAGMA page_count").fetchone()[0]:
            raise SessionError(f"{folder / DATABASE} is empty.")
        if owner != schema.APPLICATION_ID or version < 1:
            raise SessionError(f"{folder / DATABASE} is a database of another program, not a session of UCRN Live.")
        if version > schema.VERSION:
            raise SessionError(
                f"{folder} was written by a newer UCRN Live (schema {version}, this one reads up to "
                f"{schema.VERSION}); update the program to open it."
            )
        if holds_programs(self.connection):
            raise SessionError(
                f"{folder / DATABASE} holds views or triggers, which no session has: it is not opened, as they could "
                "do harm."
            )
        return version


class Damaged(SessionError):
    """trouble: the sentence on what is wrong, without what to do about it."""

    def __init__(self, folder: Path, what: str) -> None:
        """what: goes on after the name of the session."""
        super().__init__(f"The session {folder} {what}; `ucrn-live sessions repair` saves what can be read of it.")
        self.trouble = f"The session {folder} {what}."


class BeingWritten(SessionError):
    """Another program writes the session at this moment."""


def unsettled(folder: Path) -> bool:
    """Whether the program that wrote the session last was killed, so that SQLite would have to write to it before it
    reads. SessionError: it is no session; sqlite3.Error (SQLITE_BUSY): a program writes it."""
    file = folder / DATABASE
    if not file.is_file():
        raise SessionError(f"{folder} is no session: it holds no {DATABASE}.")
    for part in (file, *map(file.with_name, BESIDE)):  # all are read, and copied, however long they are
        if part.is_symlink():
            raise SessionError(f"{part} is a link to another place; a session holds its own {part.name}.")
        if part.exists() and not part.is_file():
            raise SessionError(f"{part} is no file; a session holds its own {part.name}.")
    with file.open("rb") as header:
        header.seek(18)
        in_wal_mode = 2 in header.read(2)
    if any(file.with_name(name).exists() for name in BESIDE):
        if file.stat().st_size:  # nobody writes to an empty one, beside which SQLite would remove the log
            _require_unused(file)
        return True
    return in_wal_mode


def empty(folder: Path) -> bool:
    """Whether there is no database, or an empty one beside which no log holds anything."""
    file = folder / DATABASE
    log = file.with_name(f"{DATABASE}-wal")
    return not file.is_file() or not (file.stat().st_size or (log.exists() and log.stat().st_size > LOG_HEADER))


def copied(folder: Path, into: Path) -> Path:
    """The session's database with all that belongs to it as a file in `into`. SessionError: there is no room."""
    try:
        for name in (DATABASE, *BESIDE):
            if (folder / name).exists():
                shutil.copyfile(folder / name, into / name)
    except OSError as error:
        raise SessionError(f"{folder / DATABASE} cannot be copied to be read: {error.strerror}.") from error
    return into / DATABASE


def edited(folder: Path, *, known: bool = False) -> sqlite3.Connection:
    """A connection that may change what is stored, each statement for itself; a session of an older version becomes
    one of the present. known: it has been read, which may have taken a copy of it, and is well. SessionError: it cannot
    be opened, or not be changed."""
    if not known:
        ReadOnly(folder).close()  # tells what is wrong with it
    with changed(folder):
        database = sqlite3.connect(_uri(folder / DATABASE, "rw"), uri=True, isolation_level=None)
        try:
            distrust(database)
            database.execute("PRAGMA journal_mode = DELETE")  # a killed recording becomes one file again
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version < schema.VERSION:
                schema.upgrade(database, version)
            database.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            database.close()
            raise
    return database


def media_inside(folder: Path) -> Path | None:
    """The media file that a session holds itself. No link: in a session from elsewhere it may lead to any file."""
    there = (path for path in folder.glob("media*") if path.is_file() and not path.is_symlink())
    return next(there, None)


def distrust(connection: sqlite3.Connection) -> sqlite3.Connection:
    """For a database that anybody may have made: damage is told, not followed, what its tables define calls no function
    that does more than compute, and no value fills the memory."""
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    return connection


def holds_programs(connection: sqlite3.Connection) -> bool:
    """Whether there are views, triggers or virtual tables: no session has them, and reading or changing it runs one."""
    foreign = """SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND type != 'table'
                 UNION ALL SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table', 'index')"""
    return connection.execute(foreign).fetchone() is not None


def in_use(folder: Path) -> bool:
    """Whether a program is writing the session in `folder` at this moment. What a killed one left stays as it is."""
    file = folder / DATABASE
    if not file.is_file() or not file.stat().st_size:  # beside an empty one SQLite would remove the log
        return False
    try:
        if any(file.with_name(name).exists() for name in BESIDE):
            _require_unused(file)
        else:
            with closing(sqlite3.connect(_uri(file, "rw"), uri=True, timeout=0)) as database:
                database.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        return _busy(error)
    return False


def abandoned(folder: Path) -> bool:
    """Whether the program that wrote the session in `folder` ended before the session was complete.

    False also while the folder is being made: the database has tables only once it is locked.
    """
    if in_use(folder):
        return False
    try:
        with closing(_read_only(folder / DATABASE)) as database:
            complete = database.execute("SELECT 1 FROM metadata WHERE key = 'complete' AND value = 'true'").fetchone()
    except sqlite3.Error:
        return False
    return complete is None


def on_network(folder: Path) -> bool:
    """Whether a folder lies on another machine, where a database in WAL mode would be damaged."""
    import psutil

    real = folder.resolve()
    disks = [d for d in psutil.disk_partitions(all=True) if real.is_relative_to(d.mountpoint)]
    # Of several at one place the last one mounted hides the others, as a share does that is mounted when it is used.
    nearest = max(reversed(disks), key=lambda d: len(d.mountpoint), default=None)
    return str(real).startswith("\\\\") or (
        nearest is not None and (nearest.fstype.casefold() in NETWORK or "remote" in nearest.opts.split(","))
    )


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Errors of reading as SessionError: Damaged, BeingWritten where it is written."""
    try:
        yield
    except OSError as error:
        raise SessionError(f"The session {folder} cannot be read: {error.strerror or error}.") from error
    except DAMAGE as error:
        if _busy(error):
            raise BeingWritten(f"The session {folder} is still being written by another program.") from error
        raise Damaged(folder, f"cannot be read: {first_line(error)}") from error


@contextmanager
def changed(folder: Path) -> Iterator[None]:
    """Errors of writing as SessionError."""
    try:
        yield
    except sqlite3.Error as error:
        raise SessionError(f"The session {folder} cannot be written: {first_line(error)}.") from error


def _require_unused(file: Path) -> None:
    """sqlite3.Error (SQLITE_BUSY): a program writes it. What looking leaves behind is taken away."""
    shared_memory = file.with_name(f"{file.name}-shm")
    was_there = shared_memory.exists()
    try:
        # Who writes with a log keeps its lock until the end: there is nothing to wait for.
        with closing(_read_only(file, 0.2)) as database:
            database.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except DAMAGE as error:
        if _busy(error):
            raise
        # Anything else is for whoever reads it to find out.
    finally:
        if not was_there and shared_memory.exists():  # a medium that cannot be written refuses even without it
            shared_memory.unlink()


def _busy(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # errors of the module itself have none
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY


def _read_only(file: Path, patience: float = 5.0) -> sqlite3.Connection:
    """patience: seconds that a lock is waited for."""
    return distrust(sqlite3.connect(_uri(file, "ro"), uri=True, check_same_thread=False, timeout=patience))


def _uri(file: Path, mode: str) -> str:
    return f"{file.absolute().as_uri()}?mode={mode}"
