"""Walks an eCFR file: its divisions, from the title down to sections and appendices, and what stands between them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.parse_ecfr_section import ASIDES, HEADINGS, NOTES, Section, write_apart
from ingest.parse_ecfr_text import left_out, text_of, words_of, write
from ingest.parse_uslm_lines import Place, Writer
from ingest.parse_uslm_names import certain
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES = {"DIV1": "TITLE", "DIV2": "SUBTITLE", "DIV3": "CHAPTER", "DIV4": "SUBCHAP", "DIV5": "PART", "DIV6": "SUBPART", "DIV7": "SUBJGRP"} | {
    "DIV8": "SECTION",
    "DIV9": "APPENDIX",
}
_WRAPPERS = frozenset({"DLPSTEXTCLASS", "ECFR", "TEXT", "BODY", "ECFRBRWS", "VOLUME"})
_NUMBER = re.compile(r"[0-9A-Za-z]+(?:[.\-–][0-9A-Za-z]+)*")
_SECTION = re.compile(r"\s*(?:(?P<sign>§+|Secs?\.|Sections?)\s*)?(?P<first>\d[^\s,;]*)(?:(?:\s*,|\s+(?:to|through|and))\s*§*\s*(?P<last>\d[^\s,;]*))?")
_APPENDIX = re.compile(r"Appendix(?: (?!to\b|of\b|—)(?P<number>[0-9A-Za-z]+(?:[.\-][0-9A-Za-z]+)*))?(?= to\b| of\b|\s*[—-]|\.?$)", re.IGNORECASE)


class Walk:
    """One file's walk from its first word to its last."""

    def __init__(self, writer: Writer) -> None:
        """Write to ``writer``."""
        self._writer = writer

    def document(self, root: _Element, place: Place) -> None:
        """Walk the whole file, whose words stand at ``place`` unless a division has a place of its own."""
        self._element(root, place)
        self._writer.flush()

    def _element(self, element: _Element, place: Place) -> None:
        if reason := left_out(element):
            self._writer.flush()
            self._writer.outline.omit(text_of(element), reason)
        elif division(element):
            self._division(element, place)
        elif tag(element) in _WRAPPERS:
            self._children(element, place)
        elif tag(element) in NOTES or tag(element) in ASIDES or tag(element) in HEADINGS:
            write_apart(self._writer, element, place)
        else:
            self._writer.to(place)
            self._writer.line()
            write(self._writer, element)
            self._writer.line()

    def _children(self, element: _Element, place: Place) -> None:
        self._say(element.text, place)
        for child in element:
            self._element(child, place)
            self._say(child.tail, place)

    def _say(self, words: str | None, place: Place) -> None:
        if words and not words.isspace():
            self._writer.to(place)
            self._writer.add(words)

    def _division(self, element: _Element, place: Place) -> None:
        kind = division(element)
        head = next(iter(element), None)
        own = self._distinct(place_of(kind, element, place), place)
        if head is None or tag(head) != "HEAD":
            self._inside(kind, element, own, list(element))
            return
        self._say(element.text, own)
        below = list(element)[1:]
        self._writer.to("heading" if any(text_of(child).strip() for child in below if tag(child) not in ASIDES) else own)
        write(self._writer, head)
        self._writer.line()
        self._say(head.tail, own)
        self._inside(kind, element, own, below)

    def _inside(self, kind: str, element: _Element, own: Place, below: list[_Element]) -> None:
        if below == list(element):
            self._say(element.text, own)
        if kind == "SECTION" and not any(division(child) for child in below):
            self._section(below, own)
        elif kind == "APPENDIX":
            self._appendix(below, own)
        else:
            for child in below:
                self._element(child, own)
                self._say(child.tail, own)

    def _section(self, below: list[_Element], own: Place) -> None:
        Section(self._writer, own).write(below)

    def _appendix(self, below: list[_Element], own: Place) -> None:
        """An appendix numbers its paragraphs as it likes: its words stand at the appendix, under the headings in it."""
        above: list[tuple[str, str]] = []
        for child in below:
            if tag(child) in HEADINGS:
                above = [(name, heading) for name, heading in above if name < tag(child)]
                above.append((tag(child), words_of(child)))
            inside = own if not above else replace(own, path=(*own.inside, *(heading for _, heading in above)), title="")
            self._element(child, inside)
            self._say(child.tail, inside)

    def _distinct(self, own: Place, above: Place) -> Place:
        if own.pinpoint != above.pinpoint:
            return replace(own, heading=self._writer.outline.distinct(own.pinpoint, own.heading))
        return replace(own, heading=self._writer.distinct(own.pinpoint, own.heading)) if own.heading != above.heading else own


