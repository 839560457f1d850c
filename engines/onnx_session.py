"""ONNX Runtime as the live run uses it: on the CPU, one thread, so that the others have the other cores."""

from __future__ import annotations

from typing import Any


def one_thread_session(graph: bytes | str) -> Any:
    """graph: its bytes, or the path of its file -> onnxruntime.InferenceSession."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
