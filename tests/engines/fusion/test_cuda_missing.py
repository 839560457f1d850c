"""Why CUDA cannot be used: one sentence that says what is there and what to do."""

from __future__ import annotations

import sys

import pytest
import torch

from engines.fusion.gpu import cuda_missing, first_line, gpu, newest_cuda, why_missing


@pytest.mark.parametrize(
    ("built", "newest", "available", "told"),
    [
        (None, None, False, "This torch is built without CUDA; install the CUDA build"),
        (None, (13, 0), False, "This torch is built without CUDA; install the CUDA build"),
        ("13.0", None, False, "There is no NVIDIA driver on this machine"),
        ("13.0", (12, 4), False, "The NVIDIA driver runs CUDA 12.4 at most, torch needs CUDA 13.0; install a newer"),
        ("13.2", (13, 0), False, "The NVIDIA driver shows no GPU to use; see what nvidia-smi"),
        ("12.6", (13, 0), False, "The NVIDIA driver shows no GPU to use; see what nvidia-smi"),
    ],
)
def test_each_cause_has_its_sentence(
    built: str | None, newest: tuple[int, int] | None, available: bool, told: str
) -> None:
    why = why_missing(built, newest, available)
    assert why.startswith(told)
    assert why.endswith(".")


def test_a_package_advises_nothing_that_it_cannot_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert why_missing(None, (13, 0), False).endswith("set UCRN Live up from its source to use an NVIDIA GPU.")


def test_a_gpu_that_is_found_is_no_cause() -> None:
    assert why_missing("13.0", (13, 0), True) == ""
    assert why_missing("13.0", None, True) == ""  # torch has found it, however the driver is called


def test_this_machine_is_told_as_torch_finds_it() -> None:
    why = cuda_missing()
    if torch.cuda.is_available():
        assert why == ""
        assert all(gpu()[part] for part in ("gpu", "compute_capability", "driver", "cuda"))
        assert newest_cuda() is not None
    else:
        assert why == why_missing(torch.version.cuda, newest_cuda(), False)
        assert "\n" not in why


def test_of_an_error_the_first_line_is_told() -> None:
    assert first_line(RuntimeError("CUDA error: unspecified launch failure\nCompile with ...\n")) == (
        "CUDA error: unspecified launch failure"
    )
    assert first_line(RuntimeError()) == "RuntimeError"
