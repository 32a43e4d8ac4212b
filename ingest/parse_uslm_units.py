"""What a unit of USLM is made of: the kinds of elements, the labels that it begins with, and whether it has words of its own."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.parse_uslm_names import HEADED, MAX_RANGE, SUBLEVELS, labels, words_of
from ingest.parse_uslm_settle import LABELS
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

OMITTED = {
    "meta": "metadata",
    "amendMeta": "metadata",
    "page": "page number",
    "line": "line number",
    "endMarker": "end mark",
    "leftRunningHead": "running head",
    "rightRunningHead": "running head",
}
CONTENTS = frozenset("toc index tableOfTitlesAndChapters popularNameIndex subjectIndex listOfSectionsAffected listOfAgencies".split())
ASIDES = {
    "sourceCredit": "source credit",
    "preface": "preface",
    "enactingFormula": "enacting formula",
    "resolvingClause": "enacting formula",
    "action": "approval",
    "actions": "approval",
    "signature": "signature",
    "signatures": "signature",
    "attestation": "signature",
    "legislativeHistory": "legislative history",
    "endorsement": "endorsement",
    "backMatter": "back matter",
}
NOTES = frozenset("note editorialNote statutoryNote changeNote effectiveDateNote explanationNote editionNote citationNote organizationNote".split())
LEVELS = HEADED | SUBLEVELS
BLOCKS = LEVELS | frozenset(
    """blockquote caption chapeau content continuation div layout li list listContent listHeading note notes ol p proviso table tbody text tfoot thead
    tocItem tr ul""".split()
)
CELLS = frozenset({"td", "th", "column", "designator", "target"})
# What a section that is no longer law may have besides its heading.
_SILENT = frozenset({"notes", "sourceCredit", "footnote", "sidenote", "page"}) | CONTENTS | NOTES
DASH = ("—", "–", "-")


def series(numbers: list[str]) -> list[list[str]]:
    """Part the numbers of sections where an act begins a new series: after section 3 comes 101, after 129 comes 201."""
    runs: list[list[str]] = [numbers[:1]]
    for before, number in pairwise(numbers):
        earlier, later = (int(m.group()) if (m := re.match(r"\d+", n)) else 0 for n in (before, number))
        if later > earlier + 1 and (later % 100 in (0, 1) or later > earlier + 50):
            runs.append([])
        runs[-1].append(number)
    return runs


def missing(numbers: list[str]) -> list[str]:
    """Return the whole numbers that a run of sections leaves out."""
    whole = [int(m.group()) for n in numbers if (m := re.match(r"\d+", n))]
    return [str(number) for a, b in pairwise(whole) for number in range(a + 1, min(b, a + MAX_RANGE))]


def leading_labels(element: _Element) -> list[_Element]:
    """The numbers and headings that a unit begins with, in the file's order, as far as no other words stand before them."""
    found: list[_Element] = []
    before = element.text
    for child in element:
        if (before or "").strip() or not (tag(child) in LABELS or tag(child) in OMITTED):
            break
        found.append(child)
        before = child.tail
    while found and tag(found[-1]) in OMITTED:
        found.pop()
    return found


def is_quoted(element: _Element) -> bool:
    """Tell whether a unit's number is printed behind a quotation mark: it is quoted, though not marked so."""
    return words_of(labels(element).get("num")).startswith(("“", "‘", '"'))


def has_words(element: _Element) -> bool:
    """Tell whether a unit has more than its heading; a section that has only notes besides is told by its heading."""
    silent = _SILENT if tag(element) == "section" else frozenset({"page", "footnote"})
    return any(tag(child) not in LABELS and tag(child) not in silent and any(text.strip() for text in child.itertext()) for child in element)


def between_words(element: _Element) -> bool:
    """Tell whether an element of unknown kind stands in the middle of running words."""
    previous = element.getprevious()
    before = previous.tail if previous is not None else parent_of(element).text
    return bool((before or "").strip() or (element.tail or "").strip())


def parent_of(element: _Element) -> _Element:
    """Return what an element stands in; the root stands in itself."""
    parent = element.getparent()
    return element if parent is None else parent


def text_of(element: _Element) -> str:
    """Return all words inside an element."""
    return "".join(str(text) for text in element.itertext())


def spaced(name: str) -> str:
    """Write an element's name as words: editorialNote is an "Editorial note"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
