"""Names that somebody chose to look like HTML are shown as they are: Qt would open what they name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.gui.layout import plain_tip
from app.gui.readout import ReadoutView
from app.gui.theme import legend
from app.gui.timeline import Timeline
from app.gui.window import MainWindow
from engines.observer import Event
from tests.app.gui.shown import shown

NAME = "<img src=x><b>bold<"


def plain(rich: str) -> str:
    document = QTextDocument()
    document.setHtml(rich)
    return document.toPlainText()


def test_a_tool_tip_shows_the_name() -> None:
    shown = plain_tip(f"{NAME}\nin a folder")
    assert plain(shown) == f"{NAME}\nin a folder"
    assert "\ufffc" not in plain(shown)  # what stands for a picture
    assert plain_tip("/home/anna/talk.mp4") == "/home/anna/talk.mp4"


def test_a_reason_that_a_session_brings(qtbot: QtBot, make_point) -> None:
    timeline = Timeline()
    timeline.on_points([make_point(1.0, 0.8, ("voice",))])
    timeline.on_event(Event(0.0, "missing", "face", NAME))
    readout = shown(qtbot, ReadoutView(timeline), 700, 120)
    readout.show_time(1.1)
    assert plain(readout.rows["face"].presence.toolTip()) == NAME


def test_a_legend_shows_the_name_of_a_timeline() -> None:
    assert plain(legend("#123456", NAME, "#654321", "")) == NAME


def test_a_clip_whose_name_looks_like_html(qtbot: QtBot, window: MainWindow, make_clip, tmp_path: Path) -> None:
    clip = tmp_path / f"{NAME}.mp4"
    clip.write_bytes(make_clip("plain.mp4").read_bytes())
    window.opening.open_file(clip)
    qtbot.waitUntil(lambda: any(NAME in text for text in window.status.texts()), timeout=20_000)
    qtbot.waitUntil(lambda: any(label.toolTip() for label in window.statusBar().findChildren(QLabel)), timeout=20_000)
    showing = [label for label in window.statusBar().findChildren(QLabel) if NAME in label.text()]
    tips = [tip for label in showing if (tip := label.toolTip())]
    window.opening.open_file(tmp_path / f"{NAME} is missing.mp4")
    qtbot.waitUntil(lambda: any(NAME in text for text in window.notices.texts), timeout=20_000)
    showing += [label for label in window.notices.findChildren(QLabel) if NAME in label.text()]
    assert len(showing) >= 2  # the status bar and the notice
    assert {label.textFormat() for label in showing} == {Qt.TextFormat.PlainText}
    assert tips
    assert all("<img" not in tip for tip in tips)
