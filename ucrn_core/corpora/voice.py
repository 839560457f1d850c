"""Labelled voice: RAVDESS sentences, whose file names carry the actor and the emotion (Livingstone and Russo 2018)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ucrn_core.corpora.emotions import SENTIMENT
from ucrn_core.errors import CorpusError

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")  # RAVDESS numbers 01 to 08
NAME = re.compile(r"\d\d-\d\d-(0[1-8])-\d\d-\d\d-\d\d-(\d\d)\.(?:flac|wav|mp4|mp3)")


@dataclass(frozen=True)
class VoiceRow:
    """A spoken sentence: its file, emotion, sentiment and actor (1 to 24)."""

    path: Path
    emotion: str
    label: float
    actor: int


def read_ravdess(folder: Path) -> list[VoiceRow]:
    """Files below `folder` with RAVDESS names, actor by actor in order of their names."""
    rows = []
    for path in sorted(folder.rglob("*")):
        if match := NAME.fullmatch(path.name):
            emotion = EMOTIONS[int(match[1]) - 1]
            rows.append(VoiceRow(path, emotion, SENTIMENT[emotion], int(match[2])))
    if not rows:
        raise CorpusError(f"{folder} holds no sound files with RAVDESS names such as 03-01-04-01-02-01-12.wav.")
    return sorted(rows, key=lambda r: (r.actor, r.path.name))
