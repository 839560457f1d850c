"""Each view alone: what it shows of a timeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextCursor
from PySide6.QtWidgets import QWidget

from app.gui import theme as themes
from app.gui.badges import Badge, Badges
from app.gui.notices import SHOWN, NoticeBar
from app.gui.picture import PictureView
from app.gui.plots import FOLLOW_SPAN, PlotsView, clock_text
from app.gui.readout import ReadoutView, in_words, signed
from app.gui.start_page import StartPage
from app.gui.timeline import Timeline
from app.gui.transcript import TranscriptView
from app.gui.transport import TransportBar
from engines.live_report import LiveState
from engines.observer import Event
from ucrn_core.features import Word


def shown(qtbot, view: QWidget, width: int, height: int) -> QWidget:
    """The view on screen at this size, in the light theme."""
    qtbot.addWidget(view)
    view.resize(width, height)
    if hasattr(view, "set_theme"):
        view.set_theme(themes.LIGHT)
    view.show()
    qtbot.waitExposed(view)
    return view


def greenish(picture: QImage) -> np.ndarray:
    """(x, y) of the pixels in which the face colour stands out, (n, 2)."""
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())[:, : rgb.width() * 3]
    pixels = rows.reshape(rgb.height(), rgb.width(), 3).astype(int)
    return np.argwhere(pixels[..., 1] > pixels[..., 0] + 60)[:, ::-1]


class TestPicture:
    @pytest.fixture
    def picture(self, qtbot) -> PictureView:
        view = shown(qtbot, PictureView("Picture"), 400, 400)
        view.clear("Loading", QSize(200, 100))  # shown 400 x 200, with 100 pixels free above and below
        black = QImage(200, 100, QImage.Format.Format_RGB32)
        black.fill(Qt.GlobalColor.black)
        view.set_picture(black)
        return view

    def test_outline_and_box_lie_on_the_face(self, picture, make_face):
        outline = make_face(0.0, 0.5, 0.5).outline
        picture.set_outline(outline)
        found = greenish(picture.grab().toImage())
        # The face is 80 x 80 pixels with its middle at (200, 200); the box is 8 % of its width wider on each side.
        margin = 80 * 0.08
        np.testing.assert_allclose(found.min(0), (160 - margin, 160 - margin), atol=2)
        np.testing.assert_allclose(found.max(0), (240 + margin, 240 + margin), atol=2)
        assert any(abs(x - 160) <= 1 and 170 < y < 230 for x, y in found)

    def test_no_face_no_outline(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.5, 0.5).outline)
        picture.set_outline(None)
        assert greenish(picture.grab().toImage()).size == 0

    def test_before_a_mirror_left_and_right_change_places(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.25, 0.5).outline)
        assert greenish(picture.grab().toImage())[:, 0].max() < 200
        picture.mirrored = True
        picture.update()
        assert greenish(picture.grab().toImage())[:, 0].min() > 200

    def test_the_outline_can_be_hidden(self, picture, make_face):
        picture.set_outline(make_face(0.0, 0.5, 0.5).outline)
        picture.show_outline(False)
        assert greenish(picture.grab().toImage()).size == 0

    def test_a_message_takes_the_place_of_a_picture(self, picture):
        picture.clear("No picture in this file")
        pixels = picture.grab().toImage()
        assert QColor(pixels.pixel(200, 150)) != QColor("black")


class TestPlots:
    @pytest.fixture
    def timeline(self) -> Timeline:
        return Timeline()

    @pytest.fixture
    def plots(self, qtbot, timeline) -> PlotsView:
        view = shown(qtbot, PlotsView(timeline), 700, 500)
        view.start(10.0)
        return view

    def test_points_appear_with_a_gap_where_nothing_was_present(self, plots, timeline, make_point, qtbot):
        timeline.on_points([make_point(t, 0.5) for t in (1.0, 1.5)])
        timeline.on_points([make_point(2.0, present=()), *(make_point(t, -1.0, ("text",)) for t in (2.5, 3.0))])
        qtbot.waitUntil(lambda: plots.curve.getOriginalDataset()[0] is not None)
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[0], [1, 1.5, 2, 2.5, 3])
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[1], [0.5, 0.5, np.nan, -1, -1])
        np.testing.assert_array_equal(plots.high.getOriginalDataset()[1], [1, 1, np.nan, -0.5, -0.5])
        np.testing.assert_array_equal(plots.weights["text"].getOriginalDataset()[1], [0.5, 0.5, np.nan, 0.5, 0.5])
        np.testing.assert_array_equal(plots.weights["face"].getOriginalDataset()[1], [0.5, 0.5, np.nan, np.nan, np.nan])

    def test_the_band_has_one_part_per_stretch_without_gap(self, plots, timeline, make_point):
        times = np.arange(1, 21) * 0.25
        timeline.on_points([make_point(t, present=() if 2 < t < 3 else ("voice",)) for t in times])
        plots.redraw()
        parts = plots.band.path().toSubpathPolygons()
        assert [(round(p.boundingRect().left(), 2), round(p.boundingRect().right(), 2)) for p in parts] == [
            (0.25, 2.0),
            (3.0, 5.0),
        ]
        assert parts[0].boundingRect().top() == pytest.approx(0.5)
        assert parts[0].boundingRect().bottom() == pytest.approx(1.5)

    def test_where_points_are_missing_the_curve_breaks_and_a_lone_one_is_a_bar(
        self, plots, timeline, make_point, qtbot
    ):
        timeline.on_points([make_point(t) for t in (0.25, 0.5, 5.0, 9.0, 9.25)])
        plots.redraw()
        t, values = plots.curve.getOriginalDataset()
        np.testing.assert_allclose(t, [0.25, 0.5, 2.75, 5.0, 5.1, 7.0, 9.0, 9.25])
        np.testing.assert_array_equal(np.isnan(values), [0, 0, 1, 0, 0, 1, 0, 0])
        plots.band.updatePath()
        band = [p.boundingRect() for p in plots.band.path().toSubpathPolygons()]
        assert [(round(b.left(), 2), round(b.right(), 2)) for b in band] == [(0.25, 0.5), (5.0, 5.1), (9.0, 9.25)]

    def test_smoothing_changes_what_is_drawn_and_nothing_else(self, plots, timeline, make_point):
        timeline.on_points([make_point(0.25 * i, sentiment=float(i % 2)) for i in range(1, 9)])
        plots.smooth(1.0)
        drawn = plots.curve.getOriginalDataset()[1]
        np.testing.assert_allclose(drawn, [1, 0.5, 2 / 3, 0.5, 0.5, 0.5, 0.5, 0.5])
        assert [p.sentiment for p in timeline.points] == [1.0, 0.0] * 4
        plots.smooth(0.0)
        np.testing.assert_array_equal(plots.curve.getOriginalDataset()[1], [1.0, 0.0] * 4)

    def test_what_lies_ahead_is_dimmed(self, plots):
        plots.show_time(4.0)
        for chart in (plots.sentiment, plots.quality):
            assert chart.cursor_line.value() == 4.0
            assert chart.future.getRegion()[0] == 4.0

    def test_the_axis_shows_the_whole_clip_or_follows(self, plots):
        def view() -> list[float]:
            return plots.quality.plot.getViewBox().viewRange()[0]  # linked to the sentiment's

        assert view() == pytest.approx([0, 10])
        plots.start(300.0)
        plots.follow(True)
        plots.show_time(100.0)
        assert view()[1] - view()[0] == pytest.approx(FOLLOW_SPAN)
        assert view()[0] < 100.0 < view()[1]
        plots.follow(False)
        assert view() == pytest.approx([0, 300])

    def test_a_click_goes_to_its_time(self, plots, qtbot):
        chart = plots.sentiment
        place = chart.mapFromScene(chart.plot.getViewBox().mapViewToScene(QPoint(5, 0)))
        with qtbot.waitSignal(plots.seek_requested) as clicked:
            qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert clicked.args[0] == pytest.approx(5.0, abs=0.1)

    @pytest.mark.parametrize("duration", [0.3, 1.5, 10.0, 300.0])
    def test_the_axis_ends_with_the_clip(self, plots, duration):
        plots.start(10.0)
        plots.start(duration)
        for chart in (plots.sentiment, plots.quality):
            assert chart.plot.getViewBox().viewRange()[0] == pytest.approx([0, duration])
        assert plots.quality.plot.getAxis("bottom").label.toPlainText().strip() == "Time (min:s)"

    def test_at_the_least_height_titles_and_ticks_have_room(self, plots):
        plots.resize(plots.minimumSizeHint())
        canvas = QImage(plots.size(), QImage.Format.Format_RGB32)
        for chart in (plots.sentiment, plots.quality):
            axis = chart.plot.getAxis("left")
            title = axis.label.mapRectToParent(axis.label.boundingRect())
            assert axis.boundingRect().top() <= title.top()
            assert title.bottom() <= axis.boundingRect().bottom()
            painter = QPainter(canvas)
            labels = [text for _, _, text in axis.generateDrawSpecs(painter)[2]]
            painter.end()
            assert labels == [text for _, text in chart.ticks]

    def test_clock(self):
        assert [clock_text(t) for t in (0, 65.9, 3599, 3600)] == ["0:00", "1:05", "59:59", "1:00:00"]
        assert [clock_text(t, 1) for t in (0.3, 0.7, 9.99, 61.25)] == ["0:00.3", "0:00.7", "0:09.9", "1:01.2"]

    @pytest.mark.parametrize(("spacing", "texts"), [(5, ["0:00", "0:05"]), (0.5, ["0:00.0", "0:00.5"])])
    def test_ticks_have_the_decimals_they_need(self, plots, spacing, texts):
        axis = plots.quality.plot.getAxis("bottom")
        assert axis.tickStrings([0, spacing], 1, spacing) == texts
        assert axis.tickStrings([0, 0.05, 0.29], 1, 0.01) == ["0:00.00", "0:00.05", "0:00.29"]


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

    def test_missing_is_said_with_its_reason(self, readout):
        readout.show_time(1.1)
        assert readout.rows["text"].presence_text.text() == "missing"
        assert readout.rows["text"].quality.value is None
        assert readout.rows["text"].presence.toolTip() == "Install the text encoder."

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


class TestNotices:
    def test_a_notice_is_shown_once_until_dismissed(self, qtbot):
        bar = NoticeBar()
        qtbot.addWidget(bar)
        assert bar.isHidden()
        bar.add("No face model.")
        bar.add("No face model.")
        assert bar.texts == ["No face model."]
        assert not bar.isHidden()
        bar.notices[0].dismiss.click()
        assert bar.texts == []
        assert bar.isHidden()

    def test_what_may_be_done_about_it_dismisses_it(self, qtbot):
        bar, done = NoticeBar(), []
        qtbot.addWidget(bar)
        for button in (0, 1):
            bar.add("No face model.")
            bar.add("Recorded: a", "info", actions=[("Open", lambda: done.append("open")), ("Clear", bar.clear)])
            bar.clear()
            assert bar.texts == ["Recorded: a"]  # it stays until the person has acted
            bar.notices[-1].buttons[button].click()
        assert done == ["open"]
        assert bar.texts == []

    def test_the_oldest_gives_way(self, qtbot):
        bar = NoticeBar()
        qtbot.addWidget(bar)
        for i in range(SHOWN + 1):
            bar.add(f"notice {i}")
        assert bar.texts == [f"notice {i}" for i in range(1, SHOWN + 1)]


def test_start_page_asks_for_what_was_clicked(qtbot, tmp_path):
    page = shown(qtbot, StartPage(), 900, 600)
    page.set_recent([tmp_path / "talk.mp4"])
    for button, signal in ((page.open_button, page.open_requested), (page.sample_button, page.sample_requested)):
        with qtbot.waitSignal(signal):
            button.click()
    with qtbot.waitSignal(page.recent_requested) as asked:
        page.recent_buttons[0].click()
    assert asked.args == [tmp_path / "talk.mp4"]


def test_pressing_the_slider_goes_there(qtbot):
    bar = shown(qtbot, TransportBar(), 800, 50)
    bar.show_time(0.0, 5.0, 10.0)
    assert bar.time.text() == "0:00 / 0:10"
    bar.show_time(0.12, 0.3, 0.3)
    assert bar.time.text() == "0:00.1 / 0:00.3"
    assert (bar.slider.value(), bar.slider.maximum()) == (120, 300)
    bar.show_time(0.0, 5.0, 10.0)
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.mousePress(bar.slider, Qt.MouseButton.LeftButton, pos=bar.slider.rect().center())
    assert asked.args[0] == pytest.approx(5.0, abs=0.05)
    qtbot.mouseRelease(bar.slider, Qt.MouseButton.LeftButton, pos=bar.slider.rect().center())


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.DARK])
def test_text_can_be_read(theme):
    """Contrast of at least 4.5 to 1, as WCAG asks, for text; 3 to 1 for curves."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))

    def contrast(a: str, b: str) -> float:
        high, low = sorted((luminance(a), luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for ground in (theme.background, theme.surface):
        assert contrast(theme.text, ground) >= 4.5
        assert contrast(theme.muted, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.2
    for colour in (theme.sentiment, *theme.modality.values()):
        assert contrast(colour, theme.surface) >= 2.7


class TestBadges:
    STATE = LiveState(12.0, False, -30.0, 29.7, 120.4, 0.0, [], {"microphone": 0.0, "camera": 40.0, "points": 0.0},
                      "eager (cpu)", "", "pocketsphinx")  # fmt: skip

    @pytest.fixture
    def badges(self, qtbot) -> Badges:
        return shown(qtbot, Badges(), 900, 40)

    @staticmethod
    def texts(badges: Badges) -> list[str]:
        return [badge.text() for badge in badges.findChildren(Badge) if badge.isVisible()]

    def test_a_run_that_goes_well(self, badges):
        badges.show_run(self.STATE, None)
        assert self.texts(badges) == ["LIVE", "lag 120 ms", "no losses", "30 fps", "pocketsphinx", "eager (cpu)"]
        assert "40 pictures were replaced" in badges.drops.toolTip()

    def test_what_is_wrong_stands_out(self, badges):
        drops = {"microphone": 320.0, "camera": 0.0, "points": 2.0, "speech_s": 0.0}
        badges.show_run(replace(self.STATE, paused=True, latency_ms=900.0, behind=6.0, drops=drops), "talk.ucrn")
        assert self.texts(badges) == [
            "PAUSED", "REC PAUSED", "2 kinds of loss", "30 fps", "pocketsphinx, 6 s behind", "eager (cpu)",
        ]  # fmt: skip
        assert {badge.text(): badge.level for badge in badges.findChildren(Badge)} == {
            "PAUSED": "warning", "REC PAUSED": "warning", "30 fps": "plain", "": "plain",
            "2 kinds of loss": "warning", "eager (cpu)": "plain", "pocketsphinx, 6 s behind": "warning",
        }  # fmt: skip
        badges.show_run(replace(self.STATE, latency_ms=900.0), "talk.ucrn")
        assert (badges.record.text(), badges.record.level, badges.lag.level) == (
            "REC measures only",
            "alarm",
            "warning",
        )
        assert badges.record.toolTip() == "Recording talk.ucrn, neither pictures nor sound"
        badges.show_run(self.STATE, "talk.ucrn", ("pictures", "sound"))
        assert (badges.record.text(), badges.record.level) == ("REC pictures and sound", "alarm")
        assert badges.record.toolTip() == "Recording talk.ucrn, with pictures and sound"
        badges.show_run(replace(self.STATE, drops={"points": 1.0}), None)
        assert (badges.drops.text(), badges.drops.level) == ("lost 1 point", "warning")
        badges.show_run(replace(self.STATE, t=30.0, drops={"points": 1.0}), None)
        assert badges.drops.level == "plain"  # it is long ago

    def test_an_engine_that_is_being_built_is_shown(self, badges):
        badges.show_run(replace(self.STATE, preparing="tensorrt"), None)
        assert self.texts(badges)[-1] == "eager (cpu), preparing tensorrt"

    def test_where_there_is_little_room_the_last_are_hidden_whole(self, badges):
        badges.show_run(self.STATE, None)
        badges.resize(sum(b.sizeHint().width() for b in (badges.state, badges.lag, badges.drops)) + 30, 40)
        assert self.texts(badges) == ["LIVE", "lag 120 ms", "no losses"]

    def test_a_recording_in_short_leaves_room_for_the_others(self, badges):
        badges.show_run(self.STATE, "talk.ucrn", ("pictures", "sound"))
        whole = self.texts(badges)
        badges.resize(sum(b.sizeHint().width() + 6 for b in badges.findChildren(Badge)) - 10, 40)
        assert self.texts(badges) == ["LIVE", "REC", *whole[2:]]
        badges.resize(900, 40)
        assert self.texts(badges) == whole

    def test_without_a_run(self, badges):
        badges.show_run(self.STATE, None)
        badges.show_idle("ready")
        assert self.texts(badges) == ["ready"]
