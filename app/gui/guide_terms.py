"""First step of the guide: what the program does and does not do, and what the person who uses it answers for."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox

from app.gui.guide_step import GuideStep, paragraph
from app.gui.translation import tr
from app.sessions import library
from app.settings import SettingsStore


class TermsStep(GuideStep):
    """Short and plain; one goes on when it is confirmed. understood: to be shown beside what goes on, as it must be
    seen however small the window is."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(tr("Before you begin"))
        self._settings = settings
        self.ready = False
        self._kept = paragraph("", "reading")
        for heading, text in (
            (
                tr("What it does"),
                tr(
                    "It estimates the sentiment of a speaker, from negative to positive, from words, voice and face: "
                    "four times a second, each time with an interval in which it lies in about four of five cases."
                ),
            ),
            (
                tr("What it does not do"),
                tr(
                    "It tells what words, voice and face look like to raters, not what a person feels or thinks. It is "
                    "no lie detector and makes no diagnosis. Do not use it for decisions about people."
                ),
            ),
            (
                tr("Where your data stays"),
                self._kept,
            ),
            (
                tr("People who are recorded"),
                tr(
                    "Analyse and record people only with their consent. A note of what they agreed to can be kept with "
                    "each recording."
                ),
            ),
            (
                tr("At work and in education"),
                tr(
                    "In the European Union, inferring people's emotions at work or in education is prohibited or "
                    "restricted (AI Act, Article 5). What the law says where you are, you must know yourself."
                ),
            ),
            (
                tr("Licence"),
                tr(
                    "The source is free under Apache-2.0. The weights of the network that come with it are for "
                    "non-commercial research use only, as the data is that they learned from."
                ),
            ),
        ):
            self.column.addWidget(paragraph(heading, "heading"))
            self.column.addWidget(paragraph(text, "reading") if isinstance(text, str) else text)
            self.column.addSpacing(10)
        self.understood = QCheckBox(tr("I &understand"))
        self.understood.toggled.connect(self._agree)
        self.column.addStretch()

    def showEvent(self, event: QShowEvent) -> None:
        self._kept.setText(
            tr(
                "Everything is computed on this machine; no picture, sound or word leaves it. Live analysis stores "
                "nothing unless you record. What you record lies in {folder}."
            ).format(folder=library.home(self._settings.now.library))
        )

    def _agree(self, agreed: bool) -> None:
        self.ready = agreed
        self.changed.emit()
