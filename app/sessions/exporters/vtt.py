"""`vtt`: WebVTT subtitles, the cues of `cues.py` as `[+0.82] words`; a NOTE at the top tells the provenance."""

from __future__ import annotations

from html import escape

from app.sessions.exporters.cues import cues, stamp
from app.sessions.exporters.exported import Exported


def export(exported: Exported) -> bytes:
    told = [f"{key}: {escape(value, quote=False)}" for key, value in exported.provenance.items()]
    blocks = ["WEBVTT", "\n".join(["NOTE", *told])]
    blocks += [
        f"{stamp(cue.start, '.')} --> {stamp(cue.end, '.')}\n{escape(cue.line, quote=False)}" for cue in cues(exported)
    ]
    return ("\n\n".join(blocks) + "\n").encode()
