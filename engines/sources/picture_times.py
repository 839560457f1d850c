"""When each picture of a media file is shown, read from its packets: nothing is decoded."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.sources.media import open_media

PATIENCE = 2.0  # s; an hour of pictures at 30 a second, from a file that is in memory: 0.17 s for five minutes, 197 MB


def picture_times(path: Path, start: float, patience: float = PATIENCE) -> NDArray[np.float64] | None:
    """Ascending times (pictures,) in seconds from `start` on the file's own clock, that of its first sound or picture.
    None where it has fewer than two pictures, cannot be read to its end, or that takes longer than `patience` seconds.
    Raises MediaError where it cannot be opened."""
    import av

    end = time.monotonic() + patience
    times: list[float] = []
    with open_media(path) as container:
        try:
            for packet in container.demux(video=0):
                if packet.pts is not None and packet.time_base is not None and not packet.is_discard:
                    times.append(float(packet.pts * packet.time_base) - start)
                if time.monotonic() > end:
                    return None
        except av.error.FFmpegError:
            return None
    return np.unique(times) if len(times) > 1 else None
