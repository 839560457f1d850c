"""A stored session analysed again: the same points to the last bit, or a further timeline beside them."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import assets
from app.sessions.database import DATABASE
from app.sessions.reanalysis import reanalyze, verify_timeline
from app.sessions.recording import Recorder
from app.sessions.session import Session
from app.sessions.store import Editor
from engines.clock import SessionClock
from engines.live import LiveAnalysis
from engines.pipeline import analyze_media
from engines.sources.paced_file import PacedFile
from tests.watcher import Watcher
from ucrn_core import checkpoint as checkpoints
from ucrn_core.calibration import Calibration
from ucrn_core.checkpoint import Checkpoint, live_config
from ucrn_core.errors import SessionError
from ucrn_core.features import FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.points import SentimentPoint


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return checkpoints.load(assets.path(assets.CHECKPOINT))


@pytest.fixture
def analysed(sample_session: Path, tmp_path: Path) -> Path:
    """A session of the sample that may be changed."""
    return Path(shutil.copytree(sample_session, tmp_path / "sample.ucrn"))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, shared: Path, checkpoint: Checkpoint) -> Path:
    """A recording that begins in the midst of a run, in which voice is left out for a while and the engine changes."""
    folder = tmp_path_factory.mktemp("recorded") / "live.ucrn"
    clock = SessionClock()
    notes = Watcher(clock)
    inputs = PacedFile(shared / "clips" / "talk_ira_contribution.mp4", clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
        run = LiveAnalysis(checkpoint, [notes], clock, inputs)
    recorders: list[Recorder] = []

    def record() -> None:
        recorders.append(Recorder(folder, checkpoint, {}, lambda *told: None, began=clock.now()))
        run.add(recorders[0])

    def leave_out(*modalities: str) -> Callable[[], None]:
        return lambda: setattr(run, "drop", frozenset(modalities))

    try:
        inputs.open()
        began = clock.now()
        notes.plan = [
            *((began + 3, record), (began + 7, leave_out("voice")), (began + 9, leave_out("face", "text"))),
            (began + 11, leave_out()),
        ]
        report = run.run(threading.Event(), 16.0)
        recorders[0].close(report)
    finally:
        inputs.close()
        run.close()
    return folder


def points(folder: Path, timeline: str) -> list[SentimentPoint]:
    with Session.open(folder) as session:
        return session.points(timeline)


def test_a_recording_gives_its_points_again_bit_for_bit(recorded: Path, checkpoint: Checkpoint) -> None:
    live = points(recorded, "live")
    assert {point.left_out for point in live} == {(), ("voice",), ("text", "face")}
    assert any(point.presence["text"] for point in live)
    shown: list[tuple[float, float]] = []
    found = verify_timeline(recorded, checkpoint, show=lambda done, whole: shown.append((done, whole)))
    assert (found.timeline, found.points, found.same) == ("live", len(live), len(live))
    assert (found.off, found.why_not) == ([], [])
    assert shown[0] == (0, len(live))
    assert found.passed


def test_an_analysis_gives_its_points_again_bit_for_bit(sample_session: Path, checkpoint: Checkpoint) -> None:
    found = verify_timeline(sample_session, checkpoint)
    assert found.passed
    assert found.same == found.points == 72


def test_a_point_that_was_changed_is_found(analysed: Path, checkpoint: Checkpoint) -> None:
    change(analysed, "UPDATE points SET sentiment = sentiment + 1e-9 WHERE t = 10.0")
    found = verify_timeline(analysed, checkpoint)
    assert not found.passed
    assert (found.points - found.same, [where[:10] for where in found.off]) == (1, ["at 10.00 s"])


def test_on_another_machine_the_last_bits_may_differ(analysed: Path, checkpoint: Checkpoint) -> None:
    editor = Editor(analysed)
    editor.note(machine={"processor": "8 x Another", "versions": {}})
    editor.close()
    change(analysed, "UPDATE points SET sentiment = sentiment + 1e-4 WHERE t = 10.0")
    found = verify_timeline(analysed, checkpoint)
    assert found.passed
    assert found.same == found.points - 1
    assert found.largest == pytest.approx(1e-4)
    assert found.why_not[0] == "another processor: 8 x Another"
    change(analysed, "UPDATE points SET sentiment = sentiment + 0.1 WHERE t = 12.0")
    assert not verify_timeline(analysed, checkpoint).passed


def test_another_checkpoint_verifies_nothing(analysed: Path, checkpoint: Checkpoint) -> None:
    with pytest.raises(SessionError, match="--checkpoint"):
        verify_timeline(analysed, replace(checkpoint, digest="0" * 64))


def test_settled_knows_every_word_from_its_end_on(recorded: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recorded, tmp_path / "live.ucrn"))
    made = reanalyze(folder, checkpoint)
    with Session.open(folder) as session:
        live, settled = session.points("live"), session.points("settled")
        assert [timeline.name for timeline in session.timelines()] == ["live", "settled"]
        assert session.timeline("settled") == replace(made, made=session.timeline("settled").made)
        assert not session.timeline("settled").live
    said = {point.t: point.left_out for point in settled}
    assert list(said) == [number * 0.25 for number in range(round(4 * live[0].t), round(4 * live[-1].t) + 1)]
    assert {point.t: said[point.t] for point in live} == {point.t: point.left_out for point in live}
    assert {point.known_at for point in settled} == {point.latency_ms for point in settled} == {None}
    heard = [sum(point.presence["text"] for point in timeline) for timeline in (live, settled)]
    assert heard[1] > heard[0]  # live, the words came later than they were said
    assert verify_timeline(folder, checkpoint, "live").passed
    assert verify_timeline(folder, checkpoint, "settled").passed


def test_the_same_analysis_again_is_the_same(analysed: Path, checkpoint: Checkpoint) -> None:
    before = points(analysed, "settled")
    reanalyze(analysed, checkpoint, "again")
    reanalyze(analysed, checkpoint, "half", hop=0.5)
    assert points(analysed, "again") == points(analysed, "settled") == before
    assert points(analysed, "half") == before[1::2]
    with pytest.raises(SessionError, match="already"):
        reanalyze(analysed, checkpoint, "again")


def untrained(spec: FeatureSpec) -> Checkpoint:
    torch.manual_seed(0)
    return Checkpoint(UCRN(live_config(spec)), spec, Calibration(((1.0,) * 4,) * 7, ((1.0, 0.0),) * 3), {})


def test_features_that_the_session_does_not_hold_are_made_from_the_media(
    analysed: Path, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    other = untrained(replace(checkpoint.spec, voice_baseline=replace(checkpoint.spec.voice_baseline, prior_steps=10)))
    notes = Watcher(SessionClock())
    analyze_media(assets.path(assets.SAMPLE), other, [notes], engine="eager")
    reanalyze(analysed, other, "other", engine="eager")
    assert points(analysed, "other") == [point for _, point in notes.points]
    editor = Editor(analysed)
    editor.note(media_path=str(tmp_path / "moved.mp4"))
    editor.close()
    with pytest.raises(SessionError, match="other features of voice"):
        reanalyze(analysed, other, "missing", engine="eager")
    assert points(analysed, "missing") == []


def test_features_that_cannot_be_made_are_told(
    analysed: Path, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("UCRN_LIVE_MODEL_MIRROR", raising=False)
    other = untrained(replace(checkpoint.spec, face_baseline=replace(checkpoint.spec.face_baseline, prior_steps=10)))
    with pytest.raises(SessionError, match=r"face-landmarker .* is not installed"):
        reanalyze(analysed, other, "other", engine="eager")


def test_without_feature_steps_there_is_nothing_to_analyse(analysed: Path, checkpoint: Checkpoint) -> None:
    change(analysed, "DELETE FROM steps")
    for act in (lambda: verify_timeline(analysed, checkpoint), lambda: reanalyze(analysed, checkpoint, "again")):
        with pytest.raises(SessionError, match=r"holds no feature steps: its run .*, or they were lost\. It"):
            act()


def test_what_is_stopped_leaves_nothing(analysed: Path, checkpoint: Checkpoint) -> None:
    stop = threading.Event()
    assert reanalyze(analysed, checkpoint, "half", stop=stop, show=lambda done, whole: stop.set()) is None
    with Session.open(analysed) as session:
        assert [timeline.name for timeline in session.timelines()] == ["settled"]
        assert session.points("half") == []


@pytest.mark.parametrize("hop", [0.0, -1.0, 9.0, float("nan")])
def test_a_hop_that_is_none_is_refused(analysed: Path, checkpoint: Checkpoint, hop: float) -> None:
    with pytest.raises(SessionError, match="not possible"):
        reanalyze(analysed, checkpoint, "odd", hop=hop)


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute(statement)
