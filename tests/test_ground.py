"""What the project stands on: one version, a complete lock, layers that hold, a light command line, a clear setup."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import app

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("ucrn_core", "engines", "app", "assets")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it, without version, extras or marker."""
    found = re.match(r"[\w.-]+", name)
    assert found, name
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_the_version_is_written_in_one_place() -> None:
    assert importlib.metadata.version("ucrn-live") == app.__version__
    assert "version" not in PROJECT
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    written = [path for path in sources if re.search(r"^__version__ *[:=]", path.read_text(encoding="utf-8"), re.M)]
    assert written == [ROOT / "app/__init__.py"]


def test_the_lock_pins_and_hashes_all_but_torch() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)==(\S+)((?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.M)
    assert len(entries) == len(re.findall(r"^[A-Za-z]", lock, re.M))  # no entry without a version and a hash
    declared = {canonical(name) for name in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]}
    assert declared - {canonical(name) for name, *_ in entries} == {"torch"}
    assert "://" not in lock


def test_every_package_that_is_imported_is_declared() -> None:
    distributions = importlib.metadata.packages_distributions()
    declared = {canonical(name) for name in PROJECT["dependencies"]}
    undeclared = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [str(node.module)]
            else:
                continue
            for name in {name.partition(".")[0] for name in names} - {*ROOMS, *sys.stdlib_module_names}:
                if not declared & {canonical(distribution) for distribution in distributions.get(name, [])}:
                    undeclared.add(f"{path.relative_to(ROOT)}: {name}")
    assert undeclared == set()


def test_a_breach_of_the_layers_is_found(tmp_path: Path) -> None:
    breaches = {
        "ucrn_core.upward": "engines",
        "ucrn_core.device": "sounddevice",
        "engines.upward": "app",
        "engines.drawing": "PySide6",
        "app.plotting": "pyqtgraph",
        "assets.sideways": "ucrn_core",
    }
    for room in (*ROOMS, "app/gui"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "app/gui/window.py").write_text("import PySide6\n")
    for module, imported in breaches.items():
        (tmp_path / f"{module.replace('.', '/')}.py").write_text(f"import {imported}\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    script = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert script, "lint-imports is not installed"
    result = subprocess.run([script, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)

    assert result.returncode == 1
    found = set(re.findall(r"^-? +(\S+) -> (\S+)", result.stdout, re.M))
    assert found == set(breaches.items()), result.stdout


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    heavy = "torch", "PySide6", "av", "mediapipe", "transformers", "librosa", "faster_whisper", "cv2", "onnxruntime"
    code = f"import sys, app.cli; print(*[name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (result.stdout.strip(), result.stderr) == ("", "")


def test_an_unsupported_python_gets_one_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python3"  # stands for a Python that is neither 3.11 nor 3.12
    python.write_text('#!/bin/sh\ncase "$2" in *version_info*) exit 1 ;; *) echo Python 3.10.13 ;; esac\n')
    python.chmod(0o755)
    result = subprocess.run([ROOT / "scripts/setup.sh"], env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
                            capture_output=True, text=True)  # fmt: skip
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == f"UCRN Live needs Python 3.11 or 3.12, and PYTHON={python} is Python 3.10.13.\n"
