"""Standing: the places that quotes are compared with, alone and as they follow one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from ingest.document import Source
from ingest.pinpoint import Pinpoint
from ingest.text import Folded, Span, fold


@dataclass(frozen=True, slots=True)
class Standing:
    """A place whose words a quote may be compared with, folded once; ``start`` is where its words begin in the document."""

    source: Source
    pinpoint: str
    folded: str
    start: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The document and the pinpoint in it."""
        return self.source.document_id, self.pinpoint


def standing(source: Source, pinpoint: str, text: str, start: int = 0) -> Standing:
    """Return a place ready for comparison."""
    return Standing(source, pinpoint, plain(text).text, start)


def plain(text: str) -> Folded:
    """Fold, and take single and double quotation marks for the same: quoting a quotation swaps them."""
    folded = fold(text)
    return Folded(folded.text.replace('"', "'"), folded.offsets)


def run_ons(find: Callable[[str], Iterable[Span]], places: Iterable[Standing]) -> list[tuple[Standing, ...]]:
    """Return each row of provisions over which words run on that ``find`` finds in their text; headings between them do not count."""
    found = []
    ordered = sorted(places, key=lambda p: (p.source.document_id, p.start))
    for _, group in groupby(ordered, key=lambda p: p.source.document_id):
        row = tuple(group)
        begins = [0, *accumulate(len(p.folded) + 1 for p in row)]
        for start, end in find(" ".join(p.folded for p in row)):
            first, last = bisect_right(begins, start) - 1, bisect_right(begins, end - 1) - 1
            if first < last:
                found.append(row[first : last + 1])
    return found


def around(places: Sequence[Standing]) -> str:
    """Return the pinpoint of the nearest place that holds some places of one document."""
    return common([Pinpoint.parse(p.pinpoint) for p in places])


def common(pinpoints: Sequence[Pinpoint]) -> str:
    """Return the pinpoint that holds all others: one of them, or the nearest common ancestor."""
    first = pinpoints[0]
    for candidate in (first, *first.ancestors()):
        if all(candidate.contains(p) for p in pinpoints):
            return str(candidate)
    return str(first)
