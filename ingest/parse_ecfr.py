"""The Code of Federal Regulations as eCFR XML: GPO's bulk files, and the newer files of ecfr.gov for a title or a part of it.

The pinpoints are ``1 C.F.R. § 2.5(a)(1)``. The files mark no levels inside a section;
``parse_ecfr_levels`` reads them from the sequence of the designations.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ingest.document import Document, Source
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_ecfr_text import settle_figures, text_of, words_of
from ingest.parse_ecfr_walk import Walk, division, place_of
from ingest.parse_uslm_lines import Place, Writer
from ingest.parse_xml import read_xml, tag
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def parse_ecfr(data: bytes, origin: Origin) -> Document:
    """Build the Document of an eCFR file; raises ParseError for what is damaged."""
    root = read_xml(data, origin.name)
    _refuse_doubled_divisions(root, origin.name)
    number = _title_number(root, origin.name)
    settle_figures(root)
    work = Place(Pinpoint(f"{number} C.F.R."))
    outline = Outline(_source(root, number, work, origin), origin.name)
    Walk(Writer(outline)).document(root, work)
    return outline.document(str(text) for text in root.itertext())


def _source(root: _Element, number: str, work: Place, origin: Origin) -> Source:
    first = _first_division(root)
    heading = words_of(first.find("HEAD"))
    whole = division(first) == "TITLE"
    pinpoint = work.pinpoint if whole else place_of(division(first), first, work).pinpoint
    named = re.sub(r"^Title \d+\s*[—:-]+\s*|\s*[-–—]+\s*Volume \d+$", "", heading) if whole else heading
    part = next((f"/part-{at.number}" for at in pinpoint.locators if at.unit == "Part"), "")
    return origin.official(
        citation=str(pinpoint),
        title=", ".join(part for part in (f"C.F.R. Title {number}", named) if part),
        publisher="Office of the Federal Register and US Government Publishing Office",
        jurisdiction="US",
        kind="regulation",
        url=f"https://www.ecfr.gov/current/title-{number}{part}",
        licence="US Government work, public domain (17 U.S.C. § 105)",
        text_as_of=_day(root),
    )


def _first_division(root: _Element) -> _Element:
    return next((element for element in root.iter() if division(element)), root)


def _title_number(root: _Element, name: str) -> str:
    """Return the number of the title: the N of a title's division is the number of its volume."""
    first = _first_division(root)
    described = first.get("hierarchy_metadata") or ""
    places = (
        re.match(r"(\d+):", first.get("NODE") or ""),
        re.fullmatch(r"\s*(\d+)\s*", next((text_of(element) for element in root.iter("IDNO") if element.get("TYPE") == "title"), "")),
        re.search(r"/title-(\d+)", described),
        re.search(r"\b(\d+) CFR\b", described),
        re.match(r"\s*Title (\d+)\b", text_of(first.find("HEAD"))),
    )
    found = next((place[1] for place in places if place is not None), "")
    if not found:
        number = (first.get("N") or "").strip()
        what = f"its {tag(first)}{f' (N={number!r})' if number else ''} has no NODE, no hierarchy_metadata and no heading that says 'Title ...'"
        raise ParseError(
            name, f"names no title of the C.F.R.: {what}; obtain the part or title as XML from ecfr.gov or govinfo.gov", f"line {first.sourceline}"
        )
    return found


def _day(root: _Element) -> date | None:
    """Return the day of the text: that of the request, or the latest amendment of the volumes."""
    days = [_date(text_of(element)) for element in root.iter("AMDDATE")]
    asked = re.search(r"/on/(\d{4})-(\d\d)-(\d\d)/", _first_division(root).get("hierarchy_metadata") or "")
    if asked is not None:
        days.append(_calendar(int(asked[1]), int(asked[2]), int(asked[3])))
    return max((day for day in days if day is not None), default=None)


def _date(text: str) -> date | None:
    """Read a day as the files print it: "Dec. 29, 2022(fm)"."""
    found = re.search(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (\d{4})", text)
    if found is None or found[1].lower() not in _MONTHS:
        return None
    return _calendar(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _refuse_doubled_divisions(root: _Element, name: str) -> None:
    """Raise ParseError where a division stands in the file twice: the same node with the same heading."""
    seen: set[tuple[str, str]] = set()
    for element in root.iter():
        if not division(element) or not element.get("NODE"):
            continue
        key = (element.get("NODE") or "", words_of(element.find("HEAD")))
        if key in seen:
            raise ParseError(name, f"has {tag(element)} {key[0]!r} twice; the file is damaged, obtain it again", f"line {element.sourceline}")
        seen.add(key)
