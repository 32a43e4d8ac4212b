"""Which law, bill or judgment an Akoma Ntoso document is, and as of which day: read from its FRBR metadata, its addresses and its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest import parse_clml_meta as clml
from ingest.document import Kind, Source
from ingest.origin import Origin
from ingest.parse_akn_names import child_of, spoken
from ingest.parse_clml_meta import written_day
from ingest.parse_xml import tag
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

# Countries whose laws are told apart from others of the same title by their name in brackets.
_COUNTRIES = {
    "ao": "Angola", "au": "Australia", "bw": "Botswana", "cm": "Cameroon", "et": "Ethiopia", "gh": "Ghana", "gm": "Gambia", "ie": "Ireland", "in": "India",
    "ke": "Kenya", "lr": "Liberia", "ls": "Lesotho", "mu": "Mauritius", "mw": "Malawi", "mz": "Mozambique", "na": "Namibia", "ng": "Nigeria",
    "nz": "New Zealand", "pk": "Pakistan", "rw": "Rwanda", "sc": "Seychelles", "sl": "Sierra Leone", "sz": "Eswatini", "tz": "Tanzania", "ug": "Uganda",
    "za": "South Africa", "zm": "Zambia", "zw": "Zimbabwe",
}  # fmt: skip
# Laws of these are cited as they are.
_WITHOUT_NAME = frozenset({"gb", "uk", "eu", "us", "ca", "un", ""})
_KENYA = ("Kenya Law (National Council for Law Reporting)", "Kenyan legislation, freely reproducible (National Council for Law Reporting)")
_SERIES = {"uksi": "SI", "wsi": "SI", "nisi": "SI", "ssi": "SSI", "nisr": "SR"}
_MINOR = frozenset("ln gn gnr rn si sro sr proc by-law bylaw regulation regulations rules order notice proclamation uksi wsi nisi ssi nisr".split())
_UNTITLED = {"ln": "Legal Notice", "gn": "Government Notice", "by-law": "By-law", "act": "Act", "bill": "Bill", "judgment": "Judgment"}
_MINOR_TITLE = re.compile(r"\b(?:Regulations?|Rules?|Order|By-?laws?|Notice|Proclamation)\b[^a-z]*$", re.IGNORECASE)
# Which unit a ``section`` is, by the title of what it stands in.
_TITLE_UNITS = ((r"\bRegulations?\b", "reg"), (r"\bRules?\b", "reg"), (r"\b(?:Order|Notice)\b", "para"), (r"^Constitution of Kenya\b", "art"))

_URI = re.compile(
    r"(?:^|/)(?:akn/)?(?P<country>[a-z]{2})(?:-(?P<place>\w+))?/(?P<kind>[a-zA-Z]+)(?P<between>(?:/[a-zA-Z-]+)*)/(?P<year>\d{4})\b[\d-]*(?:/(?P<number>[^/@!]+))?"
)
_BRITISH = re.compile(r"legislation\.gov\.uk/(?:id/)?(?P<series>[a-z]{3,5})/(?P<year>\d{4})/(?P<number>\d+)")
_VERSION = re.compile(r"[@:](\d{4}-\d\d-\d\d)")
_EU_NUMBER = re.compile(r"\b(?:Regulation|Directive|Decision) \((?:EU|EC|EEC|Euratom)[^)]*\) (?:No )?\d+/\d+|\b(?:Directive|Decision) \d+/\d+/E[CU]\b")
_YEAR = re.compile(r"\b(?:1[4-9]|20)\d\d\b")
# The chapter or number of an Act, which some titles end in.
_NO = r"(?:No\.?|Number)\s*\d+\w*\s+of\s+\d{4}"
_CAP = r"(?:Cap\.?|Chapter|Ch\.)\s*\d+\w*"
_NUMBERED = re.compile(rf"\s*[,;(\[]\s*(?:(?:Act|Law)\s+)?(?:{_NO}|{_CAP}|\d+ of \d{{4}})[)\]]?$|\s+(?:{_NO}|{_CAP})$", re.IGNORECASE)
_SMALL = re.compile(r"(?<=[\w,)] )(?:A|An|And|As|At|By|For|From|In|Of|On|Or|The|To|With)\b")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says of itself: the work and its name, its kind, the unit of its sections, and the days of this text."""

    uri: str
    citation: str
    title: str
    kind: Kind
    jurisdiction: str
    publisher: str
    licence: str
    url: str
    unit: str
    english: bool
    day: date | None
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]
    notes: tuple[str, ...]

    def source(self, origin: Origin) -> Source:
        """Return the Source of the file."""
        return origin.official(
            citation=self.citation,
            title=self.title,
            publisher=self.publisher,
            jurisdiction=self.jurisdiction,
            kind=self.kind,
            url=self.url,
            licence=self.licence,
            aliases=self.aliases,
            text_as_of=self.day,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class _Metadata:
    """Looks up values in the ``meta`` of a document; what is missing reads as empty."""

    def __init__(self, document: _Element) -> None:
        self.document = document
        meta = child_of(document, "meta")
        self.elements = list(meta.iter()) if meta is not None else []
        self.uri = self.value("FRBRWork", "FRBRuri") or self.value("FRBRWork", "FRBRthis").partition("/!")[0]
        self.expression = self.value("FRBRExpression", "FRBRuri") or self.value("FRBRExpression", "FRBRthis")
        british = _BRITISH.search(self.uri)
        found = None if british else _URI.search(self.uri)
        address = british or found
        self.series = british["series"] if british else ""
        country = "gb" if british else (found["country"] if found else "") or self.value("FRBRWork", "FRBRcountry").lower()[:2]
        self.country = {"uk": "gb"}.get(country, country)
        self.place = (found["place"] or "") if found else ""
        self.between = found["between"].strip("/").split("/") if found else [""]
        self.year = address["year"] if address else self.value("FRBRWork", "FRBRdate", "date")[:4]
        self.number = (address["number"] or "") if address else self.value("FRBRWork", "FRBRnumber")

    def level(self, name: str) -> list[_Element]:
        return next((list(e) for e in self.elements if tag(e) == name), [])

    def value(self, level: str, name: str, attribute: str = "value") -> str:
        return next((text for e in self.level(level) if tag(e) == name and (text := (e.get(attribute) or "").strip())), "")

    def words(self, name: str) -> str:
        """Return the words of the first element of a name that the metadata hold."""
        return next((spoken(e) for e in self.elements if tag(e) == name), "")

    def printed(self, name: str) -> str:
        """Return the words of the first element of a name that the document itself holds, such as its ``docTitle``."""
        return next((text for e in self.document.iter() if tag(e) == name and (text := spoken(e))), "")


def identify(document: _Element, origin: Origin) -> Identity:
    """Read what a document says of itself; what it does not say is taken from its head, its addresses or its file name."""
    found = _Metadata(document)
    title = _title(found, origin)
    kind = _kind(found, title)
    day = written_day((m := _VERSION.search(found.expression)) and m.group(1)) or written_day(found.value("FRBRExpression", "FRBRdate", "date"))
    last = _repealed(found, day)
    publisher, licence = _rights(found)
    return Identity(
        uri=found.uri,
        citation=_readable(_citation(found, title, kind)),
        title=title,
        kind=kind,
        jurisdiction={"": "INT", "un": "INT"}.get(found.country, found.country.upper()),
        publisher=publisher,
        licence=licence,
        url=_url(found),
        unit=_unit(found, title),
        english=(found.value("FRBRExpression", "FRBRlanguage", "language") or "eng").lower().startswith("en"),
        day=day or written_day(found.value("FRBRWork", "FRBRdate", "date")),
        valid_from=None if kind in ("case", "document") else day,
        valid_to=last,
        aliases=_aliases(found, title),
        notes=_notes(found, last),
    )


def periods(document: _Element) -> dict[str, tuple[date | None, date | None]]:
    """Return the days between which the parts of each period are in force: from the first, and until before the second."""
    events = {e.get("eId") or e.get("id") or "": written_day(e.get("date")) for e in document.iter() if tag(e) == "eventRef"}
    found: dict[str, tuple[date | None, date | None]] = {}
    for group in document.iter():
        if tag(group) != "temporalGroup":
            continue
        for interval in group:
            first, end = (events.get((interval.get(name) or "").lstrip("#")) for name in ("start", "end"))
            found.setdefault(group.get("eId") or group.get("id") or "", (first, end))
    return found


def _title(found: _Metadata, origin: Origin) -> str:
    aliases = [text for e in found.level("FRBRWork") if tag(e) == "FRBRalias" and re.search(r"[^\W\d_]{3}", text := e.get("value") or "") and "/" not in text]
    named = found.value("FRBRWork", "FRBRname") if tag(found.document) == "judgment" else ""
    candidates = (*aliases, found.words("title"), named, found.printed("shortTitle"), found.printed("docTitle"), _by_number(found), origin.label)
    title = next((tidy for text in candidates if (tidy := _tidy(text)) and len(tidy) <= 300), origin.label)
    legal = tag(found.document) in ("act", "bill") and found.country not in ("eu", "un", "")
    return f"{title} {found.year}" if legal and found.year and not _YEAR.search(title) else title


def _tidy(title: str) -> str:
    """Return a title without its article, its chapter number, and the comma before its year; one in capitals as it is written else."""
    title = " ".join(title.replace('"', "'").split())
    if title.isupper():
        title = _SMALL.sub(lambda m: m.group().lower(), re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda m: m.group().capitalize(), title))
    title = re.sub(r"^The (?=[A-Z])", "", title)
    shorter = _NUMBERED.sub("", title)
    title = re.sub(r",? \(?((?:1[4-9]|20)\d\d)\)?$", r" \1", shorter or title).strip(" .;,")
    return _readable(title)


