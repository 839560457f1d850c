"""A damaged or unfinished media file: how far it can be read, and the same packets in a file that is whole."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.private import make_file
from engines.sources.media import EARLY_END, end_of, open_media
from ucrn_core.errors import MediaError, first_line

if TYPE_CHECKING:
    from av.container import InputContainer

KINDS = ("audio", "video")
EARLIEST = 10.0  # s before 0 that a file may begin


@dataclass(frozen=True)
class Extent:
    """How far a media file goes. whole: it states its end, as a file does that was closed in order, and reaches it;
    until: the end of its last packet, in seconds of the file's own clock; trouble: why it cannot be read further, else
    empty."""

    whole: bool
    until: float
    trouble: str


def extent(path: Path) -> Extent:
    """Reads every packet and decodes none. MediaError: it is no media file."""
    until = Fraction(0)
    trouble: list[str] = []
    with closing(open_media(path)) as container:
        stated = end_of(container)
        for packet in _packets(container, trouble):
            until = max(until, (packet.pts + (packet.duration or 0)) * packet.time_base)
    return Extent(stated is not None and until >= stated - EARLY_END, float(until), "".join(trouble))


def remux(path: Path, target: Path, latest: float) -> int:
    """Copies the packets of sound and pictures into a new Matroska file with index and duration; how many of those that
    can be read were left out.

    Of packets whose stamps contradict each other the longest ascending row is kept, and none of later than `latest`
    seconds of the file's own clock. MediaError: there is nothing to copy, or it cannot be written.
    """
    import av

    with closing(open_media(path)) as container:
        stamps: defaultdict[int, list[Fraction]] = defaultdict(list)
        for packet in _packets(container, []):
            stamps[packet.stream.index].append(packet.dts * packet.time_base)
    kept = {index: set(_plausible(times, latest)) for index, times in stamps.items()}
    if not any(kept.values()):
        raise MediaError(f"The file {path} holds no sound and no pictures that can be read.")
    with closing(open_media(path)) as container:
        try:
            with av.open(str(make_file(target.absolute())), "w", format="matroska") as file:
                streams = {
                    s.index: file.add_stream_from_template(s, opaque=True)
                    for s in container.streams
                    if kept.get(s.index)
                }
                seen = dict.fromkeys(stamps, 0)
                for packet in _packets(container, []):
                    index = packet.stream.index
                    number, seen[index] = seen[index], seen[index] + 1
                    if number in kept[index]:
                        packet.stream = streams[index]
                        file.mux(packet)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            target.unlink(missing_ok=True)
            raise MediaError(f"The file {path} cannot be mended: {first_line(error)}.") from error
    return sum(len(times) - len(kept[index]) for index, times in stamps.items())


def ascending(values: Sequence[float | Fraction]) -> list[int]:
    """Places of the longest row of strictly ascending values, by patience sorting."""
    ends: list[float | Fraction] = []  # the smallest value that ends a row of each length
    places: list[int] = []  # where it stands
    before: list[int] = []  # where the value before each stands in its row
    for place, value in enumerate(values):
        length = bisect.bisect_left(ends, value)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            places.append(place)
        else:
            ends[length], places[length] = value, place
    row, place = [], places[-1] if places else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]


def _plausible(times: Sequence[Fraction], latest: float) -> list[int]:
    early = [place for place, t in enumerate(times) if -EARLIEST <= t <= latest]
    return [early[i] for i in ascending([times[place] for place in early])]


def _packets(container: InputContainer, trouble: list[str]) -> Iterator[Any]:
    """Packets of sound and pictures that are whole and know their time. trouble: is told why there are no more."""
    import av

    try:
        for packet in container.demux():
            timed = packet.dts is not None and packet.pts is not None
            if packet.stream.type in KINDS and timed and packet.size and not packet.is_corrupt:
                yield packet
    except (av.error.FFmpegError, OSError, ValueError) as error:
        trouble.append(first_line(error))
