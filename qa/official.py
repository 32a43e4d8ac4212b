"""Official text before digest: finds, for a digest's statement, the words of the law itself at the same place.

A statement keeps its plain wording; what it cites first is then the sentence
of the official text that says it, and the digest only beside it. Only a text
of the same version of the law will do, and only a sentence at the statement's
own place, or the nearest place around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.catalogue import Stored
from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.figures import figures, missing
from qa.retrieve import Evidence
from qa.support import support

# How alike the two sentences' embeddings must be: at the statement's own place, and at the place around it.
AT_PLACE, AROUND = 0.45, 0.6
SAME_TEXT_DAYS = 31  # publishers date a text by its signature or by its publication


@dataclass(frozen=True, slots=True)
class Place:
    """One passage of an official text: its id, document and pinpoint."""

    passage_id: str
    document_id: str
    pinpoint: Pinpoint


class Officials:
    """The official texts of an index, by section or article."""

    def __init__(self, sources: Mapping[str, Source], places: Iterable[tuple[str, str, Pinpoint]]) -> None:
        """Take the index's sources by document id, and (passage id, document id, pinpoint) of every passage."""
        self._sources = sources
        self._places: dict[Pinpoint, list[Place]] = {}
        for passage_id, document_id, pinpoint in places:
            if sources[document_id].form == "official":
                self._places.setdefault(pinpoint.section, []).append(Place(passage_id, document_id, pinpoint))

    def told(self, digest: Source, pinpoint: Pinpoint) -> list[Place]:
        """Return the passages of the section around a digest's place, in the newest official text of the same version of the law."""
        here = [p for p in self._places.get(pinpoint.section, []) if self._same_version(digest, self._sources[p.document_id])]
        newest = max((self._sources[p.document_id] for p in here), key=lambda s: (s.text_as_of or date.min, s.document_id), default=None)
        return [p for p in here if newest is not None and p.document_id == newest.document_id]

    def _same_version(self, digest: Source, official: Source) -> bool:
        day = official.text_as_of
        versions = sorted({s.valid_from or date.min for s in self._sources.values() if s.id == digest.id and s.form == "digest"})
        begun = [first for first in versions if day is None or first <= day]
        if (digest.valid_from or date.min) == (begun[-1] if begun else versions[0]):
            return True
        # A law that was published before it began to apply: its digest was read from that very text.
        early = day is not None and digest.valid_from is not None and day < digest.valid_from
        return early and digest.text_as_of is not None and day is not None and abs((digest.text_as_of - day).days) <= SAME_TEXT_DAYS


def twin(statement: Evidence, own: Stored, places: Sequence[Place], stored: Mapping[str, Stored], sources: Mapping[str, Source]) -> Evidence | None:
    """Return the official sentence that says what a digest's statement says, or None where none comes near enough.

    ``own`` is the statement's passage with its vectors; ``stored`` holds the passages of ``places``.
    """
    at = [p for p in places if statement.passage.pinpoint.contains(p.pinpoint)]
    around = [p for p in places if p.pinpoint.contains(statement.passage.pinpoint)]
    vector = own.sentence_vectors[[start for start, _ in own.passage.sentences].index(statement.start)]
    for group, least in ((at, AT_PLACE), (around, AROUND)):
        best: tuple[float, Evidence] | None = None
        for place in group:
            item = stored[place.passage_id]
            for (start, end), near in zip(item.passage.sentences, (item.sentence_vectors @ vector).tolist(), strict=True):
                words = item.passage.text[start - item.passage.start : end - item.passage.start]
                if near >= least and (best is None or near > best[0]) and _may_stand_for(statement, words, checked=group is at):
                    best = near, replace(statement, passage=item.passage, source=sources[place.document_id], start=start, end=end, text=words)
        if best is not None:
            return best[1]
    return None


def without_twins(ranked: Sequence[Evidence], *, whole_place: bool) -> list[Evidence]:
    """Leave one of two forms where both tell the same place: the digest's statement, or the law's own words where a ``whole_place`` was asked for."""
    kept, other = ("official", "digest") if whole_place else ("digest", "official")
    told = {e.passage.pinpoint for e in ranked if e.source.form == kept}
    sections: dict[Pinpoint, list[Pinpoint]] = {}
    for pinpoint in told:
        sections.setdefault(pinpoint.section, []).append(pinpoint)

    def doubled(e: Evidence) -> bool:
        here = e.passage.pinpoint
        return e.source.form == other and any(here.contains(p) or p.contains(here) for p in sections.get(here.section, []))

    return [e for e in ranked if not doubled(e)]


def _may_stand_for(statement: Evidence, words: str, *, checked: bool) -> bool:
    """Tell whether a sentence of the law holds the statement's figures and, where it is not of the very place, does not gainsay it.

    The day since when it holds, and the numbers of the law's own citation, need not be in it. At its own place a digest
    was compared with the text already, and the judge of support mistakes much legal wording for a denial.
    """
    named = set(figures(" ".join((statement.source.citation, statement.source.title, statement.source.short, *statement.source.aliases))))
    lost = [figure for figure in missing(statement.text, words) if figure.unit not in {"date", "reference"} and figure not in named]
    return not lost and (checked or support(statement.text, words).label != "contradicted")
