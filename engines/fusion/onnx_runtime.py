"""The onnxruntime engine: the exported graph on the CPU, a few times as fast as torch."""

from __future__ import annotations

import logging
from typing import Any

from engines.fusion import Fused
from engines.fusion.apart import apart
from engines.fusion.cache import EngineCache
from engines.fusion.packed import Packed
from engines.machine import versions
from engines.onnx_session import bound, one_thread_session
from ucrn_core.checkpoint import Checkpoint
from ucrn_core.features import FeatureWindow

logger = logging.getLogger(__name__)

GRAPH_OF = "checkpoint"  # in a graph's metadata: digest of the checkpoint that it was exported from
SUFFIX = ".onnx"
EXPORTED_BY = ("ucrn-live", "torch", "onnx", "onnxscript")


class OnnxRuntimeEngine:
    """FusionEngine on one thread, so that speech and face have the other cores."""

    name = "onnxruntime (cpu)"

    def __init__(self, checkpoint: Checkpoint, session: Any) -> None:
        """session: onnxruntime.InferenceSession of a graph as `live_onnx` exports it."""
        self._session, self._packed = session, Packed(checkpoint, "cpu")
        places = ({name: view.numpy() for name, view in v.items()} for v in (self._packed.inputs, self._packed.outputs))
        self._binding = bound(session, *places)

    def __call__(self, window: FeatureWindow) -> Fused:
        self._packed.fill(window)
        self._session.run_with_iobinding(self._binding)
        return self._packed.fused()


def build(checkpoint: Checkpoint, cache: EngineCache, anew: bool = False) -> OnnxRuntimeEngine:
    """From the graph that lies beside the checkpoint, else that of the cache, else, or anew, from one that is exported
    now."""
    session = None if anew else _beside(checkpoint)
    if session is None:
        made_for = {"engine": "onnxruntime", "checkpoint": checkpoint.digest, **versions(*EXPORTED_BY)}
        graph = cache.get(made_for) if checkpoint.digest and not anew else None
        if graph is None:
            graph = apart(export, checkpoint)
            if checkpoint.digest:
                cache.put(made_for, graph)
        session = one_thread_session(graph)
    return OnnxRuntimeEngine(checkpoint, session)


def export(checkpoint: Checkpoint) -> bytes:
    """The graph of a checkpoint for this engine, which takes seconds; beside the checkpoint, with its name and SUFFIX,
    it is used at once."""
    import onnx

    from engines.fusion.onnx_export import live_onnx

    graph = onnx.load_model_from_string(live_onnx(checkpoint.model, flat=True))
    onnx.helper.set_model_props(graph, {GRAPH_OF: checkpoint.digest})
    return graph.SerializeToString()


def _beside(checkpoint: Checkpoint) -> Any | None:
    """None where there is none, or one of another checkpoint, or one that cannot be read."""
    if checkpoint.path is None or not (path := checkpoint.path.with_suffix(SUFFIX)).exists():
        return None
    try:
        session = one_thread_session(str(path))
    except Exception as error:  # whatever the library raises at a damaged file
        logger.warning("the graph beside the checkpoint is exported anew", exc_info=error)
        return None
    return session if session.get_modelmeta().custom_metadata_map.get(GRAPH_OF) == checkpoint.digest else None
