"""Describes an EU text as a Source: which act it is, where it stands, and the day it tells the law of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ingest.celex import SITE, Celex, EuAct, find_celex, nickname, read_title
from ingest.document import Kind, Source
from ingest.origin import Origin
from ingest.pinpoint import Pinpoint

PUBLISHER = "Publications Office of the European Union, EUR-Lex"
LICENCE = "EU, reuse under Decision 2011/833/EU (CC BY 4.0)"
_MAX_NAME = 200
_KINDS: dict[str, Kind] = {"Regulation": "regulation", "Decision": "regulation", "Recommendation": "guidance"}

Form = Literal["act", "agreement", "corrigendum", "other"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself: the act's own title as printed, its number as recorded, the days."""

    form: Form
    title: str = ""
    recorded: EuAct | None = None
    day: date | None = None
    consolidated: date | None = None
    valid_to: date | None = None
    name: str = ""


def describe(origin: Origin, facts: Facts) -> Source:
    """Return the Source of an EU text: named by its number, or by its title where it has none."""
    act = _act(origin, facts)
    citation = _citable(_citation(origin, facts, act))
    title = facts.title or citation
    short = nickname(title) if act and facts.form == "act" else ""
    return origin.official(
        citation=citation,
        title=title,
        short=short or citation,
        aliases=_aliases(short, act) if act and facts.form == "act" else (),
        publisher=PUBLISHER,
        jurisdiction="EU",
        kind=_kind(facts, act),
        url=_url(origin, facts, act),
        licence=LICENCE,
        text_as_of=facts.consolidated or facts.day,
        valid_from=facts.consolidated,
        valid_to=facts.valid_to,
    )


def _aliases(short: str, act: EuAct) -> tuple[str, ...]:
    """Return what else people call an act; a bare figure ("Regulation No 1") is no name."""
    number = act.short_number if "/" in act.short_number else ""
    return tuple(name for name in (short, number, act.celex) if name)


def named_celex(origin: Origin) -> Celex | None:
    """Return the CELEX number in a file's name."""
    return find_celex(origin.name.replace("\\", "/").rpartition("/")[2])


def _act(origin: Origin, facts: Facts) -> EuAct | None:
    if facts.form not in ("act", "corrigendum"):
        return None
    printed = read_title(facts.title)
    named = named_celex(origin)
    recorded = facts.recorded or (named.act if named else None)
    if printed is None or recorded is None:
        act = printed or recorded
    elif printed.number == recorded.number and printed.year in (0, recorded.year):
        # The record knows the year of "Regulation No 17" and a Framework Decision from a Decision; the title knows who made the act.
        act = replace(printed, year=recorded.year, kind=recorded.kind, body=printed.body or recorded.body)
    else:
        act = printed
    return replace(act, day=facts.day) if act and facts.day and not facts.consolidated else act


def _citation(origin: Origin, facts: Facts, act: EuAct | None) -> str:
    if act is not None:
        return f"Corrigendum to {act.citation}" if facts.form == "corrigendum" else act.citation
    title = re.sub(r"\s*\(Text with EEA relevance\)", "", facts.title)
    if facts.form == "act" and facts.name:
        return facts.name
    return title if 0 < len(title) <= _MAX_NAME else facts.name or origin.label


def _citable(name: str) -> str:
    """Return a name that a pinpoint can begin with: one that is not itself read as a place."""
    name = " ".join(name.replace('"', "'").split())
    return name if Pinpoint.parse(name) == Pinpoint(name) else name.replace(", ", " - ").replace("§", "section")


def _kind(facts: Facts, act: EuAct | None) -> Kind:
    if facts.form == "agreement":
        return "treaty"
    return "document" if act is None or facts.form != "act" else _KINDS.get(act.kind, "statute")


def _url(origin: Origin, facts: Facts, act: EuAct | None) -> str:
    if act is not None:
        return act.url(facts.consolidated)
    celex = re.search(r"(?<![0-9A-Za-z])\d{5}[A-Z]{1,2}\d{4}(?:\(\d\d\))?", origin.name)
    return f"{SITE}/legal-content/EN/TXT/?uri=CELEX:{celex.group()}" if celex else SITE
