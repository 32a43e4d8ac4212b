"""The consolidated Acts and regulations of Canada, in the XML of the Department of Justice, English or French.

Sections, subsections and paragraphs are provisions; marginal notes are their
headings. A definition belongs to the section that it stands in, under its term.
What is not law in force (amendments that wait for their day, related
provisions of other Acts) stays in the text but can never be cited.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from ingest.document import Document, Source
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_justice_line import Place
from ingest.parse_justice_places import Places, words_of
from ingest.parse_justice_text import Reader, texts
from ingest.parse_xml import read_xml, tag
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

_PUBLISHER = "Department of Justice Canada"
_LICENCE = "Open Government Licence - Canada; Reproduction of Federal Law Order, SI/97-5"
_SITE = "https://laws-lois.justice.gc.ca"


def parse_justice(data: bytes, origin: Origin) -> Document:
    """Build the checked Document of a Statute or Regulation."""
    root = read_xml(data, origin.name)
    french = _attribute(root, "lang") == "fr"
    in_force = _attribute(root, "in-force") != "no"
    source = _source(root, origin, french=french, in_force=in_force)
    outline = Outline(source, origin.name)
    places = Places(outline, "art" if french else "s")
    if not in_force:
        outline.note("this text is not in force")
    Reader(outline, places).read(root, Place(Pinpoint(source.citation), "", () if in_force else ("Not in force",)))
    outline.numbered("sections", places.sections, as_enacted=False)
    return outline.document(texts(root))


def _source(root: _Element, origin: Origin, *, french: bool, in_force: bool) -> Source:
    citation = _citation(root, french=french) or origin.label
    long = words_of(root.find("{*}Identification/{*}LongTitle"))
    title = words_of(root.find("{*}Identification/{*}ShortTitle")) or long or citation
    return origin.official(
        citation=citation,
        title=title if in_force else f"{title} (not in force)",
        publisher=_PUBLISHER,
        jurisdiction="CA",
        kind="regulation" if tag(root) == "Regulation" else "statute",
        url=_url(root, french=french),
        licence=_LICENCE,
        aliases=(long,) if long and long != title else (),
        text_as_of=_day(root, "current-date"),
        # The point in time of the file moves on also when an amendment is announced that is not in force.
        valid_from=_day(root, "lastAmendedDate") or _day(root, "pit-date"),
    )


def _citation(root: _Element, *, french: bool) -> str:
    """Return the citation: instrument number, chapter of the Revised Statutes, or chapter of a year's Acts."""
    instrument = _identified(root, "InstrumentNumber")
    revised, chapter = ("L.R.C. ({})", "ch.") if french else ("R.S.C. {}", "c.")
    number, year = _identified(root, "Chapter/{*}AnnualStatuteId/{*}AnnualStatuteNumber"), _identified(root, "Chapter/{*}AnnualStatuteId/{*}YYYY")
    consolidated = root.find("{*}Identification/{*}Chapter/{*}ConsolidatedNumber")
    if instrument:
        return instrument
    if consolidated is not None and consolidated.get("official") == "yes":
        return f"{revised.format(1985)}, {chapter} {words_of(consolidated)}"
    if not number or not year:
        return ""
    annual = root.find("{*}Identification/{*}Chapter/{*}AnnualStatuteId")
    if annual is not None and annual.get("revised-statute") == "yes":
        return f"{revised.format(year)}, {chapter} {number}"
    return f"{'L.C.' if french else 'S.C.'} {year}, {chapter} {number}"


def _url(root: _Element, *, french: bool) -> str:
    instrument = _identified(root, "InstrumentNumber").replace("/", "-").replace(" ", "_")
    consolidated = _identified(root, "Chapter/{*}ConsolidatedNumber")
    annual = "_".join(_identified(root, f"Chapter/{{*}}AnnualStatuteId/{{*}}{name}") for name in ("YYYY", "AnnualStatuteNumber"))
    language = "fra" if french else "eng"
    if instrument:
        return f"{_SITE}/{language}/{'reglements' if french else 'regulations'}/{quote(instrument, safe=',')}/"
    if consolidated:
        return f"{_SITE}/{language}/{'lois' if french else 'acts'}/{quote(consolidated)}/"
    return f"{_SITE}/{language}/{'LoisAnnuelles' if french else 'AnnualStatutes'}/{quote(annual)}/" if len(annual) > 1 else f"{_SITE}/{language}/"


def _identified(root: _Element, path: str) -> str:
    return words_of(root.find(f"{{*}}Identification/{{*}}{path}"))


def _attribute(root: _Element, name: str) -> str:
    return next((str(value) for key, value in root.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _day(root: _Element, name: str) -> date | None:
    try:
        return date.fromisoformat(_attribute(root, name))
    except ValueError:
        return None