def _readable(name: str) -> str:
    """Return a name without its commas, if what follows one reads like a place in a work ("Finance Bill, Part 2")."""
    return name if not name or Pinpoint.parse(name) == Pinpoint(name) else name.replace(",", "")


def _by_number(found: _Metadata) -> str:
    """Name a document that has no title: "Legal Notice 12 of 2020"."""
    name = _UNTITLED.get(found.between[0]) or _UNTITLED.get(tag(found.document), "Document")
    return f"{name} {found.number} of {found.year}" if found.year and found.number else ""


def _kind(found: _Metadata, title: str) -> Kind:
    name = tag(found.document)
    if name == "judgment":
        return "case"
    if name != "act":
        return "document"
    minor = any(part in _MINOR for part in (*found.between, found.series)) or _MINOR_TITLE.search(title)
    return "regulation" if minor or found.country == "eu" else "statute"


def _citation(found: _Metadata, title: str, kind: Kind) -> str:
    if found.series in _SERIES:
        return f"{_SERIES[found.series]} {found.year}/{found.number}"
    european = _EU_NUMBER.search(title) if found.country == "eu" else None
    if european:
        return european.group()
    if kind == "case":
        neutral = " ".join((found.printed("neutralCitation") or found.words("cite")).split())
        return title if not neutral or neutral in title or len(neutral) > 60 else f"{title} {neutral}"
    if found.country in _WITHOUT_NAME:
        return title
    name = _COUNTRIES.get(found.country, found.country.upper())
    local = f", {found.place.upper()}" if found.place else ""
    return title if f"({name}" in title else f"{title} ({name}{local})"


