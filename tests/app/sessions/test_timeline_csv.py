"""The timeline as CSV: what is written reads back as the same points, and the docstring names every column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sessions import timeline_csv
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES
from ucrn_core.points import SentimentPoint, csv_header

numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.builds(
    SentimentPoint,
    t=st.integers(0, 10**8).map(lambda ms: ms / 1000),
    sentiment=numbers | st.none(),
    low=numbers | st.none(),
    high=numbers | st.none(),
    presence=st.fixed_dictionaries({m: st.floats(0, 1) for m in MODALITIES}),
    quality=st.fixed_dictionaries({m: st.floats(0, 1) for m in MODALITIES}),
    influence=st.fixed_dictionaries({m: numbers | st.none() for m in MODALITIES}),
    latency_ms=numbers | st.none(),
    engine=st.sampled_from(["eager (cpu)", "cuda, graph", 'say "hi"']),
)


def read(path: Path) -> list[SentimentPoint]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = [
            {k: None if v == "" else v if k == "engine" else float(v) for k, v in row.items()}
            for row in csv.DictReader(file)
        ]
    return [
        SentimentPoint(
            **{k: row[k] for k in ("t", "sentiment", "low", "high", "latency_ms", "engine")},
            **{kind: {m: row[f"{kind}_{m}"] for m in MODALITIES} for kind in ("presence", "quality", "influence")},
        )
        for row in rows
    ]


@given(st.lists(points))
def test_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, given_points: list[SentimentPoint]) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.timeline.csv"
    timeline_csv.write(path, given_points)
    assert read(path) == given_points


def test_the_file_as_it_stands(tmp_path: Path) -> None:
    gap = SentimentPoint(
        0.25, None, None, None, dict.fromkeys(MODALITIES, 0.0), dict.fromkeys(MODALITIES, 0.0),
        dict.fromkeys(MODALITIES), None, "eager (cpu)",
    )  # fmt: skip
    timeline_csv.write(tmp_path / "a.csv", [gap])
    assert (tmp_path / "a.csv").read_text() == (
        "t,sentiment,low,high,presence_text,presence_voice,presence_face,quality_text,quality_voice,quality_face,"
        "influence_text,influence_voice,influence_face,latency_ms,engine\n"
        "0.250,,,,0.0,0.0,0.0,0.0,0.0,0.0,,,,,eager (cpu)\n"
    )


def test_every_column_is_explained() -> None:
    explained = {
        name.strip()
        for line in (timeline_csv.__doc__ or "").splitlines()
        if line.startswith("| ")
        for name in line.split("|")[1].split(",")
    }
    assert set(csv_header()) <= explained


def test_it_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(SessionError, match=r"a\.csv cannot be written"):
        timeline_csv.write(tmp_path / "a.csv", [])
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
