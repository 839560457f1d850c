"""srt and vtt, read back with pysubs2: cues of a few words, each with the sentiment while it was spoken."""

from __future__ import annotations

import html
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given

from app.sessions.exporters import srt, vtt
from app.sessions.exporters.cues import CHARACTERS, LONGEST_MS, Cue, cues
from app.sessions.exporters.exported import Exported, printable
from app.sessions.exporters.gathering import gather
from app.sessions.session import Session
from tests.made_sessions import exported, point, sessions, word


def read(content: bytes, format: str) -> list[tuple[int, int, str]]:
    subtitles = pysubs2.SSAFile.from_string(content.decode(), format_=format, keep_html_tags=True)
    return [(event.start, event.end, event.text) for event in subtitles]


def lines(expected: list[Cue]) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, cue.line) for cue in expected]


@given(sessions())
def test_srt_reads_back_equal_after_its_provenance(given_session: Exported) -> None:
    first, *rest = read(srt.export(given_session), "srt")
    assert first[:2] == (0, 1)
    assert all(f"{key} {value}" in first[2] for key, value in given_session.provenance.items())
    assert rest == lines(cues(given_session))


@given(sessions())
def test_vtt_reads_back_equal(given_session: Exported) -> None:
    content = vtt.export(given_session)
    note = content.decode().split("\n\n")[1]
    assert note.splitlines() == ["NOTE", *(f"{key}: {html.escape(v)}" for key, v in given_session.provenance.items())]
    assert [(a, b, html.unescape(text)) for a, b, text in read(content, "vtt")] == lines(cues(given_session))


@given(sessions())
def test_cues_hold_every_word_in_order_without_overlap(given_session: Exported) -> None:
    made = cues(given_session)
    said = [printable(w.text) for w in sorted(given_session.words, key=lambda w: (w.start, w.end))]
    assert " ".join(cue.text for cue in made) == " ".join(text for text in said if text)
    assert all(cue.start < cue.end for cue in made)
    assert all(a.end <= b.start for a, b in pairwise(made))
    for cue in made:
        assert cue.text in said or (len(cue.text) <= CHARACTERS and cue.end - cue.start <= LONGEST_MS)


def test_a_pause_and_length_end_a_cue() -> None:
    paused = exported(words=[word(0, 0.3, "so"), word(0.4, 0.8, "far"), word(1.3, 1.6, "then")])
    assert [cue.text for cue in cues(paused)] == ["so far", "then"]
    long = exported(words=[word(i / 10, i / 10 + 0.1, "eleven chars") for i in range(5)])
    assert [len(cue.text.split()) for cue in cues(long)] == [6, 4]
    slow = exported(words=[word(i * 2.4, i * 2.4 + 2, "w") for i in range(4)])
    assert [cue.text for cue in cues(slow)] == ["w w", "w w"]


def test_a_cue_has_the_mean_sentiment_while_it_was_spoken() -> None:
    values = {0.25: -3.0, 0.5: 1.0, 0.75: None, 1.0: 2.0, 1.25: 3.0}
    made = cues(exported([point(t, s) for t, s in values.items()], [word(0.3, 0.8, "a"), word(5, 6, "b")]))
    assert [cue.sentiment for cue in made] == [pytest.approx(1.5), None]  # 0.5 s, and 1.0 s when all of it was said
    assert [cue.line for cue in made] == ["[+1.50] a", "[none] b"]


def test_a_real_session(sample_session: Path) -> None:
    with Session.open(sample_session) as session:
        whole = gather(session)
    made = read(srt.export(whole), "srt")[1:]
    assert len(made) >= 5
    assert " ".join(text.split("] ")[1] for _, _, text in made) == " ".join(word.text for word in whole.words)
    assert any(text.startswith("[+") for _, _, text in made)
    assert any(text.startswith("[-") for _, _, text in made)


def test_without_words_there_is_only_the_provenance() -> None:
    assert len(read(srt.export(exported([point(1)])), "srt")) == 1
    assert read(vtt.export(exported([point(1)])), "vtt") == []
