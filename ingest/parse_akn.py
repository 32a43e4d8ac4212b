"""Reads Akoma Ntoso (LegalDocML), in which Kenya Law and others publish Acts, regulations, bills and judgments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.document import Document
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_akn_meta import Identity, identify, periods
from ingest.parse_akn_names import BODIES, DOCUMENTS, QUOTED, child_of, role, spoken, units_within
from ingest.parse_akn_notes import settle_notes
from ingest.parse_akn_walk import Walk
from ingest.parse_clml_lines import Place
from ingest.parse_clml_print import surround
from ingest.parse_clml_spot import Scope, Spot
from ingest.parse_xml import read_xml, tag
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHOWN = 3


def parse_akn(data: bytes, origin: Origin) -> Document:
    """Parse an Akoma Ntoso file into a checked Document; raises ParseError."""
    root = read_xml(data, origin.name)
    main = next((e for e in root.iter() if tag(e) in DOCUMENTS), None)
    if main is None:
        raise ParseError(origin.name, "holds no act, bill, judgment or other document of Akoma Ntoso; obtain the file of the law itself")
    identity = identify(main, origin)
    source = identity.source(origin)
    _print_implied(root)
    settle_notes(root, origin.name)
    outline = Outline(source, origin.name)
    walk = Walk(identity, outline, origin, periods(main))
    walk.inside(root, Spot(Place(Pinpoint(source.citation)), Scope(unit=identity.unit)))
    walk.lines.settle()
    _look_for_gaps(root, outline, identity)
    _note(walk, identity, outline)
    return outline.document(_body(root))


def _print_implied(root: _Element) -> None:
    """Write the quotation marks and list numbers that stand in attributes into the text."""
    for element in reversed(list(root.iter())):
        start, end = element.get("startQuote") or "", element.get("endQuote") or ""
        if (start or end) and len(start) <= 2 and len(end) <= 2:
            words = "".join(element.itertext()).strip()
            surround(element, "" if words.startswith(start) else start, "" if words.endswith(end) else end)
        value = element.get("value") or ""
        if tag(element) == "li" and value:
            element.text = f"{value}. {element.text or ''}"


def _body(element: _Element) -> Iterator[str]:
    if next(element.iter("{*}meta"), None) is None:
        yield from element.itertext()
        return
    yield element.text or ""
    for child in element:
        if tag(child) != "meta":
            yield from _body(child)
        yield child.tail or ""


def _look_for_gaps(root: _Element, outline: Outline, identity: Identity) -> None:
    """Note numbers that are missing between the units of a body or schedule; a consolidated text may lack some."""
    for scope in root.iter():
        around = list(scope.iterancestors())
        if (tag(scope) not in BODIES and role(scope) != "schedule") or any(tag(e) in QUOTED for e in around):
            continue
        schedule = next((e for e in (scope, *around) if tag(e) == "attachment" or role(e) == "schedule"), None)
        heading = spoken(child_of(schedule, "num")) or spoken(child_of(schedule, "heading")) or "the schedule" if schedule is not None else ""
        found = [number for _, number in units_within(scope, "para" if heading else identity.unit)]
        if all(re.fullmatch(r"\d{1,4}[A-Z]*", number) for number in found) and found.count("1") <= 1:
            outline.numbered(heading or "the body", found, as_enacted=False)


def _note(walk: Walk, identity: Identity, outline: Outline) -> None:
    for message in (*identity.notes, *walk.not_in_force.notes()):
        outline.note(message)
    if walk.disagreeing:
        shown = ", ".join(walk.disagreeing[:_SHOWN])
        outline.note(f"{len(walk.disagreeing)} places are named otherwise by the file's ids than by their printed numbers, which are used here: {shown}")
    if walk.images:
        outline.note(f"this text leaves out {walk.images} images, such as forms or maps; see the official page")
    if walk.formulas:
        outline.note("formulas are given as a row of signs; see the official page for their form")
