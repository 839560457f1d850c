"""How Sphinx builds the manual: `make manual` writes it to docs/_build/html, where it opens without a network."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from app import __version__  # noqa: E402  # the folders must be known first

project = "UCRN Live"
release = __version__
copyright = "the authors of UCRN Live; Apache-2.0"
extensions = ["myst_parser", "generated"]
exclude_patterns = ["_build"]
highlight_language = "text"  # where a block names none: commands

smartquotes_action = "qe"  # quotes and dots, not dashes: options begin with two

html_theme = "furo"
html_title = f"UCRN Live {__version__}"
html_static_path = ["static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"footer_icons": []}

myst_heading_anchors = 4  # headings can be linked to, as where the repository is shown
