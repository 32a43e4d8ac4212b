"""Walks a page once from its first to its last character and cuts it into blocks: paragraphs, headings, list items, rows of tables.

Every piece of text is in exactly one block; what a reader does not see is told
apart by a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.parse_html_raised import is_note_mark
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BOILERPLATE, HIDDEN, FIELDS, MARK = "menus, boilerplate and scripts", "hidden text", "form fields", "footnote mark"

_UNSEEN = frozenset("title script style template noscript svg iframe object embed applet canvas audio video map noframes annotation".split())
_FIELDS = frozenset("select option optgroup datalist textarea button output progress meter".split())
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header
    hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul""".split()
)
_INSIDE_A_ROW = frozenset("address blockquote center div dd dl dt li ol p pre td th ul".split())
_HEADING = re.compile(r"h[1-6]")
# Cells of more characters than this, on average, are paragraphs side by side.
_LONG_CELL = 200
_HIDDEN_STYLE = re.compile(
    r"""(?xi) display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse) | (?:left|top|text-indent|margin-left)\s*:\s*-\s*\d{4,}
    | (?:font-size|opacity)\s*:\s*0(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)
    | clip\s*:\s*rect\((?:\s*[01](?:px)?[\s,]*){4}\)"""
)
_HIDDEN_CLASSES = frozenset(
    """sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible usa-sr-only govuk-visually-hidden wb-inv offscreen
    assistive-text""".split()
)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True)
class Block:
    """Text that stands together: ``element`` holds it, ``level`` is that of a heading, ``reason`` says why a reader does not see it.

    ``linked`` counts its characters inside links; ``goes_on`` says that it belongs to the paragraph before something hidden.
    """

    element: HtmlElement
    level: int = 0
    reason: str = ""
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    goes_on: bool = False

    @property
    def words(self) -> str:
        """Its text, as it stands in the page."""
        return "".join(self.pieces)


@dataclass
class Page:
    """The blocks of a page in its order, for each element that may hold several the range of those in it, and the number of all elements."""

    blocks: list[Block] = field(default_factory=list)
    ranges: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    elements: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for the text right here."""

    element: HtmlElement
    level: int = 0
    reason: str = ""
    link: bool = False
    row: bool = False
    plain: bool = False


def blocks(root: HtmlElement) -> Page:
    """Return the blocks of a page."""
    from lxml import etree

    walk = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walk.enter(element)
        else:
            walk.leave(element)
    return walk.page


@dataclass
class _Walk:
    page: Page = field(default_factory=Page)
    places: list[_Place] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    open: Block | None = None
    around: list[Block | None] = field(default_factory=list)
    breaks: int = 0

    def enter(self, element: HtmlElement) -> None:
        above = self.places[-1] if self.places else _Place(element)
        place = _place(element, above)
        self.page.elements += 1
        if tag(element) == "br":
            self._break()
        self._part(element, above)
        # What is hidden within a paragraph does not end it.
        self.around.append(self.open)
        if place.reason != above.reason:
            self.open = None
        self.places.append(place)
        self.begun.append(len(self.page.blocks))
        self._add(element.text or "")

    def leave(self, element: HtmlElement) -> None:
        place, begun, around = self.places.pop(), self.begun.pop(), self.around.pop()
        if not self.places:
            return
        if _parts(tag(element)):
            self.page.ranges[element] = (begun, len(self.page.blocks))
        if place.reason != self.places[-1].reason:
            self.open = self._resumed(around) if len(self.page.blocks) > begun else around
        self._part(element, self.places[-1])
        self._add(element.tail or "")

    def _resumed(self, block: Block | None) -> Block | None:
        """Return a block that goes on with one which something hidden interrupts."""
        if block is None:
            return None
        return Block(block.element, block.level, block.reason, goes_on=True)

    def _part(self, element: HtmlElement, above: _Place) -> None:
        """Close the block, or add the blank that parts cells, where an element begins or ends."""
        if above.row and tag(element) in _INSIDE_A_ROW:
            self._blank()
        elif _parts(tag(element)):
            self.open = None

    def _break(self) -> None:
        """Take a single line break as a blank, and two in a row as the end of a paragraph."""
        self.breaks += 1
        if self.breaks > 1:
            self.open = None
        self._blank()

    def _blank(self) -> None:
        if self.open is not None:
            self.open.pieces.append(" ")

    def _add(self, text: str) -> None:
        place = self.places[-1]
        for i, piece in enumerate(_EMPTY_LINE.split(text) if place.plain else [text]):
            if i:
                self.open = None
            if piece.strip():
                self._add_words(piece, place)
            elif piece:
                self._blank()

    def _add_words(self, piece: str, place: _Place) -> None:
        self.breaks = 0
        if self.open is None:
            self.open = Block(place.element, place.level, place.reason)
        if not self.page.blocks or self.page.blocks[-1] is not self.open:
            self.page.blocks.append(self.open)
        self.open.pieces.append(piece)
        self.open.linked += len(piece.strip()) if place.link else 0


def _place(element: HtmlElement, above: _Place) -> _Place:
    name = tag(element)
    level = int(name[1]) if _HEADING.fullmatch(name) else above.level
    row = above.row or (name == "table" and _is_rows(element))
    holder = element if _parts(name) and not (above.row and name in _INSIDE_A_ROW) else above.element
    return _Place(
        holder, level, above.reason or _unseen(element, name), above.link or name == "a", row, above.plain or name in {"pre", "xmp", "plaintext", "listing"}
    )


def _parts(name: str) -> bool:
    """Tell whether an element begins and ends a block; elements of a page's own making ("x-card") do."""
    return name in _BLOCKS or "-" in name


def _unseen(element: HtmlElement, name: str) -> str:
    """Return why a reader does not see an element, or nothing."""
    if name in _UNSEEN:
        return BOILERPLATE
    if name in _FIELDS:
        return FIELDS
    if name == "sup" and is_note_mark(element):
        return MARK
    classes = (element.get("class") or "").lower().split()
    closed = name == "dialog" and element.get("open") is None
    if closed or element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "") or not _HIDDEN_CLASSES.isdisjoint(classes):
        return HIDDEN
    return ""


def _is_rows(table: HtmlElement) -> bool:
    """Tell a table of rows from one that only places the parts of a page."""
    inner: Iterator[HtmlElement] = table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6")
    if next(inner, None) is not None:
        return False
    cells = sum(1 for _ in table.iter("td", "th"))
    return cells > 1 and sum(len(text.strip()) for text in table.itertext()) <= _LONG_CELL * cells
