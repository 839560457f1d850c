"""Text features: a window's committed words as contextual all-MiniLM-L6-v2 vectors, one per word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ucrn_core.errors import first_line
from ucrn_core.features import TEXT_CHANNELS, Word

if TYPE_CHECKING:
    from tokenizers import Encoding

VECTOR = 384  # channels of a MiniLM vector
PIECES = 256  # word pieces the encoder reads at most; a window's 50 words are far fewer
CACHE = 64  # strings


class TextEncoder:
    """Words -> (words, channels) float16. The words are encoded as one string; equal strings are encoded once."""

    def __init__(self, folder: Path, adapters: Mapping[str, NDArray[Any]] = MappingProxyType({})) -> None:
        """folder: a verified copy of the encoder's files (`ModelStore.path("minilm")`); adapters: of the checkpoint,
        merged into the weights (see `engines.text_adapters`)."""
        import torch
        from tokenizers import Tokenizer
        from transformers import BertModel
        from transformers.utils import logging

        from engines.text_adapters import merge_adapters

        logging.set_verbosity_error()  # the pooler is left out on purpose
        logging.disable_progress_bar()

        self._torch = torch
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(PIECES)
        self.network = BertModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False).eval()
        merge_adapters(self.network, adapters)
        self._cache: OrderedDict[str, NDArray[np.float16]] = OrderedDict()

    def encode(self, words: Sequence[Word]) -> NDArray[np.float16]:
        """One row per word: its vector, its confidence (0 where unknown) and the unknown bit."""
        rows = np.zeros((len(words), len(TEXT_CHANNELS)), np.float16)
        if words:
            rows[:, :VECTOR] = self.vectors([w.text for w in words])
            rows[:, VECTOR] = [w.confidence or 0.0 for w in words]
            rows[:, VECTOR + 1] = [w.confidence is None for w in words]
        return rows

    def vectors(self, words: Sequence[str]) -> NDArray[np.float16]:
        """(words, 384): pieces averaged to words; a word beyond the encoder's reach is 0."""
        line = " ".join(words)
        if line in self._cache:
            self._cache.move_to_end(line)
            return self._cache[line]
        (vectors,) = self.word_vectors([words])
        self._cache[line] = vectors
        if len(self._cache) > CACHE:
            self._cache.popitem(last=False)
        return vectors

    def tokenize(self, lines: Sequence[Sequence[str]]) -> list[Encoding]:
        """The word pieces of lines of words, each as one string."""
        return list(self._tokenizer.encode_batch([" ".join(words) for words in lines]))

    def word_vectors(self, lines: Sequence[Sequence[str]]) -> list[NDArray[np.float16]]:
        """Per line (words, 384): pieces averaged to words; a word beyond the encoder's reach is 0."""
        ids, mask, weights = (self._torch.from_numpy(a) for a in piece_weights(self.tokenize(lines), lines))
        with self._torch.inference_mode():
            vectors = weights @ self.network(ids, mask).last_hidden_state
        return [v[len(v) - len(words) :].half().numpy() for v, words in zip(vectors, lines, strict=True)]


class LoadingTextEncoder:
    """A TextEncoder that is loaded in a thread: it takes seconds, and the first words take longer to come."""

    def __init__(self, folder: Path, adapters: Mapping[str, NDArray[Any]]) -> None:
        pool = ThreadPoolExecutor(1, thread_name_prefix="load text encoder")
        self._encoder = pool.submit(TextEncoder, folder, adapters)
        pool.shutdown(wait=False)

    @property
    def failure(self) -> str:
        """Why it cannot be loaded, in one sentence; empty as long as that is not known."""
        error = self._encoder.exception() if self._encoder.done() else None
        return "" if error is None else f"Words cannot be analysed here ({first_line(error)}): run `ucrn-live doctor`."

    def wait(self) -> None:
        """Until it is loaded, or cannot be."""
        wait([self._encoder])

    def encode(self, words: Sequence[Word]) -> NDArray[np.float16]:
        """As `TextEncoder.encode`; no rows where it cannot be loaded."""
        self.wait()
        return np.zeros((0, len(TEXT_CHANNELS)), np.float16) if self.failure else self._encoder.result().encode(words)


def piece_weights(
    encodings: Sequence[Encoding], lines: Sequence[Sequence[str]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Ids and mask (lines, pieces), and what each piece counts in the mean of its word (lines, words, pieces); the
    words of a shorter line are the last ones. encodings: of the words of `lines` joined by one space."""
    pieces, longest = max(len(e.ids) for e in encodings), max(len(words) for words in lines)
    ids, mask = np.zeros((len(lines), pieces), np.int64), np.zeros((len(lines), pieces), np.int64)
    weights = np.zeros((len(lines), longest, pieces), np.float32)
    for i, (encoding, words) in enumerate(zip(encodings, lines, strict=True)):
        ids[i, : len(encoding.ids)], mask[i, : len(encoding.ids)] = encoding.ids, 1
        ends = np.cumsum([len(w) + 1 for w in words])
        for piece, (start, end) in enumerate(encoding.offsets):
            if end > start:  # special tokens have no extent
                weights[i, longest - len(words) + int(np.searchsorted(ends, start, side="right")), piece] = 1
    return ids, mask, weights / np.maximum(weights.sum(-1, keepdims=True), 1)
