"""The parts of a CLML file around its sections: head matter, schedules, lists, notes, and what is kept at the end of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.parse_clml_lines import Place, flat
from ingest.parse_clml_numbers import can_be_read, heading_number, main_units, named, restarts, unit_number
from ingest.parse_clml_spot import HEADS, Scope, Spot, extent, is_inline, label_of, short
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.parse_clml_walk import Walk

Handler = Callable[["Walk", "_Element", Spot], None]

_HEAD_MATTER = {
    "LongTitle": "Long title",
    "DateOfEnactment": "Date of enactment",
    "SiftedDate": "Sifting",
    "MadeDate": "Made, laid and coming into force",
    "LaidDate": "Made, laid and coming into force",
    "ComingIntoForce": "Made, laid and coming into force",
}


def head(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a heading: words of the quoting place where it is quoted."""
    if spot.place.plain:
        walk.block(element, spot)
    else:
        walk.lines.heading(flat(element, is_inline))


def group(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a P1group, P2group or P3group: units under one title."""
    title = next((flat(child, is_inline) for child in element if tag(child) == "Title"), "")
    walk.block(element, spot.under(title, titled=True) if title and not spot.place.plain else spot)


def prelims(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take the head matter: titles are headings, all else is the preamble, told apart by what it is."""
    head = replace(spot.plain(), place=Place(Pinpoint(spot.place.pinpoint.work, (Locator("preamble", ""),)), plain=True))
    walk.lines.end()
    walk.lines.say(element.text, head.place)
    for child in element:
        name = tag(child)
        if name in HEADS or name == "MultilineTitle":
            walk.lines.heading(flat(child, is_inline))
        elif name in _HEAD_MATTER:
            row(walk, child, replace(head, place=replace(head.place, heading=_HEAD_MATTER[name])))
        else:
            walk.walk(child, head)
        walk.lines.say(child.tail, head.place)
    walk.lines.settle()


def european_preamble(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a preamble whose numbered divisions are recitals."""
    walk.block(element, replace(spot, place=replace(spot.place, plain=False), scope=Scope(unit="recital")))
    walk.lines.settle()


def row(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take an element as one line: a row of a table, a date with its words."""
    walk.lines.end()
    walk.lines.say(flat(element, is_inline), spot.place)
    walk.lines.end()


def body(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take the body, whose sections are cited with their Part only where each Part begins anew at 1."""
    walk.block(element, replace(spot, scope=replace(spot.scope, restarts=restarts(element))))


def schedule(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a schedule, annex or appendix, within which paragraphs are numbered on their own."""
    if spot.place.plain:
        walk.block(element, spot)
        return
    own = _schedule_step(element)
    stem = (*spot.scope.stem, own)
    pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, stem)) or spot.place.pinpoint
    inside = "art" if own.unit == "annex" and any(named(unit_number(unit)) for unit in main_units(element)) else "para"
    inner = replace(spot.under(label_of(element)), scope=Scope(stem, inside, restarts(element)), around=(), numbered=False)
    heading = walk.lines.begin(pinpoint, inner.place.heading, version=bool(spot.version))
    inner = replace(inner, place=replace(inner.place, pinpoint=pinpoint, heading=heading))
    walk.not_in_force.add(inner.place, short(pinpoint))
    walk.block(element, inner)
    walk.lines.settle()


def _schedule_step(element: _Element) -> Locator:
    spelt, identifier = named(heading_number(element)), element.get("id") or ""
    if spelt and spelt[0] in ("sch", "annex", "app"):
        return Locator(*spelt)
    kinds = {"annex": "annex", "appendix": "app"}
    return Locator("app" if tag(element) == "Appendix" else kinds.get(identifier.partition("-")[0], "sch"), "")


def attachment(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a document that is attached to an act of European origin, with articles of its own."""
    number = re.search(r"attachment-(\w+)$", element.get("id") or "")
    own = Locator("app", number.group(1) if number else "")
    stem = (*spot.scope.stem, own)
    pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, stem)) or spot.place.pinpoint
    inner = replace(spot.under(label_of(element)), scope=Scope(stem, "art", restarts(element)), around=())
    walk.block(element, replace(inner, place=replace(inner.place, pinpoint=pinpoint)))
    walk.lines.settle()


def form(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a form: a place of its own where it has a number, else words of the place that holds it."""
    spelt = named(heading_number(element))
    pinpoint = None
    if spelt and spelt[0] == "form" and spelt[1] and not spot.place.plain:
        pinpoint = can_be_read(Pinpoint(spot.place.pinpoint.work, (*spot.scope.stem, Locator("form", spelt[1]))))
    if pinpoint is None:
        walk.block(element, spot.plain())
        return
    inner = spot.under(label_of(element))
    heading = walk.lines.begin(pinpoint, inner.place.heading)
    walk.block(element, replace(inner, place=replace(inner.place, pinpoint=pinpoint, heading=heading, plain=True)))
    walk.lines.settle()


def note(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take the explanatory note of an instrument, which is no part of it, as a place of its own."""
    title = next((flat(child, is_inline) for child in element if tag(child) == "Title"), "")
    name = (title or "Explanatory Note").replace('"', "'")
    name = name.title() if name.isupper() else name
    pinpoint = Pinpoint(spot.place.pinpoint.work, (Locator("under", name),))
    walk.block(element, replace(spot, place=Place(can_be_read(pinpoint) or spot.place.pinpoint, name, plain=True)))
    walk.lines.settle()


def quoted(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take what quotes another text, or is laid out as a table: its numbers make no places here."""
    walk.block(element, spot.plain())


def appended(walk: Walk, element: _Element, spot: Spot) -> None:
    """Words that close a sentence after a quoted block stand in the block's last line."""
    walk.lines.join()
    walk.inside(element, spot)
    walk.lines.end()


def number(walk: Walk, element: _Element, spot: Spot) -> None:
    """Let a printed number wait for its words."""
    walk.lines.label(flat(element, is_inline), spot.place)


def formula(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a formula as the row of its signs."""
    walk.formulas += 1
    walk.block(element, spot.plain())


def image(walk: Walk, element: _Element, spot: Spot) -> None:
    """Count an image, which has no words."""
    walk.images += 1
    walk.inside(element, spot)


def listed(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a list; each definition of a list of definitions is told apart by its term."""
    if element.get("Class") != "Definition" or spot.place.plain or spot.place.aside:
        walk.block(element, spot)
        return
    walk.lines.end()
    walk.lines.say(element.text, spot.place)
    for item in element:
        term = next((flat(e, is_inline) for e in item.iter() if tag(e) == "Term"), "") or _quoted_term(item)
        version = f" ({spot.version})" if spot.version else ""
        # What an item numbers says what its term means, and is no paragraph of the section.
        walk.walk(item, (spot.under(f"“{term}”{version}", titled=True) if term else spot).plain())
        walk.lines.say(item.tail, spot.place)
    walk.lines.end()


def item(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take an item of a list; its number stands before its words."""
    walk.lines.end()
    walk.lines.label(" ".join((element.text or "").split()), spot.place)
    for child in element:
        walk.walk(child, spot)
        walk.lines.say(child.tail, spot.place)
    walk.lines.end()


def included(walk: Walk, element: _Element, spot: Spot) -> None:
    """Remember where a document is included that is kept at the end of the file."""
    walk.resources.setdefault(element.get("ResourceRef") or "", spot)
    walk.block(element, spot)


def version(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take another version of some text, kept at the end of the file, where the text that it replaces stands."""
    home = walk.versions.get(element.get("id") or "")
    if home is None:
        walk.block(element, spot.aside("alternative version"))
        return
    parts = extent(next((e.get("RestrictExtent") for e in element.iter() if e.get("RestrictExtent")), None))
    language = element.get("Language") or ""
    name = parts or (language if language not in ("", "English") else "") or element.get("Description") or "another version"
    walk.block(element, replace(home, version=name))
    walk.lines.settle()


def resource(walk: Walk, element: _Element, spot: Spot) -> None:
    """Take a document that the file keeps apart, such as a treaty, at the place that includes it."""
    home = walk.resources.get(element.get("id") or "")
    walk.block(element, home.plain() if home else spot.aside("document kept with the text"))
    walk.lines.settle()


def data(walk: Walk, element: _Element, spot: Spot) -> None:
    """Leave out the data of an image."""
    walk.lines.omit("".join(element.itertext()), "image data")


def _quoted_term(item: _Element) -> str:
    m = re.match(r"\s*[“\"]([^”\"]{1,80})[”\"]", "".join(item.itertext()))
    return " ".join(m.group(1).split()) if m else ""


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(HEADS, head),
    **dict.fromkeys(("P1group", "P2group", "P3group"), group),
    **dict.fromkeys(("PrimaryPrelims", "SecondaryPrelims", "EUPrelims"), prelims),
    **dict.fromkeys(("Body", "EUBody"), body),
    **dict.fromkeys(("Schedule", "Appendix"), schedule),
    **dict.fromkeys(("ExplanatoryNotes", "EarlierOrders"), note),
    **dict.fromkeys(("BlockAmendment", "BlockExtract", "Tabular", "Figure", "BlockText"), quoted),
    **dict.fromkeys(("tr", "ContentsItem", "KeyListItem"), row),
    **dict.fromkeys(("UnorderedList", "OrderedList"), listed),
    **dict.fromkeys(("BinaryContent", "svg"), data),
    "EUPreamble": european_preamble,
    "Attachment": attachment,
    "Form": form,
    "AppendText": appended,
    "Pnumber": number,
    "Formula": formula,
    "Image": image,
    "ListItem": item,
    "IncludedDocument": included,
    "Version": version,
    "Resource": resource,
}
