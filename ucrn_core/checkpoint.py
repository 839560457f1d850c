"""Checkpoints: one safetensors file with weights, FeatureSpec, calibration, parity windows and provenance.

Also `from_authors`, which builds the as-published network from arrays under the names of the authors' code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ucrn_core.calibration import Calibration
from ucrn_core.errors import CheckpointError
from ucrn_core.features import MODALITIES, FeatureSpec
from ucrn_core.model import UCRN, Branch, UCRNConfig

FORMAT = "ucrn-live-checkpoint-1"
AUTHORS_HEADS = 3  # of the published network; no array of theirs tells it
AUTHORS_LETTERS = {"text": "l", "audio": "a", "vision": "v"}


@dataclass(frozen=True)
class Checkpoint:
    """A trained live network with what is needed to use it. digest: sha256 of its file; path: of that file.

    parity: windows as `<number>/<modality>/values|valid` and their expected `<number>/sentiments|gate_means`.
    adapters: of the text encoder, as `<layer>.down` (rank, in) and `<layer>.up` (out, rank); `spec` has their digest.
    """

    model: UCRN
    spec: FeatureSpec
    calibration: Calibration
    provenance: dict[str, Any]
    digest: str = ""
    parity: dict[str, NDArray[Any]] = field(default_factory=dict)
    adapters: dict[str, NDArray[Any]] = field(default_factory=dict)
    path: Path | None = None


def adapters_digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """sha256 over the adapters, in order of their names; empty without any."""
    return _arrays_digest(arrays).hexdigest() if arrays else ""


def live_config(
    spec: FeatureSpec, *, width: int = 32, heads: int = 4, layers: int = 3, dropout: float = 0.0
) -> UCRNConfig:
    """The live configuration for the streams of `spec`."""
    branches = tuple(Branch(m, spec.stream(m).steps, len(spec.stream(m).channels)) for m in MODALITIES)
    return UCRNConfig(branches, MODALITIES, width, heads, layers, gate_hidden=8, live=True, dropout=dropout)


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Writes `path` anew, atomically; CheckpointError when it cannot be written."""
    from safetensors.numpy import save as to_bytes

    assert adapters_digest(checkpoint.adapters) == checkpoint.spec.text_adapters, "the spec names its adapters"
    tensors = {f"model.{k}": v.detach().cpu().numpy() for k, v in checkpoint.model.state_dict().items()}
    for name, arrays in (("parity", checkpoint.parity), ("adapter", checkpoint.adapters)):
        tensors |= {f"{name}.{k}": np.ascontiguousarray(v) for k, v in arrays.items()}
    header = {
        "format": FORMAT,
        "config": asdict(checkpoint.model.config),
        "spec": checkpoint.spec.to_json(),
        "calibration": checkpoint.calibration.to_json(),
        "provenance": checkpoint.provenance,
    }
    header["sha256"] = _content_digest(tensors, header)
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(to_bytes(tensors, metadata={k: json.dumps(v) for k, v in header.items()}))
        partial.replace(path)
    except OSError as error:
        raise CheckpointError(f"The checkpoint {path} cannot be written: {error.strerror or error}.") from error


def load(path: Path) -> Checkpoint:
    """Reads a checkpoint in evaluation mode; CheckpointError when it is none, damaged or of other features."""
    from safetensors import SafetensorError, safe_open
    from safetensors.numpy import load as from_bytes

    try:
        content = path.read_bytes()
        with safe_open(path, framework="numpy") as file:
            header = {k: json.loads(v) for k, v in (file.metadata() or {}).items()}
        tensors = from_bytes(content)
    except OSError as error:
        raise CheckpointError(f"The checkpoint {path} cannot be read: {error.strerror or error}.") from error
    except (SafetensorError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is not a UCRN Live checkpoint, or is damaged; get it anew.") from error
    if header.get("format") != FORMAT:
        raise CheckpointError(f"{path} is not a UCRN Live checkpoint; train one with `ucrn-live train`.")
    if header.pop("sha256", "") != _content_digest(tensors, header):
        raise CheckpointError(f"{path} is damaged: its content has another hash than it states; get it anew.")
    parity, adapters = _under("parity.", tensors), _under("adapter.", tensors)
    try:
        spec = FeatureSpec.from_json(header["spec"])
        branches = tuple(Branch(**b) for b in header["config"].pop("branches"))
        config = UCRNConfig(branches=branches, used=tuple(header["config"].pop("used")), **header["config"])
        model = _network(config, _under("model.", tensors))
        calibration = Calibration.from_json(header["calibration"])
        provenance = header["provenance"]
        if not isinstance(provenance, dict) or spec.text_adapters != adapters_digest(adapters):
            raise ValueError("provenance or adapters are not what they should be")
        if any((b.steps, b.channels) != (s.steps, len(s.channels)) for b in branches for s in [spec.stream(b.name)]):
            raise ValueError("the network reads other features than it states")
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, AssertionError) as error:
        raise CheckpointError(f"{path} is damaged or was made by another version of UCRN Live; get it anew.") from error
    # Baselines and adapters are the checkpoint's own; all else is what this version's featurizers compute.
    computed = replace(
        FeatureSpec(),
        voice_baseline=spec.voice_baseline,
        face_baseline=spec.face_baseline,
        text_adapters=spec.text_adapters,
    )
    if spec != computed:
        raise CheckpointError(
            f"{path} was trained on other features ({spec.name}) than this version computes; get a newer one."
        )
    digest = hashlib.sha256(content).hexdigest()
    return Checkpoint(model.eval(), spec, calibration, provenance, digest, parity, adapters, path)


