"""Everything with weight, latency or a device: sources, featurizers, models, fusion, the pipeline."""

from __future__ import annotations

import os

# Libraries stay offline and report nothing. They read these switches when they are imported, which only this room
# does, and child processes inherit them.
for switch in (
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_DISABLE_UPDATE_CHECK",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN",
    "ORT_DISABLE_TELEMETRY",  # ONNX Runtime keeps a device id and a queue of events otherwise
    "DO_NOT_TRACK",
):
    os.environ[switch] = "1"
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
