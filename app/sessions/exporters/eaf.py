"""`eaf`: an ELAN annotation document (EAF 3.0) with the tiers of `tiers.py`, linked to the media file.

ELAN has no moments: a marker lasts MARKER_MS, or until the next one. Provenance is in the header's properties
(`ucrn_live.session_id`, ...). DATE is when the session began.
"""

from __future__ import annotations

import mimetypes
from xml.etree import ElementTree

from app.sessions.exporters.exported import Exported
from app.sessions.exporters.tiers import Interval, moments, tiers

MARKER_MS = 100
# Those that Python knows only on some systems.
MIME_TYPES = {".mkv": "video/x-matroska", ".flac": "audio/flac", ".m4a": "audio/mp4", ".ogg": "audio/ogg"}
SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"


def export(exported: Exported) -> bytes:
    document = ElementTree.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": exported.provenance["application"],
            "DATE": exported.started.isoformat(timespec="seconds"),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:noNamespaceSchemaLocation": SCHEMA,
        },
    )
    annotated = tiers(exported) | {"markers": _markers(exported)}
    _head(document, exported, sum(map(len, annotated.values())))
    numbered = [(name, interval) for name, tier in annotated.items() for interval in tier]
    slots = _time_order(document, [interval for _, interval in numbered])
    elements = {name: _add(document, "TIER", LINGUISTIC_TYPE_REF="intervals", TIER_ID=name) for name in annotated}
    for index, (name, (_, _, label)) in enumerate(numbered):
        annotation = _add(
            _add(elements[name], "ANNOTATION"),
            "ALIGNABLE_ANNOTATION",
            ANNOTATION_ID=f"a{index + 1}",
            TIME_SLOT_REF1=slots[index, "start"],
            TIME_SLOT_REF2=slots[index, "end"],
        )
        _add(annotation, "ANNOTATION_VALUE").text = label
    _add(
        document,
        "LINGUISTIC_TYPE",
        GRAPHIC_REFERENCES="false",
        LINGUISTIC_TYPE_ID="intervals",
        TIME_ALIGNABLE="true",
    )
    ElementTree.indent(document)
    return ElementTree.tostring(document, encoding="UTF-8", xml_declaration=True) + b"\n"


def _head(document: ElementTree.Element, exported: Exported, annotations: int) -> None:
    head = _add(document, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    if exported.media:
        # ELAN looks at the place first, then for the name beside the document.
        url = exported.media.absolute().as_uri()
        name = url.rpartition("/")[2]
        kind = MIME_TYPES.get(exported.media.suffix.lower()) or mimetypes.guess_type(name)[0] or "unknown"
        _add(head, "MEDIA_DESCRIPTOR", MEDIA_URL=url, RELATIVE_MEDIA_URL=f"./{name}", MIME_TYPE=kind)
    for key, value in exported.provenance.items():
        _add(head, "PROPERTY", NAME=f"ucrn_live.{key}").text = value
    _add(head, "PROPERTY", NAME="lastUsedAnnotationId").text = str(annotations)


def _time_order(document: ElementTree.Element, intervals: list[Interval]) -> dict[tuple[int, str], str]:
    """Two slots for each interval, which ELAN wants in order of time and shared by none; ids by index and side."""
    order = _add(document, "TIME_ORDER")
    # What ends comes before what begins at the same time.
    sides = [(start, 1, i, "start") for i, (start, _, _) in enumerate(intervals)]
    sides += [(end, 0, i, "end") for i, (_, end, _) in enumerate(intervals)]
    slots = {}
    for number, (t, _, index, side) in enumerate(sorted(sides), start=1):
        slots[index, side] = f"ts{number}"
        _add(order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(t))
    return slots


def _markers(exported: Exported) -> list[Interval]:
    intervals: list[Interval] = []
    for t, label in reversed(moments(exported)):
        end = min(t + MARKER_MS, intervals[-1][0]) if intervals else t + MARKER_MS
        intervals.append((t, end, label))
    return intervals[::-1]


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)
