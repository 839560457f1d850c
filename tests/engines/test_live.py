"""A live run under a person's hands: paused, modalities left out, an observer that comes late, a machine that slept."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import assets
from app.sessions.recording import Recorder
from app.sessions.session import Session
from engines.clock import SessionClock
from engines.fusion import Fused, FusionEngine, choice
from engines.fusion.choice import Maker
from engines.fusion.eager import EagerEngine
from engines.live import LiveAnalysis
from engines.live_report import LiveReport
from engines.sources.paced_file import PacedFile
from tests.watcher import Watcher
from ucrn_core import checkpoint
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import EngineError, MediaError
from ucrn_core.features import FeatureWindow


@pytest.fixture
def talk(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    return shared / "clips" / "talk_ira_contribution.mp4"


class Run:
    """A run over a file, the clock of which may be made to show that the machine slept."""

    def __init__(self, talk: Path, engine: str | None = None) -> None:
        self.slept = 0.0
        clock = SessionClock(time.monotonic, lambda: time.monotonic() + self.slept)
        self.notes = Watcher(clock)
        self.inputs = PacedFile(talk, clock)
        loaded = checkpoint.load(assets.path(assets.CHECKPOINT))
        self.analysis = LiveAnalysis(loaded, [self.notes], clock, self.inputs, engine=engine)

    def until(self, seconds: float) -> LiveReport:
        return self.analysis.run(threading.Event(), seconds)


@pytest.fixture
def run(talk: Path) -> Iterator[Run]:
    made = Run(talk)
    yield made
    made.inputs.close()
    made.analysis.close()


def test_a_pause_is_a_marked_gap_and_the_clock_runs_on(run: Run) -> None:
    notes, paused = run.notes, threading.Event()

    def pause() -> None:
        run.analysis.pause()
        threading.Thread(target=go_on).start()

    def go_on() -> None:
        while not run.analysis.state().paused:
            paused.wait(0.01)
        paused.wait(1.5)
        run.analysis.resume()

    notes.plan = [(run.analysis.state().t + 3, pause)]
    report = run.until(9)
    told = [(e.kind, e.message) for e in notes.events if not e.modality]
    assert told == [
        ("choice", "Paused: the devices are closed."),
        ("choice", "The analysis goes on after the pause."),
    ]
    gap, back = (e.t for e in notes.events if not e.modality)
    assert back - gap > 1.4
    assert not [p for _, p in notes.points if gap < p.t < back - 0.25]
    assert not [t for m in notes.steps for t in notes.valid(m) if gap + 0.2 < t < back - 0.2]
    times = [p.t for _, p in notes.points]
    assert times == sorted(times)
    assert any(p.t > back + 1 and p.presence["voice"] > 0 and p.presence["face"] > 0 for _, p in notes.points)
    assert report.points == len(notes.points)
    assert all(a.end <= b.start + 0.02 for a, b in zip(notes.words, notes.words[1:], strict=False))


def test_modalities_are_left_out_and_used_again_by_hand(run: Run) -> None:
    start = run.analysis.state().t
    run.notes.plan = [
        (start + 3, lambda: setattr(run.analysis, "drop", frozenset({"face"}))),
        (start + 5, lambda: setattr(run.analysis, "drop", frozenset())),
    ]
    run.until(7)
    out, again = (e for e in run.notes.events if e.modality == "face")
    assert (out.kind, out.message) == ("choice", "Face is left out by hand.")
    assert (again.kind, again.message) == ("back", "Face is used again.")
    for _, point in run.notes.points:
        if out.t + 0.1 < point.t < again.t:
            assert point.presence["face"] == 0
    assert run.notes.points[-1][1].presence["face"] > 0


def test_who_comes_later_is_told_what_the_window_holds(run: Run) -> None:
    late = Watcher(SessionClock())
    run.notes.plan = [(run.analysis.state().t + 3, lambda: run.analysis.add(late))]
    run.until(5)
    assert 4 < len(late.points) < len(run.notes.points)
    assert [s.t for _, s in late.steps["voice"]] == [s.t for _, s in run.notes.steps["voice"]]
    assert late.words == run.notes.words


def test_a_machine_that_slept_is_marked(run: Run) -> None:
    run.notes.plan = [(run.analysis.state().t + 2, lambda: setattr(run, "slept", 60.0))]
    run.until(4)
    assert [e.message for e in run.notes.events] == ["The machine slept for 60 s; the analysis goes on."]


def test_points_that_a_busy_machine_did_not_make_are_told(run: Run) -> None:
    """Stands for other programs that take the processor: the run's own thread is held up."""
    began = run.analysis.state().t
    run.notes.plan = [(began + 2, lambda: time.sleep(1.6))]
    report = run.until(5)
    event = next(event for event in run.notes.events if event.kind == "gap")
    found = re.fullmatch(r"The machine was busy with other things: no points for (\d+\.\d+) s\.", event.message)
    assert found
    times = [point.t for _, point in run.notes.points]
    lost = max(b - a for a, b in pairwise(times)) - 0.25
    assert float(found[1]) == pytest.approx(lost, abs=0.051)
    assert report.drops["points"] >= lost / 0.25
    assert times[-1] > event.t  # it goes on


