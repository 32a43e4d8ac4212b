"""Definitions of Akoma Ntoso: the term that a paragraph or list defines, and the numbered items that say what it means.

Their numbers are the definition's own and no place of the section: an item (a)
of a term is not paragraph (a) of the section that lists the terms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.parse_akn_names import HEADS, OMITTED, QUOTED, child_of, role, spoken
from ingest.parse_clml_numbers import bare
from ingest.parse_clml_spot import Spot
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 80
_OPENING = "“”\"'‘’«» "
_QUOTED = re.compile(r"[“\"‘«]\s*+([^“”\"’»]{1,80}?)\s*+[”\"’»]")
_DEFINES = re.compile(r"[“”\"'‘’«»,;\s]*(?:(?:[^.;:]{1,80},)?\s*)(?:means?|includes?|has the (?:same )?meaning|is to be (?:read|construed)|shall mean)\b")
# Units that may hold one definition, if they bear no number.
_HOLDERS = frozenset("paragraph subparagraph clause subclause level list point indent alinea hcontainer item li tblock blockContainer".split())
_WRAPS = frozenset({"content", "blockContainer", "tblock"})
_LISTS = frozenset({"list", "blockList", "ol", "ul"})
_AFTER = frozenset({"wrapUp", "listWrapUp"})
_FIRST = frozenset({"1", "a", "i", "A", "I", "aa"})
_GOES_ON = ("—", "–", "-", ":")


def defined_term(element: _Element, kind: str) -> str:
    """Return the term that a paragraph or list begins with in order to define it; empty where it defines none."""
    marked = next(element.iter("{*}def"), None)
    used = next(element.iter("{*}term"), None) if marked is None else None
    if marked is None and used is None and kind == "p":
        return ""
    words = spoken(element)
    if marked is not None and (term := _begins(words, spoken(marked))):
        return term
    if used is not None and (term := _begins(words, spoken(used))) and _defines(words, term):
        return term
    if kind == "definition":
        raised = next(element.iter("{*}def", "{*}term", "{*}b", "{*}i"), None)
        m = _QUOTED.match(words)
        return m.group(1) if m else _begins(words, spoken(raised)) or _shortened(spoken(marked))
    m = _QUOTED.match(words) if kind != "p" else None
    return m.group(1) if m and _defines(words, m.group(1)) else ""


def holds_definition(element: _Element) -> bool:
    """Tell whether a unit without a number is one definition: words that define a term, and nothing behind them but numbered items and closing words."""
    if tag(element) not in _HOLDERS or child_of(element, "num") is not None:
        return False
    inside = [child for child in element if tag(child) not in HEADS]
    if len(inside) == 1 and tag(inside[0]) in _WRAPS:
        inside = [*inside[0]]
    items = inside if (element.text or "").strip() else inside[1:]
    listed = [child for child in items if _numbered(child) or tag(child) in _LISTS]
    if not listed or any(child not in listed and tag(child) not in _AFTER and _is_block(child) for child in items):
        return False
    return bool(defined_term(element, role(element)))


class Listed:
    """Follows a definition among the elements of one unit through the numbered items behind it."""

    def __init__(self) -> None:
        """Start before the first element."""
        self._term = ""
        self._counted = False
        self._begun = False

    def spot(self, child: _Element, spot: Spot) -> Spot:
        """Return where an element stands: under the term before it, if it goes on with what the term means."""
        if spot.place.plain or not spot.numbered or tag(child) in QUOTED or tag(child) in OMITTED:
            return spot
        if self._term and self._goes_on(child):
            self._counted = True
            return spot.under(f"“{self._term}”", titled=spot.titled).plain()
        alone = child_of(child, "num") is None and (self._begun or role(child) == "definition")
        words = spoken(child) if alone else ""
        self._term = defined_term(child, role(child)) if words.endswith(_GOES_ON) else ""
        self._begun, self._counted = True, False
        return spot

    def _goes_on(self, child: _Element) -> bool:
        if tag(child) in _AFTER or (self._counted and tag(child) == "p" and spoken(child)[:1].islower()):
            return self._counted
        holder = child if _numbered(child) else next((e for e in child if _numbered(e)), None) if tag(child) in _LISTS else None
        if holder is None or (tag(child) in _LISTS and (first := next(iter(child), None)) is not None and not _numbered(first) and defined_term(first, "list")):
            return False
        return self._counted != (bare(spoken(child_of(holder, "num"))) in _FIRST)


def _numbered(element: _Element) -> bool:
    return child_of(element, "num") is not None


def _is_block(element: _Element) -> bool:
    return tag(element) not in ("remark", "authorialNote", "noteRef", "def", "term", "i", "b", "ref", "span")


def _begins(words: str, term: str) -> str:
    """Return a term without its quotation marks, if the words begin with it."""
    term = _shortened(term)
    return term if term and words.lstrip(_OPENING).startswith(term) else ""


def _shortened(term: str) -> str:
    term = term.strip(_OPENING)
    return term if len(term) <= _LONGEST else ""


def _defines(words: str, term: str) -> bool:
    """Tell whether the words behind a term say what it means."""
    return _DEFINES.match(words.lstrip(_OPENING)[len(term) :]) is not None