def division(element: _Element) -> str:
    """Return what a division is, TITLE to APPENDIX; empty for what is none."""
    name = tag(element)
    return (element.get("TYPE") or _TYPES[name]).strip().upper() if name in _TYPES else ""


def place_of(kind: str, element: _Element, above: Place) -> Place:
    """Return the place of a division: chapters, parts, sections and appendices are cited, others told by their heading."""
    head = words_of(element.find("HEAD"))
    label = ", ".join(part for part in (above.label, re.split(r"\s*—", head)[0]) if part)
    otherwise = Place(above.pinpoint, head, above.inside, head, label)
    if kind == "TITLE":
        return above
    locators = _locators(kind, (element.get("N") or "").strip(), head, above.pinpoint)
    return certain(Place(Pinpoint(above.pinpoint.work, locators), _bare(head), above.inside, head), otherwise) if locators else otherwise


def _locators(kind: str, name: str, head: str, above: Pinpoint) -> tuple[Locator, ...]:
    if kind == "SECTION":
        number = section_number(head) or section_number(name)
        return (Locator("§", number),) if "." in number or (number and not above.locators) else ()
    if kind == "APPENDIX":
        found = _APPENDIX.match(head) or _APPENDIX.match(name)
        return (*above.locators, Locator("app", found["number"] or "")) if found else ()
    unit = {"CHAPTER": "Chapter", "PART": "Part"}.get(kind)
    number = _ranged(name, plural=bool(re.match(r"\s*(?:PARTS|CHAPTERS)\b", head)))
    return (Locator(unit, number),) if unit and _NUMBER.fullmatch(number) else ()


def _ranged(name: str, *, plural: bool) -> str:
    """Write a range with an en dash: parts 52–99."""
    found = re.fullmatch(r"(\w+)\s*[-–—]\s*(\w+)", name) if plural else None
    return f"{found[1]}–{found[2]}" if found else name


def section_number(text: str) -> str:
    """Return the number in a section's heading, "1.5–1.7" for a range; of a list with gaps the first, for anything unclear nothing."""
    found = _SECTION.match(text)
    if found is None:
        return ""
    first, last = found["first"].rstrip(".—–-"), (found["last"] or "").rstrip(".—–-")
    if not last and (found["sign"] or "").startswith(("§§", "Secs", "Sections")):
        first, last = _split(first)
    if not all(re.fullmatch(r"[0-9A-Za-z.\-]+", number) for number in (first, last) if number):
        return ""
    return f"{first}–{last}" if last and _one_run(text, first, last) else first


def _split(number: str) -> tuple[str, str]:
    """Part "1.5-1.7" into its ends, "101-1.49—101-1.50" too: both ends are numbered in the same part."""
    for dash in re.finditer(r"[-–—]", number):
        first, last = number[: dash.start()], number[dash.end() :]
        if "." in first and "." in last and first.partition(".")[0] == last.partition(".")[0]:
            return first, last
    return number, ""


def _one_run(text: str, first: str, last: str) -> bool:
    """Tell whether a heading that names two sections means all between them, too."""
    if not re.search(r",|\band\b", text[: text.find(last)]):
        return True
    return all(a + 1 == b for a, b in pairwise([_last_count(first), _last_count(last)]))


def _last_count(number: str) -> int:
    found = re.search(r"(\d+)$", number)
    return int(found[1]) if found else -1


def _bare(head: str) -> str:
    """A heading without its number: "§ 2.1 Scope." is "Scope"."""
    found = re.match(r"\s*(?:§+\s*\S+|(?:PARTS?|CHAPTERS?)\s[^—]*—)\s*(?=\S)", head)
    return (head[found.end() :] if found else head).rstrip(".")
