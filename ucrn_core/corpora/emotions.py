"""Sentiment of acted emotions and posed expressions, on the MOSI scale."""

from __future__ import annotations

# One table for RAVDESS (its eight emotions) and FER2013 (its seven expressions, under its own names).
SENTIMENT = {
    "neutral": 0.0,
    "calm": 1.0,
    "happy": 2.0,
    "surprised": 0.0,
    "surprise": 0.0,
    "sad": -2.0,
    "fearful": -2.0,
    "fear": -2.0,
    "angry": -2.0,
    "disgust": -2.0,
}
NEGATIVE = frozenset(name for name, sentiment in SENTIMENT.items() if sentiment < 0)