def _rights(found: _Metadata) -> tuple[str, str]:
    if found.country == "ke":
        return _KENYA
    if found.series:
        return clml.PUBLISHER, clml.LICENCE
    organizations = {e.get("eId") or e.get("id") or "": e.get("showAs") or "" for e in found.elements if tag(e) == "TLCOrganization"}
    authors = [found.value(level, "FRBRauthor", "href").lstrip("#") for level in ("FRBRManifestation", "FRBRExpression", "FRBRWork")]
    return next((name for author in authors if (name := organizations.get(author, ""))), ""), ""


def _url(found: _Metadata) -> str:
    british = _BRITISH.search(found.uri)
    if british:
        return f"https://www.legislation.gov.uk/{british['series']}/{british['year']}/{british['number']}"
    if found.country == "ke" and _URI.search(found.uri):
        path = re.sub(r"^/(?:akn/)?", "", found.uri.partition("/!")[0]).rstrip("/")
        return f"https://new.kenyalaw.org/akn/{path}/"
    return found.uri if re.match(r"https?://[^\s\"<>]+$", found.uri) else ""


def _unit(found: _Metadata, title: str) -> str:
    if tag(found.document) == "judgment":
        return "para"
    if tag(found.document) not in ("act", "bill"):
        return "s"
    return next((unit for pattern, unit in _TITLE_UNITS if re.search(pattern, title)), "s")


def _repealed(found: _Metadata, day: date | None) -> date | None:
    """Return the last day of a law that the file's own history says was repealed."""
    days = [d for e in found.elements if tag(e) == "eventRef" and e.get("type") == "repeal" and (d := written_day(e.get("date"))) is not None]
    end = max(days, default=None)
    return end - timedelta(days=1) if end is not None and (day is None or end > day) else None


def _aliases(found: _Metadata, title: str) -> tuple[str, ...]:
    """The title without its year, and the number of an Act: "Act No. 5 of 2018"."""
    undated = re.sub(r"(?<! of) \d{4}$", "", title)
    numbered = f"Act No. {found.number} of {found.year}" if tag(found.document) == "act" and found.number.isdigit() and found.between == [""] else ""
    if found.series:
        numbered = ""
    return tuple(alias for alias in dict.fromkeys((undated, numbered)) if alias and alias != title)


def _notes(found: _Metadata, last: date | None) -> tuple[str, ...]:
    notes = []
    if tag(found.document) == "bill":
        notes.append("this is a bill, which is not law")
    if last is not None:
        notes.append(f"this law was repealed; its last day was {last.isoformat()}")
    kept = sum(1 for e in found.elements if tag(e) == "note")
    if kept:
        notes.append(f"this text leaves out {kept} editorial notes that the file keeps among its metadata")
    return tuple(notes)
