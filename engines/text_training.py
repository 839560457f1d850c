"""The first stage of training: the text encoder's adapters and the text branch, on words as a live window sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from engines.corpus import spread_words
from engines.degrade import WORD_KINDS, Vocabulary, degrade_words
from engines.recipes import TextRecipe
from engines.text import VECTOR, TextEncoder, piece_weights
from engines.text_adapters import add_adapters
from ucrn_core.corpora.text import Segment, TextRow
from ucrn_core.errors import TrainingError
from ucrn_core.features import MODALITIES, TEXT_CHANNELS, FeatureSpec
from ucrn_core.model import UCRN
from ucrn_core.training import ranking_loss
from ucrn_core.training_loop import to_device

JOINED_GAP = 2.0  # s between segments of a video that may share a window
SHORTEST_LINE = 3  # words of a joined window, below which another is drawn
RIGHT, WRONG = (6, 1.5), (2, 2)  # beta distributions of a recognizer's confidence in right and wrong words


@dataclass
class TextBatch:
    """Lines as word pieces: ids and mask (lines, pieces); average (lines, words, pieces): weights of the pieces in each
    word; confidence (lines, words, 2); valid (lines, words); the first `target` (rows,) lines have a sentiment, the
    others are pairs, less damaged first, `distance` (pairs,) apart."""

    ids: Tensor
    mask: Tensor
    average: Tensor
    confidence: Tensor
    valid: Tensor
    target: Tensor
    distance: Tensor


Line = tuple[list[str], NDArray[np.bool_] | None]  # words, and which of them are wrong


class TextStage(nn.Module):
    """The live network, of which the text branch is trained, behind the encoder with its adapters."""

    def __init__(self, ucrn: UCRN, encoder: nn.Module, recipe: TextRecipe) -> None:
        super().__init__()
        self.ucrn, self.encoder, self.channel_dropout = ucrn, encoder, recipe.channel_dropout
        add_adapters(encoder, recipe.rank)
        for module in encoder.modules():  # noise in the words is enough, and dropout takes as long as the network
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    def inputs(self, batch: TextBatch) -> Tensor:
        """Text channels (lines, words, channels)."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16, enabled=self.training):
            pieces = self.encoder(batch.ids, batch.mask).last_hidden_state
        # The same channels are hidden in a whole line, or its other words would tell them.
        hidden = F.dropout(torch.ones_like(pieces[:, :1], dtype=torch.float32), self.channel_dropout, self.training)
        return torch.cat([batch.average @ pieces.float() * hidden, batch.confidence], dim=-1)

    def forward(self, batch: TextBatch) -> tuple[Tensor, Tensor, Tensor]:
        """Refined vectors (lines, width), sentiment of words alone (lines,) and logits of the gate mean (lines,)."""
        model = self.ucrn
        refined = model.refine["text"](self.inputs(batch), batch.valid)
        gate = model.gate["text"](refined)
        absent = [model.absent[m].expand(len(refined), -1) for m in MODALITIES if m != "text"]
        sentiment = model.fuse(torch.cat([refined * gate, *absent], dim=-1))[0].squeeze(-1)
        return refined, sentiment, torch.logit(gate.mean(dim=-1), eps=1e-6)


def text_loss(stage: TextStage, batch: TextBatch, recipe: TextRecipe) -> dict[str, Tensor]:
    """Smooth L1 of the lines with a sentiment, and the ranking of the gate over the pairs."""
    _, sentiment, logit = stage(batch)
    rows = len(batch.target)
    pairs = logit[rows:].view(-1, 2)
    return {
        "sentiment": F.smooth_l1_loss(sentiment[:rows], batch.target, beta=recipe.knee),
        "ranking": recipe.ranking * ranking_loss(pairs[:, 0] - pairs[:, 1], batch.distance, recipe.margin),
    }


