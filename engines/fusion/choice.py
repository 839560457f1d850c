"""Which engine serves: the fastest that is installed, works here and agrees with the checkpoint.

The eager engine serves at once. The others are built beside it, checked by the parity gate and timed in turns; the
fastest then takes over. One that fails in the midst of a run gives way to the next, for the same window.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from engines.fusion import Fused, FusionEngine
from engines.fusion.cache import EngineCache
from engines.fusion.eager import EagerEngine
from engines.fusion.parity import check_parity, parity_windows
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import CheckpointError, EngineError
from ucrn_core.features import FeatureWindow

TRIALS = 15  # answers of each engine that are timed
EAGER = "eager"


@dataclass(frozen=True)
class Maker:
    """How an engine is had. missing: why it cannot be had here, in one sentence, empty where it can; build may raise
    whatever its libraries raise."""

    name: str
    missing: Callable[[], str]
    build: Callable[[Checkpoint, EngineCache], FusionEngine]


@dataclass(frozen=True)
class Candidate:
    """What became of one: `why` it was refused, or its median in the trial."""

    name: str
    why: str = ""
    median_ms: float | None = None


def makers() -> list[Maker]:
    """The engines there are, beside the eager one."""
    return [Maker("onnxruntime", lambda: "", _onnxruntime)]


def _onnxruntime(checkpoint: Checkpoint, cache: EngineCache) -> FusionEngine:
    from engines.fusion.onnx_export import live_onnx
    from engines.fusion.onnx_runtime import OnnxRuntimeEngine

    made_for = {"engine": "onnx", "checkpoint": checkpoint.digest, "torch": version("torch"), "precision": "fp32"}
    graph = cache.get(made_for) if checkpoint.digest else None
    if graph is None:
        graph = live_onnx(checkpoint.model)
        if checkpoint.digest:
            cache.put(made_for, graph)
    return OnnxRuntimeEngine(checkpoint, graph)


class ServingEngine:
    """FusionEngine that is the best one which is ready. `told`: what the person should know, oldest first; the caller
    empties it. `candidates`: what became of each engine, fastest first, when `wait` returns."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        wanted: str | None = None,
        cache: EngineCache | None = None,
        among: Sequence[Maker] | None = None,
    ) -> None:
        """wanted: the name of an engine, in place of the fastest. EngineError: there is none of that name."""
        self.told: list[str] = []
        self.candidates: list[Candidate] = []
        self._checkpoint, self._cache = checkpoint, cache or EngineCache()
        self._eager: FusionEngine = EagerEngine(checkpoint)
        self._engines: list[FusionEngine] = [self._eager]  # the first serves; replaced as a whole
        self._makers = list(makers() if among is None else among)
        names = [EAGER, *(maker.name for maker in self._makers)]
        if wanted is not None:
            if wanted not in names:
                raise EngineError(f"There is no engine {wanted!r}; choose one of {', '.join(names)}.")
            self._makers = [maker for maker in self._makers if maker.name == wanted]
        self._wanted = wanted
        self._thread = threading.Thread(target=self._prepare, name="engines", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        return self._engines[0].name

    def __call__(self, window: FeatureWindow) -> Fused:
        while True:
            engine, *others = engines = self._engines
            try:
                return engine(window)
            except CheckpointError:  # of the window, whichever engine is asked
                raise
            except Exception as error:
                if not others:
                    raise
                if self._engines is engines:
                    self._engines = others
                self.told.append(f"The engine {engine.name} failed ({error}); {others[0].name} goes on.")

    def wait(self, timeout: float | None = None) -> bool:
        """Until all engines are tried; False where that takes longer than `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _prepare(self) -> None:
        built: dict[str, FusionEngine] = {EAGER: self._eager}
        refused = []
        for maker in self._makers:
            why = maker.missing()
            try:
                if not why:
                    engine = maker.build(self._checkpoint, self._cache)
                    check_parity(engine, self._checkpoint)
                    built[maker.name] = engine
            except EngineError as error:
                why = str(error)
            except Exception as error:  # whatever a library raises
                why = f"The engine {maker.name} cannot be built here ({error})."
            if why:
                refused.append(Candidate(maker.name, why))
                if maker.name == self._wanted:
                    self.told.append(why)
        medians = trial(built, self._checkpoint) if len(built) > 1 else {EAGER: None}
        order = sorted(built, key=lambda name: (name != self._wanted, medians[name] or 0.0))
        self.candidates = [*(Candidate(name, median_ms=medians[name]) for name in order), *refused]
        kept = order[: order.index(EAGER) + 1]  # what is slower than the eager engine serves nobody
        self._engines = [built[name] for name in kept]


def trial(engines: dict[str, FusionEngine], checkpoint: Checkpoint) -> dict[str, float | None]:
    """Median milliseconds of each engine on the windows of the checkpoint, in turns."""
    windows = [window for window, _ in parity_windows(checkpoint)]
    times: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(TRIALS):
        for name, engine in engines.items():
            began = time.perf_counter()
            fused = engine(windows[turn % len(windows)])
            times[name].append(1000 * (time.perf_counter() - began))
            assert np.isfinite(fused.sentiments).all()
    return {name: statistics.median(kept) for name, kept in times.items()}
