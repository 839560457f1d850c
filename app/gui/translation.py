"""Languages of the window: the one function that translates its texts, and numbers and dates as a language writes
them.

Every text that a person sees or hears read out goes through `tr` as one literal, which `make translations` collects:
`tr("Open")`; `tr("Open {name}").format(name=…)`, never an f-string nor a literal inside one; `tr("%n file(s)", "", n)`
for what is counted; a second text tells apart what is one word in English and two elsewhere. Texts of tables that are
made at import stand in QT_TR_NOOP, and are translated when they are shown.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

import assets

SYSTEM = "system"
LANGUAGES = {"en": "English", "de": "Deutsch"}  # each in its own words


def install(app: QApplication, language: str = SYSTEM) -> None:
    """Show what is made from now on in a language, one of LANGUAGES; `system`: the first of those that the person
    reads, else English."""
    system = QLocale.system()
    if language not in LANGUAGES:
        read = (name.partition("-")[0] for name in _of_the_system())
        language = next((name for name in read if name in LANGUAGES), "en")
    locale = QLocale(language)
    QLocale.setDefault(system if system.language() == locale.language() else locale)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    for name, folder in (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"ucrn_live_{language}", str(assets.path(assets.TRANSLATIONS))),
    ):
        translator = QTranslator(app)
        if translator.load(name, folder):  # there is no qtbase for English
            app.installTranslator(translator)


def _of_the_system() -> list[str]:
    """As the person reads them, the best first: `de-AT`."""
    return QLocale.system().uiLanguages()


def tr(text: str, comment: str = "", n: int = -1) -> str:
    """`text` in the language of the window. comment: tells apart what is written alike; n: the number that `%n` stands
    for."""
    return QCoreApplication.translate("", text, comment, n)


def number(value: float, decimals: int | None = 0, *, sign: bool = False) -> str:
    """With a true minus sign. decimals: None for as many as it needs; sign: a plus as well, except before 0."""
    if decimals is None:
        text = QLocale().toString(float(value))
    else:
        value = round(value, decimals) + 0.0  # no −0
        text = QLocale().toString(value, "f", decimals)
    text = text.replace("-", "−")
    return f"+{text}" if sign and value > 0 else text


def percent(share: float) -> str:
    """`25 %` for 0.25."""
    return f"{number(100 * share, 0)} %"


def modality(name: str) -> str:
    """One of MODALITIES as it stands within a sentence."""
    return {"text": tr("text"), "voice": tr("voice"), "face": tr("face")}[name]


def date(moment: datetime) -> str:
    """The day."""
    return moment.strftime(tr("%Y-%m-%d", "a day as Python's strftime writes it"))


def date_time(moment: datetime) -> str:
    """The day and the minute."""
    return f"{date(moment)} {moment:%H:%M}"
