"""UCRN Live, the application: its command line, its sessions and its window."""

from __future__ import annotations

__version__ = "0.1.0"
