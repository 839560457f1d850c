"""The analysis again, from steps and words that were stored: the same windows, and through fusion the same points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ucrn_core.features import FeatureSpec, FeatureWindow, Step, Word
from ucrn_core.windows import Encode, WindowMaker

AHEAD = 1.0  # s of steps and words that the streams hold beyond a window's end


@dataclass(frozen=True)
class Moment:
    """A window that is to be made: its end `t`; what was available at `known_at` is in it, None for all that was ever
    known, as media time has it; left_out: modalities that are not."""

    t: float
    known_at: float | None = None
    left_out: tuple[str, ...] = ()


def stored_windows(
    spec: FeatureSpec,
    steps: Mapping[str, Iterable[Step]],
    words: Sequence[Word],
    encode: Encode | None,
    moments: Iterable[Moment],
) -> Iterator[FeatureWindow]:
    """The windows of `moments`, which ascend; None of `encode`: no text.

    steps: by modality, in the order in which they were made, taken only as far as they are needed. words: by their end.
    """
    windows = WindowMaker(spec, encode)
    waiting = {modality: iter(of_it) for modality, of_it in steps.items()}
    following = {modality: next(of_it, None) for modality, of_it in waiting.items()}
    said = 0
    for moment in moments:
        until = moment.t + AHEAD
        for modality, of_it in waiting.items():
            while (step := following[modality]) is not None and step.t <= until:
                windows.steps[modality].extend([step])
                following[modality] = next(of_it, None)
        new = said
        while new < len(words) and words[new].end <= until:
            new += 1
        windows.words.extend(words[said:new])
        said = new
        yield windows.at(moment.t, now=moment.known_at, drop=frozenset(moment.left_out))
