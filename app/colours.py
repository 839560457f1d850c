"""Colours that the light window shares with exported figures and reports; `#rrggbb`.

Modalities have Okabe and Ito's colours, negative and positive are of Brewer's diverging scale of red and blue:
colour-blind people can tell them apart. So they can Paul Tol's bright ones, which markers have.
"""

from __future__ import annotations

BACKGROUND = "#f4f5f7"
SURFACE = "#ffffff"
BORDER = "#d9dde3"
TEXT = "#1b1f24"
MUTED = "#5c6570"
SENTIMENT = "#b0457f"
INTERVAL = "#ecd3e0"
MODALITY = {"text": "#0072b2", "voice": "#d98200", "face": "#009e73"}
NEGATIVE = "#b2182b"
POSITIVE = "#1f66b0"
MARKERS = ("#4477aa", "#ccbb44", "#ee6677", "#aa3377", "#228833", "#66ccee", "#bbbbbb")
STRONG = 2.0  # sentiment from which its colour is full


def of_sentiment(sentiment: float, plain: str = TEXT, negative: str = NEGATIVE, positive: str = POSITIVE) -> str:
    """Colour of text that was said with this sentiment: `plain` at 0, `negative` or `positive` from STRONG on."""
    share = min(1.0, abs(sentiment) / STRONG)
    pairs = zip(_parts(plain), _parts(positive if sentiment > 0 else negative), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, by the definition of WCAG 2.2."""
    darker, brighter = sorted((_luminance(one), _luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def readable_on(colour: str) -> str:
    """White or nearly black, whichever stands out more from `colour`."""
    return max(("#ffffff", "#0b0c0e"), key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of an sRGB colour (IEC 61966-2-1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
