"""Walks one part of a Word file paragraph by paragraph, and names whatever it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.parse_docx_styles import Numbering, Styles, child, value
from ingest.parse_uslm_settle import raised
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

Block = tuple[int, str]

# Text that is no words of the page as printed.
_LEFT_OUT = {"delText": "tracked deletion", "instrText": "field code", "delInstrText": "field code"}
_TRACKED_AWAY = {"del": "tracked deletion", "moveFrom": "tracked deletion"}
_PROPERTIES = frozenset({"pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr"})
_SIGNS = {"noBreakHyphen": "-", "br": "\n", "cr": "\n", "tab": " ", "ptab": " "}
_MATH = {"den": "/", "sup": "^", "sub": "_"}
_PRIVATE_USE = range(0xE000, 0xF900)


class Part:
    """One part of a file; after ``blocks`` it knows which of its text it left out, and what it added that is printed but not written."""

    def __init__(self, root: _Element, styles: Styles, numbering: Numbering) -> None:
        """Start at the first paragraph."""
        self.left_out: dict[_Element, str] = {}
        self._root = root
        self._styles = styles
        self._numbering = numbering
        self._added: dict[_Element, str] = {}

    def blocks(self) -> Iterator[Block]:
        """Yield each paragraph and table row: its words and its heading level, 0 where it is none."""
        yield from self._blocks(self._root)

    def omitted(self) -> Iterator[tuple[str, str]]:
        """Yield the text that was left out, in order, each with the reason."""
        yield from ((_text(node), self.left_out[node]) for node in _ordered(self._root) if node in self.left_out)

    def kept(self) -> Iterator[str]:
        """Yield all other text of the part, paragraph by paragraph, by another way than ``blocks`` took."""
        for node in _ordered(self._root):
            yield self._added.get(node, "")
            if node not in self.left_out:
                yield _text(node)

    def _blocks(self, element: _Element) -> Iterator[Block]:
        name = tag(element)
        if name == "p":
            yield from self._paragraph(element)
        elif name == "tr":
            yield from self._row(element)
        elif _is_text(element):
            yield 0, _text(element)
        elif name == "AlternateContent":
            yield from self._blocks_of(self._alternative(element))
        elif name not in _PROPERTIES:
            yield from self._blocks_of(element)

    def _blocks_of(self, element: _Element | None) -> Iterator[Block]:
        for inner in element if element is not None else ():
            yield from self._blocks(inner)

    def _paragraph(self, paragraph: _Element) -> Iterator[Block]:
        properties = child(paragraph, "pPr")
        contents = self._styles.contents(properties)
        pieces: list[str] = []
        boxes: list[tuple[_Element, str]] = []
        self._inline(paragraph, "table of contents" if contents else "", value(child(properties, "pStyle")), pieces, boxes)
        number = "" if contents else self._numbering.next(self._styles.numbering(properties))
        words, level = "".join(pieces), self._styles.level(properties)
        if words.strip():
            if number:
                self._added[paragraph] = number
            words = f"{number} {words}" if number else words
            yield (level, " ".join(words.split())) if level else (0, words)
        for box, reason in boxes:
            yield from self._box(box, reason)

    def _box(self, box: _Element, reason: str) -> Iterator[Block]:
        if reason:
            self._leave_out(box, reason)
        else:
            # A heading in a box beside the text heads nothing but the box.
            yield from ((0, words) for _, words in self._blocks_of(box))

    def _inline(self, element: _Element, reason: str, style: str, pieces: list[str], boxes: list[tuple[_Element, str]]) -> None:
        for inner in element:
            name = tag(inner)
            if name in {"txbxContent", "p", "tbl"}:
                boxes.append((inner, reason))
            elif _is_text(inner):
                self._say(inner, reason or _LEFT_OUT.get(name, ""), pieces)
            elif name == "AlternateContent":
                chosen = self._alternative(inner)
                if chosen is not None:
                    self._inline(chosen, reason, style, pieces, boxes)
            elif name == "r":
                hidden = self._styles.hidden(child(inner, "rPr"), style)
                if pieces and not pieces[-1][-1:].isspace():
                    _raise_figures(inner)
                self._inline(inner, reason or ("hidden text" if hidden else ""), style, pieces, boxes)
            elif name not in _PROPERTIES:
                self._mark(inner, pieces)
                self._inline(inner, reason or _TRACKED_AWAY.get(name, ""), style, pieces, boxes)

    def _say(self, node: _Element, reason: str, pieces: list[str]) -> None:
        text = _text(node)
        if tag(node) == "sym" and ord(text[:1] or " ") in _PRIVATE_USE:
            reason = reason or "sign of a special font"
        if reason:
            self.left_out[node] = reason
        else:
            pieces.append(text)

    def _mark(self, element: _Element, pieces: list[str]) -> None:
        """A fraction or a power in a formula shows by its layout; in a line it needs a sign."""
        sign = _MATH.get(tag(element), "")
        if sign and any(_text(node).strip() for node in element.iter() if _is_text(node)):
            self._added[element] = sign
            pieces.append(sign)

    def _row(self, row: _Element) -> Iterator[Block]:
        cells = [(cell, " ".join(" ".join(words for _, words in self._blocks_of(cell)).split())) for cell in _cells(row)]
        if any(words for _, words in cells):
            self._added |= {cell: "|" for cell, _ in cells[1:]}
            yield 0, " | ".join(words for _, words in cells)

    def _alternative(self, element: _Element) -> _Element | None:
        """Return the first version of a drawing that has text; the others are copies for other programs."""
        versions = list(element)
        chosen = next((version for version in versions if any(_text(node).strip() for node in version.iter() if _is_text(node))), None)
        for version in versions:
            if version is not chosen:
                self._leave_out(version, "copy for other programs")
        return chosen

    def _leave_out(self, element: _Element, reason: str) -> None:
        self.left_out |= {node: reason for node in element.iter() if _is_text(node)}


def _raise_figures(run: _Element) -> None:
    """Write raised figures as such, so that they are no part of the word or number before them."""
    if value(child(child(run, "rPr"), "vertAlign")) == "superscript":
        for text in run:
            if tag(text) == "t" and raised(text.text or "") != (text.text or ""):
                text.text = raised(text.text or "")


def _ordered(root: _Element) -> Iterator[_Element]:
    """Yield cells, paragraphs and text in reading order: a paragraph's own text, then that of the boxes in it."""
    for element in root.iter():
        if tag(element) == "p":
            yield element
            yield from (node for node in element.iter() if (_is_text(node) or tag(node) in _MATH) and _paragraph_of(node) is element)
        elif tag(element) == "tc" or (_is_text(element) and _paragraph_of(element) is None):
            yield element


def _paragraph_of(node: _Element) -> _Element | None:
    return next((above for above in node.iterancestors() if tag(above) == "p"), None)


def _cells(element: _Element) -> Iterator[_Element]:
    for inner in element:
        if tag(inner) == "tc":
            yield inner
        elif tag(inner) not in _PROPERTIES:
            yield from _cells(inner)


def _is_text(element: _Element) -> bool:
    name = tag(element)
    if name in _SIGNS:
        parent = element.getparent()
        return parent is not None and tag(parent) == "r"
    return name in {"t", "sym"} or name in _LEFT_OUT


def _text(element: _Element) -> str:
    name = tag(element)
    if name in {"p", "tc"} or name in _MATH:
        return ""
    if name == "sym":
        code = value(element, "char")
        return chr(int(code, 16)) if len(code) == 4 and all(letter in "0123456789abcdefABCDEF" for letter in code) else ""
    return _SIGNS.get(name) or "".join(element.itertext())
