"""Model store: which models there are, under which licence, where they lie on this machine, and that they are whole.

A model is used from the first of three places that holds all its files: the store's own folder, a package that
carries them, and the local mirror, where it is read in place (only `install` copies). Every file is checked by
sha256 before its path is given out. The network is used by `install` alone, after consent.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import platformdirs

from engines.catalogue import CATALOGUE, ModelEntry, ModelFile
from ucrn_core.errors import InstallError, ModelStoreError

if TYPE_CHECKING:
    import requests

__all__ = ["CATALOGUE", "ModelEntry", "ModelFile", "ModelStore", "State", "Status"]

Progress = Callable[[int, int], None]  # bytes that are there, bytes in all


class State(StrEnum):
    """Where a model is."""

    INSTALLED = "installed"
    CARRIED = "carried"  # by a package
    MIRRORED = "mirrored"  # in the local mirror, to be used there or installed
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Status:
    """State of a model and the file or folder that was found; path is None when it is missing."""

    name: str
    state: State
    path: Path | None

    @property
    def usable(self) -> bool:
        return self.state not in (State.MISSING, State.DAMAGED)


class ModelStore:
    """The models of this machine.

    root: the store's own folder; default the environment's UCRN_LIVE_MODELS, else the user's data folder.
    mirror: a folder with model files, `<file>` or `<model>/<file>`; default the environment's UCRN_LIVE_MODEL_MIRROR.
    """

    def __init__(self, root: Path | None = None, mirror: Path | None = None) -> None:
        default = os.environ.get("UCRN_LIVE_MODELS") or platformdirs.user_data_path("ucrn-live", False) / "models"
        named = mirror or os.environ.get("UCRN_LIVE_MODEL_MIRROR")
        self.root = Path(root or default).expanduser()
        self.mirror = Path(named).expanduser() if named else None

    def entry(self, name: str) -> ModelEntry:
        """The catalogue's entry. Raises ModelStoreError for an unknown name."""
        if name not in CATALOGUE:
            raise ModelStoreError(f"There is no model named {name}: choose one of {', '.join(CATALOGUE)}.")
        return CATALOGUE[name]

    def status(self, name: str) -> Status:
        """Where the model is and whether it is whole. Raises ModelStoreError for an unknown name."""
        entry = self.entry(name)
        found = self._locate(entry)
        if found is None:
            return Status(name, State.MISSING, None)
        state, folder = found
        whole = _damaged_file(entry, folder) is None
        return Status(name, state if whole else State.DAMAGED, _handle(entry, folder))

    def path(self, name: str) -> Path:
        """The verified model: its file where it has one, else the folder of its files.

        Raises ModelStoreError when the model is unknown, missing or damaged.
        """
        entry = self.entry(name)
        found = self._locate(entry)
        if found is None:
            elsewhere = f" and not in the mirror {self.mirror}" if self.mirror else ""
            raise ModelStoreError(
                f"The model {name} ({entry.purpose}) is not installed{elsewhere}: "
                f"run `ucrn-live models install {name}`."
            )
        state, folder = found
        if damaged := _damaged_file(entry, folder):
            remedy = f"run `ucrn-live models install {name}` to install a whole one"
            if state is State.MIRRORED:
                remedy = f"replace it there, or unset UCRN_LIVE_MODEL_MIRROR and {remedy}"
            raise ModelStoreError(f"{damaged} is not the published file of {name} (its sha256 differs): {remedy}.")
        return _handle(entry, folder)

    def verify(self, name: str) -> Path:
        """As `path`, but reads every file anew, whatever was verified before."""
        if found := self._locate(self.entry(name)):
            for file in self.entry(name).files:
                _digests.pop(found[1] / file.name, None)
        return self.path(name)

    def installed_whisper(self) -> str | None:
        """Name of the best Whisper model that is here and whole, or None."""
        speech = (entry.name for entry in reversed(CATALOGUE.values()) if entry.modality == "speech")
        return next((name for name in speech if self.status(name).usable), None)

    def install(
        self,
        name: str,
        consent: Callable[[ModelEntry], bool],
        from_folder: Path | None = None,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> Path:
        """Bring the model into the store and return its verified path, as `path` does.

        Files come from `from_folder` where it is given, else from the mirror, else from the network; `consent` is
        asked before the network is used, and only then. A model that is installed or carried and whole stays as it
        is. An interrupted download is resumed by the next call. stop: may be set by another thread, which ends it with
        an InstallError. Raises ModelStoreError.
        """
        entry = self.entry(name)
        stop = stop or threading.Event()
        if from_folder is None and self.status(name).state in (State.INSTALLED, State.CARRIED):
            return self.path(name)
        source = self._source(entry, from_folder)
        if source is None and not consent(entry):
            raise ModelStoreError(
                f"The model {name} was not downloaded, because nobody agreed to it: "
                f"agree in a terminal, or with `ucrn-live models install {name} --yes`."
            )
        folder = self.root / name
        done = 0

        def report(there: int) -> None:
            if progress:
                progress(done + there, entry.bytes)

        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._require_space(entry, folder)
            for file in entry.files:
                target = folder / file.name
                if not _is_whole(target, file):
                    _fetch(entry, file, target, source, report, stop)
                done += file.bytes
                report(0)
        except OSError as error:
            raise ModelStoreError(f"The model {name} cannot be written to {folder} ({error.strerror}).") from error
        return self.path(name)

    def offered(self, folder: Path) -> list[str]:
        """The models whose files `folder` holds, by name and size; `install` checks their sha256."""
        return [entry.name for entry in CATALOGUE.values() if _offers(folder, entry)]

    def remove(self, name: str) -> None:
        """Delete the model, or what an interrupted download left of it, from the store's own folder.

        Raises ModelStoreError when nothing of it is there.
        """
        self.entry(name)
        if not (self.root / name).is_dir():
            raise ModelStoreError(f"The model {name} cannot be removed, because it is not in the store {self.root}.")
        try:
            shutil.rmtree(self.root / name)
        except OSError as error:
            raise ModelStoreError(f"{error.filename} cannot be deleted ({error.strerror}).") from error

    def _locate(self, entry: ModelEntry) -> tuple[State, Path] | None:
        """The first folder that holds all files of the model, whole or not, and what kind of place it is."""
        places = [(State.INSTALLED, self.root / entry.name)]
        if entry.carrier and (spec := importlib.util.find_spec(entry.carrier.replace("-", "_"))):
            # Found, not imported: its code is not run.
            places += [(State.CARRIED, Path(where) / "model") for where in spec.submodule_search_locations or ()]
        places += [(State.MIRRORED, folder) for folder in self._mirror_folders(entry)]
        return next((place for place in places if _holds(place[1], entry)), None)

    def _mirror_folders(self, entry: ModelEntry) -> list[Path]:
        if self.mirror is None:
            return []
        # Files of several models have the same names, so only a model of one file may lie beside others.
        return [self.mirror / entry.name, self.mirror] if len(entry.files) == 1 else [self.mirror / entry.name]

    def _source(self, entry: ModelEntry, from_folder: Path | None) -> Path | None:
        """The local folder to copy from; None where the network is needed. Raises ModelStoreError."""
        if from_folder is None:
            return next((folder for folder in self._mirror_folders(entry) if _holds(folder, entry)), None)
        for folder in (from_folder / entry.name, from_folder):
            if _holds(folder, entry):
                return folder
        if not from_folder.is_dir():
            raise ModelStoreError(f"There is no folder {from_folder}: name the one that holds the files.")
        wanted = ", ".join(file.name for file in entry.files)
        raise ModelStoreError(
            f"{from_folder} does not hold all files of {entry.name}, which are: {wanted}; put them there or into its "
            f"folder {entry.name}."
        )

    def _require_space(self, entry: ModelEntry, folder: Path) -> None:
        there = sum(path.stat().st_size for path in folder.iterdir())
        free = shutil.disk_usage(folder).free
        if entry.bytes - there > free:
            raise InstallError(
                f"The model {entry.name} needs {(entry.bytes - there) / 1e6:,.0f} MB in {self.root}, "
                f"where {free / 1e6:,.0f} MB are free",
                "make room, or name another folder in UCRN_LIVE_MODELS",
            )


def _handle(entry: ModelEntry, folder: Path) -> Path:
    return folder / entry.files[0].name if len(entry.files) == 1 else folder


def _holds(folder: Path, entry: ModelEntry) -> bool:
    return all((folder / file.name).is_file() for file in entry.files)


def _offers(folder: Path, entry: ModelEntry) -> bool:
    """Whether it holds the files of this model, and not of another whose files have the same names."""
    return any(
        _holds(place, entry) and all((place / file.name).stat().st_size == file.bytes for file in entry.files)
        for place in (folder / entry.name, folder)
    )


_digests: dict[Path, tuple[int, int, str]] = {}  # size, time of change and sha256 of the files read in this process


def _sha256(path: Path) -> str:
    """sha256 of the file, read once per process for as long as its size and time of change stay.

    Raises ModelStoreError when it cannot be read.
    """
    stat = path.stat()
    known = _digests.get(path)
    if known is None or known[:2] != (stat.st_size, stat.st_mtime_ns):
        try:
            with path.open("rb") as stream:
                known = (stat.st_size, stat.st_mtime_ns, hashlib.file_digest(stream, "sha256").hexdigest())
        except OSError as error:
            raise ModelStoreError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
        _digests[path] = known
    return known[2]


def _is_whole(path: Path, file: ModelFile) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and _sha256(path) == file.sha256


def _damaged_file(entry: ModelEntry, folder: Path) -> Path | None:
    return next((folder / file.name for file in entry.files if not _is_whole(folder / file.name, file)), None)


def _fetch(
    entry: ModelEntry,
    file: ModelFile,
    target: Path,
    source: Path | None,
    report: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Copy or download the file beside its place, verify it there, then move it in one step."""
    part = target.with_name(file.name + ".part")
    if source is None:
        _download(entry, file, part, report, stop)
    else:
        with (source / file.name).open("rb") as there, part.open("wb") as out:
            while block := there.read(1 << 20):
                _go_on(entry, stop)
                out.write(block)
                report(out.tell())
    if not _is_whole(part, file):
        part.unlink()
        origin = source / file.name if source else file.url
        raise InstallError(
            f"{origin} is not the published file of {entry.name} (its sha256 differs) and was not installed",
            f"get {file.name} from a place you trust and run `ucrn-live models install {entry.name} --from FOLDER`",
        )
    os.replace(part, target)


def _go_on(entry: ModelEntry, stop: threading.Event) -> None:
    if stop.is_set():
        raise InstallError(
            f"The installation of {entry.name} was stopped", f"run `ucrn-live models install {entry.name}` to go on"
        )


@contextmanager
def _broken_off(response: requests.Response, stop: threading.Event) -> Iterator[None]:
    """A server may say nothing for a minute: as soon as `stop` is set the connection is shut."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            if stop.is_set():
                with suppress(OSError):  # it is closed already
                    response.raw.shutdown()
                return

    threading.Thread(target=watch, name="stop of a download", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _download(
    entry: ModelEntry, file: ModelFile, part: Path, report: Callable[[int], None], stop: threading.Event
) -> None:
    """Download into `part`, from where an earlier download stopped.

    By `requests`: pooch, which wraps it, always starts a file from the beginning.
    """
    import requests

    start = part.stat().st_size if part.exists() else 0
    if start >= file.bytes:
        return  # all came the last time; its sha256 decides
    # A model is stored as it is sent, so no compression on the way.
    headers = {"User-Agent": "ucrn-live", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    _require_tls(file.url)
    try:
        with requests.get(
            file.url, headers=headers, stream=True, timeout=(10, 60), hooks={"response": _require_tls_redirect}
        ) as response:
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                part.unlink()  # the rest is not to be had; the next try starts afresh
            response.raise_for_status()
            mode = "ab" if response.status_code == requests.codes.partial_content else "wb"
            with _broken_off(response, stop), part.open(mode) as out:
                for chunk in response.iter_content(1 << 16):
                    _go_on(entry, stop)  # what comes from a connection that was shut is not of the file
                    out.write(chunk)
                    report(out.tell())
                    if out.tell() > file.bytes:
                        break  # not the published file: its sha256 will say so
        if part.stat().st_size < file.bytes:
            raise requests.ConnectionError
    except requests.RequestException as error:
        _go_on(entry, stop)
        raise InstallError(
            f"The model {entry.name} could not be downloaded from {file.url} ({_reason(error)})",
            f"run `ucrn-live models install {entry.name}` again to resume, or install it with `--from FOLDER`",
        ) from error


def _reason(error: requests.RequestException) -> str:
    import requests

    if error.response is not None:
        return f"the server answered {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    return "there is no connection, or it broke off"


def _require_tls(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ModelStoreError(f"{url} is refused, because models are only downloaded over https.")


def _require_tls_redirect(response: requests.Response, **_: Any) -> None:
    if response.is_redirect:
        target = urljoin(response.url, response.headers["location"])
        if urlsplit(response.url).scheme == "https" and urlsplit(target).scheme != "https":
            raise ModelStoreError(f"{target} is refused, because models are only downloaded over https.")
        _require_tls(target)
