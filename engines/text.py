"""Text features: a window's committed words as contextual all-MiniLM-L6-v2 vectors, one per word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ucrn_core.features import TEXT_CHANNELS, Word

VECTOR = 384  # channels of a MiniLM vector
PIECES = 256  # word pieces the encoder reads at most; a window's 50 words are far fewer
CACHE = 64  # strings


class TextEncoder:
    """Words -> (words, channels) float16. The words are encoded as one string; equal strings are encoded once."""

    def __init__(self, folder: Path) -> None:
        """folder: a verified copy of the encoder's files (`ModelStore.path("minilm")`)."""
        import torch
        from tokenizers import Tokenizer
        from transformers import BertModel
        from transformers.utils import logging

        logging.set_verbosity_error()  # the pooler is left out on purpose
        logging.disable_progress_bar()

        self._torch = torch
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(PIECES)
        self._network = BertModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False).eval()
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
        ((pieces, offsets),) = self.pieces([line])
        vectors = average_pieces(pieces, offsets, words)
        self._cache[line] = vectors
        if len(self._cache) > CACHE:
            self._cache.popitem(last=False)
        return vectors

    def pieces(self, lines: Sequence[str]) -> list[tuple[NDArray[np.float32], list[tuple[int, int]]]]:
        """Per line the vectors of its word pieces (pieces, 384) and their extents in the line."""
        encodings = self._tokenizer.encode_batch(list(lines))
        ids = self._torch.zeros(len(lines), max(len(e.ids) for e in encodings), dtype=self._torch.long)
        mask = self._torch.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = self._torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = 1
        with self._torch.inference_mode():
            hidden = self._network(ids, mask).last_hidden_state.numpy()
        return [(h[: len(e.ids)], e.offsets) for h, e in zip(hidden, encodings, strict=True)]


def average_pieces(
    pieces: NDArray[np.float32], offsets: Sequence[tuple[int, int]], words: Sequence[str]
) -> NDArray[np.float16]:
    """Mean of each word's pieces. offsets: of the pieces in the words joined by one space."""
    ends = np.cumsum([len(w) + 1 for w in words])
    sums = np.zeros((len(words), pieces.shape[1]), np.float64)
    counts = np.zeros((len(words), 1))
    for piece, (start, end) in zip(pieces, offsets, strict=False):
        if end > start:  # special tokens have no extent
            word = int(np.searchsorted(ends, start, side="right"))
            sums[word] += piece
            counts[word] += 1
    return (sums / np.maximum(counts, 1)).astype(np.float16)
