"""Which words of a hypothesis that still changes may be believed: committed once, never rewritten, never repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from engines.recognizers import Spoken

ENDED = 0.5  # s that a word must have ended before the newest sound: what follows it may still change it
OVERLAP = 0.15  # s by which a recognizer may move a word from one hypothesis to the next
REPEATED = 5  # words at most that a hypothesis may say again from before its start


@dataclass(frozen=True)
class Revision:
    """A later hypothesis says otherwise what was committed already, and stays committed: what stands from `start` to
    `end`, in seconds from the start of the utterance; one of the two texts may be empty.

    On the session clock it carries when it became known, `available_at`."""

    start: float
    end: float
    committed: str
    heard: str
    available_at: float | None = None


class Commitment:
    """The words of one utterance, from one hypothesis to the next.

    A word is committed when two hypotheses that follow each other agree on it and on all before it, and it ended
    ENDED seconds before the newest sound (LocalAgreement-2: Liu et al. 2020, Machacek et al. 2023). The end of the
    utterance commits the rest.
    """

    def __init__(self) -> None:
        self.committed: list[Spoken] = []
        self.partial: list[Spoken] = []  # the rest of the newest hypothesis, which may still change
        self.revisions: list[Revision] = []
        self._told: set[Revision] = set()

    def hypothesis(self, words: Sequence[Spoken], heard: float) -> list[Spoken]:
        """Takes the words heard up to `heard` seconds of the utterance; returns those committed by it."""
        before, self.partial = self.partial, self._following(words)
        agreed = 0
        for old, new in zip(before, self.partial, strict=False):
            if _plain(old.text) != _plain(new.text) or new.end > heard - ENDED:
                break
            agreed += 1
        return self._commit(agreed)

    def end(self, words: Sequence[Spoken]) -> list[Spoken]:
        """The words of the whole utterance; returns those committed by its end."""
        self.partial = self._following(words)
        return self._commit(len(self.partial))

    def _commit(self, count: int) -> list[Spoken]:
        new = []
        for word in self.partial[:count]:
            after = self.committed[-1].end if self.committed else 0.0
            start = max(word.start, after)
            new.append(word._replace(start=start, end=max(word.end, start)))
            self.committed.append(new[-1])
        self.partial = self.partial[count:]
        return new

    def _following(self, words: Sequence[Spoken]) -> list[Spoken]:
        """The words after the committed ones; what stands in the place of those, if it is other, becomes a revision.
        No words at all, from a decode that failed, say nothing of those committed."""
        if not self.committed or not words:
            return list(words)
        until = self.committed[-1].end
        count = sum((word.start + word.end) / 2 < until for word in words)
        if not (count and _plain(words[count - 1].text) == _plain(self.committed[-1].text)):
            count += self._again(words[count:], until)
        self._revise(words[:count])
        return list(words[count:])

    def _again(self, words: Sequence[Spoken], until: float) -> int:
        """How many of these are the last committed ones, which moved a little later: not to be said twice."""
        if not words or words[0].start >= until + OVERLAP:
            return 0
        for size in range(min(REPEATED, len(words), len(self.committed)), 0, -1):
            if [_plain(w.text) for w in words[:size]] == [_plain(w.text) for w in self.committed[-size:]]:
                return size
        return 0

    def _revise(self, words: Sequence[Spoken]) -> None:
        """Keeps what `words` say otherwise than those committed, once."""
        ours, theirs = ([_plain(w.text) for w in side] for side in (self.committed, words))
        for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            # Where a word was only put in, the committed one before it tells the place.
            old, new = self.committed[i:j], words[k:m]
            if kind != "equal" and (place := old or self.committed[max(0, i - 1) : max(1, i)]):
                said, heard = (" ".join(word.text for word in side) for side in (old, new))
                revision = Revision(place[0].start, place[-1].end, said, heard)
                if revision not in self._told:
                    self._told.add(revision)
                    self.revisions.append(revision)


def _plain(text: str) -> str:
    return re.sub(r"[^\w' ]+", "", text.lower()).strip()
