"""Comparison: sections that tell the same themes of several countries, laid side by side as rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answer import Answer, Claim, Section
from qa.compose import JURISDICTIONS

HEADING = "Side by side"
_TITLE = re.compile(r"(?P<theme>.+) \((?P<place>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Themes with what each of the places says of them; ``rest`` are the sections that are of no one theme and place."""

    places: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Sequence[Claim], ...]], ...]
    rest: tuple[Section, ...]


def comparison(answer: Answer) -> Comparison | None:
    """Return an answer's sections as a table where they are of two to four places; None where a table would not serve."""
    names = frozenset(JURISDICTIONS.values())
    cells: dict[str, dict[str, Sequence[Claim]]] = {}
    rest: list[Section] = []
    for section in answer.sections:
        m = _TITLE.fullmatch(section.heading)
        if m and m["place"] in names and m["place"] not in cells.get(m["theme"], {}):
            cells.setdefault(m["theme"], {})[m["place"]] = section.claims
        else:
            rest.append(section)
    places = tuple(dict.fromkeys(place for row in cells.values() for place in row))
    if not 2 <= len(places) <= 4:
        return None
    return Comparison(places, tuple((theme, tuple(row.get(place, ()) for place in places)) for theme, row in cells.items()), tuple(rest))
