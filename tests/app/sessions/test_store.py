"""The session store: everything comes back as it was given, whatever ends the writing."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from app.sessions.annotations import Exclusion, Marker
from app.sessions.database import DATABASE, in_use
from app.sessions.schema import VERSION
from app.sessions.session import Session, TimelineInfo
from app.sessions.store import Editor, SessionWriter, add_timeline, point_row
from engines.observer import Event
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES, FeatureSpec, Step, Word
from ucrn_core.points import SentimentPoint

SPEC = FeatureSpec()
SETTINGS = {"drop": ["face"], "hop": 0.25}

numbers = st.floats(-1e9, 1e9)  # beyond is damage
shares = st.fixed_dictionaries({m: st.floats(0, 1) for m in MODALITIES})
points = st.builds(
    SentimentPoint,
    t=numbers,
    sentiment=numbers | st.none(),
    low=numbers | st.none(),
    high=numbers | st.none(),
    presence=shares,
    quality=shares,
    influence=st.fixed_dictionaries({m: numbers | st.none() for m in MODALITIES}),
    latency_ms=numbers | st.none(),
    stages_ms=st.dictionaries(st.sampled_from(["featurize", "hop", "window", "fusion"]), numbers),
    engine=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
POINT = SentimentPoint(
    0.25, 0.1 + 0.2, -0.5, 1.5, dict.fromkeys(MODALITIES, 1.0), dict.fromkeys(MODALITIES, 0.5),
    {"text": None, "voice": 0.125, "face": -1 / 3}, None, "eager (cpu)",
)  # fmt: skip


def start(folder: Path, timeline: str = "settled") -> SessionWriter:
    return SessionWriter(
        folder,
        checkpoint="c" * 64,
        spec=SPEC,
        settings=SETTINGS,
        media_path=Path("talk.mp4"),
        media_sha256="a" * 64,
        timeline=timeline,
    )


@settings(max_examples=20)  # each makes a database
@given(st.lists(points, unique_by=lambda p: p.t))
def test_points_come_back_equal_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, given_points: list[SentimentPoint]
) -> None:
    folder = tmp_path_factory.mktemp("sessions") / "a.ucrn"
    writer = start(folder)
    for point in given_points:
        writer.on_point(point)
    writer.close(complete=True)
    with Session.open(folder) as session:
        assert session.points() == sorted(given_points, key=lambda p: p.t)
        assert session.points("live") == []


def test_steps_words_and_events_come_back_equal(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    outline = noise.random((36, 2)).astype(np.float16)
    channels = len(SPEC.face.channels)
    steps = [
        Step(0.08, noise.normal(size=channels).astype(np.float16), True, 0.1, outline),
        Step(0.16, np.zeros(channels, np.float16), False, 0.2),
    ]
    words = [Word(0.2, 0.5, "naïve", 0.75, 0.9), Word(0.5, 0.8, "plan", None, 0.9)]
    events = [Event(0.0, "missing", "voice", "no sound"), Event(0.5, "gap", "", "the file breaks off")]
    writer = start(tmp_path / "a.ucrn")
    writer.on_steps("face", steps)
    writer.on_words(words[:1])
    writer.on_words(words[1:])
    for event in events:
        writer.on_event(event)
    writer.close(complete=True)
    with Session.open(tmp_path / "a.ucrn") as session:
        face = session.steps("face")
        assert face.t.tolist() == [0.08, 0.16]
        assert face.available_at.tolist() == [0.1, 0.2]
        assert face.valid.tolist() == [True, False]
        assert face.values.dtype == np.float16
        np.testing.assert_array_equal(face.values, [s.values for s in steps])
        np.testing.assert_array_equal(face.outlines[0], outline)
        assert face.outlines[1] is None
        assert session.steps("voice").values.shape == (0, len(SPEC.voice.channels))
        assert session.words() == words
        assert session.events() == events


def test_the_newest_revision_of_a_word_counts(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    writer.on_words([Word(0.0, 0.4, "recognise", 0.5, 1.0), Word(0.4, 0.6, "speech", 0.5, 1.0)])
    writer.close(complete=True)
    with sqlite3.connect(tmp_path / "a.ucrn" / DATABASE) as database:
        database.execute("INSERT INTO words VALUES (0, 1, 0.0, 0.3, 'wreck', 0.9, 2.0)")
    database.close()
    with Session.open(tmp_path / "a.ucrn") as session:
        assert [word.text for word in session.words()] == ["wreck", "speech"]


def test_metadata_says_what_the_session_was_made_from(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    writer.note(engine="eager (cpu)", recognizer="pocketsphinx", report={"points": 3})
    writer.close(complete=True)
    with Session.open(tmp_path / "a.ucrn") as session:
        info = session.info
    assert info.complete
    assert info.spec.digest == SPEC.digest
    assert (info.checkpoint, info.media_sha256, info.settings) == ("c" * 64, "a" * 64, SETTINGS)
    assert info.media_path == str(Path("talk.mp4").absolute())
    assert (info.engine, info.recognizer, info.report) == ("eager (cpu)", "pocketsphinx", {"points": 3})
    assert info.application_version == app.__version__
    assert isinstance(info.started.utcoffset(), timedelta)


def test_the_tables_are_strict_and_bound(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    with pytest.raises(SessionError, match="FOREIGN KEY"):
        writer.on_event(Event(0.0, "missing", "smell", "no such modality"))
    writer.on_point(POINT)
    with pytest.raises(SessionError, match="UNIQUE"):
        writer.on_point(POINT)
    writer.close(complete=True)
    database = sqlite3.connect(tmp_path / "a.ucrn" / DATABASE)
    kinds = database.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'"
    )
    tables = dict(kinds.fetchall())
    database.close()
    assert {"metadata", "words", "steps", "points", "markers", "events"} <= set(tables)
    assert all(tables.values())


def test_the_folder_is_private_and_holds_one_file_when_closed(tmp_path: Path) -> None:
    start(tmp_path / "a.ucrn").close(complete=True)
    Session.open(tmp_path / "a.ucrn").close()
    assert stat.S_IMODE((tmp_path / "a.ucrn").stat().st_mode) == 0o700
    assert [file.name for file in (tmp_path / "a.ucrn").iterdir()] == [DATABASE]


def test_a_session_that_cannot_be_begun_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        SessionWriter(tmp_path / "a.ucrn", checkpoint="c", spec=SPEC, settings={"drop": {"face"}})  # no JSON
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.ucrn").mkdir()
    with pytest.raises(SessionError, match="not overwritten"):
        start(tmp_path / "a.ucrn")


def test_a_session_that_is_being_written_is_locked(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    assert in_use(tmp_path / "a.ucrn")
    with pytest.raises(SessionError, match="still being written"):
        Session.open(tmp_path / "a.ucrn")
    writer.close(complete=False)
    assert not in_use(tmp_path / "a.ucrn")
    with Session.open(tmp_path / "a.ucrn") as session:
        assert not session.info.complete


KILLED = f"""
import sys, time
from dataclasses import replace
from pathlib import Path
from app.sessions.schema import VERSION
from app.sessions.store import SessionWriter
from ucrn_core.features import FeatureSpec
from ucrn_core.points import SentimentPoint
writer = SessionWriter(Path(sys.argv[1]), checkpoint="", spec=FeatureSpec(), settings=dict())
began = time.monotonic()
t = 0.0
while t < 1.0:
    t = time.monotonic() - began
    writer.on_point(replace({POINT!r}, t=t))
