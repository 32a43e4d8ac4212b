"""Numbers printed in UK legislation, as steps of a pinpoint: "PART I", "Article 2", "SCHEDULE 1", "(a)", "1ZA"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

UNITS = frozenset(f"P{level}" for level in range(1, 8))
QUOTED = frozenset({"BlockAmendment", "BlockExtract", "InlineAmendment", "InlineExtract", "Tabular", "Form", "Version", "Resource", "Attachment", "Abstract"})

_WORDS = {
    "part": "Part", "rhan": "Part", "chapter": "Chapter", "pennod": "Chapter", "article": "art", "erthygl": "art", "schedule": "sch",
    "atodlen": "sch", "annex": "annex", "annexe": "annex", "annexure": "annex", "atodiad": "annex", "appendix": "app", "form": "form", "ffurflen": "form",
    "section": "s", "adran": "s", "rule": "reg", "regulation": "reg", "rheoliad": "reg", "paragraph": "para", "recital": "recital",
}  # fmt: skip
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth".split()
_KIND = "|".join(_WORDS)
_COUNT = r"\d+[A-Z]{0,3}(?:\.\d+)*|[IVXLC]+[A-Z]?|[A-Z]{1,2}\d+[A-Z]?|[A-Z]"
_NAMED = re.compile(rf"\W*+(?:the )?(?P<word>{_KIND})s?\b\.?(?:\s+(?:no\.?\s*)?\(?(?P<number>(?-i:{_COUNT}))\b)?", re.IGNORECASE)
_ORDINAL = re.compile(rf"\W*+(?:the )?(?P<nth>{'|'.join(_ORDINALS)})\s+(?P<word>{_KIND})\b", re.IGNORECASE)
_PLAIN = re.compile(rf"\W*(?P<number>{_COUNT})\W*$")
_NUMBER = re.compile(r"[0-9A-Za-z]+(?:[.–\-][0-9A-Za-z]+)*")
_SUB = re.compile(r"[0-9A-Za-z.\-]{1,8}")
# What the first section or paragraph of a run is numbered.
FIRST = frozenset({"1", "A1", "I"})
_EDGES = "()[]{}.,:;—–-“”‘’'\"* "
_ID_TAIL = re.compile(r"(?:^|-)(?:section|article|regulation|rule|paragraph)-(?P<tail>[^_]+)$")


def bare(text: str) -> str:
    """Return a printed number without blanks, brackets and full stops around it, and with one kind of dash; "1-bis" keeps its hyphen."""
    number = "".join(text.split()).strip(_EDGES)
    return re.sub(r"(?<=\w)(?:—|−|‒|-|(?<=\d)to(?=\d))(?=\w)(?!(?:bis|ter|quater|\w{2,12}ies)\b)", "–", number)


def named(text: str) -> tuple[str, str] | None:
    """Return the unit and number that a heading's number spells out: "PART I" is ("Part", "I"), a "SCHEDULE" alone ("sch", "")."""
    m = _ORDINAL.match(text)
    if m:
        return _WORDS[m["word"].lower()], str(_ORDINALS.index(m["nth"].lower()) + 1)
    m = _NAMED.match(text)
    return (_WORDS[m["word"].lower()], m["number"] or "") if m else None


def counted(text: str) -> str:
    """Return the number of a heading that names no unit: the "2" of "2."; empty where it holds more than a number."""
    m = _PLAIN.match(text)
    return m["number"] if m else ""


def step(unit: str, text: str) -> Locator | None:
    """Return the step to a numbered unit, or None where what is printed cannot stand in a pinpoint."""
    spelt = named(text)
    unit, number = spelt if spelt and spelt[1] else (unit, bare(text))
    return Locator(unit, number) if len(number) <= 20 and _NUMBER.fullmatch(number) else None


def further(pinpoint: Pinpoint, text: str) -> Pinpoint | None:
    """Return the pinpoint one bracketed level further in, or None where what is printed cannot stand in brackets."""
    sub = bare(text).replace("–", "-")
    if not _SUB.fullmatch(sub) or not pinpoint.locators or not pinpoint.locators[-1].number:
        return None
    return can_be_read(pinpoint.child(sub))


def can_be_read(pinpoint: Pinpoint) -> Pinpoint | None:
    """Return a pinpoint that reads back from its printed form as itself, else None."""
    return pinpoint if Pinpoint.parse(str(pinpoint)) == pinpoint else None


def id_agrees(identifier: str, pinpoint: Pinpoint) -> bool:
    """Tell whether an element's id, such as ``section-2-1-a``, names the same numbers as its pinpoint; an id of another kind always does."""
    m = _ID_TAIL.search(identifier)
    if m is None or not pinpoint.locators:
        return True
    last = pinpoint.locators[-1]
    mine = "-".join((last.number.replace("–", "-"), *last.subs)).lower()
    return f"-{mine}".endswith(f"-{m['tail'].lower()}") or re.search(r"wrapper|n\d|^p\d", m["tail"]) is not None


def restarts(scope: _Element) -> frozenset[str]:
    """Tell which of Part and Chapter begin their sections or paragraphs anew at 1, so that a pinpoint must name them."""
    return anew([_chain(unit, scope) for unit in main_units(scope) if _number_of(unit) in FIRST])


def anew(chains: list[dict[str, str]], units: tuple[str, ...] = ("Part", "Chapter")) -> frozenset[str]:
    """Tell which units hold more than one first section; each chain says in which Part and Chapter a section numbered 1 stands."""
    found, groups = set(), [chains]
    for unit in units:
        if any(len({chain.get(unit, "") for chain in group}) > 1 for group in groups):
            found.add(unit)
        groups = [[chain for chain in group if chain.get(unit, "") == number] for group in groups for number in {chain.get(unit, "") for chain in group}]
    return frozenset(found)


def main_units(scope: _Element) -> list[_Element]:
    """Return the sections, articles or paragraphs of a body or schedule: its P1 elements, or the headed articles that hold them."""
    return list(_main_units(scope))


def _main_units(element: _Element) -> Iterable[_Element]:
    for child in element:
        name = tag(child)
        if name == "P1" or _is_article(child):
            yield child
        elif name not in QUOTED and name not in ("Schedule", "Schedules"):
            yield from _main_units(child)


def _is_article(element: _Element) -> bool:
    text = heading_number(element)
    spelt = named(text) if tag(element) != "P1group" and text else None
    return spelt is not None and spelt[0] == "art" and bool(spelt[1])


def heading_number(element: _Element) -> str:
    """Return the words of the ``Number`` that heads an element."""
    return next((" ".join("".join(child.itertext()).split()) for child in element if tag(child) == "Number"), "")


def unit_number(element: _Element) -> str:
    """Return the words of the ``Pnumber`` of a numbered unit."""
    return next((" ".join("".join(child.itertext()).split()) for child in element if tag(child) == "Pnumber"), "")


def _number_of(unit: _Element) -> str:
    found = step("", unit_number(unit) or heading_number(unit))
    return found.number if found else ""


def _chain(unit: _Element, scope: _Element) -> dict[str, str]:
    chain: dict[str, str] = {}
    here = unit.getparent()
    while here is not None and here is not scope:
        if tag(here) in ("Part", "EUPart"):
            chain.setdefault("Part", heading_number(here) or "-")
        elif tag(here) in ("Chapter", "EUChapter"):
            chain.setdefault("Chapter", heading_number(here) or "-")
        here = here.getparent()
    return chain
