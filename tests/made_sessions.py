"""Timelines that were made up: by hand for exact expectations, by hypothesis for all that a session may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.sessions.annotations import Exclusion, Marker
from app.sessions.exporters.exported import Exported, Row
from ucrn_core.features import MODALITIES, Word
from ucrn_core.points import SentimentPoint

HOP = 0.25


def point(t: float, sentiment: float | None = 1.0, present: Sequence[str] = MODALITIES, **other: Any) -> SentimentPoint:
    """A point with an interval of 1; without a sentiment no modality is present."""
    present = () if sentiment is None else present
    return SentimentPoint(
        t=t,
        sentiment=sentiment,
        low=None if sentiment is None else max(-3.0, sentiment - 0.5),
        high=None if sentiment is None else min(3.0, sentiment + 0.5),
        presence={m: 0.75 if m in present else 0.0 for m in MODALITIES},
        quality=other.pop("quality", {m: 0.5 if m in present else 0.0 for m in MODALITIES}),
        influence={m: 0.1 if len(present) > 1 and m in present else None for m in MODALITIES},
        latency_ms=other.pop("latency_ms", None),
        engine=other.pop("engine", "eager (cpu)"),
        **other,
    )


def exported(
    points: Sequence[SentimentPoint] = (),
    words: Sequence[Word] = (),
    markers: Sequence[Marker] = (),
    exclusions: Sequence[Exclusion] = (),
    **other: Any,
) -> Exported:
    """A whole timeline of these."""
    ends = [0.0, *(p.t for p in points), *(w.end for w in words)]
    given: dict[str, Any] = {
        "name": "talk",
        "session_id": "5f0c9d2e",
        "timeline": "live",
        "checkpoint": "c" * 64,
        "measured_with": "0.0.9",
        "recognizer": "pocketsphinx",
        "started": datetime(2026, 3, 1, 9, 30, 0, 125000, tzinfo=UTC),
        "media": Path("/films/a talk & more.mp4"),
        "media_sha256": "a" * 64,
        "hop": HOP,
        "duration": max(ends),
        "points": points,
        "words": words,
        "markers": markers,
        "exclusions": exclusions,
        "rows": [Row(p.t, p) for p in points],
    }
    return Exported(**given | other)


def word(start: float, end: float, text: str = "word") -> Word:
    return Word(start, end, text, None, end)


# What a database can hold, control characters and all.
NASTY = ['say "hi"', '"', "<b>&amp;</b>", "a\\Nb {\\i1}", "42", "x --> y", "new\nline\u2028here", "\x0b\x1f\ufffe", ""]
texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
shares = st.fixed_dictionaries({m: st.floats(0, 1) for m in MODALITIES})
moments = st.integers(0, 40_000).map(lambda ms: ms / 1000)
sentiments = st.floats(-3, 3)


@st.composite
def measured_points(draw: st.DrawFn) -> list[SentimentPoint]:
    """Points mostly a hop apart, with holes, gaps and hops that were late."""
    points, t = [], 0.0
    for step in draw(st.lists(st.sampled_from([250, 250, 250, 251, 300, 375, 376, 1, 2000]), max_size=40)):
        t = round(t + step / 1000, 3)
        made = point(
            t,
            draw(sentiments | st.none()),
            draw(st.sampled_from([MODALITIES, ("text",), ("voice", "face")])),
            latency_ms=draw(st.none() | st.floats(0, 1e4)),
            engine=draw(st.sampled_from(["eager (cpu)", "graph #2", "a, b", 'say "hi"', "zwei\nZeilen"])),
            stages_ms=draw(st.dictionaries(st.sampled_from(["hop", "fusion"]), st.floats(0, 1e4))),
        )
        points.append(replace(made, quality={m: q if made.presence[m] else 0.0 for m, q in draw(shares).items()}))
    return points


@st.composite
def spans(draw: st.DrawFn) -> tuple[float, float]:
    start = draw(moments)
    return start, start + draw(st.integers(0, 3000)) / 1000


@st.composite
def sessions(draw: st.DrawFn) -> Exported:
    """Anything that can be exported: words overlap, take no time or say nothing, labels hold anything."""
    said = sorted(draw(st.lists(st.tuples(spans(), texts), max_size=15)), key=lambda w: w[0][1])
    marks = sorted(draw(st.lists(st.tuples(moments, texts), max_size=4)), key=lambda m: m[0])
    ranges = [span for span in draw(st.lists(spans(), max_size=3)) if span[0] < span[1]]
    return exported(
        draw(measured_points()),
        [word(start, end, text) for (start, end), text in said],
        [Marker(i, t, label, "#12b886") for i, (t, label) in enumerate(marks)],
        [Exclusion(i, start, end) for i, (start, end) in enumerate(sorted(ranges))],
    )
