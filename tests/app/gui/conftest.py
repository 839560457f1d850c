"""A window whose analysis is written down in the test, and small clips to open in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.live_page import LivePage
from app.gui.translation import install
from app.gui.window import MainWindow
from app.settings import SettingsStore
from engines.observer import Event, Observer
from engines.pipeline import RunReport
from tests.media_files import quadrants, tone, write_media
from ucrn_core.features import FACE_CHANNELS, MODALITIES, OUTLINE_PATHS, Step, Word
from ucrn_core.points import SentimentPoint

PATIENCE = 30_000  # ms
MakePoint = Callable[..., SentimentPoint]


@pytest.fixture(scope="session", autouse=True)
def _in_english(qapp: QApplication) -> None:
    """Whatever the system speaks."""
    install(qapp, "en")


class PatientBot(QtBot):
    """Waits long for what will come: a loaded machine is slow, not wrong."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    # What earlier tests closed is deleted where events are handled in a loop, which not every test does: hundreds of
    # windows would follow each change of the theme.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return PatientBot(request)


@pytest.fixture(scope="session")
def make_point() -> MakePoint:
    """A point at t; modalities not named in `present` are missing, and without any there is no sentiment."""

    def make(t: float, sentiment: float = 1.0, present: tuple[str, ...] = MODALITIES) -> SentimentPoint:
        values = (sentiment, sentiment - 0.5, sentiment + 0.5) if present else (None, None, None)
        return SentimentPoint(
            t,
            *values,
            presence={m: 0.75 if m in present else 0.0 for m in MODALITIES},
            quality={m: 0.5 if m in present else 0.0 for m in MODALITIES},
            influence={m: 0.25 if m in present and len(present) > 1 else None for m in MODALITIES},
            latency_ms=None,
            engine="eager-cpu",
        )

    return make


@pytest.fixture(scope="session")
def make_face() -> Callable[[float, float, float], Step]:
    """A face step at t whose outline is a rectangle 0.2 wide and 0.4 high with its middle at (x, y)."""

    def make(t: float, x: float, y: float) -> Step:
        corners = np.array([(x - 0.1, y - 0.2), (x + 0.1, y - 0.2), (x + 0.1, y + 0.2), (x - 0.1, y + 0.2)])
        outline = np.resize(corners, (sum(count for count, _ in OUTLINE_PATHS), 2)).astype(np.float16)
        return Step(t, np.zeros(len(FACE_CHANNELS), np.float16), True, t, outline)

    return make


class Script:
    """An analysis that tells a written-down story up to `until` seconds, then waits for `go` before the rest."""

    def __init__(self, make_point: MakePoint) -> None:
        self.make_point = make_point
        self.until = 1e9
        self.go = threading.Event()
        self.events: list[Event] = []
        self.running: list[Path] = []
        self.ended: list[Path] = []

    def __call__(self, path: Path, observer: Observer, stop: threading.Event) -> RunReport:
        self.running.append(path)
        for event in self.events:
            observer.on_event(event)
        duration = 4.0
        for i in range(1, int(duration / 0.25) + 1):
            t = i * 0.25
            while t > self.until and not self.go.wait(0.01) and not stop.is_set():
                pass
            if stop.is_set():
                break
            if i % 2 == 0:
                observer.on_words([Word(t - 0.4, t - 0.1, f"word{i // 2}", None, t)])
            observer.on_point(self.make_point(t))
        self.ended.append(path)
        return RunReport(duration, 16, dict.fromkeys(MODALITIES, 0.75), {}, 0.5, "eager-cpu", "pocketsphinx")


@pytest.fixture
def script(make_point: MakePoint) -> Iterator[Script]:
    told = Script(make_point)
    yield told
    told.go.set()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def window(qtbot: QtBot, settings: SettingsStore, script: Script) -> Iterator[MainWindow]:
    opened = MainWindow(settings, analyze=script)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitExposed(opened)
    yield opened
    script.go.set()
    opened.close()


MakeClip = Callable[..., Path]


@pytest.fixture(scope="session")
def make_clip(tmp_path_factory: pytest.TempPathFactory) -> MakeClip:
    """A clip of 4 s with a tone and, unless `picture` is false, four colours as `quadrants` draws them."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str, *, picture: bool = True, **options: Any) -> Path:
        path: Path = folder / name
        pictures = [quadrants()] * 100 if picture else []
        return path if path.exists() else write_media(path, pictures, [tone(4.0)], fps=25, **options)

    return make


@pytest.fixture
def talk(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip of a person who talks, with all models installed."""
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    return shared / "clips" / "talk_ira_contribution.mp4"


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's documents, where recordings go."""
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: tmp_path / "documents")
    return tmp_path / "documents"


@pytest.fixture
def live(window: MainWindow) -> Iterator[LivePage]:
    """The live page of the window."""
    yield window.live
    window.close()
