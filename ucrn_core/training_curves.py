"""Curves of a training run: a CSV with one row per step, and a picture of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ucrn_core.errors import TrainingError
from ucrn_core.figures import own_style

Row = dict[str, float]
SMOOTHED = 50  # the picture's lines are means over the run's length / SMOOTHED


def write_curves(stem: Path, rows: Sequence[Row]) -> None:
    """Writes `<stem>.csv` and `<stem>.png`, each whole or not at all; TrainingError when they cannot be written.

    rows: `step`, `loss`, `loss_<part>` where the loss has parts, `learning_rate`, and at validations their numbers.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = io.StringIO()
    writer = csv.DictWriter(table, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: f"{value:.6g}" for name, value in row.items()} for row in rows)
    for suffix, content in ((".csv", table.getvalue().encode()), (".png", _picture(rows, columns))):
        path = stem.with_name(stem.name + suffix)
        partial = path.with_name(path.name + ".part")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        except OSError as error:
            raise TrainingError(f"The curves {path} cannot be written: {error.strerror or error}.") from error


@own_style()
def _picture(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Loss and its parts, validation numbers and learning rate over the steps, as PNG."""
    from matplotlib import colormaps
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 9), layout="constrained")
    losses, validation, rate = figure.subplots(3, 1, sharex=True, height_ratios=(4, 4, 1))
    validation.set_prop_cycle(color=colormaps["tab20"](range(20)))
    every = max(1, len(rows) // SMOOTHED)
    for name in columns:
        points = [(row["step"], row[name]) for row in rows if name in row]
        x, y = np.array(points).T
        if name == "step":
            continue
        if name == "learning_rate":
            rate.plot(x, y, color="black", linewidth=1)
        elif name == "loss" or name.startswith("loss_"):
            window = np.ones(min(every, len(y)))
            smooth = np.convolve(y, window / len(window), mode="valid")
            losses.plot(x[len(window) - 1 :], smooth, label=name.removeprefix("loss_"), linewidth=1.5)
        else:
            validation.plot(x, y, label=name, marker="o", markersize=3, linewidth=1)
    losses.set_ylabel("training loss" + (f", mean of {every} steps" if every > 1 else ""))
    validation.set_ylabel("validation, averaged weights")
    rate.set_ylabel("learning rate")
    rate.set_xlabel("step")
    for axes in (losses, validation, rate):
        axes.grid(alpha=0.3)
    for axes in (losses, validation):
        if axes.get_lines():
            axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    picture = io.BytesIO()
    FigureCanvasAgg(figure).print_png(picture)  # type: ignore[no-untyped-call]
    return picture.getvalue()
