"""Walks a USLM document from its first word to its last and gives each to its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.parse_uslm_lines import Place, Writer
from ingest.parse_uslm_names import (
    HEADED,
    SUBLEVELS,
    covered_numbers,
    group_place,
    is_mark,
    labels,
    note_pinpoint,
    section_place,
    section_spans,
    spans_of,
    sublevel_place,
    unnumbered,
    words_of,
)
from ingest.parse_uslm_settle import INLINE, LABELS, is_footnote
from ingest.parse_uslm_units import (
    ASIDES,
    BLOCKS,
    CELLS,
    CONTENTS,
    DASH,
    LEVELS,
    NOTES,
    OMITTED,
    between_words,
    has_words,
    is_quoted,
    leading_labels,
    missing,
    parent_of,
    series,
    spaced,
    text_of,
)
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element


class Walk:
    """One document's walk; ``in_code`` tells the US Code, whose chapters and notes are cited, from an act, whose sections alone are."""

    def __init__(self, writer: Writer, *, in_code: bool, as_enacted: bool) -> None:
        """Write to ``writer``; a section that is missing is an error in a text as enacted, a note in any other."""
        self._writer, self._in_code, self._as_enacted = writer, in_code, as_enacted
        self._cells = 0
        self._listed: set[str] = set()
        self._units: dict[str, Callable[[_Element, Place], None]] = {
            **dict.fromkeys(SUBLEVELS, self._sublevel),
            **dict.fromkeys(HEADED, self._headed),
            **dict.fromkeys(NOTES, self._note),
            "notes": self._notes,
            "main": self._group,
            "longTitle": self._long_title,
            "preamble": self._preamble,
            "quotedContent": self._quoted,
        }

    def document(self, root: _Element, place: Place) -> None:
        """Walk the whole document, whose words stand at ``place`` unless a unit inside has a place of its own."""
        contents = (element for element in root.iter() if tag(element) in CONTENTS)
        self._listed = {number for element in contents for span in spans_of(text_of(element)) for number in span}
        self._children(root, place)
        self._writer.flush()

    def _children(self, element: _Element, place: Place | None, without: Iterable[_Element] = ()) -> None:
        """Walk what is inside an element; without a place all words go where they are going already."""
        passed, between_blocks = set(without), tag(element) in LEVELS
        self._say(element.text, place, between_blocks)
        for child in element:
            if child not in passed:
                self._element(child, place)
            self._say(child.tail, place, between_blocks)

    def _say(self, words: str | None, place: Place | None, between_blocks: bool = False) -> None:
        """Add the words before or behind an element; a blank between the blocks of a unit is the file's, not the law's."""
        if words and words.isspace() and between_blocks:
            return
        if place is not None and words and not words.isspace():
            self._writer.to(place)
        self._writer.add(words)

    def _element(self, child: _Element, place: Place | None) -> None:
        name = tag(child)
        if is_mark(child) or name in OMITTED:
            self._writer.omit(text_of(child), OMITTED.get(name, "footnote mark"))
        elif place is not None and self._is_remark(child) and (child.tail or "").strip():
            self._writer.omit(text_of(child), "editorial note")
        elif reason := self._reason(child, place):
            self._aside(child, reason)
        elif place is not None and name in self._units:
            self._units[name](child, place)
        elif name in LABELS:
            self._label(child, place)
        elif name in CELLS:
            self._cell(child, place)
        elif name in INLINE or (name not in BLOCKS and between_words(child)):
            self._children(child, place)
        else:
            self._block(child, place)

    def _reason(self, child: _Element, place: Place | None) -> str:
        """Why an element stands in no provision, if it does not; what is inside such an element goes with it."""
        if isinstance(self._writer.target, str) and place is None:
            return ""
        if is_footnote(child):
            return "footnote"
        if tag(child) in CONTENTS:
            return "table of contents"
        if tag(child) == "sidenote":
            return "side note"
        if child.get("role") == "uscRef" and tag(child) in NOTES:
            return "reference to the US Code"
        return ASIDES.get(tag(child), "") if place is not None else ""

    def _aside(self, child: _Element, reason: str) -> None:
        back = self._writer.target
        self._writer.to(reason)
        self._children(child, None)
        self._writer.to(back)

    def _line(self) -> None:
        if self._cells:
            self._writer.gap()
        else:
            self._writer.line()

    def _block(self, element: _Element, place: Place | None) -> None:
        self._line()
        self._children(element, place)
        self._line()

    def _cell(self, element: _Element, place: Place | None) -> None:
        self._cells += 1
        self._writer.gap()
        self._children(element, place)
        self._writer.gap()
        self._cells -= 1

    def _label(self, element: _Element, place: Place | None) -> None:
        """A number or heading inside running text: the words that follow go on in its line after a number or a dash."""
        self._line()
        self._children(element, place)
        if tag(element) == "num":
            self._writer.gap()
        if tag(element) == "num" or words_of(element).endswith(DASH):
            self._writer.runs_in()
        else:
            self._line()

    def _quoted(self, element: _Element, place: Place) -> None:
        """Quoted text belongs to the place that quotes it: its numbers are another law's."""
        self._writer.to(place)
        self._line()
        self._children(element, None)
        self._line()

    def _sublevel(self, element: _Element, place: Place) -> None:
        if is_quoted(element):
            self._quoted(element, place)
            return
        own = sublevel_place(place, element)
        if own.pinpoint != place.pinpoint:
            own = replace(own, heading=self._writer.outline.distinct(own.pinpoint, own.heading))
        self._block(element, own)

    def _headed(self, element: _Element, place: Place) -> None:
        if is_quoted(element):
            self._quoted(element, place)
            return
        own = self._place(element, place)
        heads = leading_labels(element)
        self._heads(heads, "heading" if has_words(element) else own)
        self._group(element, own, heads)

    def _place(self, element: _Element, place: Place) -> Place:
        """Return the place of a section or group, with a heading that no other has."""
        name = tag(element)
        if self._in_code and not place.path and not place.title and name in ("title", "appendix") and tag(parent_of(element)) == "main":
            return place
        in_main = not any(locator.unit == "app" for locator in place.pinpoint.locators)
        name_place = section_place if name == "section" else group_place if self._in_code and in_main and name in ("chapter", "part") else unnumbered
        own = name_place(place, element)
        if own.pinpoint != place.pinpoint:
            return replace(own, heading=self._writer.outline.distinct(own.pinpoint, own.heading))
        return replace(own, heading=self._writer.distinct(own.pinpoint, own.heading)) if own.heading != place.heading else own

    def _heads(self, heads: list[_Element], target: Place | str) -> None:
        self._writer.to(target)
        for head in heads:
            if tag(head) in OMITTED:
                self._element(head, None)
                continue
            self._children(head, None)
            if tag(head) != "num" or not words_of(head).endswith(DASH):
                self._writer.gap()
        self._writer.line()

    def _group(self, element: _Element, place: Place, without: Iterable[_Element] = ()) -> None:
        self._writer.line()
        self._children(element, place, without)
        self._writer.line()
        numbers = [number for child in element if tag(child) == "section" for number in covered_numbers(section_spans(child))]
        where = ", ".join(part for part in (str(place.pinpoint), place.label) if part)
        for run in series(numbers) if self._as_enacted else [numbers]:
            self._writer.outline.numbered(where, run, as_enacted=self._as_enacted and self._should_have(run))

    def _should_have(self, numbers: list[str]) -> bool:
        """Tell whether an act has every section of a run by its own table of contents; without one, it should have them."""
        return not self._listed or bool(self._listed.intersection(missing(numbers)))

    def _long_title(self, element: _Element, place: Place) -> None:
        self._block(element, Place(place.pinpoint, "Long title", place.inside))

    def _preamble(self, element: _Element, place: Place) -> None:
        self._block(element, Place(Pinpoint(place.pinpoint.work, (Locator("preamble", ""),)), "Preamble", place.inside))

    def _notes(self, element: _Element, place: Place) -> None:
        """The notes under a unit; a cross heading stands above those that follow it."""
        group: tuple[str, ...] = ()
        self._say(element.text, place)
        for child in element:
            if child.get("role") == "crossHeading":
                group = tuple(heading for heading in (words_of(labels(child).get("heading")),) if heading)
            if tag(child) in NOTES and not is_footnote(child):
                self._note(child, place, group)
            else:
                self._element(child, place)
            self._say(child.tail, place)

    def _is_remark(self, element: _Element) -> bool:
        """Tell whether an element holds words of the editors of an act, which are no words of the place that they stand in."""
        return not self._in_code and tag(element) in NOTES - {"note"} and element.get("role") != "uscRef"

    def _note(self, element: _Element, place: Place, group: tuple[str, ...] = ()) -> None:
        if self._is_remark(element):
            # The editors of a compilation put what became of the sections that are gone into whatever unit stands before them.
            place = Place(Pinpoint(place.pinpoint.work))
        heads = leading_labels(element)
        self._heads(heads, "heading")
        pinpoint = note_pinpoint(place.pinpoint) if self._in_code else place.pinpoint
        name = words_of(labels(element).get("heading")) or ("" if tag(element) == "note" else spaced(tag(element)))
        heading = ": ".join(part for part in (place.label, name) if part)
        if name:
            heading = self._writer.distinct(pinpoint, heading)
        self._writer.to(Place(pinpoint, heading, (*place.inside, *group)))
        self._children(element, None, heads)
        self._writer.line()
