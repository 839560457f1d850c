"""The engines of an NVIDIA GPU, on one: the answers of the CPU, time after time, and what happens when it fails."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import assets
from engines.fusion import Fused, FusionEngine, cuda_graph, tensorrt
from engines.fusion.apart import apart
from engines.fusion.cache import EngineCache
from engines.fusion.choice import Maker, ServingEngine
from engines.fusion.eager import EagerEngine
from engines.fusion.gpu import cuda_missing, gpu
from engines.fusion.parity import check_parity, parity_windows
from ucrn_core.checkpoint import Checkpoint, load
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureWindow

WHY = cuda_missing()
pytestmark = [pytest.mark.gpu, pytest.mark.skipif(bool(WHY), reason=WHY)]

AGREES = 1e-4  # of float32 in another order; TF32 is several times as far off
TIMED = 2000  # answers
MAKERS = {
    "cuda-graph": Maker("cuda-graph", cuda_graph.missing, cuda_graph.build),
    "tensorrt": Maker("tensorrt", tensorrt.missing, tensorrt.build),
}


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return load(assets.path(assets.CHECKPOINT))


@pytest.fixture(scope="module")
def windows(checkpoint: Checkpoint) -> list[FeatureWindow]:
    return [window for window, _ in parity_windows(checkpoint)]


@pytest.fixture(scope="module")
def eager(checkpoint: Checkpoint) -> EagerEngine:
    """On the CPU."""
    return EagerEngine(checkpoint)


@pytest.fixture(scope="module", params=list(MAKERS))
def engine(
    request: pytest.FixtureRequest, checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory
) -> FusionEngine:
    maker = MAKERS[request.param]
    if why := maker.missing():
        pytest.skip(why)
    return maker.build(checkpoint, EngineCache(tmp_path_factory.mktemp("engines")), False)


def agree(given_fused: Fused, expected: Fused) -> None:
    np.testing.assert_allclose(given_fused.sentiments, expected.sentiments, atol=AGREES)
    np.testing.assert_allclose(given_fused.gate_means, expected.gate_means, atol=AGREES)


def test_it_passes_the_parity_gate(checkpoint: Checkpoint, engine: FusionEngine) -> None:
    check_parity(engine, checkpoint)
    assert engine.name.startswith(("cuda-graph (", "tensorrt ("))


def test_on_the_gpu_the_eager_engine_agrees_too(checkpoint: Checkpoint) -> None:
    check_parity(EagerEngine(checkpoint, "cuda"), checkpoint)


@settings(max_examples=50)
@given(data=st.data())
def test_whatever_is_missing_it_gives_what_the_cpu_gives(
    engine: FusionEngine, eager: EagerEngine, windows: list[FeatureWindow], data: st.DataObject
) -> None:
    """Holes anywhere, single steps, absent modalities, nothing at all; what stands in invalid steps changes nothing."""
    window = data.draw(st.sampled_from(windows))
    shares = {m: data.draw(st.sampled_from([0.0, 0.02, 0.5, 1.0])) for m in MODALITIES}
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    valid = {m: window.valid[m] & (rng.random(len(window.valid[m])) < shares[m]) for m in MODALITIES}
    clean = replace(window, valid=valid)
    for garbage in (np.nan, np.inf, 1e30):
        values = {m: np.where(valid[m][:, None], window.values[m], garbage).astype(np.float32) for m in MODALITIES}
        agree(engine(replace(clean, values=values)), eager(clean))


def test_an_answer_does_not_depend_on_those_before_nor_on_the_thread(
    engine: FusionEngine, windows: list[FeatureWindow]
) -> None:
    first = engine(windows[0])
    nothing = {m: np.zeros_like(windows[0].valid[m]) for m in MODALITIES}
    engine(replace(windows[1], valid=nothing))
    again: list[Fused] = []
    thread = threading.Thread(target=lambda: again.append(engine(windows[0])))
    thread.start()
    thread.join()
    np.testing.assert_array_equal(again[0].sentiments, first.sentiments)
    np.testing.assert_array_equal(again[0].gate_means, first.gate_means)


def test_a_window_of_other_features_is_refused_and_the_next_answered(
    engine: FusionEngine, eager: EagerEngine, windows: list[FeatureWindow]
) -> None:
    with pytest.raises(CheckpointError, match="features"):
        engine(replace(windows[0], spec_digest="another"))
    agree(engine(windows[0]), eager(windows[0]))


def test_tf32_is_off_whatever_the_process_wants_and_the_wish_stays(
    checkpoint: Checkpoint, eager: EagerEngine, windows: list[FeatureWindow]
) -> None:
    matmul = torch.backends.cuda.matmul
    before = matmul.fp32_precision
    matmul.fp32_precision = "tf32"
    try:
        built = cuda_graph.CudaGraphEngine(checkpoint)
        assert matmul.fp32_precision == "tf32"
        for window in windows:
            agree(built(window), eager(window))
    finally:
        matmul.fp32_precision = before


def test_a_plan_is_built_once_and_one_that_does_not_load_is_built_again(
    checkpoint: Checkpoint, windows: list[FeatureWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why := tensorrt.missing():
        pytest.skip(why)
    cache = EngineCache(tmp_path)
    first = tensorrt.build(checkpoint, cache)
    kept = {path: path.read_bytes() for path in cache.entries()}
    assert kept
    with monkeypatch.context() as patched:
        patched.setattr(tensorrt, "apart", lambda *_: pytest.fail("it was kept"))
        began = time.perf_counter()
        again = tensorrt.build(checkpoint, cache)
        print(f"{again.name} from the cache: {time.perf_counter() - began:.2f} s")
    agree(again(windows[0]), first(windows[0]))

    class Foreign(EngineCache):
        """As a plan that TensorRT refuses although the file is whole."""

        def get(self, made_for: object) -> bytes:  # type: ignore[override]
            return b"no plan"

    anew = tensorrt.build(checkpoint, Foreign(tmp_path))
    agree(anew(windows[0]), first(windows[0]))


def test_without_gpu_memory_another_engine_serves_and_it_is_told(
    checkpoint: Checkpoint, windows: list[FeatureWindow], tmp_path: Path
) -> None:
    """torch may take no more of the memory, and what it holds already is used up: as if others had taken the rest."""
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(1e-6)
    taken = []
    try:
        with suppress(torch.OutOfMemoryError):
            while True:
                taken.append(torch.empty(128, device="cuda"))
        serving = ServingEngine(checkpoint, "cuda-graph", cache=EngineCache(tmp_path), among=[MAKERS["cuda-graph"]])
        assert serving.wait(120)
    finally:
        taken.clear()
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert len(serving.told) == 1
    assert "out of memory" in serving.told[0]
    assert np.isfinite(serving(windows[0]).sentiments).all()
    assert serving.name == "eager (cpu)"


def test_when_the_gpu_is_lost_in_a_run_the_same_window_is_answered_by_another_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[3])  # where the other process finds this module
    before, after, told, off = apart(lose_the_gpu)
    assert before.startswith("cuda-graph (")
    assert after == "eager (cpu)"
    assert len(told) == 1
    assert told[0].startswith(f"The engine {before} failed (")
    assert off < AGREES


def lose_the_gpu() -> tuple[str, str, list[str], float]:
    """A kernel that reads out of bounds ends all use of the GPU by its process, as unplugging it does."""
    checkpoint = load(assets.path(assets.CHECKPOINT))
    window, _ = next(parity_windows(checkpoint))
    with TemporaryDirectory() as folder:
        cache = EngineCache(Path(folder))
        serving = ServingEngine(checkpoint, "cuda-graph", cache=cache, among=[MAKERS["cuda-graph"]])
        assert serving.wait(120)
    first = serving(window)
    before = serving.name
    with suppress(RuntimeError):
        torch.zeros(1, device="cuda")[torch.tensor([7], device="cuda")].sum().item()
    second = serving(window)
    return before, serving.name, serving.told, float(np.abs(second.sentiments - first.sentiments).max())


def test_times(engine: FusionEngine, windows: list[FeatureWindow], capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, as the machine is whatever it is: transfers included, one window after the other."""
    times = []
    for i in range(TIMED):
        began = time.perf_counter()
        engine(windows[i % len(windows)])
        times.append(1000 * (time.perf_counter() - began))
    median, p95, p99 = np.percentile(times[TIMED // 10 :], [50, 95, 99])
    with capsys.disabled():
        print(f"\n{engine.name}: median {median:.3f} ms, p95 {p95:.3f} ms, p99 {p99:.3f} ms; {gpu()}")
