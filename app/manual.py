"""Where the manual lies: pages that `make manual` has built, in the source as in a package."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "docs/_build/html"


def page(name: str = "index") -> Path | None:
    """A page as a file that a browser opens without a network; None where the manual was not built.

    name: of its source in docs/, without the ending.
    """
    path = PAGES / f"{name}.html"
    return path if path.is_file() else None
