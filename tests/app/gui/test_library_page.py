"""The library as a person meets it: sessions found, opened, renamed, trashed, told where media are, and imported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

import assets
from app.batch.imports import State
from app.gui import theme as themes
from app.gui.export_dialog import ExportDialog
from app.gui.exporting import export_shown
from app.gui.library_row import badges, runs
from app.gui.library_table import CURVE, GIVE_WAY, LEAST_NAME, LENGTH, LOWEST, MEAN, NAME, WIDTHS
from app.sessions import library
from app.sessions.session import Session
from app.sessions.store import Editor, SessionWriter
from tests.made_sessions import point, word
from tests.media_files import tone
from ucrn_core.features import FeatureSpec

BEING_WRITTEN = [("being written", "live")]
IMPORT = 60_000  # ms that an import may take on a busy machine


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of this test, with two live sessions without media."""
    monkeypatch.setenv("UCRN_LIVE_SESSIONS", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "library").mkdir()
    record(tmp_path / "library" / "Anna.ucrn", "good morning", 1.0, 1.0)
    record(tmp_path / "library" / "Bert.ucrn", "bad evening", -1.0, -1.0, -2.0)
    return tmp_path / "library"


def record(folder: Path, said: str, *sentiments: float) -> None:
    writer = SessionWriter(folder, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    for i, sentiment in enumerate(sentiments, start=1):
        writer.on_point(point(i / 4, sentiment))
    writer.on_words([word(i / 4, i / 4 + 0.2, text) for i, text in enumerate(said.split())])
    writer.close(complete=True)


@pytest.fixture
def talk(folder: Path, sample_session: Path) -> Path:
    """The analysed sample, whose media have a picture."""
    return Path(shutil.copytree(sample_session, folder / "talk.ucrn"))


@pytest.fixture
def page(qtbot, window):
    """The library as the window shows it."""
    window.show_library()
    qtbot.waitUntil(lambda: len(window.library.table.names()) >= 2)
    return window.library


def select(page, name: str) -> None:
    page.table.select({page.folder / f"{name}.ucrn"})
    assert [entry.name for entry in page.table.selected()] == [name]


def test_menu_and_start_page_lead_to_the_library(qtbot, window):
    window.start_page.library_button.click()
    assert window.library.isVisible()
    assert window.windowTitle() == "Library – UCRN Live"
    qtbot.waitUntil(lambda: window.library.summary.text() == "2 sessions, 0:01 in all")


def test_sessions_are_listed_with_pictures(qtbot, talk, page):
    entry = next(e for e in page.table.entries.entries if e.name == "talk")
    qtbot.waitUntil(lambda: page.thumbnails.of(entry) is not None)
    picture = page.thumbnails.of(entry).toImage()
    assert (picture.width(), picture.height()) == (192, 108)
    colours = {picture.pixel(x, y) for x in range(0, 192, 16) for y in range(0, 108, 12)}
    assert len(colours) > 20  # a face, no plain surface
    (file,) = (library.cache_folder() / "pictures").iterdir()
    shutil.rmtree(talk)
    page.refresh()
    qtbot.waitUntil(lambda: not file.exists())  # nobody's picture stays behind


def test_every_cell_tells_in_words_what_it_draws(page):
    page.table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    told = [page.table.shown.index(1, column).data() for column in range(7)]
    assert told[0] == "Bert"
    assert told[2:] == ["0:00", "−1.33", "−1.33", "−2.00 at 0:00", "−1.00 at 0:00"]


@pytest.mark.parametrize(("column", "expected"), [(NAME, "ABt"), (LENGTH, "ABt"), (MEAN, "BtA"), (CURVE, "BtA")])
def test_headings_order_the_sessions(talk, page, qtbot, column, expected):
    page.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert "".join(name[0] for name in page.table.names()) == expected
    page.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert "".join(name[0] for name in page.table.names()) == expected[::-1]


def test_a_search_finds_names_and_what_was_said(qtbot, page):
    qtbot.keyClicks(page.search, "MORN")
    qtbot.waitUntil(lambda: page.table.names() == ["Anna"])
    assert page.summary.text().startswith("1 of 2 sessions")
    qtbot.keyClicks(page.search, "ing bert")
    qtbot.waitUntil(lambda: page.hint.isVisible() and "Nothing matches" in page.hint.title.text())
    page.search.setText("bert bad")
    assert page.table.names() == ["Bert"]  # at once: the transcripts are known by now
    page.search.clear()
    assert sorted(page.table.names()) == ["Anna", "Bert"]


@pytest.mark.parametrize("how", ["key", "click"])
def test_a_session_is_opened(qtbot, window, page, how):
    select(page, "Anna")
    if how == "key":
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    else:
        row = page.table.selectionModel().selectedRows(CURVE)[0]
        place = page.table.visualRect(row).center()
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: window.replay.folder == page.folder / "Anna.ucrn")
    assert window.replay.isVisible()


