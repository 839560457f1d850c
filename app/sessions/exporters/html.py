"""`html`: a report on one page that needs nothing else: no script, no link, no font or picture from elsewhere.

Provenance, numbers in short (mean and spread of the sentiment, its highest and lowest point, presence and quality of
each modality while it was there), the figure, the markers, and the transcript, each word in the colour of the
sentiment when it had been said. It is well-formed XML too.
"""

from __future__ import annotations

import bisect
import statistics
from collections.abc import Iterable, Iterator
from html import escape

from app import colours
from app.sessions.exporters import figure
from app.sessions.exporters.exported import Exported, printable
from ucrn_core.features import MODALITIES

PARAGRAPH = 1.2  # s of silence that begins a new one
STYLE = f"""
body {{ margin: 2em auto; max-width: 70em; padding: 0 1em; background: {colours.BACKGROUND}; color: {colours.TEXT};
       font: 15px/1.5 system-ui, sans-serif; }}
section {{ background: {colours.SURFACE}; border: 1px solid {colours.BORDER}; border-radius: 8px; padding: 1em 1.5em;
          margin: 1em 0; }}
h1 {{ font-size: 1.4em; }} h2 {{ font-size: 1.1em; margin: 0; }}
th {{ text-align: left; font-weight: normal; color: {colours.MUTED}; padding-right: 2em; vertical-align: top; }}
td {{ overflow-wrap: anywhere; }} svg {{ width: 100%; height: auto; }}
time {{ color: {colours.MUTED}; font-size: 0.85em; }}
"""


def export(exported: Exported) -> bytes:
    title = escape(f"{exported.name}: sentiment")
    markers = [(_clock(marker.t), marker.label) for marker in exported.markers]
    left_out = [(f"{_clock(e.start)} to {_clock(e.end)}", "excluded") for e in exported.exclusions]
    parts = [
        '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en">\n<head>\n<meta charset="utf-8"/>',
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>""",
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        _section("In short", _table(_summary(exported))),
        _section("Timeline", _drawing(exported)),
        _section("Markers and excluded ranges", _table([*markers, *left_out])) if markers or left_out else "",
        _section("Transcript", "\n".join(_transcript(exported)) or "<p>No words were recognized.</p>"),
        _section("Where this is from", _table((k.replace("_", " "), v) for k, v in exported.provenance.items())),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _summary(exported: Exported) -> Iterator[tuple[str, str]]:
    points = exported.points
    scored = [(p.sentiment, p.t) for p in points if p.sentiment is not None]
    yield "duration of the session", _clock(exported.duration)
    yield "points", f"{len(points)}, of them {len(scored)} scored"
    yield "words", str(len(exported.words))
    if scored:
        values = [s for s, _ in scored]
        spread = f", standard deviation {statistics.stdev(values):.2f}" if len(values) > 1 else ""
        yield "mean sentiment", f"{statistics.fmean(values):+.2f} on the scale from -3 to 3{spread}"
        for name, (sentiment, t) in (("highest", max(scored)), ("lowest", min(scored))):
            yield f"{name} sentiment", f"{sentiment:+.2f} at {_clock(t)}"
        if exported.baseline:
            z = statistics.fmean((s - exported.baseline.mean) / exported.baseline.deviation for s in values)
            yield "against the baseline", f"{z:+.2f} standard deviations on average"
    for m in MODALITIES:
        there = [p for p in points if p.presence[m]]
        if there:
            presence = statistics.fmean(p.presence[m] for p in points)
            quality = statistics.fmean(p.quality[m] for p in there)
            yield m, f"mean presence {presence:.2f}, mean quality while present {quality:.2f}"
        else:
            yield m, "absent"


def _drawing(exported: Exported) -> str:
    drawing = figure.svg(exported).decode()
    return drawing[drawing.index("<svg") :]  # without the declarations of a document of its own


def _transcript(exported: Exported) -> Iterator[str]:
    """Paragraphs; each word in the colour of the first point after its end, within a hop."""
    scored = [(p.t, p.sentiment) for p in exported.points if p.sentiment is not None]
    times = [t for t, _ in scored]
    paragraph: list[str] = []
    until = 0.0
    for word in exported.words:
        if paragraph and word.start - until >= PARAGRAPH:
            yield f"<p>{' '.join(paragraph)}</p>"
            paragraph = []
        if not paragraph:
            paragraph.append(f"<time>{_clock(word.start)}</time>")
        until = word.end
        text = escape(printable(word.text))
        after = bisect.bisect_left(times, word.end)
        if after < len(times) and times[after] - word.end <= exported.hop:
            sentiment = scored[after][1]
            text = f'<span style="color: {colours.of_sentiment(sentiment)}" title="{sentiment:+.2f}">{text}</span>'
        paragraph.append(text)
    if paragraph:
        yield f"<p>{' '.join(paragraph)}</p>"


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}\n</section>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f"<tr><th>{escape(name)}</th><td>{escape(printable(value))}</td></tr>" for name, value in rows)
    return "<table>\n" + "\n".join(cells) + "\n</table>"


def _clock(t: float) -> str:
    """h:mm:ss, or m:ss in the first hour."""
    minutes, seconds = divmod(int(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
