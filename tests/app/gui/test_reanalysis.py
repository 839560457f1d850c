"""A session analysed again behind the window, and the dialog that asks how."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.reanalysis import Reanalysis, ReanalysisDialog, Wanted, free_name
from app.gui.window import MainWindow
from app.sessions.database import in_use
from app.sessions.exporters.exported import Span
from app.sessions.session import Session

DONE = 120_000  # ms


@pytest.fixture
def analysed(sample_session: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))


def test_a_further_timeline_is_stored(qtbot: QtBot, analysed: Path) -> None:
    run = Reanalysis(analysed, Wanted("half", hop=0.5, engine="eager"))
    qtbot.waitUntil(lambda: run.task.done, timeout=DONE)
    assert run.task.error is None
    assert run.share > 0.5
    with Session.open(analysed) as session:
        assert len(session.points("half")) == 36


def test_what_cannot_be_done_is_told(qtbot: QtBot, analysed: Path) -> None:
    run = Reanalysis(analysed, Wanted("settled", engine="eager"))
    qtbot.waitUntil(lambda: run.task.done, timeout=DONE)
    assert run.task.error is not None
    assert "already" in run.task.error


def test_it_may_be_stopped(qtbot: QtBot, analysed: Path) -> None:
    run = Reanalysis(analysed, Wanted("half", engine="eager"))
    run.stop()
    qtbot.waitUntil(lambda: run.task.done, timeout=DONE)
    assert (run.task.error, run.task.result) == (None, None)
    with Session.open(analysed) as session:
        assert [timeline.name for timeline in session.timelines()] == ["settled"]


def test_the_dialog_gives_what_was_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ReanalysisDialog({"live"})
    qtbot.addWidget(dialog)
    assert dialog.wanted == Wanted("settled")
    dialog.name.setText("  fine ")
    dialog.hop.setValue(0.1)
    dialog.engine.setCurrentText("onnxruntime")
    dialog.set_checkpoint(tmp_path / "mine.safetensors")
    assert dialog.wanted == Wanted("fine", 0.1, tmp_path / "mine.safetensors", "onnxruntime")
    assert dialog.start.isEnabled()


@pytest.mark.parametrize(("name", "why"), [("live", "of this name"), (" ", "needs a name")])
def test_a_name_that_cannot_be_used_is_told(qtbot: QtBot, name: str, why: str) -> None:
    dialog = ReanalysisDialog({"live", "settled"})
    qtbot.addWidget(dialog)
    dialog.name.setText(name)
    assert why in dialog.why.text()
    assert not dialog.start.isEnabled()


def test_a_free_name_is_proposed() -> None:
    assert [free_name(taken) for taken in ((), {"settled"}, {"settled", "again 2"})] == [
        "settled",
        "again 2",
        "again 3",
    ]


def test_a_further_timeline_is_offered_at_once(qtbot: QtBot, window: MainWindow, analysed: Path) -> None:
    window.opening.open_session(analysed)
    qtbot.waitUntil(lambda: window.replay.replayed is not None)
    window.reanalyses.start(analysed, Wanted("half", hop=0.5, engine="eager"))
    assert window.reanalyses.asked(analysed) == ["half"]
    with qtbot.waitSignal(window.reanalyses.done, timeout=DONE):
        pass
    assert window.reanalyses.asked(analysed) == []
    assert [timeline.name for timeline in window.replay.replayed.timelines] == ["settled", "half"]
    bar = window.replay.bar
    assert (bar.timeline.count(), bar.timeline.currentData(), bar.other.count()) == (2, "settled", 2)
    window.replay.tracks.select(Span(2.0, 5.0))
    window.replay.seek(3.0)
    (offered,) = window.notices.notices
    qtbot.mouseClick(offered.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.timeline.currentData() == "half")
    assert window.replay.tracks.selection == Span(2.0, 5.0)  # it is not opened anew
    assert window.replay.player.position == 3.0


def test_a_session_that_is_let_go_is_analysed_no_longer(qtbot: QtBot, window: MainWindow, analysed: Path) -> None:
    other = Path(shutil.copytree(analysed, analysed.with_name("other.ucrn")))
    window.reanalyses.start(analysed, Wanted("half", engine="eager"))
    qtbot.waitUntil(lambda: bool(window.reanalyses.status))
    window.reanalyses.start(analysed, Wanted("third", engine="eager"))
    window.reanalyses.start(other, Wanted("half", hop=2.0, engine="eager"))
    with qtbot.waitSignal(window.reanalyses.done, timeout=DONE) as done:
        window.library.leaving.emit(analysed)
        assert not in_use(analysed)
    assert done.args == [other, "half"]
    assert window.notices.texts == ["The timeline half of other.ucrn is there."]  # none has failed
    with Session.open(analysed) as session:
        assert [timeline.name for timeline in session.timelines()] == ["settled"]
