"""The commands of `ucrn-live`, one module each. What is heavy they import when they run."""

from __future__ import annotations

import sys


def complain(message: object) -> None:
    """One line for the person on stderr: an error, or an event of a running analysis."""
    print(f"ucrn-live: {message}", file=sys.stderr)
