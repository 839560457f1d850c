"""Nothing reports home: libraries are told so before they are imported, and leave no device id behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SWITCHES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "ORT_DISABLE_TELEMETRY")


def run(code: str, home: Path, **environment: str) -> str:
    """Runs code in a new Python whose home is empty; returns what it prints."""
    kept = {k: v for k, v in os.environ.items() if k not in SWITCHES and not k.startswith("XDG_")}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "HOME": str(home), **environment},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout


def test_the_switches_are_set_before_any_library_and_overrule_the_environment(tmp_path: Path) -> None:
    code = f"import engines, os; print([os.environ[s] for s in {SWITCHES!r}])"
    assert run(code, tmp_path, HF_HUB_OFFLINE="0") == "['1', '1', '1', '1']\n"


def test_ray_believes_it(tmp_path: Path) -> None:
    code = "import engines; from ray._common.usage.usage_lib import usage_stats_enabled as on; print(on())"
    assert run(code, tmp_path, RAY_USAGE_STATS_ENABLED="1") == "False\n"


def test_the_hub_believes_them(tmp_path: Path) -> None:
    code = "import engines, huggingface_hub.constants as c; print(c.HF_HUB_OFFLINE, c.HF_HUB_DISABLE_TELEMETRY)"
    assert run(code, tmp_path) == "True True\n"


def test_onnx_runtime_keeps_no_device_id(tmp_path: Path) -> None:
    code = (
        "import numpy as np; from engines.sources import AudioChunk; from engines.voice_activity import VoiceActivity;"
        "print(len(VoiceActivity().push(AudioChunk(0.0, np.zeros(1600, np.float32)))))"
    )
    assert run(code, tmp_path) == "1\n"
    left = [p for p in tmp_path.rglob("*") if "microsoft" in str(p).lower() or "onnxruntime" in str(p).lower()]
    assert left == []
