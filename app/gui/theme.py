"""The colours of the window: palettes for usual sight, for low contrast vision and for colour blindness, each light and
dark.

Text stands out from what is behind it by 4.5 to 1 at least, by 7 to 1 with high contrast; curves, icons and the mark of
the focus by 3 to 1 (WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11). With high contrast so do the borders of fields
and buttons, the interval, and, where no interval is behind them, curves that were not played yet. In the other palettes
these are fainter: there a field or a button is told by its text, and what comes later is dimmed.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPen

from app import colours
from app.gui import translation
from app.gui.translation import tr
from ucrn_core.features import MODALITIES

SOLID = dict.fromkeys(MODALITIES, Qt.PenStyle.SolidLine)
# What the legends draw of each line.
MARKS = {Qt.PenStyle.SolidLine: "━━", Qt.PenStyle.DashLine: "╍╍", Qt.PenStyle.DotLine: "┅┅"}
STYLED = dict(zip(MODALITIES, MARKS, strict=True))


@dataclass(frozen=True)
class Theme:
    """Named colours, `#rrggbb`; whose they are, says app.colours.

    border: of cards, fields and buttons; fill: under the pointer, and the grooves of bars. lines: the style in which
    the curve of each modality is drawn. marked: words are underlined by their sentiment, and not only coloured. veiled:
    how far the veil dims.
    """

    dark: bool
    background: str
    surface: str
    border: str
    fill: str
    text: str
    muted: str
    accent: str
    on_accent: str
    focus: str
    sentiment: str
    interval: str
    modality: dict[str, str]
    negative: str
    positive: str
    warning: str
    error: str
    lines: dict[str, Qt.PenStyle] = field(default_factory=lambda: SOLID)
    marked: bool = False
    veiled: float = 0.75  # 0 to 1

    def veil(self) -> QColor:
        """Laid over the part of a chart that was not played yet."""
        veil = QColor(self.surface)
        veil.setAlphaF(self.veiled)
        return veil

    def of_sentiment(self, sentiment: float) -> QColor:
        """Colour of text that was said with this sentiment: the plain one at 0, full from colours.STRONG on."""
        return QColor(colours.of_sentiment(sentiment, self.text, self.negative, self.positive))

    def pen(self, modality: str, width: float) -> QPen:
        """In which the curve of a modality is drawn, of this many pixels."""
        pen = QPen(QColor(self.modality[modality]), width, self.lines[modality])
        pen.setCosmetic(True)
        return pen

    def entry(self, modality: str) -> str:
        """A modality in a legend: its line and its name, as rich text."""
        return legend(self.modality[modality], translation.modality(modality), self.muted, MARKS[self.lines[modality]])


def legend(colour: str, text: str, text_colour: str, mark: str = "━━") -> str:
    """A line or area, and what it is, as rich text; `text` is plain, as names of timelines are anybody's."""
    return f'<span style="color:{colour}">{mark}</span> <span style="color:{text_colour}">{html.escape(text)}</span>'


DARK = Theme(
    dark=True,
    background="#14161a",
    surface="#1d2026",
    border="#31363f",
    fill="#31363f",
    text="#e9ebee",
    muted="#9aa2ad",
    accent="#2673c2",
    on_accent="#ffffff",
    focus="#6cb6ff",
    sentiment="#e08fbe",
    interval="#4b3644",
    modality={"text": "#56b4e9", "voice": "#e69f00", "face": "#12b886"},
    negative="#f4a582",
    positive="#7fc4ea",
    warning="#e69f00",
    error="#ee7a5f",
)
LIGHT = Theme(
    dark=False,
    background=colours.BACKGROUND,
    surface=colours.SURFACE,
    border=colours.BORDER,
    fill=colours.BORDER,
    text=colours.TEXT,
    muted=colours.MUTED,
    accent="#0067b8",
    on_accent="#ffffff",
    focus="#0067b8",
    sentiment=colours.SENTIMENT,
    interval=colours.INTERVAL,
    modality={**colours.MODALITY, "voice": "#c47500"},  # figures have it on white only, and brighter
    negative=colours.NEGATIVE,
    positive=colours.POSITIVE,
    warning="#c77700",
    error="#bf3a1a",
)
VEILED = 0.31  # curves stand out through it
# The interval is about as far from what is behind it as from the curve on it.
CONTRAST_DARK = Theme(
    dark=True,
    background="#000000",
    surface="#000000",
    border="#9a9a9a",
    fill="#2b2b2b",
    text="#ffffff",
    muted="#d9d9d9",
    accent="#ffdd33",
    on_accent="#000000",
    focus="#ffdd33",
    sentiment="#ffc4e6",
    interval="#7a556d",
    modality={"text": "#7396ff", "voice": "#ff8010", "face": "#7dffd0"},
    negative="#ffa07a",
    positive="#7cc8ff",
    warning="#ffb52e",
    error="#ff9a86",
    lines=STYLED,
    marked=True,
    veiled=VEILED,
)
CONTRAST_LIGHT = Theme(
    dark=False,
    background="#ffffff",
    surface="#ffffff",
    border="#5a5a5a",
    fill="#dedede",
    text="#000000",
    muted="#333333",
    accent="#0033a0",
    on_accent="#ffffff",
    focus="#0033a0",
    sentiment="#5c0a3e",
    interval="#bb719b",
    modality={"text": "#004fe0", "voice": "#8a5a00", "face": "#0b3d31"},
    negative="#8f1400",
    positive="#0037a8",
    warning="#7a4a00",
    error="#a00000",
    lines=STYLED,
    marked=True,
    veiled=VEILED,
)
COLOUR_BLIND_DARK = replace(
    DARK,
    modality={"text": "#5b93f5", "voice": "#e08600", "face": "#9dffe0"},
    negative="#ffb066",
    positive="#8ab4ff",
    sentiment="#f0c2dc",
    lines=STYLED,
    marked=True,
)
COLOUR_BLIND_LIGHT = replace(
    LIGHT,
    modality={"text": "#0072e0", "voice": "#a8760a", "face": "#14312b"},
    negative="#8c4a00",
    positive="#0050c8",
    sentiment="#7d2c5b",
    lines=STYLED,
    marked=True,
)
THEMES = {
    "standard": (LIGHT, DARK),
    "high-contrast": (CONTRAST_LIGHT, CONTRAST_DARK),
    "colour-blind": (COLOUR_BLIND_LIGHT, COLOUR_BLIND_DARK),
}


def appearances() -> dict[str, str]:
    """What the appearances of the settings are called in the window."""
    return {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}


def palettes() -> dict[str, str]:
    """What the palettes of the settings are called in the window."""
    return {
        "standard": tr("Usual colours"),
        "high-contrast": tr("High contrast"),
        "colour-blind": tr("For colour-blind people"),
    }


def resolve(appearance: str, palette: str = "standard") -> Theme:
    """The theme of `appearance` and `palette`, as the settings name them; `system` asks the desktop."""
    light, dark = THEMES[palette]
    if appearance == "system":
        return dark if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else light
    return dark if appearance == "dark" else light
