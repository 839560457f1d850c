"""`png`, `svg`: one figure of the timeline: sentiment with its 80 % interval, quality and presence by modality.

Markers are vertical lines with their labels, excluded ranges are grey. The footer tells the provenance; so does the
file: in PNG as text chunks, each by its key (and Software, the application), in SVG as Dublin Core
(`dc:description`, `dc:source`: session id). Where there are more points than the picture has columns, the lines show
the least and the greatest value of each column; nothing is averaged.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app import colours
from app.sessions.exporters.exported import Exported, printable
from ucrn_core.features import MODALITIES
from ucrn_core.figures import own_style
from ucrn_core.points import SENTIMENT_RANGE, SentimentPoint

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

DPI = 150
COLUMNS = 1500  # of the picture that hold lines
LABEL = 40  # characters of a marker's label that are shown
FOOTER = ("session", "session_id", "timeline", "started", "checkpoint", "application", "range", "exclude_marked")


def png(exported: Exported) -> bytes:
    told = exported.provenance
    return _printed(exported, format="png", dpi=DPI, metadata={**told, "Software": told["application"]})


def svg(exported: Exported) -> bytes:
    told = exported.provenance
    metadata = {
        "Title": f"{told['session']}, timeline {told['timeline']}",
        "Creator": told["application"],
        "Date": told["started"],
        "Source": told.get("session_id"),
        "Description": "; ".join(f"{key} {value}" for key, value in told.items()),
    }
    return _printed(exported, format="svg", metadata=metadata)


def _printed(exported: Exported, **how: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    picture = io.BytesIO()
    with warnings.catch_warnings(), own_style({"svg.fonttype": "none", "svg.hashsalt": "ucrn-live"}):
        # Labels may be in any script; what the font lacks is an empty box in a PNG, in an SVG the viewer has its own.
        warnings.filterwarnings("ignore", message="Glyph")
        figure = _figure(exported)
        FigureCanvasAgg(figure)
        figure.savefig(picture, **how)
    return picture.getvalue()


def _figure(exported: Exported) -> Figure:
    from matplotlib.figure import Figure

    told = exported.provenance
    figure = Figure(figsize=(11, 7), facecolor=colours.SURFACE, layout="constrained")
    top, middle, bottom = figure.subplots(3, 1, sharex=True, height_ratios=(3, 1, 1))
    _sentiment(top, exported)
    for axes, kind in ((middle, "quality"), (bottom, "presence")):
        for m in MODALITIES:
            line = _thinned(exported, lambda point, kind=kind, m=m: getattr(point, kind)[m])  # type: ignore[misc]
            axes.plot(*line, color=colours.MODALITY[m], linewidth=1, label=m)
        axes.set_ylim(-0.05, 1.05)
        axes.set_ylabel(kind)
    middle.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)
    for axes in (top, middle, bottom):
        for exclusion in exported.exclusions:
            axes.axvspan(exclusion.start, exclusion.end, color=colours.MUTED, alpha=0.2, linewidth=0)
        for marker in exported.markers:
            axes.axvline(marker.t, color=marker.colour, linewidth=1)
        axes.grid(color=colours.BORDER, linewidth=0.5)
        axes.tick_params(colors=colours.MUTED, labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(colours.BORDER)
    for marker in exported.markers:
        if exported.points and not exported.points[0].t - exported.hop <= marker.t <= exported.points[-1].t:
            continue  # it is not seen, and one of days away cannot be drawn
        label = printable(marker.label)
        label = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
        place = {"rotation": 90, "va": "top", "ha": "right", "fontsize": 7, "color": marker.colour}
        top.text(marker.t, SENTIMENT_RANGE[1], label, parse_math=False, in_layout=False, clip_on=True, **place)
    bottom.set_xlabel("time (m:ss)")
    bottom.xaxis.set_major_formatter(lambda t, _: _clock(t))
    if exported.points:
        bottom.set_xlim(exported.points[0].t - exported.hop, exported.points[-1].t)
    top.set_title(told["session"], loc="left", parse_math=False, fontsize=11)
    footer = "\n".join(
        "   ".join(f"{key} {told[key]}" for key in keys if key in told) for keys in (FOOTER[:4], FOOTER[4:])
    )
    figure.supxlabel(footer, x=0.01, ha="left", fontsize=6, color=colours.MUTED, parse_math=False)
    return figure


def _sentiment(axes: Axes, exported: Exported) -> None:
    t, low = _thinned(exported, lambda point: point.low, (0, 0))
    _, high = _thinned(exported, lambda point: point.high, (1, 1))
    axes.fill_between(t, low, high, color=colours.INTERVAL, linewidth=0, label="80 % interval")
    line = _thinned(exported, lambda point: point.sentiment)
    axes.plot(*line, color=colours.SENTIMENT, linewidth=1.2, label="sentiment")
    axes.axhline(0, color=colours.MUTED, linewidth=0.8)
    axes.set_ylim(*SENTIMENT_RANGE)
    axes.set_ylabel("sentiment")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)


def _thinned(
    exported: Exported, value: Callable[[SentimentPoint], float | None], shown: tuple[int, int] = (0, 1)
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and values for a line, NaN where it breaks: in a gap, and where points are missing.

    Of more than two values a column two of each: `shown`, where 0 is the least and 1 the greatest.
    """
    import numpy as np

    t = np.array([point.t for point in exported.points])
    y = np.array([np.nan if (v := value(point)) is None else v for point in exported.points], np.float64)
    missing = np.flatnonzero(np.diff(t) > 1.5 * exported.hop) + 1
    t, y = np.insert(t, missing, t[missing - 1] + exported.hop), np.insert(y, missing, np.nan)
    size = len(t) // COLUMNS
    if size <= 2:
        return t, y
    whole = len(t) // size * size
    blocks = y[:whole].reshape(-1, size)
    scored = np.isfinite(blocks).any(axis=1)
    extremes = np.full((len(blocks), 2), np.nan)
    extremes[scored, 0], extremes[scored, 1] = np.nanmin(blocks[scored], axis=1), np.nanmax(blocks[scored], axis=1)
    times = t[:whole].reshape(-1, size)[:, [0, -1]]
    return np.append(times.ravel(), t[whole:]), np.append(extremes[:, shown].ravel(), y[whole:])


def _clock(t: float) -> str:
    minutes, seconds = divmod(round(t, 2), 60)
    return f"{minutes:.0f}:{seconds:02.0f}" if seconds == int(seconds) else f"{minutes:.0f}:{seconds:05.2f}"
