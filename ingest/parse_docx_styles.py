"""What a Word file's styles and lists say of a paragraph: heading level, hidden words, and the number that is printed before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

TITLE_LEVEL = 1
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NO_OUTLINE = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MAX_NUMBER = 100_000


def child(element: _Element | None, *names: str) -> _Element | None:
    """Return the first element at the end of a path of names, whatever their namespace."""
    for name in names:
        element = next((found for found in element if tag(found) == name), None) if element is not None else None
    return element


def value(element: _Element | None, name: str = "val") -> str:
    """Return an attribute, whatever its namespace; nothing where the element or the attribute is not there."""
    if element is None:
        return ""
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def whole(text: str, otherwise: int) -> int:
    """Return the whole number that a text gives, within limits."""
    return min(int(text), MAX_NUMBER) if re.fullmatch(r"\d{1,9}", text) else otherwise


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    properties: _Element | None
    hidden: bool


class Styles:
    """The styles of one file, by their ids."""

    def __init__(self, root: _Element | None) -> None:
        """Read word/styles.xml, where there is one."""
        self._styles: dict[str, _Style] = {}
        for style in root if root is not None else ():
            name, parent = value(child(style, "name")), value(child(style, "basedOn"))
            self._styles[value(style, "styleId")] = _Style(name, parent, child(style, "pPr"), hides(child(style, "rPr")))

    def level(self, properties: _Element | None) -> int:
        """Return a paragraph's heading level: 1 for the title, 2 for "Heading 1" and so on, 0 for what is no heading."""
        for name, found in self._chain(properties):
            outline = whole(value(child(found, "outlineLvl")), -1)
            if outline >= 0:
                return outline + TITLE_LEVEL + 1 if outline < _NO_OUTLINE else 0
            if heading := _HEADING.fullmatch(name):
                return int(heading[1]) + TITLE_LEVEL
            if name.lower() == "title":
                return TITLE_LEVEL
        return 0

    def contents(self, properties: _Element | None) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        return any(name.lower().startswith("toc ") for name, _ in self._chain(properties))

    def hidden(self, properties: _Element | None, style: str) -> bool:
        """Tell whether the words of a run are hidden, by its own properties or by its or its paragraph's style."""
        return hides(properties) or any(found.hidden for found in (*self._parents(value(child(properties, "rStyle"))), *self._parents(style)))

    def numbering(self, properties: _Element | None) -> _Element | None:
        """Return the list properties of a paragraph, its own or its style's."""
        return next((number for _, found in self._chain(properties) if (number := child(found, "numPr")) is not None), None)

    def _chain(self, properties: _Element | None) -> list[tuple[str, _Element | None]]:
        parents = self._parents(value(child(properties, "pStyle")))
        return [("", properties), *((style.name, style.properties) for style in parents)]

    def _parents(self, name: str) -> list[_Style]:
        found: dict[str, _Style] = {}
        while name in self._styles and name not in found:
            found[name] = self._styles[name]
            name = found[name].parent
        return list(found.values())


def hides(run_properties: _Element | None) -> bool:
    """Tell whether run properties hide the words."""
    switch = child(run_properties, "vanish")
    return switch is not None and value(switch).lower() not in {"0", "false", "off"}


class Numbering:
    """Counts the numbered paragraphs of one file as they are read, and prints the number of each."""

    def __init__(self, root: _Element | None) -> None:
        """Read word/numbering.xml, where there is one."""
        parts = list(root) if root is not None else []
        self._levels = {value(part, "abstractNumId"): _levels(part) for part in parts if tag(part) == "abstractNum"}
        self._lists = {value(part, "numId"): part for part in parts if tag(part) == "num"}
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def next(self, properties: _Element | None) -> str:
        """Count a paragraph with these list properties and return its number as printed; nothing for bullets and other paragraphs."""
        number, level = value(child(properties, "numId")), whole(value(child(properties, "ilvl")), 0)
        abstract = value(child(self._lists.get(number), "abstractNumId"))
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counted = self._counted.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            counted.update({at: start - 1 for at, start in _restarts(self._lists[number]).items()})
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counted if at > level]:
            del counted[deeper]
        if levels[level].format in {"bullet", "none"}:
            return ""
        return re.sub(r"%([1-9])", lambda m: _printed(levels, counted, int(m[1]) - 1), levels[level].text)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str


def _levels(abstract: _Element) -> dict[int, _Level]:
    found = {whole(value(level, "ilvl"), 0): level for level in abstract if tag(level) == "lvl"}
    return {at: _Level(whole(value(child(x, "start")), 0), value(child(x, "numFmt")), value(child(x, "lvlText"))) for at, x in found.items()}


def _restarts(number: _Element) -> dict[int, int]:
    overrides = [part for part in number if tag(part) == "lvlOverride" and child(part, "startOverride") is not None]
    return {whole(value(part, "ilvl"), 0): whole(value(child(part, "startOverride")), 1) for part in overrides}


def _printed(levels: dict[int, _Level], counted: dict[int, int], level: int) -> str:
    if level not in levels:
        return ""
    number, form = counted.get(level, levels[level].start), levels[level].format
    if form.endswith("Letter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1_000 else str(number)
        return letters.upper() if form.startswith("upper") else letters
    if form.endswith("Roman"):
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return str(number)
    letters = ""
    for amount, sign in _ROMAN:
        letters += sign * (number // amount)
        number %= amount
    return letters
