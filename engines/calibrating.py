"""What is set aside of the corpora, and what a trained network's answers to it give: intervals, quality, parity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engines.corpus import spread_words
from engines.degrade import Vocabulary, degrade_words
from engines.evaluation import still_steps
from engines.recipes import TextRecipe
from engines.text import TextEncoder
from engines.text_training import RIGHT, WRONG, plain_words, unpunctuated, validation_rows
from engines.training_data import Augment, face_pool, heard_in_order, voice_pool
from engines.training_features import VALID_ACTORS, Corpora
from ucrn_core.calibration import Calibration, Windows, fit_intervals, fit_quality
from ucrn_core.corpora.text import TextRow
from ucrn_core.features import MODALITIES, TEXT_CHANNELS, FeatureSpec
from ucrn_core.model import UCRN, UCRNOutput
from ucrn_core.points import SUBSETS
from ucrn_core.training import Augmented, Pool, Recipe, Steps, Twin, collate
from ucrn_core.windows import left_pad

Items = Sequence[tuple[NDArray[Any], NDArray[np.bool_]] | None]
PARITY_WINDOWS = 4
LINES_AT_ONCE = 64
STRONG = 0.5  # level from which an input counts as degraded
SCALES = (0.5, 1.5)  # of the sentiment: a network that knows little shall not fall silent
MISHEARD = (0.3, 0.6)  # word error rates of degraded lines


@dataclass(frozen=True)
class Aside:
    """Rows that no gradient has seen, as the network takes them."""

    pools: dict[str, Pool]
    videos: NDArray[np.str_]  # of the text rows
    corpora: NDArray[np.str_]  # of the text rows
    voices: list[Steps]
    voice_labels: NDArray[np.float64]
    stills: list[Steps]
    still_labels: NDArray[np.float64]


def set_aside(corpora: Corpora, spec: FeatureSpec, encoder: TextEncoder, seed: int) -> Aside:
    """The validation rows of all corpora, by speaker, video and picture; encoder: with the checkpoint's adapters."""
    held_out = corpora.face_rows.held_out
    rows = validation_rows(corpora.text_rows)
    voices, voice_labels = heard_in_order(corpora, spec, set(VALID_ACTORS))
    pools = {
        "text": text_pool(rows, spec, encoder, np.random.default_rng(seed)),
        "voice": voice_pool(corpora, spec, set(VALID_ACTORS), held_out=True),
        "face": face_pool(corpora, spec, held_out, held_out=True),
    }
    stills = [still_steps(row, spec) for row in corpora.faces[held_out]]
    videos, names = np.array([r.video for r in rows]), np.array([r.corpus for r in rows])
    return Aside(pools, videos, names, voices, voice_labels, stills, corpora.face_rows.labels[held_out])


def text_pool(rows: Sequence[TextRow], spec: FeatureSpec, encoder: TextEncoder, rng: np.random.Generator) -> Pool:
    """Lines as written, as a recognizer writes them, and misheard, with and without its confidence."""
    vocabulary = Vocabulary(w for r in rows for w in plain_words(r.text))
    lines: list[list[str]] = []
    confidences: list[NDArray[np.float64] | None] = []
    levels = rng.uniform(*MISHEARD, len(rows))
    for row, level in zip(rows, levels, strict=True):
        words = spread_words(row.text, spec)
        plain = unpunctuated(words)
        heard, wrong = degrade_words(plain, "mixed", level, rng, vocabulary)
        if not heard:
            heard, wrong = plain[:1], np.ones(1, bool)
        sure = rng.beta(*RIGHT, len(plain))
        unsure = np.where(wrong, rng.beta(*WRONG, len(heard)), rng.beta(*RIGHT, len(heard)))
        known = rng.random() < 0.5
        lines += [words, plain, heard]
        confidences += [None, sure if known else None, unsure if known else None]
    steps = encoded(encoder, lines, confidences)
    return Pool(
        [steps[i : i + 2] for i in range(0, len(steps), 3)],
        np.array([r.label for r in rows]),
        [[Twin("mixed", float(level), *steps[3 * i + 2])] for i, level in enumerate(levels)],
        np.ones(len(rows)),
        np.full(len(rows), -1),
    )


