"""Where the words of a Justice Canada text belong: the pinpoints of sections, schedules, forms, definitions and numbered items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.outline import Outline
from ingest.parse_justice_line import Place
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

# Units below the section; their labels are bracketed levels, "(1)" or in French "a)".
LEVELS = frozenset({"Subsection", "Paragraph", "Subparagraph", "Clause", "Subclause", "Subsubclause"})
TERMS = ("DefinedTermEn", "DefinedTermFr", "DefinitionEnOnly", "DefinitionFrOnly")
_ATTACHED = frozenset({"sch", "form", "annex", "app"})
_NOT_READ = frozenset({"FootnoteRef", "HistoricalNote", "OriginatingRef", "Footnote"})

_WORD = re.compile(r"[0-9A-Za-z]+(?:[.\-–][0-9A-Za-z]+)*")
_AND = re.compile(r"\s*,\s*|\s+(?:to|and|or|à|et|ou)\s+")
_PLAIN = re.compile(r"(?:\d+[A-Za-z]{0,2}|[A-Z]{1,6})(?:[.\-–][0-9A-Za-z]+)*")
_DOTTED = re.compile(r"\d+(?:\.\d+)+\.?")
_SCHEDULE = re.compile(
    r"(?:(?P<sch>(?i:SCHEDULE|ANNEXE))|(?P<form>(?i:FORM|FORMULE|FORMULAIRE))|(?P<app>(?i:APPENDIX|APPENDICE))|(?P<annex>(?i:ANNEX)))"
    rf"(?: (?P<number>{_PLAIN.pattern}))?"
)
_GROUP = re.compile(rf"(?:(?P<Part>(?i:PART|PARTIE))|(?P<art>(?i:ARTICLE))) (?P<number>{_PLAIN.pattern})\b|(?P<para>\d+(?:\.\d+)+\b|\d+(?=\. ))")
MAX_RANGE = 2_000


def words_of(element: _Element | None) -> str:
    """Return the words of a label or heading in one line, without footnote marks and notes."""
    return "" if element is None else " ".join("".join(_pieces(element)).split())


def _pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if tag(child) not in _NOT_READ:
            yield from _pieces(child)
        yield child.tail or ""


def number_of(label: str) -> str:
    """Return the number that a label gives, "2.1" or "a" or "52-57" for a range, or nothing where it gives none."""
    parts = [part.strip("()[].°º \u00a0") for part in _AND.split(label)]
    return "-".join(parts) if all(_WORD.fullmatch(part) for part in parts) else ""


def whole_numbers(label: str) -> list[str]:
    """Return every number that a section's label covers: "52 to 57" covers six."""
    parts = [part for part in _AND.split(label) if part]
    ends = [int(part) for part in parts if part.isdecimal()]
    if len(parts) == 2 == len(ends) and 0 < ends[1] - ends[0] < MAX_RANGE and re.search(r"\b(?:to|à)\b", label):
        return [str(number) for number in range(ends[0], ends[1] + 1)]
    return parts


