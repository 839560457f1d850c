"""What the live page has behind it."""

from __future__ import annotations

import threading

from app.gui.live_session import Preview
from engines.live_inputs import DeviceChoice, DeviceInputs
from engines.observer import Event
from ucrn_core.errors import DeviceError


def test_devices_that_are_all_missing_are_told_in_one_sentence(qtbot, monkeypatch):
    looked, go_on = threading.Event(), threading.Event()

    def open_nothing(inputs: DeviceInputs) -> None:
        inputs._told.put(Event(0.0, "missing", "voice", "There is no microphone."))
        looked.set()
        assert go_on.wait(10)
        raise DeviceError("There is no microphone. There is no camera.")

    monkeypatch.setattr(DeviceInputs, "open", open_nothing)
    preview = Preview(DeviceChoice(), None)
    assert looked.wait(10)
    assert preview.events() == []
    go_on.set()
    qtbot.waitUntil(lambda: not preview.opening)
    assert [event.message for event in preview.events()] == ["There is no microphone. There is no camera."]
    assert preview.failed
    assert preview.events() == []
    preview.close().join()
