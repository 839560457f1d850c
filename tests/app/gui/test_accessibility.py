"""What assistive programs are told of each page and dialog, and the way of the Tab key through them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget

from app.gui.consent_note import ConsentDialog
from app.gui.export_dialog import export_dialog
from app.gui.help_menu import about
from app.gui.layout import Halves
from app.gui.licences_dialog import LicencesDialog
from app.gui.marker_kinds import KindsDialog, MarkerDialog
from app.gui.model_row import ModelRow
from app.gui.reanalysis import ReanalysisDialog
from app.gui.settings_dialog import SettingsDialog
from app.gui.shortcuts import ShortcutsDialog
from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters.exported import Span
from app.sessions.store import Editor
from app.settings import KINDS
from engines.live_report import LiveState
from engines.models import CATALOGUE, State, Status
from tests.app.gui.shown import show_live

Role = QAccessible.Role
CONTROLS = {
    Role.Button,
    Role.ButtonMenu,
    Role.ButtonDropDown,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.SpinBox,
    Role.Slider,
    Role.PageTab,
    Role.PageTabList,
    Role.Tree,
    Role.List,
    Role.Table,
}
MOST = 120  # presses of Tab that no page needs


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    """The sample with a marker and an excluded range."""
    folder = Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))
    with closing(Editor(folder)) as editor:
        editor.put(Marker(1, 3.0, "Laughs", "#4477aa"))
        editor.put(Exclusion(1, 5.0, 7.0))
    return folder


def tree(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """All that is visible of the widget, as assistive programs see it."""
    todo = [QAccessible.queryAccessibleInterface(widget)]
    while todo:
        found = todo.pop()
        yield found
        children = [found.child(i) for i in range(found.childCount())]
        todo += [child for child in children if child and child.isValid() and not child.state().invisible]


def name(found: QAccessibleInterface) -> str:
    """What it is called; a combo box on Linux by what it is labelled or described with, as its text is its choice."""
    if isinstance(found.object(), QComboBox):
        labels = [label.text(QAccessible.Text.Name) for label, _ in found.relations(QAccessible.RelationFlag.Label)]
        return "".join(labels) or found.text(QAccessible.Text.Description)
    return found.text(QAccessible.Text.Name)


def all_have_names(widget: QWidget) -> None:
    """Everything that can be used or have the focus has a name, and no two buttons have the same."""
    used = [
        found
        for found in tree(widget)
        if found.role() in CONTROLS
        or (isinstance(found.object(), QWidget) and found.object().focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]
    assert used
    for found in used:
        assert name(found).strip(), (found.role(), found.object())
    buttons = [name(found) for found in used if found.role() == Role.Button]
    assert len(buttons) == len(set(buttons)), buttons


def way(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """What has the focus from one press to the next, until it comes back to where it began."""
    found: list[QWidget] = []
    for _ in range(MOST):
        QTest.keyClick(window.windowHandle(), key)
        focused = QApplication.focusWidget()
        assert focused is not None, f"the focus is lost after {found[-1:]}"
        if found and focused is found[0]:
            return found
        found.append(focused)
    raise AssertionError(f"the focus is caught at {found[-1]}")


def is_whole(window: QWidget, page: QWidget, found: list[QWidget]) -> None:
    """The way reaches every control of the page that can be used."""
    for widget in page.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.focusProxy() is None
        owner = widget.parentWidget()
        inner = owner is not None and owner.focusProxy() is widget and owner in found
        # A row of radio buttons is one stop.
        grouped = getattr(widget, "autoExclusive", bool)() and not widget.isChecked()
        if takes and widget.isVisible() and not grouped and not inner and widget.window() is window:
            assert widget in found, widget


def place(widget: QWidget, other: QWidget) -> QRect:
    """Where it is on the screen; for what can be scrolled while the other stays, where that is."""
    shown, parent = widget, widget.parentWidget()
    while parent is not None and not parent.isAncestorOf(other):
        shown = parent if isinstance(parent, QScrollArea) else shown
        parent = parent.parentWidget()
    return QRect(shown.mapToGlobal(QPoint(0, 0)), shown.size())


def goes_on(before: QWidget, after: QWidget, columns: Sequence[QWidget]) -> bool:
    """To the right in a row, or down; of columns, to one further to the right."""
    of = [[i for i, column in enumerate(columns) if column.isAncestorOf(w)] for w in (before, after)]
    if all(of) and of[0] != of[1]:
        return of[0] < of[1]
    a, b = place(before, after), place(after, before)
    if a.top() <= b.center().y() <= a.bottom() or b.top() <= a.center().y() <= b.bottom():
        return a.center().x() < b.center().x() or before.isAncestorOf(after)
    return a.center().y() < b.center().y()


def goes_as_one_reads(found: list[QWidget], columns: Sequence[QWidget]) -> None:
    """Only once, from the end to the beginning, it goes back."""
    back = [(a, b) for a, b in pairwise([*found, found[0]]) if not goes_on(a, b, columns)]
    assert len(back) <= 1, [(a, b, place(a, b), place(b, a)) for a, b in back]


def columns_of(page: QWidget) -> list[QWidget]:
    """Picture and words beside curves."""
    both = page.findChild(Halves)
    beside = both.orientation() == Qt.Orientation.Horizontal
    return [both.widget(i) for i in range(both.count())] if beside else []


def check(qtbot, window: QWidget, page: QWidget, first: QWidget, columns: Sequence[QWidget] = ()) -> list[QWidget]:
    all_have_names(page)
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    found = way(window)
    found = [found[-1], *found[:-1]]  # from the first
    is_whole(window, page, found)
    goes_as_one_reads(found, columns)
    back = way(window, Qt.Key.Key_Backtab)
    assert set(back) == set(found)
    return found


def test_the_start_page(qtbot, window, session):
    window.start_page.set_recent([session])
    check(qtbot, window, window.start_page, window.start_page.live_button)


def test_the_page_of_a_clip(qtbot, window):
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.clips.analysis is not None and window.clips.analysis.task.done)
    page = window.clips
    found = check(qtbot, window, page, page.transcript, columns_of(page))
    assert found[:4] == [page.transcript, page.plots, page.transport.play, page.transport.slider]


def test_the_page_of_live_analysis(qtbot, window):
    show_live(qtbot, window)
    page = window.live
    found = check(qtbot, window, page, page.devices.microphones, columns_of(page))
    order = [page.devices.microphones, page.devices.cameras, page.transcript, page.plots, page.controls.start]
    assert [w for w in found if w in order] == order
    tabs = page.panel.parentWidget().parentWidget()
    tabs.setCurrentIndex(1)
    check(qtbot, window, page, page.devices.microphones, columns_of(page))


def test_the_page_of_a_replay(qtbot, window, session):
    window.opening.open_session(session)
    qtbot.waitUntil(lambda: window.replay.folder == session)
    page = window.replay
    page.player.play(False)
    tabs = page.panel.parentWidget().parentWidget()
    tabs.setCurrentIndex(1)
    page.tracks.select(Span(2.0, 4.0))
    found = check(qtbot, window, page, tabs.tabBar(), columns_of(page))
    order = [page.panel.buttons[0], page.panel.list, page.bar.zoom, page.tracks, page.transport.play]
    assert [w for w in found if w in order] == order


def test_the_page_of_the_library(qtbot, window, session, monkeypatch):
    page = window.library
    page.folder = session.parent
    window.show_library()
    qtbot.waitUntil(lambda: page.table.names() == ["sample"])
    page.table.selectRow(0)
    found = check(qtbot, window, page, page.search)
    order = [page.search, page.import_button, page.table]
    assert found[:3] == order


@pytest.mark.parametrize("number", range(5))
def test_the_first_run_guide(qtbot, window, number):
    window.show_guide(number)
    guide = window.guide
    guide.terms.understood.setChecked(True)
    qtbot.waitUntil(lambda: guide.models.rows["minilm"].usable or number != 2, timeout=60_000)
    qtbot.waitUntil(lambda: bool(guide.end.findings) or number != 4, timeout=60_000)
    qtbot.waitUntil(lambda: guide.devices.preview is None or not guide.devices.preview.opening)
    window.tick()  # devices that are missing are told now, beside a button
    qtbot.waitUntil(lambda: guide.isAncestorOf(QApplication.focusWidget()))
    rows = guide.models.rows
    first = (guide.skip, guide.devices.devices.microphones, rows["whisper-tiny.en"].button, guide.trial.button)
    check(qtbot, window, guide, (*first, guide.end.live)[number])


def test_notices(qtbot, window):
    window.notices.add("There is no such file.", "error", actions=[("Open another", window.opening.choose_file)])
    qtbot.waitUntil(window.notices.notices[0].buttons[0].isVisible)
    found = check(qtbot, window, window, window.notices.notices[0].buttons[0])
    assert window.notices.notices[0].dismiss in found
    spoken = [f for f in tree(window) if f.role() == Role.AlertMessage or f.object() is window.notices.notices[0]]
    assert "There is no such file." in spoken[0].text(QAccessible.Text.Name)


@pytest.mark.parametrize(
    "make",
    [
        lambda window, session, settings: export_dialog([session], window, settings, selected=Span(1.0, 2.0)),
        lambda window, *_: ReanalysisDialog(["settled"], window),
        lambda window, *_: KindsDialog(KINDS, window),
        lambda window, *_: MarkerDialog(Marker(1, 3.0, "Laughs", "#4477aa"), window),
        lambda window, *_: ShortcutsDialog(window),
        lambda window, _, settings: SettingsDialog(settings, settings.now, window),
        lambda window, *_: LicencesDialog(window),
        lambda window, _, settings: ConsentDialog(settings, window),
        lambda window, *_: about(window),
    ],
    ids=["export", "analyse again", "marker kinds", "marker", "shortcuts", "settings", "licences", "consent", "about"],
)
def test_dialogs(qtbot, window, session, settings, make):
    dialog = make(window, session, settings)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.windowTitle()
    check(qtbot, dialog, dialog, QApplication.focusWidget())
    if isinstance(dialog, SettingsDialog):
        for tab in range(1, dialog.tabs.count()):
            dialog.tabs.setCurrentIndex(tab)
            check(qtbot, dialog, dialog, dialog.tabs.tabBar())
    dialog.close()


def test_labels_tell_their_values(window, make_point):
    page = window.live
    page.timeline.on_points([make_point(8.0, sentiment=-1.25)])
    page.readout.show_time(8.0)
    page.badges.show_run(LiveState(8.0, True, -30.0, 30.0, None, 0.0, [], {}, "eager", "", "pocketsphinx"), None)
    page.controls.show_time(8.0)
    row = ModelRow(CATALOGUE["face-landmarker"], advised=True)
    row.show_status(Status("face-landmarker", State.MISSING, None), 0)
    voice = page.readout.rows["voice"]
    labels = [page.readout.value, voice.presence_text, voice.quality_text, voice.influence_text]
    labels += [page.badges.state, page.badges.engine, page.controls.time, row.state]
    told = [QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name) for label in labels]
    assert told == [
        "Sentiment now: −1.2",
        "Presence of voice: 75 %",
        "Quality of voice: 0.50",
        "Influence of voice on the sentiment: +0.2",
        "State: PAUSED",
        "Engine: eager",
        "Time since the start: 0:08",
        "State of face-landmarker: Not installed",
    ]
