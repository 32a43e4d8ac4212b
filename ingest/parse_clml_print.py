"""Writes into a CLML tree what legislation.gov.uk prints without its being text in the file.

The schema leaves out what follows from the kind of document: the brackets
around a number, the quotation marks around an amendment, the numbers of a
list. After ``print_implied`` the tree's own text is the text as printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_QUOTES = {"default": ("“", "”"), "double": ("“", "”"), "single": ("‘", "’")}
_DECORATIONS = {"parens": ("(", ")"), "parenRight": ("", ")"), "brackets": ("[", "]"), "bracketRight": ("", "]"), "period": ("", "."), "colon": ("", ":")}
_CHARACTERS = {"Minus": "−", "DotPadding": " ... "}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_BARE = re.compile(r"\d+[A-Z]*|[A-Z]+\d*")


def print_implied(root: _Element, *, stops: bool) -> None:
    """Add the implied text; ``stops`` says whether a section's number is printed with a full stop, as in statutory instruments."""
    for element in list(root.iter()):
        name = tag(element)
        if name == "Pnumber":
            _print_number(element, stops=_stops(element, stops))
        elif name == "ListItem":
            _print_item(element)
        elif name == "Character":
            element.text = _CHARACTERS.get(element.get("Name", ""), " ")
        elif name == "Key":
            _print_key(element)
    # The quotation marks of an amendment inside an amendment stand closer to its words.
    for element in reversed(list(root.iter())):
        if tag(element) in ("BlockAmendment", "BlockExtract"):
            surround(element, *_QUOTES.get(element.get("Format", "default"), ("", "")))


def _stops(number: _Element, stops: bool) -> bool:
    for around in number.iterancestors():
        if tag(around) in ("BlockAmendment", "BlockExtract"):
            target = around.get("TargetClass") or around.get("SourceClass")
            return target == "secondary" if target in ("primary", "secondary") else stops
    return stops


def _print_number(number: _Element, *, stops: bool) -> None:
    unit = number.getparent()
    printed = "".join("".join(number.itertext()).split())
    if unit is None or not printed:
        return
    before, after = number.get("PuncBefore"), number.get("PuncAfter")
    first = tag(unit) in ("P1", "P1group")
    if before is None:
        before = "" if first or printed.startswith("(") else "("
    if after is None and first:
        after = _after_first(unit, printed) if stops else ""
    elif after is None:
        after = "" if printed.endswith((")", ".")) else ")"
    surround(number, before, after or "")


def _after_first(unit: _Element, printed: str) -> str:
    """A regulation's number ends in a full stop, and in a dash as well where its first paragraph follows at once."""
    if not _BARE.fullmatch(printed):
        return ""
    body = next((child for child in unit if tag(child) == "P1para"), None)
    return ".—" if body is not None and len(body) and tag(body[0]) == "P2" else "."


def _print_item(item: _Element) -> None:
    parent = item.getparent()
    if parent is None or tag(parent) not in ("OrderedList", "UnorderedList"):
        return
    number = item.get("NumberOverride")
    if number is None:
        number = _counted(item, parent) if tag(parent) == "OrderedList" else ""
    before, after = _DECORATIONS.get(parent.get("Decoration", ""), ("", ""))
    if number:
        printed = ("" if number.startswith(before) else before) + number + ("" if number.endswith(after) else after)
        item.text = f"{printed} {item.text or ''}"


def _counted(item: _Element, parent: _Element) -> str:
    start = parent.get("Start", "1")
    at = sum(1 for before in item.itersiblings(preceding=True) if tag(before) == "ListItem") + (int(start) if re.fullmatch(r"\d{1,4}", start) else 1)
    kind = parent.get("Type", "arabic")
    upper = kind.endswith("upper")
    if kind.startswith("roman"):
        return _roman(at).upper() if upper else _roman(at)
    if kind.startswith("alpha"):
        letters = chr(ord("a") + (at - 1) % 26) * (1 + (at - 1) // 26)
        return letters.upper() if upper else letters
    return str(at)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out, number = out + letters, number - value
    return out


def _print_key(key: _Element) -> None:
    around = next((e for e in key.iterancestors() if tag(e) == "KeyList"), None)
    separator = around.get("Separator", "") if around is not None else ""
    if separator:
        key.tail = f" {separator} {key.tail or ''}"


def surround(element: _Element, before: str, after: str) -> None:
    """Put marks before the first and after the last word inside an element."""
    slots = [slot for slot in _slots(element) if (getattr(*slot) or "").strip()]
    if not slots:
        return
    _set(slots[0], lambda words: re.sub(r"^(\s*)", lambda m: m.group() + before, words, count=1))
    _set(slots[-1], lambda words: re.sub(r"(\s*)$", lambda m: after + m.group(), words, count=1))


def _slots(element: _Element) -> Iterator[tuple[_Element, str]]:
    yield element, "text"
    for child in element:
        yield from _slots(child)
        yield child, "tail"


def _set(slot: tuple[_Element, str], change: Callable[[str], str]) -> None:
    element, name = slot
    setattr(element, name, change(getattr(element, name)))
