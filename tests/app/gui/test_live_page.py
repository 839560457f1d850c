"""The live view as a person uses it: devices shown, a run started, paused, recorded and stopped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.gui.consent_note import ConsentDialog
from app.gui.live_page import LivePage
from app.sessions.session import Session
from engines.live_inputs import DeviceChoice, LiveRequest
from engines.sources.media import MediaSource
from engines.sources.microphone import FLOOR_DBFS
from tests.virtual_camera import camera_showing
from tests.virtual_microphone import virtual_microphone

LOADING = 60_000  # ms that libraries and models may take on a busy machine


def begun(qtbot, live: LivePage, points: int = 4) -> None:
    qtbot.waitUntil(lambda: len(live.timeline.points) >= points, timeout=LOADING)


def test_a_run_over_a_file_from_start_to_stop(qtbot, window, live, talk, documents):
    window.start_live(LiveRequest(file=talk))
    assert window.windowTitle() == "Live – UCRN Live"
    assert not live.controls.start.isVisible()
    begun(qtbot, live)
    qtbot.waitUntil(lambda: live.badges.state.text() == "LIVE")
    qtbot.waitUntil(lambda: live.picture.outline is not None)
    assert not live.picture.mirrored
    qtbot.waitUntil(lambda: live.transcript.toPlainText() != "", timeout=LOADING)
    assert live.timeline.points[0].t < 5.0  # the session begins when the models are loaded

    qtbot.mouseClick(live.controls.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ", with pictures and sound" in live.badges.record.toolTip())
    count = len(live.timeline.points)
    begun(qtbot, live, count + 6)
    qtbot.mouseClick(live.controls.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Recorded: "))
    assert live.badges.record.text() == ""
    (folder,) = (documents / "UCRN Live").iterdir()
    with Session.open(folder) as session:
        recorded = session.points("live")
        assert session.info.complete
        assert session.info.media_path == "media.mkv"
    source = MediaSource(folder / "media.mkv")
    assert (source.has_audio, source.has_video) == (True, True)
    source.close()
    shown = [p for p in live.timeline.points if recorded[0].t <= p.t <= recorded[-1].t]
    assert [replace(p, stages_ms={}, known_at=None) for p in recorded] == shown
    assert 4 <= len(recorded) <= 14

    qtbot.mouseClick(live.controls.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live.badges.state.text() == "PAUSED")
    assert live.controls.pause.text() == "Resume"
    assert live.picture.message == "Paused: the camera is closed"
    count = len(live.timeline.points)
    qtbot.mouseClick(live.controls.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live.badges.state.text() == "LIVE")
    begun(qtbot, live, count + 4)

    live.controls.switches["face"].setChecked(False)
    qtbot.waitUntil(lambda: live.timeline.points[-1].presence["face"] == 0)
    qtbot.waitUntil(lambda: live.readout.rows["face"].presence_text.text() == "left out")
    assert [t for t in window.notices.texts if "kept awake" not in t] == [f"{folder.name} is stored."]

    with qtbot.waitSignal(live.ended, timeout=LOADING) as ended:
        qtbot.mouseClick(live.controls.stop, Qt.MouseButton.LeftButton)
    assert ended.args[0].points == len(live.timeline.points)
    assert live.controls.start.isVisible()
    assert live.controls.message.text().startswith("Stopped after 0:")
    live.tick()
    assert live.preview is None  # no camera is opened, and Start is for the file again
    live.controls.start.click()
    assert live.session.request.file == talk
    live.stop()
    qtbot.waitUntil(lambda: live.session is None, timeout=LOADING)
    window.show_live()
    qtbot.waitUntil(lambda: live.preview is not None)


def test_the_person_chooses_whether_pictures_and_sound_are_recorded(qtbot, window, live, talk, documents, settings):
    (choice,) = (a for a in window.findChildren(QAction) if a.text() == "Record pictures and sound")
    assert choice.isChecked()
    assert live.controls.record.toolTip() == "Store pictures, sound and what is measured (Ctrl+R)"
    choice.trigger()
    assert live.controls.record.toolTip() == "Store what is measured, neither pictures nor sound (Ctrl+R)"
    assert not settings.now.live.media
    window.start_live(LiveRequest(file=talk))
    begun(qtbot, live)
    live.toggle_record()
    qtbot.waitUntil(lambda: "neither pictures nor sound" in live.badges.record.toolTip())
    live.toggle_record()
    qtbot.waitUntil(lambda: live.controls.message.text().startswith("Recorded: "))
    (folder,) = (documents / "UCRN Live").iterdir()
    assert [path.name for path in folder.iterdir()] == ["session.sqlite"]


def test_opening_a_clip_pauses_the_run(qtbot, window, live, talk, make_clip):
    window.start_live(LiveRequest(file=talk))
    begun(qtbot, live)
    window.opening.open_file(make_clip("plain.mp4"))
    qtbot.waitUntil(lambda: window.clips.clip is not None)
    qtbot.waitUntil(lambda: live.session.analysis.paused)
    window.show_live()
    assert live.running
    assert window.clips.isHidden()


def test_a_file_that_cannot_be_read_is_one_sentence(qtbot, window, live, tmp_path):
    (tmp_path / "bad.mp4").write_text("no film")
    window.start_live(LiveRequest(file=tmp_path / "bad.mp4"))
    qtbot.waitUntil(lambda: not live.running, timeout=LOADING)
    assert len([t for t in window.notices.texts if "bad.mp4" in t]) == 1
    assert live.controls.start.isVisible()
    assert live.picture.message == "No picture"


def test_devices_are_seen_and_heard_before_a_run_takes_them_over(qtbot, window, live, talk, tmp_path):
    from engines.corpus import read_sound

    noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 60).astype(np.float32)
    with virtual_microphone(tmp_path) as microphone, camera_showing(talk) as camera:
        live.devices.set_choice(DeviceChoice("pulse", camera.address))
        with microphone.playing(noise):
            window.show_live()
            qtbot.waitUntil(lambda: live.devices.meter.level > -40, timeout=LOADING)
            qtbot.waitUntil(lambda: live._shown is not None, timeout=LOADING)
        assert live.picture.mirrored
        assert live.picture.outline is None
        assert live.badges.state.text() == "ready"
        with microphone.playing(read_sound(talk), again=True):
            qtbot.mouseClick(live.controls.start, Qt.MouseButton.LeftButton)
            begun(qtbot, live, 20)
            assert live.preview is None
            assert live.timeline.points[-1].presence["voice"] > 0
            assert live.timeline.points[-1].presence["face"] > 0
        window.close()
    assert live.devices.meter.level > FLOOR_DBFS


def test_without_devices_the_person_is_told_what_to_do(qtbot, window, live):
    live.devices.set_choice(DeviceChoice(camera="/dev/no-such-camera", use_microphone=False))
    window.show_live()
    qtbot.waitUntil(lambda: bool(window.notices.texts), timeout=LOADING)
    assert "/dev/no-such-camera gives no picture" in window.notices.texts[0]
    assert live.picture.message == "No picture"


def test_a_run_that_is_stopped_while_it_loads_opens_nothing(qtbot, window, live, talk):
    window.start_live(LiveRequest(file=talk))
    qtbot.mouseClick(live.controls.stop, Qt.MouseButton.LeftButton)
    assert not live.controls.stop.isEnabled()
    with qtbot.waitSignal(live.ended, timeout=LOADING) as ended:
        live.toggle_record()  # too late
    assert ended.args[0].points == 0
    assert live.controls.message.text() == "Cancelled"


def test_a_modality_that_was_left_out_at_the_start_may_be_used_later(qtbot, window, live, talk):
    window.start_live(LiveRequest(file=talk, drop=frozenset({"face", "text"})))
    begun(qtbot, live)
    assert live.controls.drop == {"face", "text"}
    assert live.timeline.points[-1].presence["face"] == 0
    assert live.transcript.toPlainText() == ""
    live.controls.switches["face"].setChecked(True)
    qtbot.waitUntil(lambda: live.timeline.points[-1].presence["face"] > 0, timeout=LOADING)
    assert live.timeline.points[-1].presence["text"] == 0


def test_the_consent_note_is_cut_where_it_is_too_long(qtbot, window, settings):
    dialog = ConsentDialog(settings, window)
    dialog.open()
    dialog.edit.insertPlainText("a" * 9_999 + "bc")
    assert dialog.error.isVisible()
    dialog.accept()
    assert settings.now.live.consent == "a" * 9_999 + "b"
