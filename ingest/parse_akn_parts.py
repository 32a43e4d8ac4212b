"""The parts of an Akoma Ntoso file around its units: head matter, schedules, lists, tables, quotations, documents inside documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.parse_akn_meta import Identity, identify
from ingest.parse_akn_names import BODIES, DOCUMENTS, HEADS, QUOTED, child_of, is_schedule, restarts, role, schedule_step, spoken
from ingest.parse_akn_terms import defined_term
from ingest.parse_clml_lines import Place
from ingest.parse_clml_numbers import can_be_read
from ingest.parse_clml_spot import Scope, Spot, short
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.parse_akn_walk import Walk

Handler = Callable[["Walk", "_Element", Spot], None]

ASIDES = {
    "toc": "table of contents",
    "coverPage": "cover page",
    "preface": "title page",
    "header": "head of the judgment",
    "conclusions": "signature and closing words",
    "staticContent": "standing text",
}


def meta(walk: Walk, element: _Element, spot: Spot) -> None:
    """Pass over metadata, which are no text."""


def long_title(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take the long title as a place of its own, wherever in the head matter it stands."""
    place = Place(_head_matter(spot), "Long title", plain=True)
    walk.block(element, replace(spot, place=place) if not spot.place.plain or spot.place.aside == ASIDES["preface"] else spot)


def preamble(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a preamble, whose numbered recitals are places of their own."""
    if spot.place.plain:
        walk.block(element, spot)
        return
    walk.block(element, replace(spot, place=Place(_head_matter(spot), path=spot.place.below), scope=replace(spot.scope, unit="recital")))
    walk.lines.settle()


def body(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a body, whose units are cited with their Part only where each Part begins anew at 1."""
    walk.block(element, replace(spot, scope=replace(spot.scope, restarts=restarts(element, spot.scope.unit))))


def document(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a document inside a document: a part of it or, where it has an address of its own, another work with a name of its own."""
    found = None if spot.place.plain else _other_work(walk, element)
    if found is None:
        walk.block(element, spot)
        return
    place = Place(Pinpoint(found.citation), path=spot.place.below, standing=spot.place.standing)
    walk.block(element, Spot(place, Scope(unit=found.unit)))
    walk.lines.settle()


def scheduled(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a schedule, annex or appendix, within which paragraphs are numbered on their own."""
    inner_document = next((child for child in element if tag(child) in DOCUMENTS), None)
    heads = [text for child in element if tag(child) in HEADS and (text := spoken(child))]
    if inner_document is not None and (_other_work(walk, inner_document) is not None or not (heads or _holds_all(inner_document))):
        walk.block(element, spot)
        return
    if not heads and inner_document is not None:
        heads = [text for e in inner_document.iter() if tag(e) == "docTitle" and (text := spoken(e))][:1]
    own = schedule_step(element, heads) or _assumed(element)
    if spot.place.plain or own is None or own == (spot.scope.stem[-1:] or (None,))[0]:
        walk.block(element, spot)
        return
    stem = (*spot.scope.stem, own)
    pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, stem)) or spot.place.pinpoint
    inner = replace(spot.under(" ".join(heads)), scope=Scope(stem, "para", restarts(element, "para")), around=(), numbered=False)
    heading = walk.lines.begin(pinpoint, inner.place.heading)
    inner = replace(inner, place=replace(inner.place, pinpoint=pinpoint, heading=heading))
    walk.not_in_force.add(inner.place, short(pinpoint))
    walk.block(element, inner, headed=True)
    walk.lines.settle()


def quoted(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take what quotes another text: its numbers make no places here."""
    walk.block(element, spot.plain())


def paragraph(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a paragraph of words: one that defines a term is told apart by it, one that is an editors' remark alone stands in no provision."""
    if child_of(element, "num") is not None and not spot.place.plain:
        walk.headed(element, "paragraph", spot)
        return
    only = _sole_remark(element)
    if only is not None:
        kept = walk.lines.numbered or spot.place.standing or spot.place.plain
        walk.lines.end()
        walk.lines.say(element.text, spot.place)
        walk.block(only, spot if kept else spot.aside("editorial remark"))
        walk.lines.say(only.tail, spot.place)
        walk.lines.end()
        return
    definition(walk, element, spot)


def definition(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a paragraph or list; where it defines a term, that is its heading, and the numbers in it are words."""
    term = "" if spot.place.plain else defined_term(element, role(element))
    walk.block(element, spot.under(f"“{term}”", titled=spot.titled).plain() if term else spot)


def row(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a row of a table as one line, if each cell holds one paragraph."""
    walk.lines.close()
    walk.lines.say(element.text, spot.place)
    for cell in element:
        walk.lines.join()
        walk.lines.say(" ", spot.place)
        _cell(walk, cell, spot.plain())
        walk.lines.say(cell.tail, spot.place)
    walk.lines.end()


def broken(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take the end of a printed line as a blank."""
    walk.lines.say(" ", spot.place)
    walk.inside(element, spot)


def image(walk: Walk, element: _Element, spot: Spot) -> None:
    """Count an image, which has no words."""
    walk.images += 1
    walk.inside(element, spot)


def formula(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a formula as the row of its signs."""
    walk.formulas += 1
    walk.inside(element, spot.plain())


def _cell(walk: Walk, cell: _Element, spot: Spot) -> None:
    walk.lines.say(cell.text, spot.place)
    for at, child in enumerate(cell):
        if at == 0 and tag(child) == "p" and _sole_remark(child) is None:
            walk.inside(child, spot)
        else:
            walk.walk(child, spot)
        walk.lines.say(child.tail, spot.place)


def _head_matter(spot: Spot) -> Pinpoint:
    return can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, Locator("preamble", "")))) or spot.place.pinpoint


def _other_work(walk: Walk, element: _Element) -> Identity | None:
    """Return what a document is, if it has the address of another work than the file's own."""
    found = identify(element, walk.origin)
    return found if found.uri and found.uri.partition("/!")[0] != walk.identity.uri.partition("/!")[0] else None


def _holds_all(document: _Element) -> bool:
    """Tell whether a document is itself the schedule, rather than a cover around an element that is."""
    return not any(is_schedule(role(e)) for e in document.iter())


def _assumed(element: _Element) -> Locator | None:
    """An attachment that is not named as a schedule or annex counts as an annex."""
    return Locator("annex", "") if tag(element) == "attachment" else None


def _sole_remark(element: _Element) -> _Element | None:
    """Return the remark that is all that a paragraph holds."""
    if len(element) != 1 or tag(element[0]) != "remark" or (element.text or "").strip() or (element[0].tail or "").strip():
        return None
    return element[0]


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(BODIES, body),
    **dict.fromkeys(DOCUMENTS, document),
    **dict.fromkeys(QUOTED, quoted),
    **dict.fromkeys(("blockList", "definition"), definition),
    **dict.fromkeys(("br", "eol"), broken),
    "meta": meta,
    "longTitle": long_title,
    "preamble": preamble,
    **dict.fromkeys(("attachment", "component"), scheduled),
    "p": paragraph,
    "tr": row,
    "img": image,
    "math": formula,
}