def encoded(
    encoder: TextEncoder, lines: Sequence[Sequence[str]], confidences: Sequence[NDArray[np.float64] | None]
) -> list[Steps]:
    """Text channels of many lines, batched by length for speed; confidences: (words,) each, None where unknown."""
    order = sorted(range(len(lines)), key=lambda i: sum(map(len, lines[i])))
    results: list[Steps] = [(np.zeros((0, len(TEXT_CHANNELS)), np.float16), np.zeros(0, bool))] * len(lines)
    for start in range(0, len(order), LINES_AT_ONCE):
        chosen = order[start : start + LINES_AT_ONCE]
        for i, vectors in zip(chosen, encoder.word_vectors([lines[i] for i in chosen]), strict=True):
            confidence = confidences[i]
            told = np.zeros((len(vectors), 2), np.float16)
            told[:, 0], told[:, 1] = (0.0, 1.0) if confidence is None else (confidence, 0.0)
            results[i] = np.concatenate([vectors, told], axis=1), np.ones(len(vectors), bool)
    return results


def predict(model: UCRN, spec: FeatureSpec, modality: str, items: Items) -> NDArray[np.float64]:
    """Sentiment of rows with one modality alone (n,); 0 for a row that holds nothing, clipped to the scale."""
    columns = {m: items if m == modality else [None] * len(items) for m in MODALITIES}
    predicted = forward(model, spec, columns)[0]
    empty = np.array([item is None or not item[1][-spec.stream(modality).steps :].any() for item in items])
    return np.where(empty, 0.0, np.clip(predicted, -3, 3))


def set_scale(model: UCRN, aside: Aside, spec: FeatureSpec, recipe: TextRecipe) -> float:
    """Scales the network's sentiment to the least absolute error of words alone on lines set aside, which are weighed
    as their corpora are drawn in training: of lines that it has not met, a network claims too much. Returns the factor,
    1 where no line of those corpora is set aside."""
    from sklearn.linear_model import QuantileRegressor

    weights = np.array([recipe.share(corpus) for corpus in aside.corpora])
    if not weights.any():
        return 1.0
    pool = aside.pools["text"]
    claimed = predict(model, spec, "text", [variants[0] for variants in pool.variants])
    fit = QuantileRegressor(quantile=0.5, alpha=0, fit_intercept=False)
    factor = float(np.clip(fit.fit(claimed[:, None], pool.labels, sample_weight=weights).coef_[0], *SCALES))
    with torch.no_grad():
        model.out.weight.mul_(factor)
        model.out.bias.mul_(factor)
    return factor


def calibrate(model: UCRN, aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment) -> Calibration:
    """Intervals from composed rows set aside, quality per modality from clean inputs and their degraded twins."""
    quality = []
    rng = np.random.default_rng(recipe.seed + 2)
    for i, m in enumerate(MODALITIES):
        pool = aside.pools[m]
        sides: tuple[list[Augmented], list[Augmented]] = ([], [])
        for r in pool.paired:
            strong = [t for t in pool.twins[r] if t.level > (STRONG if m != "text" else MISHEARD[0])]
            for twin in strong:
                seed = rng.integers(2**63)
                for side, steps in zip(sides, (pool.variants[r][-1], (twin.values, twin.valid)), strict=True):
                    side.append(_as_seen(m, steps, augment, np.random.default_rng(seed)))
        gates = []
        for side in sides:
            columns: dict[str, Items] = {n: side if n == m else [None] * len(side) for n in MODALITIES}
            gates.append(forward(model, spec, columns)[1][:, i])
        quality.append(fit_quality(gates[0][gates[0] > 0], gates[1][gates[1] > 0]))
    return Calibration(fit_intervals(interval_windows(model, aside, spec, recipe, augment)), tuple(quality))


def interval_windows(model: UCRN, aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment) -> Windows:
    """Composed validation rows in every subset and with more or less of each modality left: what intervals rest on."""
    columns, labels, videos = composed_rows(aside, spec, recipe, augment)
    rng = np.random.default_rng(recipe.seed + 4)
    subsets, presences, residuals, groups = [], [], [], []
    for number, subset in enumerate(SUBSETS):
        kept = rng.random(len(labels))  # share of every modality that is left
        chosen = {
            m: [_thinned(item, spec.stream(m).steps, k, rng) for item, k in zip(columns[m], kept, strict=True)]
            if flag
            else [None] * len(labels)
            for m, flag in zip(MODALITIES, subset, strict=True)
        }
        shares = [
            # Labelled words have no sound to cover: what is left of them is what is there.
            kept if m == "text" else np.array([0.0 if i is None else i[1].sum() / spec.stream(m).steps for i in items])
            for (m, items), flag in zip(chosen.items(), subset, strict=True)
            if flag
        ]
        presence = np.mean(shares, axis=0)
        predicted = np.clip(forward(model, spec, chosen)[0], -3, 3)
        subsets.append(np.full(len(labels), number))
        presences.append(presence)
        residuals.append(predicted - labels)
        groups.append(videos)
    return Windows(*(np.concatenate(part) for part in (subsets, presences, residuals, groups)))


