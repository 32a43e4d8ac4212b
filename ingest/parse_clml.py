"""Reads legislation of the United Kingdom in CLML, the format of legislation.gov.uk: Acts, instruments, and legislation of European origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.document import Document
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_clml_lines import Place
from ingest.parse_clml_meta import Identity, identify
from ingest.parse_clml_numbers import heading_number, main_units, restarts, step, unit_number
from ingest.parse_clml_print import print_implied
from ingest.parse_clml_spot import Scope, Spot
from ingest.parse_clml_walk import Walk
from ingest.parse_xml import read_xml, tag
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHOWN = 3


def parse_clml(data: bytes, origin: Origin) -> Document:
    """Parse a CLML file into a checked Document; raises ParseError."""
    root = read_xml(data, origin.name)
    identity = identify(root, origin)
    source = identity.source(origin)
    outline = Outline(source, origin.name)
    paragraphs = _paragraphs(root)
    print_implied(root, stops=identity.stops)
    walk = Walk(identity, outline, root)
    place = Place(Pinpoint(source.citation), standing=walk.not_in_force.whole)
    spot = Spot(place, Scope(unit=identity.unit))
    walk.lines.say(root.text, place)
    for child in root:
        if tag(child) != "Metadata":
            walk.walk(child, spot)
        walk.lines.say(child.tail, place)
    walk.lines.settle()
    _check_numbers(root, outline, strict=identity.as_enacted and not identity.part_only and identity.paragraphs != paragraphs)
    _note(walk, identity, outline, paragraphs)
    return outline.document(_body(root))


def _body(root: _Element) -> Iterator[str]:
    yield root.text or ""
    for child in root:
        if tag(child) != "Metadata":
            yield from child.itertext()
        yield child.tail or ""


def _paragraphs(root: _Element) -> int:
    """Count as the metadata of legislation.gov.uk do: the P1 and P elements of the body and the schedules."""
    parts = [e for e in root.iter() if tag(e) in ("Body", "EUBody", "Schedules")]
    return sum(1 for part in parts for e in part.iter() if tag(e) in ("P1", "P"))


def _check_numbers(root: _Element, outline: Outline, *, strict: bool) -> None:
    """Look for missing numbers; in a text as first made a gap is an error, unless its own count of paragraphs proves it whole (not ``strict``)."""
    for scope in root.iter():
        if tag(scope) not in ("Body", "EUBody", "Schedule") or any(
            tag(e) in ("BlockAmendment", "BlockExtract", "Version", "Resource") for e in scope.iterancestors()
        ):
            continue
        numbers = [found.number for unit in main_units(scope) if (found := step("", unit_number(unit) or heading_number(unit))) is not None]
        if not restarts(scope) and all(re.fullmatch(r"\d{1,4}[A-Z]*", number) for number in numbers):
            where = "the body" if tag(scope) != "Schedule" else heading_number(scope) or "the schedule"
            outline.numbered(where, numbers, as_enacted=strict)


def _note(walk: Walk, identity: Identity, outline: Outline, paragraphs: int) -> None:
    for message in identity.notes:
        outline.note(message)
    for message in walk.not_in_force.notes():
        outline.note(message)
    if walk.disagreeing:
        shown = ", ".join(walk.disagreeing[:_SHOWN])
        outline.note(f"{len(walk.disagreeing)} places are named otherwise by the file's ids than by their printed numbers, which are used here: {shown}")
    if identity.part_only:
        outline.note("this file holds a part of the law only")
    if identity.paragraphs is not None and identity.paragraphs > paragraphs and not identity.part_only:
        outline.note(f"the file counts {identity.paragraphs} paragraphs and its text has {paragraphs}; it may be incomplete")
    if walk.images:
        outline.note(f"this text leaves out {walk.images} images, such as forms or maps; see the official page")
    if walk.formulas:
        outline.note("formulas are given as a row of signs; see the official page for their form")
