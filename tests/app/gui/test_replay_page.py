"""A stored session as a person replays it: the analysis of the bundled sample, opened in the window."""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.analysis import Task
from app.gui.replay_page import ReplayPage
from app.gui.window import MainWindow
from app.sessions.annotations import Marker
from app.sessions.exporters.exported import Span
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter, add_timeline, point_row
from engines.media_writer import MediaWriter
from tests.media_files import flat
from ucrn_core.features import FeatureSpec


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    """A copy with two timelines, a marker at 3 s and one at 9 s."""
    folder = tmp_path / "sample.ucrn"
    shutil.copytree(sample_session, folder)
    with Session.open(folder) as stored:
        info, points = stored.timeline("settled"), stored.points()
    higher = [replace(p, sentiment=None if p.sentiment is None else p.sentiment + 0.5) for p in points]
    made = replace(info, name="higher", made=datetime.now(UTC))
    add_timeline(folder, made, [point_row(made.name, p) for p in higher])
    editor = Editor(folder)
    for i, t in enumerate((3.0, 9.0)):
        editor.put(Marker(i, t, f"marker {i}", "#e8a33d"))
    editor.close()
    return folder


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, session: Path) -> ReplayPage:
    return opened(qtbot, window, session)


def opened(qtbot: QtBot, window: MainWindow, folder: Path) -> ReplayPage:
    window.opening.open_session(folder)
    qtbot.waitUntil(lambda: window.replay.folder == folder)
    return window.replay


def seen(qtbot: QtBot, page: ReplayPage) -> None:
    """A first picture is on screen."""
    qtbot.waitUntil(lambda: page.picture._image is not None)


def test_a_session_is_shown_with_its_media_points_and_words(qtbot, window, page, session):
    assert page.isVisible()
    assert window.windowTitle() == "sample.ucrn – UCRN Live"
    seen(qtbot, page)
    with Session.open(session) as stored:
        points, words = stored.points(), stored.words()
    assert page.transcript.toPlainText().split() == [w.text for w in sorted(words, key=lambda w: w.start)]
    page.seek(10.0)
    at_ten = next(p for p in reversed(points) if p.t <= 10.0)
    qtbot.waitUntil(lambda: page.readout.value.text() == f"{at_ten.sentiment:+.1f}".replace("-", "−"))
    assert page.tracks.lanes["sentiment"].cursor_line.value() == pytest.approx(10.0, abs=0.01)
    assert page.transport.time.text() == "0:10 / 0:18"
    qtbot.waitUntil(lambda: f"{len(points)} points, {len(words)} words" in window.status.texts())
    assert page.bar.timeline.currentText() == "As measured (settled)"
    assert page.bar.made.text().startswith(points[-1].engine)
    assert not page.bar.state.isVisible()  # it is complete


def test_it_plays_and_everything_keeps_step(qtbot, window, page):
    seen(qtbot, page)
    page.seek(4.0)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.position > 5.0)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not page.player.wanted
    qtbot.waitUntil(lambda: page.tracks.lanes["quality"].cursor_line.value() == page.player.position)
    assert page.transport.state.text() == ""


def test_without_a_sound_device_a_badge_says_so(qtbot, page):
    assert page.bar.sound.isVisible() is not page.player.has_device
    assert page.bar.sound.text() == ("" if page.player.has_device else "NO SOUND")


def test_speeds_go_to_player_menu_and_transport(qtbot, window, page):
    page.transport.speed.setCurrentText("2 ×")
    assert page.player.speed == 2.0
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert (page.player.speed, page.transport.speed.currentText()) == (4.0, "4 ×")
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert page.player.speed == 4.0
    for _ in range(9):
        qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    assert (page.player.speed, page.transport.speed.currentText()) == (0.5, "0.5 ×")


def test_frames_are_stepped_through_one_by_one(qtbot, window, page):
    seen(qtbot, page)
    rate = page.replayed.media_info.frame_rate
    page.seek(2.0)
    shown = []
    for key in (*[Qt.Key.Key_Period] * 3, *[Qt.Key.Key_Comma] * 2):
        before = page._picture_time
        qtbot.keyClick(window, key)
        qtbot.waitUntil(lambda before=before: page._picture_time != before)
        shown.append(round(page._picture_time * rate))
    first = round(2.0 * rate)
    assert shown == [first + 1, first + 2, first + 3, first + 2, first + 1]
    assert not page.player.wanted


