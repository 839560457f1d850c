"""The rows that are set aside of the corpora, featurized alone: what a finished checkpoint is measured on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from engines.corpus import read_frames, read_sound, still_faces, talking_face, voice_steps
from engines.models import ModelStore
from engines.text_training import validation_rows
from engines.training_features import (
    VALID_ACTORS,
    Corpora,
    Recording,
    at_every_speed,
    held_out_speaker,
    natural_recordings,
)
from ucrn_core.corpora.faces import FaceRows, read_faces
from ucrn_core.corpora.text import read_corpus
from ucrn_core.corpora.voice import read_ravdess
from ucrn_core.errors import CorpusError
from ucrn_core.features import FeatureSpec

SEED = 11
MOVING, MOVES = 8, 60  # talking faces of others whose moves stills are given, as in training; frames of each

Item = TypeVar("Item")


def read_held_out(folder: Path, rows: int, store: ModelStore, report: Callable[[str], None]) -> Corpora:
    """The corpora below `folder` (text, ravdess, natural, fer2013) with nothing but what no weight was trained on, at
    most `rows` of each, without degraded twins; and MOVING talks of others, which `trajectories` takes.

    CorpusError where a corpus is missing or holds nothing that is set aside.
    """
    rng = np.random.default_rng(SEED)
    lines = validation_rows(read_corpus(folder / "text"))
    acted = [r for r in read_ravdess(folder / "ravdess") if r.actor in VALID_ACTORS]
    pictures = read_faces(folder / "fer2013" / "fer2013_images.npz")
    stills = np.flatnonzero(pictures.held_out)
    sounds, talks = natural_recordings(folder / "natural")
    heard = {path: speaker for path, speaker in sounds.items() if held_out_speaker(speaker)}
    seen = {path: speaker for path, speaker in talks.items() if held_out_speaker(speaker)}
    for found, what in (
        (len({r.video for r in lines}) > 1, "validation lines of more than one video in text/"),
        (acted, f"sentences of actors {VALID_ACTORS[0]} to {VALID_ACTORS[-1]} in ravdess/"),
        (len(stills), "held-out pictures in fer2013/"),
        (heard, "speech of held-out speakers in natural/"),
        (seen, "talking faces of held-out speakers in natural/"),
    ):
        if not found:
            raise CorpusError(f"{folder} holds no {what}; robustness is measured on what training sets aside.")

    lines, acted = _some(lines, rows, rng), _some(acted, rows, rng)
    chosen = np.array(_some(stills.tolist(), rows, rng))
    faces = FaceRows(pictures.images[chosen], pictures.emotions[chosen], pictures.labels[chosen])
    landmarker = store.path("face-landmarker")
    report(f"featurizing {len(acted)} acted sentences")
    voice = [at_every_speed(read_sound(r.path)) for r in acted]
    report(f"featurizing {len(heard)} recordings and {len(seen)} talks of held-out speakers")
    speech = [Recording(p, who, voice_steps(read_sound(p), FeatureSpec()), []) for p, who in _first(heard, rows)]
    others = {path: speaker for path, speaker in talks.items() if path not in seen}
    shown = [Recording(p, who, talking_face(read_frames(p), landmarker)[:2], []) for p, who in _first(seen, rows)]
    shown += [
        Recording(p, who, talking_face(read_frames(p)[:MOVES], landmarker)[:2], []) for p, who in _first(others, MOVING)
    ]
    report(f"featurizing {len(chosen)} faces")
    return Corpora(
        text_rows=lines,
        segments=[],
        voice_rows=acted,
        voice=voice,
        voice_twins=[[] for _ in acted],
        speech=speech,
        face_rows=faces,
        faces=still_faces(faces.images, len(chosen), landmarker),
        face_twins={i: [] for i in range(len(chosen))},
        talks=shown,
    )


def _some(items: Sequence[Item], count: int, rng: np.random.Generator) -> list[Item]:
    """At most `count` of the items, any, in their order."""
    return [items[i] for i in np.sort(rng.permutation(len(items))[:count])]


def _first(files: dict[Path, str], count: int) -> list[tuple[Path, str]]:
    return list(files.items())[:count]
