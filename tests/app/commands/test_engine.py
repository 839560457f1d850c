"""`ucrn-live engine`: what runs the network, why others do not, and what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from engines.fusion import ENGINES
from engines.fusion.gpu import cuda_missing


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ucrn-live" / "engines"


def test_info_says_what_runs_and_why_others_do_not(capsys: pytest.CaptureFixture[str], cache: Path) -> None:
    assert main(["engine", "info", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    engines = {engine["name"]: engine for engine in told["engines"]}
    assert set(engines) == set(ENGINES)
    tried = [engine["median_ms"] for engine in told["engines"] if not engine["why"]]
    assert tried == sorted(tried)
    assert told["serves"] == told["engines"][0]["name"] != "eager"
    if why := cuda_missing():
        assert engines["tensorrt"]["why"] == engines["cuda-graph"]["why"] == why
    kept = list(cache.iterdir())
    assert told["cache"] == {
        "folder": str(cache), "entries": len(kept), "bytes": sum(path.stat().st_size for path in kept)
    }  # fmt: skip

    assert main(["engine", "info"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(told["serves"])
    assert first.endswith(" ms a window, runs")


def test_clear_removes_what_is_kept(capsys: pytest.CaptureFixture[str], cache: Path) -> None:
    assert main(["engine", "info"]) == 0
    capsys.readouterr()
    assert main(["engine", "clear"]) == 0
    assert capsys.readouterr().out.startswith(f"Removed what was kept in {cache}: ")
    assert list(cache.iterdir()) == []


def test_export_writes_a_graph_and_replaces_none_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import onnxruntime

    graph = tmp_path / "mine.onnx"
    assert main(["engine", "export", "-o", str(graph)]) == 0
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert [output.name for output in session.get_outputs()] == ["sentiments", "gate_means"]
    capsys.readouterr()

    graph.write_text("something of the person's own")
    assert main(["engine", "export", "-o", str(graph)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert graph.read_text() == "something of the person's own"
    assert main(["engine", "export", "-o", str(tmp_path / "none" / "x.onnx")]) == 2
    assert "cannot be written" in capsys.readouterr().err
