"""`ucrn-live doctor`: what works on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from ucrn_core.errors import UCRNLiveError

WINDOW_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libpulse0 libxkbcommon-x11-0 libx11-xcb1 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 "
    "libxcb-sync1 libxcb-xfixes0 libxcb-xkb1"
)
LITTLE_SPACE = 2e9  # bytes: an hour of camera and microphone, or a Whisper model
# For a process of its own: Qt ends a process whose screen it cannot reach.
OPEN_WINDOW = "from app.gui.application import make_application; print(make_application().platformName())"
OPEN_SECONDS = 60  # the first start of Qt reads much from the disk


@dataclass(frozen=True)
class Finding:
    """What was found. state: `ok`; `limited`, it works but could do more; `missing`, it does not work."""

    state: Literal["ok", "limited", "missing"]
    found: str
    remedy: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """Say what works on this machine, what is missing, and what to do about it."""
    findings = {subject: _examine(check) for subject, check in CHECKS.items()}
    if as_json:
        typer.echo(json.dumps([{"subject": name, **asdict(finding)} for name, finding in findings.items()], indent=2))
        return
    for subject, finding in findings.items():
        typer.echo(f"{finding.state:8} {subject + ':':17} {finding.found}")
        if finding.remedy:
            typer.echo(f"{'':26} -> {finding.remedy}")


def _examine(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except UCRNLiveError as error:
        return Finding("missing", str(error))
    except Exception as error:  # a broken library may raise anything, and that is what is to be found out
        return Finding("missing", f"{type(error).__name__}: {error}", "install the program anew")


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info[:2] not in ((3, 11), (3, 12)):
        return Finding("missing", version, "use Python 3.11 or 3.12")
    return Finding("ok", f"{version} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores")


def _device() -> Finding:
    import torch

    from engines.fusion.gpu import cuda_missing

    if why := cuda_missing():
        return Finding("limited", f"the CPU does the work. {why}")
    memory = torch.cuda.get_device_properties(0).total_memory / 2**30
    return Finding("ok", f"{torch.cuda.get_device_name(0)}, {memory:.0f} GiB, torch {torch.__version__}")


def _engine() -> Finding:
    import assets
    from engines.fusion.cache import EngineCache
    from engines.fusion.choice import remembered
    from ucrn_core.checkpoint import load

    known = remembered(load(assets.path(assets.CHECKPOINT)), EngineCache())
    if known is None:
        return Finding("ok", "not tried yet; the first run tries them, or `ucrn-live engine info`")
    speed = "" if known[0].median_ms is None else f", {known[0].median_ms:.1f} ms a window"
    return Finding("ok", f"{known[0].name}{speed}; `ucrn-live engine info` says why not another")


def _checkpoint() -> Finding:
    import assets
    from ucrn_core.checkpoint import load

    checkpoint = load(assets.path(assets.CHECKPOINT))
    return Finding("ok", f"{assets.CHECKPOINT}, features {checkpoint.spec.name}, {checkpoint.digest[:12]}")


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
    from engines.speech_trial import best, remembered

    store = ModelStore()
    whisper = [e.name for e in CATALOGUE.values() if e.modality == "speech" and store.status(e.name).usable]
    if used := store.installed_whisper():
        files = f"{used} is used for files; installed: {', '.join(whisper)}"
        measured = remembered(store)
        if not measured:
            return Finding("limited", f"{files}; not timed for live speech yet", "ucrn-live models trial")
        if live := best(measured):
            return Finding("ok", f"{files}; {live} for live speech")
        return Finding("limited", f"{files}; pocketsphinx for live speech, they are too slow", "install a smaller one")
    import pocketsphinx  # noqa: F401  # that it can be imported is the question

    remedy = "for far better words install a Whisper model: ucrn-live models list"
    return Finding("limited", "pocketsphinx is used; no Whisper model is installed", remedy)


def _microphone() -> Finding:
    from engines.sources.microphone import microphones

    try:
        found = microphones()
    except OSError as error:  # PortAudio's library is not there
        return Finding("missing", str(error), "sudo apt-get install libportaudio2")
    if not found:
        return Finding("limited", "sound input works, but no microphone is there", "connect one")
    return Finding("ok", ", ".join(microphone.full_name for microphone in found))


def _window() -> Finding:
    try:
        run = subprocess.run(
            [sys.executable, "-c", OPEN_WINDOW], capture_output=True, text=True, timeout=OPEN_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding("missing", f"Qt did not start within {OPEN_SECONDS} s", "is the screen reachable?")
    if run.returncode == 0:
        platform_name = run.stdout.strip()
        if platform_name == "offscreen":
            return Finding("limited", "Qt works and draws to no screen", "unset QT_QPA_PLATFORM to see it")
        return Finding("ok", f"Qt works on {platform_name}")
    said = [line for line in run.stderr.splitlines() if line.strip()] or [f"exit status {run.returncode}"]
    reason = next((line for line in said if "could not connect to display" in line), said[-1])
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Finding("missing", reason, "there is no screen: start it in a desktop session, or under xvfb-run")
    return Finding("missing", reason, f"sudo apt-get install {WINDOW_PACKAGES}" * (sys.platform == "linux"))


def _space() -> Finding:
    from engines.models import ModelStore

    root = ModelStore().root.absolute()
    there = next(folder for folder in (root, *root.parents) if folder.exists())  # it may not have been made yet
    free = {str(folder): shutil.disk_usage(folder).free for folder in (Path.cwd(), there)}
    found = ", ".join(f"{size / 1e9:.1f} GB in {folder}" for folder, size in free.items())
    if min(free.values()) < LITTLE_SPACE:
        return Finding("limited", found, "make room before you record or install a model")
    return Finding("ok", found)


CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": _python,
    "GPU": _device,
    "checkpoint": _checkpoint,
    "engine": _engine,
    "media files": _media,
    "face": _face,
    "text encoder": _text,
    "speech": _speech,
    "microphone": _microphone,
    "window": _window,
    "free disk space": _space,
}