print(t, flush=True)
sys.stdin.read()
"""


def write_and_be_killed(folder: Path) -> float:
    """The time of the last point that was told to the writer."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        last = float(process.stdout.readline())
        process.kill()
    return last


def test_a_killed_writer_loses_at_most_half_a_second(tmp_path: Path) -> None:
    last = write_and_be_killed(tmp_path / "a.ucrn")
    with Session.open(tmp_path / "a.ucrn") as session:
        stored = session.points()
        assert not session.info.complete
    assert stored[0] == replace(POINT, t=stored[0].t)
    assert last - 0.5 < stored[-1].t <= last


def test_a_killed_session_opens_from_a_medium_that_cannot_be_written(tmp_path: Path) -> None:
    write_and_be_killed(tmp_path / "a.ucrn")
    mount = f"mount --bind '{tmp_path}' '{tmp_path}' && mount -o remount,ro,bind '{tmp_path}' && "
    for options in ("-m", "-rm"):  # the second without rights, where the system allows that
        apart = ["unshare", options, "sh", "-c"]
        if shutil.which("unshare") and subprocess.run([*apart, f"{mount} true"]).returncode == 0:
            break
    else:
        pytest.skip("nothing can be mounted here")
    program = f"'{sys.executable}' -m app.cli sessions"
    for command, told in (
        (f"verify '{tmp_path / 'a.ucrn'}'", "a.ucrn: unfinished\n"),
        (f"rename '{tmp_path / 'a.ucrn'}' b", "cannot be renamed: Read-only file system.\n"),
    ):
        run = subprocess.run([*apart, f"{mount} {program} {command}"], capture_output=True, text=True)
        assert run.returncode == 2
        assert told in run.stdout + run.stderr


def test_what_is_no_session_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="holds no session"):
        Session.open(tmp_path / "nothing.ucrn")
    (tmp_path / "text.ucrn").mkdir()
    (tmp_path / "text.ucrn" / DATABASE).write_text("not a database\n" * 100)
    with pytest.raises(SessionError, match="not a database"):
        Session.open(tmp_path / "text.ucrn")
    (tmp_path / "foreign.ucrn").mkdir()
    with sqlite3.connect(tmp_path / "foreign.ucrn" / DATABASE) as database:
        database.execute("CREATE TABLE metadata (key, value)")
    database.close()
    with pytest.raises(SessionError, match="another program"):
        Session.open(tmp_path / "foreign.ucrn")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "a.ucrn").close(complete=True)
    with sqlite3.connect(tmp_path / "a.ucrn" / DATABASE) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    with pytest.raises(SessionError, match="newer UCRN Live"):
        Session.open(tmp_path / "a.ucrn")


