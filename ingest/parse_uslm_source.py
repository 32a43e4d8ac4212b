"""Reads from a USLM file what it is: a title of the US Code, a public law, a compilation or a bill, and as of which day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ingest.document import Source
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.parse_xml import tag
from ingest.pinpoint import Locator, Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_LICENCE = "US Government work, public domain (17 U.S.C. § 105)"
_OLRC = "Office of the Law Revision Counsel, US House of Representatives"
_GPO = "US Government Publishing Office"
_CODE = re.compile(r"/us/usc/t(?P<title>\d+)(?P<app>[aA]?)(?:/|$)")
_LAW = re.compile(r"(?P<kind>Public|Private) Law (?P<congress>\d+)\s*[–—-]\s*(?P<number>\d+)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}), (?P<year>\d{4})")
_SMALL = frozenset("a an and as at by for from in nor of on or the to with".split())


@dataclass(frozen=True, slots=True)
class Described:
    """A file's source, the pinpoint of the whole work, and how it is to be read."""

    source: Source
    pinpoint: Pinpoint
    in_code: bool = False
    as_enacted: bool = False
    notes: tuple[str, ...] = ()


def describe(root: _Element, origin: Origin) -> Described:
    """Return what a file says of itself; raises ParseError for a title of the Code without a number."""
    name = tag(root)
    code = _CODE.match(_identifier(root))
    if name == "uscDoc" or code is not None:
        return _code(root, origin)
    if name == "statuteCompilation" or "/us/sComp/" in _identifier(root):
        return _compilation(root, origin)
    law = _LAW.search(" ".join(_metas(root, "citableAs")) or _meta(root, "title"))
    if law is not None and name not in ("bill", "resolution"):
        return _public_law(root, origin, law)
    return _other(root, origin)


def _code(root: _Element, origin: Origin) -> Described:
    found = _CODE.match(_identifier(root)) or re.fullmatch(r"(?P<title>\d+)(?P<app>[aA]?)", _meta(root, "docNumber"))
    if found is None:
        raise ParseError(origin.name, "names no title of the US Code, neither in its identifier nor in its docNumber; obtain it from uscode.house.gov")
    number, app = found["title"], found["app"].lower()
    pinpoint = Pinpoint(f"{number} U.S.C.", (Locator("app", ""),) if app else ())
    heading = next((_words(child) for child in root.iterfind("{*}main/*/{*}heading")), "")
    name = f"Title {number}{', Appendix' if app else ''}"
    release = re.search(r"@(\d+-\d+(?:not\d+(?:-\d+)*)?)", _meta(root, "docPublicationName"))
    source = origin.official(
        citation=str(pinpoint),
        title=", ".join(part for part in (name, _titled(heading)) if part),
        publisher=_OLRC,
        jurisdiction="US",
        kind="statute",
        url=f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{number}{app}",
        licence=_LICENCE,
        text_as_of=_iso(_meta(root, "created")),
    )
    current = (f"The publisher gives this text as current through Public Law {release.group(1)}",) if release else ()
    return Described(source, pinpoint, in_code=True, notes=current)


def _public_law(root: _Element, origin: Origin, law: re.Match[str]) -> Described:
    congress, number = law["congress"], law["number"]
    citation = f"{'Pub.' if law['kind'] == 'Public' else 'Priv.'} L. {congress}-{number}"
    short = next((_words(element).strip('“”"., ') for element in root.iter("{*}shortTitle")), "")
    official = _words(root.find(".//{*}officialTitle"))
    approved = _iso(_meta(root, "approvedDate")) or _day(_words(root.find(".//{*}actionDescription"))) or _day(_words(root.find(".//{*}action")))
    source = origin.official(
        citation=citation,
        title=short or official or _meta(root, "title") or citation,
        short=short or citation,
        aliases=(f"{law['kind']} Law {congress}-{number}",),
        publisher=_GPO,
        jurisdiction="US",
        kind="statute",
        url=f"https://www.govinfo.gov/link/plaw/{congress}/{law['kind'].lower()}/{number}?link-type=html",
        licence=_LICENCE,
        text_as_of=approved,
        valid_from=approved,
    )
    return Described(source, Pinpoint(citation), as_enacted=True)


