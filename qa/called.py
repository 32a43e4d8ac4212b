"""Called: how rulings and acts are called for short, by one party ("since Maher") and by their year ("Data Protection Act 1998").

Ambiguity names nothing: of two rulings with one party the court or the year named tells which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from qa.asked import years
from qa.glossary import COMPANIES
from qa.places import circuits_named, other_places_named

_VERSUS = re.compile(r"(?:.*\s)?(?P<one>[A-Z][\w'’-]+) v\.? (?:[A-Z]\. )?(?:.*?\s)?(?P<other>[A-Z][\w'’-]+)(?=,| \(|$)")
_NO_PARTY: Final = frozenset({"States", "Alliance"})
_RULING: Final = r"(?:case|ruling|decision|judge?ment|opinion|holding|court)"
# After these a capitalised name alone is a ruling's, and at the head of a question before these.
_AFTER: Final = (
    *("under", "since", "after", "following", "per", "post", "overrule", "overruled", "distinguish", "distinguished", "holding of", "meaning of"),
    *(f"{verb} in" for verb in "hold held holds decide decided rule ruled ruling say said says find found holding reason reasoned reasoning".split()),
)
_ABOUT_IT: Final = r"(?:apply|applies|still|hold|held|require|decide|decided|say|mean|overrule|allow|change|changed|bind|binding|good law)"
_SUPREME_COURT = re.compile(r"\bsupreme court\b|\bscotus\b", re.IGNORECASE)
_ITS_REPORTS = re.compile(r"\bU\.S\. \d|\bSCC \d|\bUKSC \d|\bINSC \d")
_YEAR = re.compile(r"(?P<named> of)? ?(?P<bracket>\()?(?<=[ (])(?P<year>(?:19|20)\d\d)(?![\d/])\)?")


@dataclass(frozen=True, slots=True)
class Year:
    """A year that is part of the name of an act, and where it ends."""

    year: str
    end: int


def parties(citation: str) -> tuple[str, ...]:
    """Return the parties of a ruling by which it is called; a state, a country or a company names none."""
    m = _VERSUS.match(citation)
    return tuple(p for p in m.groups() if p not in _NO_PARTY and p.lower() not in COMPANIES and not other_places_named(p)) if m else ()


def spoken_of(party: str) -> re.Pattern[str]:
    """Return what finds a party's name where it is that of a ruling ("the Harish case", "held in Maher", "Maher: ..."), and not that of a person or a place."""
    name = re.escape(party)
    behind = "|".join(rf"(?<=\b[{word[0].upper()}{word[0]}]{re.escape(word[1:])} )" for word in _AFTER)
    alone = r"(?![\w'’&-]| [A-Z][a-z]| & | v\.? )"
    return re.compile(
        rf"(?:(?<=\b[Tt]he )|(?<=\b[Ii]n )|^){name}(?=(?:['’]s)? {_RULING}\b)"
        rf"|(?:{behind}){name}{alone}"
        rf"|(?:(?<=\b[Dd]oes )|(?<=\b[Dd]id )|(?<=\b[Ii]s )|(?<=\b[Ww]as )){name}(?= (?:\w+ )?{_ABOUT_IT}\b)"
        rf"|^{name}(?=:|\W*$| \(| (?:19|20)\d\d\b)"
    )


def the_ruling(cited: Mapping[str, str], question: str) -> frozenset[str]:
    """Return the one of some rulings, given by id with their citations, that a question means by its court or year; nothing where it could be several."""
    if len(cited) == 1:
        return frozenset(cited)
    courts, named = circuits_named(question), years(question)
    meant = {i for i, citation in cited.items() if circuits_named(citation) & courts or any(year in citation for year in named)}
    if not meant and _SUPREME_COURT.search(question):
        meant = {i for i, citation in cited.items() if _ITS_REPORTS.search(citation)}
    return frozenset(meant) if len(meant) == 1 else frozenset()


def year_behind(text: str, name: str, end: int, citations: Iterable[str]) -> Year | None:
    """Return the year behind the name of an act in a text, which is that of another act than those cited so; None where there is none.

    A later year may be one of which the act is asked, unless it is written as part of the name: "Act (2025)", "Act of 2025".
    """
    m = _YEAR.match(text, end)
    own = [c[len(name) + 1 :][:4] for c in citations if c.lower().startswith(f"{name.lower()} ")]
    if m is None or not own or not all(year.isdecimal() for year in own) or m["year"] in own:
        return None
    return Year(m["year"], m.end()) if m["named"] or m["bracket"] or m["year"] < min(own) else None


def without_year(name: str) -> str:
    """Return the name of an act without the year at its end; the name itself where there is none."""
    return re.sub(r",?(?: of)? \(?(?:19|20)\d\d\)?$", "", name)
