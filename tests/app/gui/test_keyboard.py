"""The window without a mouse: the keys of views, who gets a key, and the ring around what has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def clip(qtbot, window):
    """The page of a clip of which everything is analysed, halted."""
    window.opening.open_sample()
    page = window.clips
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.task.done and len(page.timeline.points) == 16)
    page.player.play(False)
    qtbot.waitUntil(window.isActiveWindow)
    return page


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """As the system gives it to the window, which gives it to what has the focus, menus first."""
    QTest.keyClick(window.windowHandle(), key, modifiers)


def at(page, t: float):
    page.seek(t)
    return lambda: page.player.position == pytest.approx(t)


def test_the_plots_are_used_by_keys(qtbot, window, clip):
    clip.plots.setFocus()
    qtbot.waitUntil(at(clip, 2.0))
    qtbot.waitUntil(lambda: clip.plots.sentiment.cursor_line.value() == pytest.approx(2.0))
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: clip.player.position == pytest.approx(2.25))
    assert "sentiment +1.0" in clip.plots.accessibleDescription()
    whole = clip.plots.sentiment.plot.viewRange()[0]
    press(window, Qt.Key.Key_Plus)
    closer = clip.plots.sentiment.plot.viewRange()[0]
    assert closer[1] - closer[0] == pytest.approx((whole[1] - whole[0]) / 2, rel=0.3)
    press(window, Qt.Key.Key_0)
    assert clip.plots.sentiment.plot.viewRange()[0] == pytest.approx(whole)
    press(window, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: clip.player.position == 0.0)


def test_the_words_are_reached_by_keys(qtbot, window, clip):
    clip.transcript.setFocus()
    words = clip.timeline.words
    qtbot.waitUntil(at(clip, words[2].start))
    qtbot.waitUntil(lambda: clip.transcript._state[0] == 3)
    press(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: clip.player.position == pytest.approx(words[1].start, abs=0.01))
    qtbot.waitUntil(lambda: clip.transcript._state[0] == 2)
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: clip.player.position == pytest.approx(words[2].start, abs=0.01))


def test_the_position_is_moved_by_keys(qtbot, window, clip):
    qtbot.waitUntil(at(clip, 1.0))
    qtbot.waitUntil(lambda: clip.transport.slider.value() == 1000)
    clip.transport.slider.setFocus()
    press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: clip.player.position == pytest.approx(2.0))


def test_a_button_with_the_focus_gets_the_space_bar(window, clip):
    clip.transport.mute.setEnabled(True)  # also without a sound device
    clip.transport.mute.setFocus()
    muted = clip.player.muted
    press(window, Qt.Key.Key_Space)
    assert clip.player.muted != muted
    assert not clip.player.wanted
    clip.plots.setFocus()  # which has no use for it
    press(window, Qt.Key.Key_Space)
    assert clip.player.wanted


def test_tabs_are_changed_by_arrows_though_these_are_keys_of_the_menu(window, qtbot):
    window.show_live()
    tabs = window.live.panel.parent().parent().tabBar()
    qtbot.waitUntil(window.isActiveWindow)
    tabs.setFocus()
    press(window, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_a_ring_is_around_what_has_the_focus_while_keys_are_used(qtbot, window):
    ring, start = window._ring, window.start_page
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Tab)
    press(window, Qt.Key.Key_Backtab)
    assert ring.isVisible()
    assert ring.widget() is QApplication.focusWidget()
    around, inside = ring.rect(), ring.widget().rect()
    assert around.width() > inside.width()
    assert around.height() > inside.height()
    colour = ring.grab().toImage().pixelColor(around.center().x(), 1)
    assert colour == ring.palette().link().color()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=start.mapTo(window, QPoint(5, 5)))
    assert not ring.isVisible()
