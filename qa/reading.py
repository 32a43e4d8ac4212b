"""Reading: the places of a document one after the other, each with its words, for a person who reads the source itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.document import Passage


@dataclass(frozen=True, slots=True)
class Reading:
    """A place with its words; ``start`` and ``end`` are its characters in the document's text."""

    pinpoint: str
    heading: str
    path: tuple[str, ...]
    start: int
    end: int
    text: str


def readings(passages: Iterable[Passage], text: str) -> tuple[Reading, ...]:
    """Return the places of one document in reading order; passages that follow one another in one place are joined as they stand."""
    found: list[Reading] = []
    for passage in sorted(passages, key=lambda p: p.start):
        last = found[-1] if found else None
        pinpoint = str(passage.pinpoint)
        if last and (last.pinpoint, last.heading) == (pinpoint, passage.heading) and not text[last.end : passage.start].strip():
            found[-1] = replace(last, end=passage.end, text=text[last.start : passage.end])
        else:
            found.append(Reading(pinpoint, passage.heading, passage.path, passage.start, passage.end, text[passage.start : passage.end]))
    return tuple(found)
