"""The engine that serves: the fastest that agrees, at once another, and the next when one fails."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

import assets
from engines.fusion import Fused, FusionEngine
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


class Remembering:
    """Knows the answers of the eager engine beforehand, which no real engine is as fast as; may begin to fail."""

    def __init__(self, checkpoint: Checkpoint, off: float = 0.0, pause: float = 0.0) -> None:
        self.name, self.broken = "remembering", False
        self._eager, self._off, self._pause = EagerEngine(checkpoint), off, pause
        self._known: dict[bytes, Fused] = {}

    def __call__(self, window: FeatureWindow) -> Fused:
        if self.broken:
            raise RuntimeError("out of memory")
        time.sleep(self._pause)
        key = b"".join(window.valid[m].tobytes() + window.values[m][-1:].tobytes() for m in window.values)
        if key not in self._known:
            fused = self._eager(window)
            self._known[key] = Fused(fused.sentiments + self._off, fused.gate_means)
        return self._known[key]


def maker(engine: FusionEngine, name: str = "remembering", missing: str = "") -> Maker:
    return Maker(name, lambda: missing, lambda checkpoint, cache: engine)


def test_the_onnx_graph_is_built_once_and_then_taken_from_the_cache(
    checkpoint: Checkpoint, window: FeatureWindow, cache: EngineCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = ServingEngine(checkpoint, "onnxruntime", cache=cache)
    assert serving.name == "eager (cpu)"  # until the other is built
    first = serving(window)
    assert serving.wait(300)
    assert serving.name == "onnxruntime (cpu)"
    np.testing.assert_allclose(serving(window).sentiments, first.sentiments, atol=1e-5)
    assert [c.name for c in serving.candidates] == ["onnxruntime", "eager"]
    assert len(cache.entries()) == 1

    monkeypatch.setattr("engines.fusion.onnx_export.live_onnx", lambda model: pytest.fail("it was kept"))
    again = ServingEngine(checkpoint, "onnxruntime", cache=cache)
    assert again.wait(60)
    assert again.name == "onnxruntime (cpu)"


def test_the_fastest_serves_and_a_slower_one_than_the_eager_does_not(
    checkpoint: Checkpoint, cache: EngineCache
) -> None:
    fast, slow = Remembering(checkpoint), Remembering(checkpoint, pause=0.05)
    serving = ServingEngine(checkpoint, cache=cache, among=[maker(slow, "slow"), maker(fast)])
    assert serving.wait(60)
    assert serving.name == "remembering"
    assert [c.name for c in serving.candidates] == ["remembering", "eager", "slow"]
    assert ServingEngine(checkpoint, "slow", cache=cache, among=[maker(slow, "slow")]).wait(60)


def test_who_disagrees_or_is_not_there_is_refused_with_its_reason(checkpoint: Checkpoint, cache: EngineCache) -> None:
    wrong, absent = Remembering(checkpoint, off=0.01), Remembering(checkpoint)
    broken = Maker("broken", lambda: "", lambda checkpoint, cache: 1 / 0)  # type: ignore[arg-type, return-value]
    among = [maker(wrong, "wrong"), maker(absent, "absent", "There is no CUDA device."), broken]
    serving = ServingEngine(checkpoint, cache=cache, among=among)
    assert serving.wait(60)
    assert serving.name == "eager (cpu)"
    why = {c.name: c.why for c in serving.candidates}
    assert why["eager"] == ""
    assert "its sentiment is off by 0.01" in why["wrong"]
    assert why["absent"] == "There is no CUDA device."
    assert "cannot be built here (division by zero)" in why["broken"]
    assert serving.told == []
    wanted = ServingEngine(checkpoint, "absent", cache=cache, among=among)
    assert wanted.wait(60)
    assert wanted.told == ["There is no CUDA device."]


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


def test_a_window_of_other_features_is_no_fault_of_the_engine(checkpoint: Checkpoint, cache: EngineCache) -> None:
    serving = ServingEngine(checkpoint, "eager", cache=cache)
    assert serving.wait(60)
    with pytest.raises(CheckpointError):
        serving(FeatureWindow(8.0, {}, {}, {}, "another"))
    assert serving.told == []


def test_an_engine_that_does_not_exist_is_told(checkpoint: Checkpoint, cache: EngineCache) -> None:
    with pytest.raises(EngineError, match="There is no engine 'warp'; choose one of eager, onnxruntime"):
        ServingEngine(checkpoint, "warp", cache=cache)
    assert {m.name for m in makers()} == {"onnxruntime"}
