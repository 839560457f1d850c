"""`textgrid`: a Praat TextGrid (text format, UTF-8) over the whole recording, with the tiers of `tiers.py`.

`markers` is a point tier. Praat has no place for metadata: the tier `provenance` is one interval that tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.sessions.exporters.exported import Exported, milliseconds
from app.sessions.exporters.tiers import Interval, moments, tiers


def export(exported: Exported) -> bytes:
    intervals, points = tiers(exported), moments(exported)
    # What Praat opens lasts a moment at least, and holds all that is in its tiers.
    ends = [tier[-1][1] for tier in intervals.values() if tier] + [t for t, _ in points[-1:]]
    end = max(1, milliseconds(exported.duration), *ends)
    told = "; ".join(f"{key} {value}" for key, value in exported.provenance.items())
    intervals["provenance"] = [(0, end, told)]
    lines = [
        *('File type = "ooTextFile"', 'Object class = "TextGrid"', ""),
        *(*_limits(0, end), "tiers? <exists>", f"size = {len(intervals) + 1}", "item []:"),
    ]
    for number, (name, tier) in enumerate(intervals.items(), start=1):
        filled = list(_filled(tier, end))
        lines += _head(number, "IntervalTier", name, end)
        lines.append(f"        intervals: size = {len(filled)}")
        for index, (start, until, label) in enumerate(filled, start=1):
            lines.append(f"        intervals [{index}]:")
            lines += [f"            {line}" for line in (*_limits(start, until), f"text = {_quoted(label)}")]
    lines += _head(len(intervals) + 1, "TextTier", "markers", end)
    lines.append(f"        points: size = {len(points)}")
    for index, (t, label) in enumerate(points, start=1):
        lines.append(f"        points [{index}]:")
        lines += [f"            number = {_seconds(t)}", f"            mark = {_quoted(label)}"]
    return ("\n".join(lines) + "\n").encode()


def _head(number: int, kind: str, name: str, end: int) -> list[str]:
    lines = (f'class = "{kind}"', f'name = "{name}"', *_limits(0, end))
    return [f"    item [{number}]:", *(f"        {line}" for line in lines)]


def _limits(start: int, end: int) -> tuple[str, str]:
    return f"xmin = {_seconds(start)}", f"xmax = {_seconds(end)}"


def _filled(tier: Sequence[Interval], end: int) -> Iterator[Interval]:
    """The intervals with empty ones between them: in Praat they cover the whole time."""
    free = 0
    for start, until, label in tier:
        if start > free:
            yield free, start, ""
        yield start, until, label
        free = until
    if free < end:
        yield free, end, ""


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