class Failing:
    """As an engine of a GPU that is gone after some answers."""

    name = "failing"

    def __init__(self, loaded: Checkpoint) -> None:
        self.answers = float("inf")
        self._eager = EagerEngine(loaded)

    def __call__(self, window: FeatureWindow) -> Fused:
        self.answers -= 1
        if self.answers < 0:
            raise RuntimeError("CUDA error: the launch timed out and was terminated\nAdvice for programmers.")
        return self._eager(window)


def test_an_engine_that_fails_gives_way_and_no_point_is_missing(
    talk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built: list[Failing] = []

    def build(loaded: Checkpoint, cache: object, anew: bool) -> FusionEngine:
        built.append(Failing(loaded))
        return built[0]

    monkeypatch.setattr(choice, "makers", lambda: [Maker("cuda-graph", lambda: "", build)])
    run = Run(talk, "cuda-graph")
    recorder = Recorder(tmp_path / "s.ucrn", run.analysis.checkpoint, {}, run.analysis.tell)
    run.analysis.add(recorder)
    try:
        start = run.analysis.state().t
        run.notes.plan = [(start + 4, lambda: setattr(built[0], "answers", 2))]
        report = run.until(6)
        recorder.close(report)
    finally:
        run.inputs.close()
        run.analysis.close()
    engines = [point.engine for _, point in run.notes.points]
    first = engines.index("eager (cpu)", engines.index("failing"))
    assert set(engines[first:]) == {"eager (cpu)"}
    times = [point.t for _, point in run.notes.points]
    assert max(b - a for a, b in pairwise(times)) <= 0.25 * (1 + report.drops["points"]) + 1e-6
    said = "The engine failing failed (CUDA error: the launch timed out and was terminated); eager (cpu) goes on."
    (event,) = [e for e in run.notes.events if e.message == said]
    assert event.kind == "engine"
    assert times[first - 1] <= event.t <= times[first] + 0.5  # two hops
    assert report.engine == "eager (cpu)"
    with Session.open(tmp_path / "s.ucrn") as session:
        assert said in [e.message for e in session.events()]
        assert {p.engine for p in session.points("live")} >= {"failing", "eager (cpu)"}


def test_an_engine_that_cannot_be_had_is_told_at_once(talk: Path) -> None:
    with pytest.raises(EngineError, match="There is no engine 'warp'"):
        Run(talk, "warp")


def test_latency_is_the_sum_of_its_stages(run: Run) -> None:
    run.until(4)
    live = [p for _, p in run.notes.points if p.latency_ms is not None]
    assert len(live) > 8
    for point in live:
        assert set(point.stages_ms) == {"featurize", "hop", "window", "fusion"}
        assert point.latency_ms == pytest.approx(sum(point.stages_ms.values()))
        assert min(point.stages_ms.values()) > -5


def test_a_file_that_ends_ends_the_run(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCRN_LIVE_MODEL_MIRROR", str(shared / "models"))
    run = Run(assets.path(assets.SAMPLE))
    report = run.until(120)
    run.analysis.close()
    assert run.inputs.ended
    assert 18 < report.seconds < 40
    assert "wonderful" in " ".join(word.text for word in run.notes.words)


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        PacedFile(tmp_path / "none.mp4", SessionClock())
