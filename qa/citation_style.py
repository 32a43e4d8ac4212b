"""Citation styles: each source cited as lawyers of its country cite it.

The United States by the Bluebook, the United Kingdom by OSCOLA, Canada by the McGill Guide, Australia by the AGLC; the European Union in
the short form that OSCOLA and the Court of Justice share; treaties and other countries' law by OSCOLA's rules for foreign material.

    18 U.S.C. § 2258A(e)                                        Bluebook 12.3: no year since the 21st edition
    28 C.F.R. § 81.2(a) (2026)                                  Bluebook 14.2: the year of the text
    REPORT Act, Pub. L. No. 118-59, § 4(a)                      Bluebook 12.4
    Carpenter v. United States, 585 U.S. 296, 310 (2018)        Bluebook 10
    Online Safety Act 2023, sch 13, para 4(1)                   OSCOLA 2.4
    Harbour Regulations 2026, SI 2026/1, reg 3(1)               OSCOLA 2.5
    Regulation (EU) 2022/2065, art 18(1)                        EU short form
    Case C-470/21 La Quadrature du Net II, para 37              OSCOLA 2.6
    Data Protection Act, SC 2000, c 5, s 7(3)                   McGill 2.1: no full stops
    Online Safety Act 2021 (Cth) s 5                            AGLC 3.1: no comma before the pinpoint

What a guide asks for and no source tells (page of the Statutes at Large, an OJ reference, an ECLI) is left out, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.errors import PinpointError
from ingest.pinpoint import Locator, Pinpoint
from qa.answer import Citation, CitedSource

_LAW = frozenset({"statute", "regulation", "treaty"})
_BLUEBOOK = {"Part": "pt.", "Chapter": "ch.", "app": "app.", "para": "para.", "art": "art.", "sch": "sched.", "s": "§", "annex": "annex"}
_OSCOLA = {"Part": "pt", "Chapter": "ch"}
_CASES = re.compile(r"^(?P<name>.+) \((?P<numbers>[CTF]-\d+/\d+.*)\)$")
_REPORT = re.compile(r"^(?P<name>.+?)(?P<rest>, (?P<report>\d+ .+? (?P<page>\d+))(?P<court> \(.*\))?| \(.*\)|, .*)$")
_INSTRUMENT = re.compile(r"\b(?:Regulations|Order|Rules|Scheme|Measure) \d{4}$")
_CANADIAN = re.compile(r"\b(?:Act|Code|Regulations|Rules|Order|Loi\b.*|Règlement\b.*)(?:, \d{4})?$")
_ACT = re.compile(r"^.*?\bAct(?: of \d{4})?\b")
_AUSTRALIAN = re.compile(r"^(?P<title>.+) (?P<place>\((?:Cth|ACT|NSW|NT|Qld|SA|Tas|Vic|WA)\))$")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a citation that are set alike."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Styled:
    """A citation in its country's style; ``str`` gives the words without italics."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        """Return the citation's plain words."""
        return "".join(run.text for run in self.runs)


def style(citation: Citation, source: CitedSource) -> Styled:
    """Return one citation, with its pinpoint, in the style of the source's country."""
    return _styled(source, citation.pinpoint)


def style_source(source: CitedSource) -> Styled:
    """Return a whole source in the style of its country."""
    return _styled(source, source.citation)


def _styled(source: CitedSource, printed: str) -> Styled:
    try:
        pinpoint = Pinpoint.parse(printed)
    except PinpointError:
        return _plain(printed)
    work, locators = pinpoint.work, pinpoint.locators
    if work.endswith((" U.S.C.", " C.F.R.")) and locators:
        return _us_code(pinpoint, source)
    if re.match(r"Pub\. L\. \d", work):
        return _public_law(work, locators, source)
    if source.kind == "case":
        return _case(work, locators)
    if source.kind not in _LAW or source.form == "user" or source.jurisdiction == "US":
        return _plain(printed)
    if source.jurisdiction == "CA":
        return _canadian(work, locators, source)
    if source.jurisdiction == "AU":
        return _australian(work, locators)
    return _oscola(work, locators, source)


