"""Committed words: each once, in order, for good, whatever the hypotheses before the last said."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from engines.commitment import ENDED, Commitment
from engines.recognizers import Spoken


def spoken(text: str, begin: float = 0.0, each: float = 0.3) -> list[Spoken]:
    """Words that follow each other without a pause."""
    return [Spoken(begin + i * each, begin + (i + 1) * each, word, None) for i, word in enumerate(text.split())]


def texts(words: Sequence[Spoken]) -> str:
    return " ".join(word.text for word in words)


def test_a_word_is_committed_when_two_hypotheses_agree_and_it_has_ended() -> None:
    said = Commitment()
    assert said.hypothesis(spoken("the cat"), 0.7) == []
    assert texts(said.partial) == "the cat"
    assert texts(said.hypothesis(spoken("the cat sat"), 1.2)) == "the cat"
    assert texts(said.partial) == "sat"
    assert said.hypothesis(spoken("the cat sat"), 0.9 + ENDED - 0.01) == []
    assert texts(said.hypothesis(spoken("the cat sat on"), 1.6)) == "sat"
    assert texts(said.end(spoken("the cat sat on it"))) == "on it"
    assert texts(said.committed) == "the cat sat on it"
    assert said.partial == []
    assert said.revisions == []


def test_hypotheses_that_disagree_commit_nothing_from_there_on() -> None:
    said = Commitment()
    said.hypothesis(spoken("i see the sea now"), 9)
    assert texts(said.hypothesis(spoken("i sea the sea now"), 9)) == "i"
    assert texts(said.hypothesis(spoken("i sea the sea now"), 9)) == "sea the sea now"


def test_punctuation_and_capitals_are_no_disagreement() -> None:
    said = Commitment()
    said.hypothesis(spoken("Well, yes"), 9)
    assert texts(said.hypothesis(spoken("well yes."), 9)) == "well yes."


def test_a_word_said_twice_is_committed_twice_and_one_that_moved_is_not() -> None:
    said = Commitment()
    for _ in range(2):
        said.hypothesis(spoken("very"), 9)
    assert texts(said.end(spoken("very very good"))) == "very good"

    moved = Commitment()
    for _ in range(2):
        moved.hypothesis(spoken("so very"), 9)
    assert texts(moved.end(spoken("so very good", begin=0.2))) == "good"


def test_what_is_said_otherwise_later_is_kept_as_a_revision() -> None:
    said = Commitment()
    for _ in range(2):
        said.hypothesis(spoken("recognize beach"), 9)
    assert texts(said.end(spoken("recognize speech today"))) == "today"
    assert texts(said.committed) == "recognize beach today"
    (revision,) = said.revisions
    assert (revision.committed, revision.heard) == ("beach", "speech")
    assert (revision.start, revision.end) == (0.3, 0.6)
    said.hypothesis(spoken("recognize speech today"), 9)
    assert len(said.revisions) == 1  # told once


def test_a_hypothesis_that_vanishes_says_nothing_of_what_was_committed() -> None:
    said = Commitment()
    for _ in range(2):
        said.hypothesis(spoken("so my fellow"), 9)
    said.hypothesis(spoken("so my fellow americans"), 9)
    assert said.hypothesis([], 9) == []
    assert said.partial == []
    assert said.hypothesis(spoken("so my fellow americans ask"), 9) == []  # two that follow each other must agree
    assert texts(said.hypothesis(spoken("so my fellow americans ask"), 9)) == "americans ask"
    assert said.end([]) == []
    assert texts(said.committed) == "so my fellow americans ask"
    assert said.revisions == []


def test_a_hypothesis_that_loops_commits_no_more_than_the_next_one_repeats() -> None:
    said = Commitment()
    said.hypothesis(spoken("thank you"), 0.6)
    assert texts(said.hypothesis(spoken("thank you " * 10), 1.2)) == "thank you"
    assert said.hypothesis(spoken("thank you very much"), 1.6) == []
    assert texts(said.end(spoken("thank you very much"))) == "very much"
    assert texts(said.committed) == "thank you very much"
    assert said.revisions == []


words = st.lists(st.sampled_from("the a cat sat on my very very good mat".split()), min_size=1, max_size=12)


@st.composite
def utterances(draw: st.DrawFn) -> tuple[list[Spoken], list[tuple[list[Spoken], float]]]:
    """What is said, and hypotheses on the way: a beginning of it, with times that shake and an end that is guessed."""
    truth, t = [], 0.0
    for text in draw(words):
        start = t + draw(st.floats(0, 0.3))
        t = start + draw(st.floats(0.1, 0.6))
        truth.append(Spoken(start, t, text, None))
    hypotheses = []
    heard = 0.0
    while heard < t:
        heard += draw(st.floats(0.3, 1.0))
        said = [w for w in truth if w.start < heard]
        sure = [w for w in said if w.end <= heard - 0.2]
        guessed = [Spoken(w.start, min(w.end, heard), draw(st.sampled_from(["cat", "mat", "a"])), None) for w in said]
        hypotheses.append((sure + guessed[len(sure) :], heard))
    return truth, hypotheses


@given(utterances())
def test_what_the_end_of_words_alone_leaves_open_is_committed_as_it_was_said(
    utterance: tuple[list[Spoken], list[tuple[list[Spoken], float]]],
) -> None:
    truth, hypotheses = utterance
    said = Commitment()
    told = [word for hypothesis, heard in hypotheses for word in said.hypothesis(hypothesis, heard)]
    told += said.end(truth)
    assert told == said.committed
    assert texts(told) == texts(truth)
    assert said.revisions == []


@given(st.lists(st.tuples(utterances(), st.floats(0, 0.4)), min_size=1, max_size=4))
def test_whatever_is_supposed_nothing_is_rewritten_and_times_ascend(
    supposed: list[tuple[tuple[list[Spoken], list[tuple[list[Spoken], float]]], float]],
) -> None:
    """Hypotheses of several utterances, taken for those of one."""
    said = Commitment()
    told: list[Spoken] = []
    for (_, hypotheses), shift in supposed:
        for hypothesis, heard in hypotheses:
            moved = [w._replace(start=w.start + shift, end=w.end + shift) for w in hypothesis]
            told += said.hypothesis(moved, heard + shift)
            assert said.committed == told
    times = [t for word in told for t in (word.start, word.end)]
    assert times == sorted(times)
