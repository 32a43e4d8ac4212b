"""Moves the notes of Akoma Ntoso behind the paragraph, heading or table that they are notes to, so that each sentence can be read and quoted whole.

The move is proved: the text without its notes and the text of every note are the
same before and after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import CoverageError
from ingest.parse_akn_names import BODIES, DOCUMENTS, HEADS, is_inline
from ingest.parse_uslm_settle import apart, move
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

NOTES = frozenset({"authorialNote", "popup"})


def settle_notes(root: _Element, name: str) -> None:
    """Move notes behind their blocks, each with its printed mark; raises CoverageError if that changed any text."""
    notes = [element for element in root.iter("{*}authorialNote", "{*}popup") if not any(tag(above) in {*NOTES, "meta"} for above in element.iterancestors())]
    for note in notes:
        _print_mark(note)
    before = apart(root, is_note)
    last: dict[_Element, _Element] = {}
    for note in notes:
        anchor = _anchor(note)
        if anchor is not None:
            move(note, last.get(anchor, anchor))
            last[anchor] = note
    if apart(root, is_note) != before:
        raise CoverageError(name, "has a footnote that cannot be moved behind its paragraph; report this file")


def is_note(element: _Element) -> bool:
    """Tell whether an element is a note."""
    return tag(element) in NOTES


def _print_mark(note: _Element) -> None:
    """Write the mark that stands in an attribute into the note, unless it is printed there as well."""
    mark = (note.get("marker") or "").strip()
    if mark and len(mark) <= 4 and not "".join(note.itertext()).strip().startswith(mark):
        first = note[0] if len(note) and not (note.text or "").strip() else note
        first.text = f"{mark} {first.text or ''}"


def _anchor(note: _Element) -> _Element | None:
    """Return what a note goes behind, or None where it stands between blocks already."""
    here: _Element | None = note
    while here is not None and is_inline(here):
        here = here.getparent()
    if here is None or _holds_units(here):
        return None
    table = next((above for above in here.iterancestors() if tag(above) == "table"), None)
    if table is not None:
        return table
    return _behind_heads(here) if tag(here) in HEADS else here


def _holds_units(element: _Element) -> bool:
    return element.getparent() is None or tag(element) in BODIES | DOCUMENTS or any(tag(child) in HEADS for child in element)


def _behind_heads(head: _Element) -> _Element:
    """Return the last heading of a unit or, where it has a number alone, the first paragraph that the number waits for."""
    here = head
    while (following := here.getnext()) is not None and tag(following) in HEADS:
        here = following
    if tag(here) != "num":
        return here
    following = here.getnext()
    first = next(iter(following.iter("{*}p", "{*}listIntroduction")), None) if following is not None else None
    return first if first is not None else following if following is not None else here
