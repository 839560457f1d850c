"""The export dialog: what it writes is what the command writes."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from app.cli import main
from app.gui.export_dialog import ExportDialog, Outcome, export_dialog
from app.gui.export_dialog import export as write_export
from app.gui.exporting import export_shown
from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters import FORMATS
from app.sessions.exporters.exported import Span
from app.sessions.store import Editor
from app.settings import SettingsStore
from ucrn_core.errors import SessionError


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    """The sample with a marker and an excluded range."""
    folder = Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))
    with closing(Editor(folder)) as editor:
        editor.put(Marker(1, 3.0, "Laughs", "#4477aa"))
        editor.put(Exclusion(1, 5.0, 7.0))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    return tmp_path / "exports"


def shown(
    qtbot, sessions: Path | list[Path], settings: SettingsStore, folder: Path, formats: str, **given: object
) -> ExportDialog:
    """The dialog with these formats ticked."""
    dialog = export_dialog(sessions if isinstance(sessions, list) else [sessions], None, settings, **given)
    qtbot.addWidget(dialog)
    for name, box in dialog.formats.items():
        box.setChecked(name in formats.split())
    dialog.folder.setText(str(folder))
    return dialog


def export(qtbot, dialog: ExportDialog) -> None:
    qtbot.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._task is None)


def by_command(session: Path, folder: Path, *arguments: str) -> dict[str, bytes]:
    out = folder.with_name("by command")
    out.mkdir()
    assert main(["export", str(session), "-o", str(out), *arguments]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_format_has_its_sentence_and_writes_what_the_command_writes(qtbot, session, settings, folder) -> None:
    dialog = shown(qtbot, session, settings, folder, " ".join(FORMATS))
    assert dialog.exclude.text() == "Leave excluded ranges out (1)"
    dialog.exclude.setChecked(False)
    assert not dialog.selection.isVisible()
    qtbot.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    assert dialog.told.text() == "Writing…"
    assert not dialog._export.isEnabled()
    qtbot.waitUntil(lambda: dialog._task is None, timeout=60_000)
    assert dialog.told.text() == (
        "Wrote sample.settled.csv, sample.settled.parquet, sample.settled.columns.json, sample.settled.jsonl"
        " and 7 more."
    )
    chosen = [argument for name in FORMATS for argument in ("-f", name)]
    assert contents(folder) == by_command(session, folder, *chosen)


def test_what_is_selected_and_measured_against_is_offered(qtbot, session, settings, folder) -> None:
    dialog = shown(qtbot, session, settings, folder, "csv jsonl", selected=Span(2.0, 9.5), baseline=Span(10.0, 70.125))
    assert dialog.selection.isChecked()
    assert dialog.selection.text() == "The selection, 0:02.0 to 0:09.5"
    assert (dialog.baseline.start.text(), dialog.baseline.end.text()) == ("0:10", "1:10.125")
    assert dialog.exclude.isChecked()
    dialog.on_grid.setChecked(True)
    dialog.rate.setText("2,0")
    export(qtbot, dialog)
    options = ["--range", "2:9.5", "--baseline", "10:70.125", "--rate", "2", "--exclude-marked"]
    assert contents(folder) == by_command(session, folder, "-f", "csv", "-f", "jsonl", *options)


def test_a_range_may_be_written_and_left_open(qtbot, session, settings, folder) -> None:
    dialog = shown(qtbot, session, settings, folder, "csv")
    assert not dialog.span.isEnabled()
    dialog.part.setChecked(True)
    dialog.exclude.setChecked(False)
    qtbot.keyClicks(dialog.span.start, "0:12")
    export(qtbot, dialog)
    assert contents(folder) == by_command(session, folder, "-f", "csv", "--range", "12:")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("0:20", "0:10", "The range from 0:20 to 0:10 is empty"),
        ("soon", "", "soon is no time"),
        ("", "1:99", "1:99 is no time"),
    ],
)
def test_what_is_no_range_is_told_and_nothing_written(qtbot, session, settings, folder, start, end, why) -> None:
    dialog = shown(qtbot, session, settings, folder, "csv")
    dialog.part.setChecked(True)
    dialog.span.start.setText(start)
    dialog.span.end.setText(end)
    export(qtbot, dialog)
    assert why in dialog.told.text()
    assert dialog.told.copy.isVisible()
    assert contents(folder) == {}


@pytest.mark.parametrize(("rate", "why"), [("often", "often is no rate"), ("nan", "A rate of nan Hz"), ("0", "0 Hz")])
def test_what_is_no_rate_is_told(qtbot, session, settings, folder, rate, why) -> None:
    dialog = shown(qtbot, session, settings, folder, "csv")
    dialog.on_grid.setChecked(True)
    dialog.rate.setText(rate)
    export(qtbot, dialog)
    assert why in dialog.told.text()
    assert contents(folder) == {}


def test_a_baseline_without_points_and_a_folder_that_is_not_there_are_told(qtbot, session, settings, folder) -> None:
    dialog = shown(qtbot, session, settings, folder, "csv", baseline=Span(500.0, 600.0))
    export(qtbot, dialog)
    assert "holds 0 scored points" in dialog.told.text()
    dialog.folder.setText(str(folder / "not there"))
    export(qtbot, dialog)
    assert dialog.told.text() == f"There is no folder {folder / 'not there'}: choose another one."
    dialog.folder.setText("~nouser/x")
    dialog.start()
    assert dialog.told.text().startswith("~nouser/x is no whole path")
    assert contents(folder) == {}


def test_files_are_replaced_only_when_the_person_says_so(qtbot, session, settings, folder) -> None:
    (folder / "sample.settled.csv").write_text("mine")
    dialog = shown(qtbot, session, settings, folder, "csv srt")
    export(qtbot, dialog)
    question = dialog.findChild(QMessageBox)
    assert question.text() == "sample.settled.csv is there already."
    question.button(QMessageBox.StandardButton.Cancel).click()
    assert contents(folder) == {"sample.settled.csv": b"mine"}
    export(qtbot, dialog)
    question = dialog.findChildren(QMessageBox)[-1]
    next(b for b in question.buttons() if b.text() == "Replace").click()
    qtbot.waitUntil(lambda: dialog.told.text() == "Wrote sample.settled.csv, sample.settled.srt.")
    assert b"mine" not in contents(folder)["sample.settled.csv"]


def test_many_sessions_are_written_and_what_cannot_be_is_told(qtbot, session, settings, folder) -> None:
    """Files that are in the way are asked about, and only theirs are written anew."""
    talk = Path(shutil.copytree(session, session.with_name("talk.ucrn")))
    twin = Path(shutil.copytree(session, session.with_name("twin") / "talk.ucrn"))
    (folder / "sample.settled.csv").write_text("mine")
    dialog = shown(qtbot, [session, talk, twin], settings, folder, "csv")
    assert dialog.windowTitle() == "Export 3 sessions"
    assert dialog.timeline.currentText() == "live where there is one, else settled"
    assert dialog.exclude.isChecked()
    export(qtbot, dialog)
    assert set(contents(folder)) == {"sample.settled.csv", "talk.settled.csv"}
    assert dialog.told.text().splitlines() == [
        "Wrote talk.settled.csv.",
        f"{twin} is not exported, as {folder / 'talk.settled.csv'} holds another session of its name: export it alone, "
        "to another folder.",
    ]
    assert dialog.show_folder.isVisible()
    question = dialog.findChild(QMessageBox)
    assert question.text() == "sample.settled.csv is there already."
    written = (folder / "talk.settled.csv").stat().st_mtime_ns
    next(b for b in question.buttons() if b.text() == "Replace").click()
    qtbot.waitUntil(lambda: dialog.told.text() == "Wrote sample.settled.csv.")
    assert (folder / "talk.settled.csv").stat().st_mtime_ns == written
    expected = by_command(session, folder, "-f", "csv", "--exclude-marked")
    assert contents(folder)["sample.settled.csv"] == expected["sample.settled.csv"]


def test_of_many_sessions_that_fail_the_first_are_told(qtbot, session, settings, folder, tmp_path) -> None:
    broken = [tmp_path / f"{n}.ucrn" for n in range(5)]
    for each in broken:
        each.mkdir()
    dialog = shown(qtbot, [*broken, session], settings, folder, "csv")
    dialog.timeline.setCurrentIndex(dialog.timeline.findData("settled"))
    export(qtbot, dialog)
    wrote, *why, more = dialog.told.text().splitlines()
    assert wrote == "Wrote sample.settled.csv."
    assert [line.split()[0] for line in why] == [str(each) for each in broken[:3]]
    assert more == "2 more sessions could not be exported."


def test_the_folder_is_shown_and_choices_are_kept(qtbot, session, settings, folder, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog = shown(qtbot, session, settings, folder, "vtt")
    assert not dialog.show_folder.isVisible()
    export(qtbot, dialog)
    qtbot.mouseClick(dialog.show_folder, Qt.MouseButton.LeftButton)
    assert opened == [str(folder)]
    again = export_dialog([session], None, settings)
    qtbot.addWidget(again)
    assert again.chosen == ["vtt"]
    assert again.folder.text() == str(folder)
    again.formats["vtt"].setChecked(False)
    assert not again._export.isEnabled()


def test_what_is_no_session_is_told(settings, tmp_path) -> None:
    with pytest.raises(SessionError, match="is no session"):
        export_dialog([tmp_path], None, settings)


def test_a_baseline_that_is_shown_is_the_one_that_is_written(qtbot, session, settings, folder) -> None:
    given = Span(1.00049, 9.5)
    dialog = shown(qtbot, session, settings, folder, "csv", baseline=given)
    assert dialog.baseline.start.text() == "0:01"
    assert dialog.selected.baseline == given
    dialog.baseline.end.setText("0:09")
    assert dialog.selected.baseline == Span(1.0, 9.0)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("written", ("Wrote sample.settled.csv.", "info")),
        ("there", ("Nothing was exported: sample.settled.csv is there already.", "warning")),
        ("failed", ("The disk is full.", "error")),
    ],
)
def test_what_comes_of_it_is_told_when_the_dialog_is_closed(
    qtbot, window, session, settings, folder, monkeypatch, how, expected
) -> None:
    go = threading.Event()

    def late(*given: object) -> Outcome:
        assert go.wait(30)
        if how == "failed":
            raise SessionError("The disk is full.")
        return write_export(*given)

    monkeypatch.setattr("app.gui.export_dialog.export", late)
    if how == "there":
        (folder / "sample.settled.csv").write_text("mine")
    window.opening.open_session(session)
    qtbot.waitUntil(lambda: window.replay.folder is not None)
    export_shown(window)
    dialog = window.findChild(ExportDialog)
    dialog.folder.setText(str(folder))
    qtbot.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    dialog.reject()
    with qtbot.waitSignal(window.replay.noticed) as told:
        go.set()
    assert tuple(told.args) == expected
    assert expected[0] in window.notices.texts
    qtbot.waitUntil(lambda: window.findChild(ExportDialog) is None)


def test_a_window_that_is_closed_waits_for_its_export(qtbot, window, session, folder) -> None:
    window.opening.open_session(session)
    qtbot.waitUntil(lambda: window.replay.folder is not None)
    export_shown(window)
    dialog = window.findChild(ExportDialog)
    dialog.folder.setText(str(folder))
    qtbot.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    dialog.reject()
    window.close()
    assert [path.name for path in folder.iterdir()] == ["sample.settled.csv"]
