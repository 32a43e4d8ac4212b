"""Reads Formex elements as lines of words: quotation marks and dashes as they are printed, footnotes kept for the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.eu_text import Piece, plain
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

Line = list[Piece]

_INLINE = frozenset(
    "HT FT DATE NOTE QUOT.START QUOT.END IE LINK ANCHOR BR KEYWORD FORMULA INCL.ELEMENT EXPONENT IND OVER UNDER NO.DOC.TXT NO.DOC.C ABBR NAME".split()
)
_BLOCKS = frozenset(
    """P NP NP.ECR TXT LIST ITEM DLIST DLIST.ITEM ALINEA PARAG ARTICLE SUBDIV DIVISION TITLE TI STI TI.ART STI.ART TBL GR.TBL CORPUS ROW CELL GR.SEQ QUOT.S
    ANNEX CONS.ANNEX CONS.OTH CONS.OTH.DOC VISA CONSID PREAMBLE ENACTING.TERMS FINAL CONTENTS SIGNATURE SIGNATORY PL.DATE NO.P NO.PARAG NO.GR.SEQ GR.NOTES
    TERM DEFINITION COMMENT FORMULA.S table tgroup thead tbody tfoot row entry""".split()
)
_MARKS = {"DASH": "—", "NDASH": "–", "BULLET": "•"}
_QUOTES = {"QUOT.START": "2018", "QUOT.END": "2019"}


def quote_mark(element: _Element) -> str:
    """Return the quotation mark that an element stands for, or nothing."""
    if tag(element) not in _QUOTES:
        return ""
    code = element.get("CODE") or _QUOTES[tag(element)]
    return chr(int(code, 16)) if re.fullmatch(r"(?:00|20)[0-9A-Fa-f]{2}", code) else ""


def list_mark(element: _Element) -> str:
    """Return the dash or bullet that the Official Journal prints before an item of this list, or nothing."""
    parent = element.getparent()
    if tag(element) != "ITEM" or parent is None or tag(parent) != "LIST" or element.find("NP") is not None:
        return ""
    return _MARKS.get(parent.get("TYPE", ""), "")


def is_mixed(element: _Element) -> bool:
    """Tell whether words stand directly in an element."""
    return any(text and not text.isspace() for text in (element.text, *(child.tail for child in element)))


def is_inline(element: _Element, *, mixed: bool) -> bool:
    """Tell whether an element is part of a line: a known one by its name, another where it stands among words and holds no block."""
    name = tag(element)
    if name in _INLINE or name.startswith("REF."):
        return True
    return mixed and name not in _BLOCKS and not any(tag(inner) in _BLOCKS for inner in element.iter())


class FormexLines:
    """Collects lines; ``notes`` are the footnotes met on the way."""

    def __init__(self) -> None:
        """Start without footnotes."""
        self.notes: list[Line] = []

    def inline(self, element: _Element, run: Line) -> None:
        """Add the words of an element inside a line to ``run``; a footnote is kept aside."""
        if tag(element) == "NOTE":
            note: Line = []
            self._flat(element, note)
            self.notes.append(note)
            return
        run.append((quote_mark(element) + (element.text or ""), ""))
        for child in element:
            self.inline(child, run)
            run.append((child.tail or "", ""))

    def lines(self, element: _Element) -> list[Line]:
        """Return all words of an element as lines, one for each run between blocks."""
        lines: list[Line] = [[]]
        self._collect(element, lines)
        return [line for line in lines if any(text.strip() for text, _ in line)]

    def seen(self, element: _Element | None) -> str:
        """Return the words of an element, which will be given later."""
        notes = len(self.notes)
        words = " ".join(plain(line) for line in self.lines(element)) if element is not None else ""
        del self.notes[notes:]
        return words

    def _collect(self, element: _Element, lines: list[Line]) -> None:
        lines[-1].append((list_mark(element) + (element.text or ""), ""))
        mixed = is_mixed(element)
        for child in element:
            if is_inline(child, mixed=mixed):
                self.inline(child, lines[-1])
            else:
                lines.append([])
                self._collect(child, lines)
                lines.append([])
            lines[-1].append((child.tail or "", ""))

    def _flat(self, element: _Element, run: Line) -> None:
        """Add all text of a footnote, a blank before each block in it."""
        blank = " " if tag(element) in _BLOCKS else ""
        run.append((blank + quote_mark(element) + list_mark(element) + (element.text or ""), ""))
        for child in element:
            self._flat(child, run)
            run.append((child.tail or "", ""))
