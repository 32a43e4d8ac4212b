"""Counted: what a figure counts, what a share is a share of, and which of two figures came first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qa.figures import numbers_at
from qa.synonyms import content, meanings, meanings_of, said

_STOP = re.compile(
    r"[^\w\s'’-]|\b(?:to|of|for|in|on|by|from|with|at|per|was|were|is|are|be|been|as|than|that|which|who|whose|and|or|but|if|when|where|while|after|before|during"
    r"|about|concerning|involving|containing|holding|against|under|over|between|among|must|may|can|had|has|have|did|led|came|went|made|were|not|each|a|an|the)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(
    r" ?(?:%|per ?cent|(?:working |business |calendar )?(?:hours?|days?|weeks?|months?|years?)\b|percentage points?|dollars?|euros?|pounds?)", re.IGNORECASE
)
_CITED = re.compile(
    r"[/§(-]\s?$|\b(?:articles?|arts?|sections?|ss?|rules?|title|chapter|part|paragraphs?|recitals?|SI|no|v"
    r"|category|schedule|annex|phase|stage|step|tier|level|group|version|clause|point|item|form|type|class)\.? $",
    re.IGNORECASE,
)
_SCALE = re.compile(r"^ (?:thousand|million|billion)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?P<share>\d[\d.]*) ?(?:%|per ?cent) of (?:all |the |its |their |these |those )*(?P<whole>[^,.;:]{3,80})", re.IGNORECASE)
_FROM_TO = re.compile(
    r"\bfrom (?:about |over |under |nearly )?(?:(?P<from>[$£€]?\d[\d.,]*) ?(?P<unit>%|[a-z]+(?: [a-z]+)?)? ?)"
    r"to (?:about |over |under |nearly )?(?P<to>[$£€]?\d[\d.,]*)"
    r"|\bto (?P<late>[$£€]?\d[\d.,]*)(?: ?%| [a-z]+){0,2} from (?P<early>[$£€]?\d[\d.,]*)",
    re.IGNORECASE,
)
_NOUN = 3  # words of what is counted


def counts_other(claim: str, nearest: str) -> bool:
    """Tell whether a figure of a claim counts, or is a share of, what another figure or no figure does in the passage."""
    told, held = dict(_counted(claim)), dict(_counted(nearest))
    if any(_exchanged(told[value], held[value], nearest) for value in told.keys() & held.keys()):
        return True
    shares, wholes = dict(_shares(claim)), dict(_shares(nearest))
    return any(_exchanged(shares[value], wholes[value], nearest) for value in shares.keys() & wholes.keys())


def turned_back(claim: str, nearest: str) -> bool:
    """Tell whether a claim has "from B to A" where the passage has "from A to B"."""
    told, held = set(_ways(claim)), set(_ways(nearest))
    return any((late, early) in held and (early, late) not in held and early != late for early, late in told)


def _exchanged(told: tuple[str, ...], held: tuple[str, ...], nearest: str) -> bool:
    """Tell whether what is counted is another thing of which the passage speaks elsewhere; a word it does not have may be one for the same thing."""
    if not told or not held or any(said(root, meanings_of(held)) for root in told):
        return False
    return all(root in content(nearest) for root in told[-1:]) and not meanings(told[-1]) & meanings(held[-1])


@lru_cache(maxsize=4_000)
def _counted(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each figure that stands once in a text with the words right after it, up to the one that it counts."""
    found = []
    for value, start, end in numbers_at(text):
        rest = _SCALE.sub("", text[end : end + 80])
        if _UNIT.match(rest) or _YEAR.fullmatch(value) or not rest.startswith(" ") or _CITED.search(text[max(0, start - 20) : start]):
            continue
        noun = content(_STOP.split(rest)[0])[:_NOUN]
        if noun:
            found.append((value, noun))
    values = [value for value, _ in found]
    return tuple(row for row in found if values.count(row[0]) == 1)


def _shares(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for m in _SHARE.finditer(text):
        yield m["share"], content(_STOP.split(m["whole"])[0])[:_NOUN]


def _ways(text: str) -> Iterator[tuple[str, str]]:
    for m in _FROM_TO.finditer(text):
        early, late = m["from"] or m["early"], m["to"] or m["late"]
        yield early.rstrip(".,"), late.rstrip(".,")
