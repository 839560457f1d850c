"""The engine that serves: the fastest that agrees, at once another, and the next when one fails."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import assets
from engines.fusion import EAGER, ENGINES, Fused, FusionEngine, choice
from engines.fusion.cache import EngineCache
from engines.fusion.choice import Maker, ServingEngine, makers
from engines.fusion.eager import EagerEngine
from engines.fusion.parity import parity_windows
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError, EngineError
from ucrn_core.features import FeatureWindow


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture(scope="module")
def window(checkpoint: Checkpoint) -> FeatureWindow:
    return next(parity_windows(checkpoint))[0]


@pytest.fixture
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a loaded machine everything takes long; that is told in one test only."""
    monkeypatch.setattr(choice, "SLOW", 600.0)


class Remembering:
    """Knows the answers of the eager engine beforehand, which no real engine is as fast as; may begin to fail."""

    def __init__(self, checkpoint: Checkpoint, off: float = 0.0, pause: float = 0.0) -> None:
        self.name, self.broken = "remembering", False
        self._eager, self._off, self._pause = EagerEngine(checkpoint), off, pause
        self._known: dict[bytes, Fused] = {}

    def __call__(self, window: FeatureWindow) -> Fused:
        if self.broken:
            raise RuntimeError("out of memory")
        if self._pause:  # no sleep of 0 s: it gives the core away
            time.sleep(self._pause)
        key = b"".join(window.valid[m].tobytes() + window.values[m][-1:].tobytes() for m in window.values)
        if key not in self._known:
            fused = self._eager(window)
            self._known[key] = Fused(fused.sentiments + self._off, fused.gate_means)
        return self._known[key]


def maker(engine: FusionEngine, name: str = "remembering", missing: str = "") -> Maker:
    return Maker(name, lambda: missing, lambda checkpoint, cache, anew: engine)


def test_the_engine_that_is_ready_serves_and_names_itself(
    checkpoint: Checkpoint, window: FeatureWindow, cache: EngineCache
) -> None:
    building, ready = threading.Event(), threading.Event()

    def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool) -> FusionEngine:
        building.set()
        assert ready.wait(60)
        return Remembering(checkpoint)

    serving = ServingEngine(checkpoint, cache=cache, among=[Maker("remembering", lambda: "", build)])
    assert building.wait(60)
    first = serving(window)
    assert (serving.name, serving.preparing) == ("eager (cpu)", "remembering")
    ready.set()
    assert serving.wait(60)
    np.testing.assert_array_equal(serving(window).sentiments, first.sentiments)
    assert (serving.name, serving.preparing, serving.told) == ("remembering", "", [])


def test_what_takes_long_is_told(checkpoint: Checkpoint, cache: EngineCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SLOW", 0.0)
    made, waiting = threading.Event(), threading.Event()

    def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool) -> FusionEngine:
        assert made.wait(60)
        while not serving.told:
            waiting.wait(0.01)
        return Remembering(checkpoint)

    serving = ServingEngine(checkpoint, cache=cache, among=[Maker("slow", lambda: "", build)])
    made.set()
    assert serving.wait(60)
    assert serving.told == ["The engine slow is being prepared."]


