"""The words of a timeline."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from app.gui import theme as themes
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from tests.app.gui.shown import shown
from ucrn_core.features import Word


class TestTranscript:
    @pytest.fixture
    def timeline(self) -> Timeline:
        timeline = Timeline()
        timeline.on_words([Word(i, i + 0.5, text, None, i + 1) for i, text in enumerate(("one", "two", "three"))])
        return timeline

    @pytest.fixture
    def transcript(self, qtbot, timeline) -> TranscriptView:
        return shown(qtbot, TranscriptView(timeline), 400, 200)

    @staticmethod
    def marked(view: TranscriptView) -> list[str]:
        """Marked texts: those after the present moment, then the word being spoken."""
        return [selection.cursor.selectedText().strip() for selection in view.extraSelections()]

    def test_what_is_said_without_words_has_as_many_lines_as_it_needs(self, transcript):
        def rows() -> set[int]:
            image = transcript.viewport().grab().toImage()
            empty = image.pixel(0, 0)
            places = ((x, y) for y in range(image.height()) for x in range(image.width()))
            return {y for x, y in places if image.pixel(x, y) != empty}

        transcript.resize(160, 200)
        lowest = max(rows())
        assert lowest > 10 + 1.5 * transcript.fontMetrics().height()
        transcript.show_time(0.2)
        assert max(rows()) < lowest  # nothing is left of it

    def test_words_appear_as_they_are_spoken(self, transcript):
        transcript.show_time(0.2)
        assert transcript.toPlainText() == "one"
        assert self.marked(transcript) == ["one"]
        transcript.show_time(0.7)
        assert self.marked(transcript) == []
        transcript.show_time(2.1)
        assert transcript.toPlainText() == "one two three"
        assert self.marked(transcript) == ["three"]

    def test_words_heard_before_stay_when_going_back(self, transcript):
        transcript.show_time(2.1)
        transcript.show_time(0.2)
        assert transcript.toPlainText() == "one two three"
        assert self.marked(transcript) == ["two three", "one"]

    def test_a_late_word_is_put_in_its_place(self, transcript, timeline):
        transcript.show_time(2.1)
        timeline.on_words([Word(0.6, 0.9, "late", None, 3.0)])
        transcript.show_time(2.1)
        assert transcript.toPlainText() == "one late two three"
        assert self.marked(transcript) == ["three"]

    def test_a_pause_begins_a_paragraph(self, transcript, timeline):
        timeline.on_words([Word(9.0, 9.5, "again", None, 10.0)])
        transcript.show_time(9.1)
        assert transcript.toPlainText() == "one two three\nagain"

    def test_what_is_not_certain_stands_in_grey_behind_the_words(self, transcript, timeline):
        transcript.show_partial("may change")
        assert transcript.toPlainText() == "may change"
        transcript.show_time(2.1)
        assert transcript.toPlainText() == "one two three may change"
        grey = transcript.document().find("change").charFormat()
        assert grey.foreground().color().name() == themes.LIGHT.muted
        timeline.on_words([Word(3.0, 3.4, "four", None, 4.0)])
        transcript.show_partial("five")
        transcript.show_time(3.1)
        assert transcript.toPlainText() == "one two three four five"
        transcript.show_partial("")
        assert transcript.toPlainText() == "one two three four"

    def test_words_have_the_colour_of_the_sentiment_at_their_end(self, transcript, timeline, make_point):
        timeline.on_points([make_point(0.25, 0.0), make_point(1.25, -3.0), make_point(2.25, 3.0)])
        transcript.show_time(2.6)
        colours = [
            transcript.document().find(word).charFormat().foreground().color().name()
            for word in ("one", "two", "three")
        ]
        assert colours == [themes.LIGHT.text, themes.LIGHT.negative, themes.LIGHT.positive]
        transcript.set_theme(themes.DARK)
        assert transcript.toPlainText() == "one two three"
        assert transcript.document().find("two").charFormat().foreground().color().name() == themes.DARK.negative

    def test_a_click_on_a_word_goes_to_its_start(self, transcript, qtbot):
        transcript.show_time(2.1)
        cursor = QTextCursor(transcript.document())
        cursor.setPosition(len("one tw"))
        with qtbot.waitSignal(transcript.seek_requested) as clicked:
            qtbot.mouseClick(
                transcript.viewport(), Qt.MouseButton.LeftButton, pos=transcript.cursorRect(cursor).center()
            )
        assert clicked.args == [1.0]

    def test_another_clip_begins_empty(self, transcript, timeline):
        transcript.show_time(2.1)
        timeline.clear()
        assert transcript.toPlainText() == ""
        assert self.marked(transcript) == []
