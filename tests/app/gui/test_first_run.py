"""The guide of the first run as a new person uses it: terms, devices, models, a trial, and what to do first."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog

import assets
from app.cli import main
from app.gui import application
from app.gui.first_run import FirstRunGuide
from app.settings import SettingsStore
from engines import speech_trial
from engines.catalogue import CATALOGUE
from engines.models import ModelStore, State
from tests.model_server import CONFIG, WEIGHTS, Server, small_entry
from tests.random_whisper import whisper_entry
from tests.virtual_camera import camera_showing
from ucrn_core.errors import ModelStoreError

LOADING = 60_000  # ms that libraries and models may take on a busy machine
MODEL = "whisper-tiny.en"  # as the server offers it
TERMS, DEVICES, MODELS, TRIAL, END = range(5)


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documents: Path) -> None:
    """No model is installed and nothing was tried."""
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Offers MODEL, of two small files."""
    server = Server()
    server.files = {"/config.json": CONFIG, "/model.bin": WEIGHTS}
    monkeypatch.setitem(CATALOGUE, MODEL, small_entry(MODEL, server.address))
    yield server
    server.close()


@pytest.fixture
def guide(window) -> FirstRunGuide:
    window.show_guide()
    return window.guide


def click(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(qtbot, guide: FirstRunGuide, name: str) -> None:
    """The models step is shown, and has looked at what is there."""
    guide.go_to(MODELS)
    qtbot.waitUntil(lambda: guide.models.rows[name].button.isVisible(), timeout=LOADING)


def test_one_goes_on_when_the_terms_are_understood(qtbot, window, guide):
    assert window.windowTitle() == "First-run guide – UCRN Live"
    assert (guide.number, guide.place.text()) == (TERMS, "Step 1 of 5")
    assert not guide.next.isEnabled()
    assert not guide.back.isVisible()
    guide.terms.understood.click()
    click(qtbot, guide.next)
    assert guide.number == DEVICES
    click(qtbot, guide.back)
    assert guide.number == TERMS
    assert guide.terms.understood.isChecked()


@pytest.mark.parametrize("number", range(5))
def test_every_step_can_be_left_for_good(qtbot, window, number):
    assert not window.settings.now.guide_seen
    window.show_guide(number)
    click(qtbot, window.guide.next if number == END else window.guide.skip)
    assert window.settings.now.guide_seen
    assert window.start_page.isVisible()


@pytest.mark.parametrize("before", ["show_live", "show_library"])
def test_one_comes_back_to_what_was_shown(qtbot, window, before):
    getattr(window, before)()
    page = window.live if before == "show_live" else window.library
    window.show_guide()
    window.show_models()  # as from the settings
    click(qtbot, window.guide.skip)
    assert page.isVisible()


def test_one_comes_back_to_an_open_clip(qtbot, window, make_clip):
    clip = make_clip("plain.mp4")
    window.opening.open_file(clip)
    qtbot.waitUntil(window.clips.isVisible, timeout=LOADING)
    window.show_guide(MODELS)
    click(qtbot, window.guide.skip)
    assert window.clips.isVisible()
    assert window.windowTitle() == "plain.mp4 – UCRN Live"


def test_the_guide_comes_again_unless_it_was_left_and_is_found_under_help(qtbot, window):
    (entry,) = (action for action in window.findChildren(QAction) if action.text() == "&First-run guide")
    entry.trigger()
    assert window.guide.isVisible()
    window.close()
    assert not window.settings.now.guide_seen


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("asked", [False, True])
def test_the_guide_is_shown_at_the_first_start_unless_something_was_asked_for(
    qtbot, tmp_path, monkeypatch, make_clip, seen, asked
):
    settings = SettingsStore(tmp_path / "settings.json")
    settings.change(guide_seen=seen)
    monkeypatch.setenv("UCRN_LIVE_SETTINGS", str(tmp_path / "settings.json"))
    monkeypatch.setattr(application, "load_analysis", lambda: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # Ctrl-C is for the tests
    started, shown = [], []

    class Started(application.MainWindow):
        def show(self) -> None:
            started.append(self)
            qtbot.addWidget(self)
            super().show()

    def end(*_) -> int:
        (window,) = started
        shown.append(window.guide is not None and window.guide.isVisible())
        window.close()
        return 0

    monkeypatch.setattr(application, "MainWindow", Started)
    monkeypatch.setattr(QApplication, "exec", end)
    assert application.run(make_clip("plain.mp4") if asked else None, None, lambda report: None) == 0
    assert shown == [not seen and not asked]


def test_the_terms_say_where_recordings_lie(guide, documents):
    assert any(str(documents) in label.text() for label in guide.terms.findChildren(type(guide.title)))


def test_the_terms_follow_the_library(qtbot, window, guide, tmp_path):
    guide.go_to(DEVICES)
    window.settings.change("library", folder=str(tmp_path / "moved"))
    guide.go_to(TERMS)
    assert any(str(tmp_path / "moved") in label.text() for label in guide.terms.findChildren(type(guide.title)))


def test_without_a_microphone_one_is_not_asked_to_speak(qtbot, window, guide, make_clip):
    with camera_showing(make_clip("colours.mp4")) as camera:
        window.settings.change("live", microphone="none", camera=camera.address)
        guide.go_to(DEVICES)
        qtbot.waitUntil(lambda: guide.devices._seen, timeout=LOADING)
        assert guide.devices.said.text() == "No microphone"
        guide.go_to(MODELS)


def test_devices_are_seen_and_the_choice_is_kept(qtbot, window, guide, make_clip):
    with camera_showing(make_clip("colours.mp4")) as camera:
        guide.go_to(DEVICES)
        devices = guide.devices.devices
        for box, value in ((devices.microphones, "none"), (devices.cameras, camera.address)):
            box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
            box.activated.emit(box.currentIndex())
        assert window.live.devices.choice == devices.choice
        qtbot.waitUntil(lambda: guide.devices._seen, timeout=LOADING)
        assert not guide.devices.picture.grab().isNull()
        guide.go_to(MODELS)
        assert guide.devices.preview is None  # the camera is free again
        qtbot.waitUntil(lambda: window.live.closing.done, timeout=LOADING)
    again = FirstRunGuide(window.settings)
    qtbot.addWidget(again)
    assert again.devices.devices.choice.camera == camera.address
    assert not again.devices.devices.choice.use_microphone


def test_devices_that_cannot_be_opened_are_told(qtbot, guide):
    guide.devices.devices._microphone = "none"
    guide.devices.devices._camera = "http://127.0.0.1:9/nothing"
    guide.go_to(DEVICES)
    qtbot.waitUntil(lambda: "127.0.0.1:9" in guide.devices.said.text(), timeout=LOADING)
    assert guide.devices.picture.message == "No picture"
    assert guide.next.isEnabled()


def test_a_model_is_installed_cancelled_and_gone_on_with(qtbot, server, window, guide):
    row = guide.models.rows[MODEL]
    shown(qtbot, guide, MODEL)
    assert (row.state.text(), row.button.text()) == ("Not installed", "Install")
    assert "licence MIT" in row.about.text()
    assert guide.models.rows["minilm"].state.text() == "Comes with the program"
    assert server.asked == []  # nothing is downloaded before one asks for it

    server.pause_after = 300_000
    click(qtbot, row.button)
    qtbot.waitUntil(lambda: row.bar.value() > 300, timeout=LOADING)
    assert row.button.text() == "Cancel"
    assert row.state.text().startswith("0 of 1 MB")
    qtbot.waitUntil(lambda: window.status.texts()[-1].startswith(f"Installing {MODEL}: "))
    guide.go_to(TRIAL)  # it goes on meanwhile
    qtbot.waitUntil(lambda: f"Installing {MODEL}: " in guide.trial.said.text())
    assert not guide.trial.button.isEnabled()
    guide.trial.start()
    assert not guide.trial.trying
    guide.go_to(MODELS)
    click(qtbot, row.button)
    qtbot.waitUntil(lambda: row.button.text() == "Go on", timeout=LOADING)
    qtbot.waitUntil(guide.trial.button.isEnabled)
    assert guide.trial.said.text() == ""
    assert ModelStore().status(MODEL).state is State.MISSING

    server.pause_after = None
    server.resume.set()
    there = (ModelStore().root / MODEL / "model.bin.part").stat().st_size
    click(qtbot, row.button)
    qtbot.waitUntil(lambda: row.state.text() == "Installed", timeout=LOADING)
    assert not row.button.isVisible()
    assert server.asked[-1] == ("/model.bin", f"bytes={there}-")
    assert ModelStore().status(MODEL).state is State.INSTALLED


def test_without_a_network_one_is_told_and_a_folder_helps(qtbot, server, guide, tmp_path, monkeypatch):
    row = guide.models.rows[MODEL]
    server.close()
    shown(qtbot, guide, MODEL)
    click(qtbot, row.button)
    qtbot.waitUntil(lambda: row.button.text() == "Try again", timeout=LOADING)
    assert "could not be downloaded" in row.trouble.text()
    assert "there is no connection" in row.trouble.text()
    assert "ucrn-live" not in row.trouble.text()  # no command in the window

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "brought"))
    (tmp_path / "brought").mkdir()
    click(qtbot, guide.models.folder)
    qtbot.waitUntil(guide.models.said.isVisible, timeout=LOADING)
    assert str(tmp_path / "brought") in guide.models.said.text()
    (tmp_path / "brought" / MODEL).mkdir()
    (tmp_path / "brought" / MODEL / "config.json").write_bytes(CONFIG)
    (tmp_path / "brought" / MODEL / "model.bin").write_bytes(WEIGHTS)
    click(qtbot, guide.models.folder)
    qtbot.waitUntil(lambda: row.state.text() == "Installed", timeout=LOADING)
    assert not guide.models.said.isVisible()
    assert not row.trouble.isVisible()


