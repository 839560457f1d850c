"""A training run in two stages, from featurized corpora to a calibrated checkpoint: words first, then all three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engines.calibrating import Aside, calibrate, composed_rows, forward, parity_windows, predict, set_aside, set_scale
from engines.corpus import spread_words
from engines.models import ModelStore
from engines.recipes import Recipes, TextRecipe
from engines.text import TextEncoder
from engines.text_adapters import adapter_arrays
from engines.text_training import TextSource, TextStage, apply_stage, set_text_scale, text_loss, validation_rows
from engines.training_data import Augment, face_pool, heard_in_order, person_spec, trajectories, voice_pool
from engines.training_features import VALID_ACTORS, Corpora
from ucrn_core.checkpoint import Checkpoint, adapters_digest, live_config
from ucrn_core.evaluation import correlation, text_metrics
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import Composer, Pool, Recipe, Steps, Trainee, set_input_scale, training_loss
from ucrn_core.training_loop import train

Report = Callable[[str], None]
ALL_ACTORS = frozenset(range(1, 21))
FOLD_STEPS = 900  # one modality alone needs fewer than three


def train_checkpoint(
    corpora: Corpora, recipes: Recipes, store: ModelStore, report: Report, states: Path | None = None, curves: str = ""
) -> tuple[Checkpoint, dict[str, Any]]:
    """Trains on all corpora but what is set aside; returns the checkpoint and its validation numbers.

    states: folder for what a stopped run needs to go on; curves: path of the curves without stage and suffix.
    """
    stage, encoder, words = train_text(corpora, recipes.text, store, report, states, curves)
    checkpoint, numbers = train_fusion(corpora, stage, encoder, recipes, store, report, states, curves)
    checkpoint.provenance["validation"] = words | numbers
    return checkpoint, checkpoint.provenance["validation"]


def train_fusion(
    corpora: Corpora,
    stage: TextStage,
    encoder: TextEncoder,
    recipes: Recipes,
    store: ModelStore,
    report: Report,
    states: Path | None,
    curves: str,
) -> tuple[Checkpoint, dict[str, float]]:
    """The second stage: voice, face and their fusion with the words that the first one refines; and calibration."""
    adapters = adapter_arrays(stage.encoder)
    actors = set(ALL_ACTORS) - set(VALID_ACTORS)
    spec = replace(person_spec(corpora, actors), text_adapters=adapters_digest(adapters))
    recipe = recipes.fusion
    aside = set_aside(corpora, spec, TextEncoder(store.path("minilm"), adapters), recipe.seed)
    augment = Augment(spec, trajectories(corpora.talks))
    report(f"refining {recipe.lines} lines")
    pools = {
        "text": refined_pool(stage, encoder, corpora, recipes),
        "voice": voice_pool(corpora, spec, actors, held_out=False),
        "face": face_pool(corpora, spec, ~corpora.face_rows.held_out, held_out=False),
    }
    torch.manual_seed(recipe.seed)
    model = UCRN(live_config(spec, dropout=recipe.dropout))
    model.load_state_dict(stage.ucrn.state_dict())
    for frozen in (model.refine["text"], model.gate["text"]):
        frozen.requires_grad_(False)
    trainee = Trainee(model, pools)
    set_input_scale(model, pools)
    numbers = train(
        trainee,
        partial(training_loss, recipe=recipe),
        Composer(pools, spec, recipe, augment),
        lambda averaged: validation(averaged.ucrn, aside, spec, recipe, augment),
        recipe,
        partial(_tell, report),
        state=states / "fusion.pt" if states else None,
        data=pools,
        curves=Path(f"{curves}.fusion") if curves else None,
    )
    model.requires_grad_(True)
    report(f"scaling the sentiment by {set_scale(model, aside, spec, recipes.text):.3f}")
    numbers |= validation(model, aside, spec, recipe, augment)
    calibration = calibrate(model, aside, spec, recipe, augment)
    provenance = {"recipes": asdict(recipes)}
    parity = parity_windows(model, aside, spec, recipe, augment)
    return Checkpoint(model, spec, calibration, provenance, "", parity, adapters), numbers


def train_text(
    corpora: Corpora, recipe: TextRecipe, store: ModelStore, report: Report, states: Path | None, curves: str
) -> tuple[TextStage, TextEncoder, dict[str, float]]:
    """The first stage: adapters and text branch, its tokenizing encoder, and validation numbers of words alone."""
    torch.manual_seed(recipe.seed)
    encoder = TextEncoder(store.path("minilm"))
    stage = TextStage(UCRN(live_config(FeatureSpec(), dropout=recipe.dropout)), encoder.network, recipe)
    source = TextSource(corpora.text_rows, corpora.segments, recipe, encoder)
    set_text_scale(stage, source)
    rows = validation_rows(corpora.text_rows)
    written = [(spread_words(r.text, FeatureSpec()), None) for r in rows]
    labels = np.array([r.label for r in rows])

    def validate(averaged: TextStage) -> dict[str, float]:
        predicted = apply_stage(averaged, encoder, written, False, np.random.default_rng(0))[1]
        return {f"text_{k}": v for k, v in text_metrics(np.clip(predicted, -3, 3), labels).items() if k != "n"}

    numbers = train(
        stage,
        partial(text_loss, recipe=recipe),
        source,
        validate,
        recipe,
        partial(_tell, report),
        state=states / "text.pt" if states else None,
        data=[(r.text, r.label) for r in corpora.text_rows],
        curves=Path(f"{curves}.text") if curves else None,
    )
    return stage, encoder, numbers


def refined_pool(stage: TextStage, encoder: TextEncoder, corpora: Corpora, recipes: Recipes) -> Pool:
    """Lines drawn as in the first stage, as the refined vectors that its branch makes of them."""
    count = recipes.fusion.lines
    source = TextSource(corpora.text_rows, corpora.segments, replace(recipes.text, seed=recipes.fusion.seed), encoder)
    drawn = [source.draw() for _ in range(count)]
    vectors = np.zeros((count, stage.ucrn.config.width), np.float32)
    for known in (False, True):
        chosen = np.arange(int(known), count, 2)
        lines = [drawn[i][0] for i in chosen]
        vectors[chosen] = apply_stage(stage, encoder, lines, known, np.random.default_rng(recipes.fusion.seed))[0]
    there = np.ones(1, bool)
    return Pool(
        [[(vector[None].astype(np.float16), there)] for vector in vectors],
        np.array([label for _, label in drawn]),
        [[] for _ in drawn],
        np.ones(count),
        np.full(count, -1),
        refined=True,
    )


def validation(model: UCRN, aside: Aside, spec: FeatureSpec, recipe: Recipe, augment: Augment) -> dict[str, float]:
    """Each modality alone on its own corpus, on natural recordings, and all three against words alone."""
    numbers = {
        "voice_r": correlation(predict(model, spec, "voice", aside.voices), aside.voice_labels),
        "face_r": correlation(predict(model, spec, "face", aside.stills), aside.still_labels),
    }
    rng = np.random.default_rng(recipe.seed)
    for m in ("voice", "face"):
        pool = aside.pools[m]
        natural = np.flatnonzero(pool.classes < 0)
        items = [
            augment(m, values.astype(np.float32), valid, True, rng)
            for r in natural
            for values, valid in pool.variants[r]
        ]
        claimed = np.abs(predict(model, spec, m, items))
        numbers |= {f"{m}_natural": float(claimed.mean()), f"{m}_natural95": float(np.percentile(claimed, 95))}
    columns, labels, _ = composed_rows(aside, spec, recipe, augment)
    for name, used in (("text", ("text",)), ("all", MODALITIES)):
        chosen = {m: columns[m] if m in used else [None] * len(labels) for m in MODALITIES}
        numbers[f"{name}_mae"] = float(np.abs(np.clip(forward(model, spec, chosen)[0], -3, 3) - labels).mean())
    return numbers


def voice_folds(
    corpora: Corpora, recipe: Recipe, report: Report, states: Path | None = None, folds: int = 5
) -> tuple[list[float], NDArray[np.float64]]:
    """Voice alone on each fold of RAVDESS actors left out, its branch trained without the others: r per fold, and
    rows of (actor, predicted, label)."""
    recipe = replace(recipe, steps=FOLD_STEPS, averaging=0.99, validate_every=FOLD_STEPS)
    results, told = [], []
    for fold in range(folds):
        left_out = {a for a in ALL_ACTORS if a % folds == fold}
        spec = person_spec(corpora, set(ALL_ACTORS) - left_out)
        pool = voice_pool(corpora, spec, set(ALL_ACTORS) - left_out, held_out=False)
        steps, labels = heard_in_order(corpora, spec, left_out)
        torch.manual_seed(recipe.seed)
        model = UCRN(live_config(spec, dropout=recipe.dropout))
        set_input_scale(model, {"voice": pool})
        numbers = partial(_voice_numbers, spec, steps, labels)
        train(
            Trainee(model, {"voice": pool}),
            partial(training_loss, recipe=recipe),
            Composer({"voice": pool}, spec, recipe, Augment(spec, [])),
            numbers,
            recipe,
            lambda *_: None,
            state=states / f"voice-fold-{fold}.pt" if states else None,
            data=pool,
        )
        predicted = predict(model, spec, "voice", steps)
        results.append(correlation(predicted, labels))
        actors = [r.actor for r in corpora.voice_rows if r.actor in left_out]
        told.append(np.column_stack([actors, predicted, labels]))
        report(f"voice, actors {sorted(left_out)} left out: r {results[-1]:.3f}")
    return results, np.concatenate(told)


def _voice_numbers(
    spec: FeatureSpec, steps: list[Steps], labels: NDArray[np.float64], averaged: Trainee
) -> dict[str, float]:
    return {"voice_r": correlation(predict(averaged.ucrn, spec, "voice", steps), labels)}


def _tell(report: Report, step: int, loss: float, numbers: dict[str, float]) -> None:
    report(f"step {step}: loss {loss:.3f}  " + "  ".join(f"{k} {v:.3f}" for k, v in numbers.items()))