class Places:
    """Opens the places of one text; ``unit`` is what its sections are called, ``s`` or in French ``art``."""

    def __init__(self, outline: Outline, unit: str) -> None:
        """Start with no places."""
        self.sections: list[str] = []
        self._outline = outline
        self._unit = unit
        self._named: dict[tuple[Pinpoint, str], int] = {}

    def unit(self, element: _Element, here: Place) -> Place:
        """Open the place of a section, a level of one, or a numbered item of a schedule; without a number it is no place of its own."""
        label = label_of(element)
        heading = " ".join(words_of(child) for child in element if tag(child) in {"MarginalNote", "ProvisionHeading"})
        name = tag(element)
        if name == "Section" and not here.pinpoint.locators:
            self.sections += whole_numbers(label)
        pinpoint = self._numbered(name, here.pinpoint, label)
        if pinpoint is not None:
            told = self._outline.distinct(pinpoint, heading)
            # The note beside a section is that of its first subsection.
            shared = name == "Subsection" and not heading and here.heading and next(element.itersiblings("{*}Subsection", preceding=True), None) is None
            return Place(pinpoint, here.heading, here.path) if shared else Place(pinpoint, told, here.below)
        return Place(here.pinpoint, self._named_once(here.pinpoint, heading), here.below) if heading else here

    def definition(self, element: _Element, here: Place) -> Place:
        """Open the place of a definition: its section's, told from the others by the term."""
        found = [child for child in element.iter() if tag(child) in TERMS]
        first = next((term for term in found if tag(term).endswith("Fr") == (self._unit == "art")), found[0] if found else None)
        term = words_of(first)
        if not term:
            return replace(here, quoted=True)
        return Place(here.pinpoint, self._named_once(here.pinpoint, term), here.below, quoted=True)

    def schedule(self, element: _Element, here: Place) -> Place:
        """Open the place of a schedule or form; a form without a number belongs to what it stands in."""
        head = element.find("{*}ScheduleFormHeading")
        found = _SCHEDULE.fullmatch(words_of(head.find("{*}Label")) if head is not None else "")
        if found is None and tag(element) != "Schedule":
            return here
        unit = next(name for name in ("sch", "form", "app", "annex") if found is None or found[name])
        number = (found["number"] or "") if found else ""
        pinpoint = _first_fit(here.pinpoint, Locator(unit, number), Locator("sch", ""))
        heading = title_of(head) if head is not None else ""
        return Place(pinpoint, self._outline.distinct(pinpoint, heading), here.below) if pinpoint else here

    def group(self, element: _Element, here: Place) -> Place:
        """Open the place of what stands under a heading; in a schedule, a part, an article or a numbered clause has a number in the pinpoint."""
        heading = title_of(element)
        found = _GROUP.match(heading)
        if found and attached(here.pinpoint):
            unit = next(name for name in ("Part", "art", "para") if found[name])
            pinpoint = self._item(here.pinpoint, found["para"]) if unit == "para" else _first_fit(_around(here.pinpoint, unit), Locator(unit, found["number"]))
            if pinpoint is not None:
                return Place(pinpoint, self._outline.distinct(pinpoint, heading), here.below)
        return Place(here.pinpoint, heading, here.below)

    def _numbered(self, name: str, base: Pinpoint, label: str) -> Pinpoint | None:
        number = number_of(label)
        if not number:
            return None
        if name == "Section":
            return _first_fit(base, Locator(self._unit, number), Locator("para", number))
        if name == "Provision" and not label.rstrip().endswith(")"):
            return self._item(base, number) if _PLAIN.fullmatch(number) else None
        return _child(base, number)

    def _item(self, base: Pinpoint, number: str) -> Pinpoint | None:
        """Number an item of a schedule: "4.1.3" inside "4.1" takes its place, any other goes a level further in."""
        last = base.locators[-1]
        if last.unit == "para" and number.startswith(f"{last.number}."):
            return _first_fit(Pinpoint(base.work, base.locators[:-1]), Locator("para", number))
        return _child(base, number) if last.unit in {"para", "art", "s"} else _first_fit(base, Locator("para", number))

    def _named_once(self, pinpoint: Pinpoint, heading: str) -> str:
        times = self._named[pinpoint, heading] = self._named.get((pinpoint, heading), 0) + 1
        return heading if times == 1 else f"{heading} ({times})"


def label_of(element: _Element) -> str:
    """Return a unit's label: its own element, or for an item of a schedule a first line that is but a number."""
    label = element.find("{*}Label")
    if label is not None:
        return words_of(label)
    first = next(iter(element), None)
    text = words_of(first) if first is not None and tag(first) == "Text" else ""
    return text if _DOTTED.fullmatch(text) else ""


def title_of(heading: _Element) -> str:
    """Return the words of a heading in one line."""
    return " ".join(words_of(child) for child in heading if tag(child) in {"Label", "TitleText"} and words_of(child))


def attached(pinpoint: Pinpoint) -> bool:
    """Tell whether a place lies in a schedule or form, whose items are numbered on their own."""
    return bool(pinpoint.locators) and pinpoint.locators[0].unit in _ATTACHED


def _around(base: Pinpoint, unit: str) -> Pinpoint:
    """Articles are numbered through a whole treaty, whatever its parts."""
    return Pinpoint(base.work, tuple(step for step in base.locators if step.unit != "Part")) if unit == "art" else base


def _child(base: Pinpoint, number: str) -> Pinpoint | None:
    if not base.locators:
        return None
    last = base.locators[-1]
    if not last.number or last.unit == "Part":
        return _first_fit(base, Locator("para", number))
    return _first_fit(Pinpoint(base.work, base.locators[:-1]), Locator(last.unit, last.number, (*last.subs, number)))


def _first_fit(base: Pinpoint, *locators: Locator) -> Pinpoint | None:
    """Return the first of the pinpoints that reads back as itself."""
    for locator in locators:
        pinpoint = Pinpoint(base.work, (*base.locators, locator))
        if Pinpoint.parse(str(pinpoint)) == pinpoint:
            return pinpoint
    return None