def test_models_of_other_languages_are_shown_when_asked_for(guide):
    guide.go_to(MODELS)
    assert guide.models.rows["whisper-small.en"].isVisible()
    assert not guide.models.rows["whisper-small"].isVisible()
    guide.models.all.click()
    assert guide.models.rows["whisper-small"].isVisible()


def test_the_trial_picks_an_engine_as_doctor_says(qtbot, guide, capsys):
    guide.go_to(TRIAL)
    qtbot.waitUntil(lambda: bool(guide.trial.findings), timeout=LOADING)
    assert guide.trial.button.text() == "Start the trial"
    assert guide.trial.button.width() <= guide.trial.button.sizeHint().width()
    click(qtbot, guide.trial.button)
    assert guide.trial.button.text() == "Cancel"
    qtbot.waitUntil(lambda: not guide.trial.trying, timeout=LOADING)
    assert guide.trial.button.text() == "Try again"
    serves = guide.trial.findings["engine"].details["serves"]
    assert serves in ("onnxruntime", "eager", "cuda-graph", "tensorrt")
    assert f"The network runs with {serves}" in guide.trial.outcome.text()
    assert "pocketsphinx" in guide.trial.outcome.text()
    assert main(["doctor", "--json"]) == 0
    told = {finding["subject"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert told["engine"]["details"] == guide.trial.findings["engine"].details
    assert told["speech"]["details"] == guide.trial.findings["speech"].details


def test_the_trial_times_a_real_speech_model(qtbot, guide, tiny_whisper, monkeypatch):
    monkeypatch.setitem(CATALOGUE, MODEL, whisper_entry(MODEL, tiny_whisper))
    monkeypatch.setattr(speech_trial, "FITS", 60.0)  # a loaded machine is slow, not wrong
    shutil.copytree(tiny_whisper, ModelStore().root / MODEL)
    guide.go_to(TRIAL)
    guide.trial.start()
    qtbot.waitUntil(lambda: guide.trial.said.text() == f"Timing the speech model {MODEL}…", timeout=LOADING)
    qtbot.waitUntil(lambda: not guide.trial.trying, timeout=3 * LOADING)
    assert f"Words are heard by {MODEL} live, and by {MODEL} in files." in guide.trial.outcome.text()


def test_the_trial_can_be_cancelled_and_the_window_closed_in_it(qtbot, window, guide, tiny_whisper, monkeypatch):
    monkeypatch.setitem(CATALOGUE, MODEL, whisper_entry(MODEL, tiny_whisper))
    shutil.copytree(tiny_whisper, ModelStore().root / MODEL)
    guide.go_to(TRIAL)
    guide.trial.start()
    qtbot.waitUntil(lambda: guide.trial.said.text() == f"Timing the speech model {MODEL}…", timeout=LOADING)
    click(qtbot, guide.trial.button)
    qtbot.waitUntil(lambda: not guide.trial.trying, timeout=LOADING)
    assert guide.trial.said.text() == "Stopped"
    assert guide.trial.findings["speech"].details["trials"] == []
    guide.trial.start()
    window.show_library()
    qtbot.waitUntil(lambda: guide.trial.said.text() == "Stopped", timeout=LOADING)
    window.show_guide(TRIAL)
    guide.trial.start()
    window.close()
    assert guide.trial._task.done


def test_an_analysis_behind_the_guide_keeps_the_trial_waiting(qtbot, window, guide, script, make_clip):
    script.until = 0.5
    window.opening.open_file(make_clip("plain.mp4"))
    qtbot.waitUntil(window.clips.isVisible, timeout=LOADING)
    window.show_guide(TRIAL)
    qtbot.waitUntil(lambda: "Analysing plain.mp4" in guide.trial.said.text(), timeout=LOADING)
    assert not guide.trial.button.isEnabled()
    script.go.set()
    qtbot.waitUntil(guide.trial.button.isEnabled, timeout=LOADING)


def test_in_the_end_one_sees_what_works_and_begins(qtbot, window, guide, script):
    guide.go_to(END)
    qtbot.waitUntil(lambda: "speech" in guide.end.findings, timeout=LOADING)
    texts = [label.text() for label in guide.end.findChildren(type(guide.title))]
    assert "The face stays missing: its model is not installed. Words and voice count." in texts
    assert any("pocketsphinx; a Whisper model hears far better" in text for text in texts)
    click(qtbot, guide.end.sample)
    qtbot.waitUntil(lambda: script.running == [assets.path(assets.SAMPLE)], timeout=LOADING)
    assert window.settings.now.guide_seen
    assert window.clips.isVisible()


def test_live_analysis_begins_from_the_guide(qtbot, window, guide):
    guide.go_to(END)
    click(qtbot, guide.end.live)
    assert window.live.isVisible()
    assert window.settings.now.guide_seen


def test_a_link_to_nothing_in_the_store_holds_nothing_up(qtbot, guide, tmp_path, monkeypatch):
    store = ModelStore().root / "whisper-tiny.en"
    store.mkdir(parents=True, exist_ok=True)
    (store / "model.bin.part").symlink_to(tmp_path / "gone")
    shown(qtbot, guide, "whisper-tiny.en")
    assert guide.models.rows["minilm"].usable


def test_why_a_folder_could_not_be_looked_into_is_told(qtbot, guide, monkeypatch, tmp_path):
    shown(qtbot, guide, MODEL)

    def offered(self, folder):
        raise ModelStoreError("The folder cannot be read.")

    monkeypatch.setattr(ModelStore, "offered", offered)
    guide.models.install_from(tmp_path)
    qtbot.waitUntil(lambda: guide.models.said.text() == "The folder cannot be read.", timeout=LOADING)
    assert guide.models.said.copy.isVisible()
