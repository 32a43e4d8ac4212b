"""Cuts the part of a parsed Document that stands under one pinpoint out of it, such as one section of a title of the US Code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.document import Document, Provision, Source
from ingest.errors import ParseError
from ingest.pinpoint import Pinpoint


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of the text: its first and last character, and how far it moves to the left in the part."""

    start: int
    end: int
    shift: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def within(document: Document, pinpoint: Pinpoint, source: Source, name: str) -> Document:
    """Return the part of a document under a pinpoint as a checked Document of its own ``source``.

    The part keeps its words, its own heading, what is skipped inside it, and the notes that name it. What the whole file
    left out is not known by place, so the part tells nothing of it. Raises ParseError where nothing stands under the pinpoint.
    """
    runs = _runs(document, pinpoint)
    if not runs:
        raise ParseError(name, f"has no {pinpoint}; it may have been repealed or renumbered: look at {source.url}")
    text = "\n".join(document.text[run.start : run.end] for run in runs)
    provisions = tuple(_moved(p, run, source.title) for run in runs for p in document.provisions if run.holds(p.start, p.end))
    skipped = tuple((s - run.shift, e - run.shift, why) for run in runs for s, e, why in document.skipped if run.holds(s, e))
    notes = tuple(note for note in document.notes if _names(note, pinpoint))
    return Document(source, text, provisions, skipped, notes=notes).check(name)


def _runs(document: Document, pinpoint: Pinpoint) -> list[_Run]:
    """Find the stretches of consecutive provisions under the pinpoint, each with the heading right above it."""
    runs: list[_Run] = []
    follows = False
    for provision in document.provisions:
        inside = _under(pinpoint, provision.pinpoint)
        if inside and follows:
            runs[-1] = replace(runs[-1], end=provision.end)
        elif inside:
            start = _heading(document, provision.start)
            runs.append(_Run(start, provision.end, start - sum(run.end - run.start + 1 for run in runs)))
        follows = inside
    return runs


def _under(pinpoint: Pinpoint, other: Pinpoint) -> bool:
    # The first numbers are compared before all else, because a title of the US Code has tens of thousands of places.
    first = pinpoint.locators[:1]
    return other.work == pinpoint.work and [x.number for x in other.locators[: len(first)]] == [x.number for x in first] and pinpoint.contains(other)


def _heading(document: Document, start: int) -> int:
    """Return where the heading begins that stands right before a place, or the place itself."""
    above = max((span for span in document.skipped if span[1] <= start), default=None)
    if above is None or above[2] != "heading" or document.text[above[1] : start].strip():
        return start
    return above[0]


def _moved(provision: Provision, run: _Run, title: str) -> Provision:
    return replace(provision, path=(title, *provision.path[1:]), start=provision.start - run.shift, end=provision.end - run.shift)


def _names(note: str, pinpoint: Pinpoint) -> bool:
    return re.search(rf"{re.escape(str(pinpoint))}(?![0-9A-Za-z\-])", note) is not None
