"""Walks a Justice Canada text from its first character to its last and gives each piece to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.outline import Outline
from ingest.parse_justice_line import Aside, Line, Omit, Place, Target
from ingest.parse_justice_places import LEVELS, TERMS, Places, attached, label_of, words_of
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_MATH = "{http://www.w3.org/1998/Math/MathML}"
# Words that run on in their line.
_INLINE = frozenset(
    """Sub Sup Emphasis InlineFont DefinitionRef Language Leader LeaderRightJustified XRefInternal XRefSection XRefExternal Repealed PageBreak LineBreak Keep
    Ins FormBlank Fraction Numerator Denominator MSup MSub Base Superscript Subscript MathML IBR Date YYYY MM DD HistoricalNoteSubItem Separator""".split()
) | frozenset(TERMS)
# Elements of running text: what is not known inside them runs on as well.
_RUNNING = _INLINE | {"Text", "Label", "TitleText", "MarginalNote", "LongTitle", "ShortTitle", "FormulaText", "FormulaTerm", "HistoricalNote", "SignatureLine"}
_BLOCKS_IN_TEXT = frozenset({"HistoricalNote", "ImageGroup", "Footnote"})
_LABELS = frozenset({"Label", "FormulaTerm", "AmendmentCitation"})
_HEADINGS = frozenset({"Heading", "GroupHeading", "FormHeading"})
_ONE_LINE = frozenset({"MarginalNote", "ProvisionHeading", "ScheduleFormHeading", "LongTitle", "ShortTitle"})
_OMITTED = {"FootnoteRef": "footnote mark", "Del": "deleted words", "CommentInline": "drafter's comment", "CommentBlock": "drafter's comment"}
_NOT_IN_FORCE, _RELATED = "not in force", "related provision of another law"
_ASIDES = {
    "HistoricalNote": "history",
    "RecentAmendments": "history",
    "TableOfProvisions": "table of contents",
    "Recommendation": "summary",
    "Summary": "summary",
    "Enacts": "enacting words",
    "Order": "enacting words",
    "RelatedProvisions": _RELATED,
    "RelatedProvision": _RELATED,
    "NotInForceProvisions": _NOT_IN_FORCE,
    "RelatedOrNotInForce": "not in force or of another law",
}
_SCHEDULES_APART = {"NifProvs": _NOT_IN_FORCE, "RelatedProvs": _RELATED}
_APART_TITLE = re.compile(
    r"(?P<waiting>AMENDMENTS NOT IN FORCE|(?:MODIFICATIONS|DISPOSITIONS) NON EN VIGUEUR)|RELATED PROVISIONS|DISPOSITIONS CONNEXES", re.IGNORECASE
)
# What stands in these quotes another text, or is numbered on its own.
_QUOTED = frozenset("AmendedText ReadAsText QuotedText Citation AmendedContent ReadAsContent TableGroup table FormulaGroup List Oath".split())
_FRONT = frozenset({"EnablingAuthority", "ReaderNote", "RegistrationDate", "RegulationMakerOrder"})


class Reader:
    """Reads one text; ``places`` opens the places that its words go to."""

    def __init__(self, outline: Outline, places: Places) -> None:
        """Start at the first character."""
        self._outline = outline
        self._places = places
        self._line = Line(outline)

    def read(self, root: _Element, here: Place) -> None:
        """Give every word below the root to a place, or name why it has none."""
        self._content(root, here)
        self._line.end()

    def _content(self, element: _Element, here: Target) -> None:
        self._line.add(here, mark(element))
        self._line.add(here, element.text)
        current = here
        above: list[tuple[int, Place]] = []
        for child in element:
            if tag(child) in _HEADINGS and isinstance(here, Place) and not here.quoted:
                current = self._group(child, here, above)
            else:
                self._element(child, current)
            self._line.add(current, child.tail)

    def _element(self, element: _Element, here: Target) -> None:
        name = tag(element)
        if name in _OMITTED:
            self._content(element, Omit(_OMITTED[name]))
        elif _runs_on(element):
            self._run_on(element, here)
        elif name in _LABELS or _is_number(element):
            self._label(element, here)
        elif name in _ONE_LINE and isinstance(here, Place) and not here.quoted:
            self._heading(element)
        elif name == "row":
            self._row(element, here)
        elif name == "Identification":
            self._identification(element)
        else:
            self._block(element, self._target(element, here))

    def _run_on(self, element: _Element, here: Target) -> None:
        if tag(element) == "LineBreak":
            self._line.gap()
        self._content(element, here)

    def _block(self, element: _Element, target: Target) -> None:
        self._line.begin(target)
        self._content(element, target)
        self._line.end()

    def _label(self, element: _Element, here: Target) -> None:
        """A label stands in the line of the words that it numbers."""
        self._line.begin(here)
        bare = self._line.bare
        self._content(element, here)
        self._line.gap()
        self._line.bare = bare

    def _heading(self, element: _Element) -> None:
        target = Aside("heading")
        self._line.begin(target)
        with self._line.held():
            self._content(element, target)
        self._line.end()

    def _row(self, element: _Element, here: Target) -> None:
        """A row of a table is one line, its cells parted by the marks that ``mark`` gives."""
        target = replace(here, quoted=True) if isinstance(here, Place) else here
        self._line.begin(target)
        with self._line.held():
            self._content(element, target)
        self._line.end()

    def _identification(self, element: _Element) -> None:
        self._line.begin(Omit("metadata"))
        self._line.add(Omit("metadata"), element.text)
        for child in element:
            if tag(child) in {"LongTitle", "ShortTitle"}:
                self._heading(child)
            else:
                self._block(child, Aside("front matter") if tag(child) in _FRONT else Omit("metadata"))
            self._line.add(Omit("metadata"), child.tail)

    def _group(self, element: _Element, here: Place, above: list[tuple[int, Place]]) -> Place:
        """Read a heading and return the place of what stands under it, below the headings of higher levels."""
        level = _level(element)
        while above and above[-1][0] >= level:
            above.pop()
        if element.get("in-force") == "no":
            self._block(element, self._apart(_NOT_IN_FORCE))
        else:
            self._heading(element)
        place = self._places.group(element, above[-1][1] if above else here)
        above.append((level, place))
        return place

    def _target(self, element: _Element, here: Target) -> Target:
        """Return where the words of a block go: a place of its own, the place that it stands in, or none."""
        name = tag(element)
        if not isinstance(here, Place):
            return here
        if name in _ASIDES:
            return self._apart(_ASIDES[name])
        if element.get("in-force") == "no":
            return self._apart(_NOT_IN_FORCE)
        if here.quoted:
            return here
        if name in _QUOTED:
            return replace(here, quoted=True)
        if name == "Definition":
            return self._places.definition(element, here)
        if name == "Schedule" and (reason := _apart(element)):
            return self._apart(reason)
        if name in {"Schedule", "FormGroup"}:
            return self._places.schedule(element, here)
        if name == "Section" or name in LEVELS or (name == "Provision" and attached(here.pinpoint) and label_of(element)):
            return self._places.unit(element, here)
        if name == "Preamble":
            return _preamble(here)
        return here

    def _apart(self, reason: str) -> Aside:
        if reason in {_NOT_IN_FORCE, _RELATED, _ASIDES["RelatedOrNotInForce"]}:
            self._outline.note(f"what is {reason} stands apart in this text and is in no place that can be cited")
        return Aside(reason)


def mark(element: _Element) -> str:
    """Return the mark that parts an element from what stands before it, where the page shows that by its layout alone."""
    name, parent, before = tag(element), element.getparent(), element.getprevious()
    if parent is None:
        return ""
    if name == "Sup":
        text = before.tail if before is not None else parent.text
        return "^" if text and text[-1].isdecimal() and re.fullmatch(r"[−–-]?\d+", element.text or "") else ""
    if before is None:
        return ""
    if name == "entry":
        return " | " if any(text.strip() for text in parent.itertext()) else ""
    if name == "HistoricalNoteSubItem":
        return "; " if tag(before) == name else ""
    if name in {"BilingualItemEn", "BilingualItemFr"}:
        return " / " if next(parent.iterancestors("{*}entry"), None) is not None else ""
    if name in {"Denominator", "MM", "DD", "Superscript"}:
        return {"Denominator": "/", "Superscript": "^"}.get(name, "-")
    return {"mfrac": "/", "msup": "^"}.get(tag(parent), "")


def texts(root: _Element) -> Iterator[str]:
    """Yield all text below the root in order, with its marks: what a reading must hold, taken by another way."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            yield mark(element)
            yield element.text or ""
        elif element is not root:
            yield element.tail or ""