def composed_rows(
    aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment
) -> tuple[dict[str, Items], NDArray[np.float64], NDArray[np.str_]]:
    """Rows composed as in training from what is set aside, with a text's label and video, as items per modality."""
    rng = np.random.default_rng(recipe.seed + 1)
    rows = {"text": rng.integers(len(aside.pools["text"].labels), size=recipe.composed)}
    labels = aside.pools["text"].labels[rows["text"]]
    for m, dependence in zip(("voice", "face"), recipe.dependence, strict=True):
        rows[m] = aside.pools[m].agreeing(rng, labels, dependence)
    items: dict[str, Items] = {}
    for m in MODALITIES:
        variants = [aside.pools[m].variants[int(r)] for r in rows[m]]
        items[m] = [_as_seen(m, v[rng.integers(len(v))], augment, rng) for v in variants]
    return items, labels, aside.videos[rows["text"]]


def _as_seen(modality: str, steps: Steps, augment: Augment, rng: np.random.Generator) -> Augmented:
    """Steps as they fill a live window."""
    values, valid = steps
    if modality == "text":
        return values.astype(np.float32), valid
    return augment(modality, values.astype(np.float32), valid, True, rng)


def _thinned(
    item: tuple[NDArray[Any], NDArray[np.bool_]] | None, steps: int, kept: float, rng: np.random.Generator
) -> tuple[NDArray[Any], NDArray[np.bool_]] | None:
    """A share `kept` of an item's steps: its newest, or any; at least one."""
    if item is None:
        return None
    values, valid = item[0][-steps:], item[1][-steps:].copy()
    places = np.flatnonzero(valid)
    count = max(1, round(kept * len(places)))
    left = places[-count:] if rng.random() < 0.5 else rng.permutation(places)[:count]
    valid[:] = False
    valid[left] = True
    return values, valid


def parity_windows(
    model: UCRN, aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment
) -> dict[str, NDArray[Any]]:
    """A few whole windows, clean and degraded, with the answers for every subset that an engine must give."""
    rng = np.random.default_rng(recipe.seed + 3)
    result: dict[str, NDArray[Any]] = {}
    for number in range(PARITY_WINDOWS):
        for m in MODALITIES:
            stream, pool = spec.stream(m), aside.pools[m]
            r = int(rng.choice(pool.paired))
            twin = pool.twins[r][-1]
            item = pool.variants[r][0] if number % 2 == 0 else (twin.values, twin.valid)
            steps, ok = _as_seen(m, item, augment, rng)
            window, valid = left_pad(steps[-stream.steps :].astype(np.float16), ok[-stream.steps :], stream.steps)
            result[f"{number}/{m}/values"], result[f"{number}/{m}/valid"] = window.astype(np.float16), valid
    return parity_answers(model, result)


def parity_answers(model: UCRN, windows: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The same parity windows with the answers of `model` in the place of any they had."""
    inputs = {name: array for name, array in windows.items() if name.endswith(("/values", "/valid"))}
    result = dict(inputs)
    for number in sorted({name.partition("/")[0] for name in inputs}):
        values = [torch.from_numpy(inputs[f"{number}/{m}/values"].astype(np.float32))[None] for m in MODALITIES]
        masks = [torch.from_numpy(inputs[f"{number}/{m}/valid"])[None] for m in MODALITIES]
        with torch.inference_mode():
            sentiments, gates = model.every_subset(*values, valid=masks, subsets=torch.tensor(SUBSETS).float())
        result[f"{number}/sentiments"] = sentiments.numpy()
        result[f"{number}/gate_means"] = gates.mean(dim=-1).numpy()
    return result


def forward(
    model: UCRN, spec: FeatureSpec, columns: Mapping[str, Items], batch: int = 256
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Predictions (n,), unclipped, and gate means (n, modalities) of rows given as items per modality.

    model: in evaluation mode.
    """
    predictions, gates = [], []
    total = len(columns["text"])
    device = next(model.parameters()).device
    for start in range(0, total, batch):
        pairs = [
            collate(list(columns[m][start : start + batch]), len(spec.stream(m).channels), spec.stream(m).steps)
            for m in MODALITIES
        ]
        with torch.inference_mode():
            output: UCRNOutput = model(*[v.to(device) for v, _ in pairs], valid=[ok.to(device) for _, ok in pairs])
        predictions.append(output.prediction.squeeze(-1).double().cpu().numpy())
        gates.append(torch.stack([output.gates[m].mean(dim=-1) for m in MODALITIES], dim=-1).double().cpu().numpy())
    return np.concatenate(predictions), np.concatenate(gates)