def test_jumps_go_to_markers_and_say_where_there_is_none(qtbot, window, page):
    page.transport.moment.setCurrentText("Markers")
    forward, back = page.transport.buttons["jump-on"], page.transport.buttons["jump-back"]
    for button, expected in ((forward, 3.0), (forward, 9.0), (back, 3.0)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert page.player.position == pytest.approx(expected, abs=0.002)
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.statusBar().currentMessage() == "There is no marker before this moment."
    assert page.player.position == pytest.approx(3.0, abs=0.002)


def test_pictures_of_a_slow_camera_are_stepped_through_one_by_one(qtbot, window, session):
    times = [0.0, 0.133, 0.266, 0.411, 0.533, 1.2, 1.333]
    writer = MediaWriter(session / "media.mkv", False, (160, 120))  # whose nominal rate is 30 a second
    for i, t in enumerate(times):
        writer.write_picture(t, flat(30 * i))
    writer.close()
    page = opened(qtbot, window, session)
    seen(qtbot, page)
    for keys, shown in ((Qt.Key.Key_Period, times[1:]), (Qt.Key.Key_Comma, times[-2::-1])):
        for t in shown:
            qtbot.keyClick(window, keys)
            qtbot.waitUntil(lambda t=t: page._picture_time == pytest.approx(t, abs=0.002))


def test_what_was_measured_past_the_end_of_the_media_is_visited(qtbot, window, session):
    editor = Editor(session)
    editor.note(report={"duration": 25.0})
    editor.put(Marker(9, 22.0, "after the media", "#e8a33d"))
    editor.put(Marker(10, 24.0, "last", "#e8a33d"))
    editor.close()
    page = opened(qtbot, window, session)
    seen(qtbot, page)
    page.seek(10.0)
    for expected in (22.0, 24.0):
        page.jump("markers", True)
        assert page.player.position == expected
    assert page.player.duration == 25.0


def test_jumps_go_to_the_peaks_of_the_timeline_that_is_shown(qtbot, page):
    assert list(page.peaks) == sorted(page.peaks)
    page.seek(0.0)
    for t in page.peaks:
        page.jump("peaks", True)
        assert page.player.position == pytest.approx(t, abs=0.002)


def test_while_peaks_are_looked_for_a_jump_says_so(qtbot, window, page):
    found = threading.Event()
    page._peaks = Task("find the peaks", lambda: [1.0] if found.wait(30) else [])
    page.seek(0.0)
    page.jump("peaks", True)
    assert window.statusBar().currentMessage() == "Looking for the peaks…"
    found.set()
    qtbot.waitUntil(lambda: page._peaks.done)
    page.jump("peaks", True)
    assert page.player.position == pytest.approx(1.0, abs=0.002)


def test_another_timeline_and_a_comparison(qtbot, window, page):
    settled = page.tracks.track
    page.bar.timeline_chosen.emit("higher")
    qtbot.waitUntil(lambda: page.tracks.track is not settled)
    assert page.bar.timeline.currentText() == "higher"
    assert page.timeline.points is page.tracks.track.points
    page.bar.other_chosen.emit("settled")
    qtbot.waitUntil(lambda: page.tracks.other is not None)
    assert page.bar.other.currentText() == "settled"
    assert page.tracks.mean_difference == pytest.approx(0.5)
    assert page.tracks.lanes["difference"].isVisible()
    page.bar.timeline_chosen.emit("settled")  # which would be compared with itself
    qtbot.waitUntil(lambda: page.tracks.track.info.name == "settled")
    assert page.tracks.other is None
    assert page.bar.other.currentText() == "nothing"


def test_a_selection_tells_its_means_and_becomes_the_baseline(qtbot, window, page):
    page.tracks.select(Span(5.0, 15.0))
    told, _ = page.bar.selection.text().splitlines()  # what matters most stays where there is little room
    assert re.fullmatch("mean sentiment [+−]?\\d\\.\\d\\d · 0:05\\.0–0:15\\.0 · 10\\.0 s", told)
    qtbot.mouseClick(page.bar.baseline, Qt.MouseButton.LeftButton)
    assert page.tracks.baseline.span == Span(5.0, 15.0)
    assert page.tracks.selection is None
    assert page.bar.selection.text().startswith("Baseline 0:05.0–0:15.0: mean ")
    qtbot.mouseClick(page.bar.as_measured, Qt.MouseButton.LeftButton)
    assert page.tracks.baseline is None
    page.tracks.select(Span(5.0, 15.0))
    qtbot.mouseClick(page.bar.zoom, Qt.MouseButton.LeftButton)
    assert page.tracks.viewed == (5.0, 15.0)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert page.tracks.selection is None
    page.tracks.select(Span(0.0, 0.1))
    qtbot.mouseClick(page.bar.baseline, Qt.MouseButton.LeftButton)
    assert "choose a range with two or more" in window.notices.texts[0]


def test_without_its_media_all_but_picture_and_sound_is_there(qtbot, window, session):
    editor = Editor(session)
    editor.note(media_path="/nowhere/talk.mp4")
    editor.close()
    page = opened(qtbot, window, session)
    assert "talk.mp4 is not where it was" in window.notices.texts[0]
    assert page.picture.message == "The media file is not there"
    page.player.speed = 4.0
    page.toggle_play()
    qtbot.waitUntil(lambda: page.player.position > 3.0)
    page.step(1)
    assert not page.player.wanted
    before = page.player.position
    page.step(1)  # by a point, as there are no frames
    assert page.player.position == pytest.approx(before + 0.25)


def test_a_session_that_broke_off_is_called_incomplete(qtbot, window, tmp_path, make_point):
    folder = tmp_path / "broken.ucrn"
    writer = SessionWriter(folder, checkpoint="c" * 64, spec=FeatureSpec(), settings={}, timeline="live")
    writer.on_point(make_point(0.25))
    writer.close(complete=False)
    page = opened(qtbot, window, folder)
    assert page.bar.state.text() == "INCOMPLETE"
    assert page.bar.state.isVisible()
    assert page.bar.made.text() == "eager-cpu · cccccccc · not finished"
    assert page.picture.message == "Only measures were recorded"


def test_what_is_no_session_is_one_sentence_and_the_one_before_stays(qtbot, window, page, session, tmp_path):
    (tmp_path / "empty.ucrn").mkdir()
    window.opening.open_session(tmp_path / "empty.ucrn")
    qtbot.waitUntil(lambda: len(window.notices.texts) == 1)
    assert "is no session" in window.notices.texts[0]
    assert page.folder == session


def test_a_dropped_folder_is_opened_and_remembered(qtbot, window, session):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(session))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle, copy = window.rect().center(), Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(middle, copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, left, none))
    qtbot.waitUntil(lambda: window.replay.folder == session)
    assert window.opening.recent() == [session]
    (session / "session.sqlite").unlink()
    assert window.opening.recent() == []


