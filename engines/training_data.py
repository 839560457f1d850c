"""Featurized corpora -> pools of training rows, and what live rows have and the corpora lack: augmentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.training_features import SPEEDS, Corpora, Recording, held_out_speaker
from engines.voice import BASELINE_CHANNELS, relative_to_person
from ucrn_core.baseline import PersonBaseline
from ucrn_core.corpora.faces import FaceRows
from ucrn_core.corpora.voice import EMOTIONS
from ucrn_core.features import BLENDSHAPES, FACE_CHANNELS, MEL_BANDS, VOICE_CHANNELS, FeatureSpec
from ucrn_core.training import Augmented, Pool, Steps, Twin

SEED = 7
ORDERS = 2  # orders in which an actor's sentences are heard, besides that of their names
NATURAL_VOICES, NATURAL_FACES = 3.0, 200.0  # weight of a natural recording beside an acted sentence, a still

POSE = [FACE_CHANNELS.index(n) for n in ("head_pitch", "head_yaw", "head_roll", "head_x", "head_y", "head_z")]
MOVING = [i for i, name in enumerate(BLENDSHAPES) if not name.startswith("_")] + POSE
DIFFERENCE = FACE_CHANNELS.index("frame_difference")
SHAPES = len(BLENDSHAPES)
TALKING_STEPS = 24  # of a face, about two seconds
SPOKEN_STEPS = 80  # of a sentence at most, about three seconds: longer ones cost more than they teach


def person_spec(corpora: Corpora, train_actors: set[int]) -> FeatureSpec:
    """The FeatureSpec whose baselines start at the mean speaker and the mean neutral face of the training rows."""
    spoken = [values[ok] for values, ok in (r.steps for r in _natural(corpora.speech, held_out=False))]
    spoken += [
        row[0][0][row[0][1]]
        for row, told in zip(corpora.voice, corpora.voice_rows, strict=True)
        if told.actor in train_actors
    ]
    steps = np.concatenate(spoken).astype(np.float64)
    prior = steps[:, BASELINE_CHANNELS].mean(0)
    pitch = VOICE_CHANNELS.index("pitch")
    prior[BASELINE_CHANNELS.index(pitch)] = steps[steps[:, pitch] != 0, pitch].mean()
    rows = corpora.face_rows
    neutral = corpora.faces[(rows.emotions == "neutral") & ~rows.held_out][:, :SHAPES]
    resting = np.nanmean(neutral, axis=0)
    spec = FeatureSpec()
    return replace(
        spec,
        voice_baseline=replace(spec.voice_baseline, prior=tuple(prior.round(5).tolist())),
        face_baseline=replace(spec.face_baseline, prior=tuple(resting.round(5).tolist())),
    )


def voice_pool(corpora: Corpora, spec: FeatureSpec, actors: set[int], *, held_out: bool) -> Pool:
    """Pool of acted sentences, each heard after others of its actor in several orders, at several speeds, and of
    near-neutral natural speech by the speakers who are held out for validation, or by the others."""
    chosen = [i for i, r in enumerate(corpora.voice_rows) if r.actor in actors]
    variants: dict[int, list[Steps]] = {i: [] for i in chosen}
    rng = np.random.default_rng(SEED)
    for order in range(ORDERS + 1):
        for speed in range(len(SPEEDS) + 1):
            for actor in sorted(actors):
                own = [i for i in chosen if corpora.voice_rows[i].actor == actor]
                baseline = person(spec, "voice")
                for i in rng.permutation(own) if order else own:
                    variants[int(i)].append(relative("voice", baseline, corpora.voice[i][speed]))
    for i in chosen:
        variants[i].append(relative("voice", person(spec, "voice"), corpora.voice[i][0]))
    natural = _natural(corpora.speech, held_out=held_out)
    told = [corpora.voice_rows[i] for i in chosen]
    return Pool(
        [variants[i] for i in chosen] + [_variants(spec, "voice", r.steps) for r in natural],
        np.array([r.label for r in told] + [0.0] * len(natural)),
        [[_relative_twin(spec, "voice", t) for t in corpora.voice_twins[i]] for i in chosen]
        + [[_relative_twin(spec, "voice", t) for t in r.twins] for r in natural],
        np.array([1.0] * len(chosen) + [NATURAL_VOICES] * len(natural)),
        np.array([EMOTIONS.index(r.emotion) for r in told] + [-1] * len(natural)),
    )


def heard_in_order(corpora: Corpora, spec: FeatureSpec, actors: set[int]) -> tuple[list[Steps], NDArray[np.float64]]:
    """Sentences of `actors` for validation, each actor's heard in name order as one person, and their labels."""
    steps, labels = [], []
    baseline, actor = person(spec, "voice"), 0
    for row, sounds in zip(corpora.voice_rows, corpora.voice, strict=True):
        if row.actor in actors:
            if row.actor != actor:
                baseline, actor = person(spec, "voice"), row.actor
            steps.append(relative("voice", baseline, sounds[0]))
            labels.append(row.label)
    return steps, np.array(labels)


