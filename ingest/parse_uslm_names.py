"""Names the places of USLM: the law's own ``identifier`` where it has one that its printed number bears out, else the nesting of numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.parse_uslm_lines import Place
from ingest.parse_uslm_settle import LABELS, is_positioned
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

# Levels inside a section, which are cited by brackets.
SUBLEVELS = frozenset("subsection paragraph subparagraph clause subclause item subitem subsubitem level listItem".split())
# Units that have a heading of their own: sections, and what groups them.
HEADED = frozenset(
    """title subtitle division subdivision part subpart chapter subchapter article subarticle section appendix preliminary schedule
    courtRules courtRule compiledAct reorganizationPlans reorganizationPlan rule rules appropriations presidentialDoc presidentialDocs
    component executiveOrder proclamation treaty annex enactedBill statute""".split()
)

_SECTION_STEP = re.compile(r"s\(?\d")
_NUMBER = r"\d[0-9A-Za-z]*(?:[.\-–][0-9A-Za-z]+)*"
_SPAN = re.compile(rf"(?P<first>{_NUMBER})(?:\s+(?:to|through)\s+(?P<last>{_NUMBER}))?")
_VALUE = re.compile(r"[0-9A-Za-z]+(?:[.\-–][0-9A-Za-z]+)*")
_TOKEN = re.compile(r"[0-9A-Za-z.\-]{1,8}")
_PRINTED = re.compile(r"\W*([0-9A-Za-z](?:[0-9A-Za-z.\-–]{0,6}[0-9A-Za-z])?)\W*")
# "(a)" with the heading " to (d) Omitted" is not subsection (a).
_RANGE = re.compile(r"(?:to|and|through|or|,|–|-)\s*\(")
MAX_RANGE = 2_000

Span = tuple[str, str]


def words_of(element: _Element | None) -> str:
    """Return the words of a number or heading in one line, without footnotes and their marks."""
    return "" if element is None else " ".join("".join(_pieces(element)).split())


def _pieces(element: _Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        if not is_positioned(child) and not is_mark(child) and tag(child) != "page":
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def is_mark(element: _Element) -> bool:
    """Tell whether an element is the mark of a footnote, not words of the sentence."""
    name = tag(element)
    if name == "ref":
        return "footnoteRef" in (element.get("class") or "")
    return name == "sup" and (element.text or "").strip().isdecimal() and not len(element)


def labels(element: _Element) -> dict[str, _Element]:
    """Return the number and headings that a unit begins with, by name."""
    found: dict[str, _Element] = {}
    for child in element:
        if tag(child) in LABELS:
            found.setdefault(tag(child), child)
        elif not is_positioned(child) and tag(child) != "page":
            break
    return found


def joined(number: str, heading: str) -> str:
    """Write a unit's number and heading in one: "CHAPTER 6—TRANSPORTATION", "§ 122. Shipments"."""
    glue = "" if number.endswith(("—", "-")) or not number or not heading else " "
    return f"{number}{glue}{heading}"


def spans_of(text: str) -> list[Span]:
    """Return the numbers in a text as spans: "§§ 11 to 40" is one from 11 to 40, "43a, 43b" is two."""
    text = text.replace("—", "–")
    return [(_hyphens(m["first"]), _hyphens(m["last"] or m["first"])) for m in _SPAN.finditer(text)]


def section_spans(element: _Element) -> list[Span]:
    """Return the numbers that a section covers: what its identifier says if its printed number or its value says so too, else what is printed."""
    ends = [step[1:].replace("...", " to ") for one in (element.get("identifier") or "").split() if _SECTION_STEP.match(step := one.rpartition("/")[2])]
    named = spans_of(", ".join(ends))
    num = labels(element).get("num")
    if num is None:
        return named
    printed, value = spans_of(words_of(num)), spans_of(num.get("value") or "")
    return named if named and named in (printed, value) else printed or value or named


def cited_number(spans: Sequence[Span]) -> str:
    """Return what a section is cited by: its number, "11–40" for a range; of a list with gaps its first number."""
    if not spans:
        return ""
    whole = all(_follows(earlier[1], later[0]) for earlier, later in pairwise(spans))
    first, last = spans[0][0], spans[-1][1] if whole else spans[0][1]
    return first if first == last else f"{first}–{last}"


def covered_numbers(spans: Sequence[Span]) -> list[str]:
    """Return every whole number that a section covers, so that none of a range seems to be missing."""
    numbers: list[str] = []
    for first, last in spans:
        ends = [int(m.group()) for number in (first, last) if (m := re.match(r"\d{1,6}", number))]
        inside = range(ends[0] + 1, ends[1]) if len(ends) == 2 and ends[1] - ends[0] < MAX_RANGE else ()
        numbers += [first, *(str(number) for number in inside), *((last,) if last != first else ())]
    return numbers