def test_opening_a_replay_halts_a_clip_and_the_keys_are_for_the_page_that_is_seen(qtbot, window, session, make_clip):
    window.opening.open_file(make_clip("plain.mp4"))
    qtbot.waitUntil(lambda: window.clips.player.running)
    page = opened(qtbot, window, session)
    assert not window.clips.player.wanted
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert page.player.wanted
    assert not window.clips.player.wanted
    window.show_live()
    assert not page.player.wanted


def test_opening_a_replay_pauses_a_live_run(qtbot, window, session, shared, monkeypatch):
    from engines.live_inputs import LiveRequest

    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    window.start_live(LiveRequest(file=shared / "clips" / "talk_ira_contribution.mp4"))
    qtbot.waitUntil(lambda: len(window.live.timeline.points) >= 2, timeout=60_000)
    opened(qtbot, window, session)
    qtbot.waitUntil(lambda: window.live.session.analysis.paused)
    assert "The live run is paused: File > Live analysis goes back to it." in window.notices.texts


def test_the_face_of_the_moment_is_drawn(qtbot, window, tmp_path, make_face, make_point):
    folder = tmp_path / "faces.ucrn"
    writer = SessionWriter(folder, checkpoint="c" * 64, spec=FeatureSpec(), settings={})
    faces = [make_face(t, 0.3 + t / 10, 0.5) for t in (0.4, 0.8)]
    writer.on_steps("face", faces)
    for i in range(1, 17):
        writer.on_point(make_point(i * 0.25))
    writer.close(complete=True)
    page = opened(qtbot, window, folder)
    for t, face in ((0.5, faces[0]), (0.9, faces[1])):
        page.seek(t)
        qtbot.waitUntil(
            lambda face=face: (
                page.picture.outline is not None and page.picture.outline.tolist() == face.outline.tolist()
            )
        )
    page.seek(3.0)
    qtbot.waitUntil(lambda: page.picture.outline is None)


def test_the_tracks_that_were_chosen_are_kept(qtbot, window, page, settings):
    page.show_lane("presence", True)
    page.show_lane("quality", False)
    again = MainWindow(settings)
    qtbot.addWidget(again)
    assert again.replay.tracks.wanted == page.tracks.wanted
    assert "presence" in page.tracks.wanted
    assert "quality" not in page.tracks.wanted
    again.close()


def test_all_tracks_fit_on_a_low_screen_and_nothing_grows_when_timelines_are_compared(qtbot, window, page):
    for name in page.tracks.lanes:
        page.show_lane(name, True)
    window.resize(1366, 700)
    page.bar.other_chosen.emit("higher")
    qtbot.waitUntil(lambda: page.tracks.other is not None)
    page.tracks.select(Span(5.0, 15.0))
    qtbot.waitUntil(lambda: page.tracks.lanes["difference"].isVisible())
    assert page.minimumSizeHint().height() <= 640
    assert window.height() == 700
    assert page.transport.visibleRegion().boundingRect().size() == page.transport.size()


def test_what_is_selected_is_told_whole_and_what_made_the_points_where_there_is_room(qtbot, window, page):
    window.resize(1320, 820)
    page.tracks.select(Span(5.0, 15.0))
    told = page.bar.selection
    qtbot.waitUntil(lambda: told.width() >= told.sizeHint().width())
    page.tracks.select(None)
    window.resize(1600, 820)
    qtbot.waitUntil(page.bar.made.isVisible)
    there = []
    for width in range(1000, 1600, 20):
        before = page.bar.width()
        window.resize(width, 820)
        qtbot.waitUntil(lambda before=before: page.bar.width() != before)
        there.append(page.bar.made.isVisible())
    assert there == sorted(there)  # once it has room it stays
    page.tracks.select(Span(5.0, 15.0))
    window.resize(900, 700)
    qtbot.waitUntil(lambda: not page.bar.made.isVisible())
