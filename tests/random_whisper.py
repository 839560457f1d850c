"""A random Whisper model: it loads and runs as a real one, its words are noise."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engines.catalogue import ModelEntry, ModelFile


def make_whisper(folder: Path, *, sure: bool) -> Path:
    """Folder of an English model in CTranslate2's format.

    sure: it says a few words that it finds likely, always the same for the same sound; otherwise it finds none likely
    and repeats itself to the end.
    """
    import torch
    from ctranslate2.converters import TransformersConverter
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, WhisperConfig, WhisperForConditionalGeneration

    words = [f"Ġ{first}{last}" for first in "bdfgklmnprst" for last in ("ay", "ee", "ow", "un", "ill", "orn")]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate([*letters, *words])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["endoftext", "startoftranscript", "translate", "transcribe", "startoflm", "startofprev", "nospeech"]
    special.append("notimestamps")  # the last before the times
    tokenizer.add_special_tokens([f"<|{name}|>" for name in special])
    end, begin = (tokenizer.token_to_id(f"<|{name}|>") for name in special[:2])
    torch.manual_seed(0)
    config = WhisperConfig(
        vocab_size=tokenizer.get_vocab_size() + 1501,  # a token for each time
        d_model=32, encoder_layers=1, decoder_layers=2, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=32, decoder_ffn_dim=32, suppress_tokens=[], begin_suppress_tokens=[],
        bos_token_id=begin, decoder_start_token_id=begin, eos_token_id=end, pad_token_id=end,
    )  # fmt: skip
    network = WhisperForConditionalGeneration(config)
    if sure:
        with torch.no_grad():
            network.model.decoder.layer_norm.weight *= 300  # one token far likelier than the others
            network.model.decoder.embed_positions.weight.normal_()  # another one at each place
    network.save_pretrained(folder / "source")
    names = {"bos_token": "<|startoftranscript|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder / "source")
    converter = TransformersConverter(str(folder / "source"), copy_files=["tokenizer.json"])
    converter.convert(str(folder / "model"), quantization="int8")
    return folder / "model"


def whisper_entry(name: str, folder: Path) -> ModelEntry:
    """The catalogue's entry for such a model."""
    files = tuple(
        ModelFile(path.name, "", path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.iterdir())
    )
    return ModelEntry(name, "speech to words", "speech", "MIT", files)
