"""What the elements of Akoma Ntoso are: words in a line, blocks, headings, numbered units, containers of units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.parse_clml_numbers import FIRST, anew, named, step
from ingest.parse_xml import tag
from ingest.pinpoint import Locator

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADS = frozenset({"num", "heading", "subheading"})
DOCUMENTS = frozenset("act bill doc judgment statement debate debateReport amendment amendmentList documentCollection officialGazette portion".split())
BODIES = frozenset("body mainBody judgmentBody amendmentBody debateBody collectionBody portionBody".split())
QUOTED = frozenset({"quotedStructure", "embeddedStructure"})
# Words that the editors of a file added, and words that are struck out.
OMITTED = {"authorialNote": "footnote", "popup": "footnote", "noteRef": "footnote mark", "remark": "editorial remark", "del": "struck out words"}

# Units that make up a body; their numbers begin a pinpoint even inside another numbered unit.
SECTIONAL = frozenset({"section", "article", "rule", "regulation"})
_UNITS = {"section": "", "clause": "", "article": "art", "rule": "reg", "regulation": "reg", "paragraph": "para", "recital": "recital"}
_CONTAINERS = frozenset("part chapter title subtitle book tome subpart subchapter division subdivision transitional crossheading schedules".split())
_STEPS = {"part": "Part", "chapter": "Chapter"}
_SCHEDULES = {"schedule": "sch", "annex": "annex", "annexe": "annex", "annexure": "annex", "appendix": "app"}
_GENERIC = frozenset({*_CONTAINERS, *_UNITS, *_SCHEDULES, "definition"})

_INLINE = frozenset(
    """a abbr affectedDocument alternativeReference argument authorialNote b change citation concept courtType date def del docAuthority docCommittee docDate
    docIntroducer docJurisdiction docNumber docProponent docPurpose docStage docStatus docTitle docType docketNumber embeddedText entity event extractText
    fillIn i img inline ins judge lawyer legislature location marker mmod mod mref neutralCitation noteRef object omissis opinion organization outcome party
    person placeholder popup process quantity quotedText ref relatedDocument remark rmod role rref scene session shortTitle signature source span sub sup
    term time u vote strong em""".split()
)
_TEXTS = (_INLINE - {"citation", "quotedText"}) | {*HEADS, "p", "crossHeading", "listIntroduction", "listWrapUp", "quotedText"}
_BLOCKS = frozenset("p block blockContainer tblock blockList item listIntroduction listWrapUp table tr td th ul ol li toc tocItem container hcontainer".split())
_MATHS = "{http://www.w3.org/1998/Math/MathML}"
# A word before a number ("Sec. 5", "Artículo 5", "§ 5"), and the signs of an ordinal after it.
_LEAD = re.compile(r"^\W*(?:§+|[^\W\d_]{2,12}(?:\.|\b))\s*(?=\d)")
# A word of another language before the number of a Part or Chapter: "Parte I", "Capo II".
_FOREIGN = re.compile(r"^\W*[^\W\d_]{3,}\.?\s+(?=(?:\d+|[IVXLC]+|[A-Z])\W*$)")
_ORDINAL = re.compile(r"(?<=\d)[º°ª]")
_ID_NUMBER = re.compile(r"(?:^|_|-)(?:sec|section|art|article|reg|regulation|rule)[_-]?(\d+[A-Za-z]{0,2})$")


def is_inline(element: _Element) -> bool:
    """Tell whether an element's words go on in the line: a known inline element, a sign of a formula, or an unknown element among words."""
    name, parent = tag(element), element.getparent()
    if str(element.tag).startswith(_MATHS):
        return True
    within = parent is not None and tag(parent) in _TEXTS
    if name == "citation":
        return within
    return name in _INLINE or (within and name not in _BLOCKS | QUOTED)


def role(element: _Element) -> str:
    """Return what an element is: its name or, for a generic one, the name that it is given."""
    name = tag(element)
    if name in ("hcontainer", "container"):
        given = re.sub(r"[^a-z]", "", (element.get("name") or "").lower())
        return given if given in _GENERIC else name
    return name


def pieces(element: _Element) -> Iterator[tuple[str, str]]:
    """Yield the words of an element, each with the reason why they are left out, or with an empty one."""
    yield element.text or "", ""
    for child in element:
        gap = "" if is_inline(child) else " "
        yield gap, ""
        if tag(child) in OMITTED:
            yield "".join(child.itertext()), OMITTED[tag(child)]
        elif tag(child) != "meta":
            yield from pieces(child)
        yield gap + (child.tail or ""), ""