def _compilation(root: _Element, origin: Origin) -> Described:
    named = _metas(root, "citableAs")
    law = _LAW.search(" ".join(named))
    title = _meta(root, "citableAsShortTitle") or _meta(root, "title") or origin.label
    as_written = next((short for short in _metas(root, "containsShortTitle") if short.lower() == title.lower()), "")
    title = as_written or _titled(title)
    citation = f"{'Pub.' if law['kind'] == 'Public' else 'Priv.'} L. {law['congress']}-{law['number']}" if law else _citation(title, origin)
    through = root.find("{*}preface/{*}editionNote/{*}date")
    file_id = next((_words(element) for element in root.iterfind("{*}meta/{*}property") if element.get("role") == "fileId"), "")
    source = origin.official(
        citation=citation,
        title=title,
        publisher=_GPO,
        jurisdiction="US",
        kind="statute",
        url=f"https://www.govinfo.gov/content/pkg/COMPS-{file_id}" if file_id.isdecimal() else "https://www.govinfo.gov/app/collection/comps",
        licence=_LICENCE,
        text_as_of=_iso(through.get("date", "") if through is not None else "") or _iso(_meta(root, "processedDate")),
    )
    last = _meta(root, "currentThroughPublicLaw").replace("–", "-")
    return Described(source, Pinpoint(citation), notes=(f"The publisher gives this text as amended through Public Law {last}",) if last else ())


def _other(root: _Element, origin: Origin) -> Described:
    """Describe a bill or another document that is no law."""
    citation = _citation(next(iter(_metas(root, "citableAs")), "") or _meta(root, "title") or origin.label, origin)
    source = origin.official(
        citation=citation,
        title=_words(root.find(".//{*}officialTitle")) or _meta(root, "title") or citation,
        short=citation,
        publisher=_GPO,
        jurisdiction="US",
        kind="document",
        url="https://www.govinfo.gov/app/collection/bills",
        licence=_LICENCE,
        text_as_of=_iso(_meta(root, "date")) or _iso(_meta(root, "processedDate")),
    )
    return Described(source, Pinpoint(citation))


def _citation(text: str, origin: Origin) -> str:
    """Return a work's name that its pinpoints can be read back from."""
    name = " ".join(text.split())
    first = Pinpoint(name, (Locator("§", "1"),))
    return name if name and Pinpoint.parse(name) == Pinpoint(name) and Pinpoint.parse(str(first)) == first else origin.label.replace(",", "")


def _identifier(root: _Element) -> str:
    """The identifier of the root, or of the first unit that has one."""
    return next((value for element in root.iter() if (value := element.get("identifier"))), "")


def _metas(root: _Element, name: str) -> list[str]:
    return [_words(element) for element in root.iterfind(f"{{*}}meta/{{*}}{name}")]


def _meta(root: _Element, name: str) -> str:
    return next((words for words in _metas(root, name) if words), "")


def _words(element: _Element | None) -> str:
    return "" if element is None else " ".join("".join(str(text) for text in element.itertext()).split())


def _titled(heading: str) -> str:
    """Write a heading in capitals as a title: "CRIMES AND CRIMINAL PROCEDURE" is "Crimes and Criminal Procedure"."""
    if heading != heading.upper():
        return heading
    words = [word.lower() for word in heading.split()]
    return " ".join(word if i and word in _SMALL else re.sub(r"(^|[-—(“])(\w)", lambda m: m[1] + m[2].upper(), word) for i, word in enumerate(words))


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _day(text: str) -> date | None:
    """Read a day as an act prints it: "Approved March 27, 2017."."""
    found = _DAY.search(text)
    if found is None or found["month"][:3].lower() not in _MONTHS:
        return None
    try:
        return date(int(found["year"]), _MONTHS.index(found["month"][:3].lower()) + 1, int(found["day"]))
    except ValueError:
        return None
