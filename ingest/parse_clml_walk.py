"""Walks a CLML tree from its first word to its last and puts each word in its place.

Sections, subsections and paragraphs (P1 to P7) are places of their own; what
is not numbered belongs to the numbered place around it. Text that quotes
another law belongs to the place that quotes it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.outline import Outline
from ingest.parse_clml_lines import Lines, flat
from ingest.parse_clml_meta import Identity, written_day
from ingest.parse_clml_numbers import UNITS, can_be_read, counted, further, heading_number, id_agrees, named, step, unit_number
from ingest.parse_clml_parts import HANDLERS
from ingest.parse_clml_spot import HEADS, NotInForce, Spot, extent, is_inline, label_of, short
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINERS = frozenset("Group Part Chapter Pblock PsubBlock EUPart EUTitle EUChapter EUSection EUSubsection Division".split())
_STATUS = {"Prospective": "prospective", "Repealed": "repealed", "Discarded": "repealed before it came into force"}
_ASIDES = {
    "Contents": "table of contents",
    "SignedSection": "signature",
    "Commentaries": "annotation",
    "Footnotes": "footnote",
    "MarginNotes": "margin note",
    "Abstract": "abstract of the schedules",
    "SubjectInformation": "subject",
    "Reference": "reference to the section that introduces it",
}
_DOTS = re.compile(r"[\s.…]+")


class Walk:
    """One walk through one file."""

    def __init__(self, identity: Identity, outline: Outline, root: _Element) -> None:
        """Begin at the first word; ``outline`` takes what is found, and the ``root`` says whether the law as a whole is in force."""
        self.lines = Lines(outline)
        self.disagreeing: list[str] = []
        self.images = self.formulas = 0
        self._identity = identity
        self.not_in_force = NotInForce(self.told_standing(root))
        self.versions: dict[str, Spot] = {}
        self.resources: dict[str, Spot] = {}

    def walk(self, element: _Element, spot: Spot) -> None:
        """Take one element with all that is in it."""
        name = tag(element)
        for version in (element.get("AltVersionRefs") or "").split():
            self.versions.setdefault(version, spot)
        if standing := self.told_standing(element):
            spot = replace(spot, place=replace(spot.place, standing=standing))
        if element.get("Concurrent") == "true" and not spot.version:
            spot = replace(spot, version=extent(element.get("RestrictExtent")))
        if name in UNITS:
            self._unit(element, spot)
        elif name in _CONTAINERS:
            self._container(element, spot)
        elif name in _ASIDES and not (name == "Reference" and spot.place.plain):
            self.block(element, spot.aside(_ASIDES[name]))
        elif name in HANDLERS:
            HANDLERS[name](self, element, spot)
        elif is_inline(element):
            self.inside(element, spot)
        else:
            self.block(element, spot)

    def inside(self, element: _Element, spot: Spot) -> None:
        """Take the words and elements inside an element, in their order."""
        self.lines.say(element.text, spot.place)
        for child in element:
            self.walk(child, spot)
            self.lines.say(child.tail, spot.place)

    def block(self, element: _Element, spot: Spot) -> None:
        """Take an element whose words begin a line and end one."""
        self.lines.end()
        self.inside(element, spot)
        self.lines.end()

    # Numbered units

    def _unit(self, element: _Element, spot: Spot) -> None:
        number = unit_number(element)
        pinpoint = None if spot.place.plain else self._pinpoint(element, number, spot)
        if pinpoint is None:
            self.block(element, spot)
            return
        inner = self._enter(element, pinpoint, spot if spot.titled else spot.under(""))
        if not id_agrees(element.get("id") or "", inner.place.pinpoint):
            self.disagreeing.append(f"{short(pinpoint)} ({element.get('id')})")
        self.block(element, inner)
        self.lines.settle()

    def _pinpoint(self, element: _Element, number: str, spot: Spot) -> Pinpoint | None:
        if spot.numbered and tag(element) != "P1":
            return further(spot.place.pinpoint, number)
        if spot.numbered:  # a paragraph of a headed article
            spelt = step("", number)
            return further(spot.place.pinpoint, spelt.number) if spelt else None
        found = step(spot.scope.unit, number)
        return self._cited(found, spot) if found else None

    def _cited(self, found: Locator, spot: Spot) -> Pinpoint | None:
        needed = tuple(step for step in spot.around if step.unit in spot.scope.restarts)
        return can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, *needed, found)))

    def _enter(self, element: _Element, pinpoint: Pinpoint, spot: Spot) -> Spot:
        """Return the spot inside a numbered unit that begins here."""
        if self._is_dotted(element) and not spot.place.standing:
            spot = replace(spot, place=replace(spot.place, standing="repealed"))
        version = f" ({spot.version})" if spot.version and not spot.place.heading.endswith(f"({spot.version})") else ""
        heading = self.lines.begin(pinpoint, f"{spot.place.heading}{version}".strip(), version=bool(spot.version))
        inner = replace(spot, place=replace(spot.place, pinpoint=pinpoint, heading=heading), numbered=True, titled=True)
        self.not_in_force.add(inner.place, short(pinpoint))
        return inner

    def _is_dotted(self, element: _Element) -> bool:
        """Tell whether nothing is left of a unit but the dots that stand for repealed words."""
        if self._identity.as_enacted:
            return False
        words = [text for child in element if tag(child) not in ("Pnumber", *HEADS) for text in child.itertext()]
        return _DOTS.fullmatch("".join(words)) is not None and bool("".join(words).strip())

    # Headings

    def _container(self, element: _Element, spot: Spot) -> None:
        if spot.place.plain:
            self.block(element, spot)
            return
        number, label = heading_number(element), label_of(element)
        inner = spot.under(label) if label else spot
        found = _container_step(element, number, spot)
        if found is not None and found.unit in ("art", "recital", "para"):
            self._headed_unit(element, found, inner, spot)
            return
        if found is not None:
            around = (*spot.around, found)
            pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, *around)))
            inner = replace(inner, around=around, place=replace(inner.place, pinpoint=pinpoint or spot.place.pinpoint))
        steps = short(inner.place.pinpoint) if inner.place.pinpoint.locators else ""
        self.not_in_force.add(inner.place, f"{steps} {'' if found else label}".strip())
        self.block(element, inner)
        self.lines.settle()

    def _headed_unit(self, element: _Element, found: Locator, inner: Spot, spot: Spot) -> None:
        """A unit whose number is a heading: the articles of a treaty, the recitals and points of European legislation."""
        last = spot.place.pinpoint.locators[-1] if spot.numbered and spot.place.pinpoint.locators else None
        if last is not None and not found.number.startswith(f"{last.number}."):
            pinpoint = further(spot.place.pinpoint, found.number)
        else:
            pinpoint = self._cited(found, spot)
        if pinpoint is None:
            self.block(element, inner)
            return
        title = " ".join(flat(child, is_inline) for child in element if tag(child) == "Title").strip()
        inside = self._enter(element, pinpoint, replace(inner, place=replace(inner.place, heading=title)))
        if not title and found.unit != "art":
            self._numbered_words(element, inside.plain() if found.unit == "recital" else inside)
            return
        self.block(element, inside)
        self.lines.settle()

    def _numbered_words(self, element: _Element, spot: Spot) -> None:
        """Take a unit without a title: its number stands before its words."""
        self.lines.end()
        for child in element:
            if tag(child) == "Number":
                self.lines.label(flat(child, is_inline), spot.place)
            else:
                self.walk(child, spot)
        self.lines.settle()

    def told_standing(self, element: _Element) -> str:
        """Return why an element is not in force, as its attributes tell it; empty where it is."""
        status = element.get("Status") or ""
        if status:
            return _STATUS.get(status, status.lower())
        if element.get("Match") != "false":
            return ""
        day = self._identity.day
        first, end = written_day(element.get("RestrictStartDate")), written_day(element.get("RestrictEndDate"))
        if end is not None and day is not None and end <= day:
            return f"not in force since {end.isoformat()}"
        if first is not None and day is not None and first > day:
            return f"not in force before {first.isoformat()}"
        return "not in force"


def _container_step(element: _Element, number: str, spot: Spot) -> Locator | None:
    """Return the step that a heading's number makes: Part 2, Chapter 1, article 3; None for a heading without one."""
    name, spelt = tag(element), named(number)
    if name == "Division":
        unit = "recital" if spot.scope.unit == "recital" else "para"
        return step(unit, number) if number and len(number) <= 12 else None
    if spelt and spelt[1] and spelt[0] in ("Part", "Chapter", "art"):
        return Locator(*spelt)
    unit = {"Part": "Part", "EUPart": "Part", "Chapter": "Chapter", "EUChapter": "Chapter"}.get(name, "")
    return Locator(unit, counted(number)) if unit and counted(number) else None
