"""Which law a CLML file holds, and as of which day: read from its metadata, its addresses and its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.document import Kind, Source
from ingest.origin import Origin
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

JURISDICTION = "GB"
PUBLISHER = "The National Archives, legislation.gov.uk"
LICENCE = "Crown copyright, Open Government Licence v3.0"

# How a series of instruments is cited; Acts, Measures and treaties are cited by their titles.
_SERIES = {
    "UnitedKingdomStatutoryInstrument": "SI",
    "WelshStatutoryInstrument": "SI",
    "NorthernIrelandOrderInCouncil": "SI",
    "ScottishStatutoryInstrument": "SSI",
    "NorthernIrelandStatutoryRule": "SR",
    "UnitedKingdomStatutoryRuleOrOrder": "SR&O",
    "NorthernIrelandStatutoryRuleOrOrder": "SR&O (NI)",
}
_ADDRESSES = {
    "UnitedKingdomPublicGeneralAct": "ukpga", "UnitedKingdomLocalAct": "ukla", "ScottishAct": "asp", "WelshParliamentAct": "asc",
    "WelshNationalAssemblyAct": "anaw", "WelshAssemblyMeasure": "mwa", "UnitedKingdomChurchMeasure": "ukcm", "NorthernIrelandAct": "nia",
    "UnitedKingdomStatutoryInstrument": "uksi", "WelshStatutoryInstrument": "wsi", "ScottishStatutoryInstrument": "ssi",
    "NorthernIrelandOrderInCouncil": "nisi", "NorthernIrelandStatutoryRule": "nisr",
}  # fmt: skip
# Acts whose sections are printed with a full stop after the number.
_WITH_STOPS = {"NorthernIrelandAct", "NorthernIrelandParliamentAct", "NorthernIrelandAssemblyMeasure"}
_MINOR_UNITS = {"regulation": "reg", "rule": "reg", "order": "art", "scheme": "para", "resolution": "para"}
_TITLE_UNITS = ((r"\bRegulations?\b|\bRheoliadau\b", "reg"), (r"\bRules?\b|\bRheolau\b", "reg"), (r"\bScheme\b|\bCynllun\b", "para"))

_ITEM = re.compile(r"legislation\.gov\.uk/(?:id/)?([a-z]{3,5}/(?:\d{4}/[^/?#]+|[A-Za-z0-9]+/[^/?#]+/[^/?#]+))(?P<rest>[^?#]*)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AS_MADE = re.compile(r"/(?:enacted|made|adopted|created)(?:/|$)")
_EU_NUMBER = re.compile(
    r"(?:(?:Commission|Council|Implementing|Delegated|Framework) )*"
    r"(?P<kind>Regulation|Directive|Decision) (?:\((?:EU|EC|EEC|Euratom)[^)]*\) )?(?:No )?\d[\d/]*(?:/(?:EU|EC|EEC|JHA|Euratom))?"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file says of itself: the work, its kind, the unit of its body, and the days of this text.

    ``as_enacted`` marks the text as first made, ``part_only`` a file that holds a section or a schedule alone.
    ``day`` is the day whose law the text states.
    """

    citation: str
    title: str
    kind: Kind
    url: str
    unit: str
    stops: bool
    as_enacted: bool
    part_only: bool
    day: date | None
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]
    notes: tuple[str, ...]
    paragraphs: int | None

    def source(self, origin: Origin) -> Source:
        """Return the Source of the file."""
        return origin.official(
            citation=self.citation,
            title=self.title,
            publisher=PUBLISHER,
            jurisdiction=JURISDICTION,
            kind=self.kind,
            url=self.url,
            licence=LICENCE,
            aliases=self.aliases,
            text_as_of=self.day,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class _Metadata:
    """Looks up values by element name; damaged or missing ones read as empty."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        here = next((child for child in root if tag(child) == "Metadata"), None)
        self._elements: dict[str, list[_Element]] = {}
        for element in here.iter() if here is not None else ():
            self._elements.setdefault(tag(element), []).append(element)

    def words(self, name: str) -> str:
        found = self._elements.get(name, [])
        return " ".join("".join(found[0].itertext()).split()) if found else ""

    def value(self, name: str, attribute: str = "Value") -> str:
        return next((value for e in self._elements.get(name, []) if (value := (e.get(attribute) or "").strip())), "")

    def day(self, name: str) -> date | None:
        return earliest([e.get("Date") or "".join(e.itertext()) for e in self._elements.get(name, [])])

    def identifiers(self) -> list[str]:
        words = ["".join(e.itertext()).strip() for e in self._elements.get("identifier", [])]
        base = self.root.get("{http://www.w3.org/XML/1998/namespace}base")
        return [text for text in (self.root.get("IdURI"), base, self.root.get("DocumentURI"), *words) if text]


def identify(root: _Element, origin: Origin) -> Identity:
    """Read what the file says of itself; what it does not say is taken from its head, its addresses or its file name."""
    found = _Metadata(root)
    main, status = found.value("DocumentMainType"), found.value("DocumentStatus")
    title = _title(found, root, origin)
    address = " ".join(found.identifiers())
    as_made = status == "final" or (status != "revised" and _AS_MADE.search(address) is not None)
    secondary = found.value("DocumentCategory") == "secondary" or (not main and _child(root, "Secondary"))
    day, first, last = _days(found, as_made=as_made)
    return Identity(
        citation=_citation(found, main, title),
        title=title,
        kind=_kind(main, secondary=secondary),
        url=_url(found, main, as_made=as_made),
        unit=_unit(found, title, secondary=secondary, european=_is_european(main, root)),
        stops=secondary or main in _WITH_STOPS,
        as_enacted=as_made,
        part_only=_part_only(found),
        day=day,
        valid_from=first,
        valid_to=last,
        aliases=_aliases(root, title, secondary=secondary),
        notes=_notes(found, status, address),
        paragraphs=int(count) if re.fullmatch(r"\d{1,7}", count := found.value("TotalParagraphs")) else None,
    )


def earliest(values: list[str]) -> date | None:
    """Return the first of the days written in some values; what is no day is passed over."""
    days = [day for value in values if (day := written_day(value)) is not None]
    return min(days, default=None)


def written_day(value: str | None) -> date | None:
    """Return the day that a value begins with."""
    m = _DAY.match((value or "").strip())
    try:
        return date.fromisoformat(m.group()) if m else None
    except ValueError:
        return None


def _child(root: _Element, name: str) -> bool:
    return any(tag(child) == name for child in root)


def _is_european(main: str, root: _Element) -> bool:
    return main.startswith("EuropeanUnion") or _child(root, "EURetained")


def _title(found: _Metadata, root: _Element, origin: Origin) -> str:
    title = found.words("title") or _in_head(root, "Title") or _in_head(root, "MultilineTitle") or origin.label
    return re.sub(r",? (\d{4})$", r" \1", title.replace('"', "'"))


def _in_head(root: _Element, name: str) -> str:
    """Return the words of an element of the head matter."""
    for head in root.iter():
        if tag(head).endswith("Prelims"):
            return next((" ".join("".join(child.itertext()).split()) for child in head if tag(child) == name), "")
    return ""


def _citation(found: _Metadata, main: str, title: str) -> str:
    series, year, number = _SERIES.get(main), found.value("Year"), found.value("Number")
    if series and re.fullmatch(r"\d{4}", year) and re.fullmatch(r"\d{1,5}[A-Za-z]?", number):
        return f"{series} {year}/{number.lstrip('0') or number}"
    european = _EU_NUMBER.match(title) or _EU_NUMBER.match(found.words("alternative"))
    if main.startswith("EuropeanUnion") and european:
        return f"{european.group()[european.start('kind') - european.start() :]} (UK)"
    return title


def _kind(main: str, *, secondary: bool) -> Kind:
    if main == "EuropeanUnionTreaty":
        return "treaty"
    return "regulation" if secondary or main.startswith("EuropeanUnion") else "statute"


def _unit(found: _Metadata, title: str, *, secondary: bool, european: bool) -> str:
    if european:
        return "art"
    if not secondary:
        return "s"
    minor = _MINOR_UNITS.get(found.value("DocumentMinorType"))
    return minor or next((unit for pattern, unit in _TITLE_UNITS if re.search(pattern, title)), "art")


def _url(found: _Metadata, main: str, *, as_made: bool) -> str:
    for text in found.identifiers():
        m = _ITEM.search(text)
        if m:
            return f"https://www.legislation.gov.uk/{m.group(1)}"
    year, number = found.value("Year"), found.value("Number")
    known = main in _ADDRESSES and year.isdigit() and number.isalnum()
    return f"https://www.legislation.gov.uk/{_ADDRESSES[main]}/{year}/{number}" if known else "https://www.legislation.gov.uk"


def _part_only(found: _Metadata) -> bool:
    rests = [m["rest"] for text in found.identifiers() if (m := _ITEM.search(text))]
    return any(re.match(r"/(?!enacted|made|adopted|created|prospective|welsh|english|data|\d{4}-)[a-z]", rest) for rest in rests)


def _days(found: _Metadata, *, as_made: bool) -> tuple[date | None, date | None, date | None]:
    """Return the day whose law the text states, and the first and last day of this version of it.

    A text of the past is as of its first day; the current one as of the day when the editors last worked on it.
    """
    valid, start = written_day(found.words("valid")), written_day(found.root.get("RestrictStartDate"))
    made = found.day("EnactmentDate") or found.day("Made")
    if as_made:
        return made or valid, found.day("DateTime") or valid or made, None
    first = valid or start or made
    end = written_day(found.root.get("RestrictEndDate"))
    last = end - timedelta(days=1) if end is not None and first is not None and end > first else None
    dated = any(_DAY.search(m["rest"]) for text in found.identifiers() if (m := _ITEM.search(text)))
    edited = None if dated or last else written_day(found.words("modified"))
    return max((d for d in (first, edited) if d is not None), default=None), first, last


def _aliases(root: _Element, title: str, *, secondary: bool) -> tuple[str, ...]:
    """The chapter number of an Act ("1998 c. 42"), and a title without its article."""
    printed = _in_head(root, "Number")
    bare = title.removeprefix("The ") if secondary else ""
    return tuple(alias for alias in dict.fromkeys((printed, bare)) if alias and alias != title)


def _notes(found: _Metadata, status: str, address: str) -> tuple[str, ...]:
    notes = []
    if found.words("language") == "cy" or "/welsh" in (found.root.get("DocumentURI") or ""):
        notes.append("this is the Welsh text of the law")
    if status == "draft":
        notes.append("this is a draft, which has not been made")
    return tuple(notes)
