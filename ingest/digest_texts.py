"""The official texts that digests are held against: files that the parsers read, and official documents of an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ingest.catalogue import FILE_NAME, Catalogue
from ingest.digest_figures import Figures, read_figures
from ingest.document import Document
from ingest.errors import ParseError
from ingest.pinpoint import Pinpoint
from ingest.source import parse, path_candidates

# The endings of the official formats; other files are a reader's own, which state no law.
_OFFICIAL = (".xml", ".xml.gz", ".xhtml", ".html", ".htm")
_NUMBER = re.compile(r"(\d+)([A-Za-z]*)")


@dataclass(frozen=True)
class Law:
    """One official text: its name for messages, the day it states, and its provisions as (place, heading and words)."""

    name: str
    title: str
    text_as_of: date | None
    provisions: tuple[tuple[Pinpoint, str], ...]

    @cached_property
    def figures(self) -> Figures:
        """The figures of the whole text."""
        return read_figures(f"{self.title}\n" + "\n".join(words for _, words in self.provisions))

    @cached_property
    def _by_place(self) -> dict[Pinpoint, list[str]]:
        """The words inside each place, those of the places within it with them."""
        found: dict[Pinpoint, list[str]] = {}
        for place, words in self.provisions:
            for inside in (place, *place.ancestors()):
                found.setdefault(inside, []).append(words)
        return found

    @cached_property
    def _own(self) -> dict[Pinpoint, list[str]]:
        found: dict[Pinpoint, list[str]] = {}
        for place, words in self.provisions:
            found.setdefault(place, []).append(words)
        return found

    def tells(self, place: Pinpoint) -> bool:
        """Tell whether the text holds the place's section, or ought to: it has sections before it and after it."""
        return place.section in self._by_place or (Pinpoint(place.work) in self._by_place and bool(place.locators) and self._skips(place.section))

    def _skips(self, section: Pinpoint) -> bool:
        wanted = _order(section)
        alike = [_order(p) for p in self._by_place if _row(p) == _row(section)]
        return wanted is not None and any(n is not None and n < wanted for n in alike) and any(n is not None and n > wanted for n in alike)

    def has(self, place: Pinpoint) -> bool:
        """Tell whether the text holds the place: itself, something inside it, or its section without finer numbers."""
        return place in self._by_place or (place.section in self._by_place and not self._numbered(place.section))

    def _numbered(self, section: Pinpoint) -> bool:
        return any(place != section for place, _ in self.provisions if section.contains(place))

    def words(self, place: Pinpoint) -> str:
        """Return the words of a place: its own and those inside it, with the own words of what it lies in; a work's are all."""
        if place not in self._by_place:
            place = place.section
        above = [words for outer in place.ancestors() if outer.locators for words in self._own.get(outer, ())]
        return "\n".join((*above, *self._by_place[place]))


def _row(place: Pinpoint) -> tuple[object, ...]:
    """What the places of one row of sections share: the work, the outer steps and the unit."""
    return (place.work, place.locators[:-1], place.locators[-1].unit, bool(place.locators[-1].subs)) if place.locators else (place.work,)


def _order(place: Pinpoint) -> tuple[int, str] | None:
    m = _NUMBER.fullmatch(place.locators[-1].number) if place.locators else None
    return (int(m[1]), m[2]) if m else None


def laws_at_hand(paths: Iterable[Path]) -> tuple[list[Law], list[str]]:
    """Return the official texts in files, folders and indexes, and what could not be read with the reason."""
    laws: list[Law] = []
    skipped: list[str] = []
    files: list[Path] = []
    for path in paths:
        if (path / FILE_NAME).is_file():
            laws += index_laws(path)
        else:
            files.append(path)
    for found in _documents(files):
        if isinstance(found, ParseError):
            skipped.append(str(found))
        elif found.source.form == "official":
            laws.append(document_law(found))
    return laws, skipped


def _documents(paths: Sequence[Path]) -> Iterator[Document | ParseError]:
    for candidate in path_candidates(paths):
        if isinstance(candidate, ParseError):
            if candidate.source.lower().endswith(_OFFICIAL) or not Path(candidate.source).exists():
                yield candidate
        elif candidate.name.lower().endswith(_OFFICIAL):
            try:
                yield parse(candidate)
            except ParseError as error:
                yield error


def document_law(document: Document) -> Law:
    """Return a parsed official text as a law to hold statements against."""
    provisions = tuple((p.pinpoint, f"{p.heading}\n{document.text[p.start : p.end]}") for p in document.provisions)
    return Law(document.source.citation, document.source.title, document.source.text_as_of, provisions)


def index_laws(folder: Path) -> Iterator[Law]:
    """Yield the official documents of an index; raises the index's errors."""
    catalogue = Catalogue(folder)
    try:
        sources = catalogue.sources()
        places = [place for place in catalogue.places() if sources[place[1]].form == "official"]
        stored = catalogue.stored([passage_id for passage_id, _, _ in places])
        for document_id in dict.fromkeys(document_id for _, document_id, _ in places):
            source = sources[document_id]
            words = [(pinpoint, stored[passage_id].passage) for passage_id, owner, pinpoint in places if owner == document_id]
            yield Law(source.citation, source.title, source.text_as_of, tuple((place, f"{p.heading}\n{p.text}") for place, p in words))
    finally:
        catalogue.close()
