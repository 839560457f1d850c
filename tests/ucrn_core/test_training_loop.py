"""The training loop: learns, repeats itself, goes on after a stop as if there had been none, on many processes too."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ucrn_core.errors import TrainingError
from ucrn_core.training_curves import write_curves
from ucrn_core.training_loop import fingerprint, to_device, train


@pytest.fixture(autouse=True)
def cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")


@dataclass
class Rows:
    """A batch: inputs (rows, 4) and what they add up to (rows,)."""

    inputs: dict[str, Tensor]
    target: Tensor


class Sums:
    """Rows of four random numbers; the target is their sum."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng()

    def batch(self) -> Rows:
        x = torch.from_numpy(self.rng.normal(size=(16, 4))).float()
        return Rows({"x": x}, x.sum(dim=1))


@dataclass(frozen=True)
class Settings:
    steps: int = 60
    learning_rate: float = 0.05
    weight_decay: float = 0.0
    averaging: float = 0.8
    seed: int = 3
    validate_every: int = 20


SETTINGS = Settings()


class Net(nn.Module):
    """Dropout draws from torch's random numbers, the batches from numpy's; the last layer is frozen."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 1))
        self.frozen = nn.Linear(1, 1).requires_grad_(False)
        self.unused = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.frozen(self.layers(x)).squeeze(-1)


def loss(net: Net, rows: Rows) -> dict[str, Tensor]:
    """Part of it from a sub-module called alone, as UCRN's is: no forward of the network itself is passed."""
    error = (net.frozen(net.layers(rows.inputs["x"])).squeeze(-1) - rows.target).abs().mean()
    return {"error": error, "size": 1e-3 * net.layers[0].weight.square().mean()}


def error(net: Net) -> dict[str, float]:
    x = torch.linspace(-1, 1, 40).view(10, 4)
    with torch.no_grad():
        return {"mae": (net(x) - x.sum(dim=1)).abs().mean().item()}


def nothing(step: int, mean: float, numbers: dict[str, float]) -> None:
    pass


def trained(settings: Settings = SETTINGS, **kept: Any) -> tuple[dict[str, float], dict[str, Tensor]]:
    net = Net()
    return train(net, loss, Sums(), error, settings, nothing, **kept), net.state_dict()


def assert_same(a: dict[str, Tensor], b: dict[str, Tensor]) -> None:
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []


def test_it_learns_reports_and_leaves_the_averaged_weights() -> None:
    net, told = Net(), []
    before = error(net.eval())["mae"]
    numbers = train(net, loss, Sums(), error, SETTINGS, lambda *what: told.append(what))
    assert [step for step, _, _ in told] == [20, 40, 60]
    assert told[2][1] < told[0][1]
    assert numbers["mae"] < 0.5 * before
    assert numbers["mae"] == error(net)["mae"]
    assert not net.training
    torch.manual_seed(0)
    assert_same(net.frozen.state_dict(), Net().frozen.state_dict())


def test_a_loss_may_be_one_number() -> None:
    net = Net()
    train(net, lambda n, rows: loss(n, rows)["error"], Sums(), error, replace(SETTINGS, steps=3), nothing)


@pytest.mark.parametrize("steps", [1, 2, 10])
def test_a_trial_may_be_short(steps: int) -> None:
    assert trained(replace(SETTINGS, steps=steps))[0]["mae"] > 0


def stopped_at(step: int, number: int, **kept: Any) -> int:
    """Trains until a validation at `step` gets this signal; returns the exit status."""

    def interrupted(net: Net) -> dict[str, float]:
        signal.raise_signal(number)
        return error(net)

    with pytest.raises(SystemExit) as ended:
        train(Net(), loss, Sums(), interrupted, replace(SETTINGS, validate_every=step), nothing, **kept)
    return int(ended.value.code or 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path, number: int) -> None:
    settings = replace(SETTINGS, validate_every=27)
    whole = trained(settings, state=tmp_path / "whole.pt", data=[1.0], curves=tmp_path / "whole")
    before = signal.getsignal(number)
    state = tmp_path / "runs" / "one.pt"
    assert stopped_at(27, number, state=state, data=[1.0]) == 128 + number
    assert signal.getsignal(number) is before
    halves = trained(settings, state=state, data=[1.0], curves=tmp_path / "halves")
    assert_same(whole[1], halves[1])
    assert whole[0]["mae"] == halves[0]["mae"]
    assert (tmp_path / "whole.csv").read_text() == (tmp_path / "halves.csv").read_text()
    assert [p.name for p in state.parent.iterdir()] == ["one.pt"]


def test_a_killed_run_goes_on_from_its_last_state(tmp_path: Path) -> None:
    def die(net: Net) -> dict[str, float]:
        raise MemoryError

    with pytest.raises(MemoryError):  # at step 20, before it is kept
        train(Net(), loss, Sums(), die, SETTINGS, nothing, state=tmp_path / "state.pt", save_every=7)
    assert torch.load(tmp_path / "state.pt", weights_only=True)["step"] == 14
    assert_same(trained(state=tmp_path / "state.pt", save_every=7)[1], trained()[1])


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    first = trained(state=tmp_path / "state.pt")

    def never(net: Net, rows: Rows) -> Tensor:
        raise AssertionError

    net = Net()
    assert train(net, never, Sums(), error, SETTINGS, nothing, state=tmp_path / "state.pt") == first[0]
    assert_same(net.state_dict(), first[1])


