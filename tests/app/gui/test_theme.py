"""The palettes: what must be read stands out, and what must be told apart differs for colour-blind people too."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication
from skimage.color import deltaE_ciede2000, rgb2lab

from app import colours
from app.colours import contrast, readable_on
from app.gui import theme as themes
from app.gui.theme import CONTRAST_DARK, CONTRAST_LIGHT, LIGHT, THEMES
from app.gui.transcript import current_word
from app.settings import Appearance, Palette
from ucrn_core.features import MODALITIES

ALL = [
    pytest.param(theme, id=f"{name}-{'dark' if theme.dark else 'light'}") for name in THEMES for theme in THEMES[name]
]
# How colours look with no cone of one kind, as linear RGB: Machado, Oliveira and Fernandes, "A physiologically-based
# model for simulation of color vision deficiency", IEEE TVCG 15 (2009), severity 1.0.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen(colour: str, vision: str) -> np.ndarray:
    """The colour in CIELAB as someone with this vision sees it."""
    rgb = np.array(QColor(colour).getRgbF()[:3])
    linear = VISION[vision] @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear, 0, 1)
    return rgb2lab(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def distance(one: str, other: str) -> float:
    """The least CIEDE2000 difference over all kinds of vision."""
    return min(float(deltaE_ciede2000(seen(one, vision), seen(other, vision))) for vision in VISION)


def over(colour: str, alpha: float, under: str) -> str:
    """A colour laid over another."""
    top, bottom = QColor(colour), QColor(under)
    parts = (round(alpha * t + (1 - alpha) * b) for t, b in zip(top.getRgb()[:3], bottom.getRgb()[:3], strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails
    assert contrast("#123456", "#123456") == 1.0


@pytest.mark.parametrize("theme", ALL)
def test_text_stands_out(theme):
    least = 7.0 if theme in (CONTRAST_LIGHT, CONTRAST_DARK) else 4.5
    pairs = [
        (text, behind)
        for text in (theme.text, theme.muted, theme.error, theme.focus, theme.sentiment)
        for behind in (theme.background, theme.surface)
    ]
    pairs += [(theme.negative, theme.surface), (theme.positive, theme.surface), (theme.text, theme.fill)]
    pairs += [(theme.on_accent, theme.accent), (theme.on_accent, QColor(theme.accent).darker(112).name())]
    for text, behind in pairs:
        assert contrast(text, behind) >= least, (text, behind)
    # Large or bold, on a colour that can be anything.
    for behind in (*theme.modality.values(), theme.warning, theme.error, *colours.MARKERS):
        assert contrast(readable_on(behind), behind) >= 4.5, behind


@pytest.mark.parametrize("theme", ALL)
def test_the_word_that_is_spoken_can_be_read_on_its_mark(theme):
    behind = over(theme.accent, current_word(theme).alphaF(), theme.surface)
    for sentiment in (-3.0, -1.0, 0.0, 1.0, 3.0):
        assert contrast(theme.of_sentiment(sentiment).name(), behind) >= 4.5


@pytest.mark.parametrize("theme", ALL)
def test_controls_and_curves_stand_out(theme):
    for colour in (theme.muted, theme.accent, theme.focus, theme.sentiment, theme.warning, theme.error):
        assert contrast(colour, theme.surface) >= 3.0, colour
    assert contrast(theme.focus, theme.background) >= 3.0
    for m in MODALITIES:
        assert contrast(theme.modality[m], theme.surface) >= 3.0, m
    assert contrast(theme.sentiment, theme.interval) >= 3.0
    if theme in (CONTRAST_LIGHT, CONTRAST_DARK):
        assert contrast(theme.interval, theme.surface) >= 3.0
        for colour in (theme.sentiment, *theme.modality.values()):  # not played yet
            assert contrast(over(theme.surface, theme.veil().alphaF(), colour), theme.surface) >= 3.0, colour
        for m in MODALITIES:  # on the groove of a bar
            assert contrast(theme.modality[m], theme.fill) >= 3.0, m
        for behind in (theme.background, theme.surface):
            assert contrast(theme.border, behind) >= 3.0


@pytest.mark.parametrize("theme", ALL)
def test_modalities_differ_for_everyone(theme):
    """A difference of about 2 is just seen. The usual palette has names beside its curves; the others differ by far, in
    the style of the line too."""
    pairs = list(combinations(theme.modality.values(), 2))
    least = min(distance(*pair) for pair in pairs)
    if theme in THEMES["standard"]:
        assert least >= 6.5
    else:
        assert least >= 20.0
        assert len(set(theme.lines.values())) == len(MODALITIES)


@pytest.mark.parametrize("theme", ALL)
def test_positive_and_negative_differ_for_everyone(theme):
    assert distance(theme.negative, theme.positive) >= 20.0
    assert theme.marked or theme in THEMES["standard"]


def test_every_look_of_the_settings_has_a_name_and_colours():
    assert tuple(themes.appearances()) == get_args(Appearance)
    assert set(themes.palettes()) == set(THEMES) == set(get_args(Palette))


def test_the_system_is_followed_when_it_changes(window, monkeypatch):
    hints = QGuiApplication.styleHints()
    for scheme, theme in ((Qt.ColorScheme.Dark, themes.DARK), (Qt.ColorScheme.Light, LIGHT)):
        told = SimpleNamespace(styleHints=lambda scheme=scheme: SimpleNamespace(colorScheme=lambda: scheme))
        monkeypatch.setattr(themes, "QGuiApplication", told)  # a desktop that can be asked
        hints.colorSchemeChanged.emit(scheme)
        assert QApplication.palette().window().color().name() == theme.background


def test_the_palette_is_kept_and_shown_in_the_menu(window, settings):
    window.settings.change(appearance="dark")
    window.settings.change(palette="high-contrast")
    assert window.notices._theme == CONTRAST_DARK
    assert settings.now.palette == "high-contrast"
    assert window._appearance_actions["high-contrast"].isChecked()
    window.settings.change(palette="standard")
    assert window.notices._theme == themes.DARK
