"""Which engine serves: the fastest that is installed, works here and agrees with the checkpoint.

The eager engine serves at once. The others are built beside it, checked by the parity gate and timed in turns; the
fastest then takes over, and the order is remembered for this machine. One that fails in the midst of a run gives way
to the next, for the same window.
"""

from __future__ import annotations

import json
import logging
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import torch

from engines.fusion import EAGER, ENGINES, Fused, FusionEngine
from engines.fusion.cache import EngineCache
from engines.fusion.eager import EagerEngine
from engines.fusion.gpu import cuda_missing, gpu, trouble
from engines.fusion.parity import check_parity, parity_windows
from engines.machine import processor, versions
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import CheckpointError, EngineError, first_line
from ucrn_core.features import FeatureWindow

TRIALS = 15  # answers of each engine that are timed
CLOSE = 0.5  # s that closing may take
# By engine: a run that follows waits for what is being built, and finds it kept.
BUILDING: dict[str, threading.Lock] = {}
SLOW = 2.0  # s that building may take before the person is told
# What a remembered choice depends on.
PACKAGES = ("ucrn-live", "torch", "onnxruntime", "tensorrt", "tensorrt_rtx", "torch-tensorrt", "torch-tensorrt-rtx")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Maker:
    """How an engine is had. missing: why it cannot be had here, in one sentence, empty where it can; build: whether it
    is built anew, whatever is kept, is the last argument. Both may raise whatever their libraries raise."""

    name: str
    missing: Callable[[], str]
    build: Callable[[Checkpoint, EngineCache, bool], FusionEngine]


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


class Shared:
    """An engine for several threads, one after the other: it may have one set of buffers."""

    def __init__(self, engine: FusionEngine) -> None:
        self.name, self._engine, self._lock = engine.name, engine, threading.Lock()

    def __call__(self, window: FeatureWindow) -> Fused:
        with self._lock:
            return self._engine(window)


