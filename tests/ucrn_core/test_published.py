"""The paper's own experiment: pickles give their arrays and run nothing, training chooses by validation alone."""

from __future__ import annotations

import os
import pickle
import struct
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ucrn_core.corpora.published import SPLITS, Utterances, read_aligned_folder, read_published
from ucrn_core.corpora.unpickling import load_arrays
from ucrn_core.divergence import multimodal_divergence
from ucrn_core.errors import CorpusError, TrainingError
from ucrn_core.model import parameter_count
from ucrn_core.published import PublishedRecipe, cross_validate, fit, made, measure, predict, take_step
from ucrn_core.step_benchmark import training_step_times

SMALL = PublishedRecipe(width=6, layers=1, epochs=6, batch=8)


def split(n: int = 6, seed: int = 0) -> dict[str, Any]:
    """One split as it is published: labels (n, 1, 1), ids of video, start and end as bytes."""
    rng = np.random.default_rng(seed)
    ids = np.array([[f"video{i // 2}".encode(), b"0.5", b"2.5"] for i in range(n)], dtype=object)
    text, audio, vision = (rng.normal(size=(n, steps, width)) for steps, width in ((5, 4), (7, 3), (6, 2)))
    labels = rng.uniform(-3, 3, (n, 1, 1))
    return {"text": text, "audio": audio.astype(np.float32), "vision": vision, "labels": labels, "id": ids}


def corpus(**changes: Any) -> dict[str, dict[str, Any]]:
    """Three splits; `changes` are of the split valid, None takes a key away."""
    splits = {name: split(seed=i) for i, name in enumerate(SPLITS)}
    for key, value in changes.items():
        splits["valid"][key] = value
        if value is None:
            del splits["valid"][key]
    return splits