def test_a_broken_session_is_told_and_not_opened(qtbot, window, folder, page):
    (folder / "broken.ucrn").mkdir()
    page.refresh()
    qtbot.waitUntil(lambda: "broken" in page.table.names())
    select(page, "broken")
    page.open_selected()
    assert "holds no session.sqlite" in window.notices.texts[0]
    assert page.isVisible()


def test_a_name_is_typed_in_place(qtbot, window, page):
    select(page, "Anna")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor.text() == "Anna"
    editor.setText("Clara")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sorted(page.table.names()) == ["Bert", "Clara"])
    assert (page.folder / "Clara.ucrn").is_dir()
    page.rename(page.table.entries.entries[0], "no/name")
    assert "cannot be the name" in window.notices.texts[0]


def test_a_session_that_is_open_is_closed_before_it_is_renamed(qtbot, window, page):
    select(page, "Anna")
    page.open_selected()
    qtbot.waitUntil(lambda: window.replay.folder is not None)
    window.show_library()
    for taken in ("Bert", "no/name"):
        page.rename(page.table.selected()[0], taken)
        assert window.replay.folder == page.folder / "Anna.ucrn"  # nothing came of it
    page.rename(page.table.selected()[0], "Clara")
    assert window.replay.folder is None
    assert (page.folder / "Clara.ucrn").is_dir()


def test_the_trash_is_asked_for(qtbot, page, trash_folder):
    select(page, "Anna")
    page.trash_action.trigger()
    question = page.findChild(QMessageBox)
    assert "“Anna”" in question.text()
    question.button(QMessageBox.StandardButton.Cancel).click()
    assert (page.folder / "Anna.ucrn").is_dir()
    qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    page.findChild(QMessageBox).defaultButton().click()
    qtbot.waitUntil(lambda: page.table.names() == ["Bert"])
    assert (trash_folder / "files" / "Anna.ucrn").is_dir()


def test_moved_media_are_found(qtbot, window, talk, tmp_path, page):
    editor = Editor(talk)
    editor.note(media_path="/gone/sample.mp4")
    editor.close()
    page.refresh()
    qtbot.waitUntil(
        lambda: any(("media not found", "warning") in badges(e) for e in page.table.entries.entries if e.name == "talk")
    )
    select(page, "talk")
    assert page.find_action.isEnabled()
    page.relocate(page.table.selected()[0], tmp_path / "library")
    qtbot.waitUntil(lambda: len(window.notices.texts) == 1)
    assert "is nowhere below" in window.notices.texts[0]
    (tmp_path / "elsewhere").mkdir()
    moved = Path(shutil.copy(assets.path(assets.SAMPLE), tmp_path / "elsewhere" / "moved.mp4"))
    page.relocate(page.table.selected()[0], moved.parent)
    qtbot.waitUntil(lambda: any(e.name == "talk" and e.has_media for e in page.table.entries.entries))
    with Session.open(talk) as session:
        assert session.media == moved
    qtbot.waitUntil(lambda: not page.find_action.isEnabled())


def test_a_recording_that_ended_appears_at_once(qtbot, window, page):
    session = page.folder / "new.ucrn"
    writer = SessionWriter(session, checkpoint="c", spec=FeatureSpec(), settings={}, timeline="live")
    window.live.recorded.emit()
    qtbot.waitUntil(lambda: [badges(e) for e in page.table.entries.entries if e.name == "new"] == [BEING_WRITTEN])
    writer.on_point(point(0.25, 1.0))
    writer.close(complete=True)
    window.live.recorded.emit()
    qtbot.waitUntil(lambda: [e.points for e in page.table.entries.entries if e.name == "new"] == [1])


def test_dropped_media_are_imported(qtbot, page, tmp_path):
    sound = tmp_path / "tone.wav"
    soundfile.write(sound, tone(2.0, rate=16_000, channels=1)[0], 16_000)
    bad = tmp_path / "bad.mp4"
    bad.write_text("no media")
    drop(page, [bad, sound])
    assert page.panel.isVisible()
    qtbot.waitUntil(lambda: "tone" in page.table.names(), timeout=IMPORT)
    qtbot.waitUntil(lambda: page.panel.heading.text() == "Imported: 1 file, 1 failed", timeout=IMPORT)
    assert page.panel.bar.isHidden()
    assert page.panel.error.isVisible()
    assert page.panel.error.text() == page.panel.model.index(0, 1).data()
    assert "bad.mp4" in page.panel.error.text()
    page.panel.button.click()
    qtbot.waitUntil(lambda: not page.panel.isVisible())


