"""csv, parquet and jsonl: what is written reads back, with libraries that did not write it, as what was measured."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from app.sessions import timeline_csv
from app.sessions.exporters import csv, jsonl, parquet
from app.sessions.exporters.columns import columns, rows
from app.sessions.exporters.exported import Exported, Span
from app.sessions.exporters.gathering import gather
from app.sessions.exporters.selection import Selection, select
from app.sessions.session import Session
from tests.made_sessions import exported, point, sessions, word
from ucrn_core.features import Word
from ucrn_core.points import SentimentPoint, csv_header


def read_csv(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), comment="#")


def check(frame: pd.DataFrame, given_session: Exported) -> None:
    assert list(frame.columns) == [column.name for column in columns(given_session)]
    assert len(frame) == len(given_session.rows)
    for read, cells in zip(frame.itertuples(index=False), rows(given_session), strict=True):
        for value, cell in zip(read, cells, strict=True):
            assert pd.isna(value) if cell is None else value == cell


@given(sessions())
def test_csv_reads_back_equal_with_pandas(given_session: Exported) -> None:
    check(read_csv(csv.export(given_session)), given_session)


@given(sessions())
def test_parquet_reads_back_equal_with_pandas(given_session: Exported) -> None:
    check(pd.read_parquet(io.BytesIO(parquet.export(given_session))), given_session)


def _measured(line: dict[str, Any]) -> SentimentPoint:
    return SentimentPoint(**{**line, "left_out": tuple(line["left_out"])})


@given(sessions())
def test_jsonl_loses_nothing(given_session: Exported) -> None:
    lines = [json.loads(line) for line in jsonl.export(given_session).decode().split("\n")[:-1]]
    assert [line.pop("type") for line in lines] == [
        "session",
        *["word"] * len(given_session.words),
        *["point"] * len(given_session.points),
        *["marker"] * len(given_session.markers),
        *["exclusion"] * len(given_session.exclusions),
    ]
    assert [Word(**line) for line in lines if "available_at" in line] == list(given_session.words)
    assert [_measured(line) for line in lines if "sentiment" in line] == list(given_session.points)
    assert [line for line in lines if "label" in line] == [vars(marker) for marker in given_session.markers]


def test_a_grid_and_a_baseline_add_their_columns() -> None:
    whole = exported([point(0.25, 1.0), point(0.5, 2.0), point(2.0, None)])
    chosen = select(whole, Selection(rate=2, baseline=Span(0, 1)))
    frame = read_csv(csv.export(chosen))
    assert list(frame.columns) == [*csv_header(), "measured_at", "sentiment_z"]
    assert frame["t"].tolist() == [0.5, 1.0, 1.5, 2.0]
    assert frame["measured_at"].tolist() == pytest.approx([0.5, 0.5, math.nan, 2.0], nan_ok=True)
    assert frame["sentiment_z"].dropna().tolist() == [pytest.approx(0.5**0.5)] * 2
    third = json.loads(jsonl.export(chosen).decode().splitlines()[3])
    assert third["t"] == 1.5
    assert {value for key, value in third.items() if key not in ("type", "t")} == {None}
    check(pd.read_parquet(io.BytesIO(parquet.export(chosen))), chosen)


def test_provenance_is_in_each() -> None:
    chosen = exported([point(0.25)])
    told = csv.export(chosen).decode()
    schema = pq.read_schema(io.BytesIO(parquet.export(chosen)))
    first = json.loads(jsonl.export(chosen).decode().splitlines()[0])
    beside = json.loads(parquet.dictionary(chosen))
    for key, value in chosen.provenance.items():
        assert f"# {key}: {value}\n" in told
        assert schema.metadata[key.encode()] == value.encode()
        assert first[key] == beside["provenance"][key] == value
    assert {"session_id", "checkpoint", "application"} <= set(chosen.provenance)


def test_the_column_dictionary_explains_every_column() -> None:
    chosen = exported([point(0.25)])
    described = json.loads(parquet.dictionary(chosen))["columns"]
    schema = pq.read_schema(io.BytesIO(parquet.export(chosen)))
    assert [c["name"] for c in described] == schema.names
    for c in described:
        assert c["meaning"].encode() == schema.field(c["name"]).metadata[b"meaning"]
        assert str(schema.field(c["name"]).type).startswith("dictionary" if c["type"] == "string" else c["type"])
    assert described[0]["unit"] == "s"


def test_the_csv_of_a_real_session_is_its_timeline(sample_session: Path, tmp_path: Path) -> None:
    with Session.open(sample_session) as session:
        whole = gather(session)
    timeline_csv.write(tmp_path / "a.csv", whole.points)
    lines = [line for line in csv.export(whole).decode().splitlines(True) if not line.startswith("#")]
    assert "".join(lines) == (tmp_path / "a.csv").read_text()
    assert len(lines) > 60


def test_a_session_with_words_only(tmp_path: Path) -> None:
    only = exported(words=[word(0, 1, "naïve 日本")])
    assert read_csv(csv.export(only)).empty
    assert pd.read_parquet(io.BytesIO(parquet.export(only))).empty
    assert "naïve 日本" in jsonl.export(only).decode()
