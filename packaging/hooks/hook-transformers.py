"""transformers with BERT alone. It lists its models by the source files that lie there, and reads package metadata."""

from pathlib import Path

from PyInstaller.utils.hooks import copy_metadata, get_package_paths

USED = ("auto", "bert", "__pycache__")

module_collection_mode = "pyz+py"
hiddenimports = ["transformers.models.bert.modeling_bert", "transformers.models.bert.configuration_bert"]
datas = copy_metadata("transformers", recursive=True)
models = Path(get_package_paths("transformers")[1], "models")
excludedimports = [f"transformers.models.{p.name}" for p in models.iterdir() if p.is_dir() and p.name not in USED]
