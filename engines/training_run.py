"""A training run from featurized corpora to a calibrated checkpoint, validated on speakers and faces set aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engines.evaluation import still_steps
from engines.training_data import (
    VALID_ACTORS,
    Corpora,
    augment,
    face_pool,
    heard_in_order,
    person_spec,
    text_pool,
    voice_pool,
)
from ucrn_core.calibration import Calibration, conformal_half_width, fit_quality
from ucrn_core.checkpoint import Checkpoint, live_config
from ucrn_core.evaluation import correlation, text_metrics
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN, UCRNOutput
from ucrn_core.points import SUBSETS
from ucrn_core.training import Composer, Pool, Recipe, collate, train
from ucrn_core.windows import left_pad

Items = Sequence[tuple[NDArray[Any], NDArray[np.bool_]] | None]
Report = Callable[[str], None]
ALL_ACTORS = frozenset(range(1, 21))
COMPOSED = 2000  # validation rows composed for calibration
PARITY_WINDOWS = 4


def train_checkpoint(corpora: Corpora, recipe: Recipe, report: Report) -> tuple[Checkpoint, dict[str, Any]]:
    """Trains on all corpora but what is set aside; returns the checkpoint and its validation numbers."""
    actors = set(ALL_ACTORS) - set(VALID_ACTORS)
    spec = person_spec(corpora, actors)
    held_out = corpora.face_rows.held_out
    train_text = [i for i, r in enumerate(corpora.text_rows) if r.split == "train"]
    valid_text = [i for i, r in enumerate(corpora.text_rows) if r.split == "valid" and len(corpora.text[i][0])]
    pools = {
        "text": text_pool(corpora, train_text),
        "voice": voice_pool(corpora, spec, actors, held_out=False),
        "face": face_pool(corpora, spec, ~held_out),
    }
    aside = {
        "text": text_pool(corpora, valid_text),
        "voice": voice_pool(corpora, spec, set(VALID_ACTORS), held_out=True),
        "face": face_pool(corpora, spec, held_out),
    }
    voices, voice_labels = heard_in_order(corpora, spec, set(VALID_ACTORS))
    texts = [variants[0] for variants in aside["text"].variants]
    stills = [still_steps(row, spec) for row in corpora.faces[held_out]]
    face_labels = corpora.face_rows.labels[held_out]

    def validate(model: UCRN) -> dict[str, float]:
        text = text_metrics(predict(model, spec, "text", texts), aside["text"].labels)
        voice = correlation(predict(model, spec, "voice", voices), voice_labels)
        face = correlation(predict(model, spec, "face", stills), face_labels)
        return {
            "text_mae": text["mae"],
            "text_r": text["r"],
            "text_acc2": text["acc2"],
            "voice_r": voice,
            "face_r": face,
        }

    def tell(step: int, loss: float, numbers: dict[str, float]) -> None:
        report(f"step {step}: loss {loss:.3f}  " + "  ".join(f"{k} {v:.3f}" for k, v in numbers.items()))

    torch.manual_seed(recipe.seed)
    model = UCRN(live_config(spec, dropout=recipe.dropout))
    composer = Composer(pools, spec, recipe, augment)
    numbers = train(model, composer, validate, tell)
    calibration = calibrate(model, aside, spec, recipe)
    provenance = {"recipe": asdict(recipe), "validation": numbers}
    parity = parity_windows(model, aside, spec, recipe)
    return Checkpoint(model, spec, calibration, provenance, parity=parity), numbers


def voice_folds(corpora: Corpora, recipe: Recipe, report: Report, folds: int = 5) -> list[float]:
    """r of voice alone on each fold of RAVDESS actors left out, the voice branch trained without the others."""
    # One modality alone needs fewer steps than three: about 25 epochs.
    recipe = replace(recipe, steps=600, batch=48, learning_rate=2e-3, averaging=0.99, validate_every=600)
    results = []
    for fold in range(folds):
        left_out = {a for a in ALL_ACTORS if a % folds == fold}
        spec = person_spec(corpora, set(ALL_ACTORS) - left_out)
        pool = voice_pool(corpora, spec, set(ALL_ACTORS) - left_out, held_out=False)
        steps, labels = heard_in_order(corpora, spec, left_out)

        def numbers(
            model: UCRN, spec: FeatureSpec = spec, steps: Items = steps, labels: NDArray[np.float64] = labels
        ) -> dict[str, float]:
            return {"voice_r": correlation(predict(model, spec, "voice", steps), labels)}

        torch.manual_seed(recipe.seed)
        model = UCRN(live_config(spec, dropout=recipe.dropout))
        composer = Composer({"voice": pool}, spec, recipe, augment)
        results.append(train(model, composer, numbers, lambda *_: None)["voice_r"])
        report(f"voice, actors {sorted(left_out)} left out: r {results[-1]:.3f}")
    return results


def predict(model: UCRN, spec: FeatureSpec, modality: str, items: Items) -> NDArray[np.float64]:
    """Sentiment of rows with one modality alone (n,); 0 for a row that holds nothing, clipped to the scale."""
    columns = {m: items if m == modality else [None] * len(items) for m in MODALITIES}
    predicted = _forward(model, spec, columns)[0]
    empty = np.array([item is None or not item[1][-spec.stream(modality).steps :].any() for item in items])
    return np.where(empty, 0.0, np.clip(predicted, -3, 3))


def calibrate(model: UCRN, aside: dict[str, Pool], spec: FeatureSpec, recipe: Recipe) -> Calibration:
    """Interval per subset from composed rows set aside, quality per modality from their degraded pairs."""
    columns, labels = composed_rows(aside, spec, recipe)
    widths = []
    for subset in SUBSETS:
        chosen = {m: columns[m] if flag else [None] * len(labels) for m, flag in zip(MODALITIES, subset, strict=True)}
        predicted = np.clip(_forward(model, spec, chosen)[0], -3, 3)
        widths.append(conformal_half_width(predicted - labels))
    rng = np.random.default_rng(recipe.seed + 2)
    quality = []
    for i, m in enumerate(MODALITIES):
        pool = aside[m]
        rows = [r for r in range(len(pool.labels)) if (twin := pool.degraded[r]) is not None and twin[0] > 0.5]
        gates = []
        for side in ("clean", "degraded"):
            items = []
            for r in rows:
                twin = pool.degraded[r]
                assert twin is not None
                values, valid = pool.variants[r][-1] if side == "clean" else twin[1:]
                items.append(augment(m, values.astype(np.float32), valid, True, rng))
            columns_of_m: dict[str, Items] = {n: items if n == m else [None] * len(items) for n in MODALITIES}
            gates.append(_forward(model, spec, columns_of_m)[1][:, i])
        quality.append(fit_quality(gates[0], gates[1]))
    return Calibration(tuple(widths), tuple(quality))


def composed_rows(
    aside: dict[str, Pool], spec: FeatureSpec, recipe: Recipe
) -> tuple[dict[str, Items], NDArray[np.float64]]:
    """Rows composed as in training from what is set aside, with a text's label, as items per modality."""
    rng = np.random.default_rng(recipe.seed + 1)
    rows = {"text": rng.integers(len(aside["text"].labels), size=COMPOSED)}
    labels = aside["text"].labels[rows["text"]]
    for m, dependence in zip(("voice", "face"), recipe.dependence, strict=True):
        rows[m] = aside[m].agreeing(rng, labels, dependence)
    items: dict[str, Items] = {m: [_drawn(m, aside[m], int(r), rng) for r in rows[m]] for m in MODALITIES}
    return items, labels


