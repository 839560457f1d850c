"""Markers, excluded ranges and the export of a session that is replayed."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.gui.export_dialog import ExportDialog
from app.gui.exporting import export_shown
from app.gui.replay_page import ReplayPage
from app.gui.translation import number
from app.sessions import database
from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters.exported import Span
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from app.settings import KINDS
from ucrn_core.features import FeatureSpec


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))
    with closing(Editor(folder)) as editor:
        editor.put(Marker(4, 12.0, "Laughs", "#4477aa"))
    return folder


@pytest.fixture
def replay(qtbot, window, session: Path) -> ReplayPage:
    window.opening.open_session(session)
    qtbot.waitUntil(lambda: window.replay.replayed is not None, timeout=60_000)
    page: ReplayPage = window.replay
    page.player.play(False)
    return page


def stored(folder: Path) -> list[object]:
    with Session.open(folder) as session:
        return [*session.markers(), *session.exclusions()]


def test_keys_put_markers_where_it_plays_and_undo_takes_them_away(qtbot, window, replay, session) -> None:
    replay.seek(6.0)
    qtbot.waitUntil(lambda: replay.player.position == 6.0)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3)
    laughs, problem = Marker(4, 12.0, "Laughs", "#4477aa"), Marker(5, 6.0, "Problem", KINDS[2].colour)
    assert stored(session) == [problem, laughs]
    assert len(replay.transport.slider._marks) == 2
    qtbot.mouseClick(replay.panel.buttons[0], Qt.MouseButton.LeftButton)
    assert [m.label for m in replay.annotations.markers] == ["Problem", "Note", "Laughs"]
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored(session) == [laughs]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert stored(session) == [problem, laughs]


def test_the_list_goes_to_a_marker_and_jumps_know_it(qtbot, replay) -> None:
    replay.seek(0.0)
    replay.jump("markers", True)
    qtbot.waitUntil(lambda: replay.player.position == 12.0)
    replay.seek(1.0)
    replay.panel.list.itemClicked.emit(replay.panel.list.topLevelItem(0), 0)
    qtbot.waitUntil(lambda: replay.player.position == 12.0)


def test_what_is_excluded_counts_neither_in_means_nor_in_the_baseline(qtbot, window, replay, session) -> None:
    points = [p for p in replay.tracks.track.points if p.sentiment is not None]
    first, last = points[0].t, points[-1].t
    middle = (first + last) / 2
    replay.tracks.select(Span(0.0, last + 1))
    replay.use_baseline()
    everything = replay.tracks.baseline.mean
    assert replay.tracks.baseline.count == len(points)
    replay.exclude_selection()
    assert window.notices.texts == [
        "Select what to exclude first: hold Shift and drag in the tracks, or press I and O at its ends."
    ]
    replay.tracks.select(Span(0.0, middle))
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_X)
    (excluded,) = stored(session)[1:]
    assert excluded == Exclusion(1, 0.0, round(middle, 3))
    late = [p.sentiment for p in points if p.t >= round(middle, 3)]
    assert replay.tracks.baseline.count == len(late)
    assert replay.tracks.baseline.mean == pytest.approx(sum(late) / len(late))
    replay.tracks.select(Span(0.0, last + 1))
    mean = replay.bar.selection.text().split("mean sentiment ")[1].split()[0]
    assert mean == number(sum(late) / len(late), 2, sign=True) != number(everything, 2, sign=True)
    replay.annotations.undo_stack.undo()
    assert replay.tracks.baseline.count == len(points)


def test_the_export_offers_what_is_shown(qtbot, window, replay, tmp_path) -> None:
    end = replay.tracks.track.points[-1].t
    replay.tracks.select(Span(0.0, end))
    replay.use_baseline()
    replay.tracks.select(Span(2.0, 4.0))
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ExportDialog)
    assert dialog.selection.isChecked()
    assert dialog.with_baseline.isChecked()
    assert dialog.selected.span == Span(2.0, 4.0)
    assert dialog.selected.baseline == Span(0.0, pytest.approx(end, abs=1e-3))
    dialog.folder.setText(str(tmp_path))
    qtbot.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.told.text() == "Wrote sample.settled.csv.")
    assert "sentiment_z" in (tmp_path / "sample.settled.csv").read_text()
    dialog.close()


def test_the_export_of_a_killed_session_copies_it_no_more_than_it_must(
    qtbot, window, tmp_path, make_point, monkeypatch
):
    folder = tmp_path / "killed.ucrn"
    writer = SessionWriter(folder, checkpoint="c" * 64, spec=FeatureSpec(), settings={}, timeline="live")
    for i in range(1, 9):
        writer.on_point(make_point(i * 0.25))
    writer.commit()
    writer.abandon()
    copies, copied = [], database.copied
    monkeypatch.setattr(database, "copied", lambda *given: copies.append(given) or copied(*given))
    window.opening.open_session(folder)
    qtbot.waitUntil(lambda: window.replay.replayed is not None)
    export_shown(window)
    dialog = window.findChild(ExportDialog)
    assert not dialog.exclude.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is None)
    window.replay.tracks.select(Span(0.5, 1.0))
    window.replay.exclude_selection()
    export_shown(window)
    assert window.findChild(ExportDialog).exclude.text() == "Leave excluded ranges out (1)"
    assert len(copies) == 1  # when it was opened


def test_another_session_has_its_own_markers(qtbot, window, replay, session, sample_session, tmp_path) -> None:
    replay.annotations.add_marker(1.0, "Here", "#4477aa")
    other = Path(shutil.copytree(sample_session, tmp_path / "other.ucrn"))
    before = replay.replayed
    window.opening.open_session(other)
    qtbot.waitUntil(lambda: replay.replayed is not None and replay.replayed is not before)
    assert replay.annotations.markers == []
    assert not replay.annotations.undo_stack.canUndo()
    assert not (session / "session.sqlite-journal").exists()
    assert [m.label for m in stored(session)] == ["Here", "Laughs"]
    window.close()
    assert not replay.annotations.editable
