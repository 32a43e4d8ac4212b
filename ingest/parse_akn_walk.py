"""Walks an Akoma Ntoso tree from its first word to its last and puts each word in its place.

A unit with a number is a place of its own, and every numbered unit inside it a
bracketed level further in; what is not numbered belongs to the numbered place
around it. Text that quotes another law belongs to the place that quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_akn_meta import Identity
from ingest.parse_akn_names import (
    HEADS,
    OMITTED,
    SECTIONAL,
    child_of,
    container_step,
    is_container,
    is_inline,
    is_schedule,
    number_of,
    pieces,
    role,
    spoken,
    unit_of,
)
from ingest.parse_akn_notes import is_note
from ingest.parse_akn_parts import ASIDES, HANDLERS, definition, scheduled
from ingest.parse_akn_terms import Listed, holds_definition
from ingest.parse_clml_lines import Lines, Place
from ingest.parse_clml_numbers import bare, can_be_read, further
from ingest.parse_clml_spot import NotInForce, Spot, short
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOTS = re.compile(r"[\s.…]+")
# What editors put in the place of a unit that is gone: "[section 5 deleted by Act No. 9 of 2020]", "[Repealed.]".
_GONE = re.compile(r"[^.;]{0,80}?\b(repealed|revoked|deleted|omitted|spent)\b[^;]{0,200}", re.IGNORECASE)
_ID_TAIL = re.compile(r"(?:^|__|-)(?:[a-z]+_)?([0-9A-Za-z.\-]{1,8})$")
_LONGEST_REMARK = 400


class Walk:
    """One walk through one file."""

    def __init__(self, identity: Identity, outline: Outline, origin: Origin, periods: Mapping[str, tuple[date | None, date | None]]) -> None:
        """Begin at the first word; ``outline`` takes what is found, and ``periods`` say when parts of the text are in force."""
        self.lines = Lines(outline, english=identity.english)
        self.not_in_force = NotInForce()
        self.disagreeing: list[str] = []
        self.images = self.formulas = 0
        self.identity = identity
        self.origin = origin
        self._periods = periods

    def walk(self, element: _Element, spot: Spot) -> None:
        """Take one element with all that is in it."""
        kind = role(element)
        if not is_inline(element) and (standing := self._standing(element)):
            spot = replace(spot, place=replace(spot.place, standing=standing))
        if kind in HANDLERS:
            HANDLERS[kind](self, element, spot)
        elif is_note(element):
            self.lines.settle()
            self.block(element, spot.aside("footnote"))
        elif kind in OMITTED:
            self.lines.omit("".join(element.itertext()), OMITTED[kind])
        elif kind in ASIDES:
            self.block(element, spot.aside(ASIDES[kind]))
        elif is_schedule(kind):
            scheduled(self, element, spot)
        elif is_inline(element):
            self.inside(element, spot)
        elif not spot.place.plain and spot.numbered and holds_definition(element):
            definition(self, element, spot)
        elif spot.place.plain or not (HEADS & {tag(child) for child in element} or kind in SECTIONAL):
            self.block(element, spot)
        else:
            self.headed(element, kind, spot)

    def block(self, element: _Element, spot: Spot, *, headed: bool = False) -> None:
        """Take an element whose words begin a line and end one; ``headed`` says that its number is a heading also where nothing follows it."""
        self.lines.end()
        self.inside(element, spot, headed=headed)
        self.lines.end()

    def inside(self, element: _Element, spot: Spot, *, headed: bool = False) -> None:
        """Take the words and elements inside an element, in their order; a heading between units stands above those that follow it."""
        self.lines.say(element.text, spot.place)
        here, listed = spot, Listed()
        for child in element:
            if tag(child) in HEADS:
                self._head(child, spot, headed=headed)
            elif not spot.place.plain and _is_crossheading(child):
                self._heading(child, spot)
                here = spot.under(spoken(child), titled=spot.numbered)
            else:
                self.walk(child, listed.spot(child, here))
            self.lines.say(child.tail, here.place)

    # Headings and numbers

    def _head(self, element: _Element, spot: Spot, *, headed: bool) -> None:
        """Take a number or heading: with a heading after it a number is part of that, else it waits for the words that it numbers."""
        before, after = element.getprevious(), element.getnext()
        titled = after is not None and tag(after) in HEADS - {"num"} and bool(spoken(after))
        if tag(element) == "num" and (spot.place.plain or not (titled or headed)):
            self.number(element, spot.place)
        elif spot.place.plain:
            self.block(element, spot)
        else:
            self._heading(element, spot, begins=before is None or tag(before) not in HEADS, ends=not titled)

    def _heading(self, element: _Element, spot: Spot, *, begins: bool = True, ends: bool = True) -> None:
        aside = spot.aside("heading")
        if begins:
            self.lines.end()
        self.lines.say(" ", aside.place)
        self.inside(element, aside)
        self.lines.say(" ", aside.place)
        if ends:
            self.lines.end()

    def number(self, element: _Element, place: Place) -> None:
        """Let a printed number wait for its words; notes at it are left out."""
        label = ""
        for words, reason in (*pieces(element), ("", "end")):
            if not reason:
                label += words
                continue
            self.lines.label(" ".join(label.split()), place)
            self.lines.omit(words, reason)
            label = ""

    # Units

    def headed(self, element: _Element, kind: str, spot: Spot) -> None:
        """Take an element that has a number or a heading: a unit, a container of units, or neither."""
        title = " ".join(filter(None, (spoken(child) for child in element if tag(child) in HEADS - {"num"})))
        pinpoint = self._pinpoint(element, kind, spot)
        if pinpoint is not None:
            self._unit(element, pinpoint, title, spot)
        elif is_container(kind) or title or container_step(element, kind) is not None:
            self._container(element, kind, title, spot)
        else:
            self.block(element, spot.plain() if child_of(element, "num") is not None else spot)

    def _pinpoint(self, element: _Element, kind: str, spot: Spot) -> Pinpoint | None:
        if spot.numbered and kind not in SECTIONAL:
            return None if is_container(kind) else _further(spot.place.pinpoint, number_of(element, kind))
        found = unit_of(element, kind, spot.scope.unit)
        if found is None:
            return None
        needed = tuple(step for step in spot.around if step.unit in spot.scope.restarts)
        return can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, *needed, found)))

    def _unit(self, element: _Element, pinpoint: Pinpoint, title: str, spot: Spot) -> None:
        inner = spot.under(title, titled=True) if title or not spot.titled else spot
        standing = inner.place.standing or _gone(element)
        heading = self.lines.begin(pinpoint, inner.place.heading)
        inner = replace(inner, place=replace(inner.place, pinpoint=pinpoint, heading=heading, standing=standing), numbered=True, titled=True)
        self.not_in_force.add(inner.place, short(pinpoint))
        if not _id_agrees(element, pinpoint):
            self.disagreeing.append(f"{short(pinpoint)} ({element.get('eId') or element.get('id')})")
        self.block(element, inner)
        self.lines.settle()

    def _container(self, element: _Element, kind: str, title: str, spot: Spot) -> None:
        """Take a Part, a Chapter or another group: its heading stands above its units, and words of its own are cited by its number."""
        found = None if spot.numbered else container_step(element, kind)
        label = _label(element, found, title)
        inner = spot.under(label, titled=spot.titled) if label else spot
        if found is not None:
            around = (*(step for step in spot.around if step.unit != found.unit), found)
            pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, *around)))
            inner = replace(inner, around=around, place=replace(inner.place, pinpoint=pinpoint or spot.place.pinpoint))
        self.not_in_force.add(inner.place, short(inner.place.pinpoint) if found else label)
        self.block(element, inner, headed=True)
        self.lines.settle()

    def _standing(self, element: _Element) -> str:
        """Return why an element is not in force, as its attributes tell it; empty where it is."""
        if element.get("status") == "removed" and tag(element) not in OMITTED:
            return "removed"
        first, end = self._periods.get((element.get("period") or "").lstrip("#"), (None, None))
        day = self.identity.day
        if day is None or (first is None and end is None):
            return ""
        if end is not None and end <= day:
            return f"not in force since {end.isoformat()}"
        return f"not in force before {first.isoformat()}" if first is not None and first > day else ""


def _is_crossheading(element: _Element) -> bool:
    """Tell whether an element is a heading that stands between units rather than around them."""
    if role(element) == "crossheading":
        return all(tag(child) in HEADS for child in element)
    return tag(element) == "crossHeading"


def _further(pinpoint: Pinpoint, number: str) -> Pinpoint | None:
    """Return the place of a numbered unit inside another: s 3(1)(a) or, where the numbers are printed whole, s 3.1.1."""
    last, whole = pinpoint.locators[-1], bare(number)
    if not last.subs and whole.startswith(f"{last.number}."):
        return can_be_read(Pinpoint(pinpoint.work, (*pinpoint.locators[:-1], Locator(last.unit, whole))))
    return further(pinpoint, number)


def _label(element: _Element, found: Locator | None, title: str) -> str:
    """Return a container's heading as a reader sees it: with its unit, also where the file prints its number alone."""
    printed = spoken(child_of(element, "num"))
    if found is not None and found.unit in ("Part", "Chapter") and bare(printed) == found.number:
        printed = str(found)
    return f"{printed} {title}".strip()


