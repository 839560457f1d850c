"""How fast a session is replayed: body of a process of its own, which begins with nothing.

Qt draws on the screen where there is one, else in memory.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from app.gui import has_screen
from ucrn_core.errors import SessionError

SIZE = (1440, 900)  # pixels of the window
FRAMES = 120  # of each movement
PATIENCE = 120.0  # s
SHARES = (1.0, 0.1, 0.002)  # of the session that is in view while it is panned
ZOOM = 0.9  # from frame to frame
PAN = 0.01  # of the view


def replay_times(folder: Path) -> dict[str, float]:
    """Opens the window on the session and moves its tracks.

    open_s: from the wish to open it until it is drawn; pan_ms, zoom_ms, play_ms, with _p95: of a frame that is drawn,
    median and 95th percentile; rss_mb: memory of the process at the end, base_mb: before the session was opened.
    SessionError: the session cannot be read.
    """
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import psutil
    from PySide6.QtCore import QEventLoop

    from app.gui.application import make_application
    from app.gui.tracks import LANES
    from app.gui.window import MainWindow
    from app.settings import SettingsStore

    app = make_application()
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as settings:
        window = MainWindow(SettingsStore(Path(settings) / "settings.json"))
        window.resize(*SIZE)
        window.show()
        app.processEvents()
        base = process.memory_info().rss
        began = time.perf_counter()
        window.opening.open_session(folder)
        while window.replay.replayed is None:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as the window does by itself
            if window.notices.texts or time.perf_counter() - began > PATIENCE:
                raise SessionError(" ".join(window.notices.texts) or f"{folder} was not opened in {PATIENCE:.0f} s.")
        app.processEvents()
        opened = time.perf_counter() - began
        tracks = window.replay.tracks
        for name in LANES:  # also on a low screen
            tracks.show_lane(name, True)
        duration = window.replay.replayed.duration

        def frame(move: Callable[[], object]) -> float:
            started = time.perf_counter()
            move()
            app.processEvents()
            return 1000 * (time.perf_counter() - started)

        pans, zooms = list[float](), list[float]()
        for share in SHARES:
            length = share * duration
            tracks.view(0.0, length)
            app.processEvents()
            # The whole cannot be panned: there it is drawn anew as it is.
            for start in PAN * length * np.arange(FRAMES):
                pans.append(frame(partial(tracks.view, start, start + length)))
        tracks.whole()
        app.processEvents()
        for factor in (ZOOM, 1 / ZOOM):
            zooms.extend(frame(partial(tracks.zoom, factor)) for _ in range(FRAMES))
        tracks.whole()
        plays = list[float]()
        for t in duration / 2 + np.arange(FRAMES):
            window.replay.seek(t)
            plays.append(frame(window.tick))
        memory = process.memory_info().rss
        window.close()
    figures = {"open_s": opened}
    for name, times in (("pan_ms", pans), ("zoom_ms", zooms), ("play_ms", plays)):
        figures[name] = float(np.median(times))
        figures[f"{name}_p95"] = float(np.percentile(times, 95))
    return {**figures, "rss_mb": memory / 1e6, "base_mb": base / 1e6}


if __name__ == "__main__":
    print(json.dumps(replay_times(Path(sys.argv[1]))))