class TextSource:
    """Draws lines as live windows hold them: cut, joined with their neighbours, without punctuation, misheard."""

    def __init__(
        self, rows: Sequence[TextRow], segments: Sequence[Segment], recipe: TextRecipe, encoder: TextEncoder
    ) -> None:
        """rows and segments: of which the training split is used."""
        self.rng = np.random.default_rng(recipe.seed)
        self.recipe, self.encoder = recipe, encoder
        spec = FeatureSpec()
        self._window, self._most = spec.window, spec.text.steps
        self._length = len(spread_words("a " * spec.text.steps, spec))  # of a line whose word times are unknown
        self.rows = [r for r in rows if r.split == "train" and recipe.share(r.corpus) and plain_words(r.text)]
        if not self.rows:
            drawn = ", ".join(corpus for corpus in recipe.corpora if recipe.share(corpus))
            raise TrainingError(f"There is no line to train on: the configuration draws {drawn}.")
        weights = np.array([recipe.share(r.corpus) for r in self.rows])
        self._share = np.cumsum(weights / weights.sum())
        self.vocabulary = Vocabulary(w for r in self.rows for w in plain_words(r.text))
        self._runs = _runs([s for s in segments if s.split == "train" and recipe.share("mosei")])
        seconds = np.array([run[-1].end - run[0].start for run in self._runs])
        self._run_share = np.cumsum(seconds / seconds.sum())

    def batch(self) -> TextBatch:
        rng, recipe = self.rng, self.recipe
        drawn = [self.draw() for _ in range(recipe.batch)]
        lines = [line for line, _ in drawn]
        known = list(rng.random(recipe.batch) < 0.5)
        distances = []
        for _ in range(recipe.pairs):
            *pair, distance = self._pair()
            lines += pair
            known += [bool(rng.random() < 0.5)] * 2
            distances.append(distance)
        target = torch.tensor([label for _, label in drawn], dtype=torch.float32)
        return text_batch(self.encoder, lines, known, rng, target, torch.tensor(distances, dtype=torch.float32))

    def draw(self) -> tuple[Line, float]:
        """A line and its sentiment."""
        rng, recipe = self.rng, self.recipe
        if self._runs and rng.random() < recipe.joined:
            words, label = self._joined()
        else:
            row = self.rows[self._pick(self._share)]
            words, label = self._cut(row.text.split()), row.label
        how = rng.random()
        wrong = None
        if how < recipe.plain + recipe.misheard:
            words = unpunctuated(words)
        if how < recipe.misheard:
            words, wrong = self._misheard(words, recipe.errors * rng.random(), WORD_KINDS[rng.integers(4)], rng)
        return (words, wrong), label

    def _pick(self, cumulative: NDArray[np.float64]) -> int:
        return min(int(np.searchsorted(cumulative, self.rng.random(), side="right")), len(cumulative) - 1)

    def _cut(self, words: list[str]) -> list[str]:
        rng, length = self.rng, self._length
        end = len(words)
        if end > length and rng.random() < 0.3:  # any window over a long line, not only its last
            end = int(rng.integers(length, end + 1))
        words = words[max(0, end - length) : end]
        if len(words) > 6 and rng.random() < 0.1:  # the end is not yet said
            words = words[: -int(rng.integers(1, 1 + len(words) // 4))]
        return words

    def _joined(self) -> tuple[list[str], float]:
        """The words of a window that ends anywhere in a video, and their mean label."""
        window, most = self._window, self._most
        while True:
            run = self._runs[self._pick(self._run_share)]
            end = self.rng.uniform(run[0].start + window / 2, max(run[-1].end, run[0].start + window))
            said = sorted(
                (start + (i + 1) * (segment.end - start) / len(words), word, segment.label)
                for segment in run
                for start, words in [(segment.start, segment.text.split())]
                for i, word in enumerate(words)
            )
            inside = [(word, label) for t, word, label in said if end - window < t <= end][-most:]
            if len(inside) >= SHORTEST_LINE:
                return [word for word, _ in inside], float(np.mean([label for _, label in inside]))

    def _misheard(
        self, words: list[str], level: float, kind: str, rng: np.random.Generator
    ) -> tuple[list[str], NDArray[np.bool_] | None]:
        heard, wrong = degrade_words(words, kind, level, rng, self.vocabulary)
        return (heard[-self._most :], wrong[-self._most :]) if heard else (words[:1], np.ones(1, bool))

    def _pair(self) -> tuple[Line, Line, float]:
        """A line less and more misheard, and the distance of their word error rates."""
        rng, recipe = self.rng, self.recipe
        words = plain_words(" ".join(self._cut(self.rows[self._pick(self._share)].text.split()))) or ["oh"]
        low, high = np.sort(rng.random(2)) * recipe.errors
        low = 0.0 if rng.random() < 0.4 else low
        kind, seed = WORD_KINDS[rng.integers(4)], rng.integers(2**63)
        less, more = (self._misheard(words, level, kind, np.random.default_rng(seed)) for level in (low, high))
        return less, more, float(high - low)


def plain_words(text: str) -> list[str]:
    """Words as a recognizer without punctuation gives them."""
    return [w for w in (re.sub(r"[^\w']+", "", word.lower()) for word in text.split()) if w]


def unpunctuated(words: list[str]) -> list[str]:
    """A line as a recognizer without punctuation gives it; as it is, where that leaves nothing."""
    return plain_words(" ".join(words)) or words


def validation_rows(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows that are set aside and say something."""
    return [r for r in rows if r.split == "valid" and plain_words(r.text)]


def text_batch(
    encoder: TextEncoder,
    lines: Sequence[Line],
    known: Sequence[bool],
    rng: np.random.Generator,
    target: Tensor | None = None,
    distance: Tensor | None = None,
) -> TextBatch:
    """Lines as a batch; known: whose recognizer tells its confidence, which is then simulated."""
    ids, mask, weights = piece_weights(encoder.tokenize([words for words, _ in lines]), [w for w, _ in lines])
    longest = max(len(words) for words, _ in lines)
    confidence = np.zeros((len(lines), longest, len(TEXT_CHANNELS) - VECTOR), np.float32)
    valid = np.zeros((len(lines), longest), np.float32)
    for i, ((words, wrong), told) in enumerate(zip(lines, known, strict=True)):
        n = len(words)
        valid[i, longest - n :] = 1
        if told:
            right = rng.beta(*RIGHT, n)
            confidence[i, longest - n :, 0] = right if wrong is None else np.where(wrong, rng.beta(*WRONG, n), right)
        else:
            confidence[i, longest - n :, 1] = 1
    none = torch.zeros(0)
    return TextBatch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(weights),
        torch.from_numpy(confidence),
        torch.from_numpy(valid),
        none if target is None else target,
        none if distance is None else distance,
    )


def set_text_scale(stage: TextStage, source: TextSource, batches: int = 30) -> None:
    """Standardization of the text branch's channels over drawn lines, before the adapters move them."""
    with torch.inference_mode():
        stage.eval()
        steps = torch.cat([stage.inputs(b)[b.valid > 0] for b in (source.batch() for _ in range(batches))])
    branch: Any = stage.ucrn.refine["text"]
    branch.mean.copy_(steps.mean(0))
    branch.scale.copy_(1 / steps.std(0).clamp(min=0.02))


def apply_stage(
    stage: TextStage, encoder: TextEncoder, lines: Sequence[Line], known: bool, rng: np.random.Generator, size: int = 64
) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]:
    """Refined vectors (lines, width), sentiments (lines,) and logits of the gate mean (lines,), in evaluation mode."""
    order = sorted(range(len(lines)), key=lambda i: sum(map(len, lines[i][0])))
    refined = np.zeros((len(lines), stage.ucrn.config.width), np.float32)
    sentiment, logit = np.zeros(len(lines)), np.zeros(len(lines))
    device = next(stage.ucrn.parameters()).device
    with torch.inference_mode():
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            batch = text_batch(encoder, [lines[i] for i in rows], [known] * len(rows), rng)
            outputs = stage(to_device(batch, device))
            refined[rows], sentiment[rows], logit[rows] = (o.float().cpu().numpy() for o in outputs)
    return refined, sentiment, logit


def _runs(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments of one video that follow each other, as far as they go."""
    runs: list[list[Segment]] = []
    for segment in segments:
        last = runs[-1][-1] if runs else None
        if last and last.video == segment.video and segment.start - last.end < JOINED_GAP:
            runs[-1].append(segment)
        else:
            runs.append([segment])
    return [run for run in runs if len(run) > 1]
