"""Builds a Document in reading order, and proves that not one character of the source was lost, doubled or moved.

A parser walks its source once, from the first character to the last, and gives
every piece of text to exactly one of four methods:

    words     the words of a provision, which can be cited
    heading   a heading: kept in the text, named as skipped, shown above what it heads
    aside     kept in the text, belongs to no provision (a signature, a table of contents), with the reason
    omit      left out of the text (a footnote mark, an amendment arrow), with the reason

``document`` then compares what was given, piece by piece and in order, with the
source's own characters, which the parser takes by another way (``itertext``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.document import Document, Provision, Source
from ingest.errors import CoverageError
from ingest.pinpoint import Pinpoint
from ingest.text import TextBuilder, clean, squeeze


@dataclass
class Outline:
    """Collects the pieces of one source; ``name`` is the file to name in errors."""

    source: Source
    name: str
    notes: list[str] = field(default_factory=list)
    _builder: TextBuilder = field(default_factory=TextBuilder)
    _provisions: list[Provision] = field(default_factory=list)
    _skipped: list[tuple[int, int, str]] = field(default_factory=list)
    _omitted: dict[str, int] = field(default_factory=dict)
    _given: list[str] = field(default_factory=list)
    _noted: set[str] = field(default_factory=set)
    _begun: dict[Pinpoint, int] = field(default_factory=dict)

    def words(self, pinpoint: Pinpoint, words: str, *, heading: str = "", path: tuple[str, ...] = (), end: str = "\n") -> None:
        """Add words of a provision; they join what was last added under the same pinpoint, heading and path."""
        words = _tidy(words)
        if not words:
            return
        self._given.append(words)
        start, stop = self._builder.add(words, end)
        path = (self.source.title, *path)
        last = self._provisions[-1] if self._provisions else None
        follows = last is not None and not self._skipped_since(last.end)
        if last is not None and follows and (last.pinpoint, last.heading, last.path) == (pinpoint, heading, path):
            self._provisions[-1] = Provision(pinpoint, heading, path, last.start, stop)
        else:
            self._provisions.append(Provision(pinpoint, heading, path, start, stop))

    def heading(self, words: str, end: str = "\n") -> None:
        """Add a heading; the parser itself passes it on as ``heading`` or ``path`` of what stands under it."""
        self.aside(words, "heading", end=end)

    def aside(self, words: str, reason: str, end: str = "\n") -> None:
        """Add text that stands in no provision, with the reason."""
        words = _tidy(words)
        if words:
            self._given.append(words)
            start, stop = self._builder.add(words, end)
            self._skipped.append((start, stop, reason))

    def omit(self, words: str, reason: str) -> None:
        """Leave text of the source out of the document, with the reason."""
        if count := len(squeeze(clean(words))):
            self._given.append(words)
            self._omitted[reason] = self._omitted.get(reason, 0) + count

    def note(self, message: str) -> None:
        """Name something in the source that a reader should know of, such as a number that is missing or used twice."""
        if message not in self._noted:
            self._noted.add(message)
            self.notes.append(message)

    def distinct(self, pinpoint: Pinpoint, heading: str = "") -> str:
        """Return a heading for a numbered unit that begins here: its own, or one that tells it from an earlier unit with the same number."""
        times = self._begun[pinpoint] = self._begun.get(pinpoint, 0) + 1
        if times == 1:
            return heading
        self.note(f"{pinpoint} is the number of more than one place in this text")
        return f"{heading} (place {times} of this number)".strip()

    def numbered(self, where: str, numbers: Sequence[str], *, as_enacted: bool) -> None:
        """Look for whole numbers that are missing between the units of one place, such as its sections.

        ``numbers`` are their numbers in reading order ("2A" counts as following "2"). A text as enacted has no gaps,
        so one raises CoverageError; an amended text may have them, so one is noted.
        """
        whole = [int(m.group()) for n in numbers if (m := re.match(r"\d+", n))]
        missing = [f"{a + 1}" if b == a + 2 else f"{a + 1} to {b - 1}" for a, b in pairwise(whole) if b > a + 1]
        if missing and as_enacted:
            raise CoverageError(self.name, f"{where}: number {missing[0]} is missing; the file may be damaged, obtain it again")
        if missing:
            self.note(f"{where}: the text has no {', '.join(missing)}")

    def document(self, body: Iterable[str] | None) -> Document:
        """Return the checked Document; ``body`` is all text of the source in its order (None where the source has no such order).

        Raises CoverageError where a character of ``body`` was not given, or was given twice or elsewhere.
        """
        if body is not None:
            self._compare(squeeze(clean("".join(body))), squeeze(clean("".join(self._given))))
        omitted = tuple(sorted(self._omitted.items()))
        document = Document(self.source, self._builder.text(), tuple(self._provisions), tuple(self._skipped), omitted, tuple(self.notes))
        return document.check(self.name)

    def _skipped_since(self, end: int) -> bool:
        return bool(self._skipped) and self._skipped[-1][0] >= end

    def _compare(self, body: str, given: str) -> None:
        if body == given:
            return
        at = next((i for i, (a, b) in enumerate(zip(body, given, strict=False)) if a != b), min(len(body), len(given)))
        what = "lost" if len(given) < len(body) else "doubled or moved"
        raise CoverageError(self.name, f"text was {what} near {body[max(0, at - 30) : at + 30]!r}; report this file", f"character {at} of its text")


def _tidy(words: str) -> str:
    return " ".join(clean(words).split())
