"""Windows: the newest step is last, missing is not zero, and only what was known is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucrn_core.features import TEXT_CHANNELS, FeatureSpec, Step, StepStream, Word, WordStream
from ucrn_core.windows import WindowMaker, coverage, left_pad, single_window

SPEC = FeatureSpec()


def count_letters(words: object) -> np.ndarray:
    """A visible encoding: each word's length in every channel."""
    rows = [np.full(len(TEXT_CHANNELS), len(w.text)) for w in words]  # type: ignore[attr-defined]
    return np.array(rows, np.float16).reshape(-1, len(TEXT_CHANNELS))


def voice_steps(until: float, valid: bool = True, value: float = 1.0) -> list[Step]:
    channels = len(SPEC.voice.channels)
    times = np.arange(1, round(until / 0.04) + 1) * 0.04
    return [Step(float(t), np.full(channels, value, np.float16), valid, float(t)) for t in times]


def word(start: float, end: float, text: str = "word", known: float | None = None) -> Word:
    return Word(start, end, text, None, end if known is None else known)


def test_a_young_session_is_padded_on_the_left() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(2.0))
    window = maker.at(2.0)
    assert window.valid["voice"].sum() == 50
    assert window.valid["voice"][-50:].all()
    assert window.presence == {"text": 0.0, "voice": 0.25, "face": 0.0}
    assert window.present == ("voice",)


def test_a_full_window_holds_eight_seconds() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(20.0))
    assert maker.at(19.96).presence["voice"] == 1.0
    assert maker.at(15.0).valid["voice"].shape == (200,)


def test_invalid_steps_are_missing_whatever_they_hold() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(3.0, valid=False, value=9.0))
    window = maker.at(3.0)
    assert window.present == ()
    assert not window.values["voice"].any()


def test_words_count_when_they_end_inside_and_cover_what_was_heard() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(4.0))
    maker.words.extend([word(0.0, 1.0, "a"), word(1.0, 2.0, "bb"), word(3.0, 5.0, "later")])
    window = maker.at(4.0)
    assert window.values["text"][-2:, 0].tolist() == [1.0, 2.0]
    assert window.valid["text"].sum() == 2
    assert window.presence["text"] == pytest.approx(0.5, abs=0.02)


def test_without_words_or_encoder_text_is_missing() -> None:
    maker = WindowMaker(SPEC, None)
    maker.steps["voice"].extend(voice_steps(4.0))
    maker.words.extend([word(0.0, 1.0)])
    assert maker.at(4.0).presence["text"] == 0.0
    assert maker.at(4.0).present == ("voice",)


def test_at_most_fifty_words() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(8.0))
    maker.words.extend([word(i * 0.1, i * 0.1 + 0.1, "x" * (i % 7 + 1)) for i in range(79)])
    assert maker.at(8.0).valid["text"].sum() == 50


def test_live_windows_see_only_what_was_known() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(4.0))
    maker.words.extend([word(1.0, 2.0, "early", known=2.5), word(2.0, 3.0, "late", known=6.0)])
    assert maker.at(4.0, now=4.0).valid["text"].sum() == 1
    assert maker.at(4.0).valid["text"].sum() == 2


def test_a_dropped_modality_is_missing_but_still_tells_how_much_was_said() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(4.0))
    maker.words.extend([word(0.0, 4.0)])
    window = maker.at(4.0, drop=frozenset({"voice"}))
    assert window.presence["voice"] == 0.0
    assert window.presence["text"] > 0.99
    assert window.present == ("text",)


@given(st.lists(st.floats(0.01, 0.3), min_size=1, max_size=60), st.integers(1, 40))
def test_a_ring_keeps_the_newest_steps(gaps: list[float], capacity: int) -> None:
    times = np.cumsum(gaps)
    stream = StepStream(1, capacity)
    stream.extend(Step(float(t), np.array([i], np.float16), True, float(t)) for i, t in enumerate(times))
    kept, values, valid = stream.between(-1.0, 1e9)
    newest = list(range(len(times)))[-capacity:]
    assert values[:, 0].tolist() == newest
    np.testing.assert_array_equal(kept, times[newest])
    assert valid.all()