def spoken(element: _Element | None) -> str:
    """Return the words of an element in one line, without notes and remarks."""
    return " ".join("".join(words for words, reason in pieces(element) if not reason).split()) if element is not None else ""


def child_of(element: _Element, name: str) -> _Element | None:
    """Return the first child of a name."""
    return next((child for child in element if tag(child) == name), None)


def number_of(element: _Element, kind: str) -> str:
    """Return the number of a unit without a word before it: as printed or, for a section that prints none, from its id."""
    printed = spoken(child_of(element, "num"))
    if printed:
        return printed if named(printed) else _ORDINAL.sub("", _LEAD.sub("", printed))
    m = _ID_NUMBER.search(element.get("eId") or element.get("id") or "") if kind in SECTIONAL else None
    return m.group(1) if m else ""


def unit_of(element: _Element, kind: str, section: str) -> Locator | None:
    """Return the step that a unit of a body or schedule makes, or None; ``section`` is how sections are cited there."""
    number = number_of(element, kind)
    if kind in _CONTAINERS or not number or _holds_sections(element, kind):
        return None
    if section == "recital" or kind == "recital":
        return step("recital", number) if kind == "recital" else None
    found = step(_UNITS.get(kind, "para") or section, number)
    if found is None or found.unit not in ("s", "art", "reg", "para"):
        return None
    if kind not in _UNITS and not found.number[0].isdigit():
        return None
    # A section of a schedule is cited as its paragraph.
    return Locator("para", found.number) if section == "para" and found.unit == "s" else found


def container_step(element: _Element, kind: str) -> Locator | None:
    """Return the step that a container makes: Part 2, Chapter 1, or an article that holds sections."""
    printed = spoken(child_of(element, "num"))
    spelt = named(printed or spoken(child_of(element, "heading")))
    if spelt and spelt[1] and spelt[0] in ("Part", "Chapter"):
        return Locator(*spelt)
    unit = "art" if kind == "article" and _holds_sections(element, kind) else _STEPS.get(kind, "")
    found = step(unit, _FOREIGN.sub("", printed)) if unit and printed else None
    return found if found is not None and found.unit == unit else None


def schedule_step(element: _Element, printed: list[str]) -> Locator | None:
    """Return the step to a schedule or annex, from its printed number or heading, else from its name; None for what is neither."""
    for words in printed:
        spelt = named(words)
        if spelt and spelt[0] in ("sch", "annex", "app"):
            return Locator(*spelt)
    names = [re.sub(r"[^a-z]", "", (e.get("name") or "").lower()) for e in (element, *element)]
    unit = next((unit for name in names for word, unit in _SCHEDULES.items() if name.startswith(word)), "")
    return Locator(unit, "") if unit else None


def is_container(kind: str) -> bool:
    """Tell whether an element holds units under a heading, and is none itself."""
    return kind in _CONTAINERS


def is_schedule(kind: str) -> bool:
    """Tell whether a generic element is named as a schedule or annex."""
    return kind in _SCHEDULES


def units_within(scope: _Element, section: str) -> list[tuple[dict[str, str], str]]:
    """Return the numbered units of a body or schedule: the containers around each, and its number."""
    return list(_units_within(scope, section, {}))


def restarts(scope: _Element, section: str) -> frozenset[str]:
    """Tell which of Part, Chapter and article begin their units anew at 1, so that a pinpoint must name them."""
    return anew([chain for chain, number in units_within(scope, section) if number in FIRST], ("Part", "Chapter", "art"))


def _units_within(element: _Element, section: str, chain: dict[str, str]) -> Iterator[tuple[dict[str, str], str]]:
    for child in element:
        kind = role(child)
        if kind in QUOTED or kind in DOCUMENTS or kind in _SCHEDULES or kind in ("meta", "preface", "preamble", "toc", "attachments", "components", "table"):
            continue
        found = unit_of(child, kind, section) if child_of(child, "num") is not None or kind in SECTIONAL else None
        if found is not None:
            yield chain, found.number
            continue
        around = container_step(child, kind)
        yield from _units_within(child, section, {**chain, around.unit: around.number} if around else chain)


def _holds_sections(element: _Element, kind: str) -> bool:
    """Tell whether a section or article groups others, as the sections of a treaty hold articles."""
    if kind not in SECTIONAL:
        return False
    inner = element.iterdescendants(*(f"{{*}}{name}" for name in (*SECTIONAL, "hcontainer")))
    return any(role(e) in SECTIONAL and not any(tag(a) in QUOTED for a in e.iterancestors()) for e in inner)
