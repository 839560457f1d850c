"""A live recording without a window, to be killed: `ucrn-live live --headless` that says how far it has come.

python -m tests.live_child CLIP FOLDER: JSON lines [session time of the point, that of the recording's beginning].
"""

from __future__ import annotations

import json
import sys
from typing import Any

from app.cli import main
from app.commands import live
from app.sessions import recording
from ucrn_core.points import SentimentPoint


class Teller(live.Printer):
    """In the place of what prints a line a second: a line for every point."""

    began: float | None = None

    def on_point(self, point: SentimentPoint) -> None:
        print(json.dumps([point.t, Teller.began]), flush=True)


class Recorder(recording.Recorder):
    """Knows when its media begin."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        assert self.media is not None
        Teller.began = self.media.start


if __name__ == "__main__":
    live.Printer = Teller  # type: ignore[misc]
    recording.Recorder = Recorder  # type: ignore[misc]
    clip, folder = sys.argv[1:]
    sys.exit(main(["live", "--headless", "--seconds", "60", "--file", clip, "--record", folder]))
