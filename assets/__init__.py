"""Files that ship with the program: the checkpoint and its model card, icons, a sample clip."""

from __future__ import annotations

from pathlib import Path

CHECKPOINT = "ucrn-live-v1.safetensors"
TERMS = "non-commercial research use"  # of the checkpoint's weights; the model card says why
CONFIGURATION = "ucrn-live-v1.toml"  # of its training
SAMPLE = "sample.mp4"
CHECK_MARK = "check.svg"  # white, of a ticked box
CHECK_MARK_DARK = "check-dark.svg"  # black
ARROW = "arrow.svg"  # grey, down, of a list that opens
TRANSLATIONS = "translations"  # folder of the window's texts in other languages, made by `make translations`


def path(name: str) -> Path:
    """Where the asset `name` lies."""
    return Path(__file__).parent / name
