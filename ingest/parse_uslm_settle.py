"""Settles what stands in the middle of a sentence of USLM but is read elsewhere: footnotes, side notes, raised figures.

A footnote is moved behind the block that it is a note to, so that the block can
be read and quoted; the move is proved against the text before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingest.errors import CoverageError
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements that neither begin nor end a line.
INLINE = frozenset(
    """a abbr affected amendingAction approvedDate b chamber citableAs committee congress cosponsor currentChamber currentThroughPublicLaw date
    def del docNumber docTitle em entity fillIn headingText i img inline ins line marker math organization page placeName property publicPrivate
    quotedText ref role session shortTitle small span sponsor startingPage strong sub sup term tt u unit""".split()
)
LABELS = frozenset({"num", "heading", "subheading"})
_TEXT = frozenset({"content", "chapeau", "text", "p"})
_WITHIN = frozenset(
    {"p", "content", "chapeau", "continuation", "proviso", "text", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "caption", "column", "table"}
)
_FIGURES = "0123456789-−–+"
_RAISED = str.maketrans(_FIGURES, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")


def is_footnote(element: _Element) -> bool:
    """Tell whether an element is a footnote; version 1 writes it as a kind of note."""
    return tag(element) == "footnote" or (tag(element) == "note" and element.get("type") in ("footnote", "endnote"))


def is_positioned(element: _Element) -> bool:
    """Tell whether an element is read elsewhere than it stands."""
    return is_footnote(element) or tag(element) == "sidenote"


def settle(root: _Element, name: str) -> None:
    """Raise figures and move positioned notes behind their blocks; raises CoverageError if that changed any text."""
    for element in root.iter("{*}sup"):
        raise_figures(element)
    before = apart(root, is_positioned)
    last: dict[_Element, _Element] = {}
    for note in [element for element in root.iter("{*}footnote", "{*}note", "{*}sidenote") if is_positioned(element)]:
        anchor = _anchor(note)
        if anchor is not None:
            move(note, last.get(anchor, anchor))
            last[anchor] = note
    if apart(root, is_positioned) != before:
        raise CoverageError(name, "has a footnote that cannot be moved behind its paragraph; report this file")


def raise_figures(element: _Element) -> None:
    """Write an exponent in raised figures, as 10² is not 102; a figure that a footnote or no letter stands by is a mark and is left."""
    before, following = _before(element)[-1:], element.getnext()
    if following is not None and is_footnote(following) and not (element.tail or "").strip():
        return
    if not len(element) and (before.isalnum() or before in (")", "]")):
        element.text = raised(element.text or "")


def raised(words: str) -> str:
    """Return figures as raised figures, anything else as it is."""
    figures = all(c in _FIGURES for c in words) and any(c.isdecimal() for c in words)
    return words.translate(_RAISED) if figures else words


def _before(element: _Element) -> str:
    """The words just before an element in the same parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return (parent.text if parent is not None else "") or ""
    return previous.tail or ("".join(_texts(previous)) if tag(previous) in INLINE else "")


def _anchor(note: _Element) -> _Element | None:
    """Return what a note goes behind, or None where it stands between blocks already."""
    here, parent = note, note.getparent()
    while parent is not None and _inside_block(parent):
        here, parent = parent, parent.getparent()
    if parent is None:
        return None
    runs = tag(here) in LABELS or (here is note and any(beside is not None and tag(beside) in LABELS for beside in (here.getprevious(), here.getnext())))
    while runs and (following := here.getnext()) is not None and (tag(following) in LABELS or tag(following) in _TEXT or is_positioned(following)):
        here = following
        runs = tag(following) not in _TEXT
    return None if here is note else here


def _inside_block(parent: _Element) -> bool:
    name = tag(parent)
    return name in INLINE or name in LABELS or name in _WITHIN


def move(note: _Element, anchor: _Element) -> None:
    """Move an element, without the words that follow it, directly behind another."""
    parent, previous, tail = note.getparent(), note.getprevious(), note.tail or ""
    assert parent is not None
    note.tail = None
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    behind, anchor.tail = anchor.tail, None
    anchor.addnext(note)
    note.tail = behind


def apart(root: _Element, positioned: Callable[[_Element], bool]) -> tuple[str, list[str]]:
    """Return the text without positioned notes, and the text of each of those, without blanks."""
    flowing: list[str] = []
    notes: list[str] = []
    _split(root, positioned, flowing, notes)
    return "".join("".join(flowing).split()), sorted(notes)


def _split(element: _Element, positioned: Callable[[_Element], bool], flowing: list[str], notes: list[str]) -> None:
    flowing.append(element.text or "")
    for child in element:
        if positioned(child):
            notes.append("".join("".join(_texts(child)).split()))
        else:
            _split(child, positioned, flowing, notes)
        flowing.append(child.tail or "")


def _texts(element: _Element) -> Iterator[str]:
    for text in element.itertext():
        yield str(text)