def _drawn(
    modality: str, pool: Pool, row: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    variants = pool.variants[row]
    values, valid = variants[rng.integers(len(variants))]
    return augment(modality, values.astype(np.float32), valid, True, rng)


def parity_windows(model: UCRN, aside: dict[str, Pool], spec: FeatureSpec, recipe: Recipe) -> dict[str, NDArray[Any]]:
    """A few whole windows, clean and degraded, with the answers for every subset that an engine must give."""
    rng = np.random.default_rng(recipe.seed + 3)
    result: dict[str, NDArray[Any]] = {}
    for number in range(PARITY_WINDOWS):
        inputs, masks = [], []
        for m in MODALITIES:
            stream, pool = spec.stream(m), aside[m]
            rows = [r for r in range(len(pool.labels)) if pool.degraded[r] is not None]
            r = rows[rng.integers(len(rows))]
            twin = pool.degraded[r]
            assert twin is not None
            item = pool.variants[r][0] if number % 2 == 0 else twin[1:]
            steps, ok = augment(m, item[0].astype(np.float32), item[1], True, rng)
            window, valid = left_pad(steps[-stream.steps :].astype(np.float16), ok[-stream.steps :], stream.steps)
            result[f"{number}/{m}/values"], result[f"{number}/{m}/valid"] = window.astype(np.float16), valid
            inputs.append(torch.from_numpy(window)[None])
            masks.append(torch.from_numpy(valid)[None])
        with torch.inference_mode():
            sentiments, gates = model.every_subset(*inputs, valid=masks, subsets=torch.tensor(SUBSETS).float())
        result[f"{number}/sentiments"] = sentiments.numpy()
        result[f"{number}/gate_means"] = gates.mean(dim=-1).numpy()
    return result


def _forward(
    model: UCRN, spec: FeatureSpec, columns: dict[str, Items], batch: int = 256
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Predictions (n,), unclipped, and gate means (n, modalities) of rows given as items per modality.

    model: in evaluation mode.
    """
    predictions, gates = [], []
    total = len(columns["text"])
    for start in range(0, total, batch):
        pairs = [
            collate(list(columns[m][start : start + batch]), len(spec.stream(m).channels), spec.stream(m).steps)
            for m in MODALITIES
        ]
        with torch.inference_mode():
            output: UCRNOutput = model(*[v for v, _ in pairs], valid=[ok for _, ok in pairs])
        predictions.append(output.prediction.squeeze(-1).double().numpy())
        gates.append(torch.stack([output.gates[m].mean(dim=-1) for m in MODALITIES], dim=-1).double().numpy())
    return np.concatenate(predictions), np.concatenate(gates)