def test_damage_is_told(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    for i in range(2000):
        writer.on_point(replace(POINT, t=i / 4))
    writer.close(complete=True)
    file = tmp_path / "a.ucrn" / DATABASE
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    file.write_bytes(content)
    with Session.open(tmp_path / "a.ucrn") as session, pytest.raises(SessionError, match="cannot be read"):
        session.points()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE metadata SET value = 'half a' WHERE key = 'settings'")
    database.close()
    with pytest.raises(SessionError, match="metadata"):
        Session.open(tmp_path / "a.ucrn")


def test_what_people_add_comes_back(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    writer.put(Marker(1, 2.5, "smile", "#00ff00"))
    writer.put(Marker(2, 1.5, "nod", "#0000ff"))
    writer.remove(Marker(1, 0.0, "", ""))
    writer.close(complete=True)
    editor = Editor(tmp_path / "a.ucrn")
    editor.put(Exclusion(1, 3.0, 4.0))
    editor.put(Marker(2, 1.5, "nods", "#0000ff"))
    editor.note(consent="in writing")
    with Session.open(tmp_path / "a.ucrn") as session:  # while the editor is open
        assert session.markers() == [Marker(2, 1.5, "nods", "#0000ff")]
        assert session.exclusions() == [Exclusion(1, 3.0, 4.0)]
        assert session.info.consent == "in writing"
    with pytest.raises(SessionError, match="CHECK"):
        editor.put(Exclusion(2, 4.0, 4.0))
    editor.remove(Exclusion(1, 3.0, 4.0))
    editor.close()
    with Session.open(tmp_path / "a.ucrn") as session:
        assert session.exclusions() == []


def another(name: str) -> TimelineInfo:
    return TimelineInfo(name, datetime.now(UTC), False, "d" * 64, SPEC.digest, 0.5, "eager", app.__version__, True)


def test_a_further_timeline_lies_beside_the_first(tmp_path: Path) -> None:
    writer = start(tmp_path / "a.ucrn")
    writer.on_point(POINT)
    writer.close(complete=True)
    points = [replace(POINT, t=i / 2) for i in range(5000)]
    rows = [point_row("half", point) for point in points]
    add_timeline(tmp_path / "a.ucrn", another("half"), rows)
    with Session.open(tmp_path / "a.ucrn") as session:
        assert session.points() == [POINT]
        assert session.points("half") == [replace(point, stages_ms={}) for point in points]
        assert [len(session.table(name)) for name in ("settled", "half")] == [1, 5000]
        assert session.table("half")[4999] == replace(points[-1], stages_ms={}, known_at=None, left_out=())
        assert [timeline.name for timeline in session.timelines()] == ["settled", "half"]
        assert session.timeline("half") == replace(another("half"), made=session.timeline("half").made)
        with pytest.raises(SessionError, match="holds: settled, half"):
            session.timeline("quarter")
    with pytest.raises(SessionError, match="already"):
        add_timeline(tmp_path / "a.ucrn", another("half"), rows[:1])
    with Session.open(tmp_path / "a.ucrn") as session:
        assert len(session.points("half")) == 5000


def test_a_timeline_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    start(tmp_path / "a.ucrn").close(complete=True)
    rows = [point_row("half", replace(POINT, t=i / 2)) for i in range(3000)]
    with pytest.raises(SessionError, match="cannot be written"):
        add_timeline(tmp_path / "a.ucrn", another("half"), [*rows, ("half", "no time", *rows[0][2:])])
    with Session.open(tmp_path / "a.ucrn") as session:
        assert [timeline.name for timeline in session.timelines()] == ["settled"]
        assert session.points("half") == []


def test_no_recording_on_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = SimpleNamespace(mountpoint=str(tmp_path), fstype="nfs4", opts="rw")  # needs a server else
    monkeypatch.setattr(
        "psutil.disk_partitions", lambda all: [SimpleNamespace(mountpoint="/", fstype="ext4", opts=""), share]
    )
    with pytest.raises(SessionError, match="another machine"):
        start(tmp_path / "a.ucrn", timeline="live")
    assert not (tmp_path / "a.ucrn").exists()
    of_system = SimpleNamespace(mountpoint=str(tmp_path), fstype="autofs", opts="rw")  # what mounts it when it is used
    monkeypatch.setattr("psutil.disk_partitions", lambda all: [of_system, share])
    with pytest.raises(SessionError, match="another machine"):
        start(tmp_path / "a.ucrn", timeline="live")
    writer = start(tmp_path / "b.ucrn")  # an analysis does without what is not safe there
    writer.on_point(POINT)
    assert not (tmp_path / "b.ucrn" / f"{DATABASE}-wal").exists()
    writer.close(complete=True)
    with Session.open(tmp_path / "b.ucrn") as session:
        assert session.points() == [POINT]
