"""textgrid and eaf, read back with pympi, the latter also checked against its schema: the same tiers in both."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree
from pympi.Elan import Eaf
from pympi.Praat import TextGrid

from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters import eaf, textgrid
from app.sessions.exporters.exported import Exported
from app.sessions.exporters.gathering import gather
from app.sessions.exporters.tiers import Interval, moments, tiers
from app.sessions.session import Session
from tests.made_sessions import HOP, exported, point, sessions, word
from ucrn_core.features import MODALITIES

SCHEMA = Path(__file__).parents[3] / "data" / "eaf-3.0.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def read_textgrid(folder: Path, given_session: Exported) -> TextGrid:
    path = folder / "a.TextGrid"
    path.write_bytes(textgrid.export(given_session))
    return TextGrid(str(path))


def intervals_of(grid: TextGrid, name: str) -> list[Interval]:
    return [(round(start * 1000), round(end * 1000), text) for start, end, text in grid.get_tier(name).get_intervals()]


@settings(max_examples=50)
@given(sessions())
def test_textgrid_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, given_session: Exported) -> None:
    grid = read_textgrid(tmp_path_factory.mktemp("textgrid"), given_session)
    expected = tiers(given_session)
    assert [tier.name for tier in grid.get_tiers()] == [*expected, "provenance", "markers"]
    end = round(grid.xmax * 1000)
    for name, tier in expected.items():
        read = intervals_of(grid, name)
        assert [interval for interval in read if interval[2]] == [interval for interval in tier if interval[2]]
        assert [read[0][0], read[-1][1]] == [0, end]  # Praat wants the whole time covered
        assert all(a[1] == b[0] for a, b in pairwise(read))
    marks = [(round(t * 1000), label) for t, label in grid.get_tier("markers").get_intervals()]
    assert marks == moments(given_session)
    told = intervals_of(grid, "provenance")
    assert [interval[:2] for interval in told] == [(0, end)]
    assert all(f"{key} {value}" in told[0][2] for key, value in given_session.provenance.items())


@settings(max_examples=50)
@given(sessions())
def test_eaf_is_valid_and_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, schema: etree.XMLSchema, given_session: Exported
) -> None:
    path = tmp_path_factory.mktemp("eaf") / "a.eaf"
    path.write_bytes(eaf.export(given_session))
    schema.assertValid(etree.parse(path))
    document = Eaf(str(path))
    expected = tiers(given_session)
    assert list(document.get_tier_names()) == [*expected, "markers"]
    for name, tier in expected.items():
        assert sorted(document.get_annotation_data_for_tier(name)) == tier
    marks = sorted(document.get_annotation_data_for_tier("markers"))
    assert [(start, label) for start, _, label in marks] == moments(given_session)
    assert all(a[1] <= b[0] for a, b in pairwise(marks))
    slots = list(document.timeslots)
    assert list(document.timeslots.values()) == sorted(document.timeslots.values())
    for aligned, *_ in document.tiers.values():  # at one time, what ends stands before what begins
        ids = [slots.index(slot) for start, end, *_ in aligned.values() for slot in (start, end)]
        assert ids == sorted(ids)
    told = dict(document.properties)
    assert {key: told[f"ucrn_live.{key}"] for key in given_session.provenance} == given_session.provenance


@given(sessions())
def test_intervals_are_apart_and_in_order(given_session: Exported) -> None:
    for name, tier in tiers(given_session).items():
        assert all(start < end for start, end, _ in tier)
        assert all(a[1] <= b[0] for a, b in pairwise(tier))
        if name != "words":  # neighbours with one label are one
            assert all(a[1] < b[0] or a[2] != b[2] for a, b in pairwise(tier))


def test_the_link_to_the_media_and_the_date(schema: etree.XMLSchema, tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    path.write_bytes(eaf.export(exported([point(0.25)])))
    assert etree.parse(path).getroot().get("DATE") == "2026-03-01T09:30:00+00:00"
    assert Eaf(str(path)).get_linked_files() == [
        {
            "MEDIA_URL": "file:///films/a%20talk%20%26%20more.mp4",
            "RELATIVE_MEDIA_URL": "./a%20talk%20%26%20more.mp4",
            "MIME_TYPE": "video/mp4",
        }
    ]
    recorded = etree.fromstring(eaf.export(exported([point(0.25)], media=None)))
    schema.assertValid(recorded)
    assert recorded.find("HEADER/MEDIA_DESCRIPTOR") is None


def test_the_schema_refuses_what_is_no_eaf(schema: etree.XMLSchema) -> None:
    document = etree.fromstring(eaf.export(exported([point(0.25)])))
    for element in document.iter("TIME_SLOT"):
        element.set("TIME_VALUE", "0.25")
    assert not schema.validate(document)


def test_classes_of_sentiment_and_quality() -> None:
    values = [-0.6, -0.5, 0.5, 0.51, None, 3.0]
    quality = [0.0, 0.33, 0.34, 0.66, 0.67, 1.0]
    points = [
        point((i + 1) * HOP, v, quality=dict.fromkeys(MODALITIES, q))
        for i, (v, q) in enumerate(zip(values, quality, strict=True))
    ]
    made = tiers(exported(points))
    assert made["sentiment"] == [
        (0, 250, "negative"), (250, 750, "neutral"), (750, 1000, "positive"), (1250, 1500, "positive"),
    ]  # fmt: skip
    assert made["quality_voice"] == [(0, 500, "low"), (500, 1000, "medium"), (1250, 1500, "high")]


def test_a_point_stands_for_the_time_before_it() -> None:
    late = [point(0.25), point(0.6), point(2.0)]  # one a little late, then a hole
    assert tiers(exported(late))["sentiment"] == [(0, 600, "positive"), (1750, 2000, "positive")]


def test_words_that_overlap_and_excluded_ranges_that_do() -> None:
    made = tiers(
        exported(
            words=[word(0.0, 0.5, "one"), word(0.3, 0.8, "two"), word(0.8, 0.8, "three")],
            exclusions=[Exclusion(1, 1, 2), Exclusion(2, 1.5, 3), Exclusion(3, 4, 5)],
        )
    )
    assert made["words"] == [(0, 500, "one"), (500, 800, "two"), (800, 801, "three")]
    assert made["excluded"] == [(1000, 3000, "excluded"), (4000, 5000, "excluded")]


def test_markers_at_one_time_are_told_apart() -> None:
    marks = [Marker(1, 1.0, "a\x07\nb", "#000000"), Marker(2, 1.0, "c", "#000000")]
    assert moments(exported(markers=marks)) == [(1000, "a� b"), (1001, "c")]


def test_a_real_session_opens_in_both(sample_session: Path, schema: etree.XMLSchema, tmp_path: Path) -> None:
    with Session.open(sample_session) as session:
        whole = gather(session)
    schema.assertValid(etree.fromstring(eaf.export(whole)))
    grid = read_textgrid(tmp_path, whole)
    assert [text for *_, text in intervals_of(grid, "words") if text] == [word.text for word in whole.words]
    classes = [text for *_, text in intervals_of(grid, "sentiment")]
    assert {"positive", "negative"} <= set(classes)
    assert grid.xmax == pytest.approx(whole.duration, abs=1e-3)