def test_imports_are_cancelled_and_end_with_the_window(qtbot, window, page, tmp_path):
    sound = tmp_path / "long.wav"
    soundfile.write(sound, tone(400.0, rate=16_000, channels=1)[0], 16_000)
    other = Path(shutil.copy(sound, tmp_path / "other.wav"))
    page.add([sound, other])
    qtbot.waitUntil(lambda: page.panel.model.imports[0].share > 0, timeout=IMPORT)
    cancel = page.panel.model.index(1, 2)
    place = page.panel.table.visualRect(cancel).center()
    qtbot.mouseClick(page.panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: page.panel.model.imports[1].state is State.CANCELLED)
    assert page.panel.model.imports[0].state is State.RUNNING
    window.close()
    assert not page.imports.busy
    assert not list(page.folder.glob("*long*"))


def test_a_dropped_session_is_for_the_window(qtbot, window, page, sample_session):
    drop(page, [sample_session])
    assert page.imports.imports == ()
    qtbot.waitUntil(lambda: window.replay.folder == sample_session)


def drop(page, paths: list[Path]) -> None:
    """As Qt gives a drop to the widget under the pointer and then, where that does not want it, to those around it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy, button = QPoint(50, 50), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    for widget in (page, page.window()):
        enter = QDragEnterEvent(middle, copy, data, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, enter)
        if enter.isAccepted():
            event = QDropEvent(middle.toPointF(), copy, data, button, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, event)
            return


def test_what_is_selected_and_seen_stays_when_the_library_is_read_again(qtbot, folder, page):
    select(page, "Bert")
    record(folder / "Clara.ucrn", "hello", 0.0)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.table.names()) == 3)
    assert [entry.name for entry in page.table.selected()] == ["Bert"]


def test_an_empty_library_says_what_to_do(qtbot, window, folder):
    for session in folder.iterdir():
        shutil.rmtree(session)
    window.show_library()
    qtbot.waitUntil(lambda: window.library.hint.title.text() == "No sessions yet")
    assert str(folder) in window.library.hint.text.text()


def test_rows_are_drawn_in_either_theme(qtbot, talk, folder, page):
    (folder / "broken.ucrn").mkdir()
    page.refresh()
    qtbot.waitUntil(lambda: len(page.table.names()) == 4)
    page.table.selectAll()
    for theme in (themes.DARK, themes.LIGHT):
        page.set_theme(theme)
        image = page.table.viewport().grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(seen) > 30


def test_gaps_part_a_curve():
    assert runs((None, 1.0, 2.0, None, None, 3.0)) == [[(1, 1.0), (2, 2.0)], [(5, 3.0)]]
    assert runs(()) == []


def test_without_a_place_for_pictures_the_sessions_are_listed(qtbot, window, tmp_path, talk):
    (tmp_path / "cache").write_text("a file in its place")
    window.show_library()
    qtbot.waitUntil(lambda: len(window.library.table.names()) == 3)
    assert window.library.summary.text().startswith("3 sessions")


def test_names_keep_their_room_in_a_narrow_window(qtbot, window, page):
    window.resize(1320, 820)
    qtbot.waitUntil(lambda: not page.table.isColumnHidden(LOWEST))
    assert page.table.columnWidth(CURVE) == WIDTHS[CURVE]
    window.resize(900, 700)
    qtbot.waitUntil(lambda: page.table.isColumnHidden(LOWEST))
    assert page.table.columnWidth(CURVE) == GIVE_WAY[CURVE]
    assert page.table.columnWidth(NAME) >= LEAST_NAME


def test_an_opened_clip_is_kept_in_the_library(qtbot, window, folder, make_clip):
    """Export says how, where nothing is stored yet."""
    window.opening.open_file(make_clip("keep.mp4"))
    qtbot.waitUntil(lambda: window.clips.clip is not None)
    export_shown(window)
    (notice,) = (notice for notice in window.notices.notices if "is not stored" in notice.text)
    (keep,) = notice.buttons
    assert keep.text() == "Keep in the library"
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert window.library.isVisible()
    qtbot.waitUntil(lambda: (folder / "keep.ucrn").is_dir() and not window.library.imports.busy, timeout=IMPORT)
    assert [item.state for item in window.library.imports.imports] == [State.DONE]
    qtbot.waitUntil(lambda: "keep" in window.library.table.names())


def test_sessions_are_exported_from_the_library(qtbot, window, page, tmp_path):
    assert not page.export_action.isEnabled()
    export_shown(window)
    assert "Choose in the list what is to be exported" in window.notices.texts[-1]
    page.table.selectAll()
    qtbot.mouseClick(page._buttons[page.export_action], Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.windowTitle() == "Export 2 sessions"
    (tmp_path / "tables").mkdir()
    dialog.folder.setText(str(tmp_path / "tables"))
    for name, box in dialog.formats.items():
        box.setChecked(name == "csv")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.show_folder.isVisible())
    made = {path.name.split(".")[0] for path in (tmp_path / "tables").iterdir()}
    assert made == set(page.table.names())
    dialog.close()
