"""The paper's own experiment: the as-published network trained as its authors' code does, but chosen by validation."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ucrn_core.corpora.published import FEATURES, Utterances
from ucrn_core.divergence import multimodal_divergence
from ucrn_core.errors import CorpusError, TrainingError
from ucrn_core.evaluation import text_metrics
from ucrn_core.model import UCRN, Block, Branch, UCRNConfig

Report = Callable[[int, int], None]  # epochs done, epochs in all


@dataclass(frozen=True)
class PublishedRecipe:
    """Sizes and hyper-parameters; the defaults are those of the authors' code (Guo et al. 2021).

    The learning rate falls to a tenth when `patience` epochs bring no better validation. attention_dropout is that of
    text and of the crossmodal encoder; audio and vision have none. text_dropout is of text's input channels.
    """

    width: int = 30
    heads: int = 3
    layers: int = 5
    learning_rate: float = 1e-3
    batch: int = 32
    epochs: int = 40
    patience: int = 20
    clip: float = 0.8
    attention_dropout: float = 0.1
    feed_forward_dropout: float = 0.1
    residual_dropout: float = 0.1
    embedding_dropout: float = 0.25
    text_dropout: float = 0.25
    output_dropout: float = 0.5
    seed: int = 1234

    def config(self, shapes: Sequence[tuple[int, int]], used: tuple[str, ...] = FEATURES) -> UCRNConfig:
        """The network for (steps, channels) of text, audio and vision that takes the modalities `used`."""
        text, audio, vision = shapes
        return UCRNConfig(
            (
                Branch("text", *text, self.text_dropout, self.attention_dropout),
                Branch("audio", *audio),
                Branch("vision", *vision),
            ),
            used,
            self.width,
            self.heads,
            self.layers,
            dropout=self.residual_dropout,
            embedding_dropout=self.embedding_dropout,
            feed_forward_dropout=self.feed_forward_dropout,
            attention_dropout=self.attention_dropout,
            output_dropout=self.output_dropout,
        )


@dataclass(frozen=True)
class Fit:
    """The network at its best epoch by validation (counted from 1), and what each epoch gave."""

    model: UCRN
    epoch: int
    epochs: list[dict[str, float]]


def made(config: UCRNConfig) -> UCRN:
    """A new network with the authors' initial weights: within the encoders Xavier's, without bias."""
    model = UCRN(config)
    for block in (m for m in model.modules() if isinstance(m, Block)):
        for layer in (block.attention.qkv, block.attention.out, block.fc1, block.fc2):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def take_step(model: nn.Module, optimizer: torch.optim.Optimizer, clip: float, batch: Sequence[Tensor]) -> float:
    """One step of training on features (n, steps, channels) and, last, labels (n,); returns the loss."""
    *features, labels = batch
    optimizer.zero_grad()
    output = model(*features)
    loss = (output.prediction.squeeze(-1) - labels).abs().mean() + multimodal_divergence(list(output.refined.values()))
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return float(loss.item())


def fit(
    recipe: PublishedRecipe,
    train: Utterances,
    valid: Utterances,
    used: tuple[str, ...] = FEATURES,
    report: Report | None = None,
) -> Fit:
    """Trains on `train`, on a GPU where there is one; `valid` alone, by its MAE, steers the learning rate and chooses
    the epoch.

    TrainingError when the loss is not finite.
    """
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    shapes = [(f.shape[1], f.shape[2]) for f in train.features()]
    model = made(recipe.config(shapes, used)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=recipe.patience)
    best, chosen, state = math.inf, 0, model.state_dict()
    epochs: list[dict[str, float]] = []
    for epoch in range(1, recipe.epochs + 1):
        model.train()
        order = torch.randperm(len(train)).numpy()
        losses = [take_step(model, optimizer, recipe.clip, b) for b in _batches(train, order, recipe.batch, device)]
        mae = float(np.abs(predict(model, valid, recipe.batch) - valid.labels).mean())
        if not all(map(math.isfinite, (*losses, mae))):
            raise TrainingError(f"The loss is not finite in epoch {epoch}; the features may be far out of range.")
        rate = float(optimizer.param_groups[0]["lr"])
        epochs.append({"epoch": epoch, "loss": float(np.mean(losses)), "valid_mae": mae, "learning_rate": rate})
        schedule.step(mae)
        if mae < best:
            best, chosen, state = mae, epoch, copy.deepcopy(model.state_dict())
        if report is not None:
            report(epoch, recipe.epochs)
    model.load_state_dict(state)
    return Fit(model.cpu().eval(), chosen, epochs)


def predict(model: UCRN, data: Utterances, batch: int) -> NDArray[np.float64]:
    """Sentiment (n,) of each utterance; leaves the network in evaluation mode."""
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        rows = [model(*b[:-1]).prediction.squeeze(-1) for b in _batches(data, np.arange(len(data)), batch, device)]
    return torch.cat(rows).double().cpu().numpy()


def _batches(data: Utterances, order: NDArray[Any], size: int, device: torch.device) -> Iterator[list[Tensor]]:
    for start in range(0, len(order), size):
        some = data.rows(order[start : start + size])
        yield [torch.from_numpy(array).to(device) for array in (*some.features(), some.labels)]


def measure(model: UCRN, data: Utterances, batch: int) -> dict[str, float]:
    """n, mae, r, acc2, acc7 and f1."""
    return text_metrics(predict(model, data, batch), data.labels.astype(np.float64))


def cross_validate(
    recipe: PublishedRecipe, data: Utterances, folds: int, report: Report | None = None
) -> dict[str, Any]:
    """The network with all modalities, with text only, and the mean label, on folds that part no video.

    Each fold is tested once; of the others the next one chooses the epoch and the rest is trained on. The mean is that
    of all labels but the tested ones. Returns `folds`, a list with `videos`, and by system metrics and the epoch
    chosen, and `pooled`, the metrics of all predictions together by system.
    CorpusError when there are fewer videos than folds.
    """
    from sklearn.model_selection import GroupKFold

    videos = len(set(data.videos.tolist()))
    if videos < folds:
        raise CorpusError(f"{folds} folds need as many videos, and there are {videos}; ask for fewer with --folds.")
    parts = [test for _, test in GroupKFold(folds).split(data.labels, groups=data.videos)]
    systems = {"ucrn": FEATURES, "text_only": ("text",)}
    labels = data.labels.astype(np.float64)
    predicted = {name: np.empty(len(data)) for name in (*systems, "mean")}
    rows: list[dict[str, Any]] = []
    for number, test in enumerate(parts):
        valid = parts[(number + 1) % folds]
        train = np.setdiff1d(np.arange(len(data)), np.concatenate([test, valid]))
        row: dict[str, Any] = {"videos": sorted(set(data.videos[test].tolist()))}
        for system, (name, used) in enumerate(systems.items()):
            before = (number * len(systems) + system) * recipe.epochs
            total = folds * len(systems) * recipe.epochs
            tick = None if report is None else lambda epoch, _, b=before, t=total: report(b + epoch, t)
            result = fit(recipe, data.rows(train), data.rows(valid), used, tick)
            predicted[name][test] = predict(result.model, data.rows(test), recipe.batch)
            row[name] = text_metrics(predicted[name][test], labels[test]) | {"epoch": result.epoch}
        # In single precision: sums of it are exact, so a constant has no spread and its r cannot be told.
        predicted["mean"][test] = np.float32(np.delete(labels, test).mean())
        row["mean"] = text_metrics(predicted["mean"][test], labels[test])
        rows.append(row)
    return {"folds": rows, "pooled": {name: text_metrics(values, labels) for name, values in predicted.items()}}
