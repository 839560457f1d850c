"""`jsonl`: everything, one JSON object a line, whose `type` says what it is; what is unknown is null.

| type | keys |
| --- | --- |
| session | first line: the provenance; `hop`, `duration` (s); `baseline`: null or start, end (s; null: open), mean, \
deviation, count |
| word | `start`, `end` (s), `text`, `confidence` (0 to 1), `available_at` (s): when it was known |
| point | as in `columns.py`, with `presence`, `quality`, `influence` by modality and `stages_ms`: latency by stage; \
on a grid all but t are null where there is no point |
| marker | `id`, `t` (s), `label`, `colour` (#rrggbb) |
| exclusion | `id`, `start`, `end` (s) |
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from app.sessions.exporters.exported import Exported, Row
from ucrn_core.points import SentimentPoint

POINT = [field.name for field in fields(SentimentPoint)]


def export(exported: Exported) -> bytes:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _lines(exported)).encode()


def _lines(exported: Exported) -> Iterator[dict[str, Any]]:
    yield {
        "type": "session",
        **exported.provenance,
        "hop": exported.hop,
        "duration": exported.duration,
        "baseline": _baseline(exported),
    }
    yield from ({"type": "word", **vars(word)} for word in exported.words)
    yield from (_point(exported, row) for row in exported.rows)
    yield from ({"type": "marker", **vars(marker)} for marker in exported.markers)
    yield from ({"type": "exclusion", **vars(exclusion)} for exclusion in exported.exclusions)


def _point(exported: Exported, row: Row) -> dict[str, Any]:
    p = row.point
    line = {"type": "point", **(dict.fromkeys(POINT) if p is None else vars(p)), "t": row.t}
    if exported.rate:
        line["measured_at"] = p and p.t
    if exported.baseline:
        line["sentiment_z"] = p and exported.baseline.z(p.sentiment)
    return line


def _baseline(exported: Exported) -> dict[str, Any] | None:
    b = exported.baseline
    if b is None:
        return None
    start, end = (t if math.isfinite(t) else None for t in (b.span.start, b.span.end))
    return {"start": start, "end": end, "mean": b.mean, "deviation": b.deviation, "count": b.count}