def _runs_on(element: _Element) -> bool:
    name, parent = tag(element), element.getparent()
    if name in _INLINE or str(element.tag).startswith(_MATH):
        return True
    return parent is not None and tag(parent) in _RUNNING and name not in _BLOCKS_IN_TEXT and name not in _LABELS


def _is_number(element: _Element) -> bool:
    """Tell whether a first line is but the number of a schedule's item, which stands in the line of its words."""
    parent = element.getparent()
    return tag(element) == "Text" and parent is not None and tag(parent) == "Provision" and parent[0] is element and bool(label_of(parent))


def _level(heading: _Element) -> int:
    found = re.search(r"\d", heading.get("level") or heading.get("format-ref") or "")
    return int(found.group()) if found else 9


def _apart(schedule: _Element) -> str:
    """Return why a schedule is no part of the law in force, or nothing where it is one."""
    found = _APART_TITLE.fullmatch(words_of(schedule.find("{*}ScheduleFormHeading")))
    if found:
        return _NOT_IN_FORCE if found["waiting"] else _RELATED
    return _SCHEDULES_APART.get(schedule.get("id") or "", "")


def _preamble(here: Place) -> Place:
    pinpoint = Pinpoint(here.pinpoint.work, (*here.pinpoint.locators, Locator("preamble", "")))
    return Place(pinpoint, "", here.below) if Pinpoint.parse(str(pinpoint)) == pinpoint else here