def _plain(text: str) -> Styled:
    return Styled((Run(text),))


def _us_code(pinpoint: Pinpoint, source: CitedSource) -> Styled:
    text = f"{pinpoint.work} {_places(pinpoint.locators, _BLUEBOOK, ' ')}"
    if pinpoint.work.endswith("C.F.R.") and source.text_as_of:
        text += f" ({source.text_as_of.year})"
    return _plain(text)


def _public_law(work: str, locators: tuple[Locator, ...], source: CitedSource) -> Styled:
    named = _ACT.match(source.title)
    name = f"{named[0]}, " if named and source.citation == work else ""
    return _plain(name + work.replace("Pub. L. ", "Pub. L. No. ") + _after(locators, _BLUEBOOK, ", ", " "))


def _case(work: str, locators: tuple[Locator, ...]) -> Styled:
    european = _CASES.match(work)
    if european:
        numbers = european["numbers"]
        before = "Joined Cases" if " and " in numbers or "," in numbers else "Case"
        return _joined(Run(f"{before} {numbers} "), Run(european["name"], italic=True), Run(_after(locators, _OSCOLA)))
    reported = _REPORT.match(work)
    if not reported:
        return _plain(work + _after(locators, {}))
    name, rest = reported["name"], reported["rest"]
    page = locators[0].number if locators and locators[0].unit == "p" else ""
    if page.isdecimal() and reported["page"] and int(page) >= int(reported["page"]):
        return _joined(Run(name, italic=True), Run(f", {reported['report']}, {page}{reported['court'] or ''}{_after(locators[1:], {})}"))
    return _joined(Run(name, italic=True), Run(rest + _after(locators, {})))


def _canadian(work: str, locators: tuple[Locator, ...], source: CitedSource) -> Styled:
    bare = re.sub(r"(?<=[A-Za-z])\.(?=[A-Z ,]|$)", "", work)
    bare = re.sub(r"^(R?[SL]R?C), (?=\d{4},)", r"\1 ", bare)
    after = Run(f"{bare}{_after(locators, _OSCOLA)}")
    if _CANADIAN.search(source.title) and source.citation == work and source.title != work:
        return _joined(Run(source.title, italic=True), Run(f", {after.text}"))
    return Styled((after,))


def _australian(work: str, locators: tuple[Locator, ...]) -> Styled:
    named = _AUSTRALIAN.match(work)
    if not named:
        return _plain(work + _after(locators, {"Part": "pt", "Chapter": "ch"}, " ", " "))
    return _joined(Run(named["title"], italic=True), Run(f" {named['place']}{_after(locators, {'Part': 'pt', 'Chapter': 'ch'}, ' ', ' ')}"))


def _oscola(work: str, locators: tuple[Locator, ...], source: CitedSource) -> Styled:
    name = ""
    if source.citation == work and source.title != work:
        # A title that only describes the source is no name; an instrument's name ends in its year.
        is_named = _INSTRUMENT.search(source.title) if re.match(r"SS?I \d", work) else source.kind == "treaty"
        name = f"{source.title}, " if is_named else ""
    return _plain(name + work.replace("ETS No. ", "ETS No ") + _after(locators, _OSCOLA))


def _joined(*runs: Run) -> Styled:
    return Styled(tuple(run for run in runs if run.text))


def _after(locators: tuple[Locator, ...], units: dict[str, str], before: str = ", ", between: str = ", ") -> str:
    return before + _places(locators, units, between) if locators else ""


def _places(locators: tuple[Locator, ...], units: dict[str, str], between: str) -> str:
    places = (str(Locator(units.get(locator.unit, locator.unit), locator.number, locator.subs)) for locator in locators)
    return between.join(places)