@given(st.permutations(range(8)))
def test_words_are_kept_in_order_of_their_end(order: list[int]) -> None:
    stream = WordStream()
    for i in order:
        stream.extend([word(i, i + 1, str(i))])
    assert [w.text for w in stream.between(-1, 100)] == [str(i) for i in range(8)]


def test_coverage_is_a_share_of_what_was_heard() -> None:
    heard = np.arange(1, 101) * 0.04
    assert coverage(heard, [word(0.0, 1.0), word(0.5, 2.0)]) == pytest.approx(0.5)
    assert coverage(heard, []) == 0.0
    assert coverage(np.zeros(0), [word(0, 1)]) == 0.0


def test_left_pad_puts_zero_where_a_step_is_invalid() -> None:
    values, valid = left_pad(np.full((2, 3), 5, np.float16), np.array([True, False]), 4)
    assert valid.tolist() == [False, False, True, False]
    assert values.sum(1).tolist() == [0, 0, 15, 0]


def test_a_single_window_keeps_the_newest_steps_that_fit() -> None:
    rows = np.arange(120, dtype=np.float16)[:, None].repeat(len(SPEC.face.channels), 1)
    window = single_window(SPEC, "face", rows, np.ones(120, bool))
    assert window.values["face"][-1, 0] == 119
    assert window.present == ("face",)
    assert window.presence == {"text": 0.0, "voice": 0.0, "face": 1.0}


def test_a_spec_survives_json_and_names_what_changed() -> None:
    again = FeatureSpec.from_json(SPEC.to_json())
    assert again == SPEC
    assert again.digest == SPEC.digest
    changed = SPEC.to_json()
    changed["text_encoder"] = "another"
    assert FeatureSpec.from_json(changed).digest != SPEC.digest


def test_where_sound_ended_the_newest_places_stay_empty() -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(4.0))
    valid = maker.at(6.0).valid["voice"]
    assert not valid[-50:].any()
    assert valid[-150:-50].all()
    assert not valid[:-150].any()


@given(st.integers(1, 400))
def test_a_step_keeps_its_distance_to_the_end_of_the_window(hops: int) -> None:
    maker = WindowMaker(SPEC, count_letters)
    maker.steps["voice"].extend(voice_steps(20.0))
    t = hops * 0.05
    valid = maker.at(t).valid["voice"]
    assert valid.sum() == min(200, int(t / 0.04 + 1e-6))
    assert valid[-1] or t < 0.04


@given(offset=st.floats(0, 0.08), t=st.floats(0.1, 20))
def test_steps_at_any_offset_to_the_window_have_a_place_each(offset: float, t: float) -> None:
    maker = WindowMaker(SPEC, count_letters)
    for name, period in (("voice", 0.04), ("face", 0.08)):
        channels = len(SPEC.stream(name).channels)
        times = offset + np.arange(1, 260) * period
        steps = [Step(float(x), np.full(channels, 1.0, np.float16), True, float(x)) for x in times]
        maker.steps[name].extend(steps)
        inside = ((times > t - SPEC.window + 6e-4) & (times <= t + 4e-4)).sum()
        at_most = ((times > t - SPEC.window + 4e-4) & (times <= t + 6e-4)).sum()
        assert inside <= maker.at(t).valid[name].sum() <= at_most


def test_sound_that_begins_at_any_sample_fits_into_windows() -> None:
    step = np.full(len(SPEC.voice.channels), 1.0, np.float16)
    for first in range(640):  # of 16 kHz; one of them is AT_ONCE after a window's end
        maker = WindowMaker(SPEC, count_letters)
        maker.steps["voice"].extend([Step((first + 640 * n) / 16_000, step, True, 0.0) for n in range(300)])
        for t in (9.0, 9.25, 9.5, 9.75, 10.0):
            assert maker.at(t).valid["voice"].all()
