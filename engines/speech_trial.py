"""Which recognizer live speech can use on this machine: each installed Whisper model is timed once, in a process of
its own, and its time is remembered.

Live, Whisper decodes an utterance again and again while it grows: every half second, or as soon as the decode before
is done where that takes longer. A word is committed by the second decode that holds it. With d seconds a decode, no
less than 0.5, it is known 3 d after its end at most (up to d until the next decode begins, that decode, and one more)
and 2.5 d on average. A decode hears all that has waited, so recognition stays one decode behind however long that
takes. Words within 2 to 3 s allow d = 1 s while a session runs; the trial has the machine for itself, so a quarter of
that is left to the face, the voice and fusion.
"""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import assets
from engines.catalogue import CATALOGUE
from engines.child import Child
from engines.corpus import read_sound
from engines.machine import processor, versions
from engines.models import ModelStore
from engines.private import make_folder
from engines.recognizers import Segment, serve
from engines.speech import LONGEST
from ucrn_core.errors import ModelStoreError

POCKETSPHINX = "pocketsphinx"
FITS = 0.75  # s for a decode of the longest utterance
HOPELESS = 4 * FITS  # s after which no larger model is tried: one with a small decoder may be faster, but not so much
DECODES = 3  # the median counts: libraries are loaded with the first
PATIENCE = 90.0  # s for loading a model, and for a decode
LOOK = 0.1  # s between two looks at whether the trial was stopped


@dataclass(frozen=True)
class Trial:
    """Seconds that a decode of the longest utterance (15 s) takes, None where the model did not do it; note: why."""

    name: str
    seconds: float | None
    note: str = ""

    @property
    def fits(self) -> bool:
        """Whether live speech keeps up with it."""
        return self.seconds is not None and self.seconds <= FITS


def choose(store: ModelStore, wanted: str | None = None) -> str | None:
    """Name of the Whisper model for live speech; None: pocketsphinx.

    wanted: `pocketsphinx` or a model of the catalogue, chosen whatever its speed. None: the most accurate installed
    model that fits; one that was not measured yet is measured now, which takes seconds, with large models minutes.
    Raises ModelStoreError where the wanted model is not installed or recognizes no speech.
    """
    if wanted is None:
        return best(trials(store))
    if wanted == POCKETSPHINX:
        return None
    if wanted not in (names := whisper_names()):
        raise ModelStoreError(f"{wanted} is no speech recognizer: choose one of {POCKETSPHINX}, {', '.join(names)}.")
    store.path(wanted)
    return wanted


def best(measured: Sequence[Trial]) -> str | None:
    """The last that fits of trials in ascending order of accuracy; None: pocketsphinx."""
    return next((trial.name for trial in reversed(measured) if trial.fits), None)


def trials(
    store: ModelStore,
    *,
    anew: bool = False,
    stop: threading.Event | None = None,
    begin: Callable[[str], None] = lambda name: None,
) -> list[Trial]:
    """The installed Whisper models in ascending order of accuracy, up to the first that is hopeless or does not run.

    anew: what is remembered is measured again. stop: may be set by another thread; what was measured until then is
    returned. begin: is told each model before it is measured.
    """
    stop = stop or threading.Event()
    known = {} if anew else {trial.name: trial for trial in remembered(store)}
    done: list[Trial] = []
    for name in whisper_names():
        if not store.status(name).usable:
            continue
        if name not in known:
            begin(name)
            trial = measure(name, store.path(name), stop)
            if stop.is_set():
                return done
            known[name] = trial
            _remember(trial)
        done.append(known[name])
        seconds = known[name].seconds
        if seconds is None or seconds > HOPELESS:
            break
    return done


def remembered(store: ModelStore) -> list[Trial]:
    """What is known of the installed Whisper models on this machine."""
    kept, machine = _kept(), _machine()
    keys = {name: _key(name, machine) for name in whisper_names() if store.status(name).usable}
    return [Trial(name, kept[key]) for name, key in keys.items() if key in kept]


def measure(name: str, folder: Path, stop: threading.Event | None = None) -> Trial:
    """Times the model on the sample's speech; folder: of a verified model in CTranslate2's format. stop: as for
    `trials`; the trial has no seconds then."""
    stop = stop or threading.Event()
    segment = Segment(0.0, 0.0, read_sound(assets.path(assets.SAMPLE))[:LONGEST])
    times: list[float] = []
    child = Child(serve, (folder, False), "speech trial")
    try:
        while True:
            given_up = time.monotonic() + PATIENCE
            while not child.answers(min(LOOK, given_up - time.monotonic())):
                if stop.is_set():
                    return Trial(name, None, "stopped")
                if time.monotonic() >= given_up:
                    return Trial(name, None, f"no answer within {PATIENCE:.0f} s")
            kind, content = child.receive()
            if kind == "words":
                times.append(content[1])
            elif kind != "ready":
                return Trial(name, None, str(content))
            if len(times) == DECODES or (times and times[-1] > HOPELESS):
                return Trial(name, statistics.median(times))
            child.send(segment)
    except (EOFError, OSError):
        return Trial(name, None, "its process died")
    finally:
        child.end()


def whisper_names() -> list[str]:
    """The catalogue's Whisper models in ascending order of accuracy."""
    return [entry.name for entry in CATALOGUE.values() if entry.modality == "speech"]


def _machine() -> tuple[str, ...]:
    """What a model's speed depends on."""
    import torch

    cuda = torch.cuda.get_device_name() if torch.cuda.is_available() else "no CUDA"
    libraries = (f"{name} {number}" for name, number in versions("ctranslate2", "faster-whisper").items())
    return processor(), cuda, *libraries


def _key(name: str, machine: tuple[str, ...]) -> str:
    weights = max(CATALOGUE[name].files, key=lambda file: file.bytes)
    return ", ".join((weights.sha256, *machine))


def _cache() -> Path:
    return platformdirs.user_cache_path("ucrn-live", appauthor=False) / "speech_trial.json"


def _kept() -> dict[str, float | None]:
    """Seconds by model and machine; nothing of a file that is damaged."""
    try:
        kept = json.loads(_cache().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {key: value for key, value in kept.items() if value is None or (isinstance(value, float) and value > 0)}


def _remember(trial: Trial) -> None:
    kept = _kept() | {_key(trial.name, _machine()): trial.seconds}
    part = _cache().with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):  # where nothing can be written it is measured again the next time
        make_folder(part.parent)
        part.write_text(json.dumps(kept, indent=2), "utf-8")
        os.replace(part, _cache())
