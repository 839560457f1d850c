"""The window as a person meets it, with an analysis that is written down."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

import assets
from app.cli import main
from app.gui import SCREENS, require_screen
from app.gui import theme as themes
from app.gui.window import MainWindow
from engines.observer import Event


@pytest.fixture
def sample():
    return assets.path(assets.SAMPLE)


def opened(qtbot, window, path) -> None:
    """Open the file and wait until it is shown."""
    window.opening.open_file(path)
    qtbot.waitUntil(lambda: window.clips.clip is not None and window.clips.clip.path == path)


def finished(window) -> bool:
    return (
        window.clips.analysis is not None
        and window.clips.analysis.task.done
        and len(window.clips.timeline.points) == 16
    )


def test_start_page_while_nothing_is_open(window):
    assert window.start_page.isVisible()
    assert window.start_page.open_button.isVisible()
    assert not window.clips.transport.isVisible()
    assert window.notices.texts == []


def test_importing_the_command_line_loads_no_qt():
    code = "import sys, app.gui; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_without_a_screen_one_sentence_says_so(monkeypatch, capsys):
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said == "ucrn-live: There is no screen: start it in a desktop session, or under xvfb-run.\n"


def test_the_sample_is_one_click_away(qtbot, window, sample):
    window.start_page.sample_button.click()
    qtbot.waitUntil(lambda: window.clips.clip is not None and window.clips.clip.path == sample)
    assert not window.start_page.isVisible()
    qtbot.waitUntil(lambda: window.clips.player.running and window.clips.player.position > 0.5)
    qtbot.waitUntil(lambda: window.clips.transcript.toPlainText().startswith("word1"))
    qtbot.waitUntil(lambda: window.clips.readout.value.text() == "+1.0")
    assert window.clips.plots.sentiment.cursor_line.value() > 0
    assert window.opening.recent() == []  # the sample is in the menu anyway


def test_points_reach_the_plots_and_the_report_the_status_bar(qtbot, window, sample):
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: finished(window))
    qtbot.waitUntil(lambda: window.clips.plots.curve.getOriginalDataset()[0] is not None)
    qtbot.waitUntil(lambda: len(window.clips.plots.curve.getOriginalDataset()[0]) == 16)
    np.testing.assert_allclose(window.clips.plots.curve.getOriginalDataset()[0], np.arange(1, 17) * 0.25)
    qtbot.waitUntil(lambda: "Analysed in 0.5 s, 8.0 × real time" in window.status.texts())
    for text in ("Sample", "Engine: eager-cpu", "Speech: pocketsphinx"):
        assert text in window.status.texts()


def test_playback_waits_while_the_analysis_is_behind(qtbot, window, script, sample):
    script.until = 1.0
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: window.clips.timeline.analysed == 1.0)
    qtbot.waitUntil(lambda: window.clips.transport.state.text() == "analysing…")
    assert not window.clips.player.running
    script.go.set()
    qtbot.waitUntil(lambda: window.clips.player.running)
    assert window.clips.transport.state.text() == ""


def test_space_pauses_and_arrows_skip(qtbot, window, make_clip):
    opened(qtbot, window, make_clip("plain.mp4"))
    qtbot.waitUntil(lambda: window.clips.player.running)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not window.clips.player.running
    qtbot.keyClick(window, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.clips.player.position == 0.0)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.clips.player.position == 4.0)  # the end
    window.clips.player.seek(3.0)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: window.clips.player.position == 0.0)


def test_events_are_noticed_with_their_remedy(qtbot, window, script, sample):
    remedy = "The face model is not installed; run `ucrn-live models install face-landmarker`."
    script.events = [Event(0.0, "missing", "face", remedy)]
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: window.notices.texts == [remedy])
    assert window.notices.isVisible()


@pytest.mark.parametrize("content", [None, "", "just a text\n" * 50])
def test_a_bad_file_is_one_sentence_and_the_clip_before_stays(qtbot, window, sample, tmp_path, content):
    opened(qtbot, window, sample)
    bad = tmp_path / "bad.mp4"
    if content is not None:
        bad.write_text(content)
    window.opening.open_file(bad)
    qtbot.waitUntil(lambda: len(window.notices.texts) == 1)
    assert "bad.mp4" in window.notices.texts[0]
    assert "Traceback" not in window.notices.texts[0]
    assert window.clips.clip.path == sample
    assert window.clips.player.wanted


def test_dropping_a_file_opens_it(qtbot, window, make_clip):
    path = make_clip("drop.mp4")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = window.rect().center()
    enter = QDragEnterEvent(
        middle, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        middle.toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: window.clips.clip is not None and window.clips.clip.path == path)
    assert window.windowTitle() == "drop.mp4 – UCRN Live"
    assert window.opening.recent() == [path]


def test_no_view_swallows_a_dropped_file(window):
    """Drops on a view must reach the window, so no view may accept them itself."""
    for view in (
        window.clips.plots.sentiment.viewport(),
        window.clips.plots.quality.viewport(),
        window.clips.transcript.viewport(),
    ):
        assert not view.acceptDrops()


def test_sound_alone_says_that_there_is_no_picture(qtbot, window, make_clip):
    opened(qtbot, window, make_clip("tone.m4a", picture=False))
    assert window.clips.picture.message == "No picture in this file"
    qtbot.waitUntil(lambda: window.clips.player.position > 0.3)
    assert window.clips.picture.message == "No picture in this file"


def test_opening_another_clip_ends_the_first_analysis(qtbot, window, script, sample, make_clip):
    script.until = 1.0
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: window.clips.timeline.analysed == 1.0)
    first = window.clips.analysis
    other = make_clip("plain.mp4")
    opened(qtbot, window, other)
    qtbot.waitUntil(lambda: first.task.done)
    assert script.ended == [sample]
    qtbot.waitUntil(lambda: script.running == [sample, other])
    script.go.set()
    qtbot.waitUntil(lambda: finished(window))
    assert window.clips.player.duration == 4.0


def test_a_failing_analysis_is_told_and_the_clip_plays_on(qtbot, settings, sample):
    def fail(path, observer, stop):
        raise RuntimeError("no such\nengine")

    window = MainWindow(settings, analyze=fail)
    qtbot.addWidget(window)
    window.show()
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: len(window.notices.texts) == 1)
    assert "no such engine" in window.notices.texts[0]
    assert "\n" not in window.notices.texts[0]
    qtbot.waitUntil(lambda: window.clips.player.position > 0.3)


def test_closing_ends_the_analysis(qtbot, window, script, sample):
    script.until = 1.0
    opened(qtbot, window, sample)
    qtbot.waitUntil(lambda: window.clips.timeline.analysed == 1.0)
    window.close()
    assert window.clips.analysis.task.done
    assert not [t for t in threading.enumerate() if t.name.startswith("analysis")]


def test_the_list_of_recent_clips_keeps_those_that_are_there(qtbot, window, make_clip, tmp_path):
    first, second = make_clip("first.mp4"), tmp_path / "second.mp4"
    second.write_bytes(first.read_bytes())
    opened(qtbot, window, first)
    opened(qtbot, window, second)
    assert window.opening.recent() == [second, first]
    (tmp_path / "folder").mkdir()
    window.opening.open_file(tmp_path / "folder" / ".." / "second.mp4")
    qtbot.waitUntil(lambda: not window.opening.status)
    assert window.opening.recent() == [second, first]  # one file, whatever its path was written like
    second.unlink()
    assert window.opening.recent() == [first]


def test_a_dialog_for_files_begins_in_the_persons_folder_where_none_was_used(window, monkeypatch):
    begun = []
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda _, title, folder, *rest: begun.append(folder) or ("", "")
    )
    window.opening.choose_file()
    window.settings.change("window", media="/somewhere")
    window.opening.choose_file()
    assert begun == [str(Path.home()), "/somewhere"]


def test_the_appearance_is_kept(qtbot, window, settings):
    window.settings.change(appearance="dark")
    assert QApplication.palette().window().color().name() == themes.DARK.background
    again = MainWindow(settings)
    qtbot.addWidget(again)
    assert settings.now.appearance == "dark"
    assert QApplication.palette().window().color().name() == themes.DARK.background


def test_a_click_on_the_curve_goes_there(qtbot, window, sample):
    opened(qtbot, window, sample)
    window.clips.player.play(False)
    qtbot.waitUntil(lambda: finished(window))
    qtbot.waitUntil(lambda: window.clips.player.duration == 4.0)
    chart = window.clips.plots.sentiment
    place = chart.mapFromScene(chart.plot.getViewBox().mapViewToScene(QPoint(3, 0)))
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: window.clips.player.position == pytest.approx(3.0, abs=0.1))


def test_elsewhere_than_on_linux_there_is_a_screen(monkeypatch):
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "darwin")
    require_screen()
