"""The GPU of this machine: what it is, and why CUDA cannot be used where it cannot."""

from __future__ import annotations

import ctypes
import sys
import warnings

import torch

from engines.machine import is_package
from ucrn_core.errors import first_line

WINDOWS = sys.platform == "win32"
Version = tuple[int, int]


def gpu() -> dict[str, str]:
    """What an engine that was built here depends on. Where `cuda_missing` is not empty there is nothing to tell."""
    return {
        "gpu": torch.cuda.get_device_name(),
        "compute_capability": ".".join(map(str, torch.cuda.get_device_capability())),
        "driver": _driver(),
        "cuda": str(torch.version.cuda),
    }


def cuda_missing() -> str:
    """One sentence why CUDA cannot be used here and what to do; empty where it can."""
    built = torch.version.cuda
    with warnings.catch_warnings():  # torch warns of what is told here
        warnings.simplefilter("ignore")
        available = built is not None and torch.cuda.is_available()
    return why_missing(built, newest_cuda() if built else None, available) or (_why_idle() if available else "")


def trouble() -> str:
    """`cuda_missing` where the person counts on CUDA: torch is built for it, and there is an NVIDIA driver."""
    return cuda_missing() if torch.version.cuda is not None and newest_cuda() is not None else ""


def why_missing(built: str | None, newest: Version | None, available: bool) -> str:
    """built: the CUDA of torch; newest: the newest CUDA that the driver runs, None without a driver; available: whether
    torch finds a GPU."""
    if built is None:
        if is_package():  # there is nothing to install into a package
            return "A package holds nothing for GPUs; set UCRN Live up from its source to use an NVIDIA GPU."
        return "This torch is built without CUDA; install the CUDA build of torch to use an NVIDIA GPU."
    if available:
        return ""
    if newest is None:
        return "There is no NVIDIA driver on this machine; with an NVIDIA GPU, install its driver."
    major, minor = map(int, built.split(".")[:2])
    if newest[0] < major:  # within one major version any driver will do
        runs = ".".join(map(str, newest))
        return f"The NVIDIA driver runs CUDA {runs} at most, torch needs CUDA {major}.{minor}; install a newer driver."
    return "The NVIDIA driver shows no GPU to use; see what nvidia-smi and the variable CUDA_VISIBLE_DEVICES say."


def newest_cuda() -> Version | None:
    """The newest CUDA that the installed driver runs; None without a driver."""
    number = ctypes.c_int()
    try:
        failed = ctypes.CDLL("nvcuda.dll" if WINDOWS else "libcuda.so.1").cuDriverGetVersion(ctypes.byref(number))
    except OSError:
        return None
    return None if failed else (number.value // 1000, number.value % 1000 // 10)


def _driver() -> str:
    """Version of the driver, as nvidia-smi states it; empty where the driver's management library is not there."""
    text = ctypes.create_string_buffer(80)
    try:
        library = ctypes.CDLL("nvml.dll" if WINDOWS else "libnvidia-ml.so.1")
    except OSError:
        return ""
    if library.nvmlInit_v2():
        return ""
    failed = library.nvmlSystemGetDriverVersion(text, len(text))
    library.nvmlShutdown()
    return "" if failed else text.value.decode()


def _why_idle() -> str:
    """A GPU may be found that is too old for this torch, has no memory left, or hangs."""
    try:
        torch.ones(1, device="cuda").add_(1).item()
    except RuntimeError as error:
        return f"The GPU {torch.cuda.get_device_name()} does not compute with this torch ({first_line(error)})."
    return ""
