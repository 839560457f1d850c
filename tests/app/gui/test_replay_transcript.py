"""The words of hours, of which the view holds those near the moment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.gui import theme as themes
from app.gui.replay_transcript import WRITTEN, ReplayTranscript
from app.gui.timeline import Timeline
from app.sessions.point_table import PointTable
from ucrn_core.features import Word

WORDS = 5000


@pytest.fixture
def timeline() -> Timeline:
    return Timeline(outlines=False)


@pytest.fixture
def transcript(qtbot: QtBot, timeline: Timeline) -> ReplayTranscript:
    view = ReplayTranscript(timeline)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.set_theme(themes.LIGHT)
    view.show()
    qtbot.waitExposed(view)
    timeline.recall(PointTable(), [Word(float(i), i + 0.5, f"word{i}", None, i + 1.0) for i in range(WORDS)], [])
    return view


def written(view: ReplayTranscript) -> list[str]:
    return view.toPlainText().split()


def place(view: ReplayTranscript, text: str) -> QTextCursor:
    found = view.document().find(text, 0)
    assert not found.isNull(), text
    return found


def in_sight(view: ReplayTranscript, text: str) -> bool:
    rect = view.cursorRect(place(view, text))
    return rect.top() >= 0 and rect.bottom() <= view.viewport().height()


def test_the_words_are_there_before_they_are_heard_but_not_all_of_hours(transcript):
    assert written(transcript)[:3] == ["word0", "word1", "word2"]
    assert len(written(transcript)) == WRITTEN


def test_it_follows_the_moment_over_all_words(transcript):
    for t in (0.2, 100.2, 700.2, 4999.2, 30.2):
        transcript.show_time(t)
        assert in_sight(transcript, f"word{int(t)}")
        marks = [s.cursor.selectedText() for s in transcript.extraSelections()]
        assert f"word{int(t)}" in marks
        assert len(written(transcript)) == WRITTEN


def test_it_keeps_up_word_by_word(transcript):
    for i in range(280, 420):
        transcript.show_time(i + 0.2)
    assert in_sight(transcript, "word419")


def test_who_scrolls_away_is_left_there_until_the_next_jump(transcript):
    transcript.show_time(300.2)
    transcript.verticalScrollBar().setValue(0)
    top = transcript.cursorForPosition(transcript.rect().topLeft()).position()
    transcript.show_time(301.2)
    assert transcript.cursorForPosition(transcript.rect().topLeft()).position() == top
    transcript.show_time(320.2)
    assert in_sight(transcript, "word320")


def test_scrolled_to_the_end_of_what_is_written_more_comes(qtbot, transcript):
    transcript.show_time(0.2)
    bar = transcript.verticalScrollBar()
    bar.setSliderPosition(bar.maximum())
    bar.triggerAction(bar.SliderAction.SliderToMaximum)
    qtbot.waitUntil(lambda: f"word{WRITTEN + 10}" in written(transcript))
    assert in_sight(transcript, f"word{WRITTEN - 1}")  # what was read stays in sight
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    qtbot.waitUntil(lambda: written(transcript)[0] == "word0")


def test_a_click_goes_to_the_word_wherever_the_text_begins(qtbot, transcript):
    transcript.show_time(2000.2)
    assert "word0" not in written(transcript)
    cursor = place(transcript, "word2003")
    cursor.setPosition(cursor.selectionStart() + 3)
    with qtbot.waitSignal(transcript.seek_requested) as sought:
        qtbot.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=transcript.cursorRect(cursor).center())
    assert sought.args == [2003.0]


def test_another_appearance_keeps_the_place(transcript):
    transcript.show_time(2000.2)
    top = transcript.verticalScrollBar().value()
    transcript.set_theme(themes.DARK)
    assert transcript.verticalScrollBar().value() == top
    assert in_sight(transcript, "word2000")
    assert len(written(transcript)) == WRITTEN


def test_another_session_begins_anew(transcript, timeline):
    transcript.show_time(3000.2)
    timeline.recall(PointTable(), [Word(0.0, 0.5, "hello", None, 1.0)], [])
    assert written(transcript) == ["hello"]
    transcript.show_time(0.2)
    assert [s.cursor.selectedText() for s in transcript.extraSelections()] == ["hello"]


def test_a_session_begins_at_its_beginning(qtbot, transcript, timeline):
    transcript.show_time(4000.0)
    timeline.recall(PointTable(), [Word(float(i), i + 0.5, f"other{i}", None, i + 1.0) for i in range(300)], [])
    transcript.show_time(0.2)
    for size in ((500, 200), (400, 300)):  # the view keeps its cursor in sight
        transcript.resize(*size)
        transcript.ensureCursorVisible()
        assert in_sight(transcript, "other0")
