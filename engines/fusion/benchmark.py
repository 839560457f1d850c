"""How fast each fusion engine answers on this machine: all in one run, taking turns, one thread each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch import Tensor

from engines.fusion.cache import EngineCache
from engines.fusion.choice import Maker, makers
from engines.fusion.network import INPUTS, LiveNetwork, input_shapes
from engines.fusion.onnx_export import live_onnx, published_onnx
from engines.fusion.parity import check_parity, parity_windows
from engines.live_report import memory_mb
from engines.onnx_session import bound, one_thread_session
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.errors import EngineError
from ucrn_core.model import UCRN, UCRNConfig
from ucrn_core.plain import PlainUCRN, plain_live, take_multihead_attention
from ucrn_core.points import SUBSETS

SEVEN = 7  # subsets of three modalities
GPU = ("cuda-graph", "tensorrt")
Answer = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One engine at one size. shapes: `published` (50x300, 500x74, 500x35) or `live`; batch: 1, or 7 for all subsets of
    a window. Milliseconds: percentiles of an answer; first_ms: from the loaded network to the first answer, its export
    or compilation included. memory_mb: MiB that this process grew by until then, and the GPU."""

    engine: str
    shapes: str
    batch: int
    median_ms: float
    p95_ms: float
    p99_ms: float
    first_ms: float
    memory_mb: float


def fusion_times(
    checkpoint: Checkpoint, repeats: int, report: Callable[[int, int], None], tell: Callable[[str], None]
) -> list[Row]:
    """`plain` has the authors' layout: projections of their own, softmax written out, steps before the batch; it
    computes every subset of a live window from the beginning. `multihead` is the same on nn.MultiheadAttention.
    Engines of a GPU are there where it is. report: turns done and turns in all; tell: why an engine is left out."""
    sizes = [("published", 1, _published), ("published", SEVEN, _published), ("live", 1, _live), ("live", SEVEN, _live)]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    rows: list[Row] = []
    turns = count(1)

    def turned() -> None:
        report(next(turns), len(sizes) * repeats)

    try:
        with torch.inference_mode():
            for shapes, batch, makers_of in sizes:
                rows += _in_turns(makers_of(checkpoint, batch), shapes, batch, repeats, turned, tell)
    finally:
        torch.set_num_threads(threads)
    return rows


def _in_turns(
    makers: dict[str, Callable[[], Answer]],
    shapes: str,
    batch: int,
    repeats: int,
    turned: Callable[[], None],
    tell: Callable[[str], None],
) -> list[Row]:
    """Engines of one size: an answer of each, again and again."""
    rows, answers = [], []
    for engine, maker in makers.items():
        before, began = _memory(), time.perf_counter()
        try:
            answer = maker()
            answer()
        except EngineError as error:
            tell(str(error))
            continue
        first, grown = 1000 * (time.perf_counter() - began), max(0.0, _memory() - before)
        rows.append(Row(engine, shapes, batch, 0, 0, 0, first, grown))
        answers.append(answer)
    times: list[list[float]] = [[] for _ in answers]
    for _ in range(repeats):
        for kept, answer in zip(times, answers, strict=True):
            began = time.perf_counter()
            answer()
            kept.append(1000 * (time.perf_counter() - began))
        turned()
    return [_measured(row, kept) for row, kept in zip(rows, times, strict=True)]


def _measured(row: Row, times: Sequence[float]) -> Row:
    median, p95, p99 = np.percentile(times, [50, 95, 99])
    return replace(row, median_ms=float(median), p95_ms=float(p95), p99_ms=float(p99))


def _published(_: Checkpoint, batch: int) -> dict[str, Callable[[], Answer]]:
    torch.manual_seed(0)
    config = UCRNConfig()
    model = UCRN(config).eval()
    inputs = [torch.randn(batch, b.steps, b.channels) for b in config.branches]
    names = [b.name for b in config.branches]

    def eager() -> Answer:
        return lambda: model(*inputs).prediction

    return {
        "plain": lambda: _plain(model, inputs),
        "multihead": lambda: _plain(model, inputs, multihead=True),
        "eager": eager,
        "onnxruntime": lambda: _onnx(published_onnx(model, batch, flat=True), names, inputs),
    }


def _live(checkpoint: Checkpoint, batch: int) -> dict[str, Callable[[], Answer]]:
    model = checkpoint.model
    torch.manual_seed(0)
    inputs = [torch.randn(shape) for shape in input_shapes(model).values()]
    for flags in inputs[3:]:
        flags[:] = 1.0
    subsets = SUBSETS[-batch:]  # the last is the whole window
    repeated = [x.repeat(batch, 1, 1) for x in inputs[:3]]
    flags = torch.tensor(subsets, dtype=torch.float32).T.unsqueeze(-1)  # (modalities, batch, 1)
    valid = [x * flag for x, flag in zip(inputs[3:], flags, strict=True)]

    def plain() -> Answer:
        network = plain_live(model)
        return lambda: network(*repeated, valid=valid).prediction

    def eager() -> Answer:
        network = LiveNetwork(model, subsets)
        return lambda: network(*inputs)

    answers: dict[str, Callable[[], Answer]] = {
        "plain": plain,
        "eager": eager,
        "onnxruntime": lambda: _onnx(live_onnx(model, subsets, flat=True), INPUTS, inputs),
    }
    if batch == SEVEN:
        answers |= {m.name: partial(_on_gpu, m, checkpoint) for m in makers() if m.name in GPU and not m.missing()}
    return answers


def _on_gpu(maker: Maker, checkpoint: Checkpoint) -> Answer:
    """As the live run has it, both copies included; built anew."""
    window, _ = next(parity_windows(checkpoint))
    with TemporaryDirectory() as folder:
        engine = maker.build(checkpoint, EngineCache(Path(folder)), True)
    check_parity(engine, checkpoint)
    return lambda: engine(window)


def _plain(model: UCRN, inputs: Sequence[Tensor], multihead: bool = False) -> Answer:
    plain = PlainUCRN(model.config).eval()
    plain.load_ucrn_state(model.state_dict())
    if multihead:
        take_multihead_attention(plain)
    return lambda: plain(*inputs).prediction


def _onnx(graph: bytes, names: Sequence[str], inputs: Sequence[Tensor]) -> Answer:
    session = one_thread_session(graph)
    answers = {output.name: np.zeros(output.shape, np.float32) for output in session.get_outputs()}
    binding = bound(session, {name: x.numpy() for name, x in zip(names, inputs, strict=True)}, answers)
    return lambda: (session.run_with_iobinding(binding), answers)


def _memory() -> float:
    used = memory_mb()
    if torch.cuda.is_initialized():
        free, total = torch.cuda.mem_get_info()
        used += (total - free) / 2**20
    return used