def _network(config: UCRNConfig, weights: Mapping[str, NDArray[Any]]) -> UCRN:
    """A live network with these weights. ValueError: they are not of its sizes, or not numbers; it is planned without
    memory first, because a few bytes of a file from elsewhere can name sizes that no machine holds."""
    if not config.live or config.used != MODALITIES or config.layers > len(weights):
        raise ValueError("no live network")
    with torch.device("meta"):
        planned = {name: tuple(value.shape) for name, value in UCRN(config).state_dict().items()}
    if planned != {name: value.shape for name, value in weights.items()}:
        raise ValueError("weights of other sizes")
    if not all(np.isfinite(value).all() for value in weights.values()):
        raise ValueError("weights that are no numbers")
    model = UCRN(config)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    return model


def _content_digest(tensors: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> str:
    """sha256 over everything in a checkpoint but this number itself."""
    digest = _arrays_digest(tensors)
    digest.update(json.dumps(header, sort_keys=True).encode())
    return digest.hexdigest()


def _arrays_digest(arrays: Mapping[str, NDArray[Any]]) -> hashlib._Hash:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].shape} {arrays[name].dtype}\n".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest


def _under(prefix: str, tensors: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def from_authors(params: Mapping[str, NDArray[Any]], causal: bool = True) -> UCRN:
    """The as-published network from the authors' arrays, in evaluation mode.

    params: their state dict; a modality takes part when its refinement encoder is there. causal: whether
    attention is masked to the past. Called with (text, audio, vision), each (batch, steps, channels).
    """
    arrays = {name: torch.as_tensor(np.asarray(value)) for name, value in params.items()}
    used = tuple(m for m, letter in AUTHORS_LETTERS.items() if f"{letter}_refine.layer_norm.weight" in arrays)
    if not used:
        raise CheckpointError(
            "These arrays hold no refinement encoder under the authors' names (such as l_refine.layer_norm.weight)."
        )
    branches = tuple(
        Branch(m, arrays[f"temp_proj_{letter}.weight"].shape[1], arrays[f"proj_{letter}.weight"].shape[1])
        for m, letter in AUTHORS_LETTERS.items()
    )
    first = AUTHORS_LETTERS[used[0]]
    hidden, width = arrays[f"{first}_quality.fc.0.weight"].shape
    layers = sum(name.startswith(f"{first}_refine.layers.") and name.endswith(".fc1.bias") for name in arrays)
    model = UCRN(UCRNConfig(branches, used, width, AUTHORS_HEADS, layers, gate_hidden=hidden, causal=causal))
    model.load_state_dict(_renamed(arrays, used, layers))
    return model.eval()


def _renamed(arrays: Mapping[str, torch.Tensor], used: tuple[str, ...], layers: int) -> dict[str, torch.Tensor]:
    """The authors' arrays under the names of `ucrn_core.model`."""
    state: dict[str, torch.Tensor] = {}

    def move(theirs: str, ours: str) -> None:
        for kind in ("weight", "bias"):
            state[f"{ours}.{kind}"] = arrays[f"{theirs}{'' if theirs.endswith('_') else '.'}{kind}"]

    def move_encoder(theirs: str, ours: str) -> None:
        for i in range(layers):
            layer, block = f"{theirs}.layers.{i}", f"{ours}.blocks.{i}"
            move(f"{layer}.self_attn.in_proj_", f"{block}.attention.qkv")
            move(f"{layer}.self_attn.out_proj", f"{block}.attention.out")
            move(f"{layer}.layer_norms.0", f"{block}.norm1")
            move(f"{layer}.layer_norms.1", f"{block}.norm2")
            move(f"{layer}.fc1", f"{block}.fc1")
            move(f"{layer}.fc2", f"{block}.fc2")
        move(f"{theirs}.layer_norm", f"{ours}.norm")

    for m in used:
        letter = AUTHORS_LETTERS[m]
        # Pointwise convolutions of theirs are linear layers of ours.
        state[f"refine.{m}.project.weight"] = arrays[f"proj_{letter}.weight"].squeeze(-1)
        state[f"refine.{m}.weighting.weight"] = arrays[f"temp_proj_{letter}.weight"].squeeze(-1)
        state[f"gate.{m}.squeeze.weight"] = arrays[f"{letter}_quality.fc.0.weight"]
        state[f"gate.{m}.excite.weight"] = arrays[f"{letter}_quality.fc.2.weight"]
        move_encoder(f"{letter}_refine", f"refine.{m}.encoder")
    move_encoder("cross_modal_fusion", "crossmodal")
    move("proj1", "fc1")
    move("proj2", "fc2")
    move("out_layer", "out")
    return state
