"""The numbers of a moment."""

from __future__ import annotations

import pytest

from app.gui.readout import ReadoutView, in_words, signed
from app.gui.timeline import Timeline
from engines.observer import Event
from tests.app.gui.shown import shown


class TestReadout:
    @pytest.fixture
    def timeline(self, make_point) -> Timeline:
        timeline = Timeline()
        timeline.on_points([make_point(1.0, 0.8, ("voice", "face")), make_point(2.0, present=())])
        timeline.on_event(Event(0.0, "missing", "text", "Install the text encoder."))
        return timeline

    @pytest.fixture
    def readout(self, qtbot, timeline) -> ReadoutView:
        return shown(qtbot, ReadoutView(timeline), 700, 120)

    def test_the_present_moment_in_words(self, readout):
        readout.show_time(1.1)
        assert readout.value.text() == "+0.8"
        assert readout.words.text() == "slightly positive"
        assert readout.interval.text() == "80 % interval +0.3 to +1.3"
        assert readout.rows["voice"].presence_text.text() == "75 %"
        assert readout.rows["voice"].quality.value == 0.5
        assert readout.rows["voice"].influence_text.text() == "+0.2"
        assert readout.rows["voice"].influence.value == 0.25

    def test_with_little_room_the_interval_breaks_before_its_numbers(self, readout):
        readout.resize(500, 120)
        readout.show_time(1.1)
        assert readout.interval.text() == "80 % interval\n+0.3 to +1.3"

    def test_the_bars_are_as_long_as_each_other_or_not_there(self, readout):
        readout.show_time(1.1)
        row = readout.rows["voice"]
        bars = row.presence, row.quality, row.influence
        lengths = [bar.width() for bar in bars]
        assert max(lengths) - min(lengths) <= 3
        assert min(lengths) > 40
        readout.resize(650, 120)
        assert not any(bar.isVisible() for bar in bars)

    def test_missing_is_said_with_its_reason(self, readout):
        readout.show_time(1.1)
        assert readout.rows["text"].presence_text.text() == "missing"
        assert readout.rows["text"].quality.value is None
        assert readout.rows["text"].presence.toolTip() == "Install the text encoder."

    def test_words_that_are_heard_but_not_certain_are_no_missing_text(self, qtbot, make_point):
        timeline = Timeline()
        timeline.on_points([make_point(1.0, 0.8, ("voice", "face"))])
        readout = shown(qtbot, ReadoutView(timeline), 700, 120)
        readout.show_time(1.1, hearing=True)
        assert readout.rows["text"].presence_text.text() == "not yet"
        assert "once they are certain" in readout.rows["text"].presence.toolTip()
        timeline.on_points([make_point(2.0, 0.8, ("text",))])
        readout.show_time(2.1, hearing=True)
        assert readout.rows["text"].presence_text.text() == "75 %"
        assert readout.rows["voice"].presence_text.text() == "missing"

    def test_what_was_just_lost_is_said_though_the_window_holds_some_of_it(self, readout, timeline):
        timeline.on_event(Event(0.9, "missing", "voice", "The microphone is gone."))
        readout.show_time(1.1)
        assert readout.rows["voice"].presence_text.text() == "missing"
        assert readout.rows["voice"].presence.value == 0.75
        assert readout.rows["voice"].name.toolTip() == "The microphone is gone."

    def test_nothing_present_is_no_estimate(self, readout):
        readout.show_time(2.5)
        assert (readout.value.text(), readout.words.text()) == ("–", "no estimate")

    def test_before_the_first_point(self, readout):
        readout.show_time(0.5)
        assert readout.words.text() == "no estimate yet"
        assert readout.interval.text() == "the first window ends at 1.00 s"
        assert readout.rows["face"].presence_text.text() == "–"

    @pytest.mark.parametrize(
        ("sentiment", "words"),
        [
            (0.2, "neutral"),
            (-0.49, "neutral"),
            (0.6, "slightly positive"),
            (-1.6, "negative"),
            (2.8, "strongly positive"),
            (-3.0, "strongly negative"),
        ],
    )
    def test_words_of_the_scale(self, sentiment, words):
        assert in_words(sentiment) == words

    @pytest.mark.parametrize(("value", "text"), [(1.26, "+1.3"), (-0.8, "−0.8"), (0.04, "0.0"), (-0.04, "0.0")])
    def test_signed(self, value, text):
        assert signed(value) == text
