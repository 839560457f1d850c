"""torch as the program uses it: libraries and modules, without tests, headers and build tools, and few sources.

In place of the hook of pyinstaller-hooks-contrib, which takes all of it.
"""

from pathlib import Path

from PyInstaller.utils.hooks import collect_dynamic_libs, collect_submodules, get_package_paths

UNUSED = (
    "torch._inductor.",
    "torch.contrib",
    "torch.testing._internal",
    "torch.utils.benchmark",
    "torch.utils.tensorboard",
)
# Read as text where they are imported: they become TorchScript or ONNX, or, by CONFIGURED, settings.
READ = """
    torch._native torch.distributed._functional_collectives torch.distributed.tensor._collective_utils torch.functional
    torch.nn.functional torch.nn.modules.rnn torch.onnx torch.utils._debug_mode
""".split()
CONFIGURED = "install_config_module("
place = Path(get_package_paths("torch")[1])
for file in place.rglob("*.py"):
    if CONFIGURED in file.read_text(encoding="utf-8", errors="replace"):
        READ.append(".".join(("torch", *file.relative_to(place).with_suffix("").parts)))

warn_on_missing_hiddenimports = False
module_collection_mode = {"torch": "pyz"} | dict.fromkeys(READ, "pyz+py")
hiddenimports = collect_submodules("torch", lambda name: not name.startswith(UNUSED))
binaries = [
    *collect_dynamic_libs("torch", search_patterns=["*.so", "*.so.*", "*.dylib", "*.dll"]),
    *collect_dynamic_libs("torch", search_patterns=["torch_shm_manager*"]),  # torch asks for it when it is imported
]
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]  # torch looks beside itself for them
