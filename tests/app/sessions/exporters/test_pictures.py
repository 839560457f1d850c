"""png, svg and html: read by other parsers, whole whatever the session holds, and the same each time."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from lxml import etree
from PIL import Image

from app import colours
from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters import figure, html
from app.sessions.exporters.exported import Exported, Span
from app.sessions.exporters.gathering import gather
from app.sessions.exporters.selection import Selection, select
from app.sessions.session import Session
from tests.made_sessions import HOP, exported, point, word

DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NASTY = Marker(1, 0.5, '<script>alert("1")</script> $\\frac{$ & 日本 \x07', "#12b886")
SESSIONS = {
    "usual": exported([point(i * HOP, i / 10) for i in range(1, 20)], [word(0.5, 1.0, "<b>&")], [NASTY]),
    "empty": exported(),
    "one point": exported([point(0.25)]),
    "a marker far away": exported([point(0.25)], markers=[Marker(1, -5e8, "a", "#12b886")]),
    "only gaps": exported([point(i * HOP, None) for i in range(1, 9)], exclusions=[Exclusion(1, 0.5, 1)]),
    "odd name": exported([point(0.25)], name="a $\\x$ < b> & 日本", markers=[NASTY]),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_png(name: str) -> None:
    content = figure.png(SESSIONS[name])
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1650, 1050)
        assert {**picture.text, "Software": ""} | SESSIONS[name].provenance == {**picture.text, "Software": ""}
        assert picture.text["Software"] == SESSIONS[name].provenance["application"]
    assert figure.png(SESSIONS[name]) == content


@pytest.mark.parametrize("name", SESSIONS)
def test_svg(name: str) -> None:
    content = figure.svg(SESSIONS[name])
    document = etree.fromstring(content)
    told = SESSIONS[name].provenance
    description = document.findtext(f".//{DC}description")
    assert all(f"{key} {value}" in description for key, value in told.items())
    assert document.findtext(f".//{DC}source") == told["session_id"]
    written = " ".join(" ".join(document.itertext()).split())
    assert all(told[key] in written for key in ("session_id", "checkpoint", "application"))
    assert figure.svg(SESSIONS[name]) == content


def test_the_figure_is_not_as_a_matplotlibrc_says() -> None:
    """One may lie in the current folder, by anybody."""
    before = figure.svg(SESSIONS["usual"])
    with matplotlib.rc_context({"text.usetex": True, "axes.facecolor": "red"}):
        assert figure.svg(SESSIONS["usual"]) == before


def test_the_figure_shows_the_curve_in_its_colour() -> None:
    with Image.open(io.BytesIO(figure.png(SESSIONS["usual"]))) as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    for colour in (colours.SENTIMENT, colours.INTERVAL, NASTY.colour):
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(pixels.astype(int) - wanted).max(axis=1) < 8).sum() > 100


def test_a_long_timeline_is_drawn_with_its_extremes() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(-2.5, 2.5, 40_000)
    values[12_345], values[23_456] = 2.9, -2.9
    points = [point(i * HOP, float(v)) for i, v in enumerate(values)]
    points[30_000:31_000] = [replace(p, sentiment=None) for p in points[30_000:31_000]]
    t, y = figure._thinned(exported(points), lambda p: p.sentiment)
    assert len(t) < 4 * figure.COLUMNS
    assert (np.nanmin(y), np.nanmax(y)) == (-2.9, 2.9)
    assert (np.diff(t) > 0).all()
    inside = (t > 30_030 * HOP) & (t < 30_970 * HOP)
    assert inside.any()
    assert np.isnan(y[inside]).all()


def test_the_interval_of_a_long_timeline_holds_all_of_its_points() -> None:
    points = [point(i * HOP, math.sin(i)) for i in range(40_000)]
    drawn = figure._figure(exported(points)).axes[0]
    (band,) = (artist for artist in drawn.collections if artist.get_label() == "80 % interval")
    x, y = band.get_paths()[0].vertices.T
    for t in (1000.0, 5000.0, 9000.0):
        column = y[np.abs(x - t) < 10]  # some forty points and more
        low = [float(p.low) for p in points if abs(p.t - t) < 5]
        assert column[column < 0].max() == pytest.approx(min(low), abs=0.01)
        assert column[column > 0].min() == pytest.approx(min(low) * -1, abs=0.01)


class Outside(HTMLParser):
    """Collects what a page would fetch or run, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            fetches = name in ("src", "href", "xlink:href", "data", "action") and not (value or "").startswith("#")
            if fetches or name.startswith("on"):
                self.fetched.append(f"{name}={value}")


@pytest.mark.parametrize("name", SESSIONS)
def test_html_is_well_formed_and_needs_nothing_else(name: str) -> None:
    content = html.export(SESSIONS[name])
    document = etree.fromstring(content)
    page = Outside()
    page.feed(content.decode())
    assert page.fetched == []
    assert not {"script", "link", "img", "iframe", "object"} & page.tags
    assert {"svg", "table", "h1"} <= page.tags
    written = [" ".join(text.split()) for text in document.itertext()]
    assert all(value in written for value in SESSIONS[name].provenance.values())


def test_html_tells_the_numbers_and_colours_the_words() -> None:
    points = [point(0.25, -2.0), point(0.5, 1.0, present=("text", "voice")), point(0.75, 2.0), point(1.0, None)]
    whole = exported(points, [word(0.1, 0.25, "bad"), word(0.3, 0.7, "good"), word(3.0, 3.2, "later")])
    document = etree.fromstring(html.export(select(whole, Selection(baseline=Span(0, 0.6)))))
    table = {row[0].text: row[1].text for row in document.iter(f"{XHTML}tr")}
    assert table["mean sentiment"].startswith("+0.33 on the scale")
    assert (table["highest sentiment"], table["lowest sentiment"]) == ("+2.00 at 0:00", "-2.00 at 0:00")
    assert table["points"] == "4, of them 3 scored"
    assert table["face"] == "mean presence 0.38, mean quality while present 0.50"
    assert table["against the baseline"].startswith("+0.39")
    spans = {span.text: span.get("style") for span in document.iter(f"{XHTML}span")}
    assert spans == {"bad": f"color: {colours.NEGATIVE}", "good": f"color: {colours.POSITIVE}"}
    assert len(list(document.iter(f"{XHTML}p"))) == 2  # a pause begins a paragraph


def test_a_real_session(sample_session: Path) -> None:
    with Session.open(sample_session) as session:
        whole: Exported = gather(session)
    document = etree.fromstring(html.export(whole))
    said = [span.text for span in document.iter(f"{XHTML}span")]
    assert said == [w.text for w in whole.words]