def face_pool(corpora: Corpora, spec: FeatureSpec, chosen: NDArray[np.bool_], *, held_out: bool) -> Pool:
    """Pool of stills in which a face was found, one step each, and of near-neutral talking faces of the speakers who
    are held out for validation, or of the others."""
    found = [int(i) for i in np.flatnonzero(chosen & ~np.isnan(corpora.faces[:, 0]))]
    natural = [r for r in _natural(corpora.talks, held_out=held_out) if r.steps[1].any()]
    rows = corpora.face_rows
    return Pool(
        [[_still(corpora.faces[i])] for i in found] + [_variants(spec, "face", r.steps) for r in natural],
        np.concatenate([rows.labels[found], np.zeros(len(natural))]),
        [corpora.face_twins[i] for i in found] + [[_relative_twin(spec, "face", t) for t in r.twins] for r in natural],
        np.array([1.0] * len(found) + [NATURAL_FACES] * len(natural)),
        np.concatenate([_expressions(rows)[found], np.full(len(natural), -1)]),
    )


class Augment:
    """What live rows have and the corpora lack: level, pose and microphone of any kind, faces that talk.

    trajectories: how the channels of talking faces move, (steps, channels) each, which is added to stills.
    """

    def __init__(self, spec: FeatureSpec, trajectories: Sequence[NDArray[np.float32]]) -> None:
        self._spec, self._trajectories = spec, trajectories
        self._resting = np.asarray(spec.face_baseline.prior, np.float32)

    def __call__(
        self,
        modality: str,
        values: NDArray[np.float32],
        valid: NDArray[np.bool_],
        whole: bool,
        rng: np.random.Generator,
    ) -> Augmented:
        if modality == "voice":
            return self._voice(values, valid, whole, rng)
        return self._face(values, valid, whole, rng)

    def _voice(
        self, values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
    ) -> Augmented:
        place, silence = rng.random(), int(rng.integers(0, 20))  # of the slice; after it
        gain, colour = rng.normal(0, 0.5), rng.normal(0, 0.15, MEL_BANDS)  # another room, another microphone
        masked, low, width = rng.random() < 0.3, int(rng.integers(MEL_BANDS - 8)), int(rng.integers(1, 8))
        heard = np.flatnonzero(valid)
        if len(heard) == 0:
            return values[-1:], valid[-1:]
        longest = self._spec.voice.steps if whole else SPOKEN_STEPS
        values, valid = values[heard[0] : heard[-1] + 1], valid[heard[0] : heard[-1] + 1]
        if whole:  # a sentence is said again until the window is full
            times = -(-longest // len(valid))
            values, valid = np.tile(values, (times, 1)), np.tile(valid, times)
        first = int(place * max(0, len(valid) - longest))
        values, valid = values[first : first + longest], valid[first : first + longest]
        steps = np.zeros((len(valid) + silence, values.shape[1]), np.float32)
        steps[: len(valid)] = values
        steps[:, VOICE_CHANNELS.index("level_dbfs")] += gain
        steps[:, VOICE_CHANNELS.index("noise_dbfs")] += gain
        steps[:, :MEL_BANDS] += colour
        if masked:
            steps[:, low : low + width] = values[:, low : low + width].mean(axis=0)
            steps[:, MEL_BANDS + low : MEL_BANDS + low + width] = 0  # their change
        return steps, np.concatenate([valid, np.zeros(silence, bool)])

    def _face(
        self, values: NDArray[np.float32], valid: NDArray[np.bool_], whole: bool, rng: np.random.Generator
    ) -> Augmented:
        count = self._spec.face.steps if whole else TALKING_STEPS
        talks, place, known = rng.random() < 0.75, rng.random(), rng.uniform(0, 0.3)
        strength, which = rng.uniform(0.3, 1.2), rng.random()
        shift = np.concatenate([rng.normal(0, 0.6, 3), rng.normal(0, 0.4, 2), rng.normal(0, 1.0, 1)])
        size = rng.uniform(0.12, 0.9)
        if len(values) > 1:  # of a talking face
            times = -(-count // len(values)) if whole else 1
            steps, valid = np.tile(values, (times, 1)), np.tile(valid, times)
            first = int(place * max(0, len(valid) - count))
            steps, valid = steps[first : first + count].copy(), valid[first : first + count]
            steps[:, POSE] += 0.5 * shift
            return steps, valid
        steps = np.repeat(values, count, axis=0)
        # A still's person has another resting face than the mean one, which the baseline has learned in part.
        steps[:, :SHAPES] -= known * (steps[:, :SHAPES] - self._resting)
        steps[:, POSE] += shift + np.array([0, 0, 0, 0, 0, -2.0], np.float32)  # stills are large in their frame
        steps[:, FACE_CHANNELS.index("size")] = size
        if talks and self._trajectories:
            moves = self._trajectories[int(which * len(self._trajectories))]
            moves = np.tile(moves, (-(-count // len(moves)), 1))
            first = int(place * (len(moves) - count))
            moves = moves[first : first + count]
            steps[:, MOVING] += strength * moves[:, MOVING]
            steps[:, DIFFERENCE] = moves[:, DIFFERENCE]
        return steps, np.ones(count, bool)


def trajectories(talks: Iterable[Recording]) -> list[NDArray[np.float32]]:
    """How the faces of natural talks move: steps (n, channels) less their mean, but `frame_difference` as it is."""
    moves = []
    for talk in talks:
        values, valid = talk.steps
        if not held_out_speaker(talk.speaker) and valid.sum() >= TALKING_STEPS:
            steps = values[valid].astype(np.float32)
            difference = steps[:, DIFFERENCE].copy()
            steps -= steps.mean(axis=0)
            steps[:, DIFFERENCE] = difference
            moves.append(steps)
    return moves


def person(spec: FeatureSpec, modality: str) -> PersonBaseline:
    """The baseline of someone who has not been heard or seen before."""
    return PersonBaseline(spec.voice_baseline if modality == "voice" else spec.face_baseline)


def relative(modality: str, baseline: PersonBaseline, steps: Steps) -> Steps:
    """Absolute voice or face steps relative to the person whom `baseline` follows."""
    values, valid = steps
    rows = values.astype(np.float64)
    for i in np.flatnonzero(valid):
        rows[i] = relative_to_person(baseline, rows[i]) if modality == "voice" else baseline.apply(rows[i])
    return rows.astype(np.float16), valid


def _natural(recordings: Iterable[Recording], *, held_out: bool) -> list[Recording]:
    return [r for r in recordings if held_out_speaker(r.speaker) == held_out]


def _variants(spec: FeatureSpec, modality: str, steps: Steps) -> list[Steps]:
    """A recording by a person who has been heard or seen before, and by a new one."""
    baseline = person(spec, modality)
    fresh = relative(modality, baseline, steps)
    return [relative(modality, baseline, steps), fresh]


def _relative_twin(spec: FeatureSpec, modality: str, twin: Twin) -> Twin:
    values, valid = relative(modality, person(spec, modality), (twin.values, twin.valid))
    return replace(twin, values=values, valid=valid)


def _expressions(rows: FaceRows) -> NDArray[np.int64]:
    return np.unique(rows.emotions, return_inverse=True)[1].astype(np.int64)


def _still(channels: NDArray[np.float64]) -> Steps:
    return channels[None].astype(np.float16), np.ones(1, bool)
