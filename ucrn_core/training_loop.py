"""The training loop: on one CPU, one GPU or many processes, stopped at any step and gone on with later.

Started plainly it is one process, on the GPU where there is one. `accelerate launch` starts one for each GPU,
`torchrun` as many as it is told (`accelerate launch --cpu` starts only one unless it is given MPI). Each draws batches
of its own, gradients are averaged over them, and only the first process validates and writes.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import numpy as np
import torch
from torch import Tensor, nn

from ucrn_core.errors import TrainingError
from ucrn_core.training_curves import write_curves

if TYPE_CHECKING:
    from accelerate import Accelerator

SAVE_EVERY = 200  # steps; a state takes a fraction of a second to write
CLIP = 1.0  # of the gradient's norm
SHORTEST_CYCLE = 20  # steps; of fewer a tenth is no rise

Model = TypeVar("Model", bound=nn.Module)


class Source(Protocol):
    """Where batches come from: nested dataclasses, dicts, lists and tuples of tensors, drawn with `rng` alone."""

    rng: np.random.Generator

    def batch(self) -> Any: ...


class Settings(Protocol):
    """What the loop reads of a recipe, which is a dataclass of plain values."""

    steps: int
    learning_rate: float
    weight_decay: float
    averaging: float
    seed: int
    validate_every: int


def train(
    model: Model,
    loss: Callable[[Model, Any], Tensor | dict[str, Tensor]],
    source: Source,
    validate: Callable[[Model], dict[str, float]],
    settings: Settings,
    report: Callable[[int, float, dict[str, float]], None],
    *,
    state: Path | None = None,
    data: Any = None,
    curves: Path | None = None,
    save_every: int = SAVE_EVERY,
) -> dict[str, float]:
    """Trains `model` in place and leaves it on the CPU, in evaluation mode, with the averaged weights; returns their
    validation numbers.

    loss: of the model and a batch, both on one device: a scalar, or scalars by name that are added up.
    validate: numbers of the averaged model, given on its device. report: gets step, mean loss since the last report
    and these numbers. state: file from which a stopped run goes on, kept every `save_every` steps, at the end, and at
    SIGINT or SIGTERM, which end the program (128 + its number) once the step is done; a second one ends it at once.
    data: what the batches are drawn from; a state made with other data, other settings or another network is refused.
    curves: path without suffix of a CSV and a PNG, written at every validation.

    The last weights, not the best: what is set aside then serves calibration unspent.
    TrainingError when the loss is not finite or a state cannot be read, is another run's, or cannot be written.
    """
    accelerator = start_accelerator()
    run = _Run(model, loss, source, settings, accelerator)
    if state is not None:
        run.go_on_from(state, data)
    with _stop_signal(wanted=state is not None) as stop:
        while run.step < settings.steps:
            run.take_step()
            due = run.step % settings.validate_every == 0 or run.step == settings.steps
            if due and accelerator.is_main_process:
                numbers = validate(run.averaged())
                run.history[-1] |= numbers
                run.numbers = numbers | {"seconds": run.seconds()}
                losses = [row["loss"] for row in run.history[-settings.validate_every :]]
                report(run.step, float(np.mean(losses)), run.numbers)
                if curves is not None:
                    write_curves(curves, run.history)
            if state is not None:
                if stop.is_set():
                    accelerator.set_trigger()
                stopped = accelerator.check_trigger()  # in one process is in all: they save the same step
                if stopped or run.step % save_every == 0 or run.step == settings.steps:
                    run.save(state)
                if stopped:
                    break
    if run.step < settings.steps:
        raise SystemExit(128 + (stop.number or signal.SIGTERM))  # none: another process was told to stop
    model.load_state_dict(run.averaged().state_dict())
    model.cpu().eval()
    accelerator.free_memory()
    return cast(dict[str, float], _from_main(accelerator, run.numbers))


def start_accelerator() -> Accelerator:
    """This process's place among those that train together; single precision, whatever the launcher's default."""
    from accelerate import Accelerator
    from accelerate.utils import DistributedDataParallelKwargs, InitProcessGroupKwargs

    # A modality that a batch lacks leaves its weights unused; the others wait while the first featurizes and validates.
    waiting = InitProcessGroupKwargs(timeout=timedelta(hours=12))
    unused = DistributedDataParallelKwargs(find_unused_parameters=True)
    accelerator = Accelerator(mixed_precision="no", kwargs_handlers=[waiting, unused])
    # Python's own end leaves gloo's threads running, and about one process in ten aborts.
    atexit.register(accelerator.end_training)
    return accelerator


def fingerprint(*parts: Any) -> str:
    """sha256 over the content of nested dataclasses, mappings, sequences, arrays, tensors and plain values."""
    digest = hashlib.sha256()

    def add(part: Any) -> None:
        if isinstance(part, Tensor):
            part = part.detach().cpu().numpy()
        if isinstance(part, (np.ndarray, np.generic)):
            digest.update(f"{part.dtype}{part.shape}".encode())
            digest.update(part.tobytes())
        elif is_dataclass(part):
            add({f.name: getattr(part, f.name) for f in fields(part)})
        elif isinstance(part, Mapping):
            add([item for pair in part.items() for item in pair])
        elif isinstance(part, (list, tuple)):
            digest.update(f"[{len(part)}]".encode())
            for item in part:
                add(item)
        else:
            assert part is None or isinstance(part, (str, int, float)), f"{type(part)} has no content to compare"
            digest.update(f"{part!r},".encode())

    add(parts)
    return digest.hexdigest()


def to_device(batch: Any, device: torch.device) -> Any:
    """The same nesting of dataclasses, dicts, lists and tuples with its tensors on `device`."""
    if isinstance(batch, Tensor):
        return batch.to(device)
    if is_dataclass(batch) and not isinstance(batch, type):
        return replace(batch, **{f.name: to_device(getattr(batch, f.name), device) for f in fields(batch)})
    if isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(value, device) for value in batch)
    return batch


class _Loss(nn.Module):
    """The loss as a forward: gradients are averaged over processes only for what passes one."""

    def __init__(self, model: nn.Module, loss: Callable[[Any, Any], Tensor | dict[str, Tensor]]) -> None:
        super().__init__()
        self.model, self.loss = model, loss

    def forward(self, batch: Any) -> tuple[Tensor, dict[str, Tensor]]:
        """The loss and the parts it has."""
        loss = self.loss(self.model, batch)
        return (torch.stack(list(loss.values())).sum(), loss) if isinstance(loss, dict) else (loss, {})


class _Run:
    """All that changes while a network is trained, and how it is kept and found again."""

    def __init__(
        self,
        model: nn.Module,
        loss: Callable[[Any, Any], Tensor | dict[str, Tensor]],
        source: Source,
        settings: Settings,
        accelerator: Accelerator,
    ) -> None:
        self.model, self.source, self.settings, self.accelerator = model, source, settings, accelerator
        torch.manual_seed(settings.seed + accelerator.process_index)
        source.rng = np.random.default_rng([settings.seed, accelerator.process_index])
        self.weights = [p for p in model.parameters() if p.requires_grad]
        self.frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
        self.loss = accelerator.prepare(_Loss(model, loss))  # on its device, with the first process's weights
        self.optimizer = torch.optim.AdamW(self.weights, lr=settings.learning_rate, weight_decay=settings.weight_decay)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, settings.learning_rate, total_steps=max(settings.steps, SHORTEST_CYCLE), pct_start=0.1
        )
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(settings.averaging)  # type: ignore[no-untyped-call]
        self.average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=average)
        self.step = 0
        self.history: list[dict[str, float]] = []  # per step; validation numbers where there are any
        self.numbers: dict[str, float] = {}
        self.started = time.monotonic()
        self.identity = ""

    def take_step(self) -> None:
        self.model.train()
        self.optimizer.zero_grad()
        loss, parts = self.loss(to_device(self.source.batch(), self.accelerator.device))
        value = float(loss.item())
        if not math.isfinite(value):
            raise TrainingError(f"The loss became {value} at step {self.step + 1}; lower the learning rate.")
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self.weights, CLIP)
        rate = float(self.schedule.get_last_lr()[0])
        self.optimizer.step()
        self.schedule.step()
        self.average.update_parameters(self.model)
        self.step += 1
        named = {f"loss_{name}": float(part.item()) for name, part in parts.items()}
        self.history.append({"step": self.step, "loss": value, **named, "learning_rate": rate})

    def averaged(self) -> Any:
        return self.average.module.eval()

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def save(self, path: Path) -> None:
        """Writes the state whole or not at all; every process must come here."""
        from accelerate.utils import gather_object

        random = gather_object([_random_state(self.source, self.accelerator.device)])
        if self.accelerator.is_main_process:
            self._write(path, random)
        self.accelerator.wait_for_everyone()  # a launcher ends all once one has ended

    def _write(self, path: Path, random: list[dict[str, Any]]) -> None:
        state = {
            "fingerprint": self.identity,
            "step": self.step,
            "history": self.history,
            "numbers": self.numbers,
            "seconds": self.seconds(),
            "model": self._trained(self.model),
            "average": self._trained(self.average.module),
            "averaged": self.average.n_averaged,
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "random": random,
        }
        partial = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                torch.save(state, file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise TrainingError(f"The training state {path} cannot be written: {error.strerror or error}.") from error

    def go_on_from(self, path: Path, data: Any) -> None:
        """Takes up the state in `path` where there is one."""
        state: dict[str, Any] | None = None
        if self.accelerator.is_main_process:
            self.identity = fingerprint(
                asdict(cast(Any, self.settings)), data, self.model.state_dict(), self.accelerator.num_processes
            )
            state = _read(path, self.identity)
        state = _from_main(self.accelerator, state)
        if state is None:
            return
        self.identity, self.step, self.numbers = state["fingerprint"], state["step"], state["numbers"]
        self.history, self.started = state["history"], time.monotonic() - state["seconds"]
        for module, kept in ((self.model, state["model"]), (self.average.module, state["average"])):
            module.load_state_dict(kept, strict=False)  # what is frozen is not kept
        self.average.n_averaged.copy_(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        random = state["random"][self.accelerator.process_index]
        self.source.rng.bit_generator.state = json.loads(random["numpy"])
        torch.set_rng_state(random["torch"])
        if random["cuda"] is not None:
            torch.cuda.set_rng_state(random["cuda"], self.accelerator.device)

    def _trained(self, module: nn.Module) -> dict[str, Tensor]:
        return {name: value for name, value in module.state_dict().items() if name not in self.frozen}


def _random_state(source: Source, device: torch.device) -> dict[str, Any]:
    return {
        "numpy": json.dumps(source.rng.bit_generator.state),
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
    }


def _read(path: Path, expected: str) -> dict[str, Any] | None:
    """The state in `path`, on the CPU; None where there is none."""
    try:
        content = io.BytesIO(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TrainingError(f"The training state {path} cannot be read: {error.strerror or error}.") from error
    try:
        state: dict[str, Any] = torch.load(content, map_location="cpu", weights_only=True)
        same = state["fingerprint"] == expected
    except Exception as error:  # torch raises errors of every kind for damaged bytes
        raise TrainingError(f"The training state {path} is damaged; start anew with --restart.") from error
    if not same:
        raise TrainingError(
            f"The training state {path} was made with another configuration, other data or another number of "
            "processes; repeat the command that made it, or start anew with --restart."
        )
    return state


def _from_main(accelerator: Accelerator, value: Any) -> Any:
    """The first process's value, in every process."""
    from accelerate.utils import broadcast_object_list

    return broadcast_object_list([value])[0] if accelerator.num_processes > 1 else value


@dataclass
class _Stop:
    """Which signal asked for an end; 0: none."""

    number: int = 0
    previous: dict[int, Any] = field(default_factory=dict)

    def is_set(self) -> bool:
        return self.number != 0

    def handle(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        self.restore()  # a second one ends at once

    def restore(self) -> None:
        for number, before in self.previous.items():
            signal.signal(number, before)


@contextmanager
def _stop_signal(*, wanted: bool) -> Iterator[_Stop]:
    """Where wanted, SIGINT and SIGTERM only set what is yielded, until the first of them has come."""
    stop = _Stop()
    if wanted and threading.current_thread() is threading.main_thread():
        stop.previous = {n: signal.signal(n, stop.handle) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        stop.restore()
