"""Metrics of quotes and of what an answer repeats: does what is cited stand where it is said to stand; pure functions on one reply.

They read the reply itself and the passages of the index, so that a system that is wrong about its own quotes is found out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from evals.metrics import mean
from ingest.pinpoint import Pinpoint
from ingest.text import fold


class Quoted(Protocol):
    """What is cited: a place, and the words quoted from a document with their span."""

    @property
    def pinpoint(self) -> str:
        """The place cited."""

    @property
    def document_id(self) -> str:
        """The document that the span refers to."""

    @property
    def start(self) -> int:
        """Where the quote begins."""

    @property
    def end(self) -> int:
        """Where the quote ends."""

    @property
    def quote(self) -> str:
        """The words quoted."""


class Standing(Protocol):
    """A passage of the index: its place, its words and their span."""

    @property
    def pinpoint(self) -> Pinpoint:
        """The passage's place."""

    @property
    def text(self) -> str:
        """The passage's words."""

    @property
    def start(self) -> int:
        """Where the passage begins in its document."""

    @property
    def end(self) -> int:
        """Where the passage ends in its document."""


def quote_exists(cited: Sequence[Quoted], passages: Mapping[str, Sequence[Standing]]) -> float | None:
    """Return the share of quotes that are, letter by letter, what the index holds at their offsets; None where nothing is cited.

    ``passages`` are those of each document. A quote may run over several; what lies between passages is in no place and is not compared.
    """
    return mean([float(_exists(quote, passages.get(quote.document_id, ()))) for quote in cited])


def quote_in_place(cited: Sequence[Quoted], passages: Mapping[str, Sequence[Standing]]) -> float | None:
    """Return the share of citations whose place is that of the passage that their quote begins in, or encloses it; None where nothing is cited.

    A citation of a whole work is in no place: such a pinpoint would be right of every word in the work.
    """
    return mean([float(_in_place(quote, passages.get(quote.document_id, ()))) for quote in cited])


def distinct_claims(texts: Sequence[str]) -> float | None:
    """Return the share of claims that no earlier claim of the reply has said in the same words; None where nothing is said."""
    return len({fold(text).text.casefold() for text in texts}) / len(texts) if texts else None


def _exists(quote: Quoted, passages: Sequence[Standing]) -> bool:
    if not quote.quote or quote.end - quote.start != len(quote.quote):
        return False
    common = [(max(p.start, quote.start), min(p.end, quote.end), p) for p in passages if p.start < quote.end and quote.start < p.end]
    return bool(common) and all(quote.quote[s - quote.start : e - quote.start] == p.text[s - p.start : e - p.start] for s, e, p in common)


def _in_place(quote: Quoted, passages: Sequence[Standing]) -> bool:
    place = Pinpoint.parse(quote.pinpoint)
    first = min((p for p in passages if p.start < quote.end and quote.start < p.end), key=lambda p: p.start, default=None)
    return first is not None and (place == first.pinpoint or (bool(place.locators) and place.contains(first.pinpoint)))
