"""Markers and excluded ranges where a person sees them: in the charts and in the list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui import theme as themes
from app.gui.annotation_layer import ROWS, AnnotationItem, AnnotationLayer, placed
from app.gui.annotation_list import AnnotationPanel, beside_transcript
from app.gui.annotations import Annotations
from app.gui.marker_kinds import MarkerDialog
from app.gui.plots import Chart
from app.sessions.annotations import Exclusion, Marker
from app.settings import KINDS
from tests.app.gui.test_annotations import BLUE, RED, Memory

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def annotations(qapp) -> Annotations:
    made = Annotations()
    there = [Marker(1, 2.0, "Laughs", BLUE), Marker(2, 7.0, "Frowns", RED), Exclusion(1, 4.0, 6.0)]
    made.open(Memory(there), there)
    return made


@pytest.fixture
def chart(qtbot, annotations: Annotations) -> Chart:
    """Ten seconds with the annotations, 800 pixels wide."""
    chart = Chart("Sentiment", "", -3, 3, [])
    chart.resize(860, 300)
    chart.layer = AnnotationLayer(annotations, [chart.plot])
    chart.set_theme(themes.LIGHT)
    chart.layer.set_theme(themes.LIGHT)
    chart.plot.setXRange(0, 10, padding=0)
    qtbot.addWidget(chart)
    chart.show()
    qtbot.waitUntil(chart.isVisible)
    return chart


def item(chart: Chart) -> AnnotationItem:
    return chart.layer.items[0]


def at(chart: Chart, t: float, share: float = 0.5) -> QPoint:
    """Where the time is on screen, at this share of the height."""
    box = chart.plot.getViewBox()
    x = box.mapViewToScene(QPointF(t, 0)).x()
    rect = box.sceneBoundingRect()
    return chart.mapFromScene(QPointF(x, rect.top() + share * rect.height()))


def across(chart: Chart, t: float) -> float:
    """Where the time is, in pixels of the layer."""
    box = chart.plot.getViewBox()
    return box.mapFromScene(box.mapViewToScene(QPointF(t, 0))).x()


def drag(qtbot, chart: Chart, start: QPoint, end: QPoint) -> None:
    viewport = chart.viewport()
    qtbot.mouseMove(viewport, start)
    qtbot.mousePress(viewport, LEFT, pos=start)
    for k in range(1, 11):
        qtbot.mouseMove(viewport, start + (end - start) * (k / 10))
        qtbot.wait(20)  # the scene leaves out moves that come faster than a person's
    qtbot.mouseRelease(viewport, LEFT, pos=end)


def test_a_marker_is_dragged_and_undone(qtbot, chart: Chart, annotations: Annotations) -> None:
    drag(qtbot, chart, at(chart, 2.0), at(chart, 5.0))
    moved = annotations.markers[0]
    assert (moved.label, moved.id) == ("Laughs", 1)
    assert moved.t == pytest.approx(5.0, abs=0.1)
    assert annotations.undo_stack.undoText() == "move marker"
    annotations.undo_stack.undo()
    assert annotations.markers[0] == Marker(1, 2.0, "Laughs", BLUE)


def test_no_marker_is_dragged_before_the_beginning_of_a_recording(
    qtbot, chart: Chart, annotations: Annotations
) -> None:
    there = [Marker(1, 7.0, "Laughs", BLUE)]
    annotations.open(Memory(there), there, earliest=5.0)
    drag(qtbot, chart, at(chart, 7.0), at(chart, 2.0))
    assert annotations.markers[0].t == 5.0


def test_a_marker_is_moved_by_keys_and_undone(qtbot, annotations: Annotations) -> None:
    there = [Marker(1, 2.0, "Laughs", BLUE), Marker(2, 2.15, "Frowns", RED)]
    annotations.open(Memory(there), there, earliest=1.9)
    panel = AnnotationPanel(annotations, "")
    qtbot.addWidget(panel)
    panel.list.setCurrentItem(panel.list.topLevelItem(0))
    for _ in range(2):
        qtbot.keyClick(panel.list, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [(m.id, m.t) for m in annotations.markers] == [(2, 2.15), (1, 2.2)]
    assert panel.list.annotation(panel.list.currentItem()) == Marker(1, 2.2, "Laughs", BLUE)  # though rows changed
    assert annotations.undo_stack.undoText() == "move marker"
    annotations.undo_stack.undo()
    annotations.undo_stack.undo()
    assert annotations.markers[0] == Marker(1, 2.0, "Laughs", BLUE)
    for _ in range(3):
        qtbot.keyClick(panel.list, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert annotations.markers[0].t == 1.9  # the beginning


def test_flags_stand_in_the_highest_chart_that_is_shown(qtbot, annotations: Annotations) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    charts = [Chart(name, "", -3, 3, []) for name in ("Sentiment", "Quality")]
    for each in charts:
        column.addWidget(each)
        each.plot.setXRange(0, 10, padding=0)
    layer = AnnotationLayer(annotations, [each.plot for each in charts])
    page.resize(800, 500)
    page.show()
    qtbot.waitUntil(lambda: [len(i._flags) for i in layer.items] == [2, 0])
    charts[0].hide()
    qtbot.waitUntil(lambda: len(layer.items[1]._flags) == 2)
    charts[0].show()
    qtbot.waitUntil(lambda: [len(i._flags) for i in layer.items] == [2, 0])


def test_beside_a_marker_the_chart_is_panned(qtbot, chart: Chart, annotations: Annotations) -> None:
    drag(qtbot, chart, at(chart, 3.0), at(chart, 5.0))
    assert annotations.undo_stack.count() == 0
    assert chart.plot.getViewBox().viewRange()[0][0] == pytest.approx(-2.0, abs=0.1)


def test_a_click_on_a_flag_picks_it_and_does_not_seek(qtbot, chart: Chart) -> None:
    sought: list[float] = []
    chart.seek_requested.connect(sought.append)
    with qtbot.waitSignal(chart.layer.picked) as picked:
        qtbot.mouseClick(chart.viewport(), LEFT, pos=at(chart, 2.2, 0.02))
    assert picked.args[0].label == "Laughs"
    assert sought == []
    qtbot.mouseClick(chart.viewport(), LEFT, pos=at(chart, 5.0))  # also where a range is excluded
    assert sought == [pytest.approx(5.0, abs=0.05)]


def test_what_is_under_the_pointer_has_a_menu(chart: Chart, annotations: Annotations) -> None:
    layer = item(chart)
    assert layer.menu_for(layer.exclusion_at(QPointF(across(chart, 3.0), 50))) is None
    menu = layer.menu_for(layer.exclusion_at(QPointF(across(chart, 5.0), 50)))
    assert [a.text() for a in menu.actions()] == ["Count this range again"]
    menu.actions()[0].trigger()
    assert annotations.exclusions == []
    menu = layer.menu_for(layer.marker_at(QPointF(across(chart, 7.0) + 3, 200)))
    assert [a.text() for a in menu.actions()] == ["Edit marker…", "Remove marker"]
    menu.actions()[1].trigger()
    assert [m.label for m in annotations.markers] == ["Laughs"]
    annotations.close()
    assert layer.menu_for(annotations.markers[0]) is None


def test_lines_flags_and_hatching_are_seen(chart: Chart, annotations: Annotations) -> None:
    before = chart.grab().toImage()
    annotations.clear()
    plain = chart.grab().toImage()
    middle = at(chart, 5.0), at(chart, 2.0), at(chart, 2.2, 0.02)

    def changed(place: QPoint) -> bool:
        near = [place + QPoint(dx, dy) for dx in range(-4, 5) for dy in range(-4, 5)]
        return any(before.pixelColor(p) != plain.pixelColor(p) for p in near)

    assert all(changed(place) for place in middle)
    assert not changed(at(chart, 9.0))


@given(gaps=st.lists(st.tuples(st.floats(0, 120), st.text(max_size=12)), max_size=40), width=st.integers(50, 900))
def test_flags_never_cover_each_other_and_keep_their_rows_while_panned(
    qapp, gaps: list[tuple[float, str]], width: int
) -> None:
    metrics = QFontMetricsF(QFont())
    x, markers = [], []
    for i, (gap, label) in enumerate(gaps):
        x.append((x[-1] if x else 0.0) + gap)
        markers.append(Marker(i, x[-1], label, BLUE))
    flags = placed(markers, x, width, metrics)
    for i, flag in enumerate(flags):
        assert not any(flag.rect.intersects(other.rect) for other in flags[:i])
        assert flag.rect.bottom() <= ROWS * 18
    shown = {flag.marker.id: flag for flag in flags}
    panned = {flag.marker.id: flag for flag in placed(markers, [v - 40 for v in x], width, metrics)}
    for id in shown.keys() & panned.keys():
        if panned[id].rect.right() < width - 200 and shown[id].rect.right() < width - 200:  # not at the edge
            assert panned[id].rect == shown[id].rect.translated(-40, 0)


@pytest.fixture
def panel(qtbot, annotations: Annotations) -> AnnotationPanel:
    panel = AnnotationPanel(annotations, "Nothing yet.")
    panel.set_kinds(KINDS)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def rows(panel: AnnotationPanel) -> list[tuple[str, str]]:
    found = [panel.list.topLevelItem(i) for i in range(panel.list.topLevelItemCount())]
    return [(row.text(0), row.text(1)) for row in found]


def test_the_list_is_in_order_of_time_and_follows_changes(panel: AnnotationPanel, annotations: Annotations) -> None:
    assert rows(panel) == [("0:02.0", "Laughs"), ("0:04.0 – 0:06.0", "Excluded"), ("0:07.0", "Frowns")]
    panel.list.topLevelItem(0).setSelected(True)
    annotations.change(replace(annotations.markers[0], t=9.5))
    assert rows(panel)[-1] == ("0:09.5", "Laughs")
    assert panel.list.chosen == [annotations.markers[1]]  # the same one, at its new place
    annotations.clear()
    assert rows(panel) == []
    assert not panel.list.isVisible()


def test_a_click_goes_there_and_delete_removes(qtbot, panel: AnnotationPanel, annotations: Annotations) -> None:
    row = panel.list.visualItemRect(panel.list.topLevelItem(1)).center()
    with qtbot.waitSignal(panel.seek_requested) as sought:
        qtbot.mouseClick(panel.list.viewport(), LEFT, pos=row)
    assert sought.args == [4.0]
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert annotations.exclusions == []
    assert [label for _, label in rows(panel)] == ["Laughs", "Frowns"]


def test_a_double_click_edits(qtbot, panel: AnnotationPanel, annotations: Annotations) -> None:
    row = panel.list.visualItemRect(panel.list.topLevelItem(0)).center()
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=row)
    qtbot.mouseDClick(panel.list.viewport(), LEFT, pos=row)
    dialog = panel.findChild(MarkerDialog)
    dialog.label.setText("Grins")
    dialog.accept()
    assert annotations.markers[0] == Marker(1, 2.0, "Grins", BLUE)


def test_buttons_ask_for_their_kinds(qtbot, panel: AnnotationPanel) -> None:
    assert [button.text().split()[0] for button in panel.buttons] == ["1", "2", "3", "4", "5"]
    with qtbot.waitSignal(panel.kind_requested) as asked:
        qtbot.mouseClick(panel.buttons[2], LEFT)
    assert asked.args == [KINDS[2]]
    panel.set_kinds(KINDS[:1])
    assert len(panel.buttons) == 1


def test_the_tab_counts(qtbot, panel: AnnotationPanel, annotations: Annotations) -> None:
    tabs = beside_transcript(QWidget(), panel, annotations)
    qtbot.addWidget(tabs)
    annotations.remove(annotations.markers[0])
    assert tabs.tabText(1) == "Markers (2)"
    annotations.clear()
    assert tabs.tabText(1) == "Markers"
