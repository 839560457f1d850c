"""What is told of files that were analysed: some lines of each, and a table of all."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.batch.one_file import Outcome

WIDE = 10_000  # columns of what is no terminal: nothing is folded
HEADS = ("file", "duration", "points", "sentiment", "text", "voice", "face", "speed", "result")


def describe(summary: Outcome) -> str:
    """The summary of a file as lines for the person."""
    clip = f"{summary['points']} points over {summary['duration']:.1f} s"
    if summary["kept"]:
        lines = [f"{summary['file']}: kept the complete result, {clip} (--force analyses again)"]
    else:
        speed = f"{summary['speed']:.1f} times as fast as real time"
        lines = [f"{summary['file']}: {clip} in {summary['wall_seconds']:.1f} s, {speed}"]
        lines.append("  time      " + ", ".join(f"{name} {s:.1f} s" for name, s in summary["stage_seconds"].items()))
    lines.append("  presence  " + ", ".join(f"{m} {share:.2f}" for m, share in summary["presence"].items()))
    lines.append(f"  words by  {summary['recognizer'] or 'no recognizer'}")
    lines.append(f"  session   {summary['session']}")
    lines.append(f"  timeline  {summary['timeline']}")
    return "\n".join(lines)


def table(outcomes: Iterable[Outcome]) -> str:
    """One row for each file: seconds, points, mean sentiment, presence, times as fast as real time, what became of it.
    With lines in a terminal, and as wide as it is; else plain."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    made = Table(box=SIMPLE if terminal else None, pad_edge=terminal, padding=(0, 2 if not terminal else 1, 0, 0))
    for head in HEADS:
        made.add_column(head, justify="left" if head in ("file", "result") else "right", overflow="fold")
    for outcome in outcomes:
        made.add_row(*(Text(cell) for cell in row(outcome)))
    console = Console(width=None if terminal else WIDE, color_system=None)
    with console.capture() as capture:
        console.print(made)
    return "\n".join(line.rstrip() for line in capture.get().splitlines() if line.strip())


def row(outcome: Outcome) -> list[str]:
    """The cells of a file; empty where there is nothing to say."""
    if "error" in outcome:
        return [outcome["file"], *[""] * (len(HEADS) - 2), f"failed: {outcome['error']}"]
    sentiment = outcome["sentiment"]
    return [
        outcome["file"],
        f"{outcome['duration']:.1f} s",
        str(outcome["points"]),
        "" if sentiment is None else f"{sentiment:+.2f}",
        *(f"{share:.2f}" for share in outcome["presence"].values()),
        f"{outcome['speed']:.1f}x",
        "kept" if outcome["kept"] else "done",
    ]
