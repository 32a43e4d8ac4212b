"""Walks the text of a Formex file: titles, preamble, articles, points, annexes, quoted amendments, tables, signatures."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from ingest.eu_places import Place, annex_number, article_number, is_label, token_of
from ingest.eu_text import ActText, plain
from ingest.parse_formex_lines import FormexLines, Line, is_inline, is_mixed, list_mark
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_RECORDS = frozenset("BIB.INSTANCE BIB.INSTANCE.CONS BIB.DATA BIB.DOC BIB.APPEND FAM.COMP INFO.CONSLEG INFO.PROD GR.CORRIG GR.MOD.ACT".split())
_ANNEXES = frozenset({"ANNEX", "CONS.ANNEX", "CONS.OTH", "CONS.OTH.DOC"})
_END = "final formula and signature"


class FormexText:
    """Gives every piece of a Formex file's text to ``act`` at its place."""

    def __init__(self, act: ActText) -> None:
        """Start at the act itself."""
        self._act = act
        self._lines = FormexLines()
        self._in_annex = False
        # The numbered paragraphs whose number is already that of the recital that they are.
        self._wholly: set[_Element] = set()
        self._handlers: dict[str, Callable[[_Element, Place], None]] = {
            "TITLE": self._title,
            "TOC": lambda element, _: self._aside(element, "table of contents"),
            "CURR.TITLE": lambda element, _: self._aside(element, "running title"),
            "PREAMBLE": self._preamble,
            "PREAMBLE.FINAL": lambda element, _: self._aside(element, "enacting formula"),
            "CONSID": self._recital,
            "DIVISION": self._division,
            "SUBDIV": self._division,
            "ARTICLE": self._article,
            "PARAG": self._paragraph,
            "ITEM": self._item,
            "NP": self._point,
            "NP.ECR": self._point,
            "DLIST.ITEM": self._definition,
            "GR.SEQ": self._sequence,
            "QUOT.S": self._quoted,
            "ROW": self._row,
            "row": self._row,
            "FINAL": self._final,
            "SIGNATURE": lambda element, _: self._aside(element, _END),
            **dict.fromkeys(_ANNEXES, self._annex),
            **dict.fromkeys(_RECORDS, self._record),
        }

    def read(self, root: _Element) -> None:
        """Read the whole file; the footnotes come last."""
        if tag(root) in ("ANNEX", "CONS.ANNEX"):
            self._annex(root, self._act.root)
        else:
            self._blocks(root, self._act.root)
        for note in self._lines.notes:
            self._act.aside(note, "footnote")

    def _blocks(self, element: _Element, place: Place, number: str = "") -> None:
        """Give the content of an element to a place: runs of words line by line, elements by their own handlers.

        ``number`` is the name of the children that are the place's printed number.
        """
        self._part(element.text, list(element), place, number, mixed=is_mixed(element))

    def _part(self, text: str | None, children: Sequence[_Element], place: Place, number: str = "", *, mixed: bool = False) -> None:
        run: Line = [(text or "", "")]
        for child in children:
            if is_inline(child, mixed=mixed):
                self._lines.inline(child, run)
            else:
                self._act.say(place, run)
                run = []
                if number and tag(child) == number:
                    self._label(child, place)
                else:
                    self._handlers.get(tag(child), self._blocks)(child, place)
            run.append((child.tail or "", ""))
        self._act.say(place, run)

    def _head(self, element: _Element, names: Collection[str], place: Place) -> tuple[list[str], list[_Element]]:
        """Read the titles of a unit as headings; return their lines, and the children after them.

        What stands before or between the titles is no part of the unit yet.
        """
        children = list(element)
        last = max((i for i, child in enumerate(children) if tag(child) in names), default=-1)
        lines: list[str] = []
        self._act.say(place, [(element.text or "", "")])
        for child in children[: last + 1]:
            if tag(child) in names:
                lines += self._headings(child)
            else:
                self._part("", [child], place)
                continue
            self._act.say(place, [(child.tail or "", "")])
        return lines, children[last + 1 :]

    def _aside(self, element: _Element, reason: str) -> None:
        for line in self._lines.lines(element):
            self._act.aside(line, reason)

    def _record(self, element: _Element, place: Place) -> None:
        for line in self._lines.lines(element):
            self._act.omit("".join(text for text, _ in line), "record of the file")

    def _headings(self, element: _Element) -> list[str]:
        return [self._act.heading(line) for line in self._lines.lines(element)]

    def _title(self, element: _Element, place: Place) -> None:
        self._headings(element)

    def _preamble(self, element: _Element, place: Place) -> None:
        self._blocks(element, place if self._in_annex else place.at("preamble", ""))

    def _recital(self, element: _Element, place: Place) -> None:
        number = element.find("NP/NO.P")
        if number is None:
            number = element.find("NO.P")
        token = token_of(self._lines.seen(number))
        if token and not self._in_annex:
            place = self._act.begin(self._act.root.at("recital", token))
            self._act.count("recitals", token)
        self._wholly |= set(element.iterchildren("NP"))
        self._blocks(element, place, "NO.P")

    def _label(self, element: _Element, place: Place) -> None:
        for line in self._lines.lines(element):
            self._act.label(place, line)

    def _division(self, element: _Element, place: Place) -> None:
        names, rest = self._head(element, ("TITLE",), place)
        name = " ".join(names)
        self._part("", rest, Place(place.pinpoint, place.heading, (*place.path, name) if name else place.path, place.shown))

    def _article(self, element: _Element, place: Place) -> None:
        titles = [title for title in (element.find("TI.ART"), element.find("STI.ART")) if title is not None]
        printed, heading = (self._lines.seen(title) for title in (element.find("TI.ART"), element.find("STI.ART")))
        _, rest = self._head(element, [tag(title) for title in titles], place)
        number = _number(printed, element.get("IDENTIFIER", ""))
        if number:
            self._act.count(f"{place.pinpoint}, articles" if place.pinpoint.locators else "articles", number)
            place = self._act.begin(place.at("art", number).below(heading))
        self._part("", rest, place)

    def _paragraph(self, element: _Element, place: Place) -> None:
        number = element.find("NO.PARAG")
        if number is not None:
            printed = self._lines.seen(number)
            if token_of(printed):
                self._act.count(str(place.pinpoint), token_of(printed))
            place = self._act.point(place, printed)
        self._blocks(element, place, "NO.PARAG")

    def _point(self, element: _Element, place: Place) -> None:
        number = element.find("NO.P")
        if number is not None and element not in self._wholly:
            place = self._act.point(place, self._lines.seen(number))
        self._blocks(element, place, "NO.P")

    def _item(self, element: _Element, place: Place) -> None:
        if mark := list_mark(element):
            self._act.label(place, [(mark, "")])
        self._blocks(element, place)

    def _definition(self, element: _Element, place: Place) -> None:
        self._blocks(element, place, "TERM")

    def _sequence(self, element: _Element, place: Place) -> None:
        """Read a headed group of points: its number or its heading makes the place of what stands under it."""
        titled = element.find("TITLE") is not None
        number = self._lines.seen(element.find("NO.GR.SEQ"))
        names, rest = self._head(element, ("TITLE", "NO.GR.SEQ") if titled else (), place)
        label = number or (names[0] if names and is_label(names[0]) else "")
        below = place.below(" ".join(names))
        inner = below.section(token_of(label)) if label else below.headed(names[0]) if names else below
        if inner.pinpoint != place.pinpoint:
            inner = self._act.begin(inner)
        self._part("", rest, inner, "NO.GR.SEQ")

    def _quoted(self, element: _Element, place: Place) -> None:
        """Give text quoted from another act to the place that quotes it; its articles are not articles of this act."""
        for line in self._lines_with_labels(element):
            self._act.say(place, line)

    def _lines_with_labels(self, element: _Element) -> list[Line]:
        """Return the lines of quoted text, each number in front of its words."""
        joined: list[Line] = []
        for line in self._lines.lines(element):
            if joined and is_label(plain(joined[-1])):
                joined[-1] += [(" ", ""), *line]
            else:
                joined.append(line)
        return joined

    def _row(self, element: _Element, place: Place) -> None:
        """Give a row of a table to a place as one line."""
        cells = [piece for line in self._lines.lines(element) for piece in [*line, (" ", "")]]
        self._act.say(place, cells)

    def _final(self, element: _Element, place: Place) -> None:
        """Set the end of an act aside: that it is binding, and who signed it; an annex in it is read."""
        run: Line = [(element.text or "", "")]
        for child in element:
            if tag(child) in _ANNEXES:
                self._act.aside(run, _END)
                run = []
                self._annex(child, place)
            elif is_inline(child, mixed=False):
                self._lines.inline(child, run)
            else:
                self._act.aside(run, _END)
                run = []
                self._aside(child, _END)
            run.append((child.tail or "", ""))
        self._act.aside(run, _END)

    def _annex(self, element: _Element, place: Place) -> None:
        names, rest = self._head(element, ("TITLE",), place)
        inner = self._act.begin(place.at("annex", annex_number(names[0]) if names else "").below(" ".join(names)))
        before, self._in_annex = self._in_annex, True
        self._part("", rest, inner)
        self._in_annex = before


def _number(title: str, identifier: str) -> str:
    """Return an article's number as printed; its identifier ("004A") where the title writes it in words or with another alphabet."""
    printed = article_number(title)
    found = re.fullmatch(r"0*(\d+)([A-Z]{0,2})", identifier)
    if found and (not printed or (found[2] and printed == found[1])):
        return found[1] + found[2].lower()
    return printed
