"""What works on this machine, what is missing, and what to do about it: for `ucrn-live doctor` and the first-run guide.

What is heavy is imported by the check that needs it.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import app
from app import logs
from app.encryption import encrypted
from engines.machine import own_environment, processor, versions
from ucrn_core.errors import UCRNLiveError

WINDOW_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libpulse0 libxkbcommon-x11-0 libx11-xcb1 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 "
    "libxcb-sync1 libxcb-xfixes0 libxcb-xkb1"
)
LITTLE_SPACE = 2e9  # bytes: an hour of camera and microphone, or a Whisper model
OPEN_SECONDS = 60  # the first start of Qt reads much from the disk


@dataclass(frozen=True)
class Finding:
    """What was found. state: `ok`; `limited`, it works but could do more; `missing`, it does not work. details: the
    same for programs, as JSON."""

    state: Literal["ok", "limited", "missing"]
    found: str
    remedy: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def examine(subjects: Iterable[str] | None = None) -> dict[str, Finding]:
    """What was found of each subject, in the order of CHECKS; None: of all of them."""
    wanted = CHECKS if subjects is None else set(subjects)
    return {subject: examined(check) for subject, check in CHECKS.items() if subject in wanted}


def examined(check: Callable[[], Finding]) -> Finding:
    """What a check found, also where a library that it needs does not work."""
    try:
        return check()
    except UCRNLiveError as error:
        return Finding("missing", str(error))
    except Exception as error:  # a broken library may raise anything, and that is what is to be found out
        return Finding("missing", f"{type(error).__name__}: {error}", "install the program anew")


def _program() -> Finding:
    libraries = versions("torch", "onnxruntime", "mediapipe", "faster-whisper", "PySide6-Essentials", "av")
    told = ", ".join(f"{name} {number}" for name, number in libraries.items())
    return Finding("ok", f"UCRN Live {app.__version__} with {told}", "", {"ucrn-live": app.__version__, **libraries})


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info[:2] not in ((3, 11), (3, 12)):
        return Finding("missing", version, "use Python 3.11 or 3.12")
    found = f"{version} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return Finding("ok", found, "", {"python": version, "system": platform.platform(), "processor": processor()})


def _device() -> Finding:
    import torch

    from engines.fusion.gpu import cuda_missing

    if why := cuda_missing():
        reason, _, remedy = why.removesuffix(".").partition("; ")
        return Finding("limited", f"the CPU does the work: {reason[0].lower()}{reason[1:]}", remedy)
    memory = torch.cuda.get_device_properties(0).total_memory
    details = {"name": torch.cuda.get_device_name(0), "bytes": memory}
    return Finding("ok", f"{details['name']}, {memory / 2**30:.0f} GiB, torch {torch.__version__}", "", details)


def _engine() -> Finding:
    import assets
    from engines.fusion.cache import EngineCache
    from engines.fusion.choice import remembered
    from ucrn_core.checkpoint import load

    known = remembered(load(assets.path(assets.CHECKPOINT)), EngineCache())
    if known is None:
        found = "not tried yet; the first run tries them, or `ucrn-live engine info`"
        return Finding("ok", found, "", {"serves": None, "engines": []})
    speed = "" if known[0].median_ms is None else f", {known[0].median_ms:.1f} ms a window"
    details = {"serves": known[0].name, "engines": [asdict(candidate) for candidate in known]}
    return Finding("ok", f"{known[0].name}{speed}; `ucrn-live engine info` says why not another", "", details)


def _checkpoint() -> Finding:
    import assets
    from ucrn_core.checkpoint import load

    checkpoint = load(assets.path(assets.CHECKPOINT))
    found = f"{assets.CHECKPOINT}, features {checkpoint.spec.name}, {checkpoint.digest[:12]}, for {assets.TERMS}"
    details = {"features": checkpoint.spec.name, "sha256": checkpoint.digest, "licence": assets.TERMS}
    return Finding("ok", found, "", details)


def _media() -> Finding:
    import av

    return Finding("ok", f"PyAV {av.__version__}")


def _face() -> Finding:
    from engines.models import ModelStore

    path = ModelStore().path("face-landmarker")  # before the library, whose import takes longer
    import mediapipe

    return Finding("ok", f"{path}, MediaPipe {mediapipe.__version__}")


def _text() -> Finding:
    from engines.models import ModelStore

    return Finding("ok", str(ModelStore().path("minilm")))


def _speech() -> Finding:
    from engines.models import CATALOGUE, ModelStore
    from engines.speech_trial import FITS, POCKETSPHINX, best, remembered

    store = ModelStore()
    whisper = [e.name for e in CATALOGUE.values() if e.modality == "speech" and store.status(e.name).usable]
    measured = remembered(store)
    used, live = store.installed_whisper() or POCKETSPHINX, best(measured)
    trials = [{"name": trial.name, "seconds": trial.seconds, "fits": trial.fits} for trial in measured]
    details = {"files": used, "live": live or POCKETSPHINX, "installed": whisper, "trials": trials, "limit": FITS}
    if used == POCKETSPHINX:
        import pocketsphinx  # noqa: F401  # that it can be imported is the question

        remedy = "for far better words install a Whisper model: ucrn-live models list"
        return Finding("limited", "pocketsphinx is used; no Whisper model is installed", remedy, details)
    files = f"{used} is used for files; installed: {', '.join(whisper)}"
    if not measured:
        remedy = "ucrn-live models trial"
        return Finding("limited", f"{files}; not timed for live speech yet", remedy, {**details, "live": None})
    if live:
        return Finding("ok", f"{files}; {live} for live speech", "", details)
    found = f"{files}; pocketsphinx for live speech, they are too slow"
    return Finding("limited", found, "install a smaller one", details)


def _models() -> Finding:
    from engines.models import CATALOGUE, ModelStore

    store = ModelStore()
    listed = {entry.name: (entry, store.status(entry.name)) for entry in CATALOGUE.values()}
    details = {
        name: {
            "purpose": entry.purpose,
            "licence": entry.licence,
            "bytes": entry.bytes,
            "state": str(status.state),
            "path": str(status.path) if status.path else None,
        }
        for name, (entry, status) in listed.items()
    }
    here = [f"{name} ({entry.licence}, {entry.bytes / 1e6:,.0f} MB)" for name, (entry, s) in listed.items() if s.usable]
    if damaged := [name for name, (_, status) in listed.items() if status.path and not status.usable]:
        remedy = " and ".join(f"ucrn-live models install {name}" for name in damaged)
        return Finding("limited", f"damaged: {', '.join(damaged)}; whole: {', '.join(here) or 'none'}", remedy, details)
    return Finding("ok", ", ".join(here) or "none is installed", "", details)


def _microphone() -> Finding:
    from engines.sources.microphone import microphones

    try:
        found = microphones()
    except OSError as error:  # PortAudio's library is not there
        return Finding("missing", str(error), "sudo apt-get install libportaudio2")
    details = {"microphones": [asdict(microphone) for microphone in found]}
    if not found:
        return Finding("limited", "sound input works, but no microphone is there", "connect one", details)
    return Finding("ok", ", ".join(microphone.full_name for microphone in found), "", details)


def _camera() -> Finding:
    """Those that the system names; none is opened. Elsewhere than on Linux a camera is only known by opening it."""
    from engines.sources.camera import camera_name, cameras

    if sys.platform != "linux":
        return Finding("ok", "not looked for here; `ucrn-live devices` opens each")
    found = list(cameras())
    details = {"cameras": [{"address": address, "name": camera_name(address)} for address in found]}
    if not found:
        return Finding("limited", "no camera is there", "connect one, or give the address of a stream", details)
    return Finding("ok", ", ".join(camera["name"] for camera in details["cameras"]), "", details)


def _window() -> Finding:
    try:
        run = subprocess.run(
            [sys.executable, "-m", "app.gui.screens"],
            capture_output=True,
            env=own_environment(),
            text=True,
            timeout=OPEN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("missing", f"Qt did not start within {OPEN_SECONDS} s", "is the screen reachable?")
    if run.returncode == 0:
        details = json.loads(run.stdout.splitlines()[-1])
        if details["platform"] == "offscreen":
            return Finding("limited", "Qt works and draws to no screen", "unset QT_QPA_PLATFORM to see it", details)
        sizes = ", ".join(f"{screen['width']} x {screen['height']}" for screen in details["screens"])
        return Finding("ok", f"Qt works on {details['platform']}, {sizes}", "", details)
    said = [line for line in run.stderr.splitlines() if line.strip()] or [f"exit status {run.returncode}"]
    reason = next((line for line in said if "could not connect to display" in line), said[-1])
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Finding("missing", reason, "there is no screen: start it in a desktop session, or under xvfb-run")
    return Finding("missing", reason, f"sudo apt-get install {WINDOW_PACKAGES}" * (sys.platform == "linux"))


def places() -> dict[str, Path]:
    """Where data lies on this machine; what was never written is not there yet. What is wrong with the settings is not
    told."""
    from app.sessions.library import cache_place, home
    from app.settings import SettingsStore, settings_path
    from engines.fusion.cache import EngineCache
    from engines.models import ModelStore

    return {
        "library": home(SettingsStore().now.library),
        "previews": cache_place(),
        "models": ModelStore().root.absolute(),
        "settings": settings_path(),
        "engines": EngineCache().folder,
        "logs": logs.folder(),
    }


def _settings() -> Finding:
    from app.settings import SettingsStore

    store = SettingsStore()
    if store.told:
        return Finding("limited", " ".join(store.told), "", {"path": str(store.path), "readable": False})
    found = "can be read" if store.path.exists() else "as shipped: nothing was changed yet"
    return Finding("ok", found, "", {"path": str(store.path), "readable": True})


def _data() -> Finding:
    folders = places()
    named = {name: str(path) for name, path in folders.items()}
    found = ", ".join(f"{name} in {path}" for name, path in named.items())
    try:
        with tempfile.TemporaryFile(dir=_nearest(folders["library"])):
            pass
    except OSError as error:
        remedy = "name another in UCRN_LIVE_SESSIONS where that is set, else in Settings, Library"
        return Finding("limited", f"the library cannot be written ({error.strerror}); {found}", remedy, named)
    return Finding("ok", found, "", named)


def _encryption() -> Finding:
    library = places()["library"]
    found = encrypted(library)
    details = {"library": found}
    if found is None:
        found_out = "it cannot be told whether the library's disk is encrypted; PRIVACY.md says why that matters"
        return Finding("ok", found_out, "", details)
    if found:
        return Finding("ok", "the library lies on an encrypted disk", "", details)
    remedy = "encrypt the disk, or keep the library on one that is: PRIVACY.md says how"
    return Finding("limited", "the system does not encrypt the disk that the library lies on", remedy, details)


def free_space(folder: Path) -> int:
    """Bytes that are free where `folder` is, or will be made."""
    return shutil.disk_usage(_nearest(folder)).free


def _nearest(folder: Path) -> Path:
    """It, or what is there of the way to it."""
    return next(there for there in (folder, *folder.parents) if there.exists())


def _space() -> Finding:
    kept = places()
    folders = {"for the library": kept["library"], "for the models": kept["models"]}
    free = {name: free_space(folder) for name, folder in folders.items()}
    found = ", ".join(f"{size / 1e9:.1f} GB {name}" for name, size in free.items())
    details = {str(folder): free[name] for name, folder in folders.items()}
    if min(free.values()) < LITTLE_SPACE:
        return Finding("limited", found, "make room before you record or install a model", details)
    return Finding("ok", found, "", details)


CHECKS: dict[str, Callable[[], Finding]] = {
    "program": _program,
    "Python": _python,
    "GPU": _device,
    "checkpoint": _checkpoint,
    "engine": _engine,
    "media files": _media,
    "face": _face,
    "text encoder": _text,
    "speech": _speech,
    "models": _models,
    "microphone": _microphone,
    "camera": _camera,
    "window": _window,
    "settings": _settings,
    "data": _data,
    "disk encryption": _encryption,
    "free disk space": _space,
}
