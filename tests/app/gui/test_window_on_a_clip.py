"""The whole way: the sample through the real pipeline into the window. The network is not trained here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from app.gui.window import MainWindow
from app.settings import SettingsStore
from engines.observer import Observer
from engines.pipeline import RunReport, analyze_media
from ucrn_core.calibration import Calibration
from ucrn_core.checkpoint import Checkpoint, live_config
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN

LOADING = 60_000  # ms that libraries and models may take on a busy machine


@pytest.fixture
def window(
    qtbot: QtBot, settings: SettingsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    torch.manual_seed(0)
    spec = FeatureSpec()
    untrained = Checkpoint(UCRN(live_config(spec)).eval(), spec, Calibration(((0.5,) * 4,) * 7, ((1.0, 0.0),) * 3), {})

    def analyze(path: Path, observer: Observer, stop: threading.Event) -> RunReport:
        return analyze_media(path, untrained, [observer], stop=stop)

    opened = MainWindow(settings, analyze=analyze)
    qtbot.addWidget(opened)
    opened.show()
    yield opened
    opened.close()


def test_without_the_face_model_words_and_voice_are_shown_and_the_remedy_is_told(qtbot, window):
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.clips.player.position > 0.5, timeout=LOADING)
    (missing,) = (notice for notice in window.notices.notices if "face-landmarker is not installed" in notice.text)
    assert [button.text() for button in missing.buttons] == ["Install models…"]
    qtbot.waitUntil(lambda: window.clips.analysis.task.done, timeout=LOADING)
    qtbot.waitUntil(lambda: window.clips.timeline.analysed >= 18.0)
    spoken = [w.text for w in window.clips.timeline.words]
    assert {"happy", "morning", "sad", "tomorrow"} <= set(spoken)
    window.clips.player.seek(window.clips.timeline.words[spoken.index("sad")].start + 0.05)
    qtbot.waitUntil(lambda: "sad" in window.clips.transcript.toPlainText())
    qtbot.waitUntil(lambda: window.clips.readout.rows["voice"].presence_text.text().endswith("%"))
    assert window.clips.readout.rows["face"].presence_text.text() == "missing"
    assert "face-landmarker is not installed" in window.clips.readout.rows["face"].presence.toolTip()
    assert window.clips.picture.outline is None


def test_the_face_is_outlined_where_it_is_seen(qtbot, window, shared, monkeypatch):
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.clips.player.position > 1.0, timeout=LOADING)
    qtbot.waitUntil(lambda: window.clips.picture.outline is not None)
    middle = window.clips.picture.outline.mean(0)
    assert 0.4 < middle[0] < 0.6  # the portrait's face stays near the middle of the picture
    assert 0.25 < middle[1] < 0.6
    assert not window.notices.texts
    window.close()  # in the midst of it
    assert window.clips.analysis.task.done