class ServingEngine:
    """FusionEngine that is the best one which is ready; called by one thread, while another prepares it.

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
        self._anew = anew
        torch.set_num_threads(1)  # recognition and the face run beside fusion
        self._eager = Shared(EagerEngine(checkpoint))
        self._engines = [self._eager]  # the first serves; replaced as a whole
        self._failed: list[Shared] = []
        self._refusals = False  # of engines that should be had here
        self._lock = threading.Lock()  # of these two lists
        self.name = self._eager.name
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._prepare, name="engines", daemon=True)
        self._thread.start()

    def __call__(self, window: FeatureWindow) -> Fused:
        while True:
            engine = self._engines[0]
            try:
                fused = engine(window)
            except CheckpointError:  # of the window, whichever engine is asked
                raise
            except Exception as error:
                if engine is self._eager:
                    raise
                with self._lock:
                    self._failed.append(engine)
                    self._engines = [other for other in self._engines if other is not engine]
                following = self._engines[0].name
                logger.warning("the engine %s failed, %s goes on", engine.name, following, exc_info=error)
                self.told.append(f"The engine {engine.name} failed ({first_line(error)}); {following} goes on.")
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

    def _prepare(self) -> None:
        made_for = _made_for(self._checkpoint)
        known = None if self._anew or self._wanted is not None else remembered(self._checkpoint, self._cache, made_for)
        rank = [candidate.name for candidate in known or () if not candidate.why]
        if known is not None:  # what is slower than the eager engine serves nobody
            self._makers = [maker for maker in self._makers if maker.name in rank[: rank.index(EAGER)]]
        built: dict[str, Shared] = {}
        refused: dict[str, str] = {}
        for maker in self._makers:
            try:
                if why := maker.missing() or self._unchecked(maker):
                    refused[maker.name] = why
                    continue
                built[maker.name] = self._built(maker)
            except Exception as error:  # whatever a library raises
                if self._closing.is_set():
                    return
                refused[maker.name] = self._tell_refusal(maker.name, error)
            # Those that are known in their order; of others the newest is taken for the fastest.
            ready = sorted(built, key=rank.index) if rank else list(reversed(built))
            self._serve([*(built[name] for name in ready), self._eager])
        tried = self._tried(built | {EAGER: self._eager}, refused) if known is None else known
        candidates = [candidate for candidate in tried if candidate.name not in refused]
        logger.info("engines, the fastest first: %s", ", ".join(found.name for found in candidates if not found.why))
        self.candidates = [*candidates, *(Candidate(name, why) for name, why in refused.items())]
        # What may be another time is tried the next time.
        if known is None and self._wanted is None and self._checkpoint.digest and tried and not self._refusals:
            self._cache.put(made_for, json.dumps([asdict(candidate) for candidate in self.candidates]).encode())
        if self._wanted is None and (why := trouble()):
            self.told.append(why)
        if self._cache.failure:
            self.told.append(self._cache.failure)

    def _unchecked(self, maker: Maker) -> str:
        if self._checkpoint.parity:
            return ""
        why = f"The engine {maker.name} cannot be checked: the checkpoint carries no windows for it."
        if maker.name == self._wanted:
            self.told.append(why)
        return why

    def _built(self, maker: Maker) -> Shared:
        """EngineError, or whatever a library raises: it cannot be built, or does not pass the parity gate."""
        with self._announced(maker.name), BUILDING.setdefault(maker.name, threading.Lock()):
            if self._closing.is_set():
                raise EngineError("Nobody needs it any more.")
            engine = Shared(maker.build(self._checkpoint, self._cache, False))
            try:
                check_parity(engine, self._checkpoint)
            except EngineError:  # what was kept may be of another version of this program
                engine = Shared(maker.build(self._checkpoint, self._cache, True))
                check_parity(engine, self._checkpoint)
            return engine

    def _tried(self, engines: dict[str, Shared], refused: dict[str, str]) -> list[Candidate]:
        """The engines in the order in which they serve from now on; none where nobody needs them any more."""
        times: dict[str, list[float]] = {name: [] for name in engines}
        windows = [window for window, _ in parity_windows(self._checkpoint)] if len(engines) > 1 else []
        for number in range(TRIALS if windows else 0):
            for name in list(times):
                began = time.perf_counter()
                try:
                    engines[name](windows[number % len(windows)])
                except Exception as error:  # whatever a library raises
                    del times[name]
                    refused[name] = self._tell_refusal(name, error)
                else:
                    times[name].append(1000 * (time.perf_counter() - began))
            if self._closing.is_set():
                return []
        medians = {name: statistics.median(kept) if kept else None for name, kept in times.items()}
        order = sorted(medians, key=lambda name: (name != self._wanted, medians[name] or 0.0))
        self._serve([engines[name] for name in order[: order.index(EAGER) + 1]])
        return [Candidate(name, median_ms=medians[name]) for name in order]

    def _serve(self, engines: Sequence[Shared]) -> None:
        with self._lock:
            self._engines = [engine for engine in engines if engine not in self._failed]

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

    def _tell_refusal(self, name: str, error: Exception) -> str:
        """Why an engine that should be had here is not, in one sentence."""
        why = str(error) if isinstance(error, EngineError) else first_line(error)
        if not why.startswith("The engine"):
            why = f"The engine {name} does not work here ({why.rstrip('.')})."
        self.told.append(why)
        logger.warning("the engine %s is refused", name, exc_info=error)
        self._refusals = True
        return why


def remembered(
    checkpoint: Checkpoint, cache: EngineCache, made_for: dict[str, str] | None = None
) -> list[Candidate] | None:
    """What became of each engine on this machine, the one that serves first; None where they were not tried."""
    content = cache.get(made_for or _made_for(checkpoint)) if checkpoint.digest else None
    try:
        return [Candidate(**fields) for fields in json.loads(content or "null")]
    except TypeError:  # nothing, or what another version kept
        return None


def _made_for(checkpoint: Checkpoint) -> dict[str, str]:
    """What a choice is remembered for."""
    found = {} if cuda_missing() else gpu()
    return {"choice": checkpoint.digest, "processor": processor(), **found, **versions(*PACKAGES)}
