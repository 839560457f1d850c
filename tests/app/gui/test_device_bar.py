"""The lists of devices: by name, whatever their order, kept for the next time."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QInputDialog

from app.gui.device_bar import ADDRESS, NONE, DeviceBar
from engines.live_inputs import DeviceChoice
from engines.sources.devices import Devices
from engines.sources.microphone import MicrophoneInfo


def microphone(name: str, *, default: bool = False) -> MicrophoneInfo:
    return MicrophoneInfo(name, "ALSA", 1, 48_000.0, default)


HEADSET, DESK = microphone("Headset"), microphone("Desk", default=True)


class Listed:
    """What a system would say, at once."""

    def __init__(self) -> None:
        self.found = Devices([HEADSET, DESK], ["/dev/v4l/by-id/usb-Maker_Cam_1-video-index0"])

    def ask(self) -> None:
        return

    def newest(self) -> Devices | None:
        return self.found

    def close(self) -> None:
        return


@pytest.fixture
def listed() -> Listed:
    return Listed()


@pytest.fixture
def bar(qtbot, settings, listed) -> DeviceBar:
    made = DeviceBar(settings)
    qtbot.addWidget(made)
    made._list = listed
    made.look()
    return made


def texts(box) -> list[str]:
    return [box.itemText(i) for i in range(box.count())]


def pick(box, data: str) -> None:
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_devices_are_listed_by_name(bar):
    assert texts(bar.microphones) == ["System's choice (Desk)", "ALSA: Headset", "ALSA: Desk", "No microphone"]
    assert texts(bar.cameras) == ["First camera (Maker Cam 1)", "Maker Cam 1", "Address of a stream…", "No camera"]
    assert bar.choice == DeviceChoice()


def test_a_choice_is_told_and_kept(qtbot, bar, settings, listed):
    with qtbot.waitSignal(bar.chosen) as chosen:
        pick(bar.microphones, "ALSA: Headset")
    assert chosen.args == [DeviceChoice(microphone="ALSA: Headset")]
    with qtbot.waitSignal(bar.chosen):
        pick(bar.cameras, NONE)
    again = DeviceBar(settings)
    qtbot.addWidget(again)
    assert again.choice == DeviceChoice("ALSA: Headset", None, True, False)


def test_a_list_in_another_order_leaves_the_choice_and_so_does_a_device_that_is_away(qtbot, bar, listed):
    pick(bar.microphones, "ALSA: Headset")
    with qtbot.assertNotEmitted(bar.chosen):
        listed.found = Devices([DESK, microphone("New"), HEADSET], [])
        bar.look()
        assert bar.microphones.currentText() == "ALSA: Headset"
        listed.found = Devices([DESK], [])
        bar.look()
    assert bar.microphones.currentText() == "ALSA: Headset"
    assert bar.choice.microphone == "ALSA: Headset"


def test_a_camera_may_be_an_address(qtbot, bar, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (" http://127.0.0.1:8080/video ", True))
    with qtbot.waitSignal(bar.chosen):
        pick(bar.cameras, ADDRESS)
    assert bar.choice.camera == "http://127.0.0.1:8080/video"
    assert bar.cameras.currentText() == "http://127.0.0.1:8080/…"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("", False))
    pick(bar.cameras, ADDRESS)
    assert bar.choice.camera == "http://127.0.0.1:8080/video"


def test_the_password_of_a_camera_is_not_shown(qtbot, bar, settings):
    address = "rtsp://admin:secret@10.0.0.2/user=admin_password=secret"
    settings.change("live", camera=address)
    again = DeviceBar(settings)
    qtbot.addWidget(again)
    assert again.cameras.currentText() == "rtsp://10.0.0.2/…"
    assert again.choice.camera == address


def test_the_meter_falls_slowly(qtbot, bar):
    bar.meter.show_level(-20.0)
    bar.meter.show_level(-50.0)
    assert bar.meter.level == -21.5
    bar.meter.show_level(-10.0)
    assert bar.meter.level == -10.0
