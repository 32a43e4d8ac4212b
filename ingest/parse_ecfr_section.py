"""Writes a section of the C.F.R. paragraph by paragraph, each at the level where it certainly belongs."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from ingest.parse_ecfr_lead import Head, read_head
from ingest.parse_ecfr_levels import Item, Path, kinds, places
from ingest.parse_ecfr_text import Piece, pieces, text_of, words_of, write
from ingest.parse_uslm_lines import Place, Writer
from ingest.parse_uslm_names import certain
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

# Paragraphs that may bear a designation; those inside an extract or an example are quoted.
_PARAGRAPH = re.compile(r"P|P-\d|FP|FP-?\d.*|FP-DASH")
HEADINGS = frozenset({"HD1", "HD2", "HD3", "HD4", "HD5", "HD6"})
ASIDES = {
    "CITA": "source note",
    "SECAUTH": "source note",
    "APPRO": "approval of a collection of information",
    "CFRTOC": "table of contents",
    "SUBTOC": "table of contents",
}
# What has a heading of its own and is cited by it, under the unit that it is a note to.
NOTES = frozenset({"AUTH", "SOURCE", "NOTE", "EDNOTE", "EFFDNOT", "EFFDNOTP", "CROSSREF", "FTNT", "EFTNT", "PARAUTH", "PARSOURCE"})


class Section:
    """The paragraphs of one section, written under its place."""

    def __init__(self, writer: Writer, place: Place) -> None:
        """Write to ``writer``, under the place of the section."""
        self._writer = writer
        self._places: dict[Path, Place] = {(): place}
        self._term: tuple[Path, Place] | None = None
        self._list: set[tuple[str, int]] = set()
        self._numbered = place.pinpoint.locators[-1:] != () and place.pinpoint.locators[-1].unit == "§"

    def write(self, elements: list[_Element]) -> None:
        """Write what stands in the section below its heading."""
        heads = [self._head(element) for element in elements]
        counted = [(i, head) for i, head in enumerate(heads) if head is not None]
        found = dict(zip((i for i, _ in counted), places([head.item for _, head in counted]), strict=True))
        for i, element in enumerate(elements):
            self._element(element, heads[i], found.get(i, ((),)))
            self._writer.add(element.tail)

    def _head(self, element: _Element) -> Head | None:
        """What an element begins with; nothing for what is no paragraph of the section, such as a note."""
        if tag(element) in HEADINGS or tag(element) in ASIDES or tag(element) in NOTES:
            return None
        if _PARAGRAPH.fullmatch(tag(element)) and self._numbered:
            return read_head(list(pieces(element)))
        return Head(Item())

    def _element(self, element: _Element, head: Head | None, paths: tuple[Path, ...]) -> None:
        if head is None:
            write_apart(self._writer, element, self._places[()])
        elif head.item.leads:
            self._designated(element, head, paths)
        else:
            self._writer.to(self._undesignated(element, head, paths[0]))
            self._writer.line()
            write(self._writer, element)
            self._writer.line()

    def _undesignated(self, element: _Element, head: Head, path: Path) -> Place:
        """The place of a paragraph without designation: a defined term is told by its name, and what is listed, shown or set out below it goes with it."""
        place = self._place(path)
        if head.term:
            self._list = set()
            self._term = (path, Place(place.pinpoint, self._writer.distinct(place.pinpoint, head.term), place.inside))
        elif _PARAGRAPH.fullmatch(tag(element)) or (self._term is not None and self._term[0] != path):
            self._term = None
        return self._term[1] if self._term is not None else place

    def _designated(self, element: _Element, head: Head, paths: tuple[Path, ...]) -> None:
        """Write a paragraph whose words belong to one level or, after a heading that runs in, to several."""
        self._writer.line()
        parts = list(pieces(element))
        text = "".join(words for words, _, reason in parts if not reason)
        starts = (0, *head.starts[1:])
        ends = [*starts[1:], len(text)]
        first = 0
        for n, end in enumerate(ends):
            self._begin(head, n, paths[n])
            if n + 1 == len(ends) or not _only_designation(text[first:end]):
                self._writer.to(self._listed(head, n, paths[n]))
                self._pieces(parts, first, end)
                first = end
        self._writer.line()

    def _listed(self, head: Head, at: int, path: Path) -> Place:
        """The place of a designated paragraph; one of a list that began in a definition goes with the term."""
        lead = head.item.leads[at]
        counts = set(kinds(lead.token))
        follows = any(count == 1 or (kind, count - 1) in self._list for kind, count in counts)
        if self._term is None or path[-1:] == (lead.token,) or self._term[0] != path or not follows:
            self._term = None
            return self._place(path)
        self._list |= counts
        return self._term[1]

    def _begin(self, head: Head, at: int, path: Path) -> None:
        """Open the level of a designation, with the heading that runs in behind it."""
        if path[-1:] != (head.item.leads[at].token,) or path in self._places:
            return
        place = self._place(path, head.headings[at])
        if place.pinpoint != self._place(path[:-1]).pinpoint:
            self._places[path] = replace(place, heading=self._writer.outline.distinct(place.pinpoint, place.heading))

    def _place(self, path: Path, heading: str = "") -> Place:
        if path not in self._places:
            above = self._place(path[:-1])
            title = f"({path[-1]}) {heading}" if heading else ""
            self._places[path] = certain(Place(above.pinpoint.child(path[-1]), heading, above.inside, title), above)
        return self._places[path]

    def _pieces(self, parts: list[Piece], first: int, end: int) -> None:
        """Add the words from ``first`` to ``end``, counted without what is left out; what is left out stays in its order."""
        lengths = list(accumulate((0 if reason else len(words) for words, _, reason in parts), initial=0))
        total = lengths[-1]
        for (words, _, reason), start in zip(parts, lengths, strict=False):
            if reason:
                if first <= start < end or start == end == total:
                    self._writer.omit(words, reason)
            else:
                self._writer.add(words[max(0, first - start) : max(0, end - start)])


def write_apart(writer: Writer, element: _Element, place: Place) -> None:
    """Write a heading, a source note, or a note that is told by its own heading."""
    name = tag(element)
    if name in HEADINGS or name in ASIDES:
        writer.to(ASIDES.get(name, "heading"))
        write(writer, element)
        writer.line()
        return
    heading = words_of(element.find("HED")).rstrip(":. ") or _called(element)
    if place.label:
        heading = f"{place.label}: {heading}"
    writer.to(Place(place.pinpoint, writer.distinct(place.pinpoint, heading), place.inside))
    write(writer, element)
    writer.line()


def _called(element: _Element) -> str:
    if tag(element) in ("FTNT", "EFTNT"):
        number = re.match(r"\s*([0-9⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\b", text_of(element))
        return f"Footnote {number[1].translate(_LOWERED)}" if number else "Footnote"
    return "Note"


_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _only_designation(text: str) -> bool:
    """Tell whether a piece is designations alone: "(a)(1)" has no words for (a)."""
    return re.fullmatch(r"(?:\s*+\([^)]*+\)[\s.:—–-]*+)+", text) is not None
