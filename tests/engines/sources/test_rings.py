"""Rings between a device's thread and the session: nothing is mixed up, every loss is counted."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engines.sources import VideoFrame
from engines.sources.rings import BLOCKS, NewestFrame, SoundBlock, SoundRing

CAPACITY = 50


@given(st.lists(st.one_of(st.integers(0, 30), st.none()), max_size=60))
def test_what_is_read_is_what_was_written_but_for_what_was_dropped(acts: list[int | None]) -> None:
    """acts: sizes of blocks to write; None reads."""
    ring = SoundRing(CAPACITY)
    waiting: list[SoundBlock] = []
    seen = dropped = 0
    for number, size in enumerate([*acts, None]):
        if size is None:
            read = ring.read()
            assert [(b.first, b.arrived) for b in read] == [(b.first, b.arrived) for b in waiting]
            for told, block in zip(read, waiting, strict=True):
                np.testing.assert_array_equal(told.samples, block.samples)
            waiting = []
            continue
        samples = np.arange(seen, seen + size, dtype=np.float32)
        if sum(len(b.samples) for b in waiting) + size <= CAPACITY:
            waiting.append(SoundBlock(seen, samples.copy(), float(number)))
        else:
            dropped += size
        ring.write(samples, float(number))
        samples[:] = -1  # a device uses its buffer again
        seen += size
        assert ring.dropped == dropped
    assert ring.read() == []


def test_more_blocks_than_can_be_listed_are_dropped() -> None:
    ring = SoundRing(2 * BLOCKS)
    for _ in range(BLOCKS + 3):
        ring.write(np.ones(1, np.float32), 0.0)
    assert ring.dropped == 3
    assert len(ring.read()) == BLOCKS


def test_two_threads_lose_nothing_in_a_ring_that_is_large_enough() -> None:
    ring, total = SoundRing(4000), 200_000
    room = threading.Semaphore(20)

    def write() -> None:
        for first in range(0, total, 100):
            room.acquire()
            ring.write(np.arange(first, first + 100, dtype=np.float32), first)

    writer = threading.Thread(target=write)
    writer.start()
    heard: list[SoundBlock] = []
    while sum(len(b.samples) for b in heard) < total:
        blocks = ring.read()
        heard += blocks
        room.release(len(blocks)) if blocks else None
    writer.join()
    assert ring.dropped == 0
    np.testing.assert_array_equal(np.concatenate([b.samples for b in heard]), np.arange(total))


def picture(t: float) -> VideoFrame:
    return VideoFrame(t, np.zeros((1, 1, 3), np.uint8))


def test_the_newest_frame_is_taken_once_and_those_it_replaced_are_counted() -> None:
    slot = NewestFrame()
    assert slot.take(0.0) is None
    for t in (1.0, 2.0, 3.0):
        slot.put(picture(t))
    assert slot.dropped == 2
    frame = slot.take(0.0)
    assert frame is not None
    assert frame.t == 3
    assert slot.take(0.0) is None
    slot.put(picture(4.0))
    assert slot.dropped == 2


def test_a_reader_that_waits_is_woken() -> None:
    slot = NewestFrame()
    writer = threading.Timer(0.0, lambda: slot.put(picture(1.0)))
    writer.start()
    assert slot.take(60.0) is not None
    writer.join()
