"""MOSI and MOSEI features: pickles in the layout that Tsai et al. (2019) published, and a folder of MOSI dev.

A pickle is a program: it is read by `ucrn_core.corpora.unpickling`, which runs nothing of it.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ucrn_core.corpora.unpickling import load_arrays
from ucrn_core.errors import CorpusError
from ucrn_core.points import SENTIMENT_RANGE

SPLITS = ("train", "valid", "test")
FEATURES = ("text", "audio", "vision")  # the order of the as-published network's inputs
ALIGNED_STEPS = 50  # words of an utterance in the published aligned data

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Utterances:
    """Features (n, steps, channels) of text, audio and vision, labels (n,) in [-3, 3] and the video of each (n,)."""

    text: Floats
    audio: Floats
    vision: Floats
    labels: Floats
    videos: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)

    def features(self) -> tuple[Floats, Floats, Floats]:
        return self.text, self.audio, self.vision

    def rows(self, which: NDArray[Any]) -> Utterances:
        """Those at the indices, or where the mask is true."""
        return Utterances(
            self.text[which], self.audio[which], self.vision[which], self.labels[which], self.videos[which]
        )


def read_published(path: Path) -> dict[str, Utterances]:
    """The splits train, valid and test of such a pickle, written by Python 2 or 3.

    Audio of minus infinity becomes 0, as the authors have it. CorpusError when the file is no pickle, names a class
    that is not numpy's, lacks a split or a key, or holds lengths that differ, features that are not finite or labels
    out of range.
    """
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # Old numpy wrote dtypes in a way that new numpy reads and warns of.
            warnings.simplefilter("ignore", np.exceptions.VisibleDeprecationWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            data = load_arrays(file, path)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or error}.") from error
    except CorpusError:
        raise
    except Exception as error:  # damaged pickles raise errors of every kind
        raise CorpusError(f"{path} is not a pickle of arrays, or is damaged; get it anew.") from error
    splits = {}
    for split in SPLITS:
        part = _entry(data, split, str(path))
        place = f"{path}, split {split}"
        arrays = {key: _entry(part, key, place) for key in (*FEATURES, "labels", "id")}
        splits[split] = _utterances(arrays, place)
    shapes = {split: tuple(f.shape[1:] for f in part.features()) for split, part in splits.items()}
    for split in SPLITS[1:]:
        if shapes[split] != shapes["train"]:
            raise CorpusError(
                f"{path}: steps and channels of the split {split}, {shapes[split]}, differ from those of train, "
                f"{shapes['train']}."
            )
    return splits


def read_aligned_folder(folder: Path) -> Utterances:
    """The word-aligned utterances of a folder with `mosi_dev_seq.npz` and `glove300_mosi_vocab.npz`.

    As in the published aligned data each is its last 50 words at most, with zeros in front. CorpusError when a file
    cannot be read, lacks an array, or holds lengths that differ, words without a vector, features that are not
    finite or labels out of range.
    """
    path = folder / "mosi_dev_seq.npz"
    sequences = _arrays(path, ("id", "label", "offsets", "visual47", "acoustic74", "words"))
    glove = _arrays(folder / "glove300_mosi_vocab.npz", ("words", "emb"))
    offsets, words = sequences["offsets"], sequences["words"].tolist()
    ends = {len(sequences[name]) for name in ("visual47", "acoustic74", "words")}
    if (
        len(offsets) != len(sequences["id"]) + 1
        or {int(offsets[-1])} != ends
        or offsets[0] != 0
        or (np.diff(offsets) < 1).any()
    ):
        raise CorpusError(f"{path}: the offsets do not delimit as many utterances as id has in words and features.")
    row = {word: i for i, word in enumerate(glove["words"].tolist())}
    if unknown := sorted(set(words) - set(row)):
        raise CorpusError(f"{folder}: glove300_mosi_vocab.npz has no vector for {', '.join(unknown[:5])}.")
    vectors = glove["emb"][[row[word] for word in words]]
    padded = {
        "text": _left_padded(vectors, offsets),
        "audio": _left_padded(sequences["acoustic74"], offsets),
        "vision": _left_padded(sequences["visual47"], offsets),
    }
    ids = [name.rpartition("[")[0] for name in sequences["id"].tolist()]
    return _utterances({**padded, "labels": sequences["label"], "id": ids}, str(path))


def _left_padded(values: NDArray[Any], offsets: NDArray[Any]) -> Floats:
    """values (words, channels) -> (utterances, 50, channels), the last word last."""
    padded = np.zeros((len(offsets) - 1, ALIGNED_STEPS, values.shape[1]), np.float32)
    for i, (start, end) in enumerate(pairwise(offsets)):
        newest = values[max(start, end - ALIGNED_STEPS) : end]
        padded[i, -len(newest) :] = newest
    return padded


def _utterances(arrays: Mapping[str, Any], place: str) -> Utterances:
    """Checked arrays; `place` begins the sentence of an error."""
    features = {}
    for name in FEATURES:
        array = features[name] = _numbers(arrays[name], name, place)
        if array.ndim != 3 or 0 in array.shape:
            raise CorpusError(f"{place}: {name} is {array.shape}, not (utterances, steps, channels).")
    features["audio"] = np.where(features["audio"] == -np.inf, np.float32(0), features["audio"])
    for name, array in features.items():
        if not np.isfinite(array).all():
            raise CorpusError(f"{place}: {name} holds values that are not finite numbers.")
    labels = _numbers(arrays["labels"], "labels", place)
    videos = _videos(arrays["id"], place)
    lengths = {name: len(array) for name, array in (*features.items(), ("labels", labels.ravel()), ("id", videos))}
    if len(set(lengths.values())) > 1:
        raise CorpusError(f"{place}: lengths differ ({', '.join(f'{name} {n}' for name, n in lengths.items())}).")
    low, high = SENTIMENT_RANGE
    wrong = ~((labels >= low) & (labels <= high))  # also true of nan
    if wrong.any():
        raise CorpusError(f"{place}: the label {labels[wrong][0]:g} is outside {low:g} to {high:g}.")
    return Utterances(features["text"], features["audio"], features["vision"], labels.ravel(), videos)


def _videos(ids: Any, place: str) -> NDArray[np.str_]:
    """The video of each utterance: its id is that name, or begins with it where it also has start and end."""
    if not isinstance(ids, (list, tuple, np.ndarray)):
        raise CorpusError(f"{place}: id is not a list of names.")
    names = [row[0] if isinstance(row, (list, tuple, np.ndarray)) and len(row) else row for row in ids]
    return np.array([n.decode("utf-8", "replace") if isinstance(n, bytes) else str(n) for n in names], dtype=str)


def _numbers(value: Any, name: str, place: str) -> Floats:
    try:
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as that
            return np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{place}: {name} is not an array of numbers.") from error


def _entry(data: Any, key: str, place: str) -> Any:
    if not isinstance(data, dict) or key not in data:
        raise CorpusError(f"{place} has no {key}; the published layout is {_LAYOUT}.")
    return data[key]


_LAYOUT = f"a dict of {', '.join(SPLITS)}, each a dict of {', '.join(FEATURES)}, labels and id"


def _arrays(path: Path, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as data:
            return {name: data[name] for name in names}
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or 'it is not an npz file'}.") from error
    except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path} is not an npz file with the arrays {', '.join(names)}.") from error
