"""How long a training step of the published experiment takes on one CPU thread: ours against the plain layout."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import torch

from ucrn_core.plain import PlainUCRN
from ucrn_core.published import PublishedRecipe, made, take_step

UNALIGNED = ((50, 300), (500, 74), (500, 35))  # (steps, channels) of text, audio and vision on CMU-MOSEI
WARM_UP = 2  # steps of each that are not counted


def training_step_times(
    repeats: int, report: Callable[[int, int], None], shapes: Sequence[tuple[int, int]] = UNALIGNED
) -> dict[str, dict[str, float]]:
    """median_ms and p95_ms of `repeats` steps by engine, `ucrn` and `plain`.

    A step is forward, loss, backward, clipping and Adam on a batch of 32. Both begin with the same weights and take
    turns, so that what else the machine does strikes both. report: gets turns done and turns in all.
    """
    recipe = PublishedRecipe()
    torch.manual_seed(recipe.seed)
    config = recipe.config(shapes)
    ours, plain = made(config), PlainUCRN(config)
    plain.load_ucrn_state(ours.state_dict())
    engines = {"ucrn": ours.train(), "plain": plain.train()}
    optimizers = {name: torch.optim.Adam(m.parameters(), lr=recipe.learning_rate) for name, m in engines.items()}
    batch = [*(torch.randn(recipe.batch, *shape) for shape in shapes), torch.randn(recipe.batch)]
    milliseconds: dict[str, list[float]] = {name: [] for name in engines}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for turn in range(WARM_UP + repeats):
            for name, model in engines.items():
                start = time.perf_counter()
                take_step(model, optimizers[name], recipe.clip, batch)
                milliseconds[name].append(1000 * (time.perf_counter() - start))
            report(turn + 1, WARM_UP + repeats)
    finally:
        torch.set_num_threads(threads)
    counted = {name: times[WARM_UP:] for name, times in milliseconds.items()}
    return {
        name: {"median_ms": float(np.median(times)), "p95_ms": float(np.percentile(times, 95))}
        for name, times in counted.items()
    }
