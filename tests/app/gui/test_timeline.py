"""What the timeline looks up for the views."""

from __future__ import annotations

import numpy as np

from app.gui.timeline import Timeline
from engines.observer import Event
from ucrn_core.features import Word


def word(start: float, text: str) -> Word:
    return Word(start, start + 0.3, text, None, start + 1)


def test_columns_are_empty_where_nothing_was_present(make_point):
    timeline = Timeline()
    timeline.on_points([make_point(0.25, present=()), make_point(0.5, 1.5, present=("voice",)), make_point(0.75, -1.0)])
    np.testing.assert_array_equal(timeline.points.column("t"), [0.25, 0.5, 0.75])
    np.testing.assert_array_equal(timeline.points.column("sentiment"), [np.nan, 1.5, -1.0])
    np.testing.assert_array_equal(timeline.points.column("low"), [np.nan, 1.0, -1.5])
    np.testing.assert_array_equal(timeline.points.column("quality_voice"), [np.nan, 0.5, 0.5])
    np.testing.assert_array_equal(timeline.points.column("quality_face"), [np.nan, np.nan, 0.5])


def test_what_is_lost_is_lost_until_it_is_back():
    timeline = Timeline()
    timeline.on_event(Event(2.0, "missing", "voice", "The microphone is gone."))
    timeline.on_event(Event(3.0, "gap", "voice", "The words of 2 s are skipped."))
    timeline.on_event(Event(5.0, "back", "voice", "The microphone is back."))
    assert timeline.why_missing("voice", 1.0) is None
    assert timeline.why_missing("voice", 4.0) == "The microphone is gone."
    assert timeline.why_missing("voice", 5.0) is None
    assert timeline.why_missing("face", 4.0) is None


def test_an_hour_of_points_is_kept_and_found(make_point):
    timeline = Timeline()
    points = [make_point(0.25 * i, sentiment=(i % 7) / 7) for i in range(1, 14_401)]
    for i in range(0, len(points), 1000):
        timeline.on_points(points[i : i + 1000])
    assert timeline.analysed == 3600.0
    assert timeline.points.column("sentiment")[9_999] == points[9_999].sentiment
    assert timeline.point_at(2500.1) == points[9_999]
    assert timeline.point_at(0.2) is None


def test_words_are_kept_in_order_of_time_and_the_first_change_is_told():
    timeline, told = Timeline(), []
    timeline.words_changed.connect(told.append)
    timeline.on_words([word(1.0, "one"), word(3.0, "three")])
    timeline.on_words([word(2.0, "two")])
    assert [w.text for w in timeline.words] == ["one", "two", "three"]
    assert told == [0, 1]
    assert [timeline.words_until(t) for t in (0.9, 1.0, 2.5, 9.0)] == [0, 1, 2, 3]
    assert [timeline.word_at(t) for t in (1.1, 1.5, 3.2)] == [0, None, 2]


def test_the_newest_face_is_drawn_until_it_is_long_gone(make_face):
    timeline = Timeline()
    steps = [make_face(0.08, 0.2, 0.5), make_face(0.16, 0.3, 0.5)]
    timeline.on_steps("face", steps)
    assert timeline.outline_at(0.05) is None
    assert timeline.outline_at(0.10) is steps[0].outline
    assert timeline.outline_at(0.30) is steps[1].outline
    assert timeline.outline_at(0.60) is None


def test_a_missing_modality_has_a_reason_once_it_was_told():
    timeline = Timeline()
    timeline.on_event(Event(2.0, "missing", "face", "No face model."))
    timeline.on_event(Event(2.0, "gap", "voice", "Skipped."))
    assert timeline.why_missing("face", 1.0) is None
    assert timeline.why_missing("face", 2.0) == "No face model."
    assert timeline.why_missing("voice", 3.0) is None


def test_clearing_forgets_everything(make_point, make_face, qtbot):
    timeline = Timeline()
    timeline.on_points([make_point(0.25)])
    timeline.on_steps("face", [make_face(0.08, 0.5, 0.5)])
    timeline.on_words([word(0.1, "one")])
    with qtbot.waitSignal(timeline.cleared):
        timeline.clear()
    assert timeline.analysed == 0
    assert not timeline.words
    assert timeline.outline_at(0.1) is None
    assert timeline.points.column("t").size == 0