@pytest.mark.parametrize("other", ["settings", "data", "network"])
def test_another_run_s_state_is_refused(tmp_path: Path, other: str) -> None:
    trained(state=tmp_path / "state.pt", data=[np.zeros(3)])
    net = Net()
    if other == "network":
        net.frozen.weight.data += 1
    settings = replace(SETTINGS, seed=4) if other == "settings" else SETTINGS
    data = [np.ones(3) if other == "data" else np.zeros(3)]
    with pytest.raises(TrainingError, match=r"state\.pt was made with another .* --restart\.$"):
        train(net, loss, Sums(), error, settings, nothing, state=tmp_path / "state.pt", data=data)


@pytest.mark.parametrize("content", [b"", b"no state", b"half a state", "half"])
def test_a_damaged_state_is_refused(tmp_path: Path, content: bytes | str) -> None:
    state = tmp_path / "state.pt"
    if isinstance(content, str):
        trained(state=state)
        content = state.read_bytes()[: state.stat().st_size // 2]
    state.write_bytes(content)
    with pytest.raises(TrainingError, match=r"state\.pt is damaged"):
        trained(state=state)


def test_a_state_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match=r"file/state\.pt cannot be"):
        trained(state=tmp_path / "file" / "state.pt")


def test_a_loss_that_is_not_finite_ends_the_run() -> None:
    with pytest.raises(TrainingError, match="nan at step 1; lower the learning rate"):
        train(Net(), lambda net, rows: loss(net, rows)["error"] * torch.nan, Sums(), error, SETTINGS, nothing)


def test_curves_have_every_step_and_can_be_seen(tmp_path: Path) -> None:
    trained(curves=tmp_path / "net.curves")
    with (tmp_path / "net.curves.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["step", "loss", "loss_error", "loss_size", "learning_rate", "mae"]
    assert [int(row["step"]) for row in rows] == list(range(1, 61))
    assert [int(row["step"]) for row in rows if row["mae"]] == [20, 40, 60]
    for row in rows:
        assert float(row["loss"]) == pytest.approx(float(row["loss_error"]) + float(row["loss_size"]), rel=1e-4)
    assert max(rows, key=lambda row: float(row["learning_rate"]))["step"] in {"6", "7"}
    from PIL import Image

    with Image.open(tmp_path / "net.curves.png") as picture:
        assert picture.width >= 800
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50
    few = [{"step": 1.0, "loss": 1.0, "learning_rate": 0.1}]
    with matplotlib.rc_context({"text.usetex": True}):  # as a matplotlibrc in the current folder may say
        write_curves(tmp_path / "plain", few)
    with pytest.raises(TrainingError, match=r"gone/net\.csv cannot be written"):
        write_curves(tmp_path / "gone" / "net", few)


def test_a_fingerprint_is_of_content() -> None:
    def one(**change: Any) -> str:
        content = {"a": np.arange(3), "b": [1, "x", None], "c": torch.zeros(2), "d": SETTINGS} | change
        return fingerprint(content)

    assert one() == one()
    others = [{"a": np.arange(3.0)}, {"b": [1, "y", None]}, {"b": [[1], "x", None]}, {"c": torch.ones(2)}]
    others.append({"d": replace(SETTINGS, seed=4)})
    assert len({one(), *(one(**other) for other in others)}) == 6


def test_a_batch_of_any_nesting_is_moved() -> None:
    rows = Sums().batch()
    moved = to_device({"rows": [rows], "pair": (rows.target, 3)}, torch.device("meta"))
    assert moved["rows"][0].inputs["x"].is_meta
    assert moved["pair"][0].is_meta
    assert moved["pair"][1] == 3
    assert not rows.target.is_meta


def launch(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """This file as a program in two processes on the CPU, by what `accelerate launch` uses where there are GPUs."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    return subprocess.run(
        [*launcher, __file__, str(folder), *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_processes_average_their_gradients_and_stop_and_go_on_together(tmp_path: Path) -> None:
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    whole.mkdir()
    halves.mkdir()
    done = launch(whole)
    assert done.returncode == 0, done.stderr
    first, second = (torch.load(whole / f"{i}.pt", weights_only=True) for i in (0, 1))
    assert_same(first["weights"], second["weights"])
    assert first["numbers"] == second["numbers"]
    assert not torch.equal(first["drawn"], second["drawn"])
    assert first["written"] == ["curves.csv", "curves.png", "state.pt"]
    # Gradients are averaged: one process alone, with the first one's batches, ends elsewhere.
    assert any(not torch.equal(a, b) for a, b in zip(trained()[1].values(), first["weights"].values(), strict=True))
    assert launch(halves, "stop").returncode != 0
    assert not (halves / "0.pt").exists()
    done = launch(halves)
    assert done.returncode == 0, done.stderr
    assert_same(torch.load(halves / "1.pt", weights_only=True)["weights"], first["weights"])


def program(folder: Path, stop: bool) -> None:
    """What each of the processes runs; only the second is told to stop."""
    rank = os.environ["RANK"]
    net, source, steps = Net(), Sums(), [0]
    net.layers[0].weight.data += int(rank)  # the first process's weights count

    def counted(net: Net, rows: Rows) -> dict[str, Tensor]:
        steps[0] += 1
        if stop and rank == "1" and steps[0] == 30:
            signal.raise_signal(signal.SIGTERM)
        return loss(net, rows)

    numbers = train(net, counted, source, error, SETTINGS, nothing, state=folder / "state.pt", curves=folder / "curves")
    written = sorted(p.name for p in folder.iterdir() if not p.stem.isdigit())
    drawn = torch.from_numpy(source.rng.random(3))
    torch.save(
        {"weights": net.state_dict(), "numbers": numbers, "drawn": drawn, "written": written}, folder / f"{rank}.pt"
    )


if __name__ == "__main__":
    program(Path(sys.argv[1]), "stop" in sys.argv)
