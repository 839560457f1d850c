"""The robustness report: `robustness.json` with all numbers, and `robustness.png` with their picture."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engines.damage import CONFIDENT
from engines.lost_steps import JOINT
from ucrn_core.errors import SessionError
from ucrn_core.features import MODALITIES
from ucrn_core.figures import own_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, which colour-blind people tell apart; markers tell them apart in grey, too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C00")
MARKERS = "osD^vP*X"
GOOD = 0.8  # quality that a clean clip shall have


def plain(value: Any) -> Any:
    """Numbers for JSON, which has no nan: what cannot be told is null."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return None if isinstance(value, float) and value != value else value


def write_report(folder: Path, numbers: dict[str, Any]) -> None:
    """Writes both files, each whole or not at all; SessionError when they cannot be written."""
    for name, content in (
        ("robustness.json", json.dumps(plain(numbers), indent=1).encode()),
        ("robustness.png", picture(numbers)),
    ):
        path = folder / name
        partial = path.with_name(name + ".part")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as error:
            raise SessionError(f"The report {path} cannot be written: {error.strerror or error}.") from error


@own_style()
def picture(numbers: dict[str, Any]) -> bytes:
    """The report as PNG: lost steps and bursts, coverage, and quality against the level of damage."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(20, 11), layout="constrained")
    (mae, correlation, bursts, coverage), damage = figure.subplots(2, 4)
    for axes, part, metric, told, x in (
        (mae, "dropping", "mae", "MAE", "share of steps dropped"),
        (correlation, "dropping", "r", "Pearson's r", "share of steps dropped"),
        (bursts, "bursts", "mae", "MAE", "burst without the modality, s of 8"),
    ):
        _losses(axes, numbers[part], metric)
        axes.set(title="steps dropped at random" if part == "dropping" else "one burst lost", xlabel=x, ylabel=told)
    _coverage(coverage, numbers["coverage"])
    words = numbers["damage"]["text"]
    confident = {name: kind for name, kind in words.items() if name.endswith(CONFIDENT)}
    for axes, title, kinds in (
        (damage[0], "voice", numbers["damage"]["voice"]),
        (damage[1], "face", numbers["damage"]["face"]),
        (damage[2], "words, confidence unknown", {k: v for k, v in words.items() if k not in confident}),
        (damage[3], "words, confidence known", {k.removesuffix(CONFIDENT): v for k, v in confident.items()}),
    ):
        _quality(axes, kinds)
        axes.set(title=f"quality of {title}", xlabel="word error rate" if "words" in title else "level of damage")
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture)
    return picture.getvalue()


def _losses(axes: Axes, part: dict[str, Any], metric: str) -> None:
    for name, colour, marker in zip((*MODALITIES, JOINT), COLOURS, MARKERS, strict=False):
        line = part[name]
        label = f"{name} (AUILC {line['auilc'][metric]:.3f})" if line["levels"][-1] == 1 else name
        axes.plot(line["levels"], line["metrics"][metric], color=colour, marker=marker, markersize=5, label=label)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)


def _coverage(axes: Axes, coverage: dict[str, Any]) -> None:
    shares = {name: share for name, share in coverage.items() if name != "nominal"}
    places = np.arange(len(shares))[::-1]
    for place, share in zip(places, shares.values(), strict=True):
        axes.plot([share["low"], share["high"]], [place, place], color=COLOURS[0], linewidth=2)
        axes.plot(share["value"], place, marker="o", color=COLOURS[0])
    axes.axvline(coverage["nominal"], color=COLOURS[1], linestyle="--")
    axes.set_yticks(places, list(shares))
    axes.set(title="coverage of the interval (dashed: nominal)", xlabel="share of windows inside, 95 % by video")
    axes.grid(alpha=0.3)


def _quality(axes: Axes, kinds: dict[str, Any]) -> None:
    """Medians over the clips, with quartiles as a faint band; kinds that training did not meet are dashed."""
    for (name, kind), colour, marker in zip(kinds.items(), COLOURS, MARKERS, strict=False):
        quality = kind["quality"]
        axes.fill_between(kind["levels"], quality["lower"], quality["upper"], color=colour, alpha=0.07, linewidth=0)
        axes.plot(
            kind["levels"],
            quality["median"],
            color=colour,
            marker=marker,
            markersize=5,
            linestyle="--" if kind["held_out"] else "-",
            label=f"{name.replace('_', ' ')}{', unseen' if kind['held_out'] else ''} (ρ {kind['rho']['median']:.2f})",
        )
    axes.axhline(GOOD, color="grey", linewidth=0.8, linestyle=":")
    axes.set_ylim(-0.03, 1.03)
    axes.set_ylabel("quality, median and quartiles of clips")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