def written(folder: Path, content: Any, protocol: int = pickle.HIGHEST_PROTOCOL) -> Path:
    path = folder / "mosi_data.pkl"
    path.write_bytes(content if isinstance(content, bytes) else pickle.dumps(content, protocol))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_published(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_of_any_protocol_gives_its_arrays(tmp_path: Path, protocol: int) -> None:
    content = corpus()
    content["train"]["audio"][0, 0, 0] = -np.inf
    splits = read_published(written(tmp_path, content, protocol))
    assert list(splits) == ["train", "valid", "test"]
    assert splits["train"].audio[0, 0, 0] == 0.0  # as the authors have it
    for name, data in splits.items():
        expected = content[name]
        for array, key in ((data.text, "text"), (data.vision, "vision"), (data.labels, "labels")):
            assert array.dtype == np.float32
            np.testing.assert_array_equal(array.ravel(), expected[key].astype(np.float32).ravel())
        assert data.labels.shape == (6,)
        assert data.videos.tolist() == ["video0", "video0", "video1", "video1", "video2", "video2"]


def python_2_pickle(splits: dict[str, dict[str, Any]]) -> bytes:
    """What Python 2 writes: str as raw bytes, numpy under its old names."""

    def text(value: bytes) -> bytes:
        return b"T" + struct.pack("<i", len(value)) + value

    def number(value: int) -> bytes:
        return b"J" + struct.pack("<i", value)

    def array(value: np.ndarray) -> bytes:
        shape = b"(" + b"".join(map(number, value.shape)) + b"t"
        code = value.dtype.str[1:].encode()
        order = value.dtype.str[:1].encode()
        size = value.dtype.itemsize if value.dtype.kind == "S" else -1
        state = (
            b"(" + number(3) + text(order) + b"NNN" + number(size) + number(1 if size > 0 else -1) + number(0) + b"t"
        )
        dtype = b"cnumpy\ndtype\n(" + text(code) + number(0) + number(1) + b"tR" + state + b"b"
        empty = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(" + number(0) + b"t" + text(b"b") + b"tR"
        return empty + b"(" + number(1) + shape + dtype + b"I00\n" + text(value.tobytes()) + b"tb"

    def items(mapping: dict[str, bytes]) -> bytes:
        return b"}(" + b"".join(text(key.encode()) + value for key, value in mapping.items()) + b"u"

    return (
        b"\x80\x02"
        + items({name: items({k: array(v) for k, v in part.items()}) for name, part in splits.items()})
        + b"."
    )


def test_a_pickle_of_python_2_gives_the_same(tmp_path: Path) -> None:
    content = corpus()
    for part in content.values():
        part["id"] = part["id"].astype("S8")
    old = read_published(written(tmp_path, python_2_pickle(content)))
    new = read_published(written(tmp_path, content))
    for name in SPLITS:
        for a, b in zip(old[name].features(), new[name].features(), strict=True):
            np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(old[name].labels, new[name].labels)
        assert old[name].videos.tolist() == new[name].videos.tolist()


class Malice:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_foreign_class_is_named_and_nothing_of_it_runs(tmp_path: Path, protocol: int) -> None:
    proof = tmp_path / "proof"
    content = corpus() | {"more": Malice(proof)}
    assert f"foreign class {os.mkdir.__module__}.mkdir" in refusal(written(tmp_path, content, protocol))
    assert not proof.exists()
    assert "collections.OrderedDict" in refusal(written(tmp_path, OrderedDict(corpus())))
    assert "numpy.load" in refusal(written(tmp_path, b"cnumpy\nload\n(Vx\ntR."))
    assert "numpy.core.multiarray.fromfile" in refusal(written(tmp_path, b"cnumpy.core.multiarray\nfromfile\n."))
    assert "numpy.dtype.type" in refusal(written(tmp_path, b"\x80\x04\x8c\x05numpy\x8c\x0adtype.type\x93."))


class Forged:
    """What numpy would be told of an array whose dtype says that it holds numbers, and whose only field holds
    addresses: to read it would read memory anywhere."""

    def __init__(self, made: tuple[Any, ...], state: tuple[Any, ...]) -> None:
        self.made, self.state = made, state

    def __reduce__(self) -> tuple[Any, ...]:
        return (*self.made, self.state)


def test_a_forged_dtype_reads_no_memory(tmp_path: Path) -> None:
    names = (3, "|", None, ("a",), {"a": (np.dtype("O"), 0)}, 8, 1, 0)
    dtype = Forged((np.dtype, ("V8", False, True)), names)
    rebuild = np._core.multiarray._reconstruct  # type: ignore[attr-defined]
    array = Forged((rebuild, (np.ndarray, (0,), b"b")), (1, (1,), dtype, False, b"A" * 8))
    assert "not a pickle of arrays" in refusal(written(tmp_path, corpus() | {"more": array}, 2))
    huge = Forged((rebuild, (np.ndarray, (0,), b"b")), (1, (2**40,), np.dtype("f8"), False, b"A" * 8))
    assert "not a pickle of arrays" in refusal(written(tmp_path, corpus() | {"more": huge}, 2))


def test_arrays_in_other_orders_and_of_objects_are_the_same(tmp_path: Path) -> None:
    plain, other = corpus(), corpus()
    for part in other.values():
        part["text"] = np.asfortranarray(part["text"]).astype(">f8")
        part["labels"] = [np.float32(label) for label in part["labels"].ravel()]
        ids = np.empty(len(part["id"]), object)
        for i, row in enumerate(part["id"]):
            ids[i] = np.array([field.decode() for field in row])
        part["id"] = ids
    for protocol in (2, pickle.HIGHEST_PROTOCOL):
        read, expected = (read_published(written(tmp_path, c, protocol)) for c in (other, plain))
        for name in SPLITS:
            np.testing.assert_allclose(read[name].text, expected[name].text)
            np.testing.assert_array_equal(read[name].labels, expected[name].labels)
            assert read[name].videos.tolist() == expected[name].videos.tolist()


def test_what_is_named_often_is_made_once(tmp_path: Path) -> None:
    array = np.arange(3.0)
    pair: Any = [array, array]
    for _ in range(22):
        pair = [pair, pair]
    path = written(tmp_path, pair)
    with path.open("rb") as file:
        read = load_arrays(file, path)
    while isinstance(read, list):
        assert read[0] is read[1]
        read = read[0]
    np.testing.assert_array_equal(read, array)


def test_bytes_are_made_of_latin1_only(tmp_path: Path) -> None:
    assert "not a pickle of arrays" in refusal(written(tmp_path, b"c_codecs\nencode\n(Vx\nVrot13\ntR."))


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x80\x04]", b"cnumpy\nndarray\n((J\xff\xff\xff\x7fJ\xff\xff\xff\x7fttR."]
)
def test_another_kind_of_file_is_told(tmp_path: Path, content: bytes) -> None:
    assert "not a pickle of arrays" in refusal(written(tmp_path, content))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "gone.pkl")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": None}, "valid has no id"),
        ({"vision": None}, "valid has no vision"),
        ({"labels": np.full((6, 1, 1), 3.2)}, "label 3.2 is outside -3 to 3"),
        ({"labels": np.full((6, 1, 1), np.nan)}, "label nan is outside"),
        ({"labels": np.zeros((6, 7))}, "lengths differ (text 6, audio 6, vision 6, labels 42, id 6)"),
        ({"id": ["a"] * 5}, "lengths differ (text 6, audio 6, vision 6, labels 6, id 5)"),
        ({"id": "a"}, "id is not a list of names"),
        ({"text": np.full((6, 5, 4), np.nan)}, "text holds values that are not finite"),
        ({"audio": np.full((6, 7, 3), np.inf)}, "audio holds values that are not finite"),
        ({"vision": np.full((6, 6, 2), -np.inf)}, "vision holds values that are not finite"),
        ({"vision": np.full((6, 6, 2), 1e300)}, "vision holds values that are not finite"),
        ({"text": np.zeros((6, 5))}, "text is (6, 5), not (utterances, steps, channels)"),
        ({"text": np.zeros((0, 5, 4))}, "not (utterances, steps, channels)"),
        ({"text": [["one"], ["two", "three"]]}, "text is not an array of numbers"),
        ({"text": np.zeros((6, 9, 4))}, "differ from those of train"),
    ],
)
def test_wrong_content_is_told_in_one_sentence(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    assert expected in refusal(written(tmp_path, corpus(**changes)))


@pytest.mark.parametrize("content", [[1, 2], {"train": split(), "valid": split()}, {"train": 3, "valid": 3, "test": 3}])
def test_another_layout_is_told(tmp_path: Path, content: Any) -> None:
    assert "published layout is a dict of train, valid, test" in refusal(written(tmp_path, content))


def test_mosi_dev_is_read_word_by_word(shared: Path) -> None:
    folder = shared / "corpora" / "mosi_dev"
    data = read_aligned_folder(folder)
    assert [f.shape for f in data.features()] == [(229, 50, 300), (229, 50, 74), (229, 50, 47)]
    assert len(set(data.videos.tolist())) == 10
    with np.load(folder / "mosi_dev_seq.npz") as sequences, np.load(folder / "glove300_mosi_vocab.npz") as glove:
        start, end = sequences["offsets"][3:5]
        assert not data.audio[3, : 50 - (end - start)].any()
        np.testing.assert_array_equal(data.audio[3, -(end - start) :], sequences["acoustic74"][start:end])
        last = glove["words"].tolist().index(str(sequences["words"][end - 1]))
        np.testing.assert_array_equal(data.text[3, -1], glove["emb"][last])


def mosi_dev(folder: Path, **changes: Any) -> Path:
    """Two utterances of 60 words and 1 word."""
    arrays = {
        "id": np.array(["a[0]", "b[0]"]),
        "label": np.array([1.0, -2.0]),
        "offsets": np.array([0, 60, 61]),
        "visual47": np.arange(61.0)[:, None] * np.ones(47),
        "acoustic74": np.ones((61, 74)),
        "words": np.array(["yes"] * 60 + ["no"]),
    }
    np.savez(folder / "mosi_dev_seq.npz", **(arrays | changes))
    np.savez(folder / "glove300_mosi_vocab.npz", words=np.array(["yes", "no"]), emb=np.eye(2, 300))
    return folder


def test_of_a_long_utterance_the_last_words_are_kept(tmp_path: Path) -> None:
    data = read_aligned_folder(mosi_dev(tmp_path))
    assert data.vision[0, :, 0].tolist() == list(range(10, 60))
    assert data.vision[1, :, 0].tolist() == [0.0] * 49 + [60.0]
    assert data.text[:, -1, :2].tolist() == [[1, 0], [0, 1]]
    assert data.videos.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"label": np.array([1.0, -4.0])}, "label -4 is outside"),
        ({"words": np.array(["yes"] * 60 + ["perhaps"])}, "no vector for perhaps"),
        ({"offsets": np.array([0, 60])}, "offsets do not delimit"),
        ({"offsets": np.array([0, 61, 61])}, "offsets do not delimit"),
        ({"acoustic74": np.ones((60, 74))}, "offsets do not delimit"),
        ({"acoustic74": np.full((61, 74), np.nan)}, "audio holds values that are not finite"),
        ({"words": np.array([None] * 61)}, "not an npz file with the arrays"),
    ],
)
def test_a_wrong_folder_is_told(tmp_path: Path, changes: dict[str, Any], expected: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_aligned_folder(mosi_dev(tmp_path, **changes))
    assert expected in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_configuration_is_the_authors() -> None:
    recipe = PublishedRecipe()
    model = made(recipe.config([(50, 300), (500, 74), (500, 35)]))
    assert parameter_count(model) == 690_031
    assert (recipe.learning_rate, recipe.batch, recipe.epochs, recipe.clip) == (1e-3, 32, 40, 0.8)
    text, audio, vision = model.config.branches
    assert (text.attention_dropout, audio.attention_dropout, vision.attention_dropout) == (0.1, 0.0, 0.0)
    assert (model.config.dropout, model.config.feed_forward_dropout, model.config.embedding_dropout) == (0.1, 0.1, 0.25)
    assert model.config.output_dropout == 0.5


def utterances(n: int, seed: int) -> Utterances:
    """Sentiment is what text's first channel says; the rest is noise. Four utterances a video."""
    rng = np.random.default_rng(seed)
    text, audio, vision = (
        rng.normal(0, 1, (n, steps, width)).astype(np.float32) for steps, width in ((5, 4), (7, 3), (6, 2))
    )
    labels = rng.uniform(-3, 3, n).astype(np.float32)
    text[:, :, 0] = labels[:, None]
    return Utterances(text, audio, vision, labels, np.array([f"v{i // 4}" for i in range(n)]))


def test_the_loss_is_l1_and_divergence() -> None:
    data = utterances(8, seed=1)
    calm = replace(
        SMALL, attention_dropout=0, feed_forward_dropout=0, residual_dropout=0, embedding_dropout=0, text_dropout=0,
        output_dropout=0,
    )  # fmt: skip
    model = made(calm.config([f.shape[1:] for f in data.features()]))
    batch = [torch.from_numpy(a) for a in (*data.features(), data.labels)]
    with torch.no_grad():
        output = model(*batch[:-1])
        l1 = (output.prediction[:, 0] - batch[-1]).abs().mean()
        expected = l1 + multimodal_divergence(list(output.refined.values()))
    loss = take_step(model, torch.optim.Adam(model.parameters()), 0.8, batch)
    assert loss == pytest.approx(expected.item(), rel=1e-5)
    assert loss > l1.item()


def test_it_learns_and_the_epoch_is_the_best_by_validation() -> None:
    train, valid = utterances(96, seed=1), utterances(40, seed=2)
    ticks: list[tuple[int, int]] = []
    result = fit(replace(SMALL, epochs=15, learning_rate=5e-3), train, valid, report=lambda *t: ticks.append(t))
    assert ticks == [(i, 15) for i in range(1, 16)]
    assert [row["epoch"] for row in result.epochs] == list(range(1, 16))
    errors = [row["valid_mae"] for row in result.epochs]
    assert result.epoch == 1 + int(np.argmin(errors))
    assert measure(result.model, valid, 8)["mae"] == pytest.approx(min(errors), rel=1e-5)
    assert min(errors) < 0.7 * np.abs(valid.labels - train.labels.mean()).mean()
    assert not result.model.training


def test_the_learning_rate_falls_on_a_plateau() -> None:
    data = utterances(8, seed=1)
    far = Utterances(data.text, data.audio, data.vision, data.labels * 0 + 3, data.videos)
    opposite = Utterances(data.text, data.audio, data.vision, data.labels * 0 - 3, data.videos)
    result = fit(replace(SMALL, epochs=8, patience=2, learning_rate=1e-2), far, opposite)
    rates = [row["learning_rate"] for row in result.epochs]
    assert rates[0] == 1e-2
    assert rates[-1] <= 1e-3


def test_the_same_seed_gives_the_same_network() -> None:
    train, valid = utterances(16, seed=1), utterances(8, seed=2)
    first, second, other = (fit(replace(SMALL, epochs=2, seed=s), train, valid).model for s in (5, 5, 6))
    assert (predict(first, valid, 8) == predict(second, valid, 8)).all()
    assert (predict(first, valid, 8) != predict(other, valid, 8)).any()


def test_a_loss_that_is_not_finite_is_told() -> None:
    data = utterances(8, seed=1)
    far = Utterances(data.text, data.audio * np.float32(3e37), data.vision, data.labels, data.videos)
    with pytest.raises(TrainingError, match="not finite in epoch 1"):
        fit(SMALL, far, far)


def test_folds_part_no_video_and_the_tested_one_teaches_nothing() -> None:
    data = utterances(40, seed=3)
    recipe = replace(SMALL, epochs=2)
    ticks: list[tuple[int, int]] = []
    result = cross_validate(recipe, data, 5, lambda *t: ticks.append(t))
    assert ticks == [(i, 20) for i in range(1, 21)]
    assert sorted(video for fold in result["folds"] for video in fold["videos"]) == sorted(set(data.videos.tolist()))
    assert list(result["pooled"]) == ["ucrn", "text_only", "mean"]
    assert {values["n"] for values in result["pooled"].values()} == {40}
    assert result["pooled"]["ucrn"] != result["pooled"]["text_only"]
    for fold in result["folds"]:
        tested = np.isin(data.videos, fold["videos"])
        assert fold["mean"]["mae"] == pytest.approx(
            np.abs(data.labels[tested] - data.labels[~tested].mean()).mean(), rel=1e-5
        )
        assert np.isnan(fold["mean"]["r"])

    # Other labels of the tested videos change their errors, but neither network nor epoch: the predictions stay.
    first = result["folds"][0]
    tested = np.isin(data.videos, first["videos"])
    shifted = np.where(tested, np.sign(data.labels) * 3, data.labels).astype(np.float32)
    again = cross_validate(recipe, Utterances(*data.features(), shifted, data.videos), 5)["folds"][0]
    assert again["ucrn"]["epoch"] == first["ucrn"]["epoch"]
    assert again["ucrn"]["acc2"] == first["ucrn"]["acc2"]
    assert again["ucrn"]["mae"] != first["ucrn"]["mae"]


def test_more_folds_than_videos_are_refused() -> None:
    with pytest.raises(CorpusError, match="there are 2"):
        cross_validate(SMALL, utterances(8, seed=1), 3)


def test_the_benchmark_counts_both_engines_and_leaves_the_threads() -> None:
    threads = torch.get_num_threads()
    ticks: list[tuple[int, int]] = []
    times = training_step_times(3, lambda *t: ticks.append(t), shapes=((5, 4), (7, 3), (6, 2)))
    assert ticks == [(i, 5) for i in range(1, 6)]
    assert list(times) == ["ucrn", "plain"]
    for values in times.values():
        assert 0 < values["median_ms"] <= values["p95_ms"]
    assert torch.get_num_threads() == threads
