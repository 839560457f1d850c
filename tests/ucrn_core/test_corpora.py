"""Corpora: published files are read as they are, wrong ones are named, splits never part what belongs together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ucrn_core.corpora.faces import read_faces
from ucrn_core.corpora.text import read_corpus, read_labelled, read_segments
from ucrn_core.corpora.voice import read_ravdess
from ucrn_core.errors import CorpusError
from ucrn_core.evaluation import emotion_metrics, text_metrics


def test_published_corpora(shared: Path) -> None:
    text = read_corpus(shared / "corpora" / "text")
    counts = {
        (c, s): sum(r.corpus == c and r.split == s for r in text) for c in ("mosei", "mosi") for s in ("train", "valid")
    }
    assert counts == {
        ("mosei", "train"): 16274,
        ("mosei", "valid"): 1861,
        ("mosi", "train"): 1281,
        ("mosi", "valid"): 229,
    }
    assert all(-3 <= r.label <= 3 for r in text)
    voice = read_ravdess(shared / "corpora" / "ravdess")
    assert len(voice) == 1200
    assert {r.label for r in voice} == {-2.0, 0.0, 1.0, 2.0}
    assert [r.actor for r in voice] == sorted(r.actor for r in voice)
    faces = read_faces(shared / "corpora" / "fer2013" / "fer2013_images.npz")
    held_out = faces.held_out
    assert 0.09 < held_out.mean() < 0.12
    kept = {image.tobytes() for image in faces.images[~held_out]}
    assert not any(image.tobytes() in kept for image in faces.images[held_out])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("words,score\nhi,1\n", "no column text, label"),
        ("text,label\nhi,great\n", "line 2: the label 'great' is not a number"),
        ("text,label\nhi,1\nho,3.5\n", "line 3: the label 3.5 is outside"),
        ("text,label\nhi,nan\n", "line 2: the label nan is outside"),
        ("text,label\n", "holds no rows"),
    ],
)
def test_a_wrong_csv_is_told_in_one_sentence(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(content)
    with pytest.raises(CorpusError) as caught:
        read_labelled(path)
    assert expected in str(caught.value)
    assert "rows.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_binary_files_are_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00text,label")
    for path in (tmp_path / "gone.csv", binary):
        with pytest.raises(CorpusError, match=path.name):
            read_labelled(path)
    with pytest.raises(CorpusError, match="RAVDESS"):
        read_ravdess(tmp_path)
    with pytest.raises(CorpusError, match="npz"):
        read_faces(binary)


@pytest.mark.parametrize(
    "arrays",
    [
        {"image": np.zeros((2, 48, 48), np.uint8)},
        {"image": np.zeros((2, 48, 48), np.uint8), "label": np.array(["happy"])},
        {"image": np.zeros((1, 48, 48), np.uint8), "label": np.array(["hungry"])},
        {"image": np.zeros((0, 48, 48), np.uint8), "label": np.array([], str)},
        {"image": np.zeros((1, 48, 48), np.uint8), "label": np.array([{"a": 1}], dtype=object)},
    ],
)
def test_wrong_faces_are_told(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path / "faces.npz"
    np.savez(path, **arrays)
    with pytest.raises(CorpusError, match=r"faces\.npz"):
        read_faces(path)


def test_a_spreadsheet_s_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("text,label\nso good,2\n", encoding="utf-8-sig")
    assert [(r.text, r.label) for r in read_labelled(path)] == [("so good", 2.0)]


def test_an_array_alone_is_no_corpus_of_faces(tmp_path: Path) -> None:
    np.save(tmp_path / "faces.npy", np.zeros((2, 48, 48), np.uint8))
    with pytest.raises(CorpusError, match="npz"):
        read_faces(tmp_path / "faces.npy")


def test_metrics_of_the_field() -> None:
    labels = np.array([-2.0, -0.4, 0.0, 1.2, 2.6])
    predicted = np.array([-1.6, 0.3, 0.2, 0.9, 3.4])
    numbers = text_metrics(predicted, labels)
    assert numbers["n"] == 5
    assert numbers["mae"] == pytest.approx(np.mean([0.4, 0.7, 0.2, 0.3, 0.8]))
    assert numbers["acc2"] == pytest.approx(3 / 4)
    assert numbers["acc7"] == pytest.approx(1.0)
    # negative: precision 1, recall 1/2; positive: precision 2/3, recall 1; two of each
    assert numbers["f1"] == pytest.approx(0.5 * (2 / 3) + 0.5 * 0.8)
    assert numbers["r"] == pytest.approx(np.corrcoef(predicted, labels)[0, 1])


def test_auc_is_of_happy_against_negative() -> None:
    emotions = ["happy", "happy", "sad", "angry", "neutral"]
    numbers = emotion_metrics(np.array([1.0, 0.1, 0.2, -1.0, 9.0]), np.array([2.0, 2, -2, -2, 0]), emotions)
    assert numbers["auc"] == pytest.approx(3 / 4)
    assert np.isnan(emotion_metrics(np.zeros(2), np.zeros(2), ["calm", "calm"])["auc"])


def test_segments_follow_each_other_and_untimed_ones_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "segments.csv"
    path.write_text(
        "split,segment_id,start_s,end_s,label,text\n"
        "train,b[1],5,9,1,second\ntrain,b[0],0,4.5,-1,first\ntrain,a[0],,,2,untimed\nvalid,a[1],3,4,0,other\n"
    )
    segments = read_segments(path)
    assert [(s.video, s.text, s.split) for s in segments] == [
        ("a", "other", "valid"),
        ("b", "first", "train"),
        ("b", "second", "train"),
    ]
    path.write_text("split,segment_id,start_s,end_s,label,text\ntrain,b[1],five,9,1,second\n")
    with pytest.raises(CorpusError, match="'five' is not a number of seconds"):
        read_segments(path)
