"""Where results lie: which is kept, which name is free, and that nothing is lost when one is replaced."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.sessions.annotations import Exclusion, Marker
from app.sessions.results import Draft, Identity, Result, difference, find, prepare, replaceable
from app.sessions.session import Session, TimelineInfo
from app.sessions.store import Editor, SessionWriter, add_timeline
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.points import SentimentPoint

FIRST = Identity("a" * 64, "c" * 64, {"drop": [], "hop": 0.25})
OTHER = replace(FIRST, settings={"drop": ["face"], "hop": 0.25})
SPEC = FeatureSpec()


def write(folder: Path, identity: Identity, sentiment: float = 0.0) -> SessionWriter:
    none = dict.fromkeys(MODALITIES, 0.0)
    writer = SessionWriter(
        folder,
        checkpoint=identity.checkpoint,
        spec=SPEC,
        settings=identity.settings,
        media_sha256=identity.media_sha256,
    )
    influence: dict[str, float | None] = dict.fromkeys(MODALITIES)
    writer.on_point(SentimentPoint(0.25, sentiment, -1.0, 1.0, none, none, influence, None, "eager (cpu)"))
    return writer


def make(folder: Path, identity: Identity, replaced: Result | None = None, sentiment: float = 0.0) -> Result:
    draft = Draft(folder, "talk", identity)
    write(draft.session, identity, sentiment).close(complete=True)
    return draft.publish(replaced)


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_other_results_get_the_next_name_and_the_same_is_found(tmp_path: Path) -> None:
    first, other = make(tmp_path, FIRST), make(tmp_path, OTHER)
    assert listed(tmp_path) == ["talk-2.timeline.csv", "talk-2.ucrn", "talk.timeline.csv", "talk.ucrn"]
    assert find(tmp_path, "talk", FIRST) == first == Result(tmp_path, "talk")
    assert find(tmp_path, "talk", OTHER) == other == Result(tmp_path, "talk-2")
    assert find(tmp_path, "talk", replace(FIRST, media_sha256="b" * 64)) is None
    assert find(tmp_path, "talk", replace(FIRST, checkpoint="d" * 64)) is None
    assert find(tmp_path, "tal", FIRST) is None
    assert [file.name for file in first.session.iterdir()] == ["session.sqlite"]


def test_what_an_older_result_was_made_with_is_told(tmp_path: Path) -> None:
    models = {"face": None, "text": "minilm", "speech": "pocketsphinx"}
    before = replace(FIRST, settings={"drop": [], "hop": 0.25, "models": models})
    now = {"face": "face-landmarker", "text": "minilm", "speech": "whisper-tiny"}
    after = replace(FIRST, settings={"drop": [], "hop": 0.25, "models": now})
    result = make(tmp_path, before)
    assert difference(result, after) == "was made without the face and with words by pocketsphinx"
    assert difference(result, replace(before, settings={**before.settings, "hop": 0.5})) == (
        "was made with other settings"
    )
    assert difference(result, replace(before, media_sha256="b" * 64)) == "is of another file"
    assert difference(result, replace(before, checkpoint="d" * 64)) == "was made with another checkpoint"
    assert replaceable(tmp_path, "talk", FIRST.media_sha256) == result
    assert replaceable(tmp_path, "talk", "b" * 64) is None
    assert replaceable(tmp_path, "tal", FIRST.media_sha256) is None


@pytest.mark.parametrize("taken", ["talk.ucrn", "talk.timeline.csv"])
def test_a_name_that_something_else_bears_is_not_taken(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine")
    assert make(tmp_path, FIRST).name == "talk-2"
    assert (tmp_path / taken).read_text() == "mine"


def test_an_incomplete_session_is_neither_found_nor_touched(tmp_path: Path) -> None:
    write(tmp_path / "talk.ucrn", FIRST).close(complete=False)
    assert find(tmp_path, "talk", FIRST) is None
    assert make(tmp_path, FIRST).name == "talk-2"
    assert (tmp_path / "talk.ucrn" / "session.sqlite").is_file()


def test_a_stem_may_hold_what_a_pattern_would_read_otherwise(tmp_path: Path) -> None:
    draft = Draft(tmp_path, "a[1] b.c-2", FIRST)
    write(draft.session, FIRST).close(complete=True)
    assert find(tmp_path, "a[1] b.c-2", FIRST) is None
    result = draft.publish(None)
    assert result.session == tmp_path / "a[1] b.c-2.ucrn"
    assert find(tmp_path, "a[1] b.c-2", FIRST) == result


def test_a_replaced_result_is_the_new_one_and_nothing_is_left_over(tmp_path: Path) -> None:
    old = make(tmp_path, FIRST, sentiment=0.0)
    make(tmp_path, FIRST, old, sentiment=2.0)
    assert listed(tmp_path) == ["talk.timeline.csv", "talk.ucrn"]
    with Session.open(old.session) as session:
        assert session.points()[0].sentiment == 2.0
    assert old.timeline.read_text().splitlines()[1].startswith("0.250,2.0,")


def add_a_timeline(folder: Path) -> None:
    made = TimelineInfo("other", datetime.now(UTC), False, "d" * 64, SPEC.digest, 0.1, None, "0.1.0", True)
    add_timeline(folder, made, [])


def edit(act: Callable[[Editor], None]) -> Callable[[Path], None]:
    def edited(folder: Path) -> None:
        editor = Editor(folder)
        act(editor)
        editor.close()

    return edited


@pytest.mark.parametrize(
    "add",
    [
        edit(lambda editor: editor.put(Marker(1, 0.25, "Laughs", "#4477aa"))),
        edit(lambda editor: editor.put(Exclusion(1, 0.0, 0.5))),
        edit(lambda editor: editor.note(consent="Signed on paper.")),
        add_a_timeline,
    ],
)
def test_what_people_added_to_is_not_replaced(tmp_path: Path, add: Callable[[Path], None]) -> None:
    old = make(tmp_path, FIRST, sentiment=0.0)
    add(old.session)
    before = (old.session / "session.sqlite").read_bytes()
    new = make(tmp_path, FIRST, old, sentiment=2.0)
    assert new.name == "talk-2"
    assert (old.session / "session.sqlite").read_bytes() == before
    assert find(tmp_path, "talk", FIRST) == new
    assert make(tmp_path, FIRST, new) == new


def test_what_is_being_written_is_not_replaced(tmp_path: Path) -> None:
    writer = write(tmp_path / "talk.ucrn", FIRST)
    assert make(tmp_path, FIRST, Result(tmp_path, "talk")).name == "talk-2"
    writer.close(complete=True)
    with Session.open(tmp_path / "talk.ucrn") as session:
        assert session.info.complete


def test_a_replacement_that_fails_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make(tmp_path, FIRST, sentiment=0.0)
    draft = Draft(tmp_path, "talk", FIRST)
    write(draft.session, FIRST, sentiment=2.0).close(complete=True)
    rename = os.rename

    def refuse_the_draft(source: Path, target: Path) -> None:
        if source == draft.session:
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_draft)
    with pytest.raises(SessionError, match="cannot be put in its place"):
        draft.publish(old)
    draft.discard()
    assert listed(tmp_path) == ["talk.timeline.csv", "talk.ucrn"]
    with Session.open(old.session) as session:
        assert session.points()[0].sentiment == 0.0


def test_what_another_program_is_making_is_left_alone(tmp_path: Path) -> None:
    draft = Draft(tmp_path, "talk", FIRST)
    writer = write(draft.session, FIRST)
    with pytest.raises(SessionError, match="by another program already"):
        Draft(tmp_path, "talk", FIRST)
    Draft(tmp_path, "talk", OTHER)
    writer.close(complete=False)
    Draft(tmp_path, "talk", FIRST)  # takes over what was left
    assert listed(tmp_path) == []


def test_only_what_killed_runs_left_is_removed(tmp_path: Path) -> None:
    dead, alive, publishing, born = (Draft(tmp_path, "talk", replace(FIRST, media_sha256=c * 64)) for c in "abcd")
    write(dead.session, FIRST).close(complete=False)
    writer = write(alive.session, FIRST)
    write(publishing.session, FIRST).close(complete=True)
    born.session.mkdir()
    prepare(tmp_path)
    assert set(tmp_path.iterdir()) == {alive.session, publishing.session, born.session}
    writer.close(complete=False)
    prepare(tmp_path)
    assert set(tmp_path.iterdir()) == {publishing.session, born.session}


def test_a_name_that_the_file_system_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="too long a name"):
        Draft(tmp_path, "x" * 240, FIRST)
    longest = Draft(tmp_path, "x" * 236, FIRST)  # with what is put around it, the 255 of most file systems
    write(longest.session, FIRST).close(complete=True)
    assert longest.publish(None).timeline.is_file()


def test_the_folder_is_made_or_refused(tmp_path: Path) -> None:
    prepare(tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(SessionError, match="is a file"):
        prepare(tmp_path / "file")
    with pytest.raises(SessionError, match="cannot be made"):
        prepare(tmp_path / "file" / "inside")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SessionError, match="cannot be written"):
        prepare(tmp_path)
