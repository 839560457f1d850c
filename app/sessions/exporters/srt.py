"""`srt`: SubRip subtitles, the cues of `cues.py` as `[+0.82] words`.

SubRip has no comments: the first cue tells the provenance, and lasts the first millisecond, which no player shows.
"""

from __future__ import annotations

from app.sessions.exporters.cues import cues, stamp
from app.sessions.exporters.exported import Exported


def export(exported: Exported) -> bytes:
    told = "; ".join(f"{key} {value}" for key, value in exported.provenance.items())
    shown = [(0, 1, told), *((cue.start, cue.end, cue.line) for cue in cues(exported))]
    blocks = (
        f"{number}\n{stamp(start, ',')} --> {stamp(end, ',')}\n{text}\n\n"
        for number, (start, end, text) in enumerate(shown, start=1)
    )
    return "".join(blocks).encode()
