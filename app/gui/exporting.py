"""What File > Export… does on the page that is shown: of a replay, of sessions in the library, of a clip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.gui.export_dialog import ExportDialog, export_dialog
from app.gui.translation import tr
from ucrn_core.errors import SessionError

if TYPE_CHECKING:
    from app.gui.window import MainWindow


def export_shown(window: MainWindow) -> None:
    """Ask what of the sessions that are open or chosen to export, and write it. A clip must be kept first: only
    sessions are exported."""
    page = window.library if window.library.isVisible() else window.playing
    if page is window.clips:
        why = tr("What is shown of this file is not stored. Keep it in the library, and export it from there.")
        window.notices.add(why, "info", actions=[(tr("Keep in the library"), partial(keep_clip, window))])
        return
    try:
        dialog = _of_library(window) if page is window.library else _of_replay(window)
    except SessionError as error:  # as of a disk that was pulled out
        page.noticed.emit(str(error), "error")
        return
    if dialog is not None:
        dialog.told_late.connect(page.noticed)


def _of_library(window: MainWindow) -> ExportDialog | None:
    """For the sessions that are chosen."""
    chosen = [entry.folder for entry in window.library.table.selected()]
    if not chosen:
        window.notices.add(
            tr("Choose in the list what is to be exported: Ctrl or Shift and a click choose several."), "info"
        )
        return None
    return export_dialog(chosen, window, window.settings)


def _of_replay(window: MainWindow) -> ExportDialog | None:
    """For what the replay shows."""
    tracks, replayed = window.replay.tracks, window.replay.replayed
    if replayed is None or tracks.track is None:
        return None
    session = replayed.recalled.session
    return export_dialog(
        session if session.current else [session.folder],  # to open one that was killed may take seconds
        window,
        window.settings,
        timeline=tracks.track.info.name,
        selected=tracks.selection,
        baseline=tracks.baseline.span if tracks.baseline else None,
    )


def keep_clip(window: MainWindow) -> None:
    """Make a session of the open clip in the library, whose page shows how far that is."""
    if window.clips.clip is not None:
        window.show_library()
        window.library.add([window.clips.clip.path])
