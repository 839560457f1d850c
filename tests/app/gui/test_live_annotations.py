"""Markers in a live recording, and a run that is saved after it ended."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

import app.sessions.recording
from app.gui.notices import Notice
from app.sessions.recalled import Recalled
from app.sessions.session import Session
from app.settings import KINDS
from engines.live_inputs import LiveRequest
from tests.app.gui.test_live_page import LOADING, begun

LEFT = Qt.MouseButton.LeftButton


def offers(window) -> dict[str, list[str]]:
    """Notices that offer something, and the names of their buttons."""
    shown: list[Notice] = window.notices.notices
    return {notice.text: [button.text() for button in notice.buttons] for notice in shown if notice.buttons}


def test_markers_are_put_while_it_records(qtbot, window, live, talk, documents):
    window.start_live(LiveRequest(file=talk))
    begun(qtbot, live)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert "Markers are stored with a recording: press Record first." in window.notices.texts
    qtbot.mouseClick(live.controls.record, LEFT)
    qtbot.waitUntil(lambda: live.annotations.editable)
    assert "Markers are stored with a recording: press Record first." not in window.notices.texts
    before = live.session.state.t
    qtbot.keyClick(window, Qt.Key.Key_2)
    qtbot.mouseClick(live.panel.buttons[0], LEFT)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # it was a slip
    (put,) = live.annotations.markers
    assert (put.label, put.colour) == ("Highlight", KINDS[1].colour)
    assert before - 1e-3 <= put.t <= live.session.state.t  # to the millisecond
    begun(qtbot, live, len(live.timeline.points) + 6)
    qtbot.mouseClick(live.controls.record, LEFT)
    qtbot.keyClick(window, Qt.Key.Key_3)  # too late
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Recorded: "))
    (folder,) = (documents / "UCRN Live").iterdir()
    with Session.open(folder) as session:
        assert session.markers() == [put]
        (recalled,) = Recalled(session).markers()
        assert recalled.t == pytest.approx(put.t - session.info.origin)
        assert recalled.t > 0
        assert live.annotations.earliest == session.info.origin
    assert live.annotations.markers == [put]  # shown until the next run
    offered = {f"{folder.name} is stored.": ["Replay", "Make the settled timeline"]}
    assert offers(window) == offered
    window.show_library()
    assert offers(window) == offered
    qtbot.waitUntil(lambda: not live.busy)  # paused
    window.show_live()
    live.toggle_pause()
    qtbot.waitUntil(lambda: live.busy)
    qtbot.mouseClick(window.notices.notices[-1].buttons[1], LEFT)
    qtbot.waitUntil(lambda: f"{folder.stem} is analysed again after the live run" in window.status.texts())
    with qtbot.waitSignal(live.ended, timeout=LOADING):
        live.stop()
    assert not live.controls.save.isVisible()  # of this run something was recorded
    qtbot.waitUntil(lambda: window.reanalyses.status.startswith(f"Analysing {folder.stem} again"))


def test_a_run_that_was_not_recorded_can_be_saved_when_it_has_ended(qtbot, window, live, talk, documents):
    window.start_live(LiveRequest(file=talk, drop=frozenset({"face"})))
    begun(qtbot, live, 8)
    assert not live.controls.save.isVisible()
    with qtbot.waitSignal(live.ended, timeout=LOADING) as ended:
        qtbot.mouseClick(live.controls.stop, LEFT)
    qtbot.mouseClick(live.controls.save, LEFT)
    assert not live.controls.save.isVisible()
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Saved: "))
    (folder,) = (documents / "UCRN Live").iterdir()
    with Session.open(folder) as session:
        assert session.points("live") == list(live.timeline.points)
        assert session.words() == sorted(live.timeline.words, key=lambda word: word.end)
        assert [e.message for e in session.events()] == [e.message for e in live.timeline.events]
        assert session.info.complete
        assert session.info.settings["drop"] == ["face"]
        assert session.info.report["points"] == ended.args[0].points
    window.opening.open_session(folder)
    qtbot.waitUntil(lambda: window.replay.replayed is not None)
    assert len(window.replay.tracks.track.points) == len(live.timeline.points)
    window.replay.mark(KINDS[0])
    assert [m.label for m in window.replay.annotations.markers] == ["Note"]


def test_a_run_that_cannot_be_saved_can_be_tried_again(qtbot, window, live, talk, documents):
    window.start_live(LiveRequest(file=talk))
    begun(qtbot, live)
    with qtbot.waitSignal(live.ended, timeout=LOADING):
        live.stop()
    documents.write_text("no folder")
    qtbot.mouseClick(live.controls.save, LEFT)
    qtbot.waitUntil(lambda: any("cannot be made" in text for text in window.notices.texts))
    assert live.controls.save.isVisible()
    documents.unlink()
    qtbot.mouseClick(live.controls.save, LEFT)
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Saved: "))


def test_a_run_that_is_still_being_saved_when_the_next_begins_is_told(
    qtbot, window, live, talk, documents, monkeypatch
):
    go, store = threading.Event(), app.sessions.recording.store_run

    def slow(*given):
        go.wait()
        store(*given)

    monkeypatch.setattr(app.sessions.recording, "store_run", slow)
    window.start_live(LiveRequest(file=talk))
    begun(qtbot, live)
    with qtbot.waitSignal(live.ended, timeout=LOADING):
        live.stop()
    live.save()
    window.start_live(LiveRequest(file=talk))
    go.set()
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Saved: "))
    (folder,) = (documents / "UCRN Live").iterdir()
    assert offers(window) == {f"{folder.name} is stored.": ["Replay"]}  # without steps there is nothing to analyse


def test_what_was_recorded_of_a_run_that_fails_is_told(qtbot, window, live, talk, tmp_path, monkeypatch):
    def fail(*given):
        raise RuntimeError("of some driver")

    monkeypatch.setattr("engines.live.LiveAnalysis.run", fail)
    folder = tmp_path / "failed.ucrn"
    window.start_live(LiveRequest(file=talk, record=folder))
    qtbot.waitUntil(lambda: not live.running, timeout=LOADING)
    assert live.controls.message.text() == f"Recorded: {folder}"
    assert "failed.ucrn is stored." in offers(window)
    assert any("of some driver" in text for text in window.notices.texts)
