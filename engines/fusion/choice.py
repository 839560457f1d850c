"""Which engine serves: the fastest that is installed, works here and agrees with the checkpoint.

The eager engine serves at once. The others are built beside it, checked by the parity gate and timed in turns; the
fastest then takes over, and the order is remembered for this machine. One that fails in the midst of a run gives way
to the next, for the same window.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import takewhile

import torch

from engines.fusion import EAGER, ENGINES, Fused, FusionEngine
from engines.fusion.cache import EngineCache
from engines.fusion.eager import EagerEngine
from engines.fusion.gpu import cuda_missing, gpu, trouble
from engines.fusion.parity import check_parity, parity_windows
from engines.machine import processor, versions
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import CheckpointError, EngineError
from ucrn_core.features import FeatureWindow

TRIALS = 15  # answers of each engine that are timed
CLOSE = 0.5  # s that closing may take
BUILDING = threading.Lock()  # a run that follows waits for what is being built, and finds it kept
SLOW = 2.0  # s that building may take before the person is told
# What a remembered choice depends on.
PACKAGES = ("ucrn-live", "torch", "onnxruntime", "tensorrt", "tensorrt_rtx", "torch-tensorrt", "torch-tensorrt-rtx")


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
    """The engines there are, beside the eager one; those that are built soonest first."""
    from engines.fusion import cuda_graph, onnx_runtime, tensorrt

    return [
        Maker("onnxruntime", lambda: "", onnx_runtime.build),
        Maker("cuda-graph", cuda_graph.missing, cuda_graph.build),
        Maker("tensorrt", tensorrt.missing, tensorrt.build),
    ]


def only(name: str, among: Sequence[Maker]) -> list[Maker]:
    """The maker of that name, none for the eager engine. EngineError: there is no such engine, or not here."""
    if name == EAGER:
        return []
    found = [maker for maker in among if maker.name == name]
    if not found:
        raise EngineError(f"There is no engine {name!r}; choose one of {', '.join(ENGINES)}.")
    if why := found[0].missing():
        raise EngineError(f"The engine {name} cannot run here: {why}")
    return found


class ServingEngine:
    """FusionEngine that is the best one which is ready; for one thread.

    name: of the engine that answered last. preparing: name of the one that is being built. told: what the person
    should know, oldest first; the caller empties it. candidates: what became of each engine, the one that serves
    first, when `wait` returns.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        wanted: str | None = None,
        *,
        cache: EngineCache | None = None,
        among: Sequence[Maker] | None = None,
        anew: bool = False,
    ) -> None:
        """wanted: the name of an engine, in place of the fastest. anew: whatever is remembered of this machine.
        EngineError: there is no engine of that name, or it cannot be had here."""
        self.told: list[str] = []
        self.candidates: list[Candidate] = []
        self.preparing = ""
        self._checkpoint, self._cache, self._wanted = checkpoint, cache or EngineCache(), wanted
        among = makers() if among is None else among
        self._makers = list(among) if wanted is None else only(wanted, among)
        self._known = None if anew or wanted is not None else remembered(checkpoint, self._cache)
        torch.set_num_threads(1)  # recognition and the face run beside fusion
        self._eager: FusionEngine = EagerEngine(checkpoint)
        self._engines: list[FusionEngine] = [self._eager]  # the first serves; replaced as a whole
        self._failed: list[FusionEngine] = []
        self._turn = threading.Lock()  # an engine may have one set of buffers
        self.name = self._eager.name
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._prepare, name="engines", daemon=True)
        self._thread.start()

    def __call__(self, window: FeatureWindow) -> Fused:
        while True:
            engine, *others = self._engines
            try:
                with self._turn:
                    fused = engine(window)
            except CheckpointError:  # of the window, whichever engine is asked
                raise
            except Exception as error:
                if not others:
                    raise
                self._failed.append(engine)
                self._serve(self._engines)
                self.told.append(f"The engine {engine.name} failed ({error}); {self._engines[0].name} goes on.")
                continue
            self.name = engine.name
            return fused

    def wait(self, timeout: float | None = None) -> bool:
        """Until all engines are tried; False where that takes longer than `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Tries no further engine. What is being built goes on, to be kept, and ends with this process."""
        self._closing.set()
        self.wait(CLOSE)

    def require(self) -> None:
        """Waits until all engines are tried. EngineError: the wanted one was refused."""
        self.wait()
        for candidate in self.candidates:
            if candidate.name == self._wanted and candidate.why:
                raise EngineError(candidate.why)

    def _serve(self, engines: Sequence[FusionEngine]) -> None:
        self._engines = [engine for engine in engines if engine not in self._failed]

    def _prepare(self) -> None:
        known = self._known
        makers_ = {maker.name: maker for maker in self._makers}
        if known:  # what is slower than the eager engine serves nobody
            faster = takewhile(lambda candidate: candidate.name != EAGER, known)
            makers_ = {c.name: makers_[c.name] for c in faster if c.name in makers_}
        built: dict[str, FusionEngine] = {}
        refused = []
        for maker in makers_.values():
            if self._closing.is_set():
                return
            if why := self._build(maker, built):
                refused.append(Candidate(maker.name, why))
            # Those that are known come in their order; of others the newest is taken for the fastest.
            self._serve([*(built.values() if known else reversed(built.values())), self._eager])
        built[EAGER] = self._eager
        if known:
            gone = {candidate.name for candidate in refused}
            self.candidates = [*(c for c in known if c.name not in gone), *refused]
        else:
            medians = self._trial(built)
            if self._closing.is_set():
                return
            order = sorted(built, key=lambda name: (name != self._wanted, medians[name] or 0.0))
            # What is slower than the eager engine serves nobody.
            self._serve([built[name] for name in order[: order.index(EAGER) + 1]])
            self.candidates = [*(Candidate(name, median_ms=medians[name]) for name in order), *refused]
            if self._wanted is None and self._checkpoint.digest:
                content = json.dumps([asdict(candidate) for candidate in self.candidates])
                self._cache.put(_made_for(self._checkpoint), content.encode())
        for candidate in refused if known or self._wanted else ():  # it was counted on
            self.told.append(candidate.why)
        if self._wanted is None and (why := trouble()):
            self.told.append(why)
        if self._cache.failure:
            self.told.append(self._cache.failure)

    def _build(self, maker: Maker, built: dict[str, FusionEngine]) -> str:
        """Adds the engine; or why it is refused, in one sentence."""
        if why := maker.missing():
            return why
        if not self._checkpoint.parity:
            return f"The engine {maker.name} cannot be checked: the checkpoint carries no windows for it."
        try:
            with self._announced(maker.name), BUILDING:
                engine = maker.build(self._checkpoint, self._cache)
            with self._turn:
                check_parity(engine, self._checkpoint)
        except EngineError as error:
            return str(error)
        except Exception as error:  # whatever a library raises
            return f"The engine {maker.name} cannot be built here ({error})."
        built[maker.name] = engine
        return ""

    @contextmanager
    def _announced(self, name: str) -> Iterator[None]:
        """While an engine is built."""
        timer = threading.Timer(SLOW, self.told.append, [f"The engine {name} is being prepared."])
        timer.daemon = True
        timer.start()
        self.preparing = name
        try:
            yield
        finally:
            self.preparing = ""
            timer.cancel()

    def _trial(self, engines: dict[str, FusionEngine]) -> dict[str, float | None]:
        """Median milliseconds of each engine on the windows of the checkpoint, in turns; None where there is one."""
        if len(engines) == 1:
            return dict.fromkeys(engines)
        windows = [window for window, _ in parity_windows(self._checkpoint)]
        times: dict[str, list[float]] = {name: [] for name in engines}
        for number in range(TRIALS):
            for name, engine in engines.items():
                with self._turn:
                    began = time.perf_counter()
                    engine(windows[number % len(windows)])
                    times[name].append(1000 * (time.perf_counter() - began))
            if self._closing.is_set():
                break
        return {name: statistics.median(kept) for name, kept in times.items()}


def remembered(checkpoint: Checkpoint, cache: EngineCache) -> list[Candidate] | None:
    """What became of each engine on this machine, the one that serves first; None where they were not tried."""
    content = cache.get(_made_for(checkpoint)) if checkpoint.digest else None
    try:
        return [Candidate(**fields) for fields in json.loads(content or "null")]
    except TypeError:  # nothing, or what another version kept
        return None


def _made_for(checkpoint: Checkpoint) -> dict[str, str]:
    """What a choice is remembered for."""
    found = {} if cuda_missing() else gpu()
    return {"choice": checkpoint.digest, "processor": processor(), **found, **versions(*PACKAGES)}