def _hyphens(number: str) -> str:
    return number.replace("–", "-")


def _follows(earlier: str, later: str) -> bool:
    """Tell whether one number comes right after another: 5 and 6, 43a and 43b."""
    if earlier.isdecimal() and later.isdecimal():
        return int(later) == int(earlier) + 1
    return earlier[:-1] == later[:-1] and ord(later[-1]) == ord(earlier[-1]) + 1


def certain(place: Place, otherwise: Place) -> Place:
    """Return a place if its pinpoint can be read back from its printed form, else the other."""
    return place if Pinpoint.parse(str(place.pinpoint)) == place.pinpoint else otherwise


def section_place(parent: Place, element: _Element) -> Place:
    """Return the place of a section; without a number its words belong to what it stands in."""
    found = labels(element)
    if "num" not in found:
        return replace(parent, heading=words_of(found.get("heading")) or parent.heading)
    otherwise = unnumbered(parent, element)
    number = cited_number(section_spans(element))
    above = tuple(at for at in parent.pinpoint.locators if at.unit == "app")
    pinpoint = Pinpoint(parent.pinpoint.work, (*above, Locator("§", number)))
    return certain(Place(pinpoint, words_of(found.get("heading")), parent.inside, otherwise.title), otherwise) if number else otherwise


def unnumbered(parent: Place, element: _Element) -> Place:
    """Return the place of a unit that pinpoints have no word for: the pinpoint of what it stands in, told by its heading."""
    found = labels(element)
    number, heading = words_of(found.get("num")), words_of(found.get("heading"))
    label = ", ".join(part for part in (parent.label, number.strip("—-. []") or heading) if part)
    title = joined(number, heading)
    return Place(parent.pinpoint, title, parent.inside, title, label)


def group_place(parent: Place, element: _Element) -> Place:
    """Return the place of a chapter or part of the Code: chapters count through a title, parts through a title or chapter."""
    found = labels(element)
    otherwise = unnumbered(parent, element)
    value = _VALUE.fullmatch(((found["num"].get("value") or "") if "num" in found else "").strip())
    above = () if tag(element) == "chapter" else parent.pinpoint.locators
    if value is None or (tag(element) != "chapter" and (parent.label or (above and above[-1].unit != "Chapter"))):
        return otherwise
    unit = "Chapter" if tag(element) == "chapter" else "Part"
    pinpoint = Pinpoint(parent.pinpoint.work, (*above, Locator(unit, _hyphens(value.group()))))
    return certain(Place(pinpoint, words_of(found.get("heading")), parent.inside, otherwise.title), otherwise)


def sublevel_place(parent: Place, element: _Element) -> Place:
    """Return the place of a level inside a section; where its designation is none or several, its words belong to the level above."""
    found = labels(element)
    section = parent.pinpoint.locators[-1:]
    number, heading = words_of(found.get("num")), words_of(found.get("heading"))
    printed = _PRINTED.fullmatch(number)
    if printed is None or _RANGE.match(heading) or not section or section[0].unit != "§":
        return parent
    subs = _named_subs(element, section[0], _hyphens(printed.group(1)))
    pinpoint = Pinpoint(parent.pinpoint.work, (*parent.pinpoint.locators[:-1], replace(section[0], subs=subs)))
    heading = heading.rstrip("—-. ")
    return certain(Place(pinpoint, heading, parent.inside, joined(number, heading) if heading else ""), parent)


def note_pinpoint(pinpoint: Pinpoint) -> Pinpoint:
    """Return where the notes to a place are cited: "27 U.S.C. § 122 note"; without a word for it, the place itself."""
    if len(pinpoint.locators) != 1 or pinpoint.locators[0].unit != "§":
        return pinpoint
    note = Pinpoint(pinpoint.work, (Locator("§", f"{pinpoint.locators[0].number} note"),))
    return note if Pinpoint.parse(str(note)) == note else pinpoint


def _named_subs(element: _Element, section: Locator, printed: str) -> tuple[str, ...]:
    """Return the bracketed levels that the identifier names, if it agrees with what is printed and with where the element stands."""
    nested = (*section.subs, printed)
    steps = (element.get("identifier") or "").split("/")
    at = next((i for i, step in enumerate(steps) if _SECTION_STEP.match(step)), len(steps))
    named = tuple(_hyphens(step) for step in steps[at + 1 :])
    agrees = named[-1:] == (printed,) and all(_TOKEN.fullmatch(step) for step in named) and spans_of(steps[at][1:]) == [(section.number, section.number)]
    shorter = min(len(named) - 1, len(section.subs))
    return named if agrees and named[:shorter] == section.subs[:shorter] else nested
