"""Walks a EUR-Lex page from top to bottom: where each line, list and table of it belongs in the act.

Two things make a place. Nesting: what stands in a list (a table of two cells, a
grid, a numbered block) belongs to its point. Flow: a title such as "Article 5"
or a leading number such as "1." holds for the lines after it, until the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.eu_places import Place, is_label
from ingest.eu_text import Piece, plain
from ingest.parse_eurlex_flow import Flow
from ingest.parse_eurlex_lines import HIDDEN, classes_of, inline, inline_child, is_block
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINERS = ("TexteOnly", "document1", "textTabContent")
_PARAGRAPH = re.compile(r"\d{3}[A-Z]{0,2}\.\d{3}[A-Z]{0,2}")


class EurlexText:
    """Gives every piece of a page to ``flow`` in its order; ``within`` is the point of a list that is being read, or None outside lists."""

    def __init__(self, flow: Flow) -> None:
        """Start before the first line."""
        self._flow = flow
        self._around: set[_Element] = set()

    def read(self, body: _Element) -> None:
        """Read a page's body; what stands around the text itself (menus, banners) is set aside."""
        text = next((e for e in body.iter() if e.get("id") in _CONTAINERS), None)
        if text is None:
            self._blocks(body, None)
        else:
            self._around = {*text.iterancestors()}
            self._outside(body, text)

    def _outside(self, element: _Element, text: _Element) -> None:
        self._aside([(element.text or "", "")])
        for child in element:
            if child is text:
                self._blocks(child, None)
            elif child in self._around:
                self._outside(child, text)
            else:
                self._aside([("".join(child.itertext()), "script")] if tag(child) in HIDDEN else _flat(child))
            self._aside([(child.tail or "", "")])

    def _aside(self, pieces: Sequence[Piece]) -> None:
        self._flow.act.aside(pieces, "page around the text")

    def _blocks(self, element: _Element, within: Place | None) -> None:
        """Read what is inside an element: runs of words as lines, elements by what they are."""
        self._part(element, element.text, list(element), within)

    def _part(self, element: _Element, text: str | None, children: Sequence[_Element], within: Place | None) -> None:
        run: list[Piece] = [(text or "", "")]
        for child in children:
            if tag(child) not in HIDDEN and is_block(child):
                self._flow.line(element, run, within)
                self._element(child, within)
                run = [(child.tail or "", "")]
            else:
                run += inline_child(child)
        self._flow.line(element, run, within)

    def _element(self, element: _Element, within: Place | None) -> None:
        classes = classes_of(element)
        children = list(element)
        number = next((i for i, child in enumerate(children) if "no-parag" in classes_of(child)), None)
        if number is not None:
            self._numbered(element, children, number, within)
        elif "grid-list" in classes or "enumeration-spacing" in classes or tag(element) == "tr":
            self._cells(element, within)
        elif any(is_block(child) for child in children):
            with self._scope(element, within):
                self._blocks(element, within)
        else:
            self._flow.line(element, inline(element), within)

    def _numbered(self, element: _Element, children: list[_Element], at: int, within: Place | None) -> None:
        """Read a numbered paragraph of a consolidated text; an arrow may stand before its number."""
        number, rest = children[at], children[at + 1 :]
        self._part(element, element.text, children[:at], within)
        if within is None:
            self._flow.lead(_flat(number))
            self._part(element, number.tail, rest, None)
        else:
            self._item(number, lambda place: self._part(element, number.tail, rest, place), within)

    @contextmanager
    def _scope(self, element: _Element, within: Place | None) -> Iterator[None]:
        """Hold what an element with an id opens (an article, a numbered paragraph) inside that element."""
        name = element.get("id") or ""
        self._flow.enter(name, classes_of(element))
        if within is None and _PARAGRAPH.fullmatch(name):
            with self._flow.paragraph():
                yield
        else:
            yield
        if within is None:
            self._flow.leave(name)

    def _cells(self, element: _Element, within: Place | None) -> None:
        """Read a row: a number and its words, a frame around other blocks, or the cells of a table as one line."""
        cells = [child for child in element if plain(inline(child))]
        stray = [element.text, *(child.tail for child in element)]
        first = plain(inline(cells[0])) if cells else ""
        if any(text and text.strip() for text in stray) or (len(cells) <= 1 and not is_label(first)):
            self._blocks(element, within)
        elif is_label(first) and within is None and "enumeration-spacing" in classes_of(element):
            self._flow.lead(_flat(cells[0]))
            self._rest(element, cells[0], None)
        elif len(cells) <= 2 and is_label(first) and not _is_table(element):
            self._item(cells[0], lambda place: self._rest(element, cells[0], place), within)
        elif _is_frame(element):
            self._rest(element, None, within)
        else:
            self._flow.row([piece for cell in element for piece in [*_flat(cell), (" ", "")]], within)

    def _rest(self, element: _Element, number: _Element | None, place: Place | None) -> None:
        for child in element:
            if child is not number:
                self._element(child, place)

    def _item(self, number: _Element, read: Callable[[Place | None], None], within: Place | None) -> None:
        with self._flow.point(_flat(number), within) as place:
            read(place)


def _flat(element: _Element) -> list[Piece]:
    """Return all words of a cell, a blank between the blocks in it."""
    pieces: list[Piece] = [(element.text or "", "")]
    for child in element:
        if tag(child) in HIDDEN or not is_block(child):
            pieces += inline_child(child)
        else:
            pieces += [(" ", ""), *_flat(child), (" " + (child.tail or ""), "")]
    return pieces


def _is_table(row: _Element) -> bool:
    """Tell whether a row is one of a table of data, which has borders, not of a list set as a table."""
    table = next((e for e in row.iterancestors() if tag(e) == "table"), None)
    return table is not None and (table.get("border") not in (None, "", "0") or any(name in ("table", "borderOj") for name in classes_of(table)))


def _is_frame(row: _Element) -> bool:
    """Tell whether a row only sets headings side by side, such as the top of a page."""
    return any(name.startswith(("hd-", "title-doc", "title-fam", "toc-")) for e in row.iter() for name in classes_of(e))
