"""Markers and excluded ranges: what a person does is in the session at once, and undone it is as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.gui.annotations import Annotations
from app.sessions.annotations import Annotation, Exclusion, Marker
from app.sessions.recalled import Recalled, RecalledEditor
from app.sessions.session import Session
from ucrn_core.errors import SessionError

BLUE, RED = "#4477aa", "#ee6677"


@pytest.fixture
def session(sample_session: Path, tmp_path: Path) -> Path:
    """A session of the sample that may be changed."""
    return Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))


@pytest.fixture
def opened(session: Path) -> Iterator[Annotations]:
    with Session.open(session) as read, closing(RecalledEditor(Recalled(read))) as editor:
        annotations = Annotations()
        annotations.open(editor)
        yield annotations


def stored(folder: Path) -> list[Annotation]:
    with Session.open(folder) as session:
        return [*session.markers(), *session.exclusions()]


def test_every_act_is_stored_when_it_is_done(qapp, opened: Annotations, session: Path) -> None:
    opened.add_marker(2.5, "Laughs", BLUE)
    (laughs,) = opened.markers
    assert stored(session) == [laughs] == [Marker(1, 2.5, "Laughs", BLUE)]
    opened.change(replace(laughs, label="Smiles", colour=RED))
    assert stored(session) == [Marker(1, 2.5, "Smiles", RED)]
    opened.exclude(4.0, 6.0)
    assert stored(session) == [Marker(1, 2.5, "Smiles", RED), Exclusion(1, 4.0, 6.0)]
    opened.remove(laughs)
    assert stored(session) == [Exclusion(1, 4.0, 6.0)] == opened.exclusions
    names = [opened.undo_stack.text(i) for i in range(opened.undo_stack.count())]
    assert names == ["put marker", "change marker", "exclude range", "remove marker"]


def test_looking_changes_no_byte_and_an_edit_says_what_it_was(qapp, opened: Annotations, session: Path) -> None:
    before = (session / "session.sqlite").read_bytes()
    opened.remove(Marker(7, 0.0, "not there", BLUE))
    assert (session / "session.sqlite").read_bytes() == before
    opened.add_marker(1.0, "a", BLUE)
    (marker,) = opened.markers
    opened.change(marker)  # as it was
    opened.change(replace(marker, t=3.0))
    assert [opened.undo_stack.text(i) for i in range(opened.undo_stack.count())] == ["put marker", "move marker"]


def test_times_of_a_recording_are_stored_on_its_own_clock(qapp, session: Path) -> None:
    from app.sessions.store import Editor

    with closing(Editor(session)) as editor:
        editor.note(origin=100.0)
    with Session.open(session) as read, closing(RecalledEditor(recalled := Recalled(read))) as store:
        annotations = Annotations()
        annotations.open(store)
        annotations.add_marker(2.0, "Here", BLUE)
        annotations.exclude(3.0, 4.0)
        assert stored(session) == [Marker(1, 102.0, "Here", BLUE), Exclusion(1, 103.0, 104.0)]
        assert recalled.markers() == annotations.markers
        assert recalled.exclusions() == annotations.exclusions


class Full:
    """A store that holds no more than `room` acts."""

    def __init__(self, room: int) -> None:
        self.room = room

    def put(self, annotation: Annotation) -> None:
        self.room -= 1
        if self.room < 0:
            raise SessionError("The session cannot be written: the disk is full.")

    remove = put


def test_what_cannot_be_stored_is_not_done(qtbot) -> None:
    annotations = Annotations()
    annotations.open(Full(1))
    annotations.add_marker(1.0, "a", BLUE)
    with qtbot.waitSignal(annotations.failed) as told:
        annotations.add_marker(2.0, "b", BLUE)
    assert told.args == ["The session cannot be written: the disk is full."]
    assert [m.label for m in annotations.markers] == ["a"]
    assert annotations.undo_stack.count() == 1
    with qtbot.waitSignal(annotations.failed):
        annotations.undo_stack.undo()
    assert [m.label for m in annotations.markers] == ["a"]


def test_without_a_store_nothing_changes(qapp) -> None:
    annotations = Annotations()
    annotations.add_marker(1.0, "a", BLUE)
    assert not annotations.markers
    assert not annotations.editable
    annotations.open(Full(2))
    annotations.add_marker(1.0, "a", BLUE)
    annotations.close()
    annotations.exclude(1.0, 2.0)
    annotations.undo_stack.undo()
    assert [m.label for m in annotations.markers] == ["a"]
    assert not annotations.exclusions


class Memory:
    """What a store was told."""

    def __init__(self, there: Iterable[Annotation] = ()) -> None:
        self.held = {(type(annotation), annotation.id): annotation for annotation in there}

    def put(self, annotation: Annotation) -> None:
        self.held[type(annotation), annotation.id] = annotation

    def remove(self, annotation: Annotation) -> None:
        del self.held[type(annotation), annotation.id]


class Acts(RuleBasedStateMachine):
    """Any sequence of acts: store and page hold the same, and undone one by one every state comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Memory()
        self.annotations = Annotations()
        self.annotations.open(self.store)
        self.states = [self.state]  # after each act that stands
        self.place = 0

    @property
    def state(self) -> dict[tuple[type, int], Annotation]:
        return dict(self.store.held)

    def done(self) -> None:
        if self.state != self.states[self.place]:
            self.states = [*self.states[: self.place + 1], self.state]
            self.place += 1

    @rule(t=st.integers(0, 60), label=st.sampled_from("abc"), colour=st.sampled_from([BLUE, RED]))
    def mark(self, t: int, label: str, colour: str) -> None:
        self.annotations.add_marker(t, label, colour)
        self.done()

    @rule(start=st.integers(0, 60), length=st.integers(1, 9))
    def exclude(self, start: int, length: int) -> None:
        self.annotations.exclude(start, start + length)
        self.done()

    @precondition(lambda self: self.annotations.markers)
    @rule(data=st.data(), t=st.integers(0, 60), label=st.sampled_from("abc"))
    def change(self, data: st.DataObject, t: int, label: str) -> None:
        marker = data.draw(st.sampled_from(self.annotations.markers))
        self.annotations.change(replace(marker, t=t, label=label))
        self.done()

    @precondition(lambda self: self.store.held)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.annotations.remove(data.draw(st.sampled_from(list(self.store.held.values()))))
        self.done()

    @rule()
    def undo(self) -> None:
        self.annotations.undo_stack.undo()
        self.place = max(self.place - 1, 0)

    @rule()
    def redo(self) -> None:
        self.annotations.undo_stack.redo()
        self.place = min(self.place + 1, len(self.states) - 1)

    @invariant()
    def page_and_store_agree(self) -> None:
        assert self.state == self.states[self.place]
        shown = [*self.annotations.markers, *self.annotations.exclusions]
        assert sorted(self.state.values(), key=repr) == sorted(shown, key=repr)

    def teardown(self) -> None:
        for place in reversed(range(self.place)):
            self.annotations.undo_stack.undo()
            assert self.state == self.states[place]
        assert self.state == {}


TestActs = Acts.TestCase
