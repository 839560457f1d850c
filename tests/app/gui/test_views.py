"""Small views alone: notices, the start page, the transport bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.gui.notices import SHOWN, NoticeBar
from app.gui.start_page import StartPage
from app.gui.transport import TransportBar
from tests.app.gui.shown import shown


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
