"""Open the real window on a clip, wait until it has come to a time, and save what is on screen.

On a machine with no screen: xvfb-run -a -s "-screen 0 1440x900x24" python packaging/screenshot.py CLIP OUT.png --at 12
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.settings import Appearance, Palette, Scale, SettingsStore


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "clip",
        type=Path,
        nargs="?",
        help="media file, session or folder of sessions; none: the start page",
    )
    parser.add_argument("out", type=Path, help="PNG file to write")
    parser.add_argument("--at", type=float, default=8.0, help="seconds into the clip, or of a library (default 8)")
    parser.add_argument("--live", action="store_true", help="analyse the clip live, played by stand-ins for devices")
    parser.add_argument(
        "--guide", type=int, choices=range(1, 6), help="step of the first-run guide; the clip is what its camera sees"
    )
    parser.add_argument("--compare", metavar="TIMELINE", help="of a session, to be laid over the one that is replayed")
    parser.add_argument("--export", action="store_true", help="the dialog that exports what is shown, alone")
    parser.add_argument("--appearance", choices=get_args(Appearance), default="light")
    parser.add_argument("--palette", choices=get_args(Palette), default="standard")
    parser.add_argument("--scale", type=int, choices=get_args(Scale), default=100, help="percent")
    parser.add_argument("--language", choices=("en", "de"), default="en")
    parser.add_argument("--size", type=int, nargs=2, default=(1320, 820), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--timeout", type=float, default=300.0, help="give up after so many seconds")
    args = parser.parse_args()

    from PySide6.QtCore import QElapsedTimer, QTimer

    from app.gui.application import make_application
    from app.gui.export_dialog import ExportDialog
    from app.gui.exporting import export_shown
    from app.gui.window import MainWindow
    from app.sessions.database import DATABASE
    from engines.corpus import read_sound
    from engines.live_inputs import DeviceChoice, LiveRequest
    from tests.virtual_camera import camera_showing
    from tests.virtual_microphone import virtual_microphone

    app = make_application(args.language, args.scale)
    session = args.clip is not None and (args.clip / DATABASE).exists()
    library = args.clip is not None and args.clip.is_dir() and not session
    if library:
        os.environ["UCRN_LIVE_SESSIONS"] = str(args.clip)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as devices:
        settings = SettingsStore(Path(folder) / "settings.json")
        settings.change(appearance=args.appearance, palette=args.palette, scale=args.scale)
        window = MainWindow(settings)
        window.resize(*args.size)
        window.show()

        def look() -> None:
            page = window.live if args.live else window.replay if session else window.clips
            t = window.live.timeline.analysed if args.live else page.player.position
            if session and page.timeline.points and not page.player.wanted:
                page.seek(max(args.at - 2.0, 0.0))
                page.player.play(True)
                if args.compare:
                    page.compare_with(args.compare)
            if library or args.guide:
                there = since.elapsed() > 1000 * args.at
            else:
                there = args.clip is None or (bool(page.timeline.points) and t >= args.at)
            if there:
                dialog = window.findChild(ExportDialog)
                if args.export and dialog is None:
                    if library:
                        window.library.table.selectAll()
                    export_shown(window)
                    return  # it is laid out until the next look
                saved = (dialog or window).grab().save(str(args.out))
                window.close()
                app.exit(0 if saved else 1)

        since = QElapsedTimer()
        since.start()
        timer = QTimer(interval=50)
        timer.timeout.connect(look)
        QTimer.singleShot(500, timer.start)
        QTimer.singleShot(round(args.timeout * 1000), lambda: (window.close(), app.exit(1)))
        choice = DeviceChoice()
        if args.clip is not None and (args.live or args.guide):
            microphone = devices.enter_context(virtual_microphone(Path(folder)))
            choice = DeviceChoice(camera=devices.enter_context(camera_showing(args.clip)).address)
            devices.enter_context(microphone.playing(read_sound(args.clip), again=True))
        if args.guide:
            settings.change("live", camera=choice.camera or "")
            window.show_guide(args.guide - 1)
        elif args.clip is not None and args.live:
            window.start_live(LiveRequest(choice))
        elif library:
            window.show_library()
        elif args.clip is not None:
            window.opening.open_path(args.clip)
        status = app.exec()
    if status:
        print(f"No screenshot: the clip did not reach {args.at} s or {args.out} cannot be written.", file=sys.stderr)
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
