"""`ucrn-live bench fusion`: every engine at every size, with the numbers that a comparison needs."""

from __future__ import annotations

import json
from itertools import product

import pytest

from app.cli import main
from engines.fusion import cuda_graph, tensorrt


def test_every_engine_is_measured_at_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "fusion", "--repeats", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    sizes = {(row["engine"], row["shapes"], row["batch"]) for row in rows}
    expected = set(product(("plain", "eager", "onnxruntime"), ("published", "live"), (1, 7)))
    expected |= {("multihead", "published", batch) for batch in (1, 7)}
    expected |= {
        (name, "live", 7) for name, gpu in (("cuda-graph", cuda_graph), ("tensorrt", tensorrt)) if not gpu.missing()
    }
    assert sizes == expected
    for row in rows:
        assert 0 < row["median_ms"] <= row["p95_ms"] <= row["p99_ms"]
        assert row["first_ms"] > 0
        assert row["memory_mb"] >= 0