def test_the_choice_is_remembered_until_something_is_another(
    checkpoint: Checkpoint, cache: EngineCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = maker(Remembering(checkpoint, pause=0.1), "slow"), maker(Remembering(checkpoint), "fast")
    among = [slow, fast, maker(Remembering(checkpoint), "absent", "There is no CUDA device.")]
    first = ServingEngine(checkpoint, cache=cache, among=among)
    assert first.wait(60)
    assert [c.name for c in first.candidates] == ["fast", "eager", "slow", "absent"]

    with monkeypatch.context() as patched:
        patched.setattr(ServingEngine, "_tried", lambda *_: pytest.fail("it was remembered"))
        only_fast = [Maker("slow", lambda: "", lambda *_: pytest.fail("it serves nobody")), fast, among[2]]
        again = ServingEngine(checkpoint, cache=cache, among=only_fast)
        assert again.wait(60)
    assert again.candidates == first.candidates
    assert again.told == []

    gone = [slow, maker(Remembering(checkpoint, off=1.0), "fast"), among[2]]
    refused = ServingEngine(checkpoint, cache=cache, among=gone)
    assert refused.wait(60)
    assert [c.name for c in refused.candidates] == ["eager", "slow", "absent", "fast"]
    assert "its sentiment is off by 1" in refused.told[0]

    monkeypatch.setattr(choice, "processor", lambda: "another")
    other = ServingEngine(checkpoint, cache=cache, among=[slow])
    assert other.wait(60)
    assert [c.name for c in other.candidates] == ["eager", "slow"]


def test_a_cache_that_cannot_be_written_is_told_and_the_engine_serves(
    checkpoint: Checkpoint, window: FeatureWindow, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = EngineCache(tmp_path / "file" / "engines")
    serving = ServingEngine(checkpoint, cache=cache, among=[maker(Remembering(checkpoint))])
    assert serving.wait(60)
    assert len(serving.told) == 1
    assert "cannot be written" in serving.told[0]
    serving(window)
    assert serving.name == "remembering"


def test_a_checkpoint_without_windows_has_the_eager_engine_alone(checkpoint: Checkpoint, cache: EngineCache) -> None:
    serving = ServingEngine(replace(checkpoint, parity={}), cache=cache, among=[maker(Remembering(checkpoint))])
    assert serving.wait(60)
    assert [c.name for c in serving.candidates] == ["eager", "remembering"]
    assert "carries no windows" in serving.candidates[1].why


def test_the_fastest_serves_and_a_slower_one_than_the_eager_does_not(
    checkpoint: Checkpoint, cache: EngineCache
) -> None:
    fast, slow = Remembering(checkpoint), Remembering(checkpoint, pause=0.05)
    serving = ServingEngine(checkpoint, cache=cache, among=[maker(slow, "slow"), maker(fast)])
    assert serving.wait(60)
    assert [c.name for c in serving.candidates] == ["remembering", "eager", "slow"]
    assert ServingEngine(checkpoint, "slow", cache=cache, among=[maker(slow, "slow")]).wait(60)


def test_who_disagrees_or_is_not_there_is_refused_with_its_reason(checkpoint: Checkpoint, cache: EngineCache) -> None:
    wrong, absent = Remembering(checkpoint, off=0.01), Remembering(checkpoint)
    broken = Maker("broken", lambda: "", lambda checkpoint, cache, anew: 1 / 0)  # type: ignore[arg-type, return-value]
    among = [maker(wrong, "wrong"), maker(absent, "absent", "There is no CUDA device."), broken]
    serving = ServingEngine(checkpoint, cache=cache, among=among)
    assert serving.wait(60)
    assert serving.name == "eager (cpu)"
    why = {c.name: c.why for c in serving.candidates}
    assert why["eager"] == ""
    assert "its sentiment is off by 0.01" in why["wrong"]
    assert why["absent"] == "There is no CUDA device."
    assert why["broken"] == "The engine broken does not work here (division by zero)."
    # What is not there is no news; what should work and does not, is, and it is tried again the next time.
    assert serving.told == [why["wrong"], why["broken"]]
    assert cache.entries() == []
    with pytest.raises(EngineError, match=r"^The engine absent cannot run here: There is no CUDA device\.$"):
        ServingEngine(checkpoint, "absent", cache=cache, among=among)
    wanted = ServingEngine(checkpoint, "wrong", cache=cache, among=among)
    with pytest.raises(EngineError, match=r"off by 0\.01"):
        wanted.require()
    assert wanted.told == [why["wrong"]]
    serving.require()


def test_an_engine_that_fails_in_a_run_gives_way_for_the_same_window(
    checkpoint: Checkpoint, window: FeatureWindow, cache: EngineCache
) -> None:
    fast = Remembering(checkpoint)
    serving = ServingEngine(checkpoint, cache=cache, among=[maker(fast)])
    assert serving.wait(60)
    before = serving(window)
    fast.broken = True
    after = serving(window)
    np.testing.assert_array_equal(after.sentiments, before.sentiments)
    assert serving.told == ["The engine remembering failed (out of memory); eager (cpu) goes on."]
    assert serving.name == "eager (cpu)"
    serving(window)
    assert len(serving.told) == 1


def test_an_engine_that_fails_in_its_trial_is_refused_and_the_others_are_tried(
    checkpoint: Checkpoint, window: FeatureWindow, cache: EngineCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, fast = Remembering(checkpoint), Remembering(checkpoint)
    windows = choice.parity_windows

    def breaking(of: Checkpoint) -> object:
        lost.broken = True  # between the gate and the trial
        return windows(of)

    monkeypatch.setattr(choice, "parity_windows", breaking)
    serving = ServingEngine(checkpoint, cache=cache, among=[maker(lost, "lost"), maker(fast, "fast")])
    assert serving.wait(60)
    assert [(c.name, c.why) for c in serving.candidates] == [
        ("fast", ""), ("eager", ""), ("lost", "The engine lost does not work here (out of memory)."),
    ]  # fmt: skip
    assert serving.told == ["The engine lost does not work here (out of memory)."]
    lost.broken = False
    alone = ServingEngine(checkpoint, "lost", cache=cache, among=[maker(lost, "lost")])
    with pytest.raises(EngineError, match="out of memory"):
        alone.require()


def test_what_cannot_even_be_asked_for_is_refused(checkpoint: Checkpoint, cache: EngineCache) -> None:
    def missing() -> str:
        raise AttributeError("half installed")

    strange = Maker("strange", missing, lambda *_: Remembering(checkpoint))
    serving = ServingEngine(checkpoint, cache=cache, among=[strange, maker(Remembering(checkpoint), "fast")])
    assert serving.wait(60)
    assert [c.name for c in serving.candidates] == ["fast", "eager", "strange"]
    assert serving.told == ["The engine strange does not work here (half installed)."]


def test_what_was_kept_and_does_not_agree_any_more_is_built_anew(checkpoint: Checkpoint, cache: EngineCache) -> None:
    asked: list[bool] = []

    def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool) -> FusionEngine:
        asked.append(anew)
        return Remembering(checkpoint, off=0.0 if anew else 1.0)

    serving = ServingEngine(checkpoint, cache=cache, among=[Maker("kept", lambda: "", build)])
    assert serving.wait(60)
    assert [c.name for c in serving.candidates] == ["kept", "eager"]
    assert asked == [False, True]
    assert serving.told == []


def test_a_run_that_is_over_builds_nothing_any_more(checkpoint: Checkpoint, cache: EngineCache) -> None:
    building, go_on = threading.Event(), threading.Event()
    builds: list[str] = []

    def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool) -> FusionEngine:
        builds.append("built")
        building.set()
        assert go_on.wait(60)
        return Remembering(checkpoint)

    among = [Maker("slow to build", lambda: "", build)]
    first = ServingEngine(checkpoint, cache=cache, among=among)
    assert building.wait(60)
    second = ServingEngine(checkpoint, cache=cache, among=among)
    for serving in (first, second):
        serving.close()
    go_on.set()
    assert first.wait(60)
    assert second.wait(60)
    assert builds == ["built"]


def test_a_window_of_other_features_is_no_fault_of_the_engine(checkpoint: Checkpoint, cache: EngineCache) -> None:
    serving = ServingEngine(checkpoint, "eager", cache=cache)
    assert serving.wait(60)
    with pytest.raises(CheckpointError):
        serving(FeatureWindow(8.0, {}, {}, {}, "another"))
    assert serving.told == []


def test_an_engine_that_does_not_exist_is_told(checkpoint: Checkpoint, cache: EngineCache) -> None:
    with pytest.raises(EngineError, match="There is no engine 'warp'; choose one of eager, onnxruntime"):
        ServingEngine(checkpoint, "warp", cache=cache)
    assert {EAGER, *(m.name for m in makers())} == set(ENGINES)
