"""ONNX Runtime as the live run uses it: on the CPU, one thread, so that the others have the other cores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def one_thread_session(graph: bytes | str) -> Any:
    """graph: its bytes, or the path of its file -> onnxruntime.InferenceSession."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def bound(session: Any, inputs: Mapping[str, NDArray[np.float32]], outputs: Mapping[str, NDArray[np.float32]]) -> Any:
    """A binding for `session.run_with_iobinding`, which reads and writes these arrays where they lie: for a graph that
    takes a millisecond, handing arrays over each time would be a fifteenth of it."""
    binding = session.io_binding()
    for bind, arrays in ((binding.bind_input, inputs), (binding.bind_output, outputs)):
        for name, array in arrays.items():
            assert array.flags.c_contiguous
            bind(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
    return binding
