"""Playback of real clips, with whatever sound device this machine has or has not."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

import assets
from app.gui.player import AHEAD, MARGIN, Clock, Player, frame_target, may_play
from engines.media_writer import MediaWriter
from tests.media_files import flat

FINISHED = (1e9, True)  # the analysis is done


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    opened = Player()
    yield opened
    opened.close()


def first_picture(qtbot: QtBot, player: Player) -> tuple[QImage, float | None]:
    pictures: list[tuple[QImage, float | None]] = []

    def look() -> bool:
        taken = player.take_picture()
        if taken is not None:
            pictures.append(taken)
        return bool(pictures)

    qtbot.waitUntil(look)
    return pictures[0]


@pytest.mark.parametrize(
    ("playing", "position", "analysed", "finished", "expected"),
    [
        (False, 0.0, AHEAD - 0.1, False, False),
        (False, 0.0, AHEAD, False, True),
        (True, 5.0, 5.0 + MARGIN + 0.1, False, True),
        (True, 5.0, 5.0 + MARGIN - 0.1, False, False),
        (False, 5.0, 5.0, True, True),
    ],
)
def test_playback_waits_for_a_lead_of_the_analysis(playing, position, analysed, finished, expected):
    assert may_play(playing, position, analysed, finished) is expected


def test_the_first_picture_is_shown_before_playing(qtbot, player):
    player.open(assets.path(assets.SAMPLE), None)
    image, t = first_picture(qtbot, player)
    assert (image.width(), image.height()) == (480, 360)
    assert t == pytest.approx(0.0, abs=0.05)
    assert player.duration == pytest.approx(18.2, abs=0.2)
    assert player.position == 0.0


def test_it_plays_when_allowed_and_waits_when_not(qtbot, player):
    player.open(assets.path(assets.SAMPLE), 18.2)
    player.play(True)
    player.keep_step(1.0, False)
    assert (player.wanted, player.running) == (True, False)
    player.keep_step(2.5, False)
    assert player.running
    qtbot.waitUntil(lambda: player.position > 0.3)
    player.keep_step(0.3, False)
    assert (player.wanted, player.running) == (True, False)
    player.keep_step(*FINISHED)
    assert player.running


def test_seeking_shows_the_picture_there(qtbot, player):
    player.open(assets.path(assets.SAMPLE), 18.2)
    first_picture(qtbot, player)
    player.seek(10.0)
    qtbot.waitUntil(lambda: (taken := player.take_picture()) is not None and abs((taken[1] or 0) - 10.0) < 0.1)
    player.seek(100.0)
    qtbot.waitUntil(lambda: player.position == pytest.approx(18.2, abs=0.1))
    player.seek(-5.0)
    qtbot.waitUntil(lambda: player.position == 0.0)


def test_a_position_asked_for_while_loading_is_kept(qtbot, player):
    player.open(assets.path(assets.SAMPLE), 18.2)
    player.seek(10.0)
    assert player.position == 10.0
    qtbot.waitUntil(lambda: (taken := player.take_picture()) is not None and abs((taken[1] or 0) - 10.0) < 0.1)
    assert player.position == pytest.approx(10.0, abs=0.05)


def test_at_the_end_it_stops_and_play_begins_anew(qtbot, player):
    player.open(assets.path(assets.SAMPLE), 18.16)
    first_picture(qtbot, player)
    player.seek(17.5)
    player.play(True)
    player.keep_step(*FINISHED)
    qtbot.waitUntil(lambda: not player.wanted)
    assert not player.running
    player.keep_step(*FINISHED)
    assert not player.running
    player.play(True)
    player.keep_step(*FINISHED)
    assert player.running
    qtbot.waitUntil(lambda: 0.1 < player.position < 3.0)


def test_a_start_time_is_not_seen(qtbot, player, make_clip):
    player.open(make_clip("late.mkv", start=5.0), 4.0)
    _, t = first_picture(qtbot, player)
    assert t == pytest.approx(0.0, abs=0.1)
    player.seek(2.0)
    qtbot.waitUntil(lambda: (taken := player.take_picture()) is not None and abs((taken[1] or 0) - 2.0) < 0.1)


def test_a_turned_picture_is_shown_upright(qtbot, player, make_clip):
    player.open(make_clip("turned.mp4", rotation=90), 4.0)
    image, _ = first_picture(qtbot, player)
    assert (image.width(), image.height()) == (120, 160)
    corners = [QColor(image.pixel(x, y)) for x, y in ((20, 20), (100, 20), (100, 140), (20, 140))]
    # Clockwise from the top left, after a quarter turn clockwise: what was at the bottom left has come to the top.
    assert [c.red() > 150 for c in corners] == [False, True, True, False]
    assert [c.green() > 150 for c in corners] == [True, True, False, False]
    assert [c.blue() > 150 for c in corners] == [False, True, False, True]


def test_sound_alone_plays(qtbot, player, make_clip):
    player.open(make_clip("tone.m4a", picture=False), 4.0)
    player.play(True)
    player.keep_step(*FINISHED)
    qtbot.waitUntil(lambda: player.position > 0.3)
    assert player.take_picture() is None


def test_a_clock_takes_over_where_the_backend_cannot_play(qtbot, player, tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("no media at all\n" * 100)
    with qtbot.waitSignal(player.failed):
        player.open(path, 0.5)
    player.play(True)
    player.keep_step(*FINISHED)
    qtbot.waitUntil(lambda: 0.1 < player.position <= 0.5)

    def ended() -> bool:
        player.keep_step(*FINISHED)
        return not player.wanted

    qtbot.waitUntil(ended)
    assert player.position == 0.5


def test_the_clock_stands_still_until_it_runs(qtbot):
    clock = Clock()
    clock.seek(3.0)
    assert clock.position == 3.0
    clock.run(True)
    qtbot.waitUntil(lambda: clock.position > 3.05)
    clock.run(False)
    assert clock.position == clock.position


def test_past_the_end_of_the_media_a_clock_runs(qtbot, player, make_clip):
    player.open(make_clip("short.mp4"), 5.0)  # of 4 s
    first_picture(qtbot, player)
    player.seek(3.8)
    player.play(True)

    def goes_on() -> bool:
        player.keep_step(*FINISHED)
        return player.position > 4.3

    qtbot.waitUntil(goes_on)
    assert player.running
    player.seek(1.0)  # back where there is picture and sound
    qtbot.waitUntil(lambda: (taken := player.take_picture()) is not None and 1.0 <= (taken[1] or 0) < 2.0)
    assert player.running
    player.play(False)
    player.seek(4.7)
    assert player.position == 4.7
    qtbot.waitUntil(lambda: (taken := player.take_picture()) is not None and (taken[1] or 0) > 3.9)
    player.play(True)

    def ended() -> bool:
        player.keep_step(*FINISHED)
        return not player.wanted

    qtbot.waitUntil(ended)
    assert player.position == 5.0


def test_media_that_were_cut_off_have_an_end_too(qtbot, player, tmp_path):
    writer = MediaWriter(tmp_path / "whole.mkv", False, (160, 120))
    for i in range(60):
        writer.write_picture(i / 30, flat(4 * i))
    shutil.copy(tmp_path / "whole.mkv", tmp_path / "cut.mkv")  # as if the program was killed here
    writer.close()
    player.open(tmp_path / "cut.mkv", 4.0)
    first_picture(qtbot, player)
    player.seek(0.5)
    player.play(True)

    def goes_on() -> bool:
        player.keep_step(*FINISHED)
        return player.position > 2.5

    qtbot.waitUntil(goes_on)
    player.play(False)
    player.seek(0.5)
    player.seek(3.0)
    qtbot.waitUntil(lambda: player._clock is not None)
    assert player.position == 3.0


def test_media_that_end_before_they_say_are_gone_past(qtbot, player, make_clip, tmp_path):
    whole = make_clip("whole.mkv").read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) // 3])
    player.open(cut, 4.0)
    first_picture(qtbot, player)
    player.play(True)

    def gone_past() -> bool:
        player.keep_step(*FINISHED)
        return player._clock is not None or not player.wanted

    qtbot.waitUntil(gone_past)
    assert player.running
    assert player.position < 3.0


def test_muting_is_kept_for_the_next_clip(player, make_clip):
    player.muted = True
    player.open(make_clip("tone.m4a", picture=False), 4.0)
    assert player.muted


@pytest.mark.parametrize("rate", [25.0, 30000 / 1001, 12.5])
def test_a_step_by_frame_lands_in_the_frame_beside_whatever_is_rounded(rate):
    position = 10.0
    for count in range(1, 200):
        position = round(frame_target(position, rate, 1), 3)  # a player knows milliseconds
        assert int(position * rate) == int(10.0 * rate + 1e-3) + count
    assert int(frame_target(position, rate, -1) * rate) == int(position * rate) - 1
    assert frame_target(0.0, rate, -1) < 1 / rate


def test_a_step_by_frame_follows_the_times_of_the_frames_where_they_are_known():
    times = np.array([0.0, 0.133, 0.3, 0.31, 2.0])
    position, seen = 0.0, []
    for by in (1, 1, 1, 1, 1, -1, -1, -3, -1):
        position = round(frame_target(position, 30.0, by, times), 3)
        seen.append(int(np.searchsorted(times, position, "right")) - 1)
    assert seen == [1, 2, 3, 4, 4, 3, 2, 0, 0]


def test_a_clock_at_another_speed_goes_on_from_where_it_is(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    clock = Clock()
    clock.run(True)
    now[0] += 2.0
    clock.set_speed(4.0)
    assert clock.position == pytest.approx(2.0)
    now[0] += 1.0
    assert clock.position == pytest.approx(6.0)
    clock.run(False)
    now[0] += 5.0
    assert clock.position == pytest.approx(6.0)


def test_without_a_file_time_alone_runs(qtbot, player):
    player.speed = 4.0
    player.open(None, 2.0)
    player.play(True)
    player.keep_step(*FINISHED)
    assert player.running

    def ended() -> bool:
        player.keep_step(*FINISHED)
        return not player.wanted

    qtbot.waitUntil(ended)
    assert player.position == 2.0


def test_twice_the_speed_takes_half_the_time(qtbot, player):
    player.open(assets.path(assets.SAMPLE), None)
    first_picture(qtbot, player)
    player.speed = 2.0
    player.play(True)
    player.keep_step(*FINISHED)
    qtbot.waitUntil(lambda: player.position > 1.0)  # the backend runs
    began, at = time.monotonic(), player.position
    qtbot.waitUntil(lambda: player.position > at + 3.0)
    assert (player.position - at) / (time.monotonic() - began) == pytest.approx(2.0, rel=0.25)