def _gone(element: _Element) -> str:
    """Return why nothing is left of a unit: "repealed" for a row of dots, else the word of the editors' remark."""
    words: list[str] = []
    remarks: list[str] = []
    length = 0
    for child in element:
        if tag(child) not in HEADS:
            for text, reason in pieces(child):
                if not reason.startswith("footnote"):
                    (remarks if reason == "editorial remark" else words).append(text)
                    length += len(text)
                if length > _LONGEST_REMARK:
                    return ""
    left, remark = " ".join("".join(words).split()), " ".join("".join(remarks).split())
    if left and _DOTS.fullmatch(left):
        return "repealed"
    told = remark if not left else left[1:-1] if left.startswith("[") and left.endswith("]") else ""
    m = _GONE.match(told)
    return m.group(1).lower() if m else ""


def _id_agrees(element: _Element, pinpoint: Pinpoint) -> bool:
    """Tell whether a unit's id ends in the number of its pinpoint; an id of another kind always does."""
    m = _ID_TAIL.search(element.get("eId") or "")
    last = pinpoint.locators[-1]
    mine = (last.subs[-1] if last.subs else last.number).replace("–", "-").lower()
    return m is None or not any(c.isdigit() for c in m.group(1)) or m.group(1).lower().endswith(mine) or len(mine) > 4
