"""Make the package of this system: the one-folder build by PyInstaller, what it weighs, and on Linux a .deb of it.

From the root: python packaging/build.py [--work FOLDER] [--out FOLDER] [--deb-only]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

NAME = "ucrn-live"
MANUAL = ROOT / "docs" / "_build" / "html" / "index.html"
LIMIT = 1.4e9  # bytes unpacked
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
LISTED = 22  # rows of the table before the rest
# What several names stand for in the table: library, its own libraries, its metadata.
KIN = {"ctranslate2.libs": "ctranslate2", "opencv_python_headless.libs": "cv2", "_soundfile_data": "soundfile"}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="for what is made on the way")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="for the packages")
    parser.add_argument("--deb-only", action="store_true", help="of the folder that is in OUT already")
    args = parser.parse_args()
    work, out = args.work.absolute(), args.out.absolute()
    if trouble := unfit():
        print(f"No package can be built here: {trouble}", file=sys.stderr)
        return 2
    folder = out / NAME
    if not args.deb_only:
        freeze(work, out)
        if sys.platform == "linux":
            strip(folder)
    size = tell_size(folder)
    if size > LIMIT:
        print(f"The folder takes {size / 1e9:.2f} GB, more than {LIMIT / 1e9:.1f} GB.", file=sys.stderr)
        return 1
    if sys.platform == "linux" and shutil.which("dpkg-deb"):
        from debian import make_deb

        print(f"Wrote {make_deb(folder, size, work / 'deb', work / 'icons', out)}")
    return 0


def unfit() -> str:
    """Why this environment cannot build a package; empty where it can."""
    try:
        import PyInstaller  # noqa: F401
        import torch
    except ImportError as error:
        return f"{error.name} is not installed; run `make setup`."
    if torch.version.cuda or torch.version.hip:
        return (
            f"torch {torch.__version__} is a build for GPUs, whose libraries take gigabytes. Packages hold the CPU "
            "build; put that where pip finds it (PIP_FIND_LINKS) and run `make setup` again."
        )
    if not MANUAL.is_file():
        return "the manual, which a package holds, is not built; run `make manual`."
    return ""


def freeze(work: Path, out: Path) -> None:
    """The one-folder build, in `out`."""
    icons(work / "icons")
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "packaging" / f"{NAME}.spec"), "--noconfirm"]
    subprocess.run(
        [*command, "--log-level", "WARN", "--workpath", str(work), "--distpath", str(out)], check=True, cwd=ROOT
    )


def icons(folder: Path) -> None:
    """The program's mark as PNG files by their size, and for Windows and macOS."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PIL import Image
    from PySide6.QtCore import QSize

    from app.gui.application import make_application
    from app.gui.icons import window_icon

    make_application()
    folder.mkdir(parents=True, exist_ok=True)
    for size in ICON_SIZES:
        window_icon().pixmap(QSize(size, size) / 2, 2.0).toImage().save(str(folder / f"{size}.png"))
    largest = Image.open(folder / f"{ICON_SIZES[-1]}.png")
    for suffix in ("ico", "icns"):
        largest.save(folder / f"{NAME}.{suffix}")


def strip(folder: Path) -> None:
    """Take symbols and debugging information out of libraries; no run needs them.

    Libraries in `*.libs` and Qt's were edited by who built the wheels, in a way that some versions of strip break.
    """
    libraries = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and (".so" in path.suffixes or path.name == "torch_shm_manager")
        and not any(part.endswith(".libs") and part != "ctranslate2.libs" for part in path.parts)
        and "PySide6" not in path.parts
    ]
    before = sum(path.stat().st_size for path in libraries)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda path: subprocess.run(["strip", "--strip-all", str(path)], check=True), libraries))
    after = sum(path.stat().st_size for path in libraries)
    print(f"Symbols taken out of {len(libraries)} libraries: {(before - after) / 1e6:.0f} MB")


def tell_size(folder: Path) -> int:
    """Print what takes the space, as a table in Markdown; the bytes in all. Links count nothing."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            parts = path.relative_to(folder).parts
            if len(parts) == 1:
                name = "Python modules, compiled"
            elif len(parts) == 2:
                name = "Python, and libraries of several parts"
            elif parts[1].endswith(".dist-info"):
                name = "metadata and licences"
            else:
                name = KIN.get(parts[1], parts[1].removesuffix(".libs"))
            sizes[name] += path.stat().st_size
    total = sizes.total()
    rows = sizes.most_common(LISTED)
    print("\n| part | MB | share |\n| --- | ---: | ---: |")
    for name, size in [*rows, ("the rest", total - sum(size for _, size in rows)), ("in all", total)]:
        print(f"| {name} | {size / 1e6:.0f} | {size / total:.0%} |".replace("%", " %"))
    print()
    return total


if __name__ == "__main__":
    sys.exit(main())
