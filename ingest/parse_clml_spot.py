"""Where a walk through the tree of a law stands: the place for words, how units are cited there, what heads them, and what is not in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.parse_clml_lines import Place, flat
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADS = frozenset({"Number", "Title", "Subtitle"})
_MATHS = "{http://www.w3.org/1998/Math/MathML}"
_INLINE = frozenset(
    """Emphasis Strong Underline SmallCaps Superior Inferior Expanded Uppercase Strike Term Definition Abbreviation Acronym Proviso Span Character
    Addition Repeal Substitution Citation CitationSubRef CitationListRef InternalLink ExternalLink CommentaryRef FootnoteRef MarginNoteRef Image
    InlineAmendment InlineExtract AppendText b i em strong u sup sub span a""".split()
)
_TEXTS = _INLINE | {"Text", "Title", "Subtitle", "Number", "Pnumber", "LongTitle", "DateText", "Reference", "ContentsTitle", "ContentsNumber"}
_EXTENTS = {"E": "England", "W": "Wales", "S": "Scotland", "N.I.": "Northern Ireland"}


def is_inline(element: _Element) -> bool:
    """Tell whether an element's words go on in the line: a known inline element, a sign of a formula, or any element among a paragraph's words."""
    name, parent = tag(element), element.getparent()
    if name == "br":
        return False
    return name in _INLINE or str(element.tag).startswith(_MATHS) or (parent is not None and tag(parent) in _TEXTS)


@dataclass(frozen=True, slots=True)
class Scope:
    """What sections or paragraphs are numbered within: the body, a schedule, an annex; and how they are cited there."""

    stem: tuple[Locator, ...] = ()
    unit: str = "s"
    restarts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the walk stands: the place for words, the scope, the numbered Parts and Chapters around, and whether the heading is the unit's own."""

    place: Place
    scope: Scope
    around: tuple[Locator, ...] = ()
    titled: bool = False
    numbered: bool = False
    version: str = ""

    def under(self, heading: str, *, titled: bool = False) -> Spot:
        """Return the spot under a further heading."""
        return replace(self, place=replace(self.place, heading=heading, path=self.place.below), titled=titled)

    def plain(self) -> Spot:
        """Return the spot as one where numbers are mere words."""
        return replace(self, place=replace(self.place, plain=True))

    def aside(self, reason: str) -> Spot:
        """Return a spot whose words belong to no provision."""
        return replace(self, place=replace(self.place, aside=reason, plain=True))


class NotInForce:
    """The places of a text that are not in force, by what is known of the reason."""

    def __init__(self, whole: str = "") -> None:
        """Begin with nothing; ``whole`` says why the law as a whole is not in force, if it is not."""
        self.whole = whole
        self._told: dict[str, list[str]] = {}

    def add(self, place: Place, name: str) -> None:
        """Remember a place that is not in force, unless it lies in one that is remembered."""
        if not place.standing or place.standing == self.whole or not name:
            return
        told = self._told.setdefault(place.standing, [])
        if not any(name == other or name.startswith((f"{other}(", f"{other} ")) for other in told):
            told.append(name)

    def notes(self) -> Iterator[str]:
        """Yield what a reader should know, one sentence for each reason."""
        if self.whole:
            yield f"the whole law is {self.whole} in this text"
        for standing, names in self._told.items():
            yield f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {standing} in this text"


def extent(code: str | None) -> str:
    """Return the parts of the country that an extent names: "E+W" is "England and Wales"."""
    parts = [_EXTENTS[part] for part in (code or "").split("+") if part in _EXTENTS]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def label_of(element: _Element) -> str:
    """Return a heading as one line: its number and titles."""
    heads = []
    for child in element:
        if tag(child) in HEADS or tag(child) == "TitleBlock":
            heads.append(flat(child, is_inline))
    return " ".join(head for head in heads if head)


def short(pinpoint: Pinpoint) -> str:
    """Return a pinpoint without its work."""
    return " ".join(str(locator) for locator in pinpoint.locators) or pinpoint.work
